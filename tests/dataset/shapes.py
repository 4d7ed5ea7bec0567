"""Small meshes as triangle corners (m, 3, 3) float32."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import trimesh

FloatArray = npt.NDArray[np.float32]


def icosahedron(radius: float) -> FloatArray:
    """20 faces, closed, outward."""
    m = trimesh.creation.icosahedron()
    return np.asarray(m.vertices[m.faces] * radius, np.float32)


def box(half: float) -> FloatArray:
    """A closed cube, 12 faces, outward."""
    m = trimesh.creation.box(extents=[2 * half] * 3)
    return np.asarray(m.vertices[m.faces], np.float32)


def open_box(half: float) -> FloatArray:
    """A cube without its top (+y) face: 10 faces."""
    corners = box(half)
    return corners[~(corners[:, :, 1] > half - 1e-6).all(1)]
