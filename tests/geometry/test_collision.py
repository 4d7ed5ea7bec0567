"""Collision hulls: convex, small, few, and around the mesh."""

from __future__ import annotations

import numpy as np
import pytest

from meshwright.errors import InputError
from meshwright.geometry.body import Hull
from meshwright.geometry.collision import collision_hulls, convex_hull, hull_volume
from meshwright.geometry.decimate import decimate
from meshwright.geometry.isosurface import extract
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.topology import face_volumes, is_closed_manifold
from tests.analytic import AnalyticField, box, box_mesh, icosphere, torus
from tests.geometry.test_components import joined, moved


def assert_convex(hull: Hull, limit: int = 32) -> None:
    assert 4 <= len(hull.vertices) <= limit
    assert is_closed_manifold(hull.faces)
    p = hull.vertices.astype(np.float64)
    a, b, c = (p[hull.faces[:, k]] for k in range(3))
    normal = np.cross(b - a, c - a)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    above = (p @ normal.T) - (normal * a).sum(axis=1)
    assert above.max() < 1e-5 * np.ptp(p)
    assert hull_volume(hull) > 0


def covered(hulls, points: np.ndarray) -> np.ndarray:
    """Least signed distance of each point to the inside of any hull; positive is outside."""
    gaps = []
    for hull in hulls:
        p = hull.vertices.astype(np.float64)
        a, b, c = (p[hull.faces[:, k]] for k in range(3))
        normal = np.cross(b - a, c - a)
        normal /= np.linalg.norm(normal, axis=1, keepdims=True)
        gaps.append((points @ normal.T - (normal * a).sum(axis=1)).max(axis=1))
    return np.min(gaps, axis=0)


def test_a_table_gets_a_hull_for_each_member():
    legs = {f"leg{x}{z}": box((0.08, 0.5, 0.08), (0.5 * x, -0.2, 0.5 * z)) for x in (-1, 1) for z in (-1, 1)}
    field = AnalyticField({"top": box((0.7, 0.08, 0.7), (0, 0.4, 0)), **legs})
    mesh = decimate(extract(field, resolution=64, coarse=32), target_faces=800)
    hulls = collision_hulls(mesh)
    assert 5 <= len(hulls) <= 8
    for hull in hulls:
        assert_convex(hull)
    assert covered(hulls, mesh.vertices.astype(np.float64)).max() < 0.05
    assert sum(map(hull_volume, hulls)) < 1.15 * face_volumes(mesh).sum()
    again = collision_hulls(mesh)
    assert all(a.vertices.tobytes() == b.vertices.tobytes() for a, b in zip(hulls, again, strict=True))


def test_limits_hold_on_a_ring():
    mesh = decimate(extract(AnalyticField({"ring": torus(0.6, 0.15)}), resolution=64, coarse=32), target_faces=600)
    hulls = collision_hulls(mesh, max_hulls=6, max_vertices=16)
    assert 4 <= len(hulls) <= 6
    for hull in hulls:
        assert_convex(hull, 16)
    assert covered(hulls, np.zeros((1, 3)))[0] > 0.2  # the hole stays open


def test_convex_shapes_get_one_hull():
    assert len(collision_hulls(box_mesh())) == 1
    (ball,) = collision_hulls(icosphere(3))
    assert_convex(ball)
    assert hull_volume(ball) > 0.75 * 4 / 3 * np.pi


@pytest.mark.parametrize("points", [[[0, 0, 0], [1, 0, 0], [0, 0, 1]], [[0, 0, 0], [1, 0, 0]], [[1, 2, 3]]])
def test_flat_thin_and_single_points_get_volume(points):
    assert_convex(convex_hull(np.array(points, float), 32, 1.0))


def test_open_and_broken_meshes_get_hulls_of_components():
    box_open = Mesh.from_arrays(box_mesh().vertices, box_mesh().faces[:-2])
    hulls = collision_hulls(joined(box_open, moved(icosphere(2, 0.5), (3, 0, 0)), moved(box_mesh(), (6, 0, 0))))
    assert len(hulls) == 3
    for hull in hulls:
        assert_convex(hull)
    crowd = joined(*(moved(box_open, (2 * i, 0, 0)) for i in range(12)))
    assert len(collision_hulls(crowd)) == 8


def test_refusals():
    with pytest.raises(InputError, match="max_hulls"):
        collision_hulls(box_mesh(), max_hulls=0)
    with pytest.raises(InputError, match="no faces"):
        collision_hulls(Mesh.from_arrays(np.zeros((0, 3)), np.zeros((0, 3), int)))
