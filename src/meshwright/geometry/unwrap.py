"""UV atlas of least-squares conformal charts (founding document, eqs 62-67)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import uvunwrap
import xatlas

from meshwright.errors import InputError, RepairError
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.topology import face_areas, label_components, half_edges, edge_pairs

FloatArray = npt.NDArray[np.float32]
IndexArray = npt.NDArray[np.int64]
_MAX_CHART_ANGLE = 70.0


def unwrap(mesh: Mesh, *, texture_size: int = 1024, padding: int = 4) -> Mesh:
    """Charts over the whole mesh, packed into one square page without overlap.

    texture_size: side of the page in texels, 64-8192; padding: texels between charts and around
    the page, kept at that size. Charts follow part borders. Returns the mesh with `uv` set, no
    chart mirrored (counter-clockwise as seen in the image). Raises `InputError` for limits,
    `RepairError` (`unwrap`) when no method gives a valid atlas.
    Source: Levy et al. 2002, as implemented by uvunwrap; eqs 62-67.
    """
    if not 64 <= texture_size <= 8192:
        raise InputError("texture-size", f"{texture_size} texels", "64-8192")
    if len(mesh.faces) == 0:
        raise InputError("mesh", "no faces to unwrap")
    source = uvunwrap.Mesh(
        np.ascontiguousarray(mesh.vertices, np.float32),
        np.ascontiguousarray(mesh.faces, np.uint32),
        face_materials=mesh.face_part.astype(np.uint32),
    )
    atlas = uvunwrap.generate(
        [source], page_size=texture_size, padding=padding, max_chart_angle=_MAX_CHART_ANGLE
    )
    page = np.asarray(atlas.meshes[0].corner_uvs, np.float64).reshape(-1, 3, 2)
    texels = page * (atlas.width, atlas.height)
    return replace(mesh, uv=_to_image(texels, texture_size))


def _to_image(texels: npt.NDArray[np.float64], texture_size: int) -> FloatArray:
    """Texel coordinates with y up to image coordinates with (0, 0) upper left, one scale for both axes."""
    uv = texels / texture_size
    uv[..., 1] = 1.0 - uv[..., 1]
    return np.ascontiguousarray(uv, np.float32)
