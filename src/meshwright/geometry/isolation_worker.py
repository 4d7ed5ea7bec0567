"""The child process of `meshwright.geometry.isolation`: reads jobs, answers, until its input closes."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pickle
import struct
import sys
from typing import IO

from meshwright.geometry.isolation import read_frame

try:
    import resource
except ImportError:  # no resource limits on Windows
    resource = None  # type: ignore[assignment]


def _limit_memory(megabytes: int) -> None:
    """Let the address space grow by at most `megabytes` from here."""
    if resource is None:
        return
    with contextlib.suppress(OSError, ValueError):
        with open("/proc/self/statm") as statm:  # noqa: PTH123
            used = int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (used + megabytes * 2**20, hard))


def _give_back_memory() -> None:
    """Return freed memory to the system, which glibc keeps: hundreds of MB of a worker that waits for the next job."""
    with contextlib.suppress(OSError, AttributeError, TypeError):  # another C library, or Windows
        ctypes.CDLL(None).malloc_trim(0)


def _answer(job: bytes) -> bytes:
    try:
        megabytes, function, args, kwargs = pickle.loads(job)
        _limit_memory(megabytes)
        return pickle.dumps(("result", function(*args, **kwargs)), protocol=5)
    except MemoryError:
        return pickle.dumps(("memory", None))
    except Exception as error:
        # Rebuilt field by field: the constructors of typed errors take more than a message.
        state = {k: v for k, v in error.__dict__.items() if not k.startswith("__")}
        try:
            return pickle.dumps(("error", (type(error), error.args, state)))
        except Exception:
            return pickle.dumps(("error", (RuntimeError, (f"{type(error).__name__}: {error}",), {})))


def main() -> None:
    """Serve jobs from standard input; libraries that print do so to standard error."""
    replies: IO[bytes] = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    header = struct.Struct("<Q")
    while True:
        try:
            job = read_frame(sys.stdin.buffer)
        except EOFError:
            return
        answer = _answer(job)
        replies.write(header.pack(len(answer)))
        replies.write(answer)
        replies.flush()
        del job, answer
        _give_back_memory()


if __name__ == "__main__":
    main()
