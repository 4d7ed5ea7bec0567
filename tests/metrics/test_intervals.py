"""Intervals against published and closed values."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from meshwright.metrics.intervals import Figure, mean, proportion


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662),
     (15, 148, 0.0624, 0.1605)],
)  # fmt: skip
def test_wilson_interval(hits: int, n: int, low: float, high: float) -> None:
    """The last two are from Newcombe 1998, table I, method 3."""
    f = proportion([True] * hits + [False] * (n - hits))
    assert f.value == hits / n
    assert f.low == pytest.approx(low, abs=1e-4)
    assert f.high == pytest.approx(high, abs=1e-4)
    assert f.n == n


def test_wilson_interval_covers_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    hits = rng.random((2000, 60)) < 0.9
    inside = [f.low <= 0.9 <= f.high for f in map(proportion, hits)]
    assert np.mean(inside) == pytest.approx(0.95, abs=0.02)


def test_mean_and_its_interval() -> None:
    f = mean([1.0, 2, 3, 4, math.nan])
    half = 1.959964 * np.std([1, 2, 3, 4], ddof=1) / 2
    assert (f.value, f.n) == (2.5, 4)
    assert f.low == pytest.approx(2.5 - half)
    assert f.high == pytest.approx(2.5 + half)


def test_nothing_measured_is_not_a_number_and_json_has_null() -> None:
    for f in (proportion([]), mean([]), mean([math.inf])):
        assert math.isnan(f.value)
        assert f.n == 0
        out = f.to_json()
        assert out["value"] is None
        assert out["ci95"] == [None, None]
        json.loads(json.dumps(out, allow_nan=False))
    assert mean([3.0]).to_json()["ci95"] == [None, None]


def test_target_and_chance_travel_along() -> None:
    assert Figure(0.12345, 0.1, 0.2, 7, target=0.9, chance=0.33333).to_json() == {
        "value": 0.1235, "ci95": [0.1, 0.2], "n": 7, "target": 0.9, "chance": 0.3333,
    }  # fmt: skip
    assert set(proportion([1]).to_json()) == {"value", "ci95", "n"}
