"""Write binary PLY with UVs and vertex colours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from meshwright.asset import Asset
from meshwright.formats.atomic import replacing
from meshwright.formats.images import check_maps, srgb_bytes
from meshwright.formats.source import SourceTexture, sample_texture
from meshwright.formats.split import check_mesh, split_parts


def write_ply(asset: Asset, path: str | Path, *, force: bool = False) -> Path:
    """Write LOD 0 as binary little-endian PLY: positions, normals, UVs (`s`, `t`, t upward) and colours.

    The colour of a vertex is the albedo at its UV, sRGB, eight bits. Vertices are split at UV seams and hard
    edges; equal positions stay bit-equal, so a weld closes the surface again. PLY has no parts.
    Raises `InputError` naming the field of the asset that cannot be written, or an existing file.
    """
    check_mesh(asset.mesh)
    check_maps(asset.maps)
    mesh = asset.mesh
    # One part for the whole, so that vertices on part borders are not split.
    joined = replace(mesh, face_part=np.zeros_like(mesh.face_part), part_names=("body",))
    (part,) = split_parts(joined)
    assert part.uv is not None
    albedo = SourceTexture(np.pad(srgb_bytes(asset.maps.albedo), ((0, 0), (0, 0), (0, 1)), constant_values=255), True)
    fields = [("position", "<f4", 3), ("uv", "<f4", 2), ("color", "u1", 3)]
    names = ["float x", "float y", "float z", "float s", "float t", "uchar red", "uchar green", "uchar blue"]
    if part.normal is not None:
        fields.insert(1, ("normal", "<f4", 3))
        names[3:3] = ["float nx", "float ny", "float nz"]
    vertices = np.zeros(len(part.position), np.dtype(fields))
    vertices["position"], vertices["uv"] = part.position, part.uv * [1, -1] + [0, 1]
    vertices["color"] = srgb_bytes(sample_texture(albedo, part.uv)[:, :3])
    if part.normal is not None:
        vertices["normal"] = part.normal
    faces = np.zeros(len(part.faces), np.dtype([("count", "u1"), ("index", "<i4", 3)]))
    faces["count"], faces["index"] = 3, part.faces
    header = [
        "ply", "format binary_little_endian 1.0", "comment Meshwright, metres, Y up",
        f"element vertex {len(vertices)}", *(f"property {name}" for name in names),
        f"element face {len(faces)}", "property list uchar int vertex_indices", "end_header", "",
    ]  # fmt: skip
    with replacing(path, force=force) as temporary:
        temporary.write_bytes("\n".join(header).encode() + vertices.tobytes() + faces.tobytes())
    return Path(path)
