"""Isosurface of a field, evaluated coarse to fine (founding document, eqs 27-28)."""

from __future__ import annotations

import itertools
import math

import numpy as np
import numpy.typing as npt
from skimage.measure import marching_cubes

from meshwright.errors import InputError
from meshwright.field.protocol import Field
from meshwright.geometry.mesh import Mesh

FloatArray = npt.NDArray[np.float32]
IndexArray = npt.NDArray[np.int64]

_CHUNK = 1 << 18  # points per call: bounds the memory of a neural field
_CORNERS = np.array(list(itertools.product((0, 1), repeat=3)))
_CHILD_NODES = np.array(list(itertools.product((0, 1, 2), repeat=3)))
_SIDES = np.array([[-1, 0, 0], [1, 0, 0], [0, -1, 0], [0, 1, 0], [0, 0, -1], [0, 0, 1]])


def extract(field: Field, *, resolution: int = 256, coarse: int = 64, margin: float = 1.5) -> Mesh:
    """The zero level of `field.sdf` as a closed mesh in field units.

    Nodes of a coarse grid are evaluated first; cells that may hold surface are halved and their new
    nodes evaluated, until the longest side of the bounds has `resolution` cells. A cell may hold
    surface when its corners change sign or the nearest of them is closer than `margin` times half
    its diagonal; a sign change that leaves the refined cells draws in their neighbours.

    resolution: 16-512.  coarse: 8-resolution, cells of the first grid along the longest side.
    margin: bound on how much the field exceeds a true distance (its Lipschitz constant).
    Returns a watertight mesh, counter-clockwise outward, all faces of part 0; a solid cut by the
    bounds is closed there. Raises `InputError` for a limit exceeded or a field without surface.
    Source: Lewiner et al. 2003 (marching cubes 33); eqs 27-28 are its two steps.
    """
    if not 16 <= resolution <= 512:
        raise InputError("resolution", f"{resolution} cells", "16-512")
    if not 8 <= coarse <= resolution:
        raise InputError("coarse", f"{coarse} cells", f"8-{resolution}")
    lower, upper = (np.asarray(b, np.float64) for b in field.bounds)
    if not (np.isfinite(lower).all() and np.isfinite(upper).all() and (upper > lower).all()):
        raise InputError("field.bounds", "not a box with positive sides")

    levels = max(0, round(math.log2(resolution / coarse)))
    base = math.ceil(resolution / 2**levels)
    # Three cells of slack, so that a surface that touches its bounds still closes inside the grid.
    size = float((upper - lower).max()) / (base * 2**levels - 3)
    cells = np.ceil(((upper - lower) / size + 3) / 2**levels).astype(np.int64)
    origin = (lower + upper) / 2 - cells * 2**levels * size / 2

    values = _evaluate_grid(field, origin, size * 2**levels, cells)
    active = np.argwhere(np.ones(cells, bool))
    for level in range(levels):
        step = size * 2 ** (levels - level)
        # The last halving only has to find plates between two nodes; this spares a third of the points.
        half_diagonal = step / 2 * (math.sqrt(3) if level + 1 < levels else 1.0)
        active = active[_may_hold_surface(values, active, margin * half_diagonal)]
        values, active = _refine(field, values, active, origin, step / 2)
    return _polygonise(values, active, origin, size, field.part_names)


def _evaluate(field: Field, nodes: IndexArray, origin: npt.NDArray[np.float64], size: float) -> FloatArray:
    """Signed distance at grid nodes (n, 3); non-finite distances are an error of the field."""
    points = (origin + nodes * size).astype(np.float32)
    parts = [field.sdf(points[i : i + _CHUNK]) for i in range(0, len(points), _CHUNK)]
    values = np.concatenate(parts) if parts else np.empty(0, np.float32)
    if not np.isfinite(values).all():
        raise InputError("field.sdf", "not a finite number at some points")
    return values


def _evaluate_grid(field: Field, origin: npt.NDArray[np.float64], size: float, cells: IndexArray) -> FloatArray:
    nodes = np.stack(np.meshgrid(*(np.arange(n + 1) for n in cells), indexing="ij"), axis=-1)
    return _evaluate(field, nodes.reshape(-1, 3), origin, size).reshape(nodes.shape[:3])


def _flat(coords: IndexArray, shape: tuple[int, ...]) -> IndexArray:
    """Row-major index of integer coordinates (..., 3)."""
    return np.asarray((coords[..., 0] * shape[1] + coords[..., 1]) * shape[2] + coords[..., 2])


