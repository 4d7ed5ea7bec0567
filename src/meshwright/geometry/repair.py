"""Repair of arbitrary triangle soups into closed manifolds, or a refusal that says why."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import igl
import manifold3d
import numpy as np
import numpy.typing as npt

from meshwright.errors import InputError, RepairError
from meshwright.geometry.analysis import analyse
from meshwright.geometry.components import hidden_components
from meshwright.geometry.decimate import transfer_labels
from meshwright.geometry.intersections import self_intersections
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.remesh import remesh_solid
from meshwright.geometry.topology import (
    corner_fans,
    face_components,
    face_volumes,
    half_edges,
    is_closed_manifold,
    take_faces,
    undirected_keys,
)

IndexArray = npt.NDArray[np.int64]

_LARGEST_HOLE = 0.15  # length of a border loop to fill, as a share of the size of the mesh, times 2π
_WELD = 1e-6  # share of the size within which vertices are one


@dataclass(frozen=True)
class RepairLog:
    """What `repair` did.

    method: `none`, `local` (welding, winding, splitting, filling), `union` (overlapping components
        joined), or `remesh` (rebuilt through a winding-number field).
    steps: number of vertices or faces that each local step changed.
    thickened: whether open sheets were given thickness to make them solid.
    """

    method: str
    steps: dict[str, int] = field(default_factory=dict)
    thickened: bool = False


def repair(mesh: Mesh, *, remesh_resolution: int = 128) -> tuple[Mesh, RepairLog]:
    """A closed manifold without hidden, double or empty faces that looks like `mesh`.

    Tried in this order, each step only where the last has left a defect: weld and clean, wind
    outward, split non-manifold vertices, fill small holes, join overlapping components, rebuild the
    surface from the winding number of the soup with `remesh_resolution` voxels. Part labels are
    kept; UVs and normals only where nothing changed.
    Raises `InputError` for empty or non-finite meshes, `RepairError` when nothing helps; causes:
    `flat` (no extent in some direction and nothing to thicken), `remesh` (no closed surface found).
    """
    if len(mesh.faces) == 0 or len(mesh.vertices) == 0:
        raise InputError("mesh", "has no faces")
    if not np.isfinite(mesh.vertices).all():
        raise InputError("mesh.vertices", "not a finite number at some vertices")
    if mesh.faces.min() < 0 or mesh.faces.max() >= len(mesh.vertices):
        raise InputError("mesh.faces", "index out of range", f"0-{len(mesh.vertices) - 1}")
    if float(np.ptp(mesh.vertices, axis=0).max()) <= 0:
        raise RepairError("flat", "all vertices of the mesh are one point")
    if analyse(mesh, intersections=False).sound and not _crossing(mesh):
        return take_faces(mesh, np.arange(len(mesh.faces))), RepairLog("none")

    steps: dict[str, int] = {}
    local = clean(mesh, steps)
    if len(local.faces):
        local = split_nonmanifold(wind_outward(local, steps), steps)
        local = _drop_hidden(wind_outward(fill_holes(local, steps), steps), steps)
        if len(local.faces) and analyse(local, intersections=False).sound:
            if not _crossing(local):
                return local, RepairLog("local", steps)
            joined = unite(local)
            if joined is not None:
                return joined, RepairLog("union", steps)
    soup = clean(mesh, {})
    soup = wind_outward(soup, {}) if len(soup.faces) else mesh
    rebuilt, thickened = remesh_solid(soup, resolution=remesh_resolution)
    return transfer_labels(mesh, rebuilt), RepairLog("remesh", steps, thickened)


def _crossing(mesh: Mesh) -> bool:
    """Whether faces cross; meshes too large to tell count as sound, as their report will say."""
    pairs = self_intersections(mesh)
    return pairs is not None and len(pairs) > 0


def _plain(
    mesh: Mesh,
    vertices: npt.NDArray[np.floating],
    faces: npt.NDArray[np.integer],
    part: npt.NDArray[np.int32],
) -> Mesh:
    return Mesh(
        np.ascontiguousarray(vertices, np.float32),
        np.ascontiguousarray(faces, np.int32),
        part,
        mesh.part_names,
    )


def clean(mesh: Mesh, steps: dict[str, int]) -> Mesh:
    """Weld near vertices; drop faces with a repeated vertex, double faces and faces without area."""
    size = float(np.ptp(mesh.vertices, axis=0).max())
    _, first, inverse, faces = igl.remove_duplicate_vertices(
        mesh.vertices.astype(np.float64), mesh.faces.astype(np.int64), _WELD * size
    )
    del inverse
    vertices = mesh.vertices[np.asarray(first).ravel()]
    faces = np.asarray(faces, np.int64)
    steps["welded vertices"] = len(mesh.vertices) - len(vertices)
    part = mesh.face_part
    p = vertices[faces].astype(np.float64)
    area = np.linalg.norm(np.cross(p[:, 1] - p[:, 0], p[:, 2] - p[:, 0]), axis=1) / 2
    real = (faces != faces[:, [1, 2, 0]]).all(axis=1) & (area > 1e-14 * size * size)
    steps["degenerate faces"] = int((~real).sum())
    faces, part = faces[real], part[real]
    # Of faces over the same vertices one stays; two of opposite winding bound nothing, but a sheet
    # modelled from both sides is better filled or thickened than lost.
    _, keep = np.unique(np.sort(faces, axis=1), axis=0, return_index=True)
    steps["duplicate faces"] = len(faces) - len(keep)
    keep.sort()
    return take_faces(_plain(mesh, vertices, faces[keep], part[keep]), np.arange(len(keep)))


def wind_outward(mesh: Mesh, steps: dict[str, int]) -> Mesh:
    """Faces of each component wound alike, closed components outward, cavities inward."""
    if len(mesh.faces) == 0:
        return mesh
    faces, patch = igl.bfs_orient(mesh.faces.astype(np.int64))
    faces = np.asarray(faces, np.int64)
    patch = np.asarray(patch, np.int64).ravel()
    turned = _plain(mesh, mesh.vertices, faces, mesh.face_part)
    volume = np.bincount(patch, face_volumes(turned))
    # Volumes of open patches count too: their origin is the middle of the mesh, so outer walls of a
    # hull with holes still come out positive.
    flip = (volume < 0)[patch]
    faces[flip] = faces[flip][:, ::-1]
    changed = (np.sort(faces, axis=1) == np.sort(mesh.faces, axis=1)).all() and (
        _parity(faces) != _parity(mesh.faces.astype(np.int64))
    ).sum()
    steps["rewound faces"] = steps.get("rewound faces", 0) + int(changed)
    return replace(turned, faces=faces.astype(np.int32))


def _parity(faces: IndexArray) -> npt.NDArray[np.bool_]:
    """Whether a face runs through its vertices in rising cyclic order."""
    rolled = (faces.argmin(axis=1)[:, None] + np.arange(3)) % 3
    ordered = np.take_along_axis(faces, rolled, axis=1)
    return np.asarray(ordered[:, 1] < ordered[:, 2])


def split_nonmanifold(mesh: Mesh, steps: dict[str, int]) -> Mesh:
    """A vertex of its own for each fan of faces: cuts non-manifold edges and vertices open."""
    count, fan = corner_fans(mesh.faces)
    steps["split vertices"] = count - len(np.unique(mesh.faces))
    if steps["split vertices"] == 0:
        return mesh
    first = np.zeros(count, np.int64)
    first[fan[::-1]] = np.arange(len(fan))[::-1]
    return _plain(mesh, mesh.vertices[mesh.faces.ravel()[first]], fan.reshape(-1, 3), mesh.face_part)


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

    Loops longer than a circle of `_LARGEST_HOLE` times the size stay open unless they are flat:
    such a loop is not a hole but a missing side, and only a field can tell what was meant.
    """
    size = float(np.ptp(mesh.vertices, axis=0).max())
    vertices, faces, part = (
        [mesh.vertices.astype(np.float64)],
        [mesh.faces.astype(np.int64)],
        [mesh.face_part],
    )
    count = len(mesh.vertices)
    filled = 0
    owner = np.zeros(count, np.int32)
    owner[mesh.faces.ravel()] = np.repeat(mesh.face_part, 3)
    existing = np.unique(undirected_keys(mesh.faces))
    for loop in boundary_loops(mesh.faces.astype(np.int64)):
        points = mesh.vertices[loop].astype(np.float64)
        middle = points.mean(axis=0)
        length = float(np.linalg.norm(np.roll(points, -1, axis=0) - points, axis=1).sum())
        axes = np.linalg.svd(points - middle)[2]
        flat = np.ptp(points @ axes[2]) < 1e-3 * size
        if len(loop) < 3 or (length > 2 * np.pi * _LARGEST_HOLE * size and not flat):
            continue
        filled += 1
        cap = _cap(points, axes[:2])
        if cap is not None and not _chords_exist(loop, cap, existing, int(mesh.faces.max()) + 1):
            cap = loop[cap]
        else:
            cap = np.stack([loop, np.roll(loop, -1), np.full(len(loop), count)], axis=1)
            vertices.append(middle[None])
            count += 1
        faces.append(cap)
        part.append(np.full(len(cap), owner[loop[0]], np.int32))
    steps["filled holes"] = filled
    return _plain(mesh, np.concatenate(vertices), np.concatenate(faces), np.concatenate(part))


