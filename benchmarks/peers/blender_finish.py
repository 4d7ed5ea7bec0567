"""Decimate, smart project, two more levels and a Cycles bake with Blender as a module (bpy 5.0).

BPY_PYTHON benchmarks/peers/blender_finish.py IN.ply OUT.ply TRIANGLES SIZE: prints seconds per stage as JSON.
"""

import json
import sys
import time

import bpy


def main() -> None:
    source, target, triangles, size = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    times = {}

    def stage(name: str, start: float) -> None:
        times[name] = time.perf_counter() - start

    bpy.ops.wm.read_factory_settings(use_empty=True)
    start = time.perf_counter()
    bpy.ops.wm.ply_import(filepath=source)
    high = bpy.context.object
    stage("read", start)

    def reduced(of: object, count: int) -> object:
        copy = of.copy()
        copy.data = of.data.copy()
        bpy.context.collection.objects.link(copy)
        bpy.ops.object.select_all(action="DESELECT")
        copy.select_set(True)
        bpy.context.view_layer.objects.active = copy
        modifier = copy.modifiers.new("d", "DECIMATE")
        modifier.ratio = count / len(of.data.polygons)
        modifier.use_collapse_triangulate = True
        bpy.ops.object.modifier_apply(modifier="d")
        return copy

    start = time.perf_counter()
    low = reduced(high, triangles)
    stage("decimate", start)
    start = time.perf_counter()
    bpy.ops.object.mode_set(mode="EDIT")
    bpy.ops.mesh.select_all(action="SELECT")
    bpy.ops.uv.smart_project(island_margin=0.004)
    bpy.ops.object.mode_set(mode="OBJECT")
    stage("unwrap", start)
    start = time.perf_counter()
    for share in (0.4, 0.16):
        reduced(low, round(triangles * share)).hide_render = True
    stage("levels", start)

    start = time.perf_counter()
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.cycles.device = "CPU"
    world = bpy.data.worlds.new("w")
    scene.world = world
    plain = bpy.data.materials.new("high")
    plain.use_nodes = True
    color = plain.node_tree.nodes.new("ShaderNodeVertexColor")
    shader = next(n for n in plain.node_tree.nodes if n.type == "BSDF_PRINCIPLED")
    plain.node_tree.links.new(color.outputs["Color"], shader.inputs["Base Color"])
    high.data.materials.clear()
    high.data.materials.append(plain)
    material = bpy.data.materials.new("low")
    material.use_nodes = True
    low.data.materials.clear()
    low.data.materials.append(material)
    node = material.node_tree.nodes.new("ShaderNodeTexImage")
    material.node_tree.nodes.active = node
    bpy.ops.object.select_all(action="DESELECT")
    high.select_set(True)
    low.select_set(True)
    bpy.context.view_layer.objects.active = low
    bake = scene.render.bake
    bake.use_selected_to_active = True
    bake.cage_extrusion = 0.02
    bake.margin = 8
    bake.use_pass_direct = bake.use_pass_indirect = False
    for kind, samples in (("NORMAL", 1), ("DIFFUSE", 1), ("ROUGHNESS", 1), ("AO", 16)):
        node.image = bpy.data.images.new(kind, size, size, float_buffer=kind == "NORMAL")
        scene.cycles.samples = samples
        bpy.ops.object.bake(type=kind)
    stage("bake", start)
    bpy.ops.object.select_all(action="DESELECT")
    low.select_set(True)
    bpy.ops.wm.ply_export(
        filepath=target, export_selected_objects=True, export_triangulated_mesh=True, export_uv=False,
        export_normals=False, forward_axis="Y", up_axis="Z",
    )  # fmt: skip
    print("RESULT " + json.dumps({"triangles": len(low.data.polygons), "seconds": times}))


main()
