"""Fields and meshes in closed form, for tests: spheres, boxes, a torus, and unions of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from meshwright.field.protocol import Appearance, FloatArray
from meshwright.geometry.mesh import Mesh

Distance = Callable[[npt.NDArray[np.float32]], npt.NDArray[np.float32]]


def sphere(radius: float, center: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> Distance:
    """Exact distance to a ball."""
    c = np.asarray(center, np.float32)
    return lambda p: np.linalg.norm(p - c, axis=1) - np.float32(radius)


def box(half: tuple[float, float, float], center: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> Distance:
    """Exact distance to an axis-aligned box of half extents `half`."""
    c, b = np.asarray(center, np.float32), np.asarray(half, np.float32)

    def distance(p: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        q = np.abs(p - c) - b
        outside = np.linalg.norm(np.maximum(q, 0.0), axis=1)
        return np.asarray(outside + np.minimum(q.max(axis=1), 0.0), np.float32)

    return distance


def torus(major: float, minor: float) -> Distance:
    """Exact distance to a torus around the Y axis."""

    def distance(p: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        ring = np.hypot(p[:, 0], p[:, 2]) - major
        return np.asarray(np.hypot(ring, p[:, 1]) - minor, np.float32)

    return distance


@dataclass
class AnalyticField:
    """A union of named solids; the part of a point is the solid nearest to it.

    scale: factor on the distances, to imitate fields that are not 1-Lipschitz.
    evaluated: number of points that `sdf` was asked for so far.
    """

    parts: dict[str, Distance]
    extent: float = 1.0
    scale: float = 1.0
    evaluated: int = field(default=0)

    @property
    def bounds(self) -> tuple[FloatArray, FloatArray]:
        return np.full(3, -self.extent, np.float32), np.full(3, self.extent, np.float32)

    @property
    def part_names(self) -> tuple[str, ...]:
        return tuple(self.parts)

    def distances(self, points: FloatArray) -> FloatArray:
        return np.stack([d(points) for d in self.parts.values()], axis=1).astype(np.float32)

    def sdf(self, points: FloatArray) -> FloatArray:
        self.evaluated += len(points)
        return np.asarray(self.distances(points).min(axis=1) * self.scale, np.float32)

    def gradient(self, points: FloatArray) -> FloatArray:
        e = np.float32(1e-3)
        columns = []
        for axis in range(3):
            step = np.zeros(3, np.float32)
            step[axis] = e
            columns.append((self.sdf(points + step) - self.sdf(points - step)) / (2 * e))
        return np.stack(columns, axis=1).astype(np.float32)

    def appearance(self, points: FloatArray) -> Appearance:
        part = self.distances(points).argmin(axis=1).astype(np.int32)
        n = len(points)
        grey = np.full(n, 0.5, np.float32)
        return Appearance(
            part=part,
            material=part % 32,
            tint=np.full((n, 3), 0.5, np.float32),
            roughness=grey,
            metallic=np.zeros(n, np.float32),
            emission=np.zeros(n, np.float32),
        )


def box_mesh(half: tuple[float, float, float] = (0.5, 0.5, 0.5)) -> Mesh:
    """A closed box of twelve triangles, counter-clockwise outward."""
    x, y, z = half
    vertices = np.array([[sx * x, sy * y, sz * z] for sx in (-1, 1) for sy in (-1, 1) for sz in (-1, 1)])
    quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    faces = [t for a, b, c, d in quads for t in ((a, b, c), (a, c, d))]
    return Mesh.from_arrays(vertices, faces)


def icosphere(subdivisions: int, radius: float = 1.0) -> Mesh:
    """A geodesic sphere of 20·4ⁿ triangles, vertices exactly on the sphere."""
    phi = (1 + 5**0.5) / 2
    v = [(-1, phi, 0), (1, phi, 0), (-1, -phi, 0), (1, -phi, 0), (0, -1, phi), (0, 1, phi)]
    v += [(0, -1, -phi), (0, 1, -phi), (phi, 0, -1), (phi, 0, 1), (-phi, 0, -1), (-phi, 0, 1)]
    f = [(0, 11, 5), (0, 5, 1), (0, 1, 7), (0, 7, 10), (0, 10, 11), (1, 5, 9), (5, 11, 4), (11, 10, 2)]
    f += [(10, 7, 6), (7, 1, 8), (3, 9, 4), (3, 4, 2), (3, 2, 6), (3, 6, 8), (3, 8, 9), (4, 9, 5)]
    f += [(2, 4, 11), (6, 2, 10), (8, 6, 7), (9, 8, 1)]
    points = np.array(v, np.float64)
    faces = np.array(f)
    for _ in range(subdivisions):
        n = len(faces)
        edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
        unique, inverse = np.unique(edges, axis=0, return_inverse=True)
        mid = inverse.reshape(3, n).T + len(points)
        points = np.concatenate([points, points[unique].mean(axis=1)])
        a, b, c = faces.T
        ab, bc, ca = mid.T
        faces = np.concatenate([np.stack(t, axis=1) for t in ((a, ab, ca), (b, bc, ab), (c, ca, bc), (ab, bc, ca))])
    points *= radius / np.linalg.norm(points, axis=1, keepdims=True)
    return Mesh.from_arrays(points, faces)
