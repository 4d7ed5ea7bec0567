"""Projection to the high-detail surface, and curvature, against a sphere."""

import numpy as np
import pytest

from meshwright.errors import InputError
from meshwright.geometry.mesh import Mesh
from meshwright.texturing import project as module
from meshwright.texturing.project import Target, project, stand
from meshwright.texturing.texels import unit
from tests.texturing.shapes import ball


def random_on_sphere(n: int, radius: float) -> np.ndarray:
    p = np.random.default_rng(1).standard_normal((n, 3)).astype(np.float32)
    return unit(p) * np.float32(radius)


@pytest.mark.parametrize("radius", [0.49, 0.51])
def test_points_inside_and_outside_land_on_the_surface(radius):
    target = Target(ball(5, 0.5))
    points = random_on_sphere(2000, radius)
    footing = project(target, points, unit(points), 0.03)
    assert not footing.missed.any()
    np.testing.assert_allclose(np.linalg.norm(footing.points, axis=1), 0.5, atol=5e-4)
    np.testing.assert_allclose(footing.normals, unit(points), atol=0.02)
    np.testing.assert_allclose(footing.bary.sum(1), 1, atol=1e-5)
    again = (target.mesh.triangles[footing.face] * footing.bary[..., None]).sum(1)
    np.testing.assert_allclose(again, footing.points, atol=1e-6)


def test_rays_that_miss_take_the_closest_point():
    target = Target(ball(5, 0.5))
    points = np.array([[0, 0.51, 0]], np.float32)
    sideways = unit(np.array([[1, 0.05, 0]], np.float32))
    footing = project(target, points, sideways, 0.03)
    assert not footing.missed[0]
    np.testing.assert_allclose(footing.points[0], [0, 0.5, 0], atol=0.02)


def test_closest_points_of_a_few_are_those_of_many(monkeypatch):
    target = Target(ball(4, 0.5))
    points = random_on_sphere(12, 0.3) + np.float32([0.2, 0, 0])
    few = module._closest(target, points)
    monkeypatch.setattr(module, "_FEW", 0)
    for a, b in zip(few, module._closest(target, points), strict=True):
        np.testing.assert_array_equal(a, b)


def test_beyond_the_cage_points_keep_their_own_place():
    target = Target(ball(3, 0.5))
    points = random_on_sphere(50, 0.9)
    footing = project(target, points, unit(points), 0.05)
    assert footing.missed.all()
    np.testing.assert_array_equal(footing.points, points)


def test_the_far_side_of_a_thin_sheet_is_not_taken():
    """Two parallel faces 1 cm apart: a point just above the lower one, which looks down, belongs to it."""
    v = np.array([[-1, 0, -1], [1, 0, -1], [0, 0, 2], [-1, 0.01, -1], [1, 0.01, -1], [0, 0.01, 2]], float)
    target = Target(Mesh.from_arrays(v, [[0, 1, 2], [3, 5, 4]]))
    footing = project(target, np.float32([[0, 0.008, 0]]), np.float32([[0, -1, 0]]), 0.05)
    assert footing.face[0] == 0


def test_convexity_of_a_sphere_is_its_curvature_and_changes_sign_inside_out():
    mesh = ball(4, 0.5)
    np.testing.assert_allclose(Target(mesh).convexity(0.1), 0.2, atol=0.01)
    inward = Mesh.from_arrays(mesh.vertices, mesh.faces[:, ::-1])
    np.testing.assert_allclose(Target(inward).convexity(0.1), -0.2, atol=0.01)


def test_stand_keeps_points_exactly():
    mesh = ball(3)
    face = np.arange(10, dtype=np.int32)
    bary = np.full((10, 3), 1 / 3, np.float32)
    points = mesh.triangles[face].mean(1)
    np.testing.assert_array_equal(stand(Target(mesh), face, bary, points).points, points)


def test_bad_targets_are_refused():
    with pytest.raises(InputError, match="high"):
        Target(Mesh.from_arrays(np.zeros((3, 3)), np.zeros((0, 3), int)))
    with pytest.raises(InputError, match="high"):
        Target(Mesh.from_arrays(np.full((3, 3), np.nan), [[0, 1, 2]]))
