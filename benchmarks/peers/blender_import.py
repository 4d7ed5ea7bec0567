"""Import files with Blender as a module: BPY_PYTHON blender_import.py FILE... prints {file: {object: triangles}}."""

import json
import sys
from pathlib import Path

import bpy

IMPORTERS = {
    ".glb": lambda p: bpy.ops.import_scene.gltf(filepath=p),
    ".gltf": lambda p: bpy.ops.import_scene.gltf(filepath=p),
    ".obj": lambda p: bpy.ops.wm.obj_import(filepath=p),
    ".usdz": lambda p: bpy.ops.wm.usd_import(filepath=p),
    ".stl": lambda p: bpy.ops.wm.stl_import(filepath=p),
    ".ply": lambda p: bpy.ops.wm.ply_import(filepath=p),
}


def main() -> None:
    found = {}
    for path in sys.argv[1:]:
        bpy.ops.wm.read_factory_settings(use_empty=True)
        IMPORTERS[Path(path).suffix](path)
        counts = {}
        for item in bpy.data.objects:
            if item.type == "MESH":
                item.data.calc_loop_triangles()
                counts[item.name] = len(item.data.loop_triangles)
        files = [(i.name, i) for i in bpy.data.images if i.source == "FILE" and not i.packed_file]
        missing = [name for name, i in files if not Path(bpy.path.abspath(i.filepath)).is_file()]
        found[path] = {"triangles": counts, "images": len(bpy.data.images), "images_missing": missing}
    print("RESULT " + json.dumps(found))


main()
