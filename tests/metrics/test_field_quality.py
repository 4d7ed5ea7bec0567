"""Eikonal error and Lipschitz violation against closed forms (eqs 11 and 59)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from meshwright.errors import InputError
from meshwright.metrics.field_quality import field_quality
from tests.analytic import AnalyticField, sphere, torus


@pytest.mark.parametrize("shape", [sphere(0.5), torus(0.5, 0.2)], ids=["sphere", "torus"])
def test_true_distances_have_neither_error(shape: object) -> None:
    q = field_quality(AnalyticField({"body": shape}).sdf)  # type: ignore[dict-item]
    assert q.eikonal < 1e-6
    assert q.lipschitz < 1e-5
    assert q.near > 100


@pytest.mark.parametrize("factor", [0.5, 2.0, 3.0])
def test_scaled_distance_has_the_error_of_its_factor(factor: float) -> None:
    q = field_quality(AnalyticField({"body": sphere(0.5)}, scale=factor).sdf)
    assert q.eikonal == pytest.approx((factor - 1) ** 2, rel=1e-3)
    assert q.lipschitz == pytest.approx(max(factor - 1, 0), abs=1e-3)


def test_quadratic_sphere_in_closed_form() -> None:
    """f = |x|² - r² has |∇f| = 2 |x|: near the surface 2 r, and over the cube the mean of max(0, 2 |x| - 1)."""
    r = 0.7
    q = field_quality(lambda p: (p * p).sum(1) - np.float32(r * r), band=0.01, n=40_000)
    assert q.eikonal == pytest.approx((2 * r - 1) ** 2, rel=0.02)
    p = np.random.default_rng(9).uniform(-1, 1, (200_000, 3))
    assert q.lipschitz == pytest.approx(np.maximum(2 * np.linalg.norm(p, axis=1) - 1, 0).mean(), rel=0.01)


def test_far_field_counts_for_lipschitz_only() -> None:
    def cliff(p: np.ndarray) -> np.ndarray:
        d = np.linalg.norm(p, axis=1) - np.float32(0.3)
        return np.where(d > 0.4, 0.4 + 5 * (d - 0.4), d).astype(np.float32)

    q = field_quality(cliff)
    assert q.eikonal < 1e-6
    assert q.lipschitz > 1


def test_no_surface_no_eikonal() -> None:
    q = field_quality(lambda p: np.full(len(p), 5, np.float32))
    assert math.isnan(q.eikonal)
    assert (q.lipschitz, q.near) == (0, 0)


def test_seed_decides_the_points() -> None:
    f = AnalyticField({"body": sphere(0.5)}, scale=1.5).sdf

    def wavy(p: np.ndarray) -> np.ndarray:
        return f(p) + np.float32(0.05) * np.sin(9 * p[:, 0])

    assert field_quality(wavy, n=500) == field_quality(wavy, n=500)
    assert field_quality(wavy, n=500) != field_quality(wavy, n=500, seed=1)


@pytest.mark.parametrize("bad", [{"n": 0}, {"band": 0.0}, {"step": -1.0}])
def test_settings_out_of_range_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(InputError, match=next(iter(bad))):
        field_quality(lambda p: p[:, 0], **bad)  # type: ignore[arg-type]
