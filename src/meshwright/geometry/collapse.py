"""Parallel quadric edge collapse that knows part borders and UV seams (eqs 29-34).

Collapses are made in rounds: of the cheapest edges, a set whose neighbourhoods do not touch is
collapsed at once, as array operations. The order differs a little from a strict priority queue,
the error hardly, and it runs at the speed of compiled code.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshwright.geometry.collapse_checks import hold_back, keeps_shape, keeps_topology, keeps_valence
from meshwright.geometry.collapse_quadrics import initial_quadrics, seam_quadrics
from meshwright.geometry.collapse_state import Candidates, Edges, State, find_edges, side_wedges
from meshwright.geometry.quadrics import evaluate, evaluate_lines, optimum, slopes

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_ROUND = 0.05  # share of the faces that one round may remove
_POOL = 4  # candidates per collapse that a round would like to make
_STEPS = 64  # classes of cost within a round
_PULL = 1e-7  # a stronger one would shift optima on gently curved ground
_TIE = 1e-8  # cost of long edges where the quadric says nothing; more would outweigh errors of 1e-5 of the size
_SETTLE_PULL = 0.02  # how strongly settled vertices hold on to their place along the surface


@dataclass(frozen=True)
class Collapsed:
    """Result of `collapse`.

    vertices: (n, 3) float64.  faces: (m, 3) int64.  birth: (m,) int64, index of the original face.
    wedges: (m, 3) int64 index into the original wedges, or None.
    gradient: (n, 3) and hessian: (n, 3, 3), halves of the derivatives of the quadric error at each vertex, which
    is an area times a squared distance in the units of the vertices.
    """

    vertices: FloatArray
    faces: IndexArray
    birth: IndexArray
    wedges: IndexArray | None
    gradient: FloatArray
    hessian: FloatArray


def collapse(
    vertices: FloatArray,
    faces: IndexArray,
    target_faces: int,
    *,
    labels: IndexArray | None = None,
    wedges: IndexArray | None = None,
    wedge_uv: FloatArray | None = None,
    seam_reach: float = np.inf,
) -> Collapsed:
    """Collapse edges of least quadric error until at most `target_faces` remain or none can go.

    vertices: (n, 3); faces: (m, 3), manifold with or without borders; labels: (m,), whose borders
    keep their course. With wedges (m, 3), one index per vertex and UV chart side, and wedge_uv
    (w, 2), vertices only move onto neighbours, so that each remaining corner keeps the UV it had,
    seams stay seams, and no face turns over in the atlas. seam_reach: how far, on average and in units of UV, a
    seam may leave its course.
    Topology never changes: the link condition holds for every collapse.
    """
    state = start(vertices, faces, labels=labels, wedges=wedges, wedge_uv=wedge_uv, seam_reach=seam_reach)
    reduce(state, target_faces)
    return result(state)


def start(
    vertices: FloatArray,
    faces: IndexArray,
    *,
    labels: IndexArray | None = None,
    wedges: IndexArray | None = None,
    wedge_uv: FloatArray | None = None,
    seam_reach: float = np.inf,
) -> State:
    """The first half of `collapse`: where a mesh that will be reduced more than once begins."""
    middle = (vertices.min(axis=0) + vertices.max(axis=0)) / 2
    scale = float(np.abs(vertices - middle).max()) or 1.0
    points = (vertices - middle) / scale
    quadrics = initial_quadrics(points, faces, labels, wedges)
    state = State(points, quadrics, faces, np.arange(len(faces)), middle, scale)
    if wedges is not None and wedge_uv is not None:
        state.wedges, state.wedge_uv = wedges, wedge_uv
        state.wedge_quadrics = seam_quadrics(points, faces, wedges, wedge_uv)
        state.seam_reach = seam_reach
    return state


def reduce(state: State, target_faces: int) -> None:
    """Collapse further, until at most `target_faces` remain or none can go; errors are those against the start."""
    effort, state.relaxed = 1.0, False
    while len(state.faces) > target_faces:
        before = len(state.faces)
        exhausted = _round(state, target_faces, effort)
        progress = before - len(state.faces)
        if progress == 0 and exhausted:
            if state.relaxed:
                break
            state.relaxed = True
        # Few collapses among the cheapest edges: look at more of them in the next round.
        effort = effort * 4 if progress < 0.01 * before and not exhausted else 1.0


def result(state: State) -> Collapsed:
    """What is left now; the state can be reduced further."""
    vertices = state.vertices if state.wedges is None else state.vertices + _settling(state)
    used, inverse = np.unique(state.faces, return_inverse=True)
    gradient, hessian = slopes(state.quadrics[used], vertices[used])
    return Collapsed(
        vertices[used] * state.scale + state.middle,
        inverse.reshape(-1, 3),
        state.birth,
        state.wedges,
        gradient * state.scale**3,
        hessian * state.scale**2,
    )


def _round(state: State, target_faces: int, effort: float) -> bool:
    """Collapse a set of cheap edges whose neighbourhoods do not touch; whether all edges were tried."""
    edges = find_edges(state.faces)
    excess = len(state.faces) - target_faces
    wanted = max(1, min(excess + 1, int(_ROUND * len(state.faces))) // 2)
    candidates = _candidates(state, edges)
    size = min(len(candidates.cost), max(64, int(_POOL * effort * wanted)))
    exhausted = size == len(candidates.cost)
    pool = np.sort(np.argpartition(candidates.cost, size - 1)[:size])
    candidates = candidates.take(pool[np.argsort(candidates.cost[pool], kind="stable")])
    candidates = candidates.take(np.isfinite(candidates.cost))
    candidates = candidates.take(keeps_topology(state, edges, candidates))
    candidates = candidates.take(keeps_shape(state, candidates))
    chosen = np.sort(_independent(candidates, edges, len(state.vertices)))[:wanted]
    _apply(state, candidates.take(keeps_valence(state, edges, candidates, chosen)))
    return exhausted


def _candidates(state: State, edges: Edges) -> Candidates:
    a, b = edges.ends.T
    columns = np.ascontiguousarray(state.quadrics.T)
    quadric = (columns.take(a, axis=1) + columns.take(b, axis=1)).T  # what follows works on whole columns
    va, vb = state.vertices[a], state.vertices[b]
    along = va - vb
    # Where the quadric is blind (flat ground), short edges go first.
    tie = _TIE * np.einsum("ij,ij->i", along, along) ** 2
    if state.wedges is None:
        border = np.zeros(len(state.vertices), bool)
        border[edges.ends[edges.sides[:, 1] < 0]] = True
        target = optimum(quadric, (va + vb) / 2, pull=_PULL)
        only_a, only_b = border[a] & ~border[b], border[b] & ~border[a]
        target = np.where(only_a[:, None], va, np.where(only_b[:, None], vb, target))
        return Candidates(a, b, target, edges.sides, evaluate(quadric, target) + tie)
    directed = []
    for gone, kept, place in ((a, b, vb), (b, a, va)):
        cost = evaluate(quadric, place) + tie + _seam_cost(state, edges.sides, gone, kept)
        directed.append(Candidates(gone, kept, place, edges.sides, cost))
    forward, backward = directed
    return Candidates(
        np.concatenate([forward.gone, backward.gone]),
        np.concatenate([forward.kept, backward.kept]),
        np.concatenate([forward.target, backward.target]),
        np.concatenate([forward.sides, backward.sides]),
        np.concatenate([forward.cost, backward.cost]),
    )


def _seam_cost(state: State, sides: IndexArray, gone: IndexArray, kept: IndexArray) -> FloatArray:
    """Cost (e,) of bending seams in the atlas; infinite where a wedge would have no successor."""
    assert state.wedges is not None
    assert state.wedge_quadrics is not None
    assert state.wedge_uv is not None
    of_gone, of_kept = side_wedges(state, sides, gone, kept)
    pairs = np.unique(state.faces.ravel() * len(state.wedge_uv) + state.wedges.ravel())
    wedge_count = np.bincount(pairs // len(state.wedge_uv), minlength=len(state.vertices))[gone]
    two_sided = sides[:, 1] >= 0
    same_gone = ~two_sided | (of_gone[:, 0] == of_gone[:, 1])
    same_kept = ~two_sided | (of_kept[:, 0] == of_kept[:, 1])
    possible = ((wedge_count == 1) & same_gone & same_kept) | ((wedge_count == 2) & two_sided & ~same_gone)
    cost = np.zeros(len(sides))
    for k in range(2):
        live = of_gone[:, k] >= 0
        once = live & ((k == 0) | ~same_gone)
        line = state.wedge_quadrics[of_gone[:, k]] + state.wedge_quadrics[of_kept[:, k]]
        bend = evaluate_lines(line, state.wedge_uv[of_kept[:, k]])
        cost += np.where(once, bend, 0.0)
        if state.seam_reach < np.inf:
            possible &= ~once | (bend <= state.seam_reach**2 * (line[:, 0] + line[:, 3]) + 1e-18)
    return np.asarray(np.where(possible, cost, np.inf))


def _independent(candidates: Candidates, edges: Edges, count: int) -> IndexArray:
    """Rows of candidates, cheap ones first in coarse steps, none within a neighbourhood of another."""
    size = len(candidates.gone)
    rank = np.arange(size, dtype=np.int64) * _STEPS // max(size, 1)
    # Within a step the order is a fixed shuffle: rising cost along a slope would leave few local minima.
    shuffled = (np.arange(size, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(24)
    key = (rank << 40) | shuffled.astype(np.int64)
    a, b = edges.ends.T
    free = np.ones(size, bool)
    chosen: list[IndexArray] = []
    last = np.iinfo(np.int64).max
    for _ in range(2):
        rows = np.flatnonzero(free)
        if len(rows) == 0:
            break
        near = np.full(count, last)
        np.minimum.at(near, candidates.gone[rows], key[rows])
        np.minimum.at(near, candidates.kept[rows], key[rows])
        ring = near.copy()
        np.minimum.at(ring, a, near[b])
        np.minimum.at(ring, b, near[a])
        best = rows[(key[rows] == ring[candidates.gone[rows]]) & (key[rows] == ring[candidates.kept[rows]])]
        chosen.append(best)
        taken = np.zeros(count, bool)
        taken[candidates.gone[best]] = True
        taken[candidates.kept[best]] = True
        touched = taken.copy()
        touched[a[taken[b]]] = True
        touched[b[taken[a]]] = True
        # An edge that touches the ring of a chosen one shares a face or a link with it.
        free &= ~(touched[candidates.gone] | touched[candidates.kept])
    return np.concatenate(chosen) if chosen else np.empty(0, np.int64)


def _apply(state: State, chosen: Candidates) -> None:
    if len(chosen.gone) == 0:
        return
    state.quadrics[chosen.kept] += state.quadrics[chosen.gone]
    if state.wedges is not None:
        _apply_wedges(state, chosen)
    else:
        state.vertices[chosen.kept] = chosen.target
    into = np.arange(len(state.vertices))
    into[chosen.gone] = chosen.kept
    faces = into[state.faces]
    keep = (faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])
    state.faces, state.birth = faces[keep], state.birth[keep]
    if state.wedges is not None:
        state.wedges = state.wedges[keep]


def _settling(state: State) -> FloatArray:
    """Steps (n, 3) of vertices that only ever merged onto neighbours to the optimum of their quadrics (eq 34).

    A surface through a subset of its points lies inside what it approximates; this moves it back.
    The pull keeps vertices from sliding along the surface, away from their UVs.
    """
    goal = optimum(state.quadrics, state.vertices, pull=_SETTLE_PULL)
    return hold_back(state.vertices, state.faces, goal - state.vertices)


def _apply_wedges(state: State, chosen: Candidates) -> None:
    assert state.wedges is not None
    assert state.wedge_uv is not None
    assert state.wedge_quadrics is not None
    of_gone, of_kept = side_wedges(state, chosen.sides, chosen.gone, chosen.kept)
    into = np.arange(len(state.wedge_uv))
    merged = np.unique(np.stack([of_gone.ravel(), of_kept.ravel()], axis=1), axis=0)
    gone, kept = merged[merged[:, 0] >= 0].T
    into[gone] = kept
    np.add.at(state.wedge_quadrics, kept, state.wedge_quadrics[gone])
    state.wedges = into[state.wedges]
