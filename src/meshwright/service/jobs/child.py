"""The process that does the work: reads orders a line, answers in lines, keeps its models between tasks.

An order holds one task or several; what they have in common is done at once, the rest one by one, and each ends
with results or an error of its own. It has no database and no secrets, and the worker may end it at any moment,
also inside native code.
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
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from meshwright.errors import InputError, MeshwrightError, RepairError, StageCrash
from meshwright.parallel import take_short_turns
from meshwright.service.jobs.task import Prepare, Task, Work

PR_SET_PDEATHSIG = 1

log = logging.getLogger(__name__)


class Dropped(BaseException):
    """The worker no longer wants this task; not an `Exception`, so that no work takes it for its own."""


def main() -> None:
    """Serve orders from standard input until it closes."""
    die_with_parent()
    take_short_turns()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash would write all of its memory to disk
    # Libraries print; only answers may go where the worker reads.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    stream = os.fdopen(os.dup(0), "rb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    orders: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    dropped: set[tuple[int, int]] = set()

    def read() -> None:
        for line in stream:
            message = json.loads(line)
            if "drop" in message:
                dropped.add((message["order"], message["drop"]))
            else:
                orders.put(message)
        # Reading ahead, so that the end of the worker (end of file) ends us in the midst of a task.
        os.killpg(0, signal.SIGKILL)

    def send(message: dict[str, Any]) -> None:
        answers.write(json.dumps(message, allow_nan=False).encode() + b"\n")
        answers.flush()

    threading.Thread(target=read, daemon=True).start()
    while True:
        order = orders.get()
        number = order["order"]
        Order(order, send, lambda item, number=number: (number, item) in dropped).run()  # type: ignore[misc]


@dataclass
class Teller:
    """The `Report` of one task."""

    item: int
    folder: Path
    send: Callable[[dict[str, Any]], None]
    dropped: Callable[[int], bool]
    # While tasks are prepared together, none of them can end the others.
    alone: bool = field(default=False)

    def __call__(self, stage: str, share: float) -> None:
        self._check()
        share = share if math.isfinite(share) else 0.0
        percent = round(100.0 * min(max(share, 0.0), 1.0), 1)
        self.send({"item": self.item, "stage": stage[:40], "progress": percent})

    def preview(self, path: Path) -> None:
        self._check()
        self.send({"item": self.item, "preview": str(path.relative_to(self.folder))})

    def _check(self) -> None:
        if self.alone and self.dropped(self.item):
            raise Dropped


class Order:
    """Tasks that came together."""

    def __init__(
        self, order: dict[str, Any], send: Callable[[dict[str, Any]], None], dropped: Callable[[int], bool]
    ) -> None:
        self.work = order["work"]
        self.batch = int(order["batch"])
        self.tasks = [Task(**task) for task in order["tasks"]]
        self.send = send
        self.dropped = dropped
        self.tellers = [Teller(i, Path(task.folder), send, dropped) for i, task in enumerate(self.tasks)]

    def run(self) -> None:
        """Run all tasks and say what became of each."""
        try:
            work, prepare = load_work(self.work)
            prepared = self._prepared(prepare) if prepare is not None and self.batch > 1 else [None] * len(self.tasks)
        except Exception as error:
            for item in range(len(self.tasks)):
                self.send({"item": item, "error": describe(error)})
            return
        for item, task in enumerate(self.tasks):
            if self.dropped(item):
                self.send({"item": item, "dropped": True})
                continue
            self.send({"begin": item})
            self._one(work, item, task, prepared[item])

    def _one(self, work: Work, item: int, task: Task, prepared: Any) -> None:
        if isinstance(prepared, Exception):
            self.send({"item": item, "error": describe(prepared)})
            return
        self.tellers[item].alone = True
        try:
            results = work(replace(task, prepared=prepared), self.tellers[item])
            self.send({"item": item, "results": [result.to_json() for result in results]})
        except Dropped:
            self.send({"item": item, "dropped": True})
        except Exception as error:  # whatever the work raises is the job's error, and the child goes on
            self.send({"item": item, "error": describe(error)})

    def _prepared(self, prepare: Prepare) -> Sequence[Any]:
        try:
            return prepare(self.tasks, self.tellers, self.batch)
        except Exception:
            # One of them may be to blame; alone each shows whether it is.
            log.exception("cannot prepare tasks together")
            return [None] * len(self.tasks)


def load_work(name: str) -> tuple[Work, Prepare | None]:
    """The function named `module:function`, and the module's `prepare`, if it has one."""
    module, _, function = name.partition(":")
    found = importlib.import_module(module)
    return cast(Work, getattr(found, function)), cast("Prepare | None", getattr(found, "prepare", None))


def describe(error: Exception) -> dict[str, Any]:
    """An error as the job's row keeps it; `passing` says whether another attempt might do better."""
    if not isinstance(error, MeshwrightError):
        log.error("the work failed", exc_info=error)
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


def die_with_parent() -> None:
    """On Linux the kernel ends us with the worker, even while native code holds the interpreter."""
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


if __name__ == "__main__":
    main()
