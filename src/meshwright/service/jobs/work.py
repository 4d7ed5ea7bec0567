"""What a job does: the public Python API of Meshwright over checked requests, files in and files out.

It runs in a child that the worker can end at any moment, and keeps the networks from one task to the next.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from meshwright.errors import InputError
from meshwright.service.jobs.task import Report, Result, Task

if TYPE_CHECKING:
    from meshwright.asset import Asset
    from meshwright.client.modeler import Modeler

THUMBNAIL: Final = 256
_MAKING: Final = 0.9  # share of the work that the pipeline is; the rest is writing
_OPTIONS: Final = ("polycount", "topology", "texture_size", "lods", "height", "seed")


def run(task: Task, report: Report) -> list[Result]:
    """Do a task of any kind. Raises whatever the pipeline raises."""
    return {"generation": _generate, "edit": _edit, "finish": _finish}[task.kind](task, report)


def _generate(task: Task, report: Report) -> list[Result]:
    request = task.request
    if any(role.startswith("image") for role in task.inputs):
        raise InputError("images", "are not understood by these weights, which read words only", "no images")
    count, seed = int(request.get("count", 1)), int(request.get("seed", 0))
    results = []
    for item in range(count):
        told = _Part(report, item, count)
        modeler = _modeler(told)
        options = _given(request) | {"seed": seed + item}
        asset = modeler.generate(request["prompt"], negative=request.get("negative_prompt", ""), **options)
        results.append(_written(asset, task, item, request.get("formats"), told))
    return results


@dataclass(frozen=True)
class _Part:
    """The report of one of several items."""

    whole: Report
    item: int
    count: int

    def __call__(self, stage: str, share: float) -> None:
        self.whole(stage, (self.item + share) / self.count)

    def preview(self, path: Path) -> None:
        self.whole.preview(path)


def _edit(task: Task, report: Report) -> list[Result]:
    from meshwright.formats import load_asset

    report("read", 0.0)
    asset = load_asset(task.inputs["asset"])
    seed = int(task.request.get("seed", 0))
    edited = _modeler(report).edit(asset, task.request["instruction"], seed=seed)
    return [_written(edited, task, 0, None, report)]


def _finish(task: Task, report: Report) -> list[Result]:
    from meshwright.formats import read_source

    report("read", 0.0)
    # Not by its path: for the local user a file may refer to its neighbours, for a stranger it may not.
    source = read_source(task.inputs["mesh"])
    asset = _modeler(report).finish(source, **_given(task.request))
    return [_written(asset, task, 0, task.request.get("formats"), report)]


def _given(request: dict[str, Any]) -> dict[str, Any]:
    return {name: request[name] for name in _OPTIONS if name in request}


@functools.cache
def _shared() -> Modeler:
    from meshwright import Modeler

    return Modeler()


def _modeler(report: Report) -> Modeler:
    modeler = _shared()
    modeler.progress = lambda stage, share: report(stage, _MAKING * share)
    return modeler


def _written(asset: Asset, task: Task, item: int, formats: list[str] | None, report: Report) -> Result:
    """All files of an asset in a folder of its own. GLB is always among them: it can be edited."""
    from meshwright.rendering.images import save_png
    from meshwright.rendering.preview import render

    report("write", _MAKING)
    folder = Path(task.folder) / str(item)
    folder.mkdir()
    stem = re.sub(r"[^a-z0-9]+", "-", asset.name.lower()).strip("-")[:60] or "asset"
    for ending in dict.fromkeys(["glb", *(formats or [])]):
        asset.save(folder / f"{stem}.{ending}")
    report("thumbnail", 0.97)
    save_png(render(asset, size=THUMBNAIL), folder / "thumbnail.png")
    files = sorted(str(path.relative_to(task.folder)) for path in folder.rglob("*") if path.is_file())
    return Result(asset.name, tuple(files), asset.report, asset.provenance)
