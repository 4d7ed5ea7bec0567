"""Points spread evenly over a surface, the same for the same mesh."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshwright.geometry.mesh import Mesh

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """Points of a surface, each for as much of its area as the others.

    points, normals: (k, 3).  area: for which each point stands, in square units of the vertices.
    """

    points: FloatArray
    normals: FloatArray
    area: float


def spread_points(mesh: Mesh, count: int) -> Spread:
    """`count` points spread by area, and the unit normals of their faces. Source: Roberts 2018 (R2 sequence)."""
    axes = np.ascontiguousarray(mesh.vertices.T, np.float64)
    # Axis by axis: half a million faces are quicker so than as rows of three.
    a, b, c = (axes[:, np.ascontiguousarray(mesh.faces[:, k])] for k in range(3))
    b, c = b - a, c - a
    normals = np.stack([b[x - 2] * c[x - 1] - b[x - 1] * c[x - 2] for x in range(3)])
    size = np.sqrt((normals**2).sum(axis=0))
    total = np.cumsum(size)
    rows = np.arange(count)
    face = np.minimum(np.searchsorted(total, (rows + 0.5) / count * total[-1]), len(mesh.faces) - 1)
    u, v = np.sqrt((rows * 0.7548776662466927) % 1), (rows * 0.5698402909980532) % 1
    points = a[:, face] + u * (1 - v) * b[:, face] + u * v * c[:, face]
    unit = normals[:, face] / np.maximum(size[face], 1e-300)
    return Spread(np.ascontiguousarray(points.T), np.ascontiguousarray(unit.T), float(total[-1]) / 2 / count)
