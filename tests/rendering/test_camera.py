"""Camera: where things land in the picture."""

from __future__ import annotations

import numpy as np
import pytest

from meshwright.errors import InputError
from meshwright.rendering.camera import frame, orbit_axes, turning_outline


@pytest.mark.parametrize("azimuth", [0, 35, 170])
@pytest.mark.parametrize("elevation", [-20, 0, 30, 90])
@pytest.mark.parametrize("size", [(200, 200), (300, 120)])
def test_framing_touches_the_margin_and_is_centred(azimuth, elevation, size):
    points = np.random.default_rng(0).uniform([-1, 0, -0.3], [0.5, 2, 0.3], (500, 3))
    width, height = size
    camera = frame(points, azimuth=azimuth, elevation=elevation, width=width, height=height, margin=0.1)
    pixel, distance = camera.project(points)
    share = pixel / np.array(size)
    low, high = share.min(axis=0), share.max(axis=0)
    assert distance.min() > 0
    assert min(low.min(), 1 - high.max()) == pytest.approx(0.1, abs=1e-6)
    np.testing.assert_allclose(low + high, 1, atol=0.12)
    tight = np.argmin(low)
    assert low[tight] + high[tight] == pytest.approx(1, abs=1e-6)


def test_directions_of_the_picture():
    """From the front, +X is to the right and +Y up; azimuth 90 sees the +X side nearest."""
    points = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1.0]])
    pixel, distance = frame(points, azimuth=0, elevation=0, width=100, height=100).project(points)
    assert pixel[1, 0] > pixel[0, 0]
    assert pixel[2, 1] < pixel[0, 1]
    assert np.argmin(distance) == 3
    _, distance = frame(points, azimuth=90, elevation=0, width=100, height=100).project(points)
    assert np.argmin(distance) == 1


def test_rays_pass_through_the_points_of_their_pixels():
    points = np.random.default_rng(2).normal(size=(40, 3))
    camera = frame(points, azimuth=20, elevation=10, width=160, height=90)
    pixel, _ = camera.project(points)
    ray = camera.rays(pixel[:, 1] - 0.5, pixel[:, 0] - 0.5)
    towards = points - camera.position
    np.testing.assert_allclose(ray, towards / np.linalg.norm(towards, axis=1, keepdims=True), atol=1e-9)


def test_axes_are_a_right_handed_frame():
    axes = orbit_axes(50, 25)
    np.testing.assert_allclose(axes @ axes.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(axes) == pytest.approx(1)


def test_outline_encloses_every_turn():
    points = np.random.default_rng(3).uniform(-1, 1, (200, 3))
    camera = frame(turning_outline(points), azimuth=0, elevation=15, width=100, height=100, margin=0.02)
    for angle in np.radians(np.arange(0, 360, 15)):
        c, s = np.cos(angle), np.sin(angle)
        pixel, _ = camera.project(points @ np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]]))
        assert pixel.min() >= 0
        assert pixel.max() <= 100


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"elevation": 95}, "elevation"),
        ({"azimuth": np.nan}, "azimuth"),
        ({"field_of_view": 1}, "field_of_view"),
    ],
)
def test_bad_angles_are_named(change, field):
    arguments = {"azimuth": 0, "elevation": 0, "width": 10, "height": 10} | change
    with pytest.raises(InputError) as error:
        frame(np.eye(3), **arguments)
    assert error.value.field == field
