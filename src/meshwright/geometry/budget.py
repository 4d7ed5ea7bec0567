"""Fitting a surface into a budget that its topology does not fit: specks dropped, gaps and tunnels closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.ndimage import distance_transform_edt, label
from scipy.spatial import cKDTree
from skimage.measure import marching_cubes

from meshwright.errors import BudgetError, RepairError
from meshwright.geometry.clutter import clutter
from meshwright.geometry.components import drop_floaters
from meshwright.geometry.decimate import decimate, transfer_labels
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.remesh import WindingField, sample_surface
from meshwright.geometry.sampling import spread_points
from meshwright.geometry.solids import drop_hidden
from meshwright.geometry.topology import (
    empty_components,
    face_areas,
    face_components,
    is_closed_manifold,
    take_faces,
)

FloatArray = npt.NDArray[np.float32]

_CELLS = 96  # along the longest side
_MOST_FLAT = 8.0  # middle side over the shortest while gaps are closed
_REACHES = (0.01, 0.02, 0.03, 0.045, 0.06, 0.08)  # shares of the longest side
SPECK = 2.0
"""Triangles that a component's share of the area is worth, below which it may be dropped."""
_MOST_SPECKS = 0.05  # of the area, that all dropped components have together
_TRIES = 4
_STRAY = 0.012  # mean distance from the mesh, as a share of its longest side, that is too far
_SPACING, _MARKS, _PROBES = 0.01, 40_000, 10_000  # of the points that measure it
_BAND = 2.5  # cells from the surface within which distances are exact
_MOST_VISITS = 2e7  # of faces, in search of those next to the nodes of the grid: some forty seconds


@dataclass(frozen=True)
class Simplified:
    """What was given up for a budget.

    specks: components dropped, each worth less than two triangles by area.
    gap: width of the widest gaps and tunnels that were closed, in units of the mesh; 0 where none was.
    """

    specks: int = 0
    gap: float = 0.0


def fit_budget(mesh: Mesh, *, target_faces: int) -> tuple[Mesh, Simplified]:
    """`decimate`, and where the topology of a closed mesh needs more triangles, a simpler topology.

    Components too small to be seen at that budget go first; then gaps between components, and tunnels, are closed,
    up to 16 % of the longest side. That is done as well where the triangles do suffice for the topology but not
    for the shape; of all tries the one nearest to the mesh is returned.
    Raises `BudgetError` where even that is not enough.
    """
    if len(mesh.faces) <= target_faces:
        return mesh, Simplified()
    size = float(np.ptp(mesh.vertices, axis=0).max())
    nearest = (np.inf, mesh, Simplified())
    failure: BudgetError | None = None
    for simpler, given_up in _simpler(mesh, target_faces, size):
        try:
            low = _decimated(simpler, target_faces)
        except BudgetError as error:
            failure = failure or error
            continue
        stray = _distance(mesh, low, size)
        if stray < _STRAY * size:
            return low, given_up
        if stray < nearest[0]:
            nearest = stray, low, given_up
    if nearest[0] < np.inf:
        return nearest[1:]
    raise failure or BudgetError(f"polycount: {target_faces} triangles cannot hold this surface")


def _simpler(mesh: Mesh, target_faces: int, size: float) -> Iterator[tuple[Mesh, Simplified]]:
    """The mesh, then ever simpler ones and what was given up for them."""
    yield mesh, Simplified()
    if not is_closed_manifold(mesh.faces):
        return
    fewer, specks = _without_specks(mesh, target_faces)
    if specks:
        yield fewer, Simplified(specks)
    stretch = _stretch(fewer)
    grid = _distances(replace(fewer, vertices=fewer.vertices * stretch), _REACHES[-1] * size)
    if grid is None:
        return
    distance, origin, cell = grid
    for reach in _REACHES:
        try:
            closed = _closed(distance, origin, cell, reach * size, mesh.part_names)
        except RepairError:
            continue
        closed = transfer_labels(fewer, replace(closed, vertices=closed.vertices / stretch))
        closed, dropped = _without_specks(closed, target_faces)
        yield closed, Simplified(specks + dropped, 2 * reach * size)


def _stretch(mesh: Mesh) -> FloatArray:
    """Factors (3,) of the axes that make what is flat thick enough for cells to resolve it."""
    extent = np.ptp(mesh.vertices.astype(np.float64), axis=0)
    return np.asarray(np.maximum(1.0, np.median(extent) / np.maximum(_MOST_FLAT * extent, 1e-12)), np.float32)


