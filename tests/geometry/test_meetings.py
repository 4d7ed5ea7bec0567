"""Boxes that meet, against all pairs compared one by one."""

from __future__ import annotations

import numpy as np
import pytest

from meshwright.geometry import meetings as module
from meshwright.geometry.meetings import meetings


def every_pair(low, high):
    a, b = np.triu_indices(len(low), 1)
    meet = ((low[a] <= high[b]) & (low[b] <= high[a])).all(axis=1)
    return set(zip(a[meet].tolist(), b[meet].tolist(), strict=True))


@pytest.mark.parametrize("batch", [7, 1 << 18])
@pytest.mark.parametrize("spread", [0.05, 1.0, 5.0])
def test_each_pair_once(spread, batch, monkeypatch):
    monkeypatch.setattr(module, "_BATCH", batch)
    rng = np.random.default_rng(3)
    low = rng.normal(size=(150, 3)).astype(np.float32) * np.float32(spread)
    high = low + rng.gamma(0.5, 1.0, size=low.shape).astype(np.float32)
    found = [
        (min(x, y), max(x, y)) for a, b in meetings(low.T, high.T) for x, y in zip(a.tolist(), b.tolist(), strict=True)
    ]
    expected = every_pair(low, high)
    assert expected
    assert len(found) == len(set(found))
    assert set(found) == expected


def test_boxes_that_touch_meet():
    low = np.array([[0, 0, 0], [1, 0, 0], [3, 0, 0]], np.float32)
    ((a, b),) = meetings(low.T, low.T + 1)
    assert (a.tolist(), b.tolist()) == ([0], [1])


def test_too_many_pairs_are_refused(monkeypatch):
    low = np.zeros((100, 3), np.float32)
    monkeypatch.setattr(module, "_MOST_PAIRS", 100 * 99 // 2 - 1)
    assert meetings(low.T, low.T + 1) is None
    monkeypatch.setattr(module, "_MOST_PAIRS", 100 * 99 // 2)
    assert sum(len(a) for a, _ in meetings(low.T, low.T + 1)) == 100 * 99 // 2
