"""The mesh that flows through the pipeline: welded topology, attributes on corners."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Mesh:
    """Triangles over welded vertices, in metres, Y-up, right-handed, +Z front, counter-clockwise outward.

    Vertices are shared wherever the surface is continuous, so topology can be read directly;
    what is discontinuous (UV seams, hard normals) lives on corners, and writers split vertices on export.

    vertices: (n, 3) float32.
    faces: (m, 3) int32.
    face_part: (m,) int32, index into `part_names`.
    part_names: names of the parts; at least one.
    uv: (m, 3, 2) float32 or None; (0, 0) is the upper left corner of the image (glTF).
    normals: (m, 3, 3) float32 unit or None; shading normals of the corners.
    """

    vertices: FloatArray
    faces: IntArray
    face_part: IntArray
    part_names: tuple[str, ...] = ("body",)
    uv: FloatArray | None = None
    normals: FloatArray | None = None

    @staticmethod
    def from_arrays(vertices: npt.ArrayLike, faces: npt.ArrayLike, name: str = "body") -> Mesh:
        """A mesh of one part from anything array-like; converts to the documented types."""
        f = np.ascontiguousarray(faces, dtype=np.int32)
        return Mesh(np.ascontiguousarray(vertices, dtype=np.float32), f, np.zeros(len(f), np.int32), (name,))

    @property
    def triangles(self) -> FloatArray:
        """Corner positions (m, 3, 3) float32."""
        return self.vertices[self.faces]
