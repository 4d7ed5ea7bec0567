"""An asset as a glTF 2.0 document.

Layout:

- scene 0 (the default) shows one root node named after the asset, with one child node per part, named
  after the part. All parts share one material and one atlas.
- The root carries MSFT_lod: each coarser level is a node `<name>_LOD<k>` with its own part nodes. The
  extension sits on the root and not on the parts, so that all parts switch together and no gap opens
  between parts of different levels. `MSFT_screencoverage` stands in the root's extras, as the extension asks.
  The levels are listed in a second scene `LODs`: viewers show the default scene alone, and Blender would show
  nodes without a scene, but hides those of other scenes.
- Collision hulls (`collision` argument):
    `scene`   nodes `UCX_<name>_00`... in a scene `collision` of its own, which viewers do not show;
    `ucx`     the same nodes under the root, where Unreal's importer looks for them;
    `godot`   nodes `<name>_00-convcolonly` under the root: Godot makes them convex shapes and hides them;
    `none`    no hulls.
- The root's extras hold `report`, `provenance`, `physics` and `meshwright`; the last refers to buffer views
  with the latent and with what triangles alone cannot say (welded vertex of each split vertex, order of the
  faces, quads, coverage of the atlas), so that `read_asset` restores the very asset. `strip` leaves out
  latent and provenance.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Literal, get_args
from urllib.parse import quote

import numpy as np

from meshwright.asset import Asset, Hull
from meshwright.errors import InputError
from meshwright.formats.gltf_builder import BufferBuilder
from meshwright.formats.gltf_extras import asset_extras
from meshwright.formats.images import EncodedMaps, encode_maps
from meshwright.formats.names import unique_names
from meshwright.formats.split import SplitPart, check_mesh, split_parts
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.tangents import tangents

_TEXTURE_EXTENSIONS = {"webp": "EXT_texture_webp", "ktx2": "KHR_texture_basisu"}

CollisionStyle = Literal["scene", "ucx", "godot", "none"]


@dataclass(frozen=True)
class GltfDocument:
    """A finished document: JSON tree, binary buffer, and images that are kept out of the buffer.

    images: (file name, bytes) of each image when `external_images` was asked, else empty.
    """

    tree: dict[str, Any]
    buffer: bytes
    images: tuple[tuple[str, bytes], ...]


def build_document(
    asset: Asset,
    *,
    strip: bool = False,
    texture_format: str = "png",
    collision: CollisionStyle = "scene",
    external_images: bool = False,
    stem: str = "",
) -> GltfDocument:
    """Lay out an asset as glTF (see the top of this module).

    external_images: images become files `<stem>_<map>.<suffix>` and not buffer views.
    Raises `InputError` naming the field of the asset that cannot be written.
    """
    if collision not in get_args(CollisionStyle):
        raise InputError("--collision", f"{collision!r} is not known", ", ".join(get_args(CollisionStyle)))
    if not asset.name:
        raise InputError("asset.name", "is empty")
    levels = (asset.mesh, *asset.lods)
    for number, mesh in enumerate(levels):
        check_mesh(mesh, f"asset.lods[{number - 1}]" if number else "asset.mesh", need_normals=True)
    maps = encode_maps(asset.maps, texture_format)
    builder = BufferBuilder()
    tree: dict[str, Any] = {
        "asset": {"version": "2.0", "generator": f"Meshwright {version('meshwright')}"},
        "scene": 0,
        "scenes": [{"name": asset.name, "nodes": [0]}],
        "nodes": [{"name": asset.name, "children": []}],
        "meshes": [],
    }
    splits = [split_parts(mesh, tangents(mesh)) for mesh in levels]
    _add_levels(tree, builder, asset, levels, splits)
    hull_nodes = _add_hulls(tree, builder, asset, collision)
    images = _add_material(tree, builder, asset.name, maps, texture_format, external_images, stem)
    tree["nodes"][0]["extras"] |= asset_extras(asset, levels, splits, maps, builder, hull_nodes, strip=strip)
    tree["accessors"] = builder.accessors
    tree["bufferViews"] = builder.views
    buffer = builder.data()
    tree["buffers"] = [{"byteLength": len(buffer)}]
    return GltfDocument(tree, buffer, images)


def document_json(tree: dict[str, Any]) -> bytes:
    """Compact UTF-8 JSON with sorted keys. Raises `InputError` if report or provenance is not plain JSON."""
    try:
        text = json.dumps(tree, separators=(",", ":"), ensure_ascii=False, allow_nan=False, sort_keys=True)
        return text.encode("utf-8")
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError("asset.report/provenance", f"is not plain JSON data ({error})") from error


def screen_coverage(face_counts: Sequence[int]) -> list[float]:
    """Least share of the screen's height for each level (MSFT_lod), levels from fine to coarse.

    A level gives way where the next one's triangles would be as large on the screen as its own are at
    half the screen's height; area goes with the square of height. The coarsest level is never culled.
    """
    finest = face_counts[0]
    coverage = [0.5 * float(np.sqrt(count / finest)) for count in face_counts[1:]]
    for k in range(1, len(coverage)):
        coverage[k] = min(coverage[k], 0.99 * coverage[k - 1])
    return [round(c, 6) for c in coverage] + [0.0]


def _add_levels(
    tree: dict[str, Any],
    builder: BufferBuilder,
    asset: Asset,
    levels: Sequence[Mesh],
    splits: Sequence[tuple[SplitPart, ...]],
) -> None:
    nodes, meshes = tree["nodes"], tree["meshes"]
    roots = [0]
    for level, (mesh, parts) in enumerate(zip(levels, splits, strict=True)):
        suffix = f"_LOD{level}" if level else ""
        if level:
            roots.append(len(nodes))
            nodes.append({"name": asset.name + suffix, "children": []})
        root = nodes[roots[-1]]
        names = unique_names([mesh.part_names[part.part] for part in parts])
        for name, part in zip(names, parts, strict=True):
            attributes = {"POSITION": builder.add_attribute(part.position, bounds=True)}
            for semantic, values in (
                ("NORMAL", part.normal),
                ("TANGENT", part.tangent),
                ("TEXCOORD_0", part.uv),
            ):
                if values is not None:
                    attributes[semantic] = builder.add_attribute(values)
            primitive = {"attributes": attributes, "indices": builder.add_indices(part.faces), "material": 0}
            root["children"].append(len(nodes))
            nodes.append({"name": name + suffix, "mesh": len(meshes)})
            meshes.append({"name": name + suffix, "primitives": [primitive]})
    nodes[0]["extras"] = {}
    if len(roots) > 1:
        tree["extensionsUsed"] = ["MSFT_lod"]
        nodes[0]["extensions"] = {"MSFT_lod": {"ids": roots[1:]}}
        tree["scenes"].append({"name": "LODs", "nodes": roots[1:]})
        nodes[0]["extras"]["MSFT_screencoverage"] = screen_coverage([len(mesh.faces) for mesh in levels])


def _add_hulls(tree: dict[str, Any], builder: BufferBuilder, asset: Asset, style: CollisionStyle) -> list[int]:
    indices: list[int] = []
    if style == "none" or not asset.collision:
        return indices
    for number, hull in enumerate(asset.collision):
        _check_hull(hull, number)
        name = f"{asset.name}_{number:02d}-convcolonly" if style == "godot" else f"UCX_{asset.name}_{number:02d}"
        primitive = {
            "attributes": {"POSITION": builder.add_attribute(hull.vertices, bounds=True)},
            "indices": builder.add_indices(hull.faces),
        }
        indices.append(len(tree["nodes"]))
        tree["nodes"].append({"name": name, "mesh": len(tree["meshes"])})
        tree["meshes"].append({"name": name, "primitives": [primitive]})
    if style == "scene":
        tree["scenes"].append({"name": "collision", "nodes": indices})
    else:
        tree["nodes"][0]["children"] += indices
    return indices


def _check_hull(hull: Hull, number: int) -> None:
    n = len(hull.vertices)
    sound = n > 3 and len(hull.faces) > 3 and np.isfinite(hull.vertices).all()
    if not sound or hull.faces.min() < 0 or hull.faces.max() >= n:
        raise InputError(f"asset.collision[{number}]", "is not a closed hull")


def _add_material(
    tree: dict[str, Any],
    builder: BufferBuilder,
    name: str,
    maps: EncodedMaps,
    texture_format: str,
    external: bool,
    stem: str,
) -> tuple[tuple[str, bytes], ...]:
    files: list[tuple[str, bytes]] = []
    extension = _TEXTURE_EXTENSIONS.get(texture_format)
    tree["images"], tree["textures"] = [], []
    tree["samplers"] = [{"magFilter": 9729, "minFilter": 9987, "wrapS": 33071, "wrapT": 33071}]

    def texture(kind: str, data: bytes) -> dict[str, int]:
        image: dict[str, Any] = {"name": f"{name}_{kind}"}
        if external:
            file = f"{stem}_{kind}.{'jpg' if texture_format == 'jpeg' else texture_format}"
            files.append((file, data))
            image["uri"] = quote(file)
        else:
            image |= {"bufferView": builder.add_bytes(data), "mimeType": maps.mime}
        source = len(tree["images"])
        tree["images"].append(image)
        entry: dict[str, Any] = {"name": f"{name}_{kind}", "sampler": 0}
        if extension:
            entry["extensions"] = {extension: {"source": source}}
        else:
            entry["source"] = source
        tree["textures"].append(entry)
        return {"index": len(tree["textures"]) - 1}

    if extension:
        tree["extensionsUsed"] = [*tree.get("extensionsUsed", []), extension]
        tree["extensionsRequired"] = [extension]
    orm = texture("orm", maps.orm)
    material: dict[str, Any] = {
        "name": name,
        "pbrMetallicRoughness": {
            "baseColorTexture": texture("albedo", maps.base_color),
            "metallicRoughnessTexture": orm,
        },
        "normalTexture": texture("normal", maps.normal),
        "occlusionTexture": orm,
    }
    if maps.emissive is not None:
        material["emissiveTexture"] = texture("emission", maps.emissive)
        material["emissiveFactor"] = [1.0, 1.0, 1.0]
        if maps.emissive_strength > 1.0:
            tree["extensionsUsed"] = [*tree.get("extensionsUsed", []), "KHR_materials_emissive_strength"]
            strength = {"emissiveStrength": maps.emissive_strength}
            material["extensions"] = {"KHR_materials_emissive_strength": strength}
    tree["materials"] = [material]
    return tuple(files)
