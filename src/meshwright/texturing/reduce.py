"""Smaller maps for coarser levels of detail."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from meshwright.texturing.maps import PBRMaps

LEAST = 64


def reduced(maps: PBRMaps, halvings: int, *, multiple: int = 1) -> PBRMaps:
    """The maps with both sides halved so many times, by averaging 2 x 2 texels; never below 64 texels.

    multiple: sides are halved only as long as they stay multiples of it.
    Averages of linear colours keep the light that a surface reflects; averaged normals are made unit again. Texels
    outside of the charts must hold dilated values, as those of finished assets do.
    """
    for _ in range(halvings):
        width, height = maps.size
        if min(width, height) < 2 * LEAST or width % (2 * multiple) or height % (2 * multiple):
            break
        normal = _halved(maps.normal)
        maps = PBRMaps(
            albedo=_halved(maps.albedo),
            normal=normal / np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), np.float32(1e-6)),
            roughness=_halved(maps.roughness),
            metallic=_halved(maps.metallic),
            occlusion=_halved(maps.occlusion),
            emission=_halved(maps.emission),
            coverage=np.any(_blocks(maps.coverage), axis=(1, 3)),
        )
    return maps


def _blocks(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """(h, w, ...) as (h / 2, 2, w / 2, 2, ...)."""
    height, width = values.shape[:2]
    return values.reshape(height // 2, 2, width // 2, 2, *values.shape[2:])


def _halved(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    mean: npt.NDArray[np.float32] = _blocks(values).mean(axis=(1, 3), dtype=np.float32)
    return mean
