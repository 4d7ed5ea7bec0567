"""Ambient occlusion of texels by rays, on a coarse lattice of texels, spread smoothly within charts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from meshwright.parallel import in_pieces
from meshwright.texturing.project import Target

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int32]

_PATTERN = 4
"""Neighbouring samples use 4 x 4 different sets of directions, which the smoothing joins into one set."""


def cosine_directions(count: int, turn: float, lift: float) -> FloatArray:
    """`count` directions (count, 3) about +Z with density cos(theta) / pi, from the R2 sequence.

    turn, lift: shifts of the sequence, 0-1. Source: Malley's method (Pharr et al. 2016); R2: Roberts 2018.
    """
    k = np.arange(count, dtype=np.float64) + 0.5
    a = (k / count + lift / count) % 1.0
    b = (k * 0.7548776662466927 + turn) % 1.0
    radius, angle = np.sqrt(a), 2.0 * np.pi * b
    return np.stack([radius * np.cos(angle), radius * np.sin(angle), np.sqrt(1.0 - a)], axis=1).astype(np.float32)


def visibility(
    target: Target,
    points: FloatArray,
    normals: FloatArray,
    flat_normals: FloatArray,
    pattern: IntArray,
    *,
    rays: int,
    reach: float,
) -> FloatArray:
    """Cosine-weighted share of the hemisphere (n,) float32 that is free within `reach` metres.

    points, normals: (n, 3) on the target; flat_normals: its geometric normals there.
    pattern: (n,) int32 in 0..15, which set of directions a point uses. Deterministic.
    Source: Zhukov et al. 1998 (obscurances), here with a sharp limit.
    """
    sets = np.stack(
        [cosine_directions(rays, (7 * k % 16) / 16.0, (3 * k % 16) / 16.0 - 0.5) for k in range(_PATTERN**2)]
    )
    free = np.zeros(len(points), np.float32)
    # Keep rays that start alike together: neighbours with one pattern run through the same part of the tree.
    order = np.argsort(pattern, kind="stable")
    origin = points[order] + flat_normals[order] * np.float32(2e-4 * target.size)
    tangent, bitangent = _frame(normals[order])
    axis, below = normals[order], flat_normals[order]
    which = pattern[order]

    def cast(rows: slice) -> None:
        for k in range(rays):
            d = sets[which[rows], k]
            direction = tangent[rows] * d[:, :1] + bitangent[rows] * d[:, 1:2] + axis[rows] * d[:, 2:]
            # Where shading and geometric normal differ, a ray may start into the surface: mirror it out.
            dip = np.minimum(np.einsum("ij,ij->i", direction, below[rows]), 0.0)
            direction -= (2.0 * dip)[:, None] * below[rows]
            free[rows] += ~target.occluded(origin[rows], np.ascontiguousarray(direction, np.float32), reach)

    in_pieces(len(points), cast, 1 << 12)
    result = np.empty_like(free)
    result[order] = free / np.float32(rays)
    return result


def _frame(n: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Two unit vectors across each unit normal (Duff et al. 2017)."""
    sign = np.where(n[:, 2] < 0, np.float32(-1.0), np.float32(1.0))
    a = -1.0 / (sign + n[:, 2])
    b = n[:, 0] * n[:, 1] * a
    t = np.stack([1.0 + sign * n[:, 0] ** 2 * a, sign * b, -sign * n[:, 0]], axis=1)
    s = np.stack([b, sign + n[:, 1] ** 2 * a, -n[:, 1]], axis=1)
    return t.astype(np.float32), s.astype(np.float32)


