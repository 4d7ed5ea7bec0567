"""What an edge collapse must not do: change topology, turn faces over, starve vertices."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from meshwright.geometry.collapse_state import (
    Candidates,
    Edges,
    State,
    expand,
    next_half,
    row_pointer,
    side_wedges,
)
from meshwright.geometry.rows import stable_order

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_LEAST_TURN = 0.2  # cosine between a face's normal before and after a collapse
_MOST_STEP = 0.5  # of the shortest side at a vertex
_LEAST_TURN_OF_STEP = 0.7  # like _LEAST_TURN, when vertices move without a collapse
_HOLD_SWEEPS = 16  # each holds back the neighbours of those held back before
LEAST_SHAPE = 5e-3  # twice the area over the longest side squared; slimmer faces may not get worse
_AS_SLIM = 1 - 1e-9  # of what it was: rounding is no worse, or edges without length would stay next to slim faces


def keeps_topology(state: State, edges: Edges, candidates: Candidates) -> BoolArray:
    """The link condition: the ends share as many neighbours as the edge has faces, and no more."""
    count = len(state.vertices)
    ends = edges.ends
    degree = np.bincount(ends.ravel(), minlength=count)
    border = np.zeros(count, bool)
    border[ends[edges.sides[:, 1] < 0]] = True
    both = np.concatenate([ends, ends[:, ::-1]])
    order = stable_order(both[:, 0])
    pointer, around = row_pointer(both[:, 0], count), both[order, 1]
    few = degree[candidates.gone] < degree[candidates.kept]
    small = np.where(few, candidates.gone, candidates.kept)
    other = np.where(few, candidates.kept, candidates.gone)
    rows, positions = expand(pointer, small)
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


def keeps_shape(state: State, candidates: Candidates) -> BoolArray:
    """Whether no face turns over or degenerates, in space and in the atlas."""
    least_turn, least_shape = (0.0, 1e-4) if state.relaxed else (_LEAST_TURN, LEAST_SHAPE)
    flat = state.faces.ravel()
    order = stable_order(flat)
    pointer = row_pointer(flat, len(state.vertices))
    bad = np.zeros(len(candidates.gone), bool)
    moving = [(candidates.gone, candidates.kept)]
    if state.wedges is None:
        moving.append((candidates.kept, candidates.gone))
    for vertex, other in moving:
        rows, positions = expand(pointer, vertex)
        corner = order[positions]
        second = flat[next_half(corner)]
        third = flat[corner - corner % 3 + (corner + 2) % 3]
        stays = (second != other[rows]) & (third != other[rows])
        rows, corner, second, third = rows[stays], corner[stays], second[stays], third[stays]
        q, r = state.vertices[second], state.vertices[third]
        old = normal_and_shape(state.vertices[vertex[rows]], q, r)
        new = normal_and_shape(candidates.target[rows], q, r)
        turned = np.einsum("ij,ij->i", old[0], new[0]) < least_turn * old[1] * new[1]
        slim = (new[2] < least_shape) & (new[2] < _AS_SLIM * old[2])
        wrong = turned | slim | (new[1] <= 1e-14)
        if state.wedges is not None:
            wrong |= _turns_in_atlas(state, candidates, rows, corner)
        bad[rows[wrong]] = True
    return ~bad


def normal_and_shape(p: FloatArray, q: FloatArray, r: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Normal (k, 3), its length (twice the area), and length over the longest side squared."""
    # By columns: numpy is slow along short rows.
    (px, py, pz), (qx, qy, qz), (rx, ry, rz) = p.T, q.T, r.T
    ax, ay, az, bx, by, bz = qx - px, qy - py, qz - pz, rx - px, ry - py, rz - pz
    x, y, z = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
    length = np.sqrt(x * x + y * y + z * z)
    cx, cy, cz = ax - bx, ay - by, az - bz
    longest = np.maximum(
        np.maximum(ax * ax + ay * ay + az * az, bx * bx + by * by + bz * bz), cx * cx + cy * cy + cz * cz
    )
    return np.stack([x, y, z], axis=1), length, length / np.maximum(longest, 1e-300)


def _turns_in_atlas(state: State, candidates: Candidates, rows: IndexArray, corner: IndexArray) -> BoolArray:
    """Whether the face at `corner` loses most of its UV area or turns over when its wedge is replaced."""
    assert state.wedges is not None
    assert state.wedge_uv is not None
    of_gone, of_kept = side_wedges(state, candidates.sides, candidates.gone, candidates.kept)
    flat = state.wedges.ravel()
    own = flat[corner]
    successor = np.where(own == of_gone[rows, 0], of_kept[rows, 0], of_kept[rows, 1])
    q, r = (
        state.wedge_uv[flat[next_half(corner)]],
        state.wedge_uv[flat[corner - corner % 3 + (corner + 2) % 3]],
    )
    areas = []
    for wedge in (own, successor):
        a, b = q - state.wedge_uv[wedge], r - state.wedge_uv[wedge]
        areas.append(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])
    old, new = areas
    return np.asarray((old * new <= 0) | (np.abs(new) < 1e-9))


def keeps_valence(state: State, edges: Edges, candidates: Candidates, chosen: IndexArray) -> IndexArray:
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


def hold_back(vertices: FloatArray, faces: IndexArray, step: FloatArray) -> FloatArray:
    """The steps (n, 3) of vertices, zero for those that go too far or whose faces would turn or become slivers."""
    corner = vertices[faces]
    side = np.full(len(vertices), np.inf)
    shortest = np.sqrt(((corner[:, [1, 2, 0]] - corner) ** 2).sum(axis=2).min(axis=1))
    np.minimum.at(side, faces.ravel(), np.repeat(shortest, 3))
    step = np.where(((step**2).sum(axis=1) > (_MOST_STEP * side) ** 2)[:, None], 0.0, step)
    old = normal_and_shape(*corner.transpose(1, 0, 2))
    for _ in range(_HOLD_SWEEPS):
        new = normal_and_shape(*(vertices + step)[faces].transpose(1, 0, 2))
        turned = np.einsum("ij,ij->i", old[0], new[0]) < _LEAST_TURN_OF_STEP * old[1] * new[1]
        wrong = turned | ((new[2] < LEAST_SHAPE) & (new[2] < old[2]))
        if not wrong.any():
            return step
        step[np.unique(faces[wrong])] = 0.0
    return np.zeros_like(step)
