"""Restore an asset from a GLB or glTF that Meshwright wrote: the very arrays, not a reconstruction.

Maps come back at the precision of their image files: 8 bits each, so that PNG and WebP written again give
the same bytes; JPEG loses a little each time.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from meshwright.asset import Asset, Hull
from meshwright.errors import FileFormatError
from meshwright.formats.gltf_accessors import read_floats, read_integers
from meshwright.formats.gltf_container import MALFORMED, Container, open_container, texture_source
from meshwright.formats.gltf_extras import EXTRAS_VERSION, physics_from_json
from meshwright.formats.images import EncodedMaps, decode_maps
from meshwright.formats.limits import DEFAULT_LIMITS, Limits
from meshwright.geometry.mesh import FloatArray, Mesh


def read_asset(path: str | Path, limits: Limits = DEFAULT_LIMITS) -> Asset:
    """Restore an asset that `write_glb` or `write_gltf` wrote.

    Raises `FileFormatError` if the file is malformed, was not written by Meshwright, or was rewritten by
    another tool so that its extras no longer fit; `read_source` still reads such a file as a mesh.
    """
    return asset_from_container(open_container(Path(path), limits))


def is_own(container: Container) -> bool:
    """Whether a document carries Meshwright's extras on the first root of its default scene."""
    try:
        return "meshwright" in _root(container).get("extras", {})
    except (*MALFORMED, FileFormatError):
        return False


def asset_from_container(container: Container) -> Asset:
    """The asset in a parsed container; errors as for `read_asset`."""
    try:
        root = _root(container)
        extras = root.get("extras", {})
        private = extras.get("meshwright")
        if private is None:
            raise FileFormatError(container.name, "was not written by Meshwright", "an asset of Meshwright")
        if private["version"] != EXTRAS_VERSION:
            raise FileFormatError(
                container.name, f"has extras of version {private['version']}", f"version {EXTRAS_VERSION}"
            )
        roots = [root]
        for index in root.get("extensions", {}).get("MSFT_lod", {}).get("ids", []):
            roots.append(container.item("nodes", index))
        if len(roots) != len(private["levels"]):
            raise FileFormatError(container.name, "has lost its levels of detail to another tool")
        meshes = [_mesh(container, node, level) for node, level in zip(roots, private["levels"], strict=True)]
        quads = None
        if "quads" in private:
            quads = np.frombuffer(_blob(container, private["quads"]), "<u4").reshape(-1, 4).astype(np.int32)
            if len(quads) and (quads.min() < 0 or quads.max() >= len(meshes[0].vertices)):
                raise FileFormatError(container.name, "has extras that do not fit its meshes")
        return Asset(
            name=str(root["name"]),
            mesh=meshes[0],
            maps=decode_maps(_images(container, private), name=container.name, limits=container.limits),
            lods=tuple(meshes[1:]),
            quads=quads,
            collision=tuple(_hull(container, index) for index in private["hulls"]),
            physics=physics_from_json(extras["physics"]) if "physics" in extras else None,
            report=extras.get("report", {}),
            provenance=extras.get("provenance", {}),
            latent=_blob(container, private["latent"]) if "latent" in private else None,
        )
    except MALFORMED as error:
        raise FileFormatError(container.name, f"is malformed ({type(error).__name__}: {error})") from error


def _root(container: Container) -> dict[str, Any]:
    scene = container.item("scenes", container.tree.get("scene", 0))
    return container.item("nodes", scene["nodes"][0])


def _blob(container: Container, entry: dict[str, Any]) -> bytes:
    data = bytes(container.view(entry["bufferView"]))
    if hashlib.sha256(data).hexdigest() != entry["sha256"]:
        raise FileFormatError(container.name, "was rewritten by another tool and has lost its Meshwright data")
    return data


def _mesh(container: Container, root: dict[str, Any], level: dict[str, Any]) -> Mesh:
    parts = level["parts"]
    pieces: dict[str, list[FloatArray]] = {"POSITION": [], "NORMAL": [], "TEXCOORD_0": []}
    faces: list[npt.NDArray[np.int64]] = []
    count = 0
    for index in root["children"][: len(parts)]:
        primitive = container.item("meshes", container.item("nodes", index)["mesh"])["primitives"][0]
        for name, width in (("POSITION", 3), ("NORMAL", 3), ("TEXCOORD_0", 2)):
            if name in primitive["attributes"]:
                pieces[name].append(read_floats(container, primitive["attributes"][name], (width,)))
        local = read_integers(container, primitive["indices"]).reshape(-1, 3)
        faces.append(local + count)
        count += len(pieces["POSITION"][-1])
    split = np.concatenate(faces)
    weld_bytes = _blob(container, level["weld"])
    weld = np.frombuffer(weld_bytes, "<u2" if len(weld_bytes) == 2 * count else "<u4").astype(np.int64)
    total = int(level["vertices"])
    if len(weld) != count or split.max() >= count or weld.max() >= total or total > container.limits.vertices:
        raise FileFormatError(container.name, "has extras that do not fit its meshes")
    vertices = np.zeros((total, 3), np.float32)
    vertices[weld] = np.concatenate(pieces["POSITION"])
    face_part = np.repeat(np.array(parts, np.int32), [len(f) for f in faces])
    order = np.arange(len(split))
    if "order" in level:
        order = np.frombuffer(_blob(container, level["order"]), "<u4").astype(np.int64)
        if sorted(order.tolist()) != list(range(len(split))):
            raise FileFormatError(container.name, "has extras that do not fit its meshes")
    back = np.empty_like(order)
    back[order] = np.arange(len(order))

    def corners(name: str) -> FloatArray | None:
        return np.concatenate(pieces[name])[split][back] if pieces[name] else None

    return Mesh(
        vertices=vertices,
        faces=weld[split][back].astype(np.int32),
        face_part=face_part[back],
        part_names=tuple(level["part_names"]),
        uv=corners("TEXCOORD_0"),
        normals=corners("NORMAL"),
    )


def _hull(container: Container, index: int) -> Hull:
    primitive = container.item("meshes", container.item("nodes", index)["mesh"])["primitives"][0]
    vertices = read_floats(container, primitive["attributes"]["POSITION"], (3,))
    faces = read_integers(container, primitive["indices"]).reshape(-1, 3).astype(np.int32)
    if faces.max() >= len(vertices):
        raise FileFormatError(container.name, "has a collision hull with indices beyond its vertices")
    return Hull(vertices, faces)


def _images(container: Container, private: dict[str, Any]) -> EncodedMaps:
    material = container.item("materials", 0)
    pbr = material["pbrMetallicRoughness"]

    def data(info: dict[str, Any]) -> bytes:
        texture = container.item("textures", info["index"])
        source = texture_source(texture)
        image = container.item("images", source)
        if "bufferView" in image:
            return bytes(container.view(image["bufferView"]))
        return container.resource(image["uri"], f"images[{source}]")

    strength = material.get("extensions", {}).get("KHR_materials_emissive_strength", {})
    return EncodedMaps(
        base_color=data(pbr["baseColorTexture"]),
        normal=data(material["normalTexture"]),
        orm=data(pbr["metallicRoughnessTexture"]),
        emissive=data(material["emissiveTexture"]) if "emissiveTexture" in material else None,
        emissive_strength=float(strength.get("emissiveStrength", 1.0)),
        coverage=_blob(container, private["coverage"]),
        mime="",
    )
