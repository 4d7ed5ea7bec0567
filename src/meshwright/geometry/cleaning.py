"""First aid for a triangle soup: welded vertices, no double faces, no faces without area."""

from __future__ import annotations

import igl
import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from meshwright.geometry.mesh import Mesh
from meshwright.geometry.topology import (
    edge_pairs,
    face_areas,
    half_edges,
    label_components,
    take_faces,
    undirected_keys,
)

IndexArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_WELD = 1e-6  # share of the size within which vertices are one
_NO_AREA = 3e-14  # share of the squared size; three times what the report calls degenerate
_FLIPS = 24


def plain_mesh(
    mesh: Mesh, vertices: npt.NDArray[np.floating], faces: npt.NDArray[np.integer], part: npt.NDArray[np.int32]
) -> Mesh:
    """A mesh with the part names of another and nothing on its corners."""
    return Mesh(
        np.ascontiguousarray(vertices, np.float32), np.ascontiguousarray(faces, np.int32), part, mesh.part_names
    )


def extent(mesh: Mesh) -> float:
    """Longest side of the bounding box."""
    return float(np.ptp(mesh.vertices, axis=0).max())


def clean(mesh: Mesh, steps: dict[str, int]) -> Mesh:
    """Weld near vertices; no faces with a repeated vertex, double faces, or faces without area.

    Of faces over the same vertices one stays, as a sheet modelled from both sides is better thickened than lost;
    both go where they are a wall between two solids. Faces without area go by turning their longest edge, which
    leaves no hole, where they have a neighbour there.
    """
    size = extent(mesh)
    vertices, faces = _welded(mesh, _WELD * size)
    steps["welded vertices"] = len(mesh.vertices) - len(vertices)
    part = mesh.face_part
    real = (faces != faces[:, [1, 2, 0]]).all(axis=1)
    faces, part = faces[real], part[real]
    keep = _without_doubles(faces)
    steps["duplicate faces"] = len(faces) - len(keep)
    result = turn_slivers(take_faces(plain_mesh(mesh, vertices, faces[keep], part[keep]), np.arange(len(keep))))
    kept = ~without_area(result)
    steps["degenerate faces"] = int((~real).sum()) + int((~kept).sum())
    return take_faces(result, kept)


def _welded(mesh: Mesh, reach: float) -> tuple[npt.NDArray[np.float32], IndexArray]:
    """Vertices (k, 3) of which none is within `reach` of another, and faces (m, 3) over them."""
    _, first, _, faces = igl.remove_duplicate_vertices(
        mesh.vertices.astype(np.float64), mesh.faces.astype(np.int64), reach
    )
    vertices, faces = mesh.vertices[np.asarray(first).ravel()], np.asarray(faces, np.int64)
    # That looked into the cells of a grid; neighbours on two sides of a cell's wall are still apart.
    links = cKDTree(vertices).query_pairs(reach, output_type="ndarray")
    if len(links) == 0:
        return vertices, faces
    count, group = label_components(len(vertices), links.astype(np.int64))
    lowest = np.full(count, len(vertices))
    np.minimum.at(lowest, group, np.arange(len(vertices)))
    return vertices[lowest], group[faces]


