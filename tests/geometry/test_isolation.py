"""Worker processes: results, typed errors, time, memory, crashes."""

from __future__ import annotations

import os
import platform
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from meshwright.errors import InputError, StageCrash, StageTimeout
from meshwright.geometry import isolation
from meshwright.geometry.isolation import run_isolated
from tests.analytic import icosphere


def refuse() -> None:
    raise InputError("polycount", "too few", "at least 4")


def fill(megabytes: int) -> int:
    return len(np.ones(megabytes * 2**20, np.uint8))


def pid() -> int:
    return os.getpid()


def shout() -> str:
    os.write(1, b"noise on standard output")
    return "quiet"


def test_arrays_come_back_and_workers_are_reused():
    mesh = icosphere(3)
    moved = run_isolated("double", 20, np.multiply, mesh.vertices, 2)
    np.testing.assert_array_equal(moved, mesh.vertices * 2)
    assert run_isolated("pid", 20, pid) == run_isolated("pid", 20, pid) != os.getpid()


_kept: list[bytes] = []


def scatter() -> int:
    """Fill memory, and keep only the last piece, so that what is freed is no whole end of the heap."""
    pieces = [bytes(100_000) for _ in range(3000)]
    _kept.append(pieces[-1])
    return os.getpid()


def loaded(module: str) -> tuple[int, bool]:
    return os.getpid(), module in sys.modules


def test_a_prewarmed_worker_is_the_one_that_works():
    isolation.shutdown()
    isolation.prewarm(("colorsys", "no.such.module"))
    (worker,) = isolation._idle
    isolation.prewarm()  # one is enough
    assert isolation._idle == [worker]
    assert run_isolated("look", 20, loaded, "colorsys") == (worker.process.pid, True)


def test_a_prewarmed_worker_that_died_is_replaced():
    isolation.shutdown()
    isolation.prewarm(("colorsys",))
    (worker,) = isolation._idle
    worker.process.kill()
    worker.process.wait()
    assert run_isolated("pid", 20, pid) != worker.process.pid
    worker.end()


def test_typed_errors_cross_the_border():
    with pytest.raises(InputError) as caught:
        run_isolated("refuse", 20, refuse)
    assert (caught.value.field, caught.value.limit) == ("polycount", "at least 4")
    assert str(caught.value) == "polycount: too few (limit: at least 4)"


def test_hanging_is_ended():
    start = time.monotonic()
    with pytest.raises(StageTimeout, match=r"nap: not finished after 0\.5 s"):
        run_isolated("nap", 0.5, time.sleep, 60)
    assert time.monotonic() - start < 5
    assert run_isolated("pid", 20, pid) > 0


def test_crashes_are_reported():
    with pytest.raises(StageCrash, match="signal 6"):
        run_isolated("abort", 20, os.abort)
    with pytest.raises(StageCrash, match="exit code 3"):
        run_isolated("exit", 20, os._exit, 3)


def test_memory_is_limited(monkeypatch):
    monkeypatch.setenv("MESHWRIGHT_STAGE_MEMORY_MB", "256")
    assert run_isolated("fill", 20, fill, 50) == 50 * 2**20
    with pytest.raises(StageCrash, match="out of memory"):
        run_isolated("fill", 20, fill, 2000)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc keeps what was freed unless asked")
def test_memory_is_given_back_after_a_job():
    worker = run_isolated("scatter", 20, scatter)
    run_isolated("pid", 20, pid)  # the answer of a job comes before its memory is given back
    pages = int(Path(f"/proc/{worker}/statm").read_text().split()[1])
    assert pages * os.sysconf("SC_PAGE_SIZE") < 200e6


def test_printing_libraries_do_not_break_the_protocol():
    assert run_isolated("shout", 20, shout) == "quiet"


def test_calls_from_several_threads():
    results: list[int] = []
    threads = [
        threading.Thread(target=lambda i=i: results.append(run_isolated("fill", 30, fill, i))) for i in range(1, 4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [i * 2**20 for i in range(1, 4)]
