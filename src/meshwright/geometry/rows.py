"""Equal rows of numbers found by one sort, and the order of small integers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_MIX = np.uint64(0x9E3779B97F4A7C15)  # odd, with mixed bits


def row_marks(rows: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint64]:
    """A number (n,) for each row of (n, c), the same for equal rows and hardly ever for others."""
    marks = np.zeros(len(rows), np.uint64)
    for column in rows.T:
        marks = (marks ^ column) * _MIX
    return marks


def stable_order(numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Indices (n,) that sort whole numbers from 0 up, equal ones as they come."""
    if len(numbers) and numbers.max() < 1 << 16:
        numbers = numbers.astype(np.uint16)  # sorted by radix, in less than half the time
    return np.argsort(numbers, kind="stable")
