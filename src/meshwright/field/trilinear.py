"""Trilinear interpolation of feature grids: `grid_sample` with aligned corners and border padding."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]


def interpolate(grid: FloatArray, points: FloatArray) -> FloatArray:
    """Features (n, f) float32 at points (n, 3) of the cube [-1, 1]³, (x, y, z) order.

    grid: (m, m, m, f) float32, contiguous, axes z, y, x, f; its outer nodes lie at -1 and 1. Points
    outside get the value of the nearest point of the cube. A value depends on the eight nodes around its
    point and nothing else,
    bit for bit: every operation is elementwise.
    """
    m = grid.shape[0]
    rows = grid.reshape(-1, grid.shape[-1])
    at = (np.clip(points, -1.0, 1.0).astype(np.float32) + np.float32(1)) * np.float32((m - 1) / 2)
    cell = np.minimum(at.astype(np.int64), m - 2)
    first = (cell[:, 2] * m + cell[:, 1]) * m + cell[:, 0]
    share = at - cell.astype(np.float32)
    corners = [rows.take(first + (z * m + y) * m + x, axis=0) for z in (0, 1) for y in (0, 1) for x in (0, 1)]
    for axis in range(3):  # x pairs, then y, then z
        t = share[:, axis : axis + 1]
        for low, high in zip(corners[::2], corners[1::2], strict=True):
            high -= low
            high *= t
            high += low
        corners = corners[1::2]
    return np.asarray(corners[0])
