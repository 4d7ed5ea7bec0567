"""Quadric-error edge collapse to an exact triangle budget (founding document, eqs 29-34)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyfqmr
from scipy.spatial import cKDTree

from meshwright.errors import BudgetError, InputError
from meshwright.geometry.collapse import collapse
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.topology import face_components, is_closed_manifold, is_manifold

_PREPASS_RATIO = 8  # the fast pass leaves this many times the target to the exact one


def decimate(mesh: Mesh, *, target_faces: int) -> Mesh:
    """Collapse edges of least quadric error until at most `target_faces` triangles remain.

    mesh: manifold (borders allowed), any unit. Part borders and open borders keep their course,
    sharp edges stay because moving them costs most. UVs and normals are dropped.
    Returns a manifold mesh of the same topology with at most `target_faces` and at least 98 % of
    them (odd budgets: one face less); a mesh with fewer faces comes back as it is.
    Raises `BudgetError` if the topology cannot be kept at that count, `InputError` for a mesh that
    is not manifold. Source: Garland and Heckbert 1997; eqs 29-34.
    """
    if target_faces < 4:
        raise InputError("polycount", f"{target_faces} triangles", "at least 4")
    if len(mesh.faces) <= target_faces:
        return mesh
    if not is_manifold(mesh.faces):
        raise InputError("mesh", "not manifold: repair it before decimation")
    fine = thin(mesh, target_faces=target_faces)
    labels = fine.face_part.astype(np.int64) if len(mesh.part_names) > 1 else None
    result = collapse(fine.vertices.astype(np.float64), fine.faces.astype(np.int64), target_faces, labels=labels)
    check_budget(mesh, len(result.faces), target_faces)
    return Mesh(
        vertices=result.vertices.astype(np.float32),
        faces=result.faces.astype(np.int32),
        face_part=fine.face_part[result.birth],
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
    target = _PREPASS_RATIO * target_faces
    if len(mesh.faces) <= 2 * target:
        return mesh
    simplifier = pyfqmr.Simplify()
    simplifier.setMesh(mesh.vertices.astype(np.float64), mesh.faces)
    simplifier.simplify_mesh(target_count=target, aggressiveness=3, preserve_border=True, verbose=False)
    vertices, faces, _ = simplifier.getMesh()
    coarse = Mesh.from_arrays(vertices, faces)
    same_kind = is_closed_manifold if is_closed_manifold(mesh.faces) else is_manifold
    if not same_kind(coarse.faces) or face_components(coarse.faces)[0] != face_components(mesh.faces)[0]:
        return mesh
    return transfer_labels(mesh, coarse)


def transfer_labels(source: Mesh, target: Mesh) -> Mesh:
    """The target with the part of the source face whose centroid is nearest to each of its own."""
    labels: npt.NDArray[np.int32] = np.zeros(len(target.faces), np.int32)
    if len(source.part_names) > 1:
        tree = cKDTree(source.triangles.mean(axis=1))
        _, nearest = tree.query(target.triangles.mean(axis=1), workers=1)
        labels = source.face_part[nearest]
    return replace(target, face_part=labels, part_names=source.part_names)
