"""Solids that hide in or run through one another, made one solid."""

from __future__ import annotations

from dataclasses import replace

import manifold3d
import numpy as np
import numpy.typing as npt

from meshwright.errors import RepairError
from meshwright.geometry.analysis import analyse
from meshwright.geometry.cleaning import extent, plain_mesh, turn_slivers, without_area
from meshwright.geometry.components import hidden_components
from meshwright.geometry.cutting import part_touching, split_nonmanifold, touching_vertices
from meshwright.geometry.decimate import transfer_labels
from meshwright.geometry.holes import fill_holes
from meshwright.geometry.intersections import self_intersections
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.remesh import remesh_solid
from meshwright.geometry.topology import (
    EdgeTable,
    face_areas,
    face_components,
    face_volumes,
    is_closed_manifold,
    take_faces,
)

_EMPTY = 1e-12  # volume of a component that encloses nothing, as a share of the cubed size
_TRIES = ((0.0, 2e-6), (0.0, 3e-5), (1e-4, 3e-5), (3e-4, 1e-4))
"""Shares of the size: inflation before a union, and simplification of the slivers along its cuts after it."""
_LEAST_VOXELS, _MOST_REBUILT = 24, 12
_POROUS = 2.5  # voxels
_MOST_CUT_OUT, _MOST_RINGS = 0.1, 4


def crossing(mesh: Mesh, edges: EdgeTable | None = None) -> bool:
    """Whether faces cross; meshes too large to tell count as sound, as their report will say."""
    pairs = self_intersections(mesh, edges)
    return pairs is not None and len(pairs) > 0


def drop_hidden(mesh: Mesh, steps: dict[str, int]) -> Mesh:
    """Without components that lie inside others, and without closed ones that enclose nothing."""
    steps.setdefault("hidden shells", 0)
    while len(mesh.faces):
        number, label = face_components(mesh.faces)
        hidden = hidden_components(mesh, number, label)
        empty = np.abs(np.bincount(label, face_volumes(mesh), number)) < _EMPTY * extent(mesh) ** 3
        gone = hidden | empty
        if not gone.any():
            break
        steps["hidden shells"] += int(gone.sum())
        mesh = take_faces(mesh, ~gone[label])
    return mesh


def unite(mesh: Mesh, *, resolution: int, steps: dict[str, int]) -> Mesh | None:
    """The union of closed components that overlap or touch, with labels kept.

    Components that cross themselves are untangled or else rebuilt, in voxels of 1/resolution of the whole. Where
    solids that only touch keep the union from being clean they are inflated by a ten-thousandth of the size.
    None where the union fails, or where too many components would have to be rebuilt.
    """
    pieces = _pieces(mesh, resolution, steps)
    if pieces is None:
        return None
    for inflate, tolerance in _TRIES:
        result = _union(mesh, pieces, inflate * extent(mesh), tolerance * extent(mesh))
        if result is not None:
            return result
    return None


def _pieces(mesh: Mesh, resolution: int, steps: dict[str, int]) -> list[Mesh] | None:
    """The components of a closed mesh, none of which crosses itself."""
    number, label = face_components(mesh.faces)
    pairs = self_intersections(mesh)
    if pairs is None:
        return None
    own = label[pairs[:, 0]] == label[pairs[:, 1]]
    tangled = np.unique(label[pairs[own, 0]])
    steps["rebuilt components"] = steps["untangled components"] = 0
    pieces = []
    for k in range(number):
        piece = take_faces(mesh, label == k)
        if k in tangled:
            simple = untangle(piece)
            if simple is not None:
                steps["untangled components"] += 1
                piece = simple
            elif number == 1 or steps["rebuilt components"] == _MOST_REBUILT:
                return None
            else:
                cells = round(resolution * extent(piece) / extent(mesh))
                try:
                    cells = min(resolution, max(_LEAST_VOXELS, cells))
                    rebuilt, _ = remesh_solid(piece, resolution=cells, thicken=_thin(piece, cells))
                except RepairError:
                    return None
                steps["rebuilt components"] += 1
                piece = transfer_labels(piece, rebuilt)
        pieces.append(piece)
    return pieces


