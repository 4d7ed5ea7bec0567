"""How the C library keeps memory that arrays give back."""

from __future__ import annotations

import sys
from typing import Final

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # of mallopt(3)
_NEVER: Final = 2**31 - 1
_BIGGEST: Final = 32 << 20  # the most that every glibc takes


def keep_freed_memory() -> bool:
    """Let this process keep what it frees instead of handing it to the system, for programs that make one asset.

    Finishing makes thousands of arrays of megabytes that live for milliseconds. By default each is mapped afresh and
    the kernel clears its pages: a tenth of all processor time. One arena for all threads, so that one thread takes
    what another gave back. To be called before threads start. True where the C library is glibc, which alone has
    these settings; elsewhere nothing changes. A library does not decide this for the program that imports it.
    """
    if sys.platform != "linux":
        return False
    import ctypes  # only where it is used: a command's start counts

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:  # musl
        return False
    settings = ((_ARENA_MAX, 1), (_MMAP_THRESHOLD, _BIGGEST), (_TRIM_THRESHOLD, _NEVER))
    taken = [mallopt(name, value) for name, value in settings]
    return all(one == 1 for one in taken)
