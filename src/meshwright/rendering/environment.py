"""An analytic photo studio: sky and floor gradients, soft boxes, and what surfaces receive from them.

Directions are in the studio's frame: x to the viewer's right, y up, z towards the viewer. The studio
stays with the camera, so an object that turns before it is always lit well.
Radiance is unitless linear light; a white surface under the studio ends near 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from meshwright.rendering.brdf import alpha_from_roughness, smith_visibility

FloatArray = npt.NDArray[np.float32]
Array = npt.NDArray[np.floating]

Radiance = Callable[[Array], Array]
"""Light arriving from unit directions (n, 3): (n, 3)."""


@dataclass(frozen=True)
class SoftBox:
    """A rectangular light at infinity.

    azimuth, elevation: of its centre in degrees; azimuth 0 stands behind the viewer, 90 to the right.
    half_width, half_height: tangents of its half angles.  radiance: linear RGB.
    """

    azimuth: float
    elevation: float
    half_width: float
    half_height: float
    radiance: tuple[float, float, float]

    @property
    def axes(self) -> FloatArray:
        """Rows right, up, towards the box (3, 3)."""
        a, e = np.radians(self.azimuth), np.radians(self.elevation)
        towards = np.array([np.sin(a) * np.cos(e), np.sin(e), np.cos(a) * np.cos(e)])
        right = np.array([np.cos(a), 0.0, -np.sin(a)])
        return np.stack([right, np.cross(towards, right), towards]).astype(np.float32)

    def seen(self, direction: Array, blur: Array) -> Array:
        """Share of the box in a lobe of tangent width `blur` (n,) around `direction` (n, 3): (n,)."""
        right, up, towards = self.axes
        z = direction @ towards
        safe = np.maximum(z, np.float32(0.05))
        u, v = direction @ right / safe, direction @ up / safe
        inside = _window(u, self.half_width, blur) * _window(v, self.half_height, blur)
        # Beside and behind the box its tangent plane means nothing.
        return np.asarray(inside * np.clip(z * 4.0, 0.0, 1.0))


@dataclass(frozen=True)
class Studio:
    """Gradients and lights. Colours are linear RGB radiance.

    zenith, horizon: of the sky; rim, floor: of the floor at the horizon and straight below. A rim darker
    than both gives mirrors their horizon.
    key: the main light. It casts shadows, so its diffuse part is given apart (`key_irradiance`);
    mirrors see it as a box like the others.
    """

    zenith: tuple[float, float, float]
    horizon: tuple[float, float, float]
    rim: tuple[float, float, float]
    floor: tuple[float, float, float]
    key: SoftBox
    fills: tuple[SoftBox, ...]

    def ambient(self, direction: Array, alpha: Array) -> Array:
        """Light of everything but the key (n, 3), averaged over a GGX lobe of width `alpha` (n,)."""
        y = direction[:, 1]
        width = np.float32(0.05) + np.float32(0.9) * alpha
        root = np.sqrt(y * y + width * width)
        up = np.float32(0.5) + np.float32(0.5) * y / root
        above, below = np.float32(0.5) * (root + y), np.float32(0.5) * (root - y)
        zenith, horizon = np.array(self.zenith, np.float32), np.array(self.horizon, np.float32)
        rim, floor = np.array(self.rim, np.float32), np.array(self.floor, np.float32)
        sky = horizon + (zenith - horizon) * np.minimum(above, np.float32(1.0))[:, None]
        ground = rim + (floor - rim) * np.minimum(np.float32(1.8) * below, np.float32(1.0))[:, None]
        light = ground + (sky - ground) * up[:, None]
        blur = _blur(alpha)
        for box in self.fills:
            light += box.seen(direction, blur)[:, None] * np.array(box.radiance, np.float32)
        return np.asarray(light)

    def key_reflection(self, direction: Array, alpha: Array) -> Array:
        """Light of the key box alone (n, 3), averaged over a GGX lobe of width `alpha` (n,)."""
        share = self.key.seen(direction, _blur(alpha))
        return np.asarray(share[:, None] * np.array(self.key.radiance, np.float32))


STUDIO = Studio(
    zenith=(0.65, 0.66, 0.68),
    horizon=(0.32, 0.325, 0.335),
    rim=(0.13, 0.13, 0.13),
    floor=(0.50, 0.49, 0.48),
    key=SoftBox(-40.0, 46.0, 0.42, 0.42, (5.0, 4.75, 4.4)),
    fills=(
        SoftBox(112.0, 24.0, 0.20, 0.9, (2.9, 3.05, 3.3)),
        SoftBox(-128.0, 30.0, 0.16, 0.8, (2.4, 2.3, 2.2)),
        SoftBox(50.0, 14.0, 0.30, 0.55, (0.87, 0.88, 0.9)),
    ),
)
"""The usual studio: warm key at the upper left, strips behind for edges, weak fill at the right."""


def irradiance_coefficients(radiance: Radiance, *, rows: int = 96) -> FloatArray:
    """Nine spherical-harmonic coefficients (9, 3) of the light that a diffuse surface receives.

    Quadrature over the sphere at `rows` heights (equal areas) and twice as many azimuths.
    Source: Ramamoorthi and Hanrahan 2001 (the cosine lobe's factors π, 2π/3, π/4).
    """
    direction = _sphere(rows)
    weight = 4.0 * np.pi / len(direction)
    band = np.array([np.pi] + [2 * np.pi / 3] * 3 + [np.pi / 4] * 5)
    basis = _harmonics(direction)
    return np.asarray((basis.T @ radiance(direction)) * weight * band[:, None], dtype=np.float32)


def irradiance(normal: Array, coefficients: FloatArray) -> Array:
    """Irradiance (n, 3) at unit normals (n, 3); a constant radiance L gives πL."""
    return np.asarray(np.maximum(_harmonics(normal) @ coefficients, 0.0))


@lru_cache(maxsize=8)
def ambient_coefficients(studio: Studio) -> FloatArray:
    """`irradiance_coefficients` of all lights but the key."""
    return irradiance_coefficients(lambda d: studio.ambient(d, np.zeros(len(d), np.float32)))


@lru_cache(maxsize=8)
def key_irradiance(studio: Studio) -> FloatArray:
    """Irradiance (3,) that the unshadowed key gives a surface facing it, by quadrature."""
    direction = _sphere(256)
    light = studio.key_reflection(direction, np.zeros(len(direction), np.float32))
    cosine = np.maximum(direction @ studio.key.axes[2], 0.0)
    return np.asarray((light * cosine[:, None]).sum(axis=0) * (4 * np.pi / len(direction)), np.float32)


def directional_albedo(n_v: Array, roughness: Array) -> tuple[Array, Array]:
    """Scale and bias (n,), (n,) of F0 in the light that GGX reflects from a uniform environment.

    The second factor of the split sum: n_v (n,) cosines, roughness (n,) perceptual, both 0-1; looked up
    bilinearly in a table of the reference model. Source: Karis 2013.
    """
    table = _albedo_table()
    n = len(table) - 1
    # Both axes are stored by square root: the table bends most at grazing angles and smooth surfaces.
    x, y = np.sqrt(np.clip(n_v, 0, 1)) * n, np.sqrt(np.clip(roughness, 0, 1)) * n
    column, row = np.minimum(x.astype(np.int64), n - 1), np.minimum(y.astype(np.int64), n - 1)
    fx, fy = (x - column).astype(np.float32)[:, None], (y - row).astype(np.float32)[:, None]
    flat, at = table.reshape(-1, 2), row * (n + 1) + column
    upper = flat[at] * (1 - fx) + flat[at + 1] * fx
    lower = flat[at + n + 1] * (1 - fx) + flat[at + n + 2] * fx
    value = upper + (lower - upper) * fy
    return value[:, 0], value[:, 1]


@lru_cache(maxsize=1)
def _albedo_table(size: int = 48) -> FloatArray:
    """(size, size, 2) float32 scale and bias by √roughness and √cos, from GGX-distributed half vectors."""
    c = np.maximum(np.linspace(0, 1, size) ** 2, 1e-3)[None, :, None]
    alpha = alpha_from_roughness(np.linspace(0, 1, size) ** 2)[:, None, None]
    u = (np.arange(48) + 0.5) / 48
    turn = (np.arange(24) + 0.5) * (np.pi / 24)
    u, turn = (each.ravel()[None, None, :] for each in np.meshgrid(u, turn, indexing="ij"))
    n_h = np.sqrt((1 - u) / (1 + (alpha * alpha - 1) * u))
    v_h = np.sqrt(1 - c * c) * np.sqrt(1 - n_h * n_h) * np.cos(turn) + c * n_h
    n_l = 2 * v_h * n_h - c
    # f·cos / pdf with pdf = D (n·h) / (4 v·h); the visibility term is 0 for light below the horizon.
    weight = smith_visibility(n_l, c, alpha) * 4 * np.maximum(v_h, 0) * n_l / n_h
    edge = np.clip(1 - v_h, 0, 1) ** 5
    table = np.stack([(weight * (1 - edge)).mean(axis=2), (weight * edge).mean(axis=2)], axis=2)
    return np.asarray(table, np.float32)


def _blur(alpha: Array) -> Array:
    """Tangent width of the reflected lobe: about twice the half-vector's, never quite sharp."""
    return np.asarray(np.float32(0.02) + np.float32(1.3) * alpha)


def _window(x: Array, half: float, blur: Array) -> Array:
    """A box of half width `half`, convolved with a bell of width `blur`; keeps the box's integral."""
    high, low = (x + np.float32(half)) / blur, (x - np.float32(half)) / blur
    return np.asarray(np.float32(0.5) * (high / np.sqrt(1 + high * high) - low / np.sqrt(1 + low * low)))


def _sphere(rows: int) -> FloatArray:
    """Directions (2 rows², 3) of equal solid angle."""
    y = 1.0 - (np.arange(rows) + 0.5) * (2.0 / rows)
    angle = (np.arange(2 * rows) + 0.5) * (np.pi / rows)
    r = np.sqrt(1.0 - y * y)
    x, z = np.outer(r, np.sin(angle)), np.outer(r, np.cos(angle))
    return np.stack([x, np.broadcast_to(y[:, None], x.shape), z], axis=-1).reshape(-1, 3).astype(np.float32)


def _harmonics(d: Array) -> Array:
    """Real spherical harmonics to degree 2 at unit directions (n, 3): (n, 9)."""
    x, y, z = d[:, 0], d[:, 1], d[:, 2]
    basis = (
        np.full_like(x, 0.282095),
        0.488603 * y,
        0.488603 * z,
        0.488603 * x,
        1.092548 * x * y,
        1.092548 * y * z,
        0.315392 * (3 * z * z - 1),
        1.092548 * x * z,
        0.546274 * (x * x - y * y),
    )
    return np.stack(basis, axis=1)
