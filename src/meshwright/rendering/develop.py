"""From light to a picture: averaging, tone mapping, backdrop with floor shadow, glow."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter, zoom

from meshwright.geometry.mesh import FloatArray, IntArray
from meshwright.rendering import shadows
from meshwright.rendering.camera import Camera
from meshwright.rendering.shading import Scene
from meshwright.vocabulary.colors import linear_from_bytes, linear_to_srgb

Array = npt.NDArray[np.floating]
Image = npt.NDArray[np.uint8]

Backdrop = tuple[tuple[int, int, int], tuple[int, int, int]]
"""sRGB 0-255 of the backdrop's centre and of its corners."""

BACKDROP: Backdrop = ((226, 228, 231), (168, 172, 178))
"""A light grey sheet."""

TOE = 0.02
"""What tone mapping takes off the least of red, green and blue."""


def develop(
    scene: Scene,
    camera: Camera,
    light: FloatArray,
    glow: FloatArray,
    face: IntArray,
    towards_key: Array,
    supersample: int,
    backdrop: Backdrop,
) -> Image:
    """Average the samples, tone map, put the object before its backdrop, add the glow."""
    coverage = _reduce((face >= 0).astype(np.float32)[..., None], supersample)
    color = tone_map(_reduce(light, supersample) / np.maximum(coverage, 1e-6))
    display = color * coverage + _backdrop(scene, camera, coverage, towards_key, backdrop) * (1 - coverage)
    if glow.any():
        halo = _halo(_reduce(glow, supersample))
        display = 1 - (1 - np.clip(display, 0, 1)) * np.exp(-halo)
    return np.asarray(np.round(linear_to_srgb(display) * 255), np.uint8)


def tone_map(light: npt.ArrayLike) -> FloatArray:
    """Scene light (..., 3) linear to display light in 0-1, keeping colours below the shoulder true.

    Source: Khronos PBR Neutral tone mapper, 2024, with a smaller toe: its 0.04 cancels the sheen of
    dielectrics under a white sky, but turns dark metals, which have none, into saturated colours.
    """
    c = np.asarray(light, np.float32)
    low = c.min(axis=-1, keepdims=True)
    c = c - np.where(low < 2 * TOE, low - low * low / (4 * TOE), TOE)
    peak = c.max(axis=-1, keepdims=True)
    start = 0.8 - TOE
    d = 1 - start
    new_peak = 1 - d * d / (np.maximum(peak, start) + d - start)
    squeezed = c * (new_peak / np.maximum(peak, 1e-6))
    g = 1 - 1 / (0.15 * (peak - new_peak) + 1)
    return np.asarray(np.where(peak < start, c, squeezed * (1 - g) + new_peak * g), np.float32)


def _reduce(samples: FloatArray, factor: int) -> FloatArray:
    # Strided slices: many times faster than a mean over two short axes.
    total = np.zeros((samples.shape[0] // factor, samples.shape[1] // factor, samples.shape[2]), np.float32)
    for row in range(factor):
        for column in range(factor):
            total += samples[row::factor, column::factor]
    total *= np.float32(1.0 / (factor * factor))
    return total


def _halo(glow: FloatArray) -> FloatArray:
    """Light that strays around what emits: two wide bells, at a quarter of the resolution."""
    h, w = glow.shape[:2]
    padded = np.pad(glow, ((0, -h % 4), (0, -w % 4), (0, 0)))
    small = _reduce(padded, 4)
    reach = 0.01 * max(h, w)
    halo: FloatArray = sum(
        gain * gaussian_filter(small, (k * reach / 4, k * reach / 4, 0), mode="constant")
        for gain, k in ((0.30, 1.2), (0.30, 4.0))
    )
    return np.asarray(zoom(halo, (4, 4, 1), order=1, grid_mode=True, mode="nearest")[:h, :w], np.float32)


def _backdrop(
    scene: Scene,
    camera: Camera,
    coverage: FloatArray,
    towards_key: Array,
    colors: Backdrop,
) -> FloatArray:
    """A seamless sheet (h, w, 3) linear, lighter in the middle, with the object's shadow on its floor."""
    h, w = coverage.shape[:2]
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    away = np.clip(np.hypot((x + 0.5) / w - 0.5, (y + 0.5) / h - 0.45) / 0.72, 0, 1) ** 1.6
    centre, corner = linear_from_bytes(colors[0]), linear_from_bytes(colors[1])
    sheet = centre + (corner - centre) * away[..., None]
    if scene.occluder is None or scene.contact is None:
        return np.asarray(sheet, np.float32)
    rows, columns = np.nonzero(coverage[..., 0] < 1)
    ray = camera.rays(rows, columns)
    drop = camera.position[1] - scene.contact.height
    meets = (ray[:, 1] < -1e-4) & (drop > 0)
    rows, columns, ray = rows[meets], columns[meets], ray[meets]
    reach = drop / -ray[:, 1]
    px, pz = camera.position[0] + reach * ray[:, 0], camera.position[2] + reach * ray[:, 2]
    key = shadows.key_floor(scene.occluder, scene.mesh, towards_key)
    share = (0.45 + 0.55 * key.at(px, pz)) * scene.contact.at(px, pz) ** 1.2
    sheet[rows, columns] *= share[:, None]
    return np.asarray(sheet, np.float32)
