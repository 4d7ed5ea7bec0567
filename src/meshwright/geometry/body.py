"""What a physics engine needs to know of an asset."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshwright.geometry.mesh import FloatArray


@dataclass(frozen=True)
class Physics:
    """Rigid-body properties of the solid, at the asset's scale.

    mass: kg.  volume: m³.  center_of_mass: (3,) float64 m.
    inertia: (3, 3) float64 kg·m² about the centre of mass.
    stable: whether the centre of mass projects into the support polygon.
    """

    mass: float
    volume: float
    center_of_mass: npt.NDArray[np.float64]
    inertia: npt.NDArray[np.float64]
    stable: bool


@dataclass(frozen=True)
class Hull:
    """One convex collision hull: vertices (n ≤ 32, 3) float32 in metres, faces (m, 3) int32."""

    vertices: FloatArray
    faces: npt.NDArray[np.int32]
