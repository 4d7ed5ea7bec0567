"""How well a field behaves as a distance: eikonal error (eq 11) and Lipschitz violation (eq 59)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from meshwright.errors import InputError

FloatArray = npt.NDArray[np.float32]

STEP: Final = 4e-3
"""Half the span of the central differences, field units: an eighth of a voxel of the 64³ grid."""


@dataclass(frozen=True)
class FieldQuality:
    """eikonal: mean of (|∇f| - 1)² at points near the surface (eq 11), 0 for a true distance.

    lipschitz: mean of max(0, |∇f| - 1) over the whole cube (eq 59), 0 where no step can cross the surface.
    near: number of points near the surface that `eikonal` is a mean of; nan without any.
    """

    eikonal: float
    lipschitz: float
    near: int


def field_quality(
    sdf: Callable[[FloatArray], FloatArray],
    *,
    n: int = 20_000,
    seed: int = 0,
    band: float = 0.05,
    step: float = STEP,
) -> FieldQuality:
    """Both figures from central differences on seeded uniform points of the cube [-1, 1]³.

    sdf: signed distance (n,) at points (n, 3), field units, such as `Field.sdf`.  n: points in the cube.
    band: points with |f| below this, field units, count as near.
    Differences rather than analytic gradients, so that tables, meshes and networks are measured alike.
    Raises InputError if n, band or step is not positive.
    Source: founding document, eqs 11 and 59; Gropp et al. 2020.
    """
    for name, value in (("n", n), ("band", band), ("step", step)):
        if not value > 0:
            raise InputError(name, f"{value} is out of range", "above 0")
    points = np.random.Generator(np.random.Philox(seed)).uniform(-1 + step, 1 - step, (n, 3)).astype(np.float32)
    slope = np.empty((n, 3), np.float64)
    for axis in range(3):
        offset = np.zeros(3, np.float32)
        offset[axis] = step
        ahead, behind = points + offset, points - offset
        span = ahead[:, axis].astype(np.float64) - behind[:, axis]  # what is left of 2 step after rounding
        slope[:, axis] = (sdf(ahead).astype(np.float64) - sdf(behind)) / span
    size = np.linalg.norm(slope, axis=1)
    near = np.abs(sdf(points)) < band
    eikonal = float(np.square(size[near] - 1).mean()) if near.any() else float("nan")
    return FieldQuality(eikonal, float(np.maximum(size - 1, 0).mean()), int(near.sum()))