def _without_doubles(faces: IndexArray) -> IndexArray:
    """Rows of faces, one of each set over the same vertices, and none of a wall between two solids."""
    if len(faces) == 0:
        return np.empty(0, np.int64)
    _, first, inverse, counts = np.unique(
        np.sort(faces, axis=1), axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    inverse = inverse.ravel()
    single = np.sort(first)
    parity = _parity(faces)
    turned = np.bincount(inverse, parity, len(first))
    pair = (counts == 2) & (turned == 1)  # one of each winding
    if not pair.any():
        return single
    # A patch of such pairs is a wall where each edge on its rim has two other faces.
    keys = undirected_keys(faces)
    edges, where = np.unique(keys, return_inverse=True)
    where = where.ravel()
    doubled = np.repeat(pair[inverse], 3)
    others = np.bincount(where[~doubled], minlength=len(edges))
    walls = np.bincount(where[doubled], minlength=len(edges)) // 2
    rows = first[pair]
    own = where.reshape(-1, 3)[rows]
    face = np.arange(own.size) // 3
    order = np.argsort(own.ravel(), kind="stable")
    same = np.flatnonzero(np.diff(own.ravel()[order]) == 0)
    count, patch = label_components(len(rows), np.stack([face[order[same]], face[order[same + 1]]], axis=1))
    rim = (walls[own] == 1) & (others[own] != 2)
    inner = (walls[own] > 1) & (others[own] != 0)
    broken = np.zeros(count, bool)
    broken[patch[(rim | inner).any(axis=1)]] = True
    alone = np.ones(count, bool)
    alone[patch[((walls[own] == 1) & (others[own] == 2)).any(axis=1)]] = False
    gone = rows[~(broken | alone)[patch]]
    return np.asarray(np.setdiff1d(single, gone))


def _parity(faces: IndexArray) -> BoolArray:
    """Whether a face runs through its vertices in rising cyclic order."""
    rolled = (faces.argmin(axis=1)[:, None] + np.arange(3)) % 3
    ordered = np.take_along_axis(faces, rolled, axis=1)
    return np.asarray(ordered[:, 1] < ordered[:, 2])


def without_area(mesh: Mesh) -> BoolArray:
    """Whether each face (m,) is degenerate, with some reserve against rounding."""
    size = float(np.linalg.norm(np.ptp(mesh.vertices, axis=0))) if len(mesh.vertices) else 0.0
    return np.asarray(face_areas(mesh) <= _NO_AREA * size * size)


def turn_slivers(mesh: Mesh) -> Mesh:
    """Faces without area removed by turning their longest edge (a vertex on a side then splits the neighbour).

    Only edges of two faces turn, and only where the new edge is not there yet; what cannot be helped stays.
    """
    vertices = mesh.vertices.astype(np.float64)
    faces, part = mesh.faces.astype(np.int64), mesh.face_part.copy()
    for _ in range(_FLIPS):
        now = plain_mesh(mesh, mesh.vertices, faces, part)
        flat = np.flatnonzero(without_area(now))
        if len(flat) == 0:
            break
        corner = vertices[faces[flat]]
        longest = np.linalg.norm(corner[:, [1, 2, 0]] - corner, axis=2).argmax(axis=1)
        half = 3 * flat + longest
        twin = np.full(3 * len(faces), -1, np.int64)
        pairs = edge_pairs(faces)
        twin[pairs[:, 0]], twin[pairs[:, 1]] = pairs[:, 1], pairs[:, 0]
        half = half[twin[half] >= 0]
        other = twin[half]
        a, b = half_edges(faces)[half].T
        opposed = half_edges(faces)[other][:, 0] == b
        c = faces.ravel()[half - half % 3 + (half + 2) % 3]
        d = faces.ravel()[other - other % 3 + (other + 2) % 3]
        limit = len(mesh.vertices)
        existing = np.minimum(c, d) * limit + np.maximum(c, d)
        edges = half_edges(faces)
        known = np.unique(edges.min(axis=1) * limit + edges.max(axis=1))
        usable = opposed & (c != d) & ~np.isin(existing, known)
        fresh = np.stack([np.stack([a, d, c], axis=1), np.stack([d, b, c], axis=1)], axis=1)
        p = vertices[fresh]
        area = np.linalg.norm(np.cross(p[:, :, 1] - p[:, :, 0], p[:, :, 2] - p[:, :, 0]), axis=2)
        old = face_areas(now)[other // 3]
        usable &= old > 0
        usable &= area.min(axis=1) > 1e-9 * old  # no turn for nothing
        rows = np.flatnonzero(usable)
        # Each face takes part in one turn of a round; two new edges may not be the same.
        taken: set[int] = set()
        chosen = []
        for row in rows.tolist():
            touched = {int(half[row]) // 3, int(other[row]) // 3, -1 - int(existing[row])}
            if not touched & taken:
                taken |= touched
                chosen.append(row)
        if not chosen:
            break
        faces = faces.copy()
        faces[half[chosen] // 3] = fresh[chosen, 0]
        faces[other[chosen] // 3] = fresh[chosen, 1]
        part[half[chosen] // 3] = part[other[chosen] // 3]
    return plain_mesh(mesh, mesh.vertices, faces, part)