def bake_visibility(
    target: Target,
    flat: npt.NDArray[np.int64],
    size: int,
    points: FloatArray,
    normals: FloatArray,
    face: IntArray,
    *,
    texel: float,
    rays: int = 32,
    reach: float | None = None,
    budget: int = 36_000,
) -> FloatArray:
    """Visibility (n,) float32 of all texels of an atlas.

    flat: (n,) ascending index in the size x size image.  points, normals, face: their footing on the target.
    Rays are cast from one texel in each block of b x b (b as small as `budget` samples allow); samples are
    averaged over 3 x 3 blocks and interpolated with weights that vanish across charts; texels that no
    sample stands for cast their own rays.
    """
    reach = 0.45 * target.size if reach is None else reach
    block = max(1, int(np.ceil(np.sqrt(len(flat) / budget))))
    wide = -(-size // block)
    y, x = np.divmod(flat, size)
    key = (y // block) * wide + x // block
    # The texel nearest to the middle of its block stands for the block.
    off = np.abs(2 * (y % block) - block + 1) + np.abs(2 * (x % block) - block + 1)
    n = len(flat)
    best = np.full(wide * wide, np.iinfo(np.int64).max)
    np.minimum.at(best, key, off * n + np.arange(n))
    keys = np.flatnonzero(best < np.iinfo(np.int64).max)
    chosen = best[keys] % n
    by, bx = np.divmod(keys, wide)
    pattern = ((by % _PATTERN) * _PATTERN + bx % _PATTERN).astype(np.int32)

    def cast(rows: npt.NDArray[np.intp], pattern: IntArray) -> FloatArray:
        flat_normal = target.geometric_normal(face[rows])
        return visibility(target, points[rows], normals[rows], flat_normal, pattern, rays=rays, reach=reach)

    value = cast(chosen, pattern)
    grid = np.full(wide * wide, -1, np.int32)
    grid[keys] = np.arange(len(keys), dtype=np.int32)
    grid = np.pad(grid.reshape(wide, wide), 2, constant_values=-1)
    radius = np.float32(max(block, 1) * texel)
    at, facing = points[chosen], normals[chosen]

    def near(k: IntArray, rows: npt.NDArray[np.intp] | slice, spread: float) -> FloatArray:
        """Affinity 0-1 of sample k to texels `rows`: same place, same orientation."""
        d = at[k] - points[rows]
        alike = np.einsum("ij,ij->i", facing[k], normals[rows])
        far = np.einsum("ij,ij->i", d, d) / (spread * radius) ** 2
        weight = np.maximum(alike, 0.0) ** 4 * (far < 1.0)
        return np.where(k >= 0, weight, 0.0).astype(np.float32)

    total = value.copy()
    weight = np.ones_like(value)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            if dy or dx:
                k = grid[by + 2 + dy, bx + 2 + dx]
                w = near(k, chosen, 3.2)
                total += value[k] * w
                weight += w
    smooth = total / weight
    out = np.empty(len(flat), np.float32)
    alone = np.zeros(len(flat), bool)

    def spread(rows: slice) -> None:
        gy = (y[rows] + 0.5) / block - 0.5
        gx = (x[rows] + 0.5) / block - 0.5
        iy, ix = np.floor(gy).astype(np.int64), np.floor(gx).astype(np.int64)
        fy, fx = (gy - iy).astype(np.float32), (gx - ix).astype(np.float32)
        total, weight = np.zeros(len(gy), np.float32), np.zeros(len(gy), np.float32)
        for dy, wy in ((0, 1.0 - fy), (1, fy)):
            for dx, wx in ((0, 1.0 - fx), (1, fx)):
                k = grid[iy + 2 + dy, ix + 2 + dx]
                w = (wy * wx + np.float32(1e-3)) * near(k, rows, 3.2)
                total += smooth[k] * w
                weight += w
        out[rows] = total / np.maximum(weight, 1e-12)
        alone[rows] = weight < 2e-4

    in_pieces(len(flat), spread)
    lone = np.flatnonzero(alone)
    if len(lone):
        own = ((y[lone] % _PATTERN) * _PATTERN + x[lone] % _PATTERN).astype(np.int32)
        out[lone] = cast(lone, own)
    return out