def _may_hold_surface(values: FloatArray, cells: IndexArray, reach: float) -> npt.NDArray[np.bool_]:
    low, high = _bounds_of_corners(values, cells)
    # One of the two bounds is the nearest corner; where they differ in sign the product is negative.
    return np.asarray((low * high <= 0) | (np.minimum(np.abs(low), np.abs(high)) < reach))


def _bounds_of_corners(values: FloatArray, cells: IndexArray) -> tuple[FloatArray, FloatArray]:
    """Least and greatest value at the eight corners of each cell (n, 3)."""
    first, nodes = _flat(cells, values.shape), values.ravel()
    low = nodes[first]
    high = low.copy()
    for offset in _flat(_CORNERS, values.shape)[1:].tolist():
        at = nodes.take(first + offset)
        np.minimum(low, at, out=low)
        np.maximum(high, at, out=high)
    return low, high


def _refine(
    field: Field, values: FloatArray, active: IndexArray, origin: npt.NDArray[np.float64], size: float
) -> tuple[FloatArray, IndexArray]:
    """Halve the `active` cells (n, 3) of a node grid: the finer grid and its active cells."""
    cells = tuple(n - 1 for n in values.shape)
    fine = values
    for axis in range(3):  # inactive cells keep one sign, so the nearest value is as good as any
        fine = np.repeat(fine, 2, axis=axis).take(range(2 * values.shape[axis] - 1), axis=axis)
    known = np.zeros(fine.shape, bool)
    known[::2, ::2, ::2] = True
    is_active = np.zeros(cells, bool)
    fresh = active
    while len(fresh):
        is_active.ravel()[_flat(fresh, cells)] = True
        wanted = np.zeros(fine.shape, bool)
        wanted.ravel()[_flat(2 * fresh, fine.shape)[:, None] + _flat(_CHILD_NODES, fine.shape)] = True
        wanted &= ~known
        nodes = np.argwhere(wanted)
        fine[wanted] = _evaluate(field, nodes, origin, size)
        known |= wanted
        fresh = _neighbours_crossed(fine, fresh, is_active)
    active = np.argwhere(is_active)
    children = (2 * active[:, None] + _CORNERS).reshape(-1, 3)
    return fine, children


def _neighbours_crossed(fine: FloatArray, cells: IndexArray, is_active: npt.NDArray[np.bool_]) -> IndexArray:
    """Inactive neighbours of `cells` behind a side on which the refined values change sign."""
    inside = fine.ravel()[_flat(_CHILD_NODES, fine.shape)[:, None] + _flat(2 * cells, fine.shape)] < 0
    found = []
    for side in _SIDES:
        axis = int(np.abs(side).argmax())
        on_side = inside[_CHILD_NODES[:, axis] == side[axis] + 1]
        crossed = on_side.any(axis=0) != on_side.all(axis=0)
        found.append(cells[crossed] + side)
    neighbours = np.concatenate(found)
    neighbours = neighbours[((neighbours >= 0) & (neighbours < is_active.shape)).all(axis=1)]
    neighbours = neighbours[~is_active.ravel()[_flat(neighbours, is_active.shape)]]
    return np.unique(neighbours, axis=0)


def _polygonise(
    values: FloatArray,
    active: IndexArray,
    origin: npt.NDArray[np.float64],
    size: float,
    part_names: tuple[str, ...],
) -> Mesh:
    low, high = _bounds_of_corners(values, active)
    crossed = active[(low < 0) & (high >= 0)]
    if len(crossed) == 0:
        raise InputError("field", "no surface inside its bounds")
    lower = np.maximum(crossed.min(axis=0) - 1, 0)
    upper = np.minimum(crossed.max(axis=0) + 3, values.shape)
    block = values[lower[0] : upper[0], lower[1] : upper[1], lower[2] : upper[2]].copy()
    # A node on the surface would make triangles of no area: keep every node a little beside it.
    near = np.float32(1e-3 * size)
    block[np.abs(block) < near] = near
    for axis in range(3):
        ends = np.moveaxis(block, axis, 0)
        ends[0] = np.maximum(ends[0], near)
        ends[-1] = np.maximum(ends[-1], near)
    vertices, faces, _, _ = marching_cubes(  # type: ignore[no-untyped-call]
        block, 0.0, method="lewiner", gradient_direction="descent", allow_degenerate=True
    )
    placed = (origin + (vertices.astype(np.float64) + lower) * size).astype(np.float32)
    return Mesh(placed, np.ascontiguousarray(faces, np.int32), np.zeros(len(faces), np.int32), part_names)
