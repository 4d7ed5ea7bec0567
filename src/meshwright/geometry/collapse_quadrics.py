"""Quadrics that a collapse starts from: faces, open borders, part borders, UV seams (eqs 29-31)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from meshwright.geometry.collapse_state import find_edges, next_half, scatter
from meshwright.geometry.quadrics import line_quadrics, plane_quadrics

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_BORDER_WEIGHT = 100.0  # open borders keep their course
_COURSE_SWEEPS = 4  # rounds of smoothing that give the course of a stepped part border
_SEAM_WEIGHT = 1.0  # part borders and UV seams may cut corners a little


def initial_quadrics(
    points: FloatArray, faces: IndexArray, labels: IndexArray | None, wedges: IndexArray | None
) -> FloatArray:
    """Quadrics (n, 10) of the planes at each vertex (eq 31) and of planes that stand on borders."""
    corner = points[faces]
    normal = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    double = np.linalg.norm(normal, axis=1)
    normal = normal / np.maximum(double, 1e-300)[:, None]
    offset = -np.einsum("ij,ij->i", normal, corner[:, 0])
    planes = plane_quadrics(normal, offset, double / 6)
    total = scatter(faces.ravel(), np.repeat(planes, 3, axis=0), len(points))
    edges = find_edges(faces)
    weight = np.where(edges.sides[:, 1] < 0, _BORDER_WEIGHT, 0.0)
    inner = edges.sides[:, 1] >= 0
    a, b = edges.sides.T
    if labels is not None:
        weight[inner & (labels[a // 3] != labels[b // 3])] = _SEAM_WEIGHT
    if wedges is not None:
        weight[inner & _is_seam(edges.sides, wedges)] = _SEAM_WEIGHT
    course = _smooth_course(points, edges.ends[(weight > 0) & inner]) if labels is not None else points
    flat = faces.ravel()
    for side in (a, b):
        rows = np.flatnonzero((weight > 0) & (side >= 0))
        half = side[rows]
        start = course[flat[half]]
        along = course[flat[next_half(half)]] - start
        standing = np.cross(along, normal[half // 3])
        standing /= np.maximum(np.linalg.norm(standing, axis=1), 1e-300)[:, None]
        size = weight[rows] * (along**2).sum(axis=1) / 2
        fences = plane_quadrics(standing, -np.einsum("ij,ij->i", standing, start), size)
        total += scatter(edges.ends[rows].ravel(), np.repeat(fences, 2, axis=0), len(points))
    return total


def _smooth_course(points: FloatArray, border: IndexArray) -> FloatArray:
    """Points with those on part borders (edges (b, 2)) pulled onto the smooth line they zigzag about.

    Labels change from face to face, so their borders run along edges in steps; fences on the steps
    would hold every step in place. Points where borders meet stay.
    """
    touching = np.bincount(border.ravel(), minlength=len(points))
    moving = np.flatnonzero(touching == 2)
    course = points.copy()
    for _ in range(_COURSE_SWEEPS):
        around = scatter(border.ravel(), course[border[:, ::-1].ravel()], len(points))
        course[moving] = course[moving] / 2 + around[moving] / 4
    return course


def _is_seam(sides: IndexArray, wedges: IndexArray) -> BoolArray:
    """Whether the two sides (e, 2) of inner edges lie on different wedges at either end."""
    flat = wedges.ravel()
    a, b = sides.T
    return np.asarray((flat[a] != flat[next_half(b)]) | (flat[next_half(a)] != flat[b]))


def seam_quadrics(points: FloatArray, faces: IndexArray, wedges: IndexArray, wedge_uv: FloatArray) -> FloatArray:
    """Line quadrics (w, 6) of the seams at each wedge, weighted so that their cost is in world units."""
    uv, corner = wedge_uv[wedges], points[faces]
    a, b = uv[:, 1] - uv[:, 0], uv[:, 2] - uv[:, 0]
    area = np.abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum() / 2
    world = np.linalg.norm(np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]), axis=1).sum() / 2
    edges = find_edges(faces)
    seams = edges.sides[(edges.sides[:, 1] < 0) | _is_seam(edges.sides, wedges)]
    half = seams[seams >= 0]
    start, end = wedges.ravel()[half], wedges.ravel()[next_half(half)]
    along = corner.reshape(-1, 3)[next_half(half)] - corner.reshape(-1, 3)[half]
    size = (along**2).sum(axis=1) / 2 * world / max(area, 1e-300)
    lines = line_quadrics(wedge_uv[start], wedge_uv[end], size)
    return scatter(np.stack([start, end], axis=1).ravel(), np.repeat(lines, 2, axis=0), len(wedge_uv))
