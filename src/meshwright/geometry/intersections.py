"""Self-intersections of a triangle mesh, counted in bounded time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from meshwright.geometry.mesh import Mesh

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_MOST_ENTRIES = 6_000_000  # cells that triangles may fill
_MOST_PAIRS = 60_000_000  # pairs of boxes compared
_BATCH = 1_000_000
_TOUCH = 1e-10  # share of the size within which a point lies on a plane


def self_intersections(mesh: Mesh) -> IndexArray | None:
    """Pairs (k, 2) of faces that cross each other, or None where counting would take too long.

    Faces that only touch do not count, nor do faces of one edge; of faces with one common vertex
    only the sides opposite to it are looked at. Found by a uniform grid and segment-triangle tests.
    """
    triangles = mesh.triangles.astype(np.float64)
    if len(triangles) < 2:
        return np.empty((0, 2), np.int64)
    first, second, third = mesh.triangles.transpose(1, 0, 2)
    low = np.minimum(np.minimum(first, second), third)
    high = np.maximum(np.maximum(first, second), third)
    cells = _cells(low.astype(np.float64), high.astype(np.float64))
    if cells is None:
        return None
    face, cell = cells
    order = np.argsort(cell, kind="stable")
    face, cell = face[order], cell[order]
    starts = np.flatnonzero(np.concatenate([[True], cell[1:] != cell[:-1]]))
    counts = np.diff(np.append(starts, len(cell)))
    # Each entry meets the entries after it in its cell.
    rest = np.repeat(starts + counts, counts) - np.arange(len(cell)) - 1
    total = int(rest.sum())
    if total > _MOST_PAIRS:
        return None
    boxes = [np.ascontiguousarray(column) for column in np.concatenate([low, high], axis=1).T]
    planes, touch = _planes(triangles), _TOUCH * float(np.abs(triangles).max())
    found = []
    bounds = np.searchsorted(np.cumsum(rest), np.arange(_BATCH, total + _BATCH, _BATCH)) + 1
    begin = 0
    for end in np.unique(np.append(bounds, len(rest))):
        rows = np.arange(begin, min(int(end), len(rest)))
        begin = min(int(end), len(rest))
        if len(rows) == 0:
            continue
        first = np.repeat(rows, rest[rows])
        step = np.arange(len(first)) - np.repeat(np.cumsum(rest[rows]) - rest[rows], rest[rows])
        a, b = face[first], face[first + 1 + step]
        for axis in range(3):
            near = (boxes[axis][a] <= boxes[axis + 3][b]) & (boxes[axis][b] <= boxes[axis + 3][a])
            a, b = a[near], b[near]
        pairs = np.stack([np.minimum(a, b), np.maximum(a, b)], axis=1)
        pairs = pairs[_planes_cut(triangles, planes, pairs, touch)]
        found.append(pairs[_cross(mesh.faces.astype(np.int64), triangles, pairs)])
    return np.unique(np.concatenate(found), axis=0) if found else np.empty((0, 2), np.int64)


def _cells(low: FloatArray, high: FloatArray) -> tuple[IndexArray, IndexArray] | None:
    """Faces and the grid cells that their boxes fill, as flat arrays."""
    origin = low.min(axis=0)
    size = high - low
    step = max(float(np.median(size.max(axis=1))) * 1.5, float(np.ptp(high, axis=0).max()) / 1000, 1e-12)
    for _ in range(12):
        first = np.floor((low - origin) / step).astype(np.int64)
        span = np.floor((high - origin) / step).astype(np.int64) - first + 1
        counts = span.prod(axis=1)
        if counts.sum() <= _MOST_ENTRIES:
            break
        step *= 2
    else:
        return None
    face = np.repeat(np.arange(len(low)), counts)
    offset = np.arange(len(face)) - np.repeat(np.cumsum(counts) - counts, counts)
    s = span[face]
    x, rest = offset // (s[:, 1] * s[:, 2]), offset % (s[:, 1] * s[:, 2])
    at = first[face] + np.stack([x, rest // s[:, 2], rest % s[:, 2]], axis=1)
    extent = at.max(axis=0) + 1
    return face, (at[:, 0] * extent[1] + at[:, 1]) * extent[2] + at[:, 2]


def _planes(triangles: FloatArray) -> FloatArray:
    """Unit normal and distance from the origin (m, 4) of the plane of each face; zero without area."""
    normal = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    length = np.linalg.norm(normal, axis=1, keepdims=True)
    normal = np.divide(normal, length, out=np.zeros_like(normal), where=length > 0)
    return np.concatenate([normal, (normal * triangles[:, 0]).sum(axis=1, keepdims=True)], axis=1)


def _planes_cut(triangles: FloatArray, planes: FloatArray, pairs: IndexArray, touch: float) -> BoolArray:
    """Whether in a pair (k, 2) of faces one has corners on both sides of the other, and neither is off its plane.

    A cheap test that spares most pairs the full one.
    """
    possible = np.arange(len(pairs))
    astride = np.zeros(len(pairs), bool)
    for one, other in ((0, 1), (1, 0)):
        plane = planes[pairs[possible, one]]
        corner = triangles[pairs[possible, other]]
        first, second, third = (np.einsum("kd,kd->k", corner[:, k], plane[:, :3]) - plane[:, 3] for k in range(3))
        low = np.minimum(np.minimum(first, second), third)
        high = np.maximum(np.maximum(first, second), third)
        astride[possible] |= (low < -touch) & (high > touch)
        possible = possible[(low <= touch) & (high >= -touch)]
    cut = np.zeros(len(pairs), bool)
    cut[possible] = astride[possible]
    return cut


def _cross(faces: IndexArray, triangles: FloatArray, pairs: IndexArray) -> BoolArray:
    """Whether a side of one face passes through the other, for pairs (k, 2) of faces."""
    a, b = pairs.T
    equal = faces[a][:, :, None] == faces[b][:, None, :]
    shared = equal.sum(axis=(1, 2))
    crossing = np.zeros(len(pairs), bool)
    for one, other, common in ((a, b, equal.any(axis=2)), (b, a, equal.any(axis=1))):
        for k in range(3):
            # Sides that start or end in a common vertex touch the other face there by construction.
            usable = (shared < 2) & ~common[:, k] & ~common[:, (k + 1) % 3]
            rows = np.flatnonzero(usable & ~crossing)
            p, q = triangles[one[rows], k], triangles[one[rows], (k + 1) % 3]
            # Strangers that meet edge on edge (mirrored parts do) cross; neighbours only touch there.
            edge = np.where(shared[rows] == 0, -1e-7, 1e-5)
            crossing[rows[_segment_hits(p, q, triangles[other[rows]], edge)]] = True
    return crossing


def _segment_hits(p: FloatArray, q: FloatArray, triangle: FloatArray, edge: FloatArray) -> BoolArray:
    """Whether segments pass from one side of triangles (k, 3, 3) to the other, through the inside.

    edge: (k,), least barycentric coordinate that counts as inside.

    Source: Moeller and Trumbore 1997.
    """
    direction = q - p
    e1, e2 = triangle[:, 1] - triangle[:, 0], triangle[:, 2] - triangle[:, 0]
    h = np.cross(direction, e2)
    determinant = (e1 * h).sum(axis=1)
    scale = np.linalg.norm(direction, axis=1) * np.linalg.norm(np.cross(e1, e2), axis=1)
    crossing = np.abs(determinant) > 1e-9 * scale
    inverse = 1.0 / np.where(crossing, determinant, 1.0)
    s = p - triangle[:, 0]
    u = (s * h).sum(axis=1) * inverse
    r = np.cross(s, e1)
    v = (direction * r).sum(axis=1) * inverse
    t = (e2 * r).sum(axis=1) * inverse
    inside = (u > edge) & (v > edge) & (u + v < 1 - edge)
    return np.asarray(crossing & inside & (t > 1e-5) & (t < 1 - 1e-5))
