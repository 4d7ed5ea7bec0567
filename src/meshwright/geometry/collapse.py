"""Parallel quadric edge collapse that knows part borders and UV seams (eqs 29-34).

Collapses are made in rounds: of the cheapest edges, a set whose neighbourhoods do not touch is
collapsed at once, as array operations. The order differs a little from a strict priority queue,
the error hardly, and it runs at the speed of compiled code.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshwright.geometry.quadrics import (
    evaluate,
    evaluate_lines,
    line_quadrics,
    optimum,
    plane_quadrics,
)

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_ROUND = 0.1  # share of the faces that one round may remove
_POOL = 4  # candidates per collapse that a round would like to make
_LEAST_TURN = 0.2  # cosine between a face's normal before and after a collapse
_LEAST_SHAPE = 5e-3  # twice the area over the longest side squared; slimmer faces may not get worse
_SETTLE_PULL = 0.02  # how strongly settled vertices hold on to their place along the surface
_BORDER_WEIGHT = 100.0  # open borders keep their course
_COURSE_SWEEPS = 4  # rounds of smoothing that give the course of a stepped part border
_SEAM_WEIGHT = 1.0  # part borders and UV seams may cut corners a little


@dataclass(frozen=True)
class Collapsed:
    """Result of `collapse`.

    vertices: (n, 3) float64.  faces: (m, 3) int64.  birth: (m,) int64, index of the original face.
    wedges: (m, 3) int64 index into the original wedges, or None.
    """

    vertices: FloatArray
    faces: IndexArray
    birth: IndexArray
    wedges: IndexArray | None


@dataclass
class _State:
    """A mesh on its way down; arrays are replaced, never changed in place, except vertices and quadrics."""

    vertices: FloatArray
    quadrics: FloatArray
    faces: IndexArray
    birth: IndexArray
    wedges: IndexArray | None = None
    wedge_uv: FloatArray | None = None
    wedge_quadrics: FloatArray | None = None
    relaxed: bool = False  # whether slim and strongly turned faces are let through


@dataclass(frozen=True)
class _Edges:
    """Undirected edges: ends (e, 2) rising, sides (e, 2) half edges or -1, sorted keys (e,)."""

    ends: IndexArray
    sides: IndexArray
    keys: IndexArray


@dataclass(frozen=True)
class _Candidates:
    """Directed collapses: `gone` merges into `kept`, which moves to `target`."""

    gone: IndexArray
    kept: IndexArray
    target: FloatArray
    sides: IndexArray
    cost: FloatArray

    def take(self, rows: npt.NDArray[np.integer] | BoolArray) -> _Candidates:
        return _Candidates(
            self.gone[rows], self.kept[rows], self.target[rows], self.sides[rows], self.cost[rows]
        )


def collapse(
    vertices: FloatArray,
    faces: IndexArray,
    target_faces: int,
    *,
    labels: IndexArray | None = None,
    wedges: IndexArray | None = None,
    wedge_uv: FloatArray | None = None,
) -> Collapsed:
    """Collapse edges of least quadric error until at most `target_faces` remain or none can go.

    vertices: (n, 3); faces: (m, 3), manifold with or without borders; labels: (m,), whose borders
    keep their course. With wedges (m, 3), one index per vertex and UV chart side, and wedge_uv
    (w, 2), vertices only move onto neighbours, so that each remaining corner keeps the UV it had,
    seams stay seams, and no face turns over in the atlas.
    Topology never changes: the link condition holds for every collapse.
    """
    middle = (vertices.min(axis=0) + vertices.max(axis=0)) / 2
    scale = float(np.abs(vertices - middle).max()) or 1.0
    points = (vertices - middle) / scale
    state = _State(points, _initial_quadrics(points, faces, labels, wedges), faces, np.arange(len(faces)))
    if wedges is not None and wedge_uv is not None:
        state.wedges, state.wedge_uv = wedges, wedge_uv
        state.wedge_quadrics = _seam_quadrics(points, faces, wedges, wedge_uv)
    effort = 1.0
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
    if state.wedges is not None:
        _settle(state)
    used, inverse = np.unique(state.faces, return_inverse=True)
    return Collapsed(state.vertices[used] * scale + middle, inverse.reshape(-1, 3), state.birth, state.wedges)


def _edges(faces: IndexArray) -> _Edges:
    tails, heads = faces.ravel(), faces[:, [1, 2, 0]].ravel()
    n = int(faces.max()) + 1
    keys = np.minimum(tails, heads) * n + np.maximum(tails, heads)
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    twice = np.diff(np.append(starts, len(ordered))) == 2
    second = np.where(twice, order[np.minimum(starts + 1, len(order) - 1)], -1)
    unique = ordered[starts]
    return _Edges(
        np.stack([unique // n, unique % n], axis=1), np.stack([order[starts], second], axis=1), unique
    )


def _initial_quadrics(
    points: FloatArray, faces: IndexArray, labels: IndexArray | None, wedges: IndexArray | None
) -> FloatArray:
    """Quadrics (n, 10) of the planes at each vertex (eq 31) and of planes that stand on borders."""
    corner = points[faces]
    normal = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    double = np.linalg.norm(normal, axis=1)
    normal = normal / np.maximum(double, 1e-300)[:, None]
    offset = -np.einsum("ij,ij->i", normal, corner[:, 0])
    planes = plane_quadrics(normal, offset, double / 6)
    total = _scatter(faces.ravel(), np.repeat(planes, 3, axis=0), len(points))
    edges = _edges(faces)
    weight = np.where(edges.sides[:, 1] < 0, _BORDER_WEIGHT, 0.0)
    inner = edges.sides[:, 1] >= 0
    a, b = edges.sides.T
    if labels is not None:
        weight[inner & (labels[a // 3] != labels[b // 3])] = _SEAM_WEIGHT
    if wedges is not None:
        weight[inner & _is_seam(edges.sides, wedges)] = _SEAM_WEIGHT
    course = _smooth_course(points, edges.ends[(weight > 0) & inner]) if labels is not None else points
    flat = faces.ravel()
    for side in (a, b):
        rows = np.flatnonzero((weight > 0) & (side >= 0))
        half = side[rows]
        start = course[flat[half]]
        along = course[flat[_next(half)]] - start
        standing = np.cross(along, normal[half // 3])
        standing /= np.maximum(np.linalg.norm(standing, axis=1), 1e-300)[:, None]
        size = weight[rows] * (along**2).sum(axis=1) / 2
        fences = plane_quadrics(standing, -np.einsum("ij,ij->i", standing, start), size)
        total += _scatter(edges.ends[rows].ravel(), np.repeat(fences, 2, axis=0), len(points))
    return total


def _smooth_course(points: FloatArray, border: IndexArray) -> FloatArray:
    """Points with those on part borders (edges (b, 2)) pulled onto the smooth line they zigzag about.

    Labels change from face to face, so their borders run along edges in steps; fences on the steps
    would hold every step in place. Points where borders meet stay.
    """
    touching = np.bincount(border.ravel(), minlength=len(points))
    moving = np.flatnonzero(touching == 2)
    course = points.copy()
    for _ in range(_COURSE_SWEEPS):
        around = _scatter(border.ravel(), course[border[:, ::-1].ravel()], len(points))
        course[moving] = course[moving] / 2 + around[moving] / 4
    return course


def _is_seam(sides: IndexArray, wedges: IndexArray) -> BoolArray:
    """Whether the two sides (e, 2) of inner edges lie on different wedges at either end."""
    flat = wedges.ravel()
    a, b = sides.T
    return np.asarray((flat[a] != flat[_next(b)]) | (flat[_next(a)] != flat[b]))


def _next(half: IndexArray) -> IndexArray:
    return np.asarray(half - half % 3 + (half + 1) % 3)


def _scatter(index: IndexArray, rows: FloatArray, count: int) -> FloatArray:
    """Sum of rows (k, c) by index: (count, c)."""
    return np.stack([np.bincount(index, column, count) for column in rows.T], axis=1)


def _seam_quadrics(
    points: FloatArray, faces: IndexArray, wedges: IndexArray, wedge_uv: FloatArray
) -> FloatArray:
    """Line quadrics (w, 6) of the seams at each wedge, weighted so that their cost is in world units."""
    uv, corner = wedge_uv[wedges], points[faces]
    a, b = uv[:, 1] - uv[:, 0], uv[:, 2] - uv[:, 0]
    area = np.abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum() / 2
    world = (
        np.linalg.norm(np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]), axis=1).sum() / 2
    )
    edges = _edges(faces)
    seams = edges.sides[(edges.sides[:, 1] < 0) | _is_seam(edges.sides, wedges)]
    half = seams[seams >= 0]
    start, end = wedges.ravel()[half], wedges.ravel()[_next(half)]
    along = corner.reshape(-1, 3)[_next(half)] - corner.reshape(-1, 3)[half]
    size = (along**2).sum(axis=1) / 2 * world / max(area, 1e-300)
    lines = line_quadrics(wedge_uv[start], wedge_uv[end], size)
    return _scatter(np.stack([start, end], axis=1).ravel(), np.repeat(lines, 2, axis=0), len(wedge_uv))


def _round(state: _State, target_faces: int, effort: float) -> bool:
    """Collapse a set of cheap edges whose neighbourhoods do not touch; whether all edges were tried."""
    edges = _edges(state.faces)
    excess = len(state.faces) - target_faces
    wanted = max(1, min(excess + 1, int(_ROUND * len(state.faces))) // 2)
    candidates = _candidates(state, edges)
    size = min(len(candidates.cost), max(64, int(_POOL * effort * wanted)))
    exhausted = size == len(candidates.cost)
    pool = np.sort(np.argpartition(candidates.cost, size - 1)[:size])
    candidates = candidates.take(pool[np.argsort(candidates.cost[pool], kind="stable")])
    candidates = candidates.take(np.isfinite(candidates.cost))
    candidates = candidates.take(_keeps_topology(state, edges, candidates))
    candidates = candidates.take(_keeps_shape(state, candidates))
    chosen = np.sort(_independent(candidates, edges, len(state.vertices)))[:wanted]
    _apply(state, candidates.take(_keeps_valence(state, edges, candidates, chosen)))
    return exhausted


def _candidates(state: _State, edges: _Edges) -> _Candidates:
    a, b = edges.ends.T
    quadric = state.quadrics[a] + state.quadrics[b]
    va, vb = state.vertices[a], state.vertices[b]
    # Where the quadric is blind (flat ground), short edges go first.
    tie = 1e-6 * ((va - vb) ** 2).sum(axis=1) ** 2
    if state.wedges is None:
        border = np.zeros(len(state.vertices), bool)
        border[edges.ends[edges.sides[:, 1] < 0]] = True
        target = optimum(quadric, (va + vb) / 2)
        only_a, only_b = border[a] & ~border[b], border[b] & ~border[a]
        target = np.where(only_a[:, None], va, np.where(only_b[:, None], vb, target))
        return _Candidates(a, b, target, edges.sides, evaluate(quadric, target) + tie)
    directed = []
    for gone, kept, place in ((a, b, vb), (b, a, va)):
        cost = evaluate(quadric, place) + tie + _seam_cost(state, edges.sides, gone, kept)
        directed.append(_Candidates(gone, kept, place, edges.sides, cost))
    forward, backward = directed
    return _Candidates(
        np.concatenate([forward.gone, backward.gone]),
        np.concatenate([forward.kept, backward.kept]),
        np.concatenate([forward.target, backward.target]),
        np.concatenate([forward.sides, backward.sides]),
        np.concatenate([forward.cost, backward.cost]),
    )


def _side_wedges(
    state: _State, sides: IndexArray, gone: IndexArray, kept: IndexArray
) -> tuple[IndexArray, IndexArray]:
    """Wedges of the vanishing and of the kept vertex in each side's face: (e, 2) each, -1 without face."""
    assert state.wedges is not None
    flat_wedge, flat_vertex = state.wedges.ravel(), state.faces.ravel()
    first, second = sides, np.where(sides >= 0, _next(np.maximum(sides, 0)), -1)
    starts_gone = flat_vertex[first] == gone[:, None]
    of_gone = np.where(starts_gone, flat_wedge[first], flat_wedge[second])
    of_kept = np.where(starts_gone, flat_wedge[second], flat_wedge[first])
    return np.where(sides >= 0, of_gone, -1), np.where(sides >= 0, of_kept, -1)


