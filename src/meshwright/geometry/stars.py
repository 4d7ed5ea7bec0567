"""Vertices whose faces cannot cross one another."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from meshwright.geometry.topology import EdgeTable, next_corner

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]

_LEAST = 1e-3  # of the sine of the angle at a corner, times the cosine of the slope: far above rounding


def simple_stars(vertices: FloatArray, edges: EdgeTable) -> BoolArray:
    """Whether the faces around each vertex (n,) are seen side by side from one direction, none over another.

    They then share nothing but their common sides. vertices: (n, 3).  False also for vertices on borders and of
    several fans, and wherever rounding might decide: the answer may be no although it is yes, not the other way.

    The direction is that of the mean normal. Every face must be turned towards it, and the faces must go around the
    vertex once: a direction across is passed upwards once.
    """
    count = len(vertices)
    points = np.ascontiguousarray(vertices.T)
    faces = [np.ascontiguousarray(edges.faces[:, k]) for k in range(3)]
    sides = [points[:, faces[(k + 1) % 3]] for k in range(3)]
    for side, face in zip(sides, faces, strict=True):
        side -= points[:, face]
    crosses = np.stack([sides[0][x - 2] * sides[1][x - 1] - sides[0][x - 1] * sides[1][x - 2] for x in range(3)])
    towards = np.stack([sum(np.bincount(face, axis, count) for face in faces) for axis in crosses])
    length = np.sqrt(_dot(towards, towards))
    across = _across(towards)
    lengths = [np.sqrt(_dot(side, side)) for side in sides]
    simple: BoolArray = length > 0
    turns = np.zeros(count, np.int64)
    for k, vertex in enumerate(faces):
        least = _LEAST * lengths[k] * lengths[k - 1] * length[vertex]
        simple[vertex[_dot(towards[:, vertex], crosses) <= least]] = False
        # Both faces of a side see it from the same end with the same sign, as rounding is symmetric.
        sideways = across[:, vertex]
        before, after = _dot(sideways, sides[k]) < 0, _dot(sideways, sides[k - 1]) <= 0  # that side ends here
        turns += np.bincount(vertex[before & after], minlength=count)
    whole = np.zeros(len(edges.order), bool)
    whole[edges.pairs[edges.opposed]] = True
    rim = np.flatnonzero(~whole)
    simple[edges.faces.ravel()[rim]] = False
    simple[edges.faces.ravel()[next_corner(rim)]] = False
    simple &= turns == 1
    return simple


def _dot(a: FloatArray, b: FloatArray) -> FloatArray:
    """Products (k,) of vectors (3, k)."""
    return np.asarray(a[0] * b[0] + a[1] * b[1] + a[2] * b[2])


def _across(vectors: FloatArray) -> FloatArray:
    """For each vector (3, k) one at a right angle: across the axis that is furthest from it."""
    x, y, z = vectors
    zero = np.zeros_like(x)
    least = np.abs(vectors).argmin(axis=0)
    return np.where(least == 0, [zero, z, -y], np.where(least == 1, [-z, zero, x], [y, -x, zero]))
