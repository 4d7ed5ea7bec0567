"""Connectivity of triangle meshes as arrays: edges, neighbours, components, fans, enclosed volume."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from meshwright.geometry.mesh import Mesh

Faces = npt.NDArray[np.integer]
IndexArray = npt.NDArray[np.int64]

_ROUNDING = 1e-7  # of a position in float32, as a share of the size


def half_edges(faces: Faces) -> IndexArray:
    """Directed edges (3m, 2) int64; row 3·i + k runs from corner k to corner k + 1 of face i."""
    f = np.asarray(faces, np.int64)
    return np.stack([f, f[:, [1, 2, 0]]], axis=-1).reshape(-1, 2)


def undirected_keys(faces: Faces) -> IndexArray:
    """One int64 per half edge (3m,), equal for the half edges of one undirected edge."""
    base = int(faces.max(initial=0)) + 1
    corner = [np.asarray(faces[:, k], np.int64) for k in range(3)]
    keys = np.empty((len(faces), 3), np.int64)
    for k in range(3):
        tail, head = corner[k], corner[(k + 1) % 3]
        keys[:, k] = np.minimum(tail, head) * base + np.maximum(tail, head)
    return keys.ravel()


@dataclass(frozen=True)
class EdgeTable:
    """The half edges of a mesh, those of one undirected edge after another: sorted once, read by many.

    faces: (m, 3) int64, as given.  order: (3m,) half edges, rising within an edge.
    starts, counts: (e,) where the half edges of each edge begin in `order`, and how many they are.
    pairs: (p, 2) half edges of the edges of exactly two faces.  opposed: (p,) whether they run against each other,
    as those of consistently wound faces do.
    """

    faces: IndexArray
    order: IndexArray
    starts: IndexArray
    counts: IndexArray
    pairs: IndexArray
    opposed: npt.NDArray[np.bool_]

    def of(self, edges: npt.NDArray[np.bool_]) -> IndexArray:
        """The half edges (k,) of the chosen edges (e,)."""
        return self.order[np.repeat(edges, self.counts)]


def edge_table(faces: Faces) -> EdgeTable:
    """Sort the half edges of a mesh into edges."""
    corners = np.ascontiguousarray(faces, np.int64)
    keys = undirected_keys(corners)
    order = np.argsort(keys, kind="stable")
    starts, counts = _runs(keys[order])
    first = starts[counts == 2]
    pairs = np.stack([order[first], order[first + 1]], axis=1)
    tail = corners.ravel()
    opposed = tail[pairs[:, 0]] == tail[next_corner(pairs[:, 1])]
    return EdgeTable(corners, order, starts, counts, pairs, opposed)


def edge_pairs(faces: Faces) -> IndexArray:
    """Half edges (p, 2) that are the two sides of an edge shared by exactly two faces."""
    return edge_table(faces).pairs


def _runs(values: IndexArray) -> tuple[IndexArray, IndexArray]:
    """Start and length of each run of equal values in a sorted array."""
    if len(values) == 0:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    starts = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
    return starts, np.diff(np.append(starts, len(values)))


def edge_counts(faces: Faces) -> IndexArray:
    """Number of faces at each undirected edge, in the order of the sorted keys."""
    return _runs(np.sort(undirected_keys(faces)))[1]


def neighbours(faces: Faces) -> IndexArray:
    """Face (m, 3) int64 behind each edge k → k + 1, or -1 at borders and non-manifold edges."""
    found = np.full(3 * len(faces), -1, np.int64)
    pairs = edge_pairs(faces)
    found[pairs[:, 0]] = pairs[:, 1] // 3
    found[pairs[:, 1]] = pairs[:, 0] // 3
    return found.reshape(-1, 3)


def label_components(count: int, links: IndexArray) -> tuple[int, IndexArray]:
    """Connected components of `count` nodes under undirected links (k, 2): number, label (count,)."""
    ones = np.ones(len(links), np.bool_)
    graph = coo_matrix((ones, (links[:, 0], links[:, 1])), shape=(count, count))
    number, labels = connected_components(graph, directed=False)
    return int(number), labels.astype(np.int64)


def face_components(faces: Faces, edges: EdgeTable | None = None) -> tuple[int, IndexArray]:
    """Components of faces joined through shared edges of any count: number, label per face (m,).

    edges: of the faces, where they are known already.
    """
    table = edges or edge_table(faces)
    face = table.order // 3
    joined = np.ones(len(face), bool)
    joined[table.starts] = False  # the first of each edge has no predecessor in it
    later = np.flatnonzero(joined)
    return label_components(len(faces), np.stack([face[later - 1], face[later]], axis=1))


def corner_fans(faces: Faces, edges: EdgeTable | None = None) -> tuple[int, IndexArray]:
    """Fans of faces around vertices: corners joined across consistently wound two-face edges.

    edges: of the faces, where they are known already.
    Returns their number and the fan of each corner (3m,). A mesh is vertex-manifold exactly when it
    has as many fans as used vertices; giving each fan its own vertex cuts all non-manifold edges.
    """
    table = edges or edge_table(faces)
    a, b = table.pairs[table.opposed].T
    # Half edge h starts at corner h and ends at the next corner of its face.
    links = np.concatenate([np.stack([a, next_corner(b)], axis=1), np.stack([next_corner(a), b], axis=1)])
    return label_components(3 * len(faces), links)


def next_corner(corners: IndexArray) -> IndexArray:
    """The corner after each corner (k,) within its face."""
    return np.where(corners % 3 == 2, corners - 2, corners + 1)


def is_closed_manifold(faces: Faces) -> bool:
    """Whether each edge has two faces of opposite direction and each vertex one fan."""
    if len(faces) == 0:
        return False
    edges = edge_table(faces)
    if 2 * len(edges.pairs) != len(edges.order) or not edges.opposed.all():
        return False
    return corner_fans(faces, edges)[0] == len(used_vertices(faces))


def is_manifold(faces: Faces) -> bool:
    """Like `is_closed_manifold`, but borders (edges of one face) are allowed."""
    if len(faces) == 0:
        return False
    edges = edge_table(faces)
    if edges.counts.max() > 2 or not edges.opposed.all():
        return False
    return corner_fans(faces, edges)[0] == len(used_vertices(faces))


def used_vertices(faces: Faces) -> IndexArray:
    """The vertices (k,) that faces have, rising."""
    used = np.zeros(int(faces.max(initial=-1)) + 1, bool)
    used[faces] = True
    return np.flatnonzero(used)


def face_areas(mesh: Mesh) -> npt.NDArray[np.float64]:
    """Area (m,) of each face, in square units of the vertices."""
    return np.asarray(np.linalg.norm(face_crosses(mesh), axis=1) / 2)


def face_crosses(mesh: Mesh) -> npt.NDArray[np.float64]:
    """Outward normal (m, 3) of each face with twice its area as length."""
    p = mesh.triangles.astype(np.float64)
    return np.asarray(np.cross(p[:, 1] - p[:, 0], p[:, 2] - p[:, 0]))


def face_normals(mesh: Mesh) -> npt.NDArray[np.float64]:
    """Unit normal (m, 3) of each face; zero where the face has no area."""
    n = face_crosses(mesh)
    length = np.linalg.norm(n, axis=1, keepdims=True)
    return np.asarray(np.divide(n, length, out=np.zeros_like(n), where=length > 0))


def face_volumes(mesh: Mesh) -> npt.NDArray[np.float64]:
    """Signed volume (m,) of the tetrahedron of each face and the centroid of the vertices."""
    p = mesh.triangles.astype(np.float64)
    if len(p) == 0:
        return np.zeros(0)
    p = p - p.reshape(-1, 3).mean(axis=0)
    return np.asarray(np.einsum("ij,ij->i", np.cross(p[:, 0], p[:, 1]), p[:, 2]) / 6)


def empty_components(mesh: Mesh, count: int, component: IndexArray) -> npt.NDArray[np.bool_]:
    """Whether each closed component (count,) is inside out, or encloses no more than rounding can make of nothing.

    component: (m,) of each face. A component that lies in a plane comes out with a volume of either sign.
    """
    size = float(np.ptp(mesh.vertices, axis=0).max(initial=0.0))
    volume, area = np.bincount(component, face_volumes(mesh), count), np.bincount(component, face_areas(mesh), count)
    return np.asarray(volume <= _ROUNDING * size * area)


def take_faces(mesh: Mesh, keep: npt.NDArray[np.bool_] | IndexArray) -> Mesh:
    """The mesh of the kept faces (mask or indices), without unused vertices."""
    faces = mesh.faces[keep]
    used = used_vertices(faces)
    number = np.zeros(len(mesh.vertices), np.int32)
    number[used] = np.arange(len(used), dtype=np.int32)
    return Mesh(
        vertices=mesh.vertices[used],
        faces=number[faces],
        face_part=mesh.face_part[keep],
        part_names=mesh.part_names,
        uv=None if mesh.uv is None else mesh.uv[keep],
        normals=None if mesh.normals is None else mesh.normals[keep],
    )
