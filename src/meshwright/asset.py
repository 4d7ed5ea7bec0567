"""What a user gets: meshes, maps, LODs, collision, physics, report and provenance in one value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from meshwright.geometry.mesh import FloatArray, Mesh
from meshwright.texturing.maps import PBRMaps


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


@dataclass(frozen=True)
class Asset:
    """A finished asset in metres, Y-up, +Z front, pivot at the bottom centre.

    mesh: LOD 0, unwrapped; lods: coarser meshes that share the atlas of `maps`.
    quads: (q, 4) int32 over `mesh.vertices` when quad topology was asked, else None.
    report: the quality report as plain JSON data.
    provenance: prompt, brief, seed, weights, edit history: plain JSON data.
    latent: bytes of the shape latent it was decoded from, or None for imported meshes.
    """

    name: str
    mesh: Mesh
    maps: PBRMaps
    lods: tuple[Mesh, ...] = ()
    quads: npt.NDArray[np.int32] | None = None
    collision: tuple[Hull, ...] = ()
    physics: Physics | None = None
    report: dict[str, Any] = field(default_factory=dict)
    provenance: dict[str, Any] = field(default_factory=dict)
    latent: bytes | None = None
