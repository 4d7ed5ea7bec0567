"""Holes of a surface closed, slits zipped, and sheets given thickness."""

from __future__ import annotations

import manifold3d
import numpy as np
import numpy.typing as npt

from meshwright.geometry.cleaning import extent, plain_mesh, turn_slivers
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.normals import corner_angles
from meshwright.geometry.topology import (
    face_components,
    face_normals,
    half_edges,
    take_faces,
    undirected_keys,
)

IndexArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

_LARGEST_HOLE = 0.15  # length of a border loop to fill, as a share of the size of the mesh, times 2π
_FLAT = 1e-3  # share of the size within which points lie in a plane
_STRAIGHT = 1e-5  # share of the size within which points lie on a line
WALL = 0.006
"""Thickness that open sheets are given, as a share of the size."""


def boundary_loops(faces: IndexArray) -> list[IndexArray]:
    """Border loops of a manifold as vertex sequences, against the winding of their faces."""
    edges = half_edges(faces)
    keys = undirected_keys(faces)
    _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    border = edges[counts[inverse.ravel()] == 1]
    following = {int(b): int(a) for a, b in border}
    loops = []
    while following:
        start = next(iter(following))
        loop = [start]
        at = following.pop(start)
        while at != start and at in following:
            loop.append(at)
            at = following.pop(at)
        if at == start:
            loops.append(np.array(loop, np.int64))
    return loops


def fill_holes(mesh: Mesh, steps: dict[str, int]) -> Mesh:
    """Close border loops by triangles between their vertices, or by a fan where those would fold.

    Loops longer than a circle of `_LARGEST_HOLE` times the size stay open unless they are flat: such a loop is
    not a hole but a missing side. So do all loops of a flat component: it is a sheet. Loops along a line are slits
    (a vertex on the side of a neighbour) and are zipped.
    """
    size = extent(mesh)
    vertices = [mesh.vertices.astype(np.float64)]
    faces, part = [mesh.faces.astype(np.int64)], [mesh.face_part]
    count = len(mesh.vertices)
    filled = 0
    owner = np.zeros(count, np.int32)
    owner[mesh.faces.ravel()] = np.repeat(mesh.face_part, 3)
    sheet = _on_sheets(mesh, size)
    existing = np.unique(undirected_keys(mesh.faces))
    for loop in boundary_loops(faces[0]):
        points = vertices[0][loop]
        middle = points.mean(axis=0)
        length = float(np.linalg.norm(np.roll(points, -1, axis=0) - points, axis=1).sum())
        axes = np.linalg.svd(points - middle, full_matrices=False)[2] if len(loop) >= 3 else np.eye(3)
        spread = np.ptp((points - middle) @ axes.T, axis=0)
        if len(loop) < 3:
            continue
        if spread[1] < _STRAIGHT * size:
            cap: IndexArray | None = loop[_zip((points - middle) @ axes[0])]
        elif sheet[loop[0]] or (length > 2 * np.pi * _LARGEST_HOLE * size and spread[2] >= _FLAT * size):
            continue
        else:
            triangles = _cap(points, axes[:2])
            crossed = triangles is None or _chords_exist(loop, triangles, existing, int(mesh.faces.max()) + 1)
            cap = None if triangles is None or crossed else loop[triangles]
        filled += 1
        if cap is None:
            cap = np.stack([loop, np.roll(loop, -1), np.full(len(loop), count)], axis=1)
            vertices.append(middle[None])
            count += 1
        faces.append(cap)
        part.append(np.full(len(cap), owner[loop[0]], np.int32))
    steps["filled holes"] = filled
    if filled == 0:
        return mesh
    return turn_slivers(plain_mesh(mesh, np.concatenate(vertices), np.concatenate(faces), np.concatenate(part)))


def _on_sheets(mesh: Mesh, size: float) -> npt.NDArray[np.bool_]:
    """Whether each vertex (n,) belongs to a component of more than specks that lies in a plane."""
    count, label = face_components(mesh.faces)
    number = np.zeros(len(mesh.vertices), np.int64)
    number[mesh.faces.ravel()] = np.repeat(label, 3)
    normals = face_normals(mesh)
    order = np.argsort(label, kind="stable")
    starts = np.searchsorted(label[order], np.arange(count + 1))
    flat = np.zeros(count, bool)
    for k in range(count):
        rows = order[starts[k] : starts[k + 1]]
        if np.abs(normals[rows] @ normals[rows[0]]).min() < 0.9:
            continue
        points = mesh.vertices[np.unique(mesh.faces[rows])].astype(np.float64)
        points -= points.mean(axis=0)
        least = np.linalg.eigh(points.T @ points)[1][:, 0]
        flat[k] = np.ptp(points @ least) < _FLAT * size
    return np.asarray(flat[number])


