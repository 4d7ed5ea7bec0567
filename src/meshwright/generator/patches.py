"""Latent grids as rows of patches, in numpy: the layout in which the flow transformer reads and writes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]


def patchify(grid: FloatArray, patch: int) -> FloatArray:
    """Grid (c, d, h, w) to patches (n, c patch³); values of a patch are ordered c, z, y, x."""
    c, d, h, w = grid.shape
    p = patch
    x = grid.reshape(c, d // p, p, h // p, p, w // p, p).transpose(1, 3, 5, 0, 2, 4, 6)
    return np.ascontiguousarray(x.reshape(-1, c * p**3))


def unpatchify(patches: FloatArray, patch: int, channels: int, size: int) -> FloatArray:
    """Inverse of `patchify` for a cubic grid of `size` cells per axis: (channels, size, size, size)."""
    p, n = patch, size // patch
    x = patches.reshape(n, n, n, channels, p, p, p).transpose(3, 0, 4, 1, 5, 2, 6)
    return np.ascontiguousarray(x.reshape(channels, size, size, size))


def time_features(times: npt.ArrayLike, width: int) -> FloatArray:
    """Sinusoidal features (n, width) float32 of times (n,) in 0-1 (Vaswani et al. 2017)."""
    half = width // 2
    frequencies = np.exp(np.arange(half, dtype=np.float32) * np.float32(-9.21034 / half))
    angle = np.asarray(times, np.float32)[:, None] * np.float32(1000) * frequencies
    return np.concatenate((np.cos(angle), np.sin(angle)), 1)
