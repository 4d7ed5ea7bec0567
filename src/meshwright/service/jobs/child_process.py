"""A worker's handle on the child that does the work: start, ask, watch, end with all its descendants."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from dataclasses import asdict
from typing import Any

import psutil

from meshwright.service.jobs.task import Task

LONGEST_LINE = 16 * 2**20
# What the work may see of our environment: what Python and the numeric libraries need, none of our secrets.
_KEPT = (
    "PATH",
    "LD_LIBRARY_PATH",
    "SYSTEMROOT",
    "TMPDIR",
    "TEMP",
    "LANG",
    "VIRTUAL_ENV",
    "HOME",
    "USERPROFILE",
)
_KEPT_PREFIXES = ("OMP_", "OPENBLAS_", "CUDA_", "NVIDIA_", "XDG_")


class Child:
    """One child process; call `end` when done with it."""

    def __init__(self, work: str) -> None:
        """work: `module:function`, imported by the child."""
        environment = {
            name: value for name, value in os.environ.items() if name in _KEPT or name.startswith(_KEPT_PREFIXES)
        }
        environment["PYTHONPATH"] = os.pathsep.join(path or "." for path in sys.path)
        self.work = work
        self.tasks = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "meshwright.service.jobs.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
        self._messages: queue.Queue[dict[str, Any] | None] = queue.Queue(maxsize=1000)
        threading.Thread(target=self._read, daemon=True).start()

    def start(self, task: Task) -> None:
        """Hand over a task; messages about it follow. A child that has ended shows as the message None."""
        self.tasks += 1
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps({"work": self.work, "task": asdict(task)}).encode() + b"\n")
            self._process.stdin.flush()

    def message(self, seconds: float) -> dict[str, Any] | None:
        """The next message within `seconds`; None when the child has ended. Raises `queue.Empty`."""
        return self._messages.get(timeout=seconds)

    def memory(self) -> int:
        """Resident bytes of the child and its descendants; 0 if it has ended."""
        try:
            root = psutil.Process(self._process.pid)
            tree = [root, *root.children(recursive=True)]
        except psutil.Error:
            return 0
        total = 0
        for process in tree:
            with contextlib.suppress(psutil.Error):
                total += process.memory_info().rss
        return total

    def outcome(self) -> str:
        """How the child ended, in words."""
        code = self._process.wait()
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    def end(self) -> None:
        """Kill the child and all its descendants at once, and wait for it."""
        with contextlib.suppress(psutil.Error):
            for process in psutil.Process(self._process.pid).children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    process.kill()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as stream, contextlib.suppress(ValueError):
            while line := stream.readline(LONGEST_LINE):
                self._messages.put(json.loads(line))
        self._messages.put(None)
