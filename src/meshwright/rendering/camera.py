"""A perspective camera that orbits an asset and frames it exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshwright.errors import InputError

FloatArray = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]

FIELD_OF_VIEW = 28.0
"""Usual vertical field of view in degrees: a long lens, as for product pictures."""


@dataclass(frozen=True)
class Camera:
    """A pinhole camera in the asset's frame (metres, Y-up, right-handed).

    position: (3,) float64 of the eye.
    axes: (3, 3) float64, rows are the picture's right, up and backward (towards the viewer).
    tangent: half the picture's height at distance 1.
    width, height: of the picture in pixels.
    """

    position: Float64Array
    axes: Float64Array
    tangent: float
    width: int
    height: int

    def project(self, points: npt.ArrayLike) -> tuple[Float64Array, Float64Array]:
        """Pixel coordinates (n, 2), y down, and the distance along the view axis (n,) of points (n, 3).

        Pixel coordinates mean nothing where the distance is not positive.
        """
        local = (np.asarray(points, dtype=np.float64) - self.position) @ self.axes.T
        distance = -local[:, 2]
        scale = self.height / (2.0 * self.tangent * np.where(distance > 0, distance, 1.0))
        pixel = np.stack([self.width / 2 + local[:, 0] * scale, self.height / 2 - local[:, 1] * scale], axis=1)
        return pixel, distance

    def rays(self, rows: npt.ArrayLike, columns: npt.ArrayLike) -> Float64Array:
        """Unit directions (n, 3) from the eye through the centres of pixels (row, column)."""
        step = 2.0 * self.tangent / self.height
        x = (np.asarray(columns) + 0.5 - self.width / 2) * step
        y = (self.height / 2 - np.asarray(rows) - 0.5) * step
        direction = np.stack([x, y, np.full_like(x, -1.0)], axis=1) @ self.axes
        return np.asarray(direction / np.linalg.norm(direction, axis=1, keepdims=True))

    def enlarged(self, factor: int) -> Camera:
        """The same view with `factor` times as many pixels along each side."""
        return Camera(self.position, self.axes, self.tangent, self.width * factor, self.height * factor)


def orbit_axes(azimuth: float, elevation: float) -> Float64Array:
    """Rows right, up, backward (3, 3) of a camera at the given angles in degrees.

    azimuth: 0 looks at the front (+Z), 90 at the right-hand side as the viewer sees +X.
    elevation: 0 is level, 90 looks straight down.
    """
    a, e = np.radians(azimuth), np.radians(elevation)
    backward = np.array([np.sin(a) * np.cos(e), np.sin(e), np.cos(a) * np.cos(e)])
    right = np.array([np.cos(a), 0.0, -np.sin(a)])
    return np.stack([right, np.cross(backward, right), backward])


def frame(
    points: npt.ArrayLike,
    *,
    azimuth: float,
    elevation: float,
    width: int,
    height: int,
    field_of_view: float = FIELD_OF_VIEW,
    margin: float = 0.08,
) -> Camera:
    """The camera at these angles that sees all points, centred, as large as the margin allows.

    points: (n, 3) metres, n ≥ 1. margin: free share of the picture at each side.
    The touching planes of the view pyramid give position and distance in closed form.
    Raises `InputError` for angles, sizes, field of view or points out of range.
    """
    p = np.asarray(points, dtype=np.float64)
    if p.ndim != 2 or p.shape[1:] != (3,) or len(p) == 0 or not np.all(np.isfinite(p)):
        raise InputError("points", f"shape {p.shape} or not finite", "(n, 3) finite numbers, n ≥ 1")
    if not np.isfinite(azimuth):
        raise InputError("azimuth", f"{azimuth}", "a finite angle in degrees")
    if not -90.0 <= elevation <= 90.0:
        raise InputError("elevation", f"{elevation}", "-90 to 90 degrees")
    if not 5.0 <= field_of_view <= 100.0:
        raise InputError("field_of_view", f"{field_of_view}", "5 to 100 degrees")
    axes = orbit_axes(azimuth, elevation)
    tangent = float(np.tan(np.radians(field_of_view) / 2))
    usable = 1.0 - 2.0 * margin
    local = p @ axes.T
    x, y, z = local.T
    slope_x, slope_y = tangent * usable * width / height, tangent * usable
    # A plane through the eye touches the points at each side; the two of one axis meet at the eye.
    right, left = np.max(x / slope_x + z), np.max(-x / slope_x + z)
    top, bottom = np.max(y / slope_y + z), np.max(-y / slope_y + z)
    size = float(np.ptp(local, axis=0).max())
    distance = max((right + left) / 2, (top + bottom) / 2, float(z.max()) + 0.02 * size + 1e-6)
    eye = np.array([slope_x * (right - left) / 2, slope_y * (top - bottom) / 2, distance])
    return Camera(eye @ axes, axes, tangent, width, height)


def turning_outline(points: npt.ArrayLike, *, slices: int = 24, spokes: int = 48) -> Float64Array:
    """Points (k, 3) that enclose every turn of the given points about the vertical axis.

    Framing these keeps a turntable's camera still. points: (n, 3) metres.
    """
    p = np.asarray(points, dtype=np.float64)
    low, high = p[:, 1].min(), p[:, 1].max()
    index = np.minimum(((p[:, 1] - low) / max(high - low, 1e-12) * slices).astype(int), slices - 1)
    radius = np.zeros(slices)
    np.maximum.at(radius, index, np.hypot(p[:, 0], p[:, 2]))
    edges = np.linspace(low, high, slices + 1)
    y = np.concatenate([edges[:-1], edges[1:]])
    r = np.concatenate([radius, radius])
    angle = np.arange(spokes) * (2 * np.pi / spokes)
    x, z = np.outer(r, np.cos(angle)), np.outer(r, np.sin(angle))
    return np.stack([x, np.broadcast_to(y[:, None], x.shape), z], axis=-1).reshape(-1, 3)
