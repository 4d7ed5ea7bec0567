"""What a job does: the public Python API of Meshwright over checked requests, files in and files out.

It runs in a child that the worker can end at any moment, and keeps the networks from one task to the next.
"""

from __future__ import annotations

import functools
import itertools
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from meshwright.errors import InputError
from meshwright.service.jobs.task import Report, Result, Task

if TYPE_CHECKING:
    from meshwright.asset import Asset
    from meshwright.client.modeler import Modeler
    from meshwright.pipeline.generate import Draw
    from meshwright.pipeline.preview import Preview
    from meshwright.pipeline.progress import Progress

THUMBNAIL: Final = 256
_MAKING: Final = 0.9  # share of the work that the pipeline is; the rest is writing
_DRAWING: Final = 0.3  # share of the work that drawing together is
_OPTIONS: Final = ("polycount", "topology", "texture_size", "lods", "height", "seed")


def run(task: Task, report: Report) -> list[Result]:
    """Do a task of any kind. Raises whatever the pipeline raises."""
    return {"generation": _generate, "edit": _edit, "finish": _finish}[task.kind](task, report)


def prepare(tasks: Sequence[Task], reports: Sequence[Report], most: int) -> list[list[Draw] | Exception | None]:
    """Draw the first samples of all generations among the tasks, `most` at a time.

    Returns for each task its draws, one per item, or the error of its prompt; None where nothing is gained.
    """
    wishes = [
        (place, _prompt(task), _seed(task) + item)
        for place, task in enumerate(tasks)
        if task.kind == "generation" and not _pictured(task)
        for item in range(_count(task))
    ]
    results: list[list[Draw] | Exception | None] = [None] * len(tasks)
    if len(wishes) < 2:
        return results

    def told(stage: str, share: float) -> None:
        for report in reports:
            report(stage, share)

    for start in range(0, len(wishes), most):
        chunk = wishes[start : start + most]
        part = _Part(told, start // most, -(-len(wishes) // most), _DRAWING)
        prompts, negative = zip(*(prompt for _, prompt, _ in chunk), strict=True)
        drawn = _modeler(part).draw(prompts, [seed for _, _, seed in chunk], negative=negative)
        for (place, _, _), draw in zip(chunk, drawn, strict=True):
            found = results[place]
            if isinstance(found, Exception):
                continue
            results[place] = draw if isinstance(draw, Exception) else [*(found or []), draw]
    return results


def _generate(task: Task, report: Report) -> list[Result]:
    if _pictured(task):
        raise InputError("images", "are not understood by these weights, which read words only", "no images")
    count = _count(task)
    prompt, negative = _prompt(task)
    draws: Sequence[Draw | None] = task.prepared or [None] * count
    results = []
    for item in range(count):
        told = _Part(report, item, count)
        modeler = _modeler(told, report, Path(task.folder))
        options = _given(task.request) | {"seed": _seed(task) + item}
        asset = modeler.generate(prompt, negative=negative, first=draws[item], **options)
        results.append(_written(asset, task, item, task.request.get("formats"), told))
    return results


def _prompt(task: Task) -> tuple[str, str]:
    return str(task.request["prompt"]), str(task.request.get("negative_prompt", ""))


def _seed(task: Task) -> int:
    return int(task.request.get("seed", 0))


def _count(task: Task) -> int:
    return int(task.request.get("count", 1))


def _pictured(task: Task) -> bool:
    return any(role.startswith("image") for role in task.inputs)


@dataclass(frozen=True)
class _Part:
    """Progress of one of several items.  most: share of the whole that all of them are."""

    whole: Progress
    item: int
    count: int
    most: float = 1.0

    def __call__(self, stage: str, share: float) -> None:
        self.whole(stage, self.most * (self.item + share) / self.count)


def _edit(task: Task, report: Report) -> list[Result]:
    from meshwright.formats import load_asset

    report("read", 0.0)
    asset = load_asset(task.inputs["asset"])
    seed = int(task.request.get("seed", 0))
    edited = _modeler(report, report, Path(task.folder)).edit(asset, task.request["instruction"], seed=seed)
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

    return Modeler(device=os.environ.get("MESHWRIGHT_DEVICE", "auto"))


def _modeler(told: Progress, report: Report | None = None, folder: Path | None = None) -> Modeler:
    """The networks of this process; previews go to the report, as files of the folder."""
    modeler = _shared()
    modeler.progress = lambda stage, share: told(stage, _MAKING * share)
    modeler.preview = None
    if report is not None and folder is not None:
        names = itertools.count()

        def show(preview: Preview) -> None:
            path = folder / f"preview-{next(names)}.glb"
            preview.save(path)
            report.preview(path)

        modeler.preview = show
    return modeler


def _written(asset: Asset, task: Task, item: int, formats: list[str] | None, report: Progress) -> Result:
    """All files of an asset in a folder of its own.

    GLB is always among them: it can be edited. So is a GLB of each coarser level of detail, to be seen first.
    """
    from meshwright.rendering.images import save_png
    from meshwright.rendering.preview import render
    from meshwright.texturing.reduce import reduced

    report("write", _MAKING)
    folder = Path(task.folder) / str(item)
    folder.mkdir()
    stem = re.sub(r"[^a-z0-9]+", "-", asset.name.lower()).strip("-")[:60] or "asset"
    for ending in dict.fromkeys(["glb", *(formats or [])]):
        asset.save(folder / f"{stem}.{ending}")
    for level, mesh in enumerate(asset.lods, 1):
        # To be seen first, so without what only an edit needs, and with maps as coarse as the mesh.
        coarse = replace(asset, mesh=mesh, lods=(), quads=None, collision=(), maps=reduced(asset.maps, level))
        coarse.save(folder / f"{stem}_LOD{level}.glb", strip=True)
    report("thumbnail", 0.97)
    save_png(render(asset, size=THUMBNAIL), folder / "thumbnail.png")
    files = sorted(str(path.relative_to(task.folder)) for path in folder.rglob("*") if path.is_file())
    return Result(asset.name, tuple(files), asset.report, asset.provenance)
