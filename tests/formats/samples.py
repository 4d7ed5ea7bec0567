"""Small assets with known geometry and maps for the format tests."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from meshwright.asset import Asset, Hull, Physics
from meshwright.geometry.mesh import Mesh
from meshwright.texturing.maps import PBRMaps

CUBE_FACES = np.array(
    [[0, 2, 1], [0, 3, 2], [4, 5, 6], [4, 6, 7], [0, 1, 5], [0, 5, 4],
     [2, 3, 7], [2, 7, 6], [1, 2, 6], [1, 6, 5], [3, 0, 4], [3, 4, 7]],
    np.int32,
)  # fmt: skip
"""A closed cube over `cube_vertices`, counter-clockwise outward."""


def cube_vertices(size: float = 1.0) -> np.ndarray:
    """Corners (8, 3) of a cube that stands on the ground, centred on the pivot."""
    unit = [[-1, 0, -1], [1, 0, -1], [1, 2, -1], [-1, 2, -1], [-1, 0, 1], [1, 0, 1], [1, 2, 1], [-1, 2, 1]]
    return (np.array(unit) * (size / 2)).astype(np.float32)


def sphere_mesh(rings: int = 8, segments: int = 12, parts: int = 2) -> Mesh:
    """A closed UV sphere of radius 0.5 m on the ground with smooth normals; parts are bands of rings.

    UVs run over the image with a seam; faces of the parts are interleaved, as a real extraction's are.
    """
    theta = np.linspace(0, np.pi, rings + 1)[1:-1]
    phi = np.arange(segments) * 2 * np.pi / segments
    ring = np.stack(
        [np.sin(theta)[:, None] * np.sin(phi), np.repeat(np.cos(theta)[:, None], segments, 1),
         np.sin(theta)[:, None] * np.cos(phi)], -1,
    )  # fmt: skip
    unit = np.concatenate([[[0, 1, 0]], ring.reshape(-1, 3), [[0, -1, 0]]])
    last = len(unit) - 1

    def index(r: int, s: int) -> int:
        return 0 if r == 0 else last if r == rings else 1 + (r - 1) * segments + s % segments

    faces, uv, part = [], [], []
    for s in range(segments):
        for r in range(rings):
            corners = [(r, s), (r + 1, s), (r + 1, s + 1), (r, s + 1)]
            for pick in ((0, 1, 2), (0, 2, 3)):
                tri = [corners[k] for k in pick]
                ids = [index(*c) for c in tri]
                if len(set(ids)) < 3:
                    continue
                faces.append(ids)
                uv.append([(c[1] / segments, c[0] / rings) for c in tri])
                part.append(r * parts // rings)
    f = np.array(faces, np.int32)
    vertices = (unit * 0.5 + [0, 0.5, 0]).astype(np.float32)
    names = tuple(f"band {k}" for k in range(parts))
    return Mesh(
        vertices, f, np.array(part, np.int32), names,
        np.array(uv, np.float32) * np.float32(0.9) + np.float32(0.05), unit[f].astype(np.float32),
    )  # fmt: skip


def sample_maps(size: int = 32, *, glow: float = 3.0, seed: int = 1) -> PBRMaps:
    """Smooth but non-trivial maps; `glow` is the peak of the emission."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size
    tilt = np.stack([0.3 * np.sin(9 * x), 0.3 * np.cos(7 * y), np.ones_like(x)], -1)
    normal = tilt / np.linalg.norm(tilt, axis=-1, keepdims=True)
    emission = np.zeros((size, size, 3), np.float32)
    emission[: size // 4, : size // 4] = np.array([1.0, 0.5, 0.1], np.float32) * glow
    return PBRMaps(
        albedo=np.stack([x, y, rng.random((size, size))], -1).astype(np.float32),
        normal=normal.astype(np.float32),
        roughness=(0.2 + 0.6 * x).astype(np.float32),
        metallic=(y > 0.5).astype(np.float32),
        occlusion=(1.0 - 0.5 * x * y).astype(np.float32),
        emission=emission,
        coverage=x + y < 1.5,
    )


def sample_asset(*, lods: int = 2, size: int = 32, glow: float = 3.0) -> Asset:
    """Two-part sphere with LODs, one hull, physics, report, provenance and a latent."""
    chain = [sphere_mesh(8, 12), sphere_mesh(6, 8), sphere_mesh(4, 6)]
    hull = Hull(cube_vertices(), CUBE_FACES)
    physics = Physics(12.5, 0.5, np.array([0.0, 0.5, 0.0]), np.diag([2.0, 3.0, 4.0]) + 0.1 * (1 - np.eye(3)), True)
    return Asset(
        name="Test sphere",
        mesh=chain[0],
        maps=sample_maps(size, glow=glow),
        lods=tuple(chain[1 : 1 + lods]),
        collision=(hull, replace(hull, vertices=cube_vertices(0.5))),
        physics=physics,
        report={"faces": len(chain[0].faces), "watertight": True, "lod_error": [0.01, 0.02]},
        provenance={"brief": {"text": "a tëst sphere"}, "seed": 7, "history": ["make it rounder"]},
        latent=bytes(range(256)) * 5 + b"odd",
    )


def cube_asset() -> Asset:
    """A unit cube of six quads, each with its own square of the atlas and a hard normal."""
    quads = np.array([[0, 3, 2, 1], [4, 5, 6, 7], [0, 1, 5, 4], [2, 3, 7, 6], [1, 2, 6, 5], [3, 0, 4, 7]], np.int32)
    normals = np.array([[0, 0, -1], [0, 0, 1], [0, -1, 0], [0, 1, 0], [1, 0, 0], [-1, 0, 0]], np.float32)
    faces = np.stack([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]], axis=1).reshape(-1, 3)
    square = np.array([[0.02, 0.3], [0.3, 0.3], [0.3, 0.02], [0.02, 0.02]], np.float32)
    corner = np.array([[k % 3 / 3, k // 3 / 3] for k in range(6)])
    uv = (square + corner[:, None]).astype(np.float32)
    corner_uv = np.stack([uv[:, [0, 1, 2]], uv[:, [0, 2, 3]]], axis=1).reshape(-1, 3, 2)
    corner_normals = np.repeat(np.repeat(normals, 2, axis=0)[:, None], 3, axis=1)
    mesh = Mesh(
        cube_vertices(), np.ascontiguousarray(faces, np.int32), np.zeros(12, np.int32), ("cube",),
        corner_uv, np.ascontiguousarray(corner_normals),
    )  # fmt: skip
    return Asset("cube", mesh, sample_maps(16, glow=0.0), quads=quads)
