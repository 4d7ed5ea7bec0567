"""Samplers against closed forms: straight paths, linear fields, Gaussians (eqs 45-50)."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable
from dataclasses import asdict

import numpy as np
import pytest

from meshwright.errors import InputError
from meshwright.generator.sampler import (
    SamplerSettings,
    combine_guidance,
    flow_times,
    fresh_noise_of,
    sample_flow,
    seeded_noise,
    two_step_clean,
)

RNG = np.random.default_rng(0)
NOISE = RNG.standard_normal((4, 5))


# -- times and settings -----------------------------------------------------------------------------


@pytest.mark.parametrize("shift", [0.5, 1.0, 2.0, 5.0])
@pytest.mark.parametrize("steps", [1, 7, 50])
def test_times_fall_from_one_to_zero(steps: int, shift: float) -> None:
    times = flow_times(steps, shift)
    assert len(times) == steps + 1
    assert times[0] == 1
    assert times[-1] == 0
    assert all(a > b for a, b in itertools.pairwise(times))


def test_shift_moves_the_middle() -> None:
    assert flow_times(2, 1.0)[1] == pytest.approx(0.5)
    assert flow_times(2, 3.0)[1] == pytest.approx(0.75)  # 3 x 0.5 / (1 + 2 x 0.5)


@pytest.mark.parametrize(
    ("bad", "field"),
    [({"steps": 0}, "steps"), ({"steps": 1001}, "steps"), ({"churn": -0.1, "order": 1}, "churn"),
     ({"churn": 1.1, "order": 1}, "churn"), ({"order": 3}, "order"),
     ({"shift": 0.0}, "shift"), ({"shift": math.nan}, "shift"), ({"interval": (0.5, 0.2)}, "interval"),
     ({"interval": (0.0, 1.5)}, "interval"), ({"guidance": math.inf}, "guidance"), ({"avoid": math.nan}, "avoid")],
)  # fmt: skip
def test_settings_out_of_range_are_refused(bad: dict[str, float], field: str) -> None:
    with pytest.raises(InputError) as caught:
        SamplerSettings(**bad)  # type: ignore[arg-type]
    assert caught.value.field == field


# -- the ODE ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [1, 3, 25])
def test_constant_velocity_is_followed_exactly(steps: int) -> None:
    data = RNG.standard_normal((4, 5))
    out = sample_flow(lambda x, t: NOISE - data, NOISE, SamplerSettings(steps=steps, shift=2.0))
    np.testing.assert_allclose(out, data, atol=1e-12)


@pytest.mark.parametrize("steps", [1, 3, 25])
def test_one_known_datum_is_reached_exactly(steps: int) -> None:
    """All paths end in one point: v = (x - x_0) / t, linear in x."""
    data = RNG.standard_normal((4, 5))
    out = sample_flow(lambda x, t: (x - data) / t, NOISE, SamplerSettings(steps=steps))
    np.testing.assert_allclose(out, data, atol=1e-12)


def test_euler_converges_at_first_order_on_a_gaussian() -> None:
    """Data N(0, s²): the exact velocity is linear, and the flow maps noise x to s x."""
    s = 0.4

    def velocity(x: np.ndarray, t: float) -> np.ndarray:
        return x * (t - (1 - t) * s * s) / (t * t + (1 - t) ** 2 * s * s)

    errors = [
        np.abs(sample_flow(velocity, NOISE, SamplerSettings(steps=n, shift=1.0, order=1)) - s * NOISE).max()
        for n in (50, 100, 200)
    ]
    assert errors[2] < 0.02
    assert errors[0] / errors[1] == pytest.approx(2, rel=0.15)
    assert errors[1] / errors[2] == pytest.approx(2, rel=0.15)


def gaussian_velocity(mean: float, deviation: float) -> Callable[[np.ndarray, float], np.ndarray]:
    """Exact velocity for data N(mean, deviation²); the flow maps noise x to mean + deviation x."""

    def velocity(x: np.ndarray, t: float) -> np.ndarray:
        a, s2 = 1 - t, deviation**2
        clean = mean + a * s2 / (a * a * s2 + t * t) * (x - a * mean)
        return (x - clean) / t

    return velocity


def test_two_steps_converge_faster_than_one_and_beat_it_at_equal_cost() -> None:
    def error(steps: int, order: int) -> float:
        out = sample_flow(gaussian_velocity(1.5, 0.3), NOISE, SamplerSettings(steps=steps, order=order))
        return float(np.abs(out - (1.5 + 0.3 * NOISE)).max())

    assert error(20, 2) < 0.4 * error(20, 1)
    assert error(40, 2) < 0.2 * error(40, 1)
    assert error(10, 2) / error(40, 2) > 10  # first order gives 4


def test_a_step_of_second_order_extrapolates_in_the_log_of_signal_to_noise() -> None:
    """A clean prediction that is linear in λ is met at the middle of the step, whatever the steps' lengths."""
    times = (0.9, 0.7, 0.2)
    lam = [math.log((1 - t) / t) for t in times]
    aim = two_step_clean(3 * lam[1] + 1, 3 * lam[0] + 1, times)
    assert aim == pytest.approx(3 * (lam[1] + lam[2]) / 2 + 1)
    assert two_step_clean(5.0, 2.0, (1.0, 0.7, 0.2)) == 5.0
    assert two_step_clean(5.0, 2.0, (0.9, 0.7, 0.0)) == 5.0


def test_settings_come_back_from_json() -> None:
    settings = SamplerSettings(interval=(0.1, 0.9))
    assert SamplerSettings(**json.loads(json.dumps(asdict(settings)))) == settings


