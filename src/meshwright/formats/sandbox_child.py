"""The child process of `sandbox`: limits itself, reads one file, answers, ends."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from meshwright.errors import InputError
from meshwright.formats.limits import Limits


def limit_resources(limits: Limits) -> None:
    """Bind this process to the limits, for good."""
    try:
        import resource
    except ImportError:  # no resource limits on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The answer is the only thing that may be written.
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.memory_bytes, limits.memory_bytes))


def main() -> None:
    """Read one job from standard input and write the packed outcome to standard output."""
    job = json.loads(sys.stdin.buffer.read())
    limits = Limits(**job["limits"])
    answer = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    limit_resources(limits)
    # Imported under the limits, since all of it works for the file from here on.
    from meshwright.formats.registry import read_here
    from meshwright.formats.transfer import pack

    outcome: Any
    try:
        outcome = pack(read_here(Path(job["path"]), job["task"], limits))
    except InputError as error:
        outcome = pack({"error": {"field": error.field, "problem": error.problem, "limit": error.limit}})
    except MemoryError:
        limit = f"{limits.memory_bytes >> 20} MB"
        outcome = pack({"error": {"field": job["path"], "problem": "needs too much memory", "limit": limit}})
    answer.write(outcome)
    answer.flush()


if __name__ == "__main__":
    main()
