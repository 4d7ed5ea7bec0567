"""How many faces lie about one another: what searches for the nearest one cost."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def clutter(vertices: npt.NDArray[np.floating], faces: npt.NDArray[np.integer]) -> float:
    """In how many boxes of faces a place within the box of the mesh lies, on average.

    vertices: (n, 3); faces: (m, 3). A search for the nearest face visits more than that. It is below one for most
    surfaces, however fine; each triangle that is stretched across a mesh adds its share.
    """
    low, high = vertices.min(axis=0).astype(np.float64), vertices.max(axis=0).astype(np.float64)
    # As thick as a hundredth of the size at least: a flat mesh has no volume to share out.
    least = 0.01 * float((high - low).max())
    share = np.ones(len(faces))
    for axis in range(3):
        first, second, third = (vertices[faces[:, k], axis].astype(np.float64) for k in range(3))
        side = np.maximum(np.maximum(first, second), third) - np.minimum(np.minimum(first, second), third)
        share *= side / max(high[axis] - low[axis], least)
    return float(share.sum())
