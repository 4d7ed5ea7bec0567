"""The process that does the work: reads a task a line, answers in lines, keeps its models between tasks.

It has no database and no secrets, and the worker may end it at any moment, also inside native code.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import logging
import math
import os
import queue
import resource
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, cast

from meshwright.errors import InputError, MeshwrightError, RepairError, StageCrash
from meshwright.service.jobs.task import Task, Work

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Serve tasks from standard input until it closes."""
    _die_with_parent()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash would write all of its memory to disk
    # Libraries print; only answers may go where the worker reads.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    tasks = os.fdopen(os.dup(0), "rb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    lines = _lines(tasks)
    work: Work | None = None
    while True:
        order = json.loads(lines())
        try:
            work = work or load_work(order["work"])
            results = work(Task(**order["task"]), lambda stage, share: _send(answers, _progress(stage, share)))
            _send(answers, {"results": [result.to_json() for result in results]})
        except Exception as error:  # whatever the work raises is the job's error, and the child goes on
            _send(answers, {"error": describe(error)})


def load_work(name: str) -> Work:
    """The function named `module:function`."""
    module, _, function = name.partition(":")
    return cast(Work, getattr(importlib.import_module(module), function))


def describe(error: Exception) -> dict[str, Any]:
    """An error as the job's row keeps it; `passing` says whether another attempt might do better."""
    if not isinstance(error, MeshwrightError):
        logging.getLogger(__name__).error("the work failed", exc_info=error)
        detail = "an unexpected error in the pipeline"
        return {"cause": "internal", "type": type(error).__name__, "detail": detail, "passing": True}
    name = type(error).__name__
    cause = "".join("-" + c.lower() if c.isupper() else c for c in name).lstrip("-").removesuffix("-error")
    described: dict[str, Any] = {"cause": cause, "type": name, "detail": _public(str(error))}
    described["passing"] = isinstance(error, StageCrash)
    if isinstance(error, InputError):
        described |= {"field": _public(error.field), "limit": error.limit}
    if isinstance(error, RepairError):
        described["defect"] = error.cause
    return described


def _public(text: str) -> str:
    """Without the folders of this machine, and not longer than a line."""
    words = (Path(w).name if w.startswith("/") else w for w in text.split(" "))
    return " ".join(words)[:1000]


def _progress(stage: str, share: float) -> dict[str, Any]:
    share = share if math.isfinite(share) else 0.0
    return {"stage": stage[:40], "progress": round(100.0 * min(max(share, 0.0), 1.0), 1)}


def _send(answers: BinaryIO, message: dict[str, Any]) -> None:
    answers.write(json.dumps(message, allow_nan=False).encode() + b"\n")
    answers.flush()


def _lines(tasks: BinaryIO) -> Callable[[], bytes]:
    """Reads ahead, so that the end of the worker (end of file) ends us in the midst of a task."""
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def read() -> None:
        for line in tasks:
            waiting.put(line)
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=read, daemon=True).start()
    return waiting.get


def _die_with_parent() -> None:
    """On Linux the kernel ends us with the worker, even while native code holds the interpreter."""
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


if __name__ == "__main__":
    main()
