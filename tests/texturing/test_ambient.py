"""Ambient visibility against closed-form view factors."""

import numpy as np
import pytest

from meshwright.geometry.mesh import Mesh
from meshwright.texturing.ambient import bake_visibility, cosine_directions, visibility
from meshwright.texturing.project import Target
from meshwright.texturing.texels import atlas_of, interpolate
from tests.texturing.shapes import ball, plane


def wall_and_floor(height: float = 1.0, length: float = 60.0) -> Mesh:
    """A floor y = 0 (z > 0) and a wall z = 0 of `height`, both `length` wide along X."""
    h = length / 2
    v = [[-h, 0, 0], [h, 0, 0], [-h, 0, h], [h, 0, h], [-h, height, 0], [h, height, 0]]
    return Mesh.from_arrays(v, [[0, 2, 1], [1, 2, 3], [0, 1, 4], [1, 5, 4]])


def seen(target: Target, points: np.ndarray, normal: tuple[float, float, float], rays: int = 4096) -> np.ndarray:
    n = np.tile(np.array(normal, np.float32), (len(points), 1))
    pattern = np.zeros(len(points), np.int32)
    return visibility(target, points.astype(np.float32), n, n, pattern, rays=rays, reach=1e3)


def test_directions_are_cosine_distributed():
    d = cosine_directions(4096, 0.3, 0.2)
    np.testing.assert_allclose(np.linalg.norm(d, axis=1), 1, atol=1e-5)
    # E[cos] = 2/3 and E[cos²] = 1/2 under the density cos / pi; the mean lies on the axis.
    assert d[:, 2].mean() == pytest.approx(2 / 3, abs=2e-3)
    assert (d[:, 2] ** 2).mean() == pytest.approx(0.5, abs=2e-3)
    assert np.abs(d[:, :2].mean(0)).max() < 5e-3


def test_floor_beside_a_wall_matches_the_view_factor():
    """A wall of height h at distance a hides (1 - a / sqrt(a² + h²)) / 2 of the floor's cosine hemisphere."""
    target = Target(wall_and_floor())
    a = np.array([0.05, 0.2, 0.5, 1.0, 3.0])
    points = np.stack([0 * a, 0 * a, a], 1)
    expected = 1 - (1 - a / np.sqrt(a * a + 1)) / 2
    np.testing.assert_allclose(seen(target, points, (0, 1, 0)), expected, atol=0.015)


def test_open_surfaces_see_everything_and_reach_limits_what_counts():
    assert seen(Target(ball(3)), np.array([[0, 0.5, 0]]), (0, 1, 0))[0] == 1.0
    target = Target(wall_and_floor())
    n = np.array([[0, 1, 0]], np.float32)
    at = np.array([[0, 0, 2]], np.float32)
    assert visibility(target, at, n, n, np.zeros(1, np.int32), rays=256, reach=1.0)[0] == 1.0


@pytest.mark.parametrize("budget", [400, 4000])
def test_baked_visibility_follows_the_closed_form_across_the_atlas(budget):
    """Floor and wall as one target; the atlas covers a square of floor that touches the wall."""
    floor = plane(2.0, parts=4)
    target = Target(wall_and_floor())
    atlas = atlas_of(floor, 96)
    points = interpolate(floor.triangles, atlas.face, atlas.bary) + np.float32([0, 0, 1.001])
    normals = np.tile(np.float32([0, 1, 0]), (len(points), 1))
    face = np.zeros(len(points), np.int32)
    got = bake_visibility(
        target, atlas.flat, 96, points, normals, face, texel=atlas.texel, rays=64, reach=1e3, budget=budget
    )
    a = points[:, 2].astype(np.float64)
    expected = 1 - (1 - a / np.sqrt(a * a + 1)) / 2
    assert np.abs(got - expected).mean() < 0.012
    assert np.abs(got - expected).max() < 0.08


def test_charts_do_not_bleed_into_each_other():
    """Two charts side by side: one in the open, one inside a closed ball."""
    shell = ball(3, 1.0)
    target = Target(shell)
    x = np.arange(64)
    flat = (x[:, None] * 64 + np.r_[0:30, 34:64]).ravel().astype(np.int64)
    left = (flat % 64) < 32
    points = np.zeros((len(flat), 3), np.float32)
    points[:, 0] = (flat % 64) * 1e-3
    points[:, 2] = (flat // 64) * 1e-3
    points[left, 1] = 3.0
    normals = np.tile(np.float32([0, 1, 0]), (len(flat), 1))
    face = np.full(len(flat), int(np.argmax(shell.triangles.mean(1)[:, 1])), np.int32)
    got = bake_visibility(target, flat, 64, points, normals, face, texel=1e-3, rays=16, reach=5.0, budget=300)
    assert got[left].min() == 1.0
    assert got[~left].max() == 0.0
