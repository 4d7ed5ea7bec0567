"""Plausible ranges and conversions against published values and exact inverses."""

import numpy as np
import pytest

from meshwright.errors import InputError
from meshwright.texturing.maps import PBRMaps
from meshwright.texturing.pbr import (
    DIELECTRIC_ALBEDO,
    METAL_F0,
    conform,
    conformity,
    metallic_from_specular,
    plausible_albedo,
)

RNG = np.random.default_rng(3)


def test_specular_glossiness_round_trips():
    """Metallic-roughness → specular-glossiness has a closed form; the conversion must invert it."""
    albedo = RNG.uniform(0.1, 0.9, (500, 1)).repeat(3, axis=1).astype(np.float32)
    for value in (0.0, 1.0):
        metallic = np.full(500, value, np.float32)
        diffuse = albedo * (1 - value)
        specular = 0.04 * (1 - value) + albedo * value
        gloss = RNG.uniform(0, 1, 500).astype(np.float32)
        a, r, m = metallic_from_specular(diffuse, specular.astype(np.float32), gloss)
        np.testing.assert_allclose(m, metallic, atol=0.02)
        np.testing.assert_allclose(a, albedo, atol=0.03)
        np.testing.assert_allclose(r, 1 - gloss, atol=1e-6)


def test_legacy_plastic_and_gold_are_told_apart():
    a, _, m = metallic_from_specular(
        np.array([[0.6, 0.1, 0.1], [0.0, 0.0, 0.0]], np.float32),
        np.array([[0.04, 0.04, 0.04], [1.0, 0.77, 0.34]], np.float32),
        np.array([0.5, 0.8], np.float32),
    )
    assert m[0] == 0
    assert m[1] > 0.95
    np.testing.assert_allclose(a, [[0.6, 0.1, 0.1], [1.0, 0.77, 0.34]], atol=0.03)


def test_plausible_albedo_leaves_good_colours_alone_and_lifts_bad_ones():
    good = RNG.uniform(0.05, 0.8, (100, 3)).astype(np.float32)
    np.testing.assert_array_equal(plausible_albedo(good, np.zeros(100, np.float32)), good)
    extreme = np.array([[0.0, 0.0, 0.0], [1.0, 1.0, 1.0], [0.0, 0.0, 0.0], [0.02, 0.01, 0.005]], np.float32)
    got = plausible_albedo(extreme, np.array([0, 0, 0, 1], np.float32))
    np.testing.assert_allclose(got[0], DIELECTRIC_ALBEDO[0])
    np.testing.assert_allclose(got[1], DIELECTRIC_ALBEDO[1])
    # A metal keeps its hue.
    np.testing.assert_allclose(got[3], METAL_F0[0] * np.array([1, 0.5, 0.25]), rtol=1e-5)


def maps(**change: np.ndarray) -> PBRMaps:
    shape = (4, 4)
    normal = np.zeros((*shape, 3), np.float32)
    normal[..., 2] = 1
    arrays = {
        "albedo": np.full((*shape, 3), 0.3, np.float32),
        "normal": normal,
        "roughness": np.full(shape, 0.5, np.float32),
        "metallic": np.zeros(shape, np.float32),
        "occlusion": np.ones(shape, np.float32),
        "emission": np.zeros((*shape, 3), np.float32),
        "coverage": np.ones(shape, bool),
    }
    return PBRMaps(**(arrays | change))


def test_conformity_reports_each_kind_of_violation():
    good = conformity(maps())
    assert good["finite"] is True
    for key in ("dielectric_albedo_outside", "metal_f0_outside", "roughness_outside", "normal_below_surface"):
        assert good[key] == 0
    assert conformity(maps(albedo=np.full((4, 4, 3), 0.99, np.float32)))["dielectric_albedo_outside"] == 1
    dark = maps(albedo=np.full((4, 4, 3), 0.01, np.float32), metallic=np.ones((4, 4), np.float32))
    assert conformity(dark)["metal_f0_outside"] == 1
    assert conformity(maps(roughness=np.zeros((4, 4), np.float32)))["roughness_outside"] == 1
    assert conformity(maps(normal=-maps().normal))["normal_below_surface"] == 1
    assert conformity(maps(emission=np.full((4, 4, 3), np.nan, np.float32)))["finite"] is False
    with pytest.raises(InputError):
        conformity(maps(coverage=np.zeros((4, 4), bool)))


def test_conform_repairs_what_conformity_reports():
    bad = maps(
        albedo=RNG.uniform(-1, 2, (4, 4, 3)).astype(np.float32),
        roughness=RNG.uniform(-1, 2, (4, 4)).astype(np.float32),
        normal=maps().normal * 3,
        emission=np.full((4, 4, 3), -1, np.float32),
    )
    report = conformity(conform(bad))
    for key in ("dielectric_albedo_outside", "metal_f0_outside", "roughness_outside", "normal_below_surface"):
        assert report[key] == 0
    assert report["normal_length_error"] < 1e-6
    assert conform(bad).emission.min() == 0
