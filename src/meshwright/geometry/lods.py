"""Coarser levels of an unwrapped mesh that share its atlas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshwright.errors import BudgetError, InputError
from meshwright.geometry.atlas import texel_counts
from meshwright.geometry.collapse import collapse
from meshwright.geometry.decimate import check_budget
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.normals import shade
from meshwright.geometry.silhouette import silhouette_errors
from meshwright.geometry.topology import face_components, face_volumes, is_closed_manifold

_CHECK_SIZE = 2048  # texels at which a level's charts are checked for overlaps


@dataclass(frozen=True)
class Level:
    """One level of detail: its mesh, the budget it keeps, and its silhouette error against level 0."""

    mesh: Mesh
    budget: int
    silhouette_error: float


def budgets(faces: int, count: int, *, ratio: float = 0.4, least: int = 12) -> tuple[int, ...]:
    """Budgets of `count` levels below a mesh of `faces` triangles, each `ratio` times the last."""
    return tuple(max(least, round(faces * ratio**k)) for k in range(1, count + 1))


def make_lods(
    mesh: Mesh, targets: Sequence[int], *, crease_degrees: float = 40.0, gap: float = 0.0, most: int = 0
) -> tuple[Level, ...]:
    """Levels of at most `targets` triangles each, textured by the maps of `mesh`.

    mesh: manifold with UVs. Vertices of a level are vertices of `mesh`, corners keep their UVs, seams stay seams.
    gap: between charts, in units of UV. Where the seams of a level stray so far that charts overlap, it is made
    again with seams held to a half of the gap, then with more triangles.
    most: where a target cannot be had, triangles that will do; the budget of the level is then what it has.
    Raises `InputError` without UVs, `BudgetError` for targets that cannot be had, or not without overlaps or
    pieces turned inside out.
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
        coarse = _level(mesh, target, wedge.reshape(-1, 3).astype(np.int64), table, gap, most)
        meshes.append(coarse if mesh.normals is None else shade(coarse, crease_degrees=crease_degrees))
    errors = silhouette_errors(mesh, meshes)
    return tuple(Level(m, max(t, len(m.faces)), e) for m, t, e in zip(meshes, targets, errors, strict=True))


def _level(
    mesh: Mesh, target: int, wedges: npt.NDArray[np.int64], table: npt.NDArray[np.float32], gap: float, most: int
) -> Mesh:
    """One level; wedges: (m, 3) rows of `table`, the UVs that corners share."""
    if target >= len(mesh.faces):
        return mesh
    between = max(target, (target + most) // 2)
    for goal, reach in ((target, np.inf), (target, gap / 2), (between, np.inf), (between, gap / 4)):
        result = collapse(
            mesh.vertices.astype(np.float64),
            mesh.faces.astype(np.int64),
            goal,
            wedges=wedges,
            wedge_uv=table.astype(np.float64),
            seam_reach=reach,
        )
        count = len(result.faces)
        if count > max(most, target):
            if reach == np.inf:  # no other try comes so far
                check_budget(mesh, count, target)
            continue
        assert result.wedges is not None
        uv = np.ascontiguousarray(table[result.wedges])
        level = Mesh(
            vertices=result.vertices.astype(np.float32),
            faces=result.faces.astype(np.int32),
            face_part=mesh.face_part[result.birth],
            part_names=mesh.part_names,
            uv=uv,
        )
        if (texel_counts(uv, _CHECK_SIZE)[0] <= 1).all() and not _turned_inside_out(level):
            return level
    raise BudgetError(f"lods: at {target} triangles charts of the shared atlas overlap, or thin pieces turn inside out")


def _turned_inside_out(mesh: Mesh) -> bool:
    """Whether a component of a closed mesh encloses nothing, or less: a thin piece that was flattened."""
    if not is_closed_manifold(mesh.faces):
        return False
    count, piece = face_components(mesh.faces)
    return bool((np.bincount(piece, face_volumes(mesh), count) <= 0).any())
