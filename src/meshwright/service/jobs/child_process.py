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
from collections.abc import Sequence
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

    def __init__(self, work: str, device: str = "auto", weights: str = "") -> None:
        """work: `module:function`, imported by the child.

        device, weights: that the work shall run its networks on, and the folder of these (empty: those installed).
        """
        environment = {
            name: value for name, value in os.environ.items() if name in _KEPT or name.startswith(_KEPT_PREFIXES)
        }
        environment["MESHWRIGHT_DEVICE"] = device
        environment["MESHWRIGHT_WEIGHTS"] = weights
        environment["PYTHONPATH"] = os.pathsep.join(path or "." for path in sys.path)
        self.work = work
        self.tasks = 0
        self._orders = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "meshwright.service.jobs.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
        self._messages: queue.Queue[dict[str, Any] | None] = queue.Queue(maxsize=1000)
        threading.Thread(target=self._read, daemon=True).start()

    def start(self, tasks: Sequence[Task], batch: int = 1) -> None:
        """Hand over tasks; messages about each follow, by its place. An ended child shows as the message None.

        batch: how many items the work may do at once.
        """
        self.tasks += len(tasks)
        self._orders += 1
        asked = [task.to_json() for task in tasks]
        self._write({"order": self._orders, "work": self.work, "batch": batch, "tasks": asked})

    def drop(self, item: int) -> None:
        """Tell the child that a task of the last order is no longer wanted."""
        self._write({"order": self._orders, "drop": item})

    def _write(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(message).encode() + b"\n")
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
