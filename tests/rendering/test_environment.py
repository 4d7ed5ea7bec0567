"""The studio's light against closed forms and quadrature."""

from __future__ import annotations

import numpy as np
import pytest

from meshwright.rendering import brdf
from meshwright.rendering.environment import (
    STUDIO,
    SoftBox,
    directional_albedo,
    irradiance,
    irradiance_coefficients,
    key_irradiance,
)


def directions(n=60, seed=0):
    d = np.random.default_rng(seed).normal(size=(n, 3))
    return (d / np.linalg.norm(d, axis=1, keepdims=True)).astype(np.float32)


def test_constant_light():
    c = irradiance_coefficients(lambda d: np.full((len(d), 3), 0.7))
    np.testing.assert_allclose(irradiance(directions(), c), 0.7 * np.pi, rtol=1e-3)


def test_two_half_spaces():
    """Sky L above and floor M below give π(L(1+y)/2 + M(1-y)/2), exactly within the first nine harmonics."""
    sky, floor = np.array([2.0, 1.0, 0.5]), np.array([0.1, 0.4, 0.2])
    c = irradiance_coefficients(lambda d: np.where(d[:, 1:2] > 0, sky, floor))
    n = directions()
    y = n[:, 1:2]
    np.testing.assert_allclose(irradiance(n, c), np.pi * (sky * (1 + y) + floor * (1 - y)) / 2, atol=0.02)


def test_light_from_the_right_falls_on_the_right():
    c = irradiance_coefficients(lambda d: np.repeat((d[:, 0:1] > 0.9) * 1.0, 3, axis=1))
    e = irradiance(np.array([[1, 0, 0], [-1, 0, 0]], np.float32), c)
    assert e[0].min() > 4 * e[1].max()


def test_key_matches_its_projected_solid_angle():
    """The closed form of a rectangle with half tangents a, b at distance 1, facing the surface."""
    a, b = STUDIO.key.half_width, STUDIO.key.half_height
    p, q = np.hypot(1, a), np.hypot(1, b)
    form = 4 * (a / p * np.arctan(b / p) + b / q * np.arctan(a / q)) / 2
    expected = form * np.array(STUDIO.key.radiance)
    np.testing.assert_allclose(key_irradiance(STUDIO), expected, rtol=0.05)


def test_blur_keeps_the_light_of_a_box():
    box = SoftBox(0, 0, 0.3, 0.3, (1, 1, 1))
    u, v = np.meshgrid(np.linspace(-1.5, 1.5, 121), np.linspace(-1.5, 1.5, 121))
    d = np.stack([u.ravel(), v.ravel(), np.ones(u.size)], axis=1).astype(np.float32)
    d /= np.linalg.norm(d, axis=1, keepdims=True)
    sharp, soft = (box.seen(d, np.full(len(d), w, np.float32)).sum() for w in (0.02, 0.15))
    assert soft == pytest.approx(sharp, rel=0.1)
    assert box.seen(np.array([[0, 0, -1]], np.float32), np.array([0.1], np.float32))[0] == 0


def test_rough_reflections_are_flatter():
    d = directions(400)
    sharp, rough = (STUDIO.ambient(d, np.full(400, a, np.float32)).std(axis=0) for a in (0.01, 0.9))
    assert (rough < 0.7 * sharp).all()


@pytest.mark.parametrize("roughness", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("cosine", [0.3, 0.7, 1.0])
def test_split_sum_agrees_with_the_reference_model(roughness, cosine):
    """The table against quadrature of D·G over a white hemisphere, F = 1."""
    t, w = np.polynomial.legendre.leggauss(300)
    theta, w = (t + 1) * np.pi / 4, w * np.pi / 4
    phi = (np.arange(256) + 0.5) * (2 * np.pi / 256)
    l = np.stack(
        np.broadcast_arrays(
            np.sin(theta)[:, None] * np.cos(phi), np.sin(theta)[:, None] * np.sin(phi), np.cos(theta)[:, None]
        ),
        axis=-1,
    )
    view = np.array([np.sqrt(1 - cosine**2), 0, cosine])
    h = l + view
    h /= np.linalg.norm(h, axis=-1, keepdims=True)
    alpha = brdf.alpha_from_roughness(roughness)
    value = brdf.ggx(h[..., 2], alpha) * brdf.smith_visibility(l[..., 2], cosine, alpha) * l[..., 2]
    want = (value * (w * np.sin(theta))[:, None]).sum() * 2 * np.pi / 256
    scale, bias = directional_albedo(np.array([cosine]), np.array([roughness]))
    assert float(scale[0] + bias[0]) == pytest.approx(want, abs=0.01)