def _seam_cost(state: _State, sides: IndexArray, gone: IndexArray, kept: IndexArray) -> FloatArray:
    """Cost (e,) of bending seams in the atlas; infinite where a wedge would have no successor."""
    assert state.wedges is not None
    assert state.wedge_quadrics is not None
    assert state.wedge_uv is not None
    of_gone, of_kept = _side_wedges(state, sides, gone, kept)
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
        cost += np.where(once, evaluate_lines(line, state.wedge_uv[of_kept[:, k]]), 0.0)
    return np.asarray(np.where(possible, cost, np.inf))


def _expand(pointer: IndexArray, ids: IndexArray) -> tuple[IndexArray, IndexArray]:
    """Rows and positions of the concatenated ranges pointer[i] : pointer[i + 1] for i in ids."""
    counts = pointer[ids + 1] - pointer[ids]
    rows = np.repeat(np.arange(len(ids)), counts)
    positions = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts - pointer[ids], counts)
    return rows, positions


def _pointer(index: IndexArray, count: int) -> IndexArray:
    return np.concatenate([[0], np.cumsum(np.bincount(index, minlength=count))])


def _keeps_topology(state: _State, edges: _Edges, candidates: _Candidates) -> BoolArray:
    """The link condition: the ends share as many neighbours as the edge has faces, and no more."""
    count = len(state.vertices)
    ends = edges.ends
    degree = np.bincount(ends.ravel(), minlength=count)
    border = np.zeros(count, bool)
    border[ends[edges.sides[:, 1] < 0]] = True
    both = np.concatenate([ends, ends[:, ::-1]])
    order = np.argsort(both[:, 0], kind="stable")
    pointer, around = _pointer(both[:, 0], count), both[order, 1]
    few = degree[candidates.gone] < degree[candidates.kept]
    small = np.where(few, candidates.gone, candidates.kept)
    other = np.where(few, candidates.kept, candidates.gone)
    rows, positions = _expand(pointer, small)
    third = around[positions]
    n = int(state.faces.max()) + 1
    wanted = np.minimum(third, other[rows]) * n + np.maximum(third, other[rows])
    found = np.searchsorted(edges.keys, wanted)
    shared = (found < len(edges.keys)) & (edges.keys[np.minimum(found, len(edges.keys) - 1)] == wanted)
    common = np.bincount(rows[shared], minlength=len(small))
    faces_at_edge = 1 + (candidates.sides[:, 1] >= 0)
    bridging = border[candidates.gone] & border[candidates.kept] & (faces_at_edge == 2)
    ok = (common == faces_at_edge) & ~bridging
    for k in range(2):  # the third vertices lose a neighbour and must stay proper corners
        half = candidates.sides[:, k]
        opposite = state.faces.ravel()[half - half % 3 + (half + 2) % 3]
        ok &= (half < 0) | (degree[opposite] > np.where(border[opposite], 2, 3))
    return np.asarray(ok)


