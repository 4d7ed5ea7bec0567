"""Self-intersections of a triangle mesh, counted in bounded time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from meshwright.geometry.meetings import meetings
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.stars import simple_stars
from meshwright.geometry.topology import EdgeTable, edge_table

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

Columns = Sequence[npt.NDArray[np.int32]]

_TOUCH = 1e-10  # share of the size within which a point lies on a plane
_DIAGONALS = ((1, 1, 0), (1, -1, 0), (0, 1, 1), (0, 1, -1), (1, 0, 1), (1, 0, -1))


def self_intersections(mesh: Mesh, edges: EdgeTable | None = None) -> IndexArray | None:
    """Pairs (k, 2) of faces that cross each other, or None where counting would take too long.

    Faces that only touch do not count, nor do faces of one edge; of faces with one common vertex
    only the sides opposite to it are looked at. Found by a uniform grid and segment-triangle tests.
    edges: of the faces, where they are known already.
    """
    if len(mesh.faces) < 2:
        return np.empty((0, 2), np.int64)
    columns = [np.ascontiguousarray(mesh.faces[:, k]) for k in range(3)]
    batches = meetings(*zip(*(_span(mesh.vertices[:, axis], columns) for axis in range(3)), strict=True))
    if batches is None:
        return None
    vertices = mesh.vertices.astype(np.float64)
    simple = simple_stars(vertices, edges or edge_table(mesh.faces))
    rough = ~(simple[columns[0]] & simple[columns[1]] & simple[columns[2]])
    slabs = [_slab(vertices @ np.array(way, np.float64), columns) for way in _DIAGONALS]
    faces, touch = mesh.faces.astype(np.int64), _TOUCH * float(np.abs(vertices).max())
    found = [np.empty((0, 2), np.int64)]
    for a, b in batches:
        able = _able(columns, simple, rough, a, b)
        a, b = a[able], b[able]
        for low, high in slabs:
            near = low[a] <= high[b]
            near &= low[b] <= high[a]
            a, b = a[near], b[near]
        pairs = np.stack([np.minimum(a, b), np.maximum(a, b)], axis=1)
        corners = vertices[faces[pairs]]
        cut = _planes_cut(corners, touch)
        found.append(pairs[cut][_cross(faces[pairs[cut]], corners[cut])])
    return np.unique(np.concatenate(found), axis=0)


def _span(values: npt.NDArray[np.float32], columns: Columns) -> tuple[npt.NDArray[np.float32], ...]:
    """Least and greatest (m,) of values (n,) at the corners of faces."""
    first, second, third = (values[column] for column in columns)
    return np.minimum(np.minimum(first, second), third), np.maximum(np.maximum(first, second), third)


def _slab(places: FloatArray, columns: Columns) -> tuple[npt.NDArray[np.float32], ...]:
    """Ends (m,) of faces along a direction, from the places (n,) of vertices there, by some roundings too wide."""
    low, high = _span(places.astype(np.float32), columns)
    margin = np.float32(np.abs(places).max() * 2**-22)
    return low - margin, high + margin


def _able(columns: Columns, simple: BoolArray, rough: BoolArray, a: IndexArray, b: IndexArray) -> BoolArray:
    """Whether pairs of faces a, b (k,) may cross: not those of one edge, nor those around a simple vertex.

    columns: three of (m,), the corners of the faces.  simple: (n,), see `simple_stars`.  rough: (m,), whether some
    corner is not.
    """
    own, other = [column[a] for column in columns], [column[b] for column in columns]
    neighbours = np.zeros(len(a), bool)
    for vertex in own:
        for equal in other:
            neighbours |= vertex == equal
    able = ~neighbours
    rows = np.flatnonzero(neighbours & rough[a] & rough[b])
    mine, others = (np.stack([vertex[rows] for vertex in of], axis=1) for of in (own, other))
    equal = mine[:, :, None] == others[:, None, :]
    calm = (equal.any(axis=2) & simple[mine]).any(axis=1)
    able[rows] = (equal.sum(axis=(1, 2)) == 1) & ~calm
    return able


def _planes_cut(corners: FloatArray, touch: float) -> BoolArray:
    """Whether in a pair (k, 2, 3, 3) of faces one has corners on both sides of the other, and neither is off its plane.

    A cheap test that spares most pairs the full one.
    """
    astride = np.zeros(len(corners), bool)
    possible = np.ones(len(corners), bool)
    for one, other in ((0, 1), (1, 0)):
        base = corners[:, one, 0]
        normal = np.cross(corners[:, one, 1] - base, corners[:, one, 2] - base)
        length = np.linalg.norm(normal, axis=1, keepdims=True)
        normal = np.divide(normal, length, out=np.zeros_like(normal), where=length > 0)
        offset = (normal * base).sum(axis=1)
        first, second, third = (np.einsum("kd,kd->k", corners[:, other, k], normal) - offset for k in range(3))
        low = np.minimum(np.minimum(first, second), third)
        high = np.maximum(np.maximum(first, second), third)
        astride |= (low < -touch) & (high > touch)
        possible &= (low <= touch) & (high >= -touch)
    return astride & possible


def _cross(faces: IndexArray, corners: FloatArray) -> BoolArray:
    """Whether a side of one face passes through the other, for pairs of faces (k, 2, 3) and their corners."""
    equal = faces[:, 0, :, None] == faces[:, 1, None, :]
    shared = equal.sum(axis=(1, 2))
    crossing = np.zeros(len(faces), bool)
    for one, other, common in ((0, 1, equal.any(axis=2)), (1, 0, equal.any(axis=1))):
        for k in range(3):
            # Sides that start or end in a common vertex touch the other face there by construction.
            usable = (shared < 2) & ~common[:, k] & ~common[:, (k + 1) % 3]
            rows = np.flatnonzero(usable & ~crossing)
            p, q = corners[rows, one, k], corners[rows, one, (k + 1) % 3]
            # Strangers that meet edge on edge (mirrored parts do) cross; neighbours only touch there.
            edge = np.where(shared[rows] == 0, -1e-7, 1e-5)
            crossing[rows[_segment_hits(p, q, corners[rows, other], edge)]] = True
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
