"""Independent pieces of work on a few threads (numpy, embree and OpenVINO release Python's lock)."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

PIECE = 1 << 15
"""Points per piece: its arrays stay in the processor's cache."""

_MOST = 4
_TURN = 5e-4


def take_short_turns() -> None:
    """Let threads of this process take turns at Python's lock every half millisecond, for programs that make assets.

    Threads of numpy calls that last microseconds otherwise wait up to 5 ms for each other: a bake takes a fifth
    longer. A library does not decide this for the program that imports it.
    """
    sys.setswitchinterval(_TURN)


def thread_count(limit: int | None = None) -> int:
    """Threads that work on pieces: one per core, four at most, and at most `limit`."""
    return min(_MOST, os.cpu_count() or 1, limit or _MOST)


def in_pieces(count: int, work: Callable[[slice], None], piece: int = PIECE, threads: int | None = None) -> None:
    """Call `work` for slices of `piece` that cover range(count), on up to four threads (at most `threads`).

    Each call must write only what belongs to its slice; then the result does not depend on the threads.
    The first exception of any piece is raised.
    """
    slices = [slice(start, min(start + piece, count)) for start in range(0, count, piece)]
    workers = min(thread_count(threads), len(slices))
    if workers < 2:
        for rows in slices:
            work(rows)
        return
    with ThreadPoolExecutor(workers) as pool:
        for _ in pool.map(work, slices):
            pass
