"""Tangents against a line-by-line port of the rules of mikktspace.c, and on a plane."""

from __future__ import annotations

from dataclasses import replace
from math import acos

import numpy as np
import pytest

from meshwright.errors import InputError
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.normals import shade
from meshwright.geometry.tangents import tangents
from meshwright.geometry.unwrap import unwrap
from tests.analytic import box_mesh, icosphere


def reference(mesh: Mesh) -> np.ndarray:
    """Slow: groups by flood fill over shared (position, normal, uv), sums angle-weighted projections."""
    m = len(mesh.faces)
    uv = mesh.uv.astype(float) * [1, -1]
    p, n = mesh.triangles.astype(float), mesh.normals.astype(float)
    key = [
        [(*mesh.triangles[f, k].tolist(), *mesh.normals[f, k].tolist(), *mesh.uv[f, k].tolist()) for k in range(3)]
        for f in range(m)
    ]
    os_, orient = [], []
    for f in range(m):
        (t21x, t21y), (t31x, t31y) = uv[f, 1] - uv[f, 0], uv[f, 2] - uv[f, 0]
        area = t21x * t31y - t21y * t31x
        v = t31y * (p[f, 1] - p[f, 0]) - t21y * (p[f, 2] - p[f, 0])
        orient.append(area > 0)
        os_.append((1.0 if area > 0 else -1.0) * v / np.linalg.norm(v))
    sharing: dict[tuple, list[int]] = {}
    for f in range(m):
        for k in range(3):
            edge = tuple(sorted((key[f][k], key[f][(k + 1) % 3])))
            sharing.setdefault(edge, []).append(f)
    out = np.zeros((m, 3, 4))
    for f in range(m):
        for k in range(3):
            group, queue = {f}, [f]
            while queue:
                g = queue.pop()
                i = key[g].index(key[f][k])
                for e in (
                    tuple(sorted((key[g][i], key[g][(i + 1) % 3]))),
                    tuple(sorted((key[g][i - 1], key[g][i]))),
                ):
                    for h in sharing[e]:
                        if h not in group and orient[h] == orient[f]:
                            group.add(h)
                            queue.append(h)
            total = np.zeros(3)
            for g in sorted(group):
                i = key[g].index(key[f][k])
                normal = n[g, i]
                project = lambda v, normal=normal: v - normal * (normal @ v)  # noqa: E731
                t, v1, v2 = (
                    project(os_[g]),
                    project(p[g, i - 1] - p[g, i]),
                    project(p[g, (i + 1) % 3] - p[g, i]),
                )
                cosine = v1 @ v2 / np.linalg.norm(v1) / np.linalg.norm(v2)
                total += acos(max(-1, min(1, cosine))) * t / np.linalg.norm(t)
            out[f, k] = (*(total / np.linalg.norm(total)), 1.0 if orient[f] else -1.0)
    return out


@pytest.mark.parametrize("make", [lambda: icosphere(2), box_mesh])
def test_agrees_with_the_reference(make):
    mesh = shade(unwrap(make(), texture_size=256))
    np.testing.assert_allclose(tangents(mesh), reference(mesh), atol=1e-5)


def test_mirrored_charts_get_their_own_sign():
    mesh = shade(unwrap(icosphere(2), texture_size=256), crease_degrees=180)
    uv = mesh.uv.copy()
    right = mesh.triangles.mean(axis=1)[:, 0] > 0
    uv[right, :, 0] = 1 - uv[right, :, 0]
    mirrored = replace(mesh, uv=uv)
    found = tangents(mirrored)
    assert (found[right, :, 3] == -1).all()
    assert (found[~right, :, 3] == 1).all()
    np.testing.assert_allclose(found, reference(mirrored), atol=1e-5)


def test_on_a_wall_the_tangent_runs_right_and_the_bitangent_up():
    """A wall facing +Z, its image upright: u grows along +X, v grows down."""
    mesh = Mesh.from_arrays([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], [[0, 1, 2], [0, 2, 3]])
    uv = np.stack([mesh.triangles[..., 0], 1 - mesh.triangles[..., 1]], axis=-1)
    mesh = shade(replace(mesh, uv=uv))
    t = tangents(mesh)
    np.testing.assert_allclose(t[..., :3], np.broadcast_to([1.0, 0, 0], (2, 3, 3)), atol=1e-6)
    bitangent = t[..., 3:] * np.cross(mesh.normals, t[..., :3])
    np.testing.assert_allclose(bitangent, np.broadcast_to([0, 1.0, 0], (2, 3, 3)), atol=1e-6)


def test_unusable_uvs_still_give_unit_tangents():
    mesh = shade(replace(icosphere(1), uv=np.zeros((80, 3, 2), np.float32)))
    t = tangents(mesh)
    np.testing.assert_allclose(np.linalg.norm(t[..., :3], axis=2), 1, atol=1e-6)
    np.testing.assert_allclose((t[..., :3] * mesh.normals).sum(axis=2), 0, atol=1e-6)
    with pytest.raises(InputError, match="UVs"):
        tangents(icosphere(1))
