"""Confidence intervals for reported figures."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Figure:
    """One reported number with its 95 % interval, its sample size, and its target if there is one."""

    value: float
    low: float
    high: float
    n: int
    target: float | None = None
    chance: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain data, rounded to four digits; what is not a number becomes None."""
        out: dict[str, Any] = {
            "value": _rounded(self.value),
            "ci95": [_rounded(self.low), _rounded(self.high)],
            "n": self.n,
        }
        if self.target is not None:
            out["target"] = self.target
        if self.chance is not None:
            out["chance"] = _rounded(self.chance)
        return out


def _rounded(value: float) -> float | None:
    return round(value, 4) if math.isfinite(value) else None


def proportion(hits: npt.ArrayLike, *, target: float | None = None, chance: float | None = None) -> Figure:
    """Share of true values with the Wilson score interval (Wilson 1927)."""
    values = np.asarray(hits, dtype=np.float64).ravel()
    n = len(values)
    if n == 0:
        return Figure(math.nan, math.nan, math.nan, 0, target, chance)
    p, z = float(values.mean()), 1.959964
    center = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Figure(p, max(center - half, 0.0), min(center + half, 1.0), n, target, chance)


def mean(values: npt.ArrayLike, *, target: float | None = None, chance: float | None = None) -> Figure:
    """Mean with its normal 95 % interval."""
    v = np.asarray(values, dtype=np.float64).ravel()
    v = v[np.isfinite(v)]
    if len(v) == 0:
        return Figure(math.nan, math.nan, math.nan, 0, target, chance)
    half = 1.959964 * float(v.std(ddof=1)) / math.sqrt(len(v)) if len(v) > 1 else math.nan
    m = float(v.mean())
    return Figure(m, m - half, m + half, len(v), target, chance)
