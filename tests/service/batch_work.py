"""Work for tests that can be done together: as `fake_work`, and says in its report how it was run."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from meshwright.errors import InputError
from meshwright.service.jobs.task import Report, Result, Task

from . import fake_work


def prepare(tasks: Sequence[Task], reports: Sequence[Report], most: int) -> list[object]:
    """`refuse` is an error of its own; `poison` ends the process unless it is alone."""
    prompts = [str(task.request.get("prompt", "")) for task in tasks]
    for report in reports:
        report("together", 0.1)
    if len(tasks) > 1 and any(prompt.startswith("poison") for prompt in prompts):
        os.abort()
    return [InputError("prompt", "is refused") if p.startswith("refuse") else len(tasks) for p in prompts]


def run(task: Task, report: Report) -> list[Result]:
    """`show S` shows a preview and waits; all else as `fake_work`."""
    verb, _, rest = str(task.request.get("prompt", "")).partition(" ")
    if verb == "show":
        path = Path(task.folder) / "coarse.glb"
        path.write_bytes(b"glTF coarse")
        report.preview(path)
        time.sleep(float(rest))
    results = fake_work.run(task, report)
    return [replace(result, report={"pid": os.getpid(), "together": task.prepared}) for result in results]
