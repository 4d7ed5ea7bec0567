"""Relief of a material as normals: the gradient of its height over the surface, taken between texels."""

from __future__ import annotations

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


def bend(
    normals: FloatArray,
    height: FloatArray,
    group: IntArray,
    points: FloatArray,
    gradients: FloatArray,
    index: IntArray,
    place: tuple[IntArray, IntArray],
    texel: float,
) -> FloatArray:
    """Unit normals (n, 3) tilted by the relief: n - grad h, normalised (Blinn 1978; Mikkelsen 2010).

    normals: (n, 3).  height: (k,) metres of k >= n texels, the first n of which are asked for.
    group: (k,) int32; relief is not compared across groups.  points: (k, 3) metres.
    gradients: (n, 2, 3), see `texel_gradients`.  index: (rows, columns) int32 number of each texel or -1.
    place: row and column of the n texels in `index`, which has a border of one texel.
    """
    n = len(normals)
    rows, columns = place
    own, where, kind = height[:n], points[:n], group[:n]
    tilt = np.zeros((n, 3), np.float32)
    reach2 = np.float32((5.0 * texel) ** 2)
    for axis, (dy, dx) in enumerate(((0, 1), (1, 0))):
        rise, run = np.zeros(n, np.float32), np.zeros(n, np.float32)
        for sign in (1, -1):
            k = index[rows + sign * dy, columns + sign * dx]
            gap = points[k] - where
            valid = (k >= 0) & (group[k] == kind) & (np.einsum("ij,ij->i", gap, gap) < reach2)
            rise += np.where(valid, (height[k] - own) * np.float32(sign), 0.0)
            run += valid
        slope = rise / np.maximum(run, 1.0)
        tilt += gradients[:, axis] * slope[:, None]
    tilt -= np.einsum("ij,ij->i", tilt, normals)[:, None] * normals
    steep = np.sqrt(np.einsum("ij,ij->i", tilt, tilt))
    # A soft limit keeps the direction of the relief.
    tilt *= (1.0 / np.sqrt(1.0 + (steep / np.float32(MAX_SLOPE)) ** 2))[:, None]
    return unit(normals - tilt)
