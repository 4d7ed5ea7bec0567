"""From field units to the ground of a scene: metres, Y-up, +Z front, pivot at the bottom centre."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from meshwright.errors import InputError
from meshwright.geometry.mesh import FloatArray, Mesh

_AXES = {"x": (1, 0, 0), "y": (0, 1, 0), "z": (0, 0, 1), "-x": (-1, 0, 0), "-y": (0, -1, 0), "-z": (0, 0, -1)}
MIN_HEIGHT, MAX_HEIGHT = 1e-3, 1e3


@dataclass(frozen=True)
class Placement:
    """Metres = scale · (rotation @ field units) + offset.

    scale: metres per field unit.  rotation: (3, 3) float64.  offset: (3,) float64 metres.
    """

    scale: float
    rotation: npt.NDArray[np.float64]
    offset: npt.NDArray[np.float64]

    def to_metres(self, points: FloatArray) -> FloatArray:
        """Points (n, 3) of the field in metres."""
        return (points.astype(np.float64) @ self.rotation.T * self.scale + self.offset).astype(np.float32)

    def to_field(self, points: FloatArray) -> FloatArray:
        """Points (n, 3) in metres in units of the field."""
        return ((points.astype(np.float64) - self.offset) / self.scale @ self.rotation).astype(np.float32)


def place(
    mesh: Mesh, *, height: float, length: float | None = None, up: str = "y", front: str = "z"
) -> tuple[Mesh, Placement]:
    """The mesh turned upright, `height` metres tall, standing on y = 0 around the origin.

    height: metres, 0.001-1000.  length: if given, the longest side is that long instead.
    up, front: axis (`x` to `-z`) of the input that becomes +Y and +Z.
    Normals turn along; the pivot is the bottom centre of the bounding box.
    Raises `InputError` for values out of range and for flat or empty meshes.
    """
    for name, value in (("height", height), ("length", length)):
        if value is not None and not MIN_HEIGHT <= value <= MAX_HEIGHT:
            raise InputError(name, f"{value:g} m", f"{MIN_HEIGHT:g}-{MAX_HEIGHT:g} m")
    rotation = _rotation(up, front)
    if len(mesh.vertices) == 0 or not np.isfinite(mesh.vertices).all():
        raise InputError("mesh", "no vertices, or some are not finite numbers")
    turned = mesh.vertices.astype(np.float64) @ rotation.T
    lower, upper = turned.min(axis=0), turned.max(axis=0)
    size = upper - lower
    asked, extent = (height, size[1]) if length is None else (length, size.max())
    if extent <= 0:
        raise InputError("mesh", "has no height to scale")
    scale = float(asked / extent)
    foot = np.array([(lower[0] + upper[0]) / 2, lower[1], (lower[2] + upper[2]) / 2])
    placement = Placement(scale, rotation, -scale * foot)
    normals = None if mesh.normals is None else (mesh.normals @ rotation.T).astype(np.float32)
    vertices = placement.to_metres(mesh.vertices)
    return replace(mesh, vertices=np.ascontiguousarray(vertices), normals=normals), placement


def _rotation(up: str, front: str) -> npt.NDArray[np.float64]:
    """Rotation (3, 3) that takes the named axes to +Y and +Z."""
    if up not in _AXES or front not in _AXES or up[-1] == front[-1]:
        raise InputError("up, front", f"{up}, {front}", "two different axes of x, y, z, -x, -y, -z")
    y, z = np.array(_AXES[up], np.float64), np.array(_AXES[front], np.float64)
    return np.stack([np.cross(y, z), y, z])
