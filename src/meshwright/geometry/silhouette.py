"""Silhouettes: how much the outline of a simplified mesh differs from the original."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from meshwright.geometry.mesh import Mesh
from meshwright.geometry.raster import fragments

VIEWS = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0.6, 1], [-1, 0.6, 1], [1, -0.4, 2], [2, 1.5, -0.7]], np.float64)
"""Directions (7, 3) of the orthographic views."""


def silhouettes(mesh: Mesh, box: npt.NDArray[np.floating], size: int) -> npt.NDArray[np.bool_]:
    """Masks (views, size, size) of a mesh as seen along `VIEWS`, framed by the sphere around `box` (2, 3)."""
    middle = box.mean(axis=0)
    radius = float(np.linalg.norm(box[1] - box[0])) / 2 * 1.02
    masks = []
    for view in VIEWS:
        forward = view / np.linalg.norm(view)
        right = np.cross([0, 0, 1] if abs(forward[1]) > 0.9 else [0, 1, 0], forward)
        right /= np.linalg.norm(right)
        plane = np.stack([right, np.cross(forward, right)], axis=1)
        flat = ((mesh.vertices.astype(np.float64) - middle) @ plane / (2 * radius) + 0.5) * size
        mask = np.zeros(size * size, bool)
        for pixel, _ in fragments(flat[mesh.faces], size, size):
            mask[pixel] = True
        masks.append(mask.reshape(size, size))
    return np.stack(masks)


def silhouette_errors(reference: Mesh, meshes: Sequence[Mesh], *, size: int = 256) -> tuple[float, ...]:
    """For each mesh one minus the intersection over union of silhouettes, mean over seven views.

    0 where the outlines agree; size: pixels along each side of a view.
    """
    box = np.stack([reference.vertices.min(axis=0), reference.vertices.max(axis=0)])
    original = silhouettes(reference, box, size)
    errors = []
    for mesh in meshes:
        masks = silhouettes(mesh, box, size)
        union = (original | masks).sum(axis=(1, 2))
        both = (original & masks).sum(axis=(1, 2))
        errors.append(float(1 - np.mean(both / np.maximum(union, 1))))
    return tuple(errors)
