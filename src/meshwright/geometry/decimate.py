"""Quadric-error edge collapse to an exact triangle budget (founding document, eqs 29-34)."""

from __future__ import annotations

from dataclasses import replace

import igl
import numpy as np
import numpy.typing as npt
import pyfqmr

from meshwright.errors import BudgetError, InputError
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.segment import clean_labels
from meshwright.geometry.topology import face_components, is_closed_manifold, is_manifold

_PREPASS_RATIO = 16  # the fast pass leaves this many times the target to the exact one
_SAMPLES = np.array([[4, 1, 1], [1, 4, 1], [1, 1, 4], [2, 2, 2]]) / 6.0


def decimate(mesh: Mesh, *, target_faces: int) -> Mesh:
    """Collapse edges of least quadric error until at most `target_faces` triangles remain.

    mesh: manifold (borders allowed). Returns a manifold mesh with at most `target_faces` and at
    least 98 % of them (all faces, if there are fewer); labels come from the nearest original face.
    Raises `BudgetError` if the topology cannot be kept at that count, `InputError` for a mesh that
    is not manifold. Source: Garland and Heckbert 1997; eqs 29-34.
    """
    if target_faces < 4:
        raise InputError("polycount", f"{target_faces} triangles", "at least 4")
    if len(mesh.faces) <= target_faces:
        return mesh
    if not is_manifold(mesh.faces):
        raise InputError("mesh", "not manifold: repair it before decimation")
    closed = is_closed_manifold(mesh.faces)
    vertices, faces = mesh.vertices.astype(np.float64), mesh.faces.astype(np.int64)
    if len(faces) > 2 * _PREPASS_RATIO * target_faces:
        coarse = _prepass(vertices, faces, _PREPASS_RATIO * target_faces)
        if (is_closed_manifold if closed else is_manifold)(coarse[1]):
            vertices, faces = coarse
    vertices, faces = _qslim(vertices, faces, target_faces)
    if not 0.98 * target_faces <= len(faces) <= target_faces:
        components = face_components(mesh.faces)[0]
        raise BudgetError(
            f"polycount: {target_faces} triangles cannot hold {components} components of this topology; "
            f"collapsing stopped at {len(faces)}"
        )
    result = Mesh(vertices.astype(np.float32), faces.astype(np.int32), np.zeros(len(faces), np.int32))
    if not (is_closed_manifold if closed else is_manifold)(result.faces):
        raise BudgetError(f"polycount: {target_faces} triangles cannot keep this surface manifold")
    return transfer_labels(mesh, result)


def _prepass(
    vertices: npt.NDArray[np.float64], faces: npt.NDArray[np.int64], target: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Fast threshold-driven collapse; at low aggressiveness it stops early but stays accurate."""
    simplifier = pyfqmr.Simplify()
    simplifier.setMesh(vertices, faces)
    simplifier.simplify_mesh(target_count=target, aggressiveness=3, preserve_border=True, verbose=False)
    v, f, _ = simplifier.getMesh()
    return np.asarray(v, np.float64), np.asarray(f, np.int64)


def _qslim(
    vertices: npt.NDArray[np.float64], faces: npt.NDArray[np.int64], target: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    v, f, _, _ = igl.qslim(vertices, faces, target)
    return np.asarray(v, np.float64), np.asarray(f, np.int64)


def transfer_labels(source: Mesh, target: Mesh) -> Mesh:
    """The target with the parts of the source: most frequent over four points of each face."""
    if len(source.part_names) == 1:
        return replace(target, face_part=np.zeros(len(target.faces), np.int32), part_names=source.part_names)
    points = np.einsum("sk,mkd->msd", _SAMPLES, target.triangles.astype(np.float64)).reshape(-1, 3)
    _, nearest, _ = igl.point_mesh_squared_distance(
        points, source.vertices.astype(np.float64), source.faces.astype(np.int64)
    )
    labels = source.face_part[nearest].reshape(len(target.faces), -1)
    votes = np.stack([(labels == label).sum(axis=1) for label in range(len(source.part_names))], axis=1)
    clean = clean_labels(target, votes.argmax(axis=1))
    return replace(target, face_part=clean, part_names=source.part_names)
