"""Quadric-error edge collapse to an exact triangle budget (founding document, eqs 29-34)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyfqmr
from scipy.spatial import cKDTree

from meshwright.errors import BudgetError, InputError
from meshwright.geometry.collapse import collapse
from meshwright.geometry.fitting import fit_surface
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.topology import corner_fans, edge_table, face_components, used_vertices

_LABELLED_RATIO = 8  # times the target that the fast pass leaves where parts are told apart later, or already
_RATIO = 3  # elsewhere; of 1.5 to 8, those from 2.5 to 4 had the least error
# The fast pass collapses what costs less than 1e-13 · (round + 3)⁶, squared, in halves of the mesh's size: from the
# noise of float32 to everything within its 100 rounds. Steps wider than that make it stray, narrower ones stop it.
_FAST_PASS = {"aggressiveness": 6, "alpha": 1e-13, "K": 3}


def decimate(mesh: Mesh, *, target_faces: int) -> Mesh:
    """Collapse edges of least quadric error until at most `target_faces` triangles remain.

    mesh: manifold (borders allowed), any unit. Part borders and open borders keep their course,
    sharp edges stay because moving them costs most. UVs and normals are dropped. What remains is fitted to `mesh`.
    Returns a manifold mesh of the same topology with at most `target_faces` and at least 98 % of
    them (odd budgets: one face less); a mesh with fewer faces comes back as it is.
    Raises `BudgetError` if the topology cannot be kept at that count, `InputError` for a mesh that
    is not manifold. Source: Garland and Heckbert 1997; eqs 29-34.
    """
    if target_faces < 4:
        raise InputError("polycount", f"{target_faces} triangles", "at least 4")
    if len(mesh.faces) <= target_faces:
        return mesh
    kind = _kind(mesh)
    if kind is None:
        raise InputError("mesh", "not manifold: repair it before decimation")
    labelled = len(mesh.part_names) > 1
    fine = mesh
    for ratio in (_LABELLED_RATIO,) if labelled else (_RATIO, _LABELLED_RATIO):
        if fine is mesh:  # the fast pass does not look after topology; the less it does, the less it breaks
            fine = _thinned(mesh, kind, ratio * target_faces)
    labels = fine.face_part.astype(np.int64) if labelled else None
    low = collapse(fine.vertices.astype(np.float64), fine.faces.astype(np.int64), target_faces, labels=labels)
    check_budget(mesh, len(low.faces), target_faces)
    return Mesh(
        vertices=fit_surface(mesh, low).astype(np.float32),
        faces=low.faces.astype(np.int32),
        face_part=fine.face_part[low.birth],
        part_names=mesh.part_names,
    )


def check_budget(mesh: Mesh, count: int, target_faces: int) -> None:
    """Raise `BudgetError` when `count` faces of a decimated `mesh` miss the budget."""
    if min(0.98 * target_faces, target_faces - 1) <= count <= target_faces:
        return
    components = face_components(mesh.faces)[0]
    raise BudgetError(
        f"polycount: {target_faces} triangles cannot hold this surface of {components} "
        f"component{'s' * (components > 1)}; collapsing stopped at {count}"
    )


def thin(mesh: Mesh, *, target_faces: int) -> Mesh:
    """Fast collapse to about eight times `target_faces`, the first half of `decimate`.

    Adds hardly any error. Called before `segment`, it spares nine tenths of the appearance queries
    of a freshly extracted surface; `decimate` takes its result as it is. Labels are carried over.
    A mesh that is not far above that count, or would not stay manifold, comes back unchanged.
    """
    kind = _kind(mesh)
    return mesh if kind is None else _thinned(mesh, kind, _LABELLED_RATIO * target_faces)


@dataclass(frozen=True)
class _Kind:
    """What the fast pass must leave as it is: whether the manifold is closed, and its components."""

    closed: bool
    components: int


def _kind(mesh: Mesh) -> _Kind | None:
    """None for what is no manifold."""
    if len(mesh.faces) == 0:
        return None
    edges = edge_table(mesh.faces)
    fans = corner_fans(mesh.faces, edges)[0]
    if edges.counts.max() > 2 or not edges.opposed.all() or fans != len(used_vertices(mesh.faces)):
        return None
    return _Kind(bool((edges.counts == 2).all()), face_components(mesh.faces, edges)[0])


def _thinned(mesh: Mesh, kind: _Kind, target: int) -> Mesh:
    """The mesh with about `target` faces, or itself where it has not many more or would become of another kind."""
    if len(mesh.faces) <= 2 * target:
        return mesh
    low, high = mesh.vertices.min(axis=0).astype(np.float64), mesh.vertices.max(axis=0).astype(np.float64)
    middle, half = (low + high) / 2, float((high - low).max()) / 2 or 1.0
    simplifier = pyfqmr.Simplify()
    simplifier.setMesh((mesh.vertices - middle) / half, mesh.faces)
    simplifier.simplify_mesh(target_count=target, preserve_border=True, verbose=False, **_FAST_PASS)
    vertices, faces, _ = simplifier.getMesh()
    coarse = Mesh.from_arrays(vertices * half + middle, faces)
    return transfer_labels(mesh, coarse) if _kind(coarse) == kind else mesh


def transfer_labels(source: Mesh, target: Mesh) -> Mesh:
    """The target with the part of the source face whose centroid is nearest to each of its own."""
    labels = np.full(len(target.faces), source.face_part[0] if len(source.face_part) else 0, np.int32)
    if (source.face_part != source.face_part[:1]).any():
        tree = cKDTree(source.triangles.mean(axis=1))
        _, nearest = tree.query(target.triangles.mean(axis=1), workers=1)
        labels = source.face_part[nearest]
    return replace(target, face_part=labels, part_names=source.part_names)
