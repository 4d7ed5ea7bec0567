"""What a user gets: meshes, maps, LODs, collision, physics, report and provenance in one value."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from meshwright.geometry.body import Hull as Hull
from meshwright.geometry.body import Physics as Physics
from meshwright.geometry.mesh import Mesh
from meshwright.texturing.maps import PBRMaps


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

    def save(self, path: str | Path, *, force: bool = False, **options: Any) -> tuple[Path, ...]:
        """Write the asset in the format of the path's suffix; see `meshwright.formats.save`."""
        from meshwright.formats import save

        return save(self, path, force=force, **options)

    @staticmethod
    def load(path: str | Path) -> Asset:
        """The asset in a GLB or glTF that Meshwright wrote; see `meshwright.formats.load_asset`."""
        from meshwright.formats import LOCAL_LIMITS, load_asset

        return load_asset(path, LOCAL_LIMITS)