def _cap(points: npt.NDArray[np.float64], axes: npt.NDArray[np.float64]) -> IndexArray | None:
    """Triangles (n - 2, 3) between the points of a loop, seen along its flattest direction."""
    flat = points @ axes.T
    turned = np.roll(flat, -1, axis=0)
    if (flat[:, 0] * turned[:, 1] - flat[:, 1] * turned[:, 0]).sum() < 0:
        flat = flat * [-1, 1]
    cap = np.asarray(manifold3d.triangulate([flat]), np.int64).reshape(-1, 3)
    if len(cap) != len(points) - 2:
        return None
    # A loop may pass one place twice (where a vertex was split): no diagonal may join the two.
    a, b, c = (points[cap[:, k]] for k in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    return cap if area.min() > 1e-6 * float(np.ptp(points, axis=0).max()) ** 2 else None


def _chords_exist(loop: IndexArray, cap: IndexArray, existing: IndexArray, base: int) -> bool:
    """Whether a diagonal of the cap is an edge of the mesh already: it would have four faces."""
    edges = half_edges(cap)
    step = (edges[:, 1] - edges[:, 0]) % len(loop)
    chords = loop[edges[(step != 1) & (step != len(loop) - 1)]]
    return bool(np.isin(chords.min(axis=1, initial=base) * base + chords.max(axis=1, initial=0), existing).any())


def _drop_hidden(mesh: Mesh, steps: dict[str, int]) -> Mesh:
    """Without components that lie inside others, and without closed ones that enclose nothing."""
    number, label = face_components(mesh.faces)
    hidden = hidden_components(mesh, number, label)
    size = float(np.ptp(mesh.vertices, axis=0).max())
    empty = np.abs(np.bincount(label, face_volumes(mesh), number)) < 1e-12 * size**3
    steps["hidden shells"] = int(hidden.sum())
    if empty.all() or empty.any():  # flat double sheets: only thickening makes them solid
        return take_faces(mesh, np.zeros(0, np.int64))
    return take_faces(mesh, ~hidden[label])


def unite(mesh: Mesh) -> Mesh | None:
    """The boolean union of overlapping closed components with labels kept, or None where it fails."""
    number, label = face_components(mesh.faces)
    solids, labels = [], {}
    for k in range(number):
        piece = take_faces(mesh, label == k)
        solid = manifold3d.Manifold(
            manifold3d.Mesh64(
                vert_properties=np.ascontiguousarray(piece.vertices, np.float64),
                tri_verts=np.ascontiguousarray(piece.faces, np.uint64),
            )
        )
        if solid.status() != manifold3d.Error.NoError:
            return None
        solids.append(solid.as_original())
        labels[solids[-1].original_id()] = piece.face_part
    united = manifold3d.Manifold.batch_boolean(solids, manifold3d.OpType.Add).to_mesh64()
    faces = np.asarray(united.tri_verts, np.int64)
    vertices = np.asarray(united.vert_properties, np.float64)[:, :3]
    part = np.zeros(len(faces), np.int32)
    starts = np.asarray(united.run_index, np.int64) // 3
    for run, original in enumerate(united.run_original_id):
        rows = slice(starts[run], starts[run + 1])
        part[rows] = labels[int(original)][np.asarray(united.face_id, np.int64)[rows]]
    result = _plain(mesh, vertices, faces, part)
    result = take_faces(result, np.arange(len(faces)))
    if not is_closed_manifold(result.faces):
        result = split_nonmanifold(result, {})
    result = _drop_hidden(result, {})  # what is left inside: cavities that the union has closed
    if len(result.faces) == 0:
        return None
    report = analyse(result, intersections=False)
    return result if report.closed_manifold and not _crossing(result) else None