def test_one_step_is_a_deterministic_ddim_step() -> None:
    """DDIM with α = 1 - t, σ = t: predict x_0 and ε, then recompose at the next time (Song et al. 2021, eq 12)."""
    seen: list[tuple[np.ndarray, float]] = []

    def velocity(x: np.ndarray, t: float) -> np.ndarray:
        seen.append((x, t))
        return np.tanh(x) * (1 + t)

    settings = SamplerSettings(steps=4, shift=1.5, order=1)
    out = sample_flow(velocity, NOISE, settings)
    times = flow_times(4, 1.5)
    ends = [x for x, _ in seen[1:]] + [out]
    assert [t for _, t in seen] == times[:-1]
    for (x, t), s, end in zip(seen, times[1:], ends, strict=True):
        v = np.tanh(x) * (1 + t)
        clean = x - t * v
        epsilon = (x - (1 - t) * clean) / t
        np.testing.assert_allclose(end, (1 - s) * clean + s * epsilon, atol=1e-12)


def test_progress_runs_to_one() -> None:
    seen: list[float] = []
    sample_flow(lambda x, t: x, NOISE, SamplerSettings(steps=4), progress=seen.append)
    assert seen == [0.25, 0.5, 0.75, 1.0]


# -- the SDE ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("churn", "order", "steps"), [(0.0, 1, 200), (0.3, 1, 200), (1.0, 1, 200), (1.0, 2, 50)])
def test_churn_keeps_the_marginal_variance_of_a_gaussian(churn: float, order: int, steps: int) -> None:
    s, n = 0.6, 40_000
    rng = np.random.default_rng(5)

    def velocity(x: np.ndarray, t: float) -> np.ndarray:
        return x * (t - (1 - t) * s * s) / (t * t + (1 - t) ** 2 * s * s)

    settings = SamplerSettings(steps=steps, shift=1.0, churn=churn, order=order)
    out = sample_flow(velocity, rng.standard_normal(n), settings, fresh_noise=lambda i: rng.standard_normal(n))
    assert out.std() == pytest.approx(s, rel=0.04)
    assert abs(out.mean()) < 0.02


def test_churn_forgets_the_first_noise_and_the_ode_does_not() -> None:
    s, n = 0.6, 4000

    def correlation(churn: float) -> float:
        rng = np.random.default_rng(6)
        noise = rng.standard_normal(n)
        out = sample_flow(
            lambda x, t: x * (t - (1 - t) * s * s) / (t * t + (1 - t) ** 2 * s * s), noise,
            SamplerSettings(steps=60, shift=1.0, churn=churn, order=1), fresh_noise=lambda i: rng.standard_normal(n),
        )  # fmt: skip
        return float(np.corrcoef(noise, out)[0, 1])

    assert correlation(0.0) > 0.999
    assert abs(correlation(1.0)) < 0.1


def test_fresh_noise_is_normal_and_an_item_of_a_batch_gets_what_it_gets_alone() -> None:
    first = seeded_noise(3, 3, 2)
    fresh = fresh_noise_of(first)
    noise = fresh(4)
    assert noise.shape == first.shape
    assert abs(noise.mean()) < 0.02
    assert noise.std() == pytest.approx(1, abs=0.02)
    np.testing.assert_array_equal(noise, fresh(4))
    np.testing.assert_array_equal(noise[1:2], fresh_noise_of(first[1:2])(4))
    for other in (fresh(5), first, np.roll(noise, 1, 0)):
        assert abs(np.corrcoef(noise.ravel(), other.ravel())[0, 1]) < 0.02


def test_churn_without_noise_is_an_error() -> None:
    with pytest.raises(InputError, match="churn"):
        sample_flow(lambda x, t: x, NOISE, SamplerSettings(churn=0.5, order=1))


# -- guidance and noise -----------------------------------------------------------------------------


def test_guidance_algebra() -> None:
    a, f, n = RNG.standard_normal((3, 6))
    free = combine_guidance([a, f], SamplerSettings(guidance=0.0))
    np.testing.assert_array_equal(free, f)
    np.testing.assert_allclose(combine_guidance([a, f], SamplerSettings(guidance=1.0)), a)
    np.testing.assert_allclose(combine_guidance([a, f], SamplerSettings(guidance=3.0)), f + 3 * (a - f))
    np.testing.assert_allclose(
        combine_guidance([a, f, n], SamplerSettings(guidance=3.0, avoid=2.0)), f + 3 * (a - f) - 2 * (n - f)
    )
    # nothing to avoid is avoided for free
    np.testing.assert_allclose(combine_guidance([a, f, f], SamplerSettings(guidance=3.0, avoid=2.0)), f + 3 * (a - f))


def test_noise_depends_on_seed_and_item_only() -> None:
    many, few = seeded_noise(7, 5, 3), seeded_noise(7, 2, 3)
    assert many.shape == (5, 3, 16, 16, 16)
    assert many.dtype == np.float32
    np.testing.assert_array_equal(many[:2], few)
    assert not np.array_equal(many[0], many[1])
    assert not np.array_equal(seeded_noise(8, 1, 3)[0], many[0])
    np.testing.assert_array_equal(seeded_noise(-1, 1, 1), seeded_noise(2**64 - 1, 1, 1))
    assert abs(many.mean()) < 0.01
    assert many.std() == pytest.approx(1, abs=0.01)
    flat = many.reshape(5, -1)
    assert np.abs(np.corrcoef(flat) - np.eye(5)).max() < 0.04
