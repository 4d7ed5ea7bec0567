"""The mesh on its way down, its edges, and the candidates of one round of collapses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass
class State:
    """A mesh on its way down; arrays are replaced, never changed in place, except vertices and quadrics.

    vertices: (n, 3), less `middle` and divided by `scale`.
    """

    vertices: FloatArray
    quadrics: FloatArray
    faces: IndexArray
    birth: IndexArray
    middle: FloatArray
    scale: float
    wedges: IndexArray | None = None
    wedge_uv: FloatArray | None = None
    wedge_quadrics: FloatArray | None = None
    relaxed: bool = False  # whether slim and strongly turned faces are let through
    seam_reach: float = np.inf  # how far, on average, a seam may leave its course in the atlas


@dataclass(frozen=True)
class Edges:
    """Undirected edges: ends (e, 2) rising, sides (e, 2) half edges or -1, sorted keys (e,)."""

    ends: IndexArray
    sides: IndexArray
    keys: IndexArray


@dataclass(frozen=True)
class Candidates:
    """Directed collapses: `gone` merges into `kept`, which moves to `target`."""

    gone: IndexArray
    kept: IndexArray
    target: FloatArray
    sides: IndexArray
    cost: FloatArray

    def take(self, rows: npt.NDArray[np.integer] | BoolArray) -> Candidates:
        return Candidates(self.gone[rows], self.kept[rows], self.target[rows], self.sides[rows], self.cost[rows])


def find_edges(faces: IndexArray) -> Edges:
    tails, heads = faces.ravel(), faces[:, [1, 2, 0]].ravel()
    n = int(faces.max()) + 1
    keys = np.minimum(tails, heads) * n + np.maximum(tails, heads)
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    twice = np.diff(np.append(starts, len(ordered))) == 2
    second = np.where(twice, order[np.minimum(starts + 1, len(order) - 1)], -1)
    unique = ordered[starts]
    return Edges(np.stack([unique // n, unique % n], axis=1), np.stack([order[starts], second], axis=1), unique)


def next_half(half: IndexArray) -> IndexArray:
    return np.asarray(half - half % 3 + (half + 1) % 3)


def scatter(index: IndexArray, rows: FloatArray, count: int) -> FloatArray:
    """Sum of rows (k, c) by index: (count, c)."""
    return np.stack([np.bincount(index, column, count) for column in rows.T], axis=1)


def expand(pointer: IndexArray, ids: IndexArray) -> tuple[IndexArray, IndexArray]:
    """Rows and positions of the concatenated ranges pointer[i] : pointer[i + 1] for i in ids."""
    counts = pointer[ids + 1] - pointer[ids]
    rows = np.repeat(np.arange(len(ids)), counts)
    positions = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts - pointer[ids], counts)
    return rows, positions


def row_pointer(index: IndexArray, count: int) -> IndexArray:
    return np.concatenate([[0], np.cumsum(np.bincount(index, minlength=count))])


def side_wedges(state: State, sides: IndexArray, gone: IndexArray, kept: IndexArray) -> tuple[IndexArray, IndexArray]:
    """Wedges of the vanishing and of the kept vertex in each side's face: (e, 2) each, -1 without face."""
    assert state.wedges is not None
    flat_wedge, flat_vertex = state.wedges.ravel(), state.faces.ravel()
    first, second = sides, np.where(sides >= 0, next_half(np.maximum(sides, 0)), -1)
    starts_gone = flat_vertex[first] == gone[:, None]
    of_gone = np.where(starts_gone, flat_wedge[first], flat_wedge[second])
    of_kept = np.where(starts_gone, flat_wedge[second], flat_wedge[first])
    return np.where(sides >= 0, of_gone, -1), np.where(sides >= 0, of_kept, -1)