def _keeps_shape(state: _State, candidates: _Candidates) -> BoolArray:
    """Whether no face turns over or degenerates, in space and in the atlas."""
    least_turn, least_shape = (0.0, 1e-4) if state.relaxed else (_LEAST_TURN, _LEAST_SHAPE)
    flat = state.faces.ravel()
    order = np.argsort(flat, kind="stable")
    pointer = _pointer(flat, len(state.vertices))
    bad = np.zeros(len(candidates.gone), bool)
    moving = [(candidates.gone, candidates.kept)]
    if state.wedges is None:
        moving.append((candidates.kept, candidates.gone))
    for vertex, other in moving:
        rows, positions = _expand(pointer, vertex)
        corner = order[positions]
        second = flat[_next(corner)]
        third = flat[corner - corner % 3 + (corner + 2) % 3]
        stays = (second != other[rows]) & (third != other[rows])
        rows, corner, second, third = rows[stays], corner[stays], second[stays], third[stays]
        q, r = state.vertices[second], state.vertices[third]
        old = _normal_and_shape(state.vertices[vertex[rows]], q, r)
        new = _normal_and_shape(candidates.target[rows], q, r)
        turned = (old[0] * new[0]).sum(axis=1) < least_turn * old[1] * new[1]
        slim = (new[2] < least_shape) & (new[2] < old[2])
        wrong = turned | slim | (new[1] <= 1e-14)
        if state.wedges is not None:
            wrong |= _turns_in_atlas(state, candidates, rows, corner)
        bad[rows[wrong]] = True
    return ~bad


