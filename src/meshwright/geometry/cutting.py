"""Non-manifold edges and vertices cut apart into surfaces that only touch, and then do not even touch."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from meshwright.geometry.cleaning import extent, plain_mesh
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.rows import row_marks
from meshwright.geometry.topology import (
    edge_pairs,
    face_crosses,
    half_edges,
    label_components,
    undirected_keys,
    used_vertices,
)

IndexArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

_GAP = 1e-4  # share of the size by which vertices in one place are parted
_MOST_CUTS = 200_000  # half edges at non-manifold edges that are paired by angle; beyond, all are cut open


def split_nonmanifold(mesh: Mesh, steps: dict[str, int]) -> Mesh:
    """A vertex of its own for each fan of faces.

    At edges of more than two faces those are paired that bound the same wedge of solid, by the angle around the
    edge; what finds no partner is cut open. Source: Gueziec et al. 2001.
    """
    if len(mesh.faces) == 0:
        return mesh
    faces = mesh.faces.astype(np.int64)
    edges = half_edges(faces)
    pairs = edge_pairs(faces)
    proper = pairs[edges[pairs[:, 0], 0] == edges[pairs[:, 1], 1]]
    wedges = _wedge_pairs(mesh)
    paired = len(wedges)
    fan = _fans(faces, np.concatenate([proper, wedges]))
    while paired:
        # Wedges that end up between the same two fans as another face pair share their edge again.
        keys = undirected_keys(fan.reshape(-1, 3))
        _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
        crowded = counts[inverse.ravel()] > 2
        keep = ~crowded[wedges].any(axis=1)
        if keep.all():
            break
        wedges = wedges[keep]
        fan = _fans(faces, np.concatenate([proper, wedges]))
    count = int(fan.max()) + 1
    steps["split vertices"] = count - len(np.unique(faces))
    if steps["split vertices"] == 0:
        return mesh
    first = np.zeros(count, np.int64)
    first[fan[::-1]] = np.arange(len(fan))[::-1]
    return plain_mesh(mesh, mesh.vertices[faces.ravel()[first]], fan.reshape(-1, 3), mesh.face_part)


def _fans(faces: IndexArray, pairs: IndexArray) -> IndexArray:
    """Fan (3m,) of each corner: corners joined across pairs (k, 2) of half edges."""
    a, b = pairs.T
    after_a, after_b = a - a % 3 + (a + 1) % 3, b - b % 3 + (b + 1) % 3
    links = np.concatenate([np.stack([a, after_b], axis=1), np.stack([after_a, b], axis=1)])
    return label_components(3 * len(faces), links)[1]


def _wedge_pairs(mesh: Mesh) -> IndexArray:
    """Pairs (k, 2) of half edges at edges of more than two faces, each on both sides of a wedge of solid."""
    faces = mesh.faces.astype(np.int64)
    keys = undirected_keys(faces)
    _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    inverse = inverse.ravel()
    halves = np.flatnonzero(counts[inverse] > 2)
    if not 0 < len(halves) <= _MOST_CUTS:
        return np.empty((0, 2), np.int64)
    halves = halves[np.argsort(inverse[halves], kind="stable")]
    edges = half_edges(faces)
    tail, head = edges[halves].T
    forward = tail < head
    points = mesh.vertices.astype(np.float64)
    low, high = points[np.minimum(tail, head)], points[np.maximum(tail, head)]
    third = points[faces.ravel()[halves - halves % 3 + (halves + 2) % 3]] - low
    axis = high - low
    axis /= np.maximum(np.linalg.norm(axis, axis=1, keepdims=True), 1e-300)
    group = inverse[halves]
    starts = np.flatnonzero(np.concatenate([[True], group[1:] != group[:-1]]))
    which = np.cumsum(np.concatenate([[False], group[1:] != group[:-1]]))
    radial = third - (third * axis).sum(axis=1, keepdims=True) * axis
    zero = radial[starts][which]
    side = np.cross(axis, zero)
    angle = np.arctan2((radial * side).sum(axis=1), (radial * zero).sum(axis=1))
    angle = np.where(np.abs(angle) < 1e-6, 0.0, angle) % (2 * np.pi)
    # The solid lies before a forward face (counter-clockwise about the edge) and behind a backward one. Of faces in
    # one place the forward one comes first: they are two walls, not a wedge of no width.
    order = np.lexsort((~forward, angle.round(6), which))
    found = []
    for start, stop in zip(starts, np.append(starts[1:], len(halves)), strict=True):
        rows = order[start:stop]
        opened: list[int] = []
        # Twice around: a wedge may hold the direction where angles begin.
        closed: set[int] = set()
        for row in (*rows.tolist(), *rows.tolist()):
            if row in closed:
                continue
            if not forward[row]:
                if row not in opened:
                    opened.append(row)
            elif opened:
                partner = opened.pop()
                closed |= {row, partner}
                found.append((halves[row], halves[partner]))
    return np.array(found, np.int64).reshape(-1, 2)


def part_touching(mesh: Mesh) -> Mesh:
    """Vertices in one place moved apart, each towards the middle of its own faces.

    Surfaces that share a point or an edge in space are not manifold for whoever welds by position. Moved by 1e-4
    of the size, or a fifth of the shortest edge.
    """
    vertices = mesh.vertices + np.float32(0.0)  # -0 and 0 are one place
    _, inverse, counts = np.unique(vertices, axis=0, return_inverse=True, return_counts=True)
    together = counts[inverse.ravel()] > 1
    used = np.zeros(len(vertices), bool)
    used[mesh.faces] = True
    together &= used
    if not together.any():
        return mesh
    edges = half_edges(mesh.faces)
    touching = edges[together[edges[:, 0]]]
    along = (vertices[touching[:, 1]] - vertices[touching[:, 0]]).astype(np.float64)
    length = np.linalg.norm(along, axis=1)
    shortest = np.full(len(vertices), np.inf)
    np.minimum.at(shortest, touching[:, 0], np.where(length > 0, length, np.inf))
    inward = np.zeros((len(vertices), 3))
    np.add.at(inward, touching[:, 0], along / np.maximum(length, 1e-300)[:, None])
    normal = np.zeros((len(vertices), 3))
    np.add.at(normal, mesh.faces.ravel(), np.repeat(face_crosses(mesh), 3, axis=0))
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-300)
    spread = np.linalg.norm(inward, axis=1, keepdims=True)
    way = np.where(spread > 0.1, inward / np.maximum(spread, 1e-300), -normal)
    step = np.minimum(_GAP * extent(mesh), 0.2 * shortest)
    moved = vertices.copy()
    rows = np.flatnonzero(together & np.isfinite(shortest))
    moved[rows] += (way[rows] * step[rows, None]).astype(np.float32)
    return replace(mesh, vertices=moved)


def touching_vertices(mesh: Mesh) -> int:
    """Number of used vertices that have the place of another."""
    used = mesh.vertices[used_vertices(mesh.faces)] + np.float32(0.0)
    # Places that are one have one mark; only the few that share a mark are compared in full.
    mark = row_marks(np.ascontiguousarray(used).view(np.uint32))
    ordered = np.sort(mark)
    suspects = used[np.isin(mark, ordered[1:][ordered[1:] == ordered[:-1]])]
    return len(suspects) - len(np.unique(suspects, axis=0))
