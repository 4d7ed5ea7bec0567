"""The encoder's input grid from distance and appearance, in numpy: the twin of `generator.codes`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from meshwright.field.protocol import Appearance, Field
from meshwright.generator.config import GRID, TRUNCATION

FloatArray = npt.NDArray[np.float32]

BAND = np.float32(0.08)
"""Appearance is given to the encoder only within this distance of the surface (field units)."""


def grid_points() -> FloatArray:
    """Nodes of the grid over [-1, 1]³, (64³, 3) float32; x varies fastest, then y, then z."""
    line = np.linspace(-1, 1, GRID, dtype=np.float32)
    z, y, x = np.meshgrid(line, line, line, indexing="ij")
    return np.stack((x, y, z), -1).reshape(-1, 3)


def input_grid(sdf: FloatArray, appearance: Appearance, *, labelled: bool) -> FloatArray:
    """The encoder's input (16, 64, 64, 64) float32, axes z, y, x, for values at `grid_points`.

    sdf: (64³,) field units.  labelled: False leaves part and material unsaid, as for meshes without labels.
    """
    band = (np.abs(sdf) < BAND).astype(np.float32)[None]
    known = band if labelled else np.zeros_like(band)
    look = np.concatenate(
        (
            np.sqrt(np.clip(appearance.tint, 0, None)).T,
            appearance.roughness[None],
            appearance.metallic[None],
            appearance.emission[None],
        )
    )
    channels = (
        np.clip(sdf, -TRUNCATION, TRUNCATION)[None] / np.float32(TRUNCATION),
        band * 2 - 1,
        _bits(appearance.part, 3) * known,
        _bits(appearance.material, 5) * known,
        (look * 2 - 1) * band,
    )
    return np.concatenate(channels).astype(np.float32).reshape(-1, GRID, GRID, GRID)


def field_grid(field: Field, *, labelled: bool, sdf: FloatArray | None = None) -> FloatArray:
    """The encoder's input of any field; appearance is asked for near the surface only.

    sdf: of the field at `grid_points`, if it is known.
    """
    points = grid_points()
    sdf = field.sdf(points) if sdf is None else sdf
    near = np.abs(sdf) < BAND
    seen = field.appearance(points[near])
    n = len(points)

    def spread(values: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
        out = np.zeros((n, *values.shape[1:]), values.dtype)
        out[near] = values
        return out

    parts = (seen.part, seen.material, seen.tint, seen.roughness, seen.metallic, seen.emission)
    full = Appearance(*(spread(v) for v in parts))  # type: ignore[arg-type]
    return input_grid(sdf, full, labelled=labelled)


def _bits(code: npt.NDArray[np.int32], count: int) -> FloatArray:
    """Integers (n,) as `count` values of -1 or 1: (count, n)."""
    return ((code[None] >> np.arange(count)[:, None]) & 1).astype(np.float32) * 2 - 1