def _distance(mesh: Mesh, low: Mesh, size: float) -> float:
    """Greater one of the mean distances from either surface to the other, in units of the mesh.

    Distances to a few points of the other surface are greater than those to all of it; they do where they are small.
    """
    points = [spread_points(one, _MARKS).points for one in (mesh, low)]
    probes = [marks[:: _MARKS // _PROBES] for marks in points]
    bound = max(_mean_distance(probes[k], points[1 - k]) for k in range(2))
    if bound < _STRAY * size:
        return bound
    marks = [sample_surface(one.triangles.astype(np.float64), _SPACING * size)[0] for one in (mesh, low)]
    return max(_mean_distance(probes[k], marks[1 - k]) for k in range(2))


def _mean_distance(probes: npt.NDArray[np.float64], marks: npt.NDArray[np.float64]) -> float:
    return float(cKDTree(marks).query(probes, workers=1)[0].mean())


def _decimated(mesh: Mesh, target_faces: int) -> Mesh:
    """`decimate` without the components that it turned inside out or put into others: those have become specks."""
    low = decimate(mesh, target_faces=target_faces)
    if low is mesh or not is_closed_manifold(low.faces):
        return low
    spare = 0
    for _ in range(_TRIES):
        count, piece = face_components(low.faces)
        gone = empty_components(low, count, piece)
        kept = drop_hidden(take_faces(low, ~gone[piece]), {})
        if min(0.98 * target_faces, target_faces - 1) <= len(kept.faces) <= target_faces:
            return kept
        spare += target_faces - len(kept.faces)
        low = decimate(mesh, target_faces=target_faces + spare)
    raise BudgetError(f"polycount: {target_faces} triangles leave components of this surface inside out")


def _without_specks(mesh: Mesh, target_faces: int) -> tuple[Mesh, int]:
    """The mesh without its smallest components, each worth less than two triangles by area, and their number."""
    count, piece = face_components(mesh.faces)
    area = np.bincount(piece, face_areas(mesh), count)
    share = area / area.sum()
    order = np.argsort(share, kind="stable")
    speck = np.zeros(count, bool)
    speck[order[np.cumsum(share[order]) < _MOST_SPECKS]] = True
    speck &= share * target_faces < SPECK
    return take_faces(mesh, ~speck[piece]), int(speck.sum())


def _distances(mesh: Mesh, reach: float) -> tuple[FloatArray, npt.NDArray[np.float64], float] | None:
    """Signed distances on a grid around the mesh with room for `reach`, its origin, and the length of its cells.

    Near the surface they are exact, farther off they are to the nearest node by the surface. None for a tangle of
    faces stretched across one another: it would take minutes, and closing its gaps would leave a lump.
    """
    vertices = mesh.vertices.astype(np.float64)
    low, high = vertices.min(axis=0), vertices.max(axis=0)
    cell = float((high - low).max()) / _CELLS
    margin = reach + 3 * cell
    origin = low - margin
    shape = np.ceil((high - low + 2 * margin) / cell).astype(np.int64) + 1
    samples, _ = sample_surface(vertices[mesh.faces], cell / 2)
    surface = np.zeros(shape, bool)
    surface[tuple(np.rint((samples - origin) / cell).astype(np.int64).T)] = True
    distance = np.asarray(distance_transform_edt(~surface, sampling=cell), np.float32)
    band = distance <= _BAND * cell
    if band.sum() * clutter(vertices, mesh.faces) > _MOST_VISITS:
        return None
    field = WindingField(vertices, mesh.faces.astype(np.int64), cell)
    # No step between nodes outside the band passes the surface: one sign for each connected set of them.
    sets, count = label(~band)
    first = np.zeros(count + 1, np.int64)
    first[sets.ravel()[::-1]] = np.arange(sets.size)[::-1]
    at = np.concatenate([np.argwhere(band), np.stack(np.unravel_index(first[1:], shape), axis=1)])
    exact = field.sdf((origin + cell * at).astype(np.float32))
    sign = np.ones(count + 1, np.float32)
    sign[1:] = np.sign(exact[len(at) - count :])
    distance *= sign[sets]
    distance[band] = exact[: len(at) - count]
    return distance, origin, cell


def _closed(
    distance: FloatArray, origin: npt.NDArray[np.float64], cell: float, reach: float, names: tuple[str, ...]
) -> Mesh:
    """The solid of a distance grid after it has been grown and shrunk again by `reach`."""
    grown = distance < reach
    depth = distance_transform_edt(grown, sampling=cell)
    # A cell of slack: only what bridges a gap may differ from the solid itself.
    solid = np.minimum(distance, np.where(grown, reach - depth + cell, distance)).astype(np.float32)
    if solid.min() >= 0:
        raise RepairError("empty", "everything is smaller than a voxel")
    near = np.float32(1e-3 * cell)
    solid[np.abs(solid) < near] = near
    vertices, faces, _, _ = marching_cubes(  # type: ignore[no-untyped-call]
        solid, 0.0, method="lewiner", gradient_direction="descent", allow_degenerate=True
    )
    placed = Mesh(
        (origin + vertices.astype(np.float64) * cell).astype(np.float32),
        np.ascontiguousarray(faces, np.int32),
        np.zeros(len(faces), np.int32),
        names,
    )
    closed = drop_floaters(placed, min_volume=1e-7, min_area=1e-6)[0]
    if not is_closed_manifold(closed.faces):  # two sheets that meet within a cell
        raise RepairError("remesh", "closing gaps gives no closed solid")
    return closed
