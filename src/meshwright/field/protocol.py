"""The contract between whatever makes a shape (a network, a primitive table, a mesh) and what finishes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Appearance:
    """Low-frequency appearance at n points (eq 12, view-independent).

    part: (n,) int32, index into `Field.part_names`.
    material: (n,) int32, index into `meshwright.vocabulary.materials.MATERIALS`.
    tint: (n, 3) float32 base colour, linear 0-1.
    roughness, metallic: (n,) float32 in 0-1.
    emission: (n,) float32 in 0-1, glow in units of the tint.
    """

    part: IntArray
    material: IntArray
    tint: FloatArray
    roughness: FloatArray
    metallic: FloatArray
    emission: FloatArray


class Field(Protocol):
    """A solid with appearance, in field units: the cube [-1, 1]³, Y-up, +Z front."""

    @property
    def bounds(self) -> tuple[FloatArray, FloatArray]:
        """Lower and upper corner (3,) float32 of a box that holds the whole surface."""
        ...

    @property
    def part_names(self) -> tuple[str, ...]:
        """Name of each part index."""
        ...

    def sdf(self, points: FloatArray) -> FloatArray:
        """Signed distance (n,) float32, negative inside, at points (n, 3) float32 (eq 10)."""
        ...

    def gradient(self, points: FloatArray) -> FloatArray:
        """Gradient (n, 3) float32 of `sdf`; its unit vector is the surface normal."""
        ...

    def appearance(self, points: FloatArray) -> Appearance:
        """Appearance at points (n, 3) float32; meaningful within a few voxels of the surface."""
        ...
