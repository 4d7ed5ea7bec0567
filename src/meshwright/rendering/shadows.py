"""Occlusion rays: the key light's shadow on the object, and what the object keeps from the floor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from embreex.mesh_construction import TriangleMesh
from embreex.rtcore_scene import EmbreeScene
from scipy.ndimage import gaussian_filter, map_coordinates

from meshwright.geometry.mesh import FloatArray, Mesh

Array = npt.NDArray[np.floating]

KEY_SPREAD = 0.06
"""Tangent of the half angle that the key subtends for shadows: a penumbra, but a readable one."""

_PATTERN = 4
"""Side of the tile over which the light's directions are interleaved."""

_GOLDEN = np.pi * (3.0 - np.sqrt(5.0))


class Occluder:
    """A mesh that blocks rays. Single-threaded and exact to float32, hence deterministic."""

    def __init__(self, mesh: Mesh) -> None:
        self._scene = EmbreeScene()
        TriangleMesh(self._scene, np.ascontiguousarray(mesh.vertices), np.ascontiguousarray(mesh.faces))

    def blocked(self, origins: Array, directions: Array) -> npt.NDArray[np.bool_]:
        """Whether rays from origins (n, 3) along directions (n, 3) hit the mesh: (n,)."""
        if len(origins) == 0:
            return np.zeros(0, np.bool_)
        o = np.ascontiguousarray(origins, np.float32)
        d = np.ascontiguousarray(directions, np.float32)
        return np.asarray(self._scene.run(o, d, query="OCCLUDED") >= 0)


def light_directions(towards: Array, spread: float, count: int) -> FloatArray:
    """Directions (count, 3) spread evenly over a disk of tangent radius `spread` around `towards` (3,)."""
    helper = np.array([1.0, 0.0, 0.0]) if abs(towards[1]) > 0.9 else np.array([0.0, 1.0, 0.0])
    right = np.cross(helper, towards)
    right /= np.linalg.norm(right)
    up = np.cross(towards, right)
    index = np.arange(count)
    radius, angle = spread * np.sqrt((index + 0.5) / count), index * _GOLDEN
    offset = np.outer(radius * np.cos(angle), right) + np.outer(radius * np.sin(angle), up)
    direction = towards + offset
    return np.asarray(direction / np.linalg.norm(direction, axis=1, keepdims=True), np.float32)


def interleaved(rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Index 0-15 of each pixel in a 4x4 ordered tile: neighbours take different light directions."""
    tile = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]])
    return np.asarray(tile[rows % _PATTERN, columns % _PATTERN])


@dataclass(frozen=True)
class Floor:
    """What the floor receives around the object.

    origin: (2,) x and z of the grid's first sample; step: metres between samples; height: y of the floor.
    share: (n, n) float32 in 0-1, rows along z: 1 is unshadowed.
    """

    origin: Array
    step: float
    height: float
    share: FloatArray

    def at(self, x: Array, z: Array) -> FloatArray:
        """Share at floor points (n,), 1 outside the grid."""
        place = [(z - self.origin[1]) / self.step, (x - self.origin[0]) / self.step]
        return np.asarray(map_coordinates(self.share, place, order=1, mode="constant", cval=1.0), np.float32)


def contact_floor(occluder: Occluder, mesh: Mesh, *, samples: int = 96, rays: int = 24) -> Floor:
    """Ambient light that reaches the floor: cosine-weighted rays, turned from sample to sample."""
    floor = _grid(mesh, samples)
    index = np.arange(rays)
    radius, angle = np.sqrt((index + 0.5) / rays), index * _GOLDEN
    rows, columns = np.divmod(np.arange(samples * samples), samples)
    turn = angle[None, :] + (interleaved(rows, columns) * (2 * np.pi / 16))[:, None]
    height = np.sqrt(1 - radius**2)
    direction = np.stack([radius * np.cos(turn), np.broadcast_to(height, turn.shape), radius * np.sin(turn)], axis=-1)
    free = _free(occluder, floor, direction, samples)
    return Floor(floor.origin, floor.step, floor.height, _smooth(free, 1.6))


def key_floor(occluder: Occluder, mesh: Mesh, towards: Array, *, samples: int = 192, rays: int = 4) -> Floor:
    """Key light that reaches the floor; `towards` (3,) points to the light."""
    floor = _grid(mesh, samples)
    directions = light_directions(towards, 2.0 * KEY_SPREAD, 16 * rays)
    rows, columns = np.divmod(np.arange(samples * samples), samples)
    pick = interleaved(rows, columns)[:, None] + 16 * np.arange(rays)[None, :]
    free = _free(occluder, floor, directions[pick], samples)
    return Floor(floor.origin, floor.step, floor.height, _smooth(free, 1.3))


def _grid(mesh: Mesh, samples: int) -> Floor:
    low, high = mesh.vertices.min(axis=0).astype(float), mesh.vertices.max(axis=0).astype(float)
    centre = (low + high)[[0, 2]] / 2
    half = 0.75 * float(np.hypot(*(high - low)[[0, 2]])) + 0.9 * float(high[1] - low[1]) + 1e-6
    step = 2 * half / (samples - 1)
    return Floor(centre - half, step, float(low[1]), np.ones((samples, samples), np.float32))


def _free(occluder: Occluder, floor: Floor, direction: Array, samples: int) -> FloatArray:
    """Share of unblocked rays (samples, samples), `direction` (samples², rays, 3)."""
    rows, columns = np.divmod(np.arange(samples * samples), samples)
    # Lifted, so that a base lying on the floor blocks the rays below it.
    lift = np.full(len(rows), floor.height - 0.02 * floor.step)
    origin = np.stack([floor.origin[0] + columns * floor.step, lift, floor.origin[1] + rows * floor.step], axis=1)
    rays = direction.shape[1]
    blocked = occluder.blocked(np.repeat(origin, rays, axis=0), direction.reshape(-1, 3))
    return np.asarray(1.0 - blocked.reshape(samples, samples, rays).mean(axis=2), np.float32)


def _smooth(share: FloatArray, sigma: float) -> FloatArray:
    """Blur away the interleaving, and reach 1 at the grid's border so that no edge shows."""
    n = len(share)
    distance = np.abs(np.linspace(-1.0, 1.0, n))
    border = np.clip((1.0 - np.maximum(distance[:, None], distance[None, :])) / 0.25, 0.0, 1.0)
    fade = border * border * (3 - 2 * border)
    blurred = gaussian_filter(share, sigma, mode="constant", cval=1.0)
    return np.asarray(1.0 - (1.0 - blurred) * fade, np.float32)
