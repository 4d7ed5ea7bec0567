"""Pairs of boxes that meet, found by a uniform grid in bounded time and memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

IndexArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float32]

_MOST_ENTRIES = 6_000_000  # cells that boxes may fill
_MOST_PAIRS = 60_000_000  # pairs of boxes compared
_BATCH = 1 << 18  # pairs handed over at a time: what is done with them stays in the processor's cache
_OWN = 7  # all three axes


@dataclass(frozen=True)
class _Entries:
    """Boxes in cells, one row for each cell of each box; those of one cell follow each other, full cells first.

    box: (k,) int32.  begins: (k,) uint8, a bit for each axis along which the box begins in this cell.
    after: (k,) how many entries follow in the cell.  full: (d,), of each distance, how many entries are in cells
    that have two entries that far apart.
    """

    box: npt.NDArray[np.int32]
    begins: npt.NDArray[np.uint8]
    after: npt.NDArray[np.int32]
    full: IndexArray


def meetings(low: Sequence[FloatArray], high: Sequence[FloatArray]) -> Iterator[tuple[IndexArray, IndexArray]] | None:
    """Pairs of boxes that overlap or touch, each once, in batches (a, b); None where that would take too long.

    low, high: three of (m,), the least and greatest coordinates of the boxes.
    """
    entries = _entries(low, high)
    too_many = entries is None or entries.after.sum(dtype=np.int64) > _MOST_PAIRS
    return None if entries is None or too_many else _pairs(entries, low, high)


def _pairs(
    entries: _Entries, low: Sequence[FloatArray], high: Sequence[FloatArray]
) -> Iterator[tuple[IndexArray, IndexArray]]:
    """Entries are compared with those a distance behind them in their cell: whole columns, shifted."""
    lows = [axis[entries.box] for axis in low]
    highs = [axis[entries.box] for axis in high]
    found: list[tuple[IndexArray, IndexArray]] = []
    waiting = 0
    for shift, full in enumerate(entries.full.tolist(), 1):
        for start in range(0, full - shift, _BATCH):
            a = slice(start, min(start + _BATCH, full - shift))
            b = slice(a.start + shift, a.stop + shift)
            # Boxes may share several cells. They meet in the one where the later of the two begins, along each axis.
            meet = (entries.begins[a] | entries.begins[b]) == _OWN
            meet &= entries.after[a] >= shift
            for least, most in zip(lows, highs, strict=True):
                meet &= least[a] <= most[b]
                meet &= least[b] <= most[a]
            rows = np.flatnonzero(meet) + start
            found.append((entries.box[rows].astype(np.int64), entries.box[rows + shift].astype(np.int64)))
            waiting += len(rows)
            if waiting >= _BATCH:
                yield np.concatenate([a for a, _ in found]), np.concatenate([b for _, b in found])
                found, waiting = [], 0
    if waiting:
        yield np.concatenate([a for a, _ in found]), np.concatenate([b for _, b in found])


def _entries(low: Sequence[FloatArray], high: Sequence[FloatArray]) -> _Entries | None:
    """The cells that boxes fill; None where they are too many in grids of any fineness."""
    least = [axis.astype(np.float64) for axis in low]
    most = [axis.astype(np.float64) for axis in high]
    longest = np.maximum.reduce([b - a for a, b in zip(least, most, strict=True)])
    widest = max(float(np.ptp(axis)) for axis in most)
    step = max(float(np.median(longest)) * 1.5, widest / 1000, 1e-12)
    for _ in range(12):
        first = [np.floor((a - a.min()) / step).astype(np.int64) for a in least]
        last = [np.floor((b - a.min()) / step).astype(np.int64) for a, b in zip(least, most, strict=True)]
        span = [b - a + 1 for a, b in zip(first, last, strict=True)]
        counts = span[0] * span[1] * span[2]
        if counts.sum() <= _MOST_ENTRIES:
            break
        step *= 2
    else:
        return None
    box = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    x = (np.arange(len(box)) - np.repeat(np.cumsum(counts) - counts, counts)).astype(np.int32)
    rows, cells = int(last[1].max()) + 1, int(last[2].max()) + 1
    cell = np.repeat((first[0] * rows + first[1]) * cells + first[2], counts)
    begins = np.zeros(len(box), np.uint8)
    for axis, (across, stride) in enumerate(((span[1] * span[2], rows * cells), (span[2], cells))):
        along, x = np.divmod(x, np.repeat(across.astype(np.int32), counts))
        begins |= (along == 0).astype(np.uint8) << axis
        cell += along * np.int64(stride)
    begins |= (x == 0).astype(np.uint8) << 2
    cell += x
    del x, along
    order = np.argsort(cell, kind="stable")
    cell = cell[order]
    starts = np.flatnonzero(np.concatenate([[True], cell[1:] != cell[:-1]]))
    sizes = np.diff(np.append(starts, len(cell)))
    # Full cells first, so that the entries with another at some distance are at the front.
    fullest = np.argsort(-sizes, kind="stable")
    starts, sizes = starts[fullest], sizes[fullest]
    ends = np.cumsum(sizes)
    after = (np.repeat(ends, sizes) - np.arange(1, len(cell) + 1)).astype(np.int32)
    order = order[np.repeat(starts + sizes, sizes) - 1 - after]
    full = np.append(0, ends)[np.searchsorted(-sizes, -np.arange(1, int(sizes[0])), side="left")]
    return _Entries(box[order], begins[order], after, full)
