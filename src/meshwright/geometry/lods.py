"""Coarser levels of an unwrapped mesh that share its atlas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from meshwright.errors import InputError
from meshwright.geometry.collapse import collapse
from meshwright.geometry.decimate import check_budget
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.normals import shade
from meshwright.geometry.silhouette import silhouette_errors


@dataclass(frozen=True)
class Level:
    """One level of detail: its mesh, the budget it keeps, and its silhouette error against level 0."""

    mesh: Mesh
    budget: int
    silhouette_error: float


def budgets(faces: int, count: int, *, ratio: float = 0.4, least: int = 12) -> tuple[int, ...]:
    """Budgets of `count` levels below a mesh of `faces` triangles, each `ratio` times the last."""
    return tuple(max(least, round(faces * ratio**k)) for k in range(1, count + 1))


def make_lods(mesh: Mesh, targets: Sequence[int], *, crease_degrees: float = 40.0) -> tuple[Level, ...]:
    """Levels of at most `targets` triangles each, textured by the maps of `mesh`.

    mesh: manifold with UVs. Vertices of a level are vertices of `mesh`, corners keep their UVs,
    seams stay seams. Raises `InputError` without UVs, `BudgetError` for impossible targets.
    """
    if mesh.uv is None:
        raise InputError("mesh.uv", "levels share the atlas of an unwrapped mesh")
    corners = np.concatenate(
        [mesh.faces.reshape(-1, 1).astype(np.int64), mesh.uv.reshape(-1, 2).view(np.int32).astype(np.int64)],
        axis=1,
    )
    _, first, wedge = np.unique(corners, axis=0, return_index=True, return_inverse=True)
    table = mesh.uv.reshape(-1, 2)[first]
    meshes = []
    for target in targets:
        if target >= len(mesh.faces):
            meshes.append(mesh)
            continue
        result = collapse(
            mesh.vertices.astype(np.float64),
            mesh.faces.astype(np.int64),
            target,
            wedges=wedge.reshape(-1, 3).astype(np.int64),
            wedge_uv=table.astype(np.float64),
        )
        check_budget(mesh, len(result.faces), target)
        assert result.wedges is not None
        coarse = Mesh(
            vertices=result.vertices.astype(np.float32),
            faces=result.faces.astype(np.int32),
            face_part=mesh.face_part[result.birth],
            part_names=mesh.part_names,
            uv=np.ascontiguousarray(table[result.wedges]),
        )
        if mesh.normals is not None:
            coarse = shade(coarse, crease_degrees=crease_degrees)
        meshes.append(coarse)
    errors = silhouette_errors(mesh, meshes)
    return tuple(Level(m, t, e) for m, t, e in zip(meshes, targets, errors, strict=True))
