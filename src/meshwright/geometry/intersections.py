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
_BATCH = 2_000_000


def self_intersections(mesh: Mesh) -> IndexArray | None:
    """Pairs (k, 2) of faces that cross each other, or None where counting would take too long.

    Faces that only touch do not count, nor do faces of one edge; of faces with one common vertex
    only the sides opposite to it are looked at. Found by a uniform grid and segment-triangle tests.
    """
    triangles = mesh.triangles.astype(np.float64)
    if len(triangles) < 2:
        return np.empty((0, 2), np.int64)
    low, high = triangles.min(axis=1), triangles.max(axis=1)
    cells = _cells(low, high)
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
        close = ((low[a] <= high[b]) & (low[b] <= high[a])).all(axis=1) & (a != b)
        pairs = np.stack([np.minimum(a, b)[close], np.maximum(a, b)[close]], axis=1)
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
