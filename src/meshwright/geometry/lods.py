"""Coarser levels of an unwrapped mesh that share its atlas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from meshwright.errors import BudgetError, InputError
from meshwright.geometry.atlas import texel_counts
from meshwright.geometry.budget import SPECK
from meshwright.geometry.collapse import reduce, result, start
from meshwright.geometry.collapse_state import State
from meshwright.geometry.decimate import check_budget
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.normals import shade
from meshwright.geometry.silhouette import silhouette_errors
from meshwright.geometry.topology import (
    empty_components,
    face_areas,
    face_components,
    is_closed_manifold,
    take_faces,
)

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
    """Levels of at most `targets` triangles each, falling, textured by the maps of `mesh`.

    mesh: manifold with UVs. Vertices of a level are vertices of `mesh`, corners keep their UVs, seams stay seams.
    gap: between charts, in units of UV. Where the seams of a level stray so far that charts overlap, it is made
    again with seams held to a half of the gap, then with more triangles. Components that become flat are dropped
    where each is worth less than two triangles by area.
    most: where a target cannot be had, triangles that will do; the budget of the level is then what it has.
    Raises `InputError` without UVs, `BudgetError` for targets that cannot be had, or not without overlaps or
    pieces turned inside out.
    """
    chain = _Chain(mesh, gap)
    return _finished(mesh, [(chain.level(target, most), target) for target in targets], crease_degrees)


def chain_of_lods(
    mesh: Mesh, count: int, *, fall: float, crease_degrees: float = 40.0, gap: float
) -> tuple[Level, ...]:
    """Up to `count` levels like those of `make_lods`, each with the budget that `budgets` gives it after the last.

    fall: where that cannot be had, triangles that will do, as a share of the last level's. There are fewer levels
    where topology and atlas cannot be kept in so many.
    """
    chain = _Chain(mesh, gap)
    levels: list[tuple[Mesh, int]] = []
    faces = len(mesh.faces)
    while len(levels) < count:
        (target,) = budgets(faces, 1)
        if target >= faces:
            break
        try:
            levels.append((chain.level(target, int(fall * faces)), target))
        except BudgetError:
            break
        faces = len(levels[-1][0].faces)
    return _finished(mesh, levels, crease_degrees)


def _finished(mesh: Mesh, levels: Sequence[tuple[Mesh, int]], crease_degrees: float) -> tuple[Level, ...]:
    """Meshes and their targets as levels: shaded like `mesh`, and with their silhouettes compared to its own."""
    errors = silhouette_errors(mesh, [low for low, _ in levels]) if levels else ()
    return tuple(
        Level(
            low if mesh.normals is None or low is mesh else shade(low, crease_degrees=crease_degrees),
            max(target, len(low.faces)),
            error,
        )
        for (low, target), error in zip(levels, errors, strict=True)
    )


class _Chain:
    """Levels of a mesh, each made from the last one and with the errors against the mesh.

    Where seams have to be held, a level is made from the mesh itself, as those made before did not hold them.
    """

    def __init__(self, mesh: Mesh, gap: float) -> None:
        if mesh.uv is None:
            raise InputError("mesh.uv", "levels share the atlas of an unwrapped mesh")
        uv = mesh.uv.reshape(-1, 2)
        corners = np.concatenate(
            [mesh.faces.reshape(-1, 1).astype(np.int64), uv.view(np.int32).astype(np.int64)], axis=1
        )
        _, first, wedges = np.unique(corners, axis=0, return_index=True, return_inverse=True)
        self._mesh, self._gap = mesh, gap
        self._table, self._wedges = uv[first], wedges.reshape(-1, 3).astype(np.int64)
        self._free = self._start(np.inf)

    def _start(self, seam_reach: float) -> State:
        return start(
            self._mesh.vertices.astype(np.float64),
            self._mesh.faces.astype(np.int64),
            wedges=self._wedges,
            wedge_uv=self._table.astype(np.float64),
            seam_reach=seam_reach,
        )

    def level(self, target: int, most: int) -> Mesh:
        """One level, without normals, unless it is the mesh itself."""
        if target >= len(self._mesh.faces):
            return self._mesh
        between = max(target, (target + most) // 2)
        for goal, reach in ((target, np.inf), (target, self._gap / 2), (between, np.inf), (between, self._gap / 4)):
            # The free chain is already below what is between.
            state = self._free if goal == target and reach == np.inf else self._start(reach)
            reduce(state, goal)
            count = len(state.faces)
            if count > max(most, target):
                if reach == np.inf:  # no other try comes so far
                    check_budget(self._mesh, count, target)
                continue
            low = result(state)
            assert low.wedges is not None
            uv = np.ascontiguousarray(self._table[low.wedges])
            level = Mesh(
                vertices=low.vertices.astype(np.float32),
                faces=low.faces.astype(np.int32),
                face_part=self._mesh.face_part[low.birth],
                part_names=self._mesh.part_names,
                uv=uv,
            )
            solid = _solid_pieces(level)
            if solid is not None and (texel_counts(uv, _CHECK_SIZE)[0] <= 1).all():
                return solid
        raise BudgetError(
            f"lods: at {target} triangles charts of the shared atlas overlap, or thin pieces turn inside out"
        )


def _solid_pieces(mesh: Mesh) -> Mesh | None:
    """A closed level without the specks that have become flat or turned inside out; None where more than those has."""
    if not is_closed_manifold(mesh.faces):
        return mesh
    count, piece = face_components(mesh.faces)
    gone = empty_components(mesh, count, piece)
    if not gone.any():
        return mesh
    kept = ~gone[piece]
    area = np.bincount(piece, face_areas(mesh), count)
    specks = area[gone] * len(mesh.faces) < SPECK * area.sum()
    whole = np.array_equal(np.unique(mesh.face_part[kept]), np.unique(mesh.face_part))
    return take_faces(mesh, kept) if specks.all() and whole else None