def _thin(mesh: Mesh, cells: int) -> bool:
    """Whether a closed piece is on average so thin that voxels of 1/cells of it would leave it porous."""
    return 2 * float(face_volumes(mesh).sum() / face_areas(mesh).sum()) < _POROUS * extent(mesh) / cells


def untangle(mesh: Mesh) -> Mesh | None:
    """A closed component that crosses itself in few places, with the faces there cut out and the holes filled.

    None where that takes more than a small part of the faces, or does not help.
    """
    for rings in range(_MOST_RINGS):
        pairs = self_intersections(mesh)
        if pairs is None or len(pairs) == 0:
            return mesh if pairs is not None else None
        out = np.zeros(len(mesh.vertices), bool)
        out[mesh.faces[np.unique(pairs)]] = True
        gone: npt.NDArray[np.bool_] = np.zeros(len(mesh.faces), bool)
        gone[np.unique(pairs)] = True
        for _ in range(rings):
            gone = np.asarray(out[mesh.faces].any(axis=1))
            out[mesh.faces[gone]] = True
        if gone.mean() > _MOST_CUT_OUT:
            return None
        steps: dict[str, int] = {}
        rest = fill_holes(split_nonmanifold(take_faces(mesh, ~gone), steps), steps)
        if not is_closed_manifold(rest.faces) or without_area(rest).any():
            return None
        mesh = rest
    return None if crossing(mesh) else mesh


def _union(like: Mesh, pieces: list[Mesh], inflate: float, tolerance: float) -> Mesh | None:
    solids, labels = [], {}
    for k, piece in enumerate(pieces):
        number = manifold3d.Manifold.reserve_ids(1)
        # By different amounts, so that walls in one plane leave it.
        grown = _inflated(piece, inflate * (1 + 0.1 * (k % 8))) if inflate > 0 else piece
        solids.append(_manifold(grown, number))
        if solids[-1].status() != manifold3d.Error.NoError:
            return None
        labels[number] = piece.face_part
    joined = manifold3d.Manifold.batch_boolean(solids, manifold3d.OpType.Add).simplify(tolerance)
    if joined.is_empty():
        return None
    # What is left inside: cavities that the union has closed.
    result = drop_hidden(part_touching(turn_slivers(_mesh(like, joined, labels))), {})
    if len(result.faces) == 0 or not analyse(result, intersections=False).sound:
        return None
    return None if touching_vertices(result) or crossing(result) else result


def _inflated(mesh: Mesh, by: float) -> Mesh:
    """A component stretched about its middle, so that each side moves out by a length."""
    low, high = mesh.vertices.min(axis=0).astype(np.float64), mesh.vertices.max(axis=0).astype(np.float64)
    half = np.maximum((high - low) / 2, by)
    middle = (low + high) / 2
    stretched = middle + (mesh.vertices - middle) * ((half + by) / half)
    return replace(mesh, vertices=stretched.astype(np.float32))


def _manifold(mesh: Mesh, number: int) -> manifold3d.Manifold:
    return manifold3d.Manifold(
        manifold3d.Mesh64(
            vert_properties=np.ascontiguousarray(mesh.vertices, np.float64),
            tri_verts=np.ascontiguousarray(mesh.faces, np.uint64),
            run_index=np.array([0, 3 * len(mesh.faces)], np.uint64),
            run_original_id=np.array([number], np.uint32),
            face_id=np.arange(len(mesh.faces), dtype=np.uint64),
        )
    )


def _mesh(like: Mesh, solid: manifold3d.Manifold, labels: dict[int, npt.NDArray[np.int32]]) -> Mesh:
    """The surface of a union, each face with the part of the face it was cut from."""
    data = solid.to_mesh64()
    faces = np.asarray(data.tri_verts, np.int64)
    part = np.zeros(len(faces), np.int32)
    starts = np.asarray(data.run_index, np.int64) // 3
    for run, original in enumerate(data.run_original_id):
        rows = slice(starts[run], starts[run + 1])
        part[rows] = labels[int(original)][np.asarray(data.face_id, np.int64)[rows]]
    return take_faces(
        plain_mesh(like, np.asarray(data.vert_properties, np.float64)[:, :3], faces, part), np.arange(len(faces))
    )
