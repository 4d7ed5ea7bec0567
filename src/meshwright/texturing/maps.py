"""The six maps of an asset."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class PBRMaps:
    """Metallic-roughness maps of one atlas; row 0 is the top of the image, as in glTF.

    albedo: (h, w, 3) float32 linear 0-1.
    normal: (h, w, 3) float32 unit, tangent space, +Y up (OpenGL convention of glTF).
    roughness, metallic, occlusion: (h, w) float32 in 0-1; occlusion 1 means unoccluded.
    emission: (h, w, 3) float32 linear, 0 and up.
    coverage: (h, w) bool, texels that some triangle covers (before dilation).
    """

    albedo: FloatArray
    normal: FloatArray
    roughness: FloatArray
    metallic: FloatArray
    occlusion: FloatArray
    emission: FloatArray
    coverage: BoolArray

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in texels."""
        return self.albedo.shape[1], self.albedo.shape[0]
