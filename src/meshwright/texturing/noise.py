"""Solid noise for procedural materials: functions of position, so no chart border can show.

Points come as (3, n) float32 in cells (a frequency is applied by the caller). Every function is periodic
with `PERIOD` cells, pure, and independent of how the points are split into chunks.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

FloatArray = npt.NDArray[np.float32]
Floats = npt.NDArray[np.floating[Any]]
IntArray = npt.NDArray[np.int32]

PERIOD = 64
"""Cells after which gradient noise repeats, along each axis."""

_WORLEY_CELLS = 16
_WORLEY_GRID = 32
_CANDIDATES = 9
_ROTATION = ((0.36, 0.48, -0.8), (-0.8, 0.6, 0.0), (0.48, 0.64, 0.6))


class Cells(NamedTuple):
    """Nearest feature points of n positions (Worley 1996).

    first, second: (n,) distance to the nearest and second nearest point, in cells.
    key: (n,) int32 identity of the nearest point, 0 to 4095.
    offset: (3, n) vector from the nearest point to the position, in cells.
    """

    first: FloatArray
    second: FloatArray
    key: IntArray
    offset: FloatArray


@lru_cache(maxsize=1)
def _gradients() -> tuple[FloatArray, FloatArray, FloatArray]:
    rng = np.random.Generator(np.random.PCG64(20240501))
    g = rng.standard_normal((3, PERIOD**3)).astype(np.float32)
    g /= np.sqrt((g * g).sum(0))
    # 1.55 brings the spread of the noise to about a third, so that values rarely leave [-1, 1].
    g *= np.float32(1.55)
    return g[0].copy(), g[1].copy(), g[2].copy()


def prepare_tables() -> None:
    """Compute the tables of all noises now (a tenth of a second) and not at their first use."""
    _gradients()
    _cell_table()


def gradient_noise(p: Floats) -> FloatArray:
    """Gradient noise (n,) float32, about -1 to 1 with mean 0, twice differentiable (Perlin 2002)."""
    gx, gy, gz = _gradients()
    p = np.asarray(p, np.float32)
    base = np.floor(p)
    f = p - base
    cell = base.astype(np.int32)
    low = cell & (PERIOD - 1)
    high = (cell + 1) & (PERIOD - 1)
    fade = f * f * f * (f * (f * 6.0 - 15.0) + 10.0)
    x0, y0, z0 = f
    x1, y1, z1 = f - np.float32(1.0)

    def corner(ix: IntArray, iy: IntArray, iz: IntArray, x: FloatArray, y: FloatArray, z: FloatArray) -> FloatArray:
        k = ix + iy + iz
        value = gx.take(k)
        value *= x
        part = gy.take(k)
        part *= y
        value += part
        np.multiply(gz.take(k), z, out=part)
        value += part
        return value

    lx, hx = low[0] * (PERIOD * PERIOD), high[0] * (PERIOD * PERIOD)
    ly, hy = low[1] * PERIOD, high[1] * PERIOD
    lz, hz = low[2], high[2]

    def along_z(ix: IntArray, iy: IntArray, x: FloatArray, y: FloatArray) -> FloatArray:
        near = corner(ix, iy, lz, x, y, z0)
        far = corner(ix, iy, hz, x, y, z1)
        far -= near
        far *= fade[2]
        near += far
        return near

    def along_yz(ix: IntArray, x: FloatArray) -> FloatArray:
        near = along_z(ix, ly, x, y0)
        far = along_z(ix, hy, x, y1)
        far -= near
        far *= fade[1]
        near += far
        return near

    near = along_yz(lx, x0)
    far = along_yz(hx, x1)
    far -= near
    far *= fade[0]
    near += far
    return near


def _next_octave(p: Floats) -> FloatArray:
    """Rotate, double and shift, so that octaves do not line up. Written out: BLAS may round by position."""
    q = np.empty_like(p)
    for row, (a, b, c) in zip(q, _ROTATION, strict=True):
        np.multiply(p[0], np.float32(2.03 * a), out=row)
        row += p[1] * np.float32(2.03 * b)
        row += p[2] * np.float32(2.03 * c)
        row += np.float32(17.31)
    return q


def fbm(p: Floats, octaves: int, gain: float = 0.5) -> FloatArray:
    """Sum of `octaves` gradient noises, each rotated and of twice the frequency, about -1 to 1."""
    total = gradient_noise(p)
    amplitude, power = 1.0, 1.0
    q = p
    for _ in range(octaves - 1):
        q = _next_octave(q)
        amplitude *= gain
        power += amplitude * amplitude
        total += gradient_noise(q) * np.float32(amplitude)
    total *= np.float32(1.0 / np.sqrt(power))
    return total


def ridged(p: Floats, octaves: int) -> FloatArray:
    """Ridged noise (n,) in 0-1: sharp crests at 1, broad valleys (Musgrave 2003)."""
    total = np.zeros(p.shape[1], np.float32)
    amplitude, norm = 1.0, 0.0
    q = p
    for _ in range(octaves):
        crest = 1.0 - np.minimum(np.abs(gradient_noise(q)) * 1.6, 1.0)
        total += (amplitude * crest * crest).astype(np.float32)
        norm += amplitude
        amplitude *= 0.5
        q = _next_octave(q)
    total /= np.float32(norm)
    return total


@lru_cache(maxsize=1)
def _cell_table() -> tuple[FloatArray, IntArray]:
    """Feature points (4096, 3), one per cell, and for each voxel of a grid the points that can be nearest."""
    rng = np.random.Generator(np.random.PCG64(777))
    n = _WORLEY_CELLS
    corner = np.stack(np.meshgrid(*[np.arange(n)] * 3, indexing="ij"), -1).reshape(-1, 3)
    points = corner + 0.5 + rng.uniform(-0.42, 0.42, corner.shape)
    step = n / _WORLEY_GRID
    axis = (np.arange(_WORLEY_GRID) + 0.5) * step
    centres = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), -1).reshape(-1, 3)
    _, near = cKDTree(points, boxsize=float(n)).query(centres, k=_CANDIDATES)
    return points.astype(np.float32), np.ascontiguousarray(near.T, dtype=np.int32)


def worley(p: Floats) -> Cells:
    """Cellular noise of one jittered point per unit cell (Worley 1996); repeats after 16 cells.

    Only the nine points nearest to the centre of a half-cell voxel are compared: the nearest is always
    among them in practice, the second nearest differs from the exact one on under 0.1 % of positions.
    """
    points, near = _cell_table()
    n = np.float32(_WORLEY_CELLS)
    p = np.asarray(p, np.float32)
    q = p - np.floor(p / n) * n
    voxel = np.minimum((q * np.float32(_WORLEY_GRID / _WORLEY_CELLS)).astype(np.int32), _WORLEY_GRID - 1)
    flat = (voxel[0] * _WORLEY_GRID + voxel[1]) * _WORLEY_GRID + voxel[2]
    best = np.full(q.shape[1], np.inf, np.float32)
    second = best.copy()
    index = np.zeros(q.shape[1], np.int32)
    offset = np.zeros_like(q)
    half = n / 2
    for row in near:
        k = row.take(flat)
        d = q - points.take(k, axis=0).T
        d[d > half] -= n
        d[d < -half] += n
        s = np.einsum("ij,ij->j", d, d)
        closer = s < best
        second = np.where(closer, best, np.minimum(second, s))
        best = np.where(closer, s, best)
        index = np.where(closer, k, index)
        np.copyto(offset, d, where=closer)
    return Cells(np.sqrt(best), np.sqrt(second), index, offset)


def hash01(key: IntArray, salt: int) -> FloatArray:
    """A value in [0, 1) for each integer key: the same on every machine (Wang integer hash)."""
    h = key.astype(np.uint32) * np.uint32(0x9E3779B1) + np.uint32(salt * 0x85EBCA6B & 0xFFFFFFFF)
    h ^= h >> np.uint32(16)
    h *= np.uint32(0x7FEB352D)
    h ^= h >> np.uint32(15)
    h *= np.uint32(0x846CA68B)
    h ^= h >> np.uint32(16)
    return np.asarray((h >> np.uint32(8)).astype(np.float32) * np.float32(1.0 / (1 << 24)), np.float32)


def smoothstep(low: float, high: float, x: Floats) -> FloatArray:
    """Hermite step from 0 at `low` to 1 at `high` (which may be below `low`), float32."""
    t = np.clip((x - np.float32(low)) * np.float32(1.0 / (high - low)), 0.0, 1.0)
    return np.asarray(t * t * (3.0 - 2.0 * t), np.float32)


def pieces(x: Floats) -> tuple[IntArray, FloatArray]:
    """Whole part as int32 and the rest in [0, 1) as float32 (int32 arithmetic would widen to float64)."""
    base = np.floor(x)
    return base.astype(np.int32), np.asarray(x - base, np.float32)
