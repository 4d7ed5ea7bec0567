"""Small meshes with UVs and fields in closed form for the tests of texturing."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import trimesh

from meshwright.field.protocol import Appearance
from meshwright.geometry.mesh import Mesh
from meshwright.texturing.frames import PartFrame
from meshwright.texturing.materials import Coat
from meshwright.vocabulary.colors import linear_from_bytes
from meshwright.vocabulary.materials import MATERIAL_INDEX, MATERIALS

FloatArray = npt.NDArray[np.float32]

UNIT_FRAME = PartFrame(np.zeros(3, np.float32), np.eye(3, dtype=np.float32), np.ones(3, np.float32))


def plane(side: float = 1.0, parts: int = 1, margin: float = 0.05) -> Mesh:
    """A square in the XZ plane facing +Y, `parts` x `parts` quads, its chart `margin` inside the page."""
    t = np.linspace(-side / 2, side / 2, parts + 1)
    x, z = np.meshgrid(t, t, indexing="ij")
    vertices = np.stack([x, np.zeros_like(x), z], -1).reshape(-1, 3).astype(np.float32)
    i, j = (a.ravel() for a in np.meshgrid(np.arange(parts), np.arange(parts), indexing="ij"))
    a, b = i * (parts + 1) + j, (i + 1) * (parts + 1) + j
    faces = np.concatenate([np.stack([a, a + 1, b + 1], 1), np.stack([a, b + 1, b], 1)])
    mesh = Mesh.from_arrays(vertices, faces)
    # u runs along +X and v (downwards) along +Z, so that +Y of the map is -Z.
    uv = (mesh.triangles[..., [0, 2]] / side + 0.5) * (1 - 2 * margin) + margin
    return replace(mesh, uv=uv.astype(np.float32))


def ball(subdivisions: int, radius: float = 0.5) -> Mesh:
    sphere = trimesh.creation.icosphere(subdivisions=subdivisions, radius=radius)
    return Mesh.from_arrays(sphere.vertices, sphere.faces)


def scatter_uv(mesh: Mesh, cell: float = 0.9) -> Mesh:
    """Every pair of triangles in a square of its own: as many seams as a mesh can have."""
    n = len(mesh.faces)
    columns = int(np.ceil(np.sqrt(n)))
    base = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]]) * cell
    corner = np.stack([np.arange(n) % columns, np.arange(n) // columns], 1)[:, None]
    return replace(mesh, uv=((corner + base + (1 - cell) / 2) / columns).astype(np.float32))


@dataclass
class LayeredField:
    """A ball of radius 0.8 in horizontal layers: (lower bound of y, material, tint, emission)."""

    layers: tuple[tuple[float, str, tuple[float, float, float] | None, float], ...]
    bounds = (np.full(3, -1, np.float32), np.full(3, 1, np.float32))
    part_names = ("body",)

    def sdf(self, points: FloatArray) -> FloatArray:
        return np.asarray(np.linalg.norm(points, axis=1) - 0.8, np.float32)

    def gradient(self, points: FloatArray) -> FloatArray:
        return np.asarray(points / np.linalg.norm(points, axis=1, keepdims=True), np.float32)

    def appearance(self, points: FloatArray) -> Appearance:
        n = len(points)
        kind, glow = np.zeros(n, np.int32), np.zeros(n, np.float32)
        tint = np.zeros((n, 3), np.float32)
        for low, name, color, emission in self.layers:
            rows = points[:, 1] >= low
            kind[rows], glow[rows] = MATERIAL_INDEX[name], emission
            tint[rows] = linear_from_bytes(MATERIALS[MATERIAL_INDEX[name]].srgb) if color is None else color
        roughness = np.array([m.roughness for m in MATERIALS], np.float32)[kind]
        metallic = np.array([m.metallic for m in MATERIALS], np.float32)[kind]
        return Appearance(np.zeros(n, np.int32), kind, tint, roughness, metallic, glow)


def patch(
    name: str, n: int = 192, side: float = 0.42, tint: tuple[float, ...] | None = None, wear: float = 0.2
) -> Coat:
    """A level square of n x n points of one class, with nothing around it; rows run along X."""
    t = (np.arange(n, dtype=np.float32) / n - 0.5) * side
    x, z = np.meshgrid(t, t, indexing="ij")
    points = np.stack([x, np.full_like(x, 0.02), z], -1).reshape(-1, 3).astype(np.float32)
    m = MATERIALS[MATERIAL_INDEX[name]]
    one = np.ones(len(points), np.float32)
    color = np.asarray(linear_from_bytes(m.srgb) if tint is None else tint, np.float32)
    up = np.tile(np.array([0, 1, 0], np.float32), (len(points), 1))
    return Coat(
        points,
        up,
        np.tile(color, (len(points), 1)),
        one * np.float32(m.roughness),
        one * np.float32(m.metallic),
        one * 0,
        one * np.float32(wear),
        one * 0,
        one,
    )
