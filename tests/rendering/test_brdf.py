"""The reflection model against quadrature: energy, symmetry and limits."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from meshwright.errors import InputError
from meshwright.rendering import brdf


@lru_cache
def hemisphere(rows=400, columns=128):
    """Directions (n, 3) about +z and their solid angles, denser towards the pole and the rim."""
    t, w = np.polynomial.legendre.leggauss(rows)
    theta, w = (t + 1) * np.pi / 4, w * np.pi / 4
    phi = (np.arange(columns) + 0.5) * (2 * np.pi / columns)
    sin, cos = np.sin(theta)[:, None], np.cos(theta)[:, None]
    direction = np.stack(np.broadcast_arrays(sin * np.cos(phi), sin * np.sin(phi), cos), axis=-1)
    weight = np.broadcast_to(w[:, None] * sin * (2 * np.pi / columns), direction.shape[:2])
    return direction.reshape(-1, 3), weight.ravel()


def albedo_towards(cosine, **material):
    """Share of light from `view` that the surface reflects into the hemisphere."""
    view = np.array([np.sqrt(1 - cosine**2), 0.0, cosine])
    normal = np.array([0.0, 0.0, 1.0])
    light, weight = hemisphere(300, 256)
    value = brdf.cook_torrance(normal, light, view, **material)
    return (value * (light[:, 2] * weight)[:, None]).sum(axis=0)


@pytest.mark.parametrize("alpha", [0.03, 0.1, 0.3, 0.7, 1.0])
def test_distribution_is_normalised(alpha):
    """Eq 68: the microsurface seen from above covers the surface once."""
    h, weight = hemisphere(600, 4)
    assert (brdf.ggx(h[:, 2], alpha) * h[:, 2] * weight).sum() == pytest.approx(1, abs=2e-4)


@pytest.mark.parametrize("alpha", [0.1, 0.5, 1.0])
@pytest.mark.parametrize("cosine", [0.1, 0.5, 0.9])
def test_smith_shows_the_eye_exactly_the_projected_surface(alpha, cosine):
    """Heitz 2014, eq 16: ∫ G1(v) max(v·h, 0) D(h) dh = v·n, which fixes Λ (eq 70)."""
    view = np.array([np.sqrt(1 - cosine**2), 0.0, cosine])
    h, weight = hemisphere(300, 256)
    seen = np.maximum(h @ view, 0) * brdf.ggx(h[:, 2], alpha) / (1 + brdf.smith_lambda(cosine, alpha))
    assert (seen * weight).sum() == pytest.approx(cosine, rel=2e-3)


def test_visibility_is_the_correlated_smith_term():
    rng = np.random.default_rng(0)
    l, v, a = rng.uniform(0.05, 1, (3, 50))
    g = 1 / (1 + brdf.smith_lambda(l, a) + brdf.smith_lambda(v, a))
    np.testing.assert_allclose(brdf.smith_visibility(l, v, a), g / (4 * l * v), rtol=1e-9)


@pytest.mark.parametrize("cosine", [0.05, 0.2, 0.6, 1.0])
@pytest.mark.parametrize("roughness", [0.3, 0.6, 1.0])
@pytest.mark.parametrize("metallic", [0.0, 0.5, 1.0])
def test_white_furnace_never_gains_energy(cosine, roughness, metallic):
    out = albedo_towards(cosine, albedo=np.ones(3), roughness=roughness, metallic=metallic)
    assert out.max() <= 1.0 + 2e-3
    assert out.min() > 0.2


def test_smooth_metal_loses_next_to_nothing():
    out = albedo_towards(0.8, albedo=np.ones(3), roughness=0.25, metallic=1.0)
    assert out == pytest.approx(1, abs=0.01)


def test_fully_rough_metal_from_above_in_closed_form():
    """α = 1 and v = n: D = 1/π and G = 2c/(1+c), so a white metal reflects ∫ c/(1+c) dc = 1 - ln 2."""
    out = albedo_towards(1.0, albedo=np.ones(3), roughness=1.0, metallic=1.0)
    assert out == pytest.approx(1 - np.log(2), abs=1e-3)


def test_reciprocity():
    rng = np.random.default_rng(1)
    l, v = rng.normal(size=(2, 200, 3))
    l, v = (d / np.linalg.norm(d, axis=1, keepdims=True) for d in (l, v))
    n = np.array([0.0, 0.0, 1.0])
    material = {"albedo": rng.random((200, 3)), "roughness": rng.random(200), "metallic": rng.random(200)}
    forward, backward = brdf.cook_torrance(n, l, v, **material), brdf.cook_torrance(n, v, l, **material)
    np.testing.assert_allclose(forward, backward, rtol=1e-9, atol=1e-12)
    assert forward[(l[:, 2] < 0) | (v[:, 2] < 0)].max() == 0
    assert (forward[(l[:, 2] > 0) & (v[:, 2] > 0)] > 0).all()


def test_fresnel_limits():
    assert brdf.fresnel_schlick(1.0, 0.04) == pytest.approx(0.04)
    assert brdf.fresnel_schlick(0.0, 0.04) == pytest.approx(1.0)
    assert brdf.f0_from_ior(1.5) == pytest.approx(0.04)
    assert brdf.f0_from_ior(1.0) == 0
    # Water 2.0 %, diamond 17.2 %.
    np.testing.assert_allclose(brdf.f0_from_ior([1.333, 2.417]), [0.0204, 0.172], atol=5e-4)
    for wrong in (0.9, float("nan"), float("inf")):
        with pytest.raises(InputError, match="ior"):
            brdf.f0_from_ior(wrong)
    gold = np.array([1.0, 0.77, 0.34])
    np.testing.assert_allclose(brdf.base_reflectance(gold, 1.0), gold)
    np.testing.assert_allclose(brdf.base_reflectance(gold, 0.0), 0.04)
    np.testing.assert_allclose(brdf.base_reflectance(gold, 0.5), 0.02 + gold / 2)


def test_distribution_does_not_overflow_in_single_precision():
    peak = brdf.ggx(np.float32(1), brdf.alpha_from_roughness(np.float32(0)))
    assert np.isfinite(peak)
    assert peak > 1e4
