"""Points spread over a surface."""

from __future__ import annotations

import numpy as np
import pytest

from meshwright.geometry.sampling import spread_points
from meshwright.geometry.topology import face_areas
from tests.analytic import box_mesh, icosphere


def test_points_lie_on_the_surface_evenly():
    size = np.array([0.6, 0.5, 0.4])
    mesh = box_mesh(tuple(size))
    half = np.abs(mesh.vertices).max(axis=0)
    seen = spread_points(mesh, 12_000)
    on = np.abs(np.abs(seen.points) / half - 1) < 1e-6
    assert on.any(axis=1).all()
    assert seen.area * 12_000 == pytest.approx(face_areas(mesh).sum(), rel=1e-6)
    sides = np.array([half[1] * half[2], half[2] * half[0], half[0] * half[1]])
    np.testing.assert_allclose(on.mean(axis=0), sides / sides.sum(), atol=1e-3)
    np.testing.assert_allclose(seen.points.mean(axis=0), 0, atol=1e-3)
    np.testing.assert_allclose(np.abs((seen.normals * seen.points / half).sum(axis=1)), 1, atol=1e-6)


def test_normals_point_outwards_and_the_spread_is_the_same_again():
    first, second = spread_points(icosphere(3), 1000), spread_points(icosphere(3), 1000)
    assert ((first.points * first.normals).sum(axis=1) > 0.9).all()
    assert first.points.tobytes() == second.points.tobytes()
