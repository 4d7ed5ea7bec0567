"""Relief of a material as normals: the gradient of its height over the surface, taken between texels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshwright.geometry.mesh import Mesh
from meshwright.texturing.texels import unit

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int32]

MAX_SLOPE = 2.0
"""Steepest relief, rise over run (63 degrees): beyond it texels would show their own grid."""


def texel_gradients(mesh: Mesh, size: int) -> FloatArray:
    """Surface gradients (m, 2, 3) of the image coordinates x and y (in texels) on each face, 1/metres.

    The gradient of any function of (x, y) is then (df/dx) g[0] + (df/dy) g[1] (eqs 62-63).
    """
    if mesh.uv is None:
        raise ValueError("mesh has no UV coordinates")
    tri = mesh.triangles.astype(np.float64)
    uv = mesh.uv.astype(np.float64) * size
    e1, e2 = tri[:, 1] - tri[:, 0], tri[:, 2] - tri[:, 0]
    d1, d2 = uv[:, 1] - uv[:, 0], uv[:, 2] - uv[:, 0]
    # Rows of the pseudo-inverse of [e1 e2]: gradients of the barycentric coordinates.
    a, b, c = ((p * q).sum(1) for p, q in ((e1, e1), (e1, e2), (e2, e2)))
    det = np.maximum(a * c - b * b, 1e-30)[:, None]
    g1 = (e1 * c[:, None] - e2 * b[:, None]) / det
    g2 = (e2 * a[:, None] - e1 * b[:, None]) / det
    return np.stack([g1 * d1[:, k, None] + g2 * d2[:, k, None] for k in (0, 1)], axis=1).astype(np.float32)


@dataclass(frozen=True)
class Relief:
    """Heights of n texels of an image, and who neighbours whom.

    height: (n,) metres.  group: (n,) int32; relief is not compared across groups.  points: (n, 3) metres.
    index: (rows, columns) int32, number of the texel at each place or -1, with a border of one texel.
    row, column: (n,) int32 place of each texel in `index`.  texel: metres.
    """

    height: FloatArray
    group: IntArray
    points: FloatArray
    index: IntArray
    row: IntArray
    column: IntArray
    texel: float


def bend(normals: FloatArray, relief: Relief, rows: slice, gradients: FloatArray) -> FloatArray:
    """Unit normals (k, 3) of the texels `rows`, tilted by the relief: n - grad h (Blinn 1978).

    normals: (k, 3) without relief.  gradients: (k, 2, 3), see `texel_gradients`.
    Differences are central where both neighbours belong to the same surface, else one-sided.
    """
    own, where, kind = relief.height[rows], relief.points[rows], relief.group[rows]
    row, column = relief.row[rows], relief.column[rows]
    n = len(normals)
    tilt = np.zeros((n, 3), np.float32)
    reach2 = np.float32((5.0 * relief.texel) ** 2)
    for axis, (dy, dx) in enumerate(((0, 1), (1, 0))):
        rise, run = np.zeros(n, np.float32), np.zeros(n, np.float32)
        for sign in (1, -1):
            k = relief.index[row + sign * dy, column + sign * dx]
            gap = relief.points[k] - where
            valid = (k >= 0) & (relief.group[k] == kind) & (np.einsum("ij,ij->i", gap, gap) < reach2)
            rise += np.where(valid, (relief.height[k] - own) * np.float32(sign), np.float32(0.0))
            run += valid
        slope = rise / np.maximum(run, np.float32(1.0))
        tilt += gradients[:, axis] * slope[:, None]
    tilt -= np.einsum("ij,ij->i", tilt, normals)[:, None] * normals
    steep = np.sqrt(np.einsum("ij,ij->i", tilt, tilt))
    # A soft limit keeps the direction of the relief.
    tilt *= (1.0 / np.sqrt(1.0 + (steep / np.float32(MAX_SLOPE)) ** 2))[:, None]
    return unit(normals - tilt)
