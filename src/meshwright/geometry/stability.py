"""Whether an object stays upright when it is set down: quasi-static rolling on its convex hull."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import ConvexHull, QhullError

from meshwright.errors import InputError

FloatArray = npt.NDArray[np.float64]

STABLE_TILT = 5.0  # degrees an upright object may settle by and still count as standing
NUDGE = 0.5  # degrees that a standing object must bear to every side
_STEP = np.radians(0.05)
_LONGEST_ROLL = 8000  # steps; a full turn and a little


@dataclass(frozen=True)
class Rest:
    """Where an object comes to rest.

    tilt: degrees between the pose it was set down in and the pose at rest.
    support: (k, 2) float64 metres, corners of the support polygon in the plane of the ground,
        counter-clockwise, relative to the point under the centre of mass.
    margin: metres from the point under the centre of mass to the nearest side of that polygon.
    stable: whether it stays within `STABLE_TILT` of its pose.
    """

    tilt: float
    support: FloatArray
    margin: float
    stable: bool


def rest(vertices: npt.NDArray[np.floating], center_of_mass: FloatArray) -> Rest:
    """Set an object down with +Y up and let it roll, without sliding or bouncing, until it rests.

    vertices: (n, 3) metres; center_of_mass: (3,). Among directions of the ground the height of the
    centre of mass is a support function; rolling descends it to the next minimum, a face of the
    hull over which the centre of mass lies. The object is pushed by `NUDGE` to each of eight sides
    in turn, and what is reported is where the worst of them ends.
    Raises `InputError` for flat or empty point sets.
    """
    points = np.asarray(vertices, np.float64)
    try:
        points = points[ConvexHull(points).vertices] - center_of_mass
    except (QhullError, ValueError) as error:
        raise InputError("mesh", "is flat or empty: it has no convex hull") from error
    size = float(np.linalg.norm(points, axis=1).max())
    worst, tilt = np.array([0.0, -1.0, 0.0]), -1.0
    for angle in np.arange(8) * np.pi / 4 + 0.1:  # off the axes, where feet are symmetric
        push = np.tan(np.radians(NUDGE)) * np.array([np.cos(angle), 0.0, np.sin(angle)])
        down = _roll(points, np.array([0.0, -1.0, 0.0]) + push, size)
        leaning = float(np.degrees(np.arccos(np.clip(-down[1], -1, 1))))
        if leaning > tilt:
            worst, tilt = down, leaning
    support = _support(points, worst, size)
    return Rest(tilt, support, _margin(support), tilt <= STABLE_TILT)


def _roll(points: FloatArray, down: FloatArray, size: float) -> FloatArray:
    """Direction (3,) of the ground, seen from the object, in which rolling from `down` ends."""
    down = down / np.linalg.norm(down)
    step = _STEP
    height = float((points @ down).max())
    for _ in range(_LONGEST_ROLL):
        reach = points @ down
        # All points that touch within a step turn the object; one alone would make it chatter.
        touching = points[reach > reach.max() - size * step]
        slope = _nearest_to_origin(touching - np.outer(touching @ down, down))
        steepness = float(np.linalg.norm(slope))
        lower = np.inf
        if steepness > 1e-9 * size:
            trial = down - step * slope / steepness
            trial /= np.linalg.norm(trial)
            lower = float((points @ trial).max())
        if lower < height - 1e-12 * size:
            down, height = trial, lower
        else:
            step /= 2
            if step < 1e-6:
                break
    return down


def _nearest_to_origin(points: FloatArray) -> FloatArray:
    """The point (3,) of the hull of points (k, 3) that is nearest to the origin: the steepest slope.

    Source: Gilbert 1966, with exact steps along one segment at a time.
    """
    nearest = points[int((points * points).sum(axis=1).argmin())]
    for _ in range(64):
        ahead = points[int((points @ nearest).argmin())]
        way = ahead - nearest
        gain = -float(nearest @ way)
        if gain <= 1e-12 * float(nearest @ nearest):
            break
        nearest = nearest + min(1.0, gain / float(way @ way)) * way
    return np.asarray(nearest)


def _support(points: FloatArray, down: FloatArray, size: float) -> FloatArray:
    """Corners (k, 2) of the hull of the points that touch the ground, within a thousandth of the size."""
    right = np.cross(down, [1.0, 0, 0] if abs(down[0]) < 0.9 else [0, 0, 1.0])
    right /= np.linalg.norm(right)
    plane = np.stack([right, np.cross(down, right)], axis=1)
    reach = points @ down
    flat = points[reach > reach.max() - 2e-3 * size] @ plane
    try:
        return np.asarray(flat[ConvexHull(flat).vertices])
    except (QhullError, ValueError):  # it rests on an edge or a point
        return np.asarray(flat)


def _margin(support: FloatArray) -> float:
    """Distance from the origin to the nearest side; 0 when it lies outside or there is no polygon."""
    if len(support) < 3:
        return 0.0
    along = np.roll(support, -1, axis=0) - support
    inward = along[:, 0] * -support[:, 1] + along[:, 1] * support[:, 0]
    return max(0.0, float((inward / np.maximum(np.linalg.norm(along, axis=1), 1e-300)).min()))
