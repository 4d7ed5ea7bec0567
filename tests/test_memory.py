"""Freed memory stays with the process: an array made again costs no page faults."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

_FAULTS = """
import resource, sys
import numpy as np
from meshwright.memory import keep_freed_memory
if sys.argv[1] == "keep":
    assert keep_freed_memory()
blocks = [np.ones(1 << 17, np.float32) for _ in range(64)]  # 512 KiB each
del blocks
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
blocks = [np.ones(1 << 17, np.float32) for _ in range(64)]
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def faults(mode: str) -> int:
    """Page faults of making 32 MiB of arrays a second time, in a fresh process."""
    done = subprocess.run([sys.executable, "-c", _FAULTS, mode], capture_output=True, text=True, check=True, timeout=60)
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has these settings")
def test_freed_memory_is_used_again_without_page_faults() -> None:
    plain, kept = faults("plain"), faults("keep")
    assert plain > 1000, "the default hands memory back, or this test compares nothing"
    assert kept < plain / 10
