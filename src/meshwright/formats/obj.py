"""Write Wavefront OBJ with an MTL that carries the PBR maps."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import numpy.typing as npt

from meshwright.asset import Asset
from meshwright.formats.atomic import write_files
from meshwright.formats.images import check_maps, encode_image, normal_bytes, srgb_bytes, unit_bytes
from meshwright.formats.polygons import Polygons, polygons_of
from meshwright.formats.split import check_mesh, first_use


def write_obj(asset: Asset, path: str | Path, *, force: bool = False) -> Path:
    """Write `<stem>.obj`, `<stem>.mtl` and one PNG per map; quads where the asset has them.

    Topology stays welded (OBJ indexes positions, UVs and normals apart). PBR keywords of the MTL: `Pr`, `Pm`,
    `map_Pr`, `map_Pm`, `map_Ke`, `norm`, as Blender, three.js and trimesh's kin read them.
    Raises `InputError` naming the field of the asset that cannot be written, or an existing file.
    """
    target = Path(path)
    geometry, others = obj_files(asset, target.stem)
    write_files({target: geometry, **{target.with_name(n): data for n, data in others.items()}}, force=force)
    return target


def obj_files(asset: Asset, stem: str) -> tuple[bytes, dict[str, bytes]]:
    """The OBJ of LOD 0, and by name the MTL and PNG files that it refers to; errors as for `write_obj`."""
    check_mesh(asset.mesh)
    check_maps(asset.maps)
    # MTL separates file names by blanks and has no quoting.
    stem = _word(stem)
    mtl, images = _material(asset, stem)
    return _geometry(asset, f"{stem}.mtl").encode(), {f"{stem}.mtl": mtl.encode(), **images}


def _word(name: str) -> str:
    """A name without blanks, which OBJ and MTL use to separate words."""
    return re.sub(r"\s+", "_", name)


def _material(asset: Asset, stem: str) -> tuple[str, dict[str, bytes]]:
    maps = asset.maps
    peak = max(1.0, float(maps.emission.max(initial=0.0)))
    images = {
        f"{stem}_albedo.png": srgb_bytes(maps.albedo),
        f"{stem}_normal.png": normal_bytes(maps.normal),
        f"{stem}_roughness.png": unit_bytes(maps.roughness),
        f"{stem}_metallic.png": unit_bytes(maps.metallic),
        f"{stem}_occlusion.png": unit_bytes(maps.occlusion),
    }
    lines = [
        f"newmtl {_word(asset.name)}", "Kd 1 1 1", "Ks 0.5 0.5 0.5", "d 1", "illum 2", "Pr 1", "Pm 1",
        f"map_Kd {stem}_albedo.png", f"map_Pr {stem}_roughness.png", f"map_Pm {stem}_metallic.png",
        f"norm {stem}_normal.png",
    ]  # fmt: skip
    if maps.emission.any():
        images[f"{stem}_emission.png"] = srgb_bytes(maps.emission / np.float32(peak))
        lines += [f"Ke {peak:.9g} {peak:.9g} {peak:.9g}", f"map_Ke {stem}_emission.png"]
    # MTL has no keyword for ambient occlusion; the comment tells a person where it is.
    lines.insert(1, f"# ambient occlusion: {stem}_occlusion.png")
    return "\n".join(lines) + "\n", {name: encode_image(pixels) for name, pixels in images.items()}


def _geometry(asset: Asset, library: str) -> str:
    mesh = asset.mesh
    assert mesh.uv is not None
    uv, uv_index = _distinct(mesh.uv)
    lines = [f"# {asset.name}: metres, Y up", f"mtllib {library}"]
    lines += [f"v {x:.9g} {y:.9g} {z:.9g}" for x, y, z in mesh.vertices.tolist()]
    # OBJ counts v from the bottom of the image.
    lines += [f"vt {u:.9g} {1.0 - v:.9g}" for u, v in uv.tolist()]
    normal_index = None
    if mesh.normals is not None:
        normals, normal_index = _distinct(mesh.normals)
        lines += [f"vn {x:.6g} {y:.6g} {z:.6g}" for x, y, z in normals.tolist()]
    corners = polygons_of(asset)
    for part, name in enumerate(mesh.part_names):
        rows = np.flatnonzero(corners.part == part)
        if len(rows):
            lines += ["o " + _word(name), "usemtl " + _word(asset.name)]
            lines += _faces(corners, rows, mesh.faces, uv_index, normal_index)
    return "\n".join(lines) + "\n"


def _faces(
    polygons: Polygons,
    rows: npt.NDArray[np.intp],
    faces: npt.NDArray[np.int32],
    uv_index: npt.NDArray[np.int64],
    normal_index: npt.NDArray[np.int64] | None,
) -> list[str]:
    lines = []
    vertex, uv = faces.reshape(-1) + 1, uv_index + 1
    normal = None if normal_index is None else normal_index + 1
    for row in rows.tolist():
        corner = polygons.corners[row, : polygons.counts[row]]
        v, t = vertex[corner].tolist(), uv[corner].tolist()
        if normal is None:
            lines.append("f " + " ".join(f"{a}/{b}" for a, b in zip(v, t, strict=True)))
        else:
            n = normal[corner].tolist()
            lines.append("f " + " ".join(f"{a}/{b}/{c}" for a, b, c in zip(v, t, n, strict=True)))
    return lines


def _distinct(values: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """Distinct corner values in order of first use, and the index of each flat corner."""
    flat = np.ascontiguousarray(values.reshape(-1, values.shape[-1]) + np.float32(0.0), np.float32)
    first, inverse = first_use(flat.view(np.uint32))
    return flat[first], inverse