def _normal_and_shape(
    p: FloatArray, q: FloatArray, r: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Normal (k, 3), its length (twice the area), and length over the longest side squared."""
    a, b = q - p, r - p
    normal = np.stack(
        [
            a[:, 1] * b[:, 2] - a[:, 2] * b[:, 1],
            a[:, 2] * b[:, 0] - a[:, 0] * b[:, 2],
            a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0],
        ],
        axis=1,
    )
    length = np.sqrt((normal**2).sum(axis=1))
    longest = np.maximum(np.maximum((a**2).sum(axis=1), (b**2).sum(axis=1)), ((a - b) ** 2).sum(axis=1))
    return normal, length, length / np.maximum(longest, 1e-300)


def _turns_in_atlas(
    state: _State, candidates: _Candidates, rows: IndexArray, corner: IndexArray
) -> BoolArray:
    """Whether the face at `corner` loses most of its UV area or turns over when its wedge is replaced."""
    assert state.wedges is not None
    assert state.wedge_uv is not None
    of_gone, of_kept = _side_wedges(state, candidates.sides, candidates.gone, candidates.kept)
    flat = state.wedges.ravel()
    own = flat[corner]
    successor = np.where(own == of_gone[rows, 0], of_kept[rows, 0], of_kept[rows, 1])
    q, r = state.wedge_uv[flat[_next(corner)]], state.wedge_uv[flat[corner - corner % 3 + (corner + 2) % 3]]
    areas = []
    for wedge in (own, successor):
        a, b = q - state.wedge_uv[wedge], r - state.wedge_uv[wedge]
        areas.append(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])
    old, new = areas
    return np.asarray((old * new <= 0) | (np.abs(new) < 1e-9))


def _independent(candidates: _Candidates, edges: _Edges, count: int) -> IndexArray:
    """Rows of candidates, cheap ones first in coarse steps, none within a neighbourhood of another."""
    size = len(candidates.gone)
    rank = np.arange(size, dtype=np.int64) * 8 // max(size, 1)
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


def _keeps_valence(state: _State, edges: _Edges, candidates: _Candidates, chosen: IndexArray) -> IndexArray:
    """The chosen collapses without those that together would starve a vertex between them."""
    count = len(state.vertices)
    degree = np.bincount(edges.ends.ravel(), minlength=count)
    border = np.zeros(count, bool)
    border[edges.ends[edges.sides[:, 1] < 0]] = True
    half = candidates.sides[chosen]
    opposite = np.where(half >= 0, state.faces.ravel()[half - half % 3 + (half + 2) % 3], -1)
    lost = np.bincount(opposite[opposite >= 0], minlength=count)
    starved = degree - lost < np.where(border, 2, 3)
    return chosen[~((opposite >= 0) & starved[opposite]).any(axis=1)]


def _apply(state: _State, chosen: _Candidates) -> None:
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


def _settle(state: _State) -> None:
    """Move vertices that only ever merged onto neighbours to the optimum of their quadrics (eq 34).

    A surface through a subset of its points lies inside what it approximates; this moves it back.
    The pull keeps vertices from sliding along the surface, away from their UVs.
    """
    corner = state.vertices[state.faces]
    goal = optimum(state.quadrics, state.vertices, pull=_SETTLE_PULL)
    side = np.full(len(goal), np.inf)
    shortest = np.sqrt(((corner[:, [1, 2, 0]] - corner) ** 2).sum(axis=2).min(axis=1))
    np.minimum.at(side, state.faces.ravel(), np.repeat(shortest, 3))
    step = goal - state.vertices
    far = (step**2).sum(axis=1) > (0.5 * side) ** 2
    step[far] = 0.0
    for _ in range(8):
        moved = (state.vertices + step)[state.faces]
        old = _normal_and_shape(*corner.transpose(1, 0, 2))
        new = _normal_and_shape(*moved.transpose(1, 0, 2))
        turned = (old[0] * new[0]).sum(axis=1) < 0.7 * old[1] * new[1]
        wrong = turned | ((new[2] < _LEAST_SHAPE) & (new[2] < old[2]))
        if not wrong.any():
            break
        step[np.unique(state.faces[wrong])] = 0.0
    else:
        return
    state.vertices += step


def _apply_wedges(state: _State, chosen: _Candidates) -> None:
    assert state.wedges is not None
    assert state.wedge_uv is not None
    assert state.wedge_quadrics is not None
    of_gone, of_kept = _side_wedges(state, chosen.sides, chosen.gone, chosen.kept)
    into = np.arange(len(state.wedge_uv))
    merged = np.unique(np.stack([of_gone.ravel(), of_kept.ravel()], axis=1), axis=0)
    gone, kept = merged[merged[:, 0] >= 0].T
    into[gone] = kept
    np.add.at(state.wedge_quadrics, kept, state.wedge_quadrics[gone])
    state.wedges = into[state.wedges]
