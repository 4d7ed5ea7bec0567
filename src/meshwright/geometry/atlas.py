"""Measurements of a UV atlas: charts, overlaps, mirrored charts, texel density, padding."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshwright.errors import InputError
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.topology import edge_pairs, face_areas, label_components

IndexArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

_BLOCK = 1 << 21  # texel tests per batch of triangles: bounds memory to some hundred megabytes


@dataclass(frozen=True)
class UnwrapReport:
    """An atlas in numbers, measured at one texture size.

    charts: connected pieces in UV space.  mirrored_charts: those wound clockwise in the image.
    flipped_faces: faces wound against their chart.
    overlap_texels: texels whose centre lies strictly inside more than one triangle.
    density_cv: coefficient of variation, weighted by surface area, of the texels per unit of length.
    utilisation: share of the page's texels that some triangle covers.
    padding: least gap between texels of two charts or a chart and the page's border, in texels;
        counted up to 16.
    outside: corners beyond the unit square.
    """

    charts: int
    mirrored_charts: int
    flipped_faces: int
    overlap_texels: int
    density_cv: float
    utilisation: float
    padding: int
    outside: int

    @property
    def valid(self) -> bool:
        """Whether nothing overlaps, is mirrored, flipped or outside the page."""
        return not (self.overlap_texels or self.mirrored_charts or self.flipped_faces or self.outside)


def uv_seams(mesh: Mesh) -> tuple[IndexArray, npt.NDArray[np.bool_]]:
    """Inner edges as pairs of half edges (p, 2), and whether the UVs differ across each (p,)."""
    if mesh.uv is None:
        raise InputError("mesh.uv", "mesh has no UVs")
    pairs = edge_pairs(mesh.faces)
    corners = mesh.uv.reshape(-1, 2)
    start = pairs
    end = pairs - pairs % 3 + (pairs + 1) % 3
    joined = (corners[start[:, 0]] == corners[end[:, 1]]).all(axis=1) & (
        corners[end[:, 0]] == corners[start[:, 1]]
    ).all(axis=1)
    return pairs, ~joined


def charts(mesh: Mesh) -> tuple[int, IndexArray]:
    """Number of UV charts and the chart (m,) of each face: faces joined across edges with equal UVs."""
    pairs, seam = uv_seams(mesh)
    return label_components(len(mesh.faces), pairs[~seam] // 3)


def signed_uv_areas(uv: npt.NDArray[np.floating]) -> FloatArray:
    """Area (m,) of UV triangles (m, 3, 2); positive when counter-clockwise as seen in the image."""
    a = (uv[:, 1] - uv[:, 0]).astype(np.float64)
    b = (uv[:, 2] - uv[:, 0]).astype(np.float64)
    return np.asarray((a[:, 1] * b[:, 0] - a[:, 0] * b[:, 1]) / 2)  # v points down


def texel_counts(
    uv: npt.NDArray[np.floating], texture_size: int
) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.int32]]:
    """Triangles strictly over each texel centre (s, s) uint16, and the last of them (s, s) int32 or -1."""
    corner = uv.astype(np.float64) * texture_size - 0.5  # texel centres at integers
    low = np.clip(np.ceil(corner.min(axis=1)), 0, texture_size).astype(np.int64)
    high = np.clip(np.floor(corner.max(axis=1)), -1, texture_size - 1).astype(np.int64)
    size = np.maximum(high - low + 1, 0)
    area = size[:, 0] * size[:, 1]
    count = np.zeros(texture_size * texture_size, np.uint16)
    owner = np.full(texture_size * texture_size, -1, np.int32)
    bounds = np.searchsorted(np.cumsum(area), np.arange(_BLOCK, area.sum() + _BLOCK, _BLOCK))
    start = 0
    for stop in np.unique(np.append(bounds + 1, len(uv))):
        rows = np.arange(start, min(int(stop), len(uv)))
        start = min(int(stop), len(uv))
        rows = rows[area[rows] > 0]
        if len(rows) == 0:
            continue
        face = np.repeat(rows, area[rows])
        offset = np.arange(len(face)) - np.repeat(np.cumsum(area[rows]) - area[rows], area[rows])
        x = low[face, 0] + offset % size[face, 0]
        y = low[face, 1] + offset // size[face, 0]
        inside = np.ones(len(face), bool)
        turn = np.sign(signed_uv_areas(uv[rows]))[np.searchsorted(rows, face)]
        for k in range(3):
            p, q = corner[face, k], corner[face, (k + 1) % 3]
            side = (y - p[:, 1]) * (q[:, 0] - p[:, 0]) - (x - p[:, 0]) * (q[:, 1] - p[:, 1])
            # A texel is hit only well inside, so that two faces of one edge never share it.
            inside &= -turn * side > 1e-5 * np.hypot(q[:, 0] - p[:, 0], q[:, 1] - p[:, 1])
        texel = (y * texture_size + x)[inside]
        count += np.bincount(texel, minlength=len(count)).astype(np.uint16)
        owner[texel] = face[inside]
    shape = texture_size, texture_size
    return count.reshape(shape), owner.reshape(shape)


def _least_gap(chart: npt.NDArray[np.int64], limit: int = 16) -> int:
    """Least number of empty texels, along rows, columns and diagonals, around charts (s, s), -1 empty."""
    rows, columns = np.nonzero(chart >= 0)
    if len(rows) == 0:
        return limit
    size = chart.shape[0]
    edge = int(min(rows.min(), columns.min(), size - 1 - rows.max(), size - 1 - columns.max()))
    gap = min(limit, edge)
    for step in range(1, gap + 1):
        for dy, dx in ((0, step), (step, 0), (step, step), (step, -step)):
            a = chart[: size - dy, max(0, -dx) : size - max(0, dx)]
            b = chart[dy:, max(0, dx) : size - max(0, -dx)]
            if ((a >= 0) & (b >= 0) & (a != b)).any():
                return step - 1
    return gap


def measure_atlas(mesh: Mesh, *, texture_size: int = 1024) -> UnwrapReport:
    """The atlas of `mesh.uv` in numbers at `texture_size`; raises `InputError` without UVs."""
    count, chart = charts(mesh)
    assert mesh.uv is not None  # charts() has refused
    signed = signed_uv_areas(mesh.uv)
    total = np.bincount(chart, signed, count)
    surface = face_areas(mesh)
    real = surface > 1e-12 * max(surface.sum(), 1e-300)
    density = np.sqrt(np.abs(signed[real]) / surface[real]) * texture_size
    weight = surface[real] / surface[real].sum()
    mean = float((density * weight).sum())
    spread = float(np.sqrt((weight * (density - mean) ** 2).sum()))
    hits, owner = texel_counts(mesh.uv, texture_size)
    chart_map = np.where(owner >= 0, chart[owner], -1)
    # Faces smaller than the rounding of float32 UVs have no reliable orientation.
    noise = 1e-9
    flipped = (np.sign(signed) == -np.sign(total)[chart]) & (np.abs(signed) > noise)
    return UnwrapReport(
        charts=count,
        mirrored_charts=int((total < 0).sum()),
        flipped_faces=int(flipped.sum()),
        overlap_texels=int((hits > 1).sum()),
        density_cv=spread / mean if mean > 0 else float("inf"),
        utilisation=float((hits > 0).mean()),
        padding=_least_gap(chart_map),
        outside=int(((mesh.uv < 0) | (mesh.uv > 1)).any(axis=-1).sum()),
    )