def _zip(at: FloatArray) -> IndexArray:
    """Triangles (n - 2, 3) between the points of a loop that lie along a line, at places (n,)."""
    n = len(at)
    first, last = int(at.argmin()), int(at.argmax())
    up = [(first + k) % n for k in range((last - first) % n + 1)]
    down = [(first - k) % n for k in range((first - last) % n + 1)]
    triangles = []
    i = j = 0
    while i < len(up) - 1 or j < len(down) - 1:
        forward = i < len(up) - 1 and (j == len(down) - 1 or at[up[i + 1]] <= at[down[j + 1]])
        corners = (up[i], up[i + 1], down[j]) if forward else (up[i], down[j + 1], down[j])
        if len(set(corners)) == 3:
            triangles.append(corners)
        i, j = (i + 1, j) if forward else (i, j + 1)
    return np.array(triangles, np.int64).reshape(-1, 3)


def _cap(points: FloatArray, axes: FloatArray) -> IndexArray | None:
    """Triangles (n - 2, 3) between the points of a loop, seen along its flattest direction."""
    flat = points @ axes.T
    turned = np.roll(flat, -1, axis=0)
    if (flat[:, 0] * turned[:, 1] - flat[:, 1] * turned[:, 0]).sum() < 0:
        flat = flat * [-1, 1]
    cap = np.asarray(manifold3d.triangulate([flat]), np.int64).reshape(-1, 3)
    if len(cap) != len(points) - 2:
        return None
    # A loop may pass one place twice (where a vertex was split): no diagonal may join the two.
    sides = points[cap] - points[cap[:, [1, 2, 0]]]
    return cap if np.linalg.norm(sides, axis=2).min() > 0 else None


def _chords_exist(loop: IndexArray, cap: IndexArray, existing: IndexArray, base: int) -> bool:
    """Whether a diagonal of the cap is among the (sorted) edges of the mesh already: it would have four faces."""
    edges = half_edges(cap)
    step = (edges[:, 1] - edges[:, 0]) % len(loop)
    chords = loop[edges[(step != 1) & (step != len(loop) - 1)]]
    wanted = chords.min(axis=1, initial=base) * base + chords.max(axis=1, initial=0)
    at = np.minimum(np.searchsorted(existing, wanted), len(existing) - 1)
    return bool((existing[at] == wanted).any())


def thicken_sheets(mesh: Mesh, steps: dict[str, int]) -> Mesh:
    """Open components made solid: a second surface `WALL` beneath the first, and walls along the borders.

    mesh: manifold with borders. The surface itself stays where it is.
    """
    count, label = face_components(mesh.faces)
    keys = undirected_keys(mesh.faces)
    _, inverse, uses = np.unique(keys, return_inverse=True, return_counts=True)
    border = np.flatnonzero(uses[inverse.ravel()] == 1)
    is_open = np.zeros(count, bool)
    is_open[label[border // 3]] = True
    steps["thickened sheets"] = int(is_open.sum())
    if not is_open.any():
        return mesh
    sheets = take_faces(mesh, is_open[label])
    normal = np.zeros((len(sheets.vertices), 3))
    weighted = face_normals(sheets)[:, None] * corner_angles(sheets)[..., None]
    np.add.at(normal, sheets.faces.ravel(), weighted.reshape(-1, 3))
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
    beneath = sheets.vertices - normal * WALL * extent(mesh)
    n = len(sheets.vertices)
    faces = sheets.faces.astype(np.int64)
    keys = undirected_keys(faces)
    _, inverse, uses = np.unique(keys, return_inverse=True, return_counts=True)
    rim = np.flatnonzero(uses[inverse.ravel()] == 1)
    u, v = half_edges(faces)[rim].T
    walls = np.concatenate([np.stack([v, u, u + n], axis=1), np.stack([v, u + n, v + n], axis=1)])
    rest = take_faces(mesh, ~is_open[label])
    part = sheets.face_part
    return plain_mesh(
        mesh,
        np.concatenate([sheets.vertices, beneath, rest.vertices]),
        np.concatenate([faces, faces[:, ::-1] + n, walls, rest.faces + 2 * n]),
        np.concatenate([part, part, np.tile(part[rim // 3], 2), rest.face_part]),
    )
