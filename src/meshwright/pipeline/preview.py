"""What an asset will look like, roughly, as soon as its field is decoded: long before it is finished."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from meshwright.field.protocol import Field
from meshwright.geometry.components import drop_floaters
from meshwright.geometry.isosurface import extract
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.placement import Placement

RESOLUTION: Final = 40
_COARSE: Final = 20


@dataclass(frozen=True)
class Preview:
    """A coarse surface, in metres, standing on the ground as the asset will.

    normals: (n, 3) float32 unit normals and colors: (n, 3) float32 linear base colour, of the mesh's n vertices.
    """

    mesh: Mesh
    normals: npt.NDArray[np.float32]
    colors: npt.NDArray[np.float32]

    def save(self, path: str | Path) -> None:
        """Write it as a GLB of some 100 kB, over a file that is there already."""
        from meshwright.formats.coarse import write_coarse_glb

        write_coarse_glb(self.mesh, self.normals, self.colors, path)


def coarse_preview(field: Field, place_on: Callable[[Mesh], Placement]) -> Preview:
    """The preview of a decoded field.

    place_on: where a mesh in field units will stand.  Raises `InputError` for a field without surface.
    """
    mesh, _ = drop_floaters(extract(field, resolution=RESOLUTION, coarse=_COARSE))
    slope = field.gradient(mesh.vertices)
    normals = slope / np.maximum(np.linalg.norm(slope, axis=1, keepdims=True), 1e-12)
    colors = field.appearance(mesh.vertices).tint
    vertices = place_on(mesh).to_metres(mesh.vertices)
    return Preview(
        replace(mesh, vertices=np.ascontiguousarray(vertices, np.float32)),
        np.ascontiguousarray(normals, np.float32),
        np.ascontiguousarray(colors, np.float32),
    )
