"""Measurements of a UV atlas: charts, overlaps, mirrored charts, texel density, padding."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshwright.errors import InputError
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.raster import fragments
from meshwright.geometry.topology import edge_pairs, face_areas, label_components

IndexArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class UnwrapReport:
    """An atlas in numbers, measured at one texture size.

    charts: connected pieces in UV space.  mirrored_charts: those wound clockwise in the image.
    flipped_faces: faces wound against their chart.
    overlap_texels: texels whose centre lies well inside more than one triangle.
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
    """Triangles over each texel centre (s, s) uint16, and one of them (s, s) int32 or -1.

    A centre on an edge counts for one of the triangles there; it counts for several only where it lies well
    inside each, so that rounding at a shared edge is no overlap.
    """
    corner = uv.astype(np.float64) * texture_size
    owner = np.full(texture_size * texture_size, -1, np.int32)
    hits = 0
    for pixel, face in fragments(corner, texture_size, texture_size):
        owner[pixel] = face
        hits += len(pixel)
    count = (owner >= 0).astype(np.uint16)
    if hits > np.count_nonzero(count):  # else nothing overlaps, as in every sound atlas
        count[:] = 0
        for pixel, _ in fragments(corner, texture_size, texture_size):
            count += np.bincount(pixel, minlength=len(count)).astype(np.uint16)
        strict = np.zeros_like(count)
        for pixel, face in fragments(corner, texture_size, texture_size):
            pixel, face = pixel[count[pixel] > 1], face[count[pixel] > 1]
            inside = pixel[_well_inside(corner[face], pixel, texture_size)]
            strict += np.bincount(inside, minlength=len(count)).astype(np.uint16)
        count = np.where(count > 1, np.maximum(strict, 1), count).astype(np.uint16)
    shape = texture_size, texture_size
    return count.reshape(shape), owner.reshape(shape)


def _well_inside(corner: FloatArray, pixel: IndexArray, width: int) -> npt.NDArray[np.bool_]:
    """Whether each pixel centre (k,) lies in its triangle (k, 3, 2), away from the edges."""
    y, x = np.divmod(pixel, width)
    turn = np.sign(signed_uv_areas(corner))
    inside = np.ones(len(pixel), bool)
    for k in range(3):
        p, q = corner[:, k], corner[:, (k + 1) % 3]
        side = (y + 0.5 - p[:, 1]) * (q[:, 0] - p[:, 0]) - (x + 0.5 - p[:, 0]) * (q[:, 1] - p[:, 1])
        inside &= -turn * side > 1e-5 * np.hypot(q[:, 0] - p[:, 0], q[:, 1] - p[:, 1])
    return inside


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
