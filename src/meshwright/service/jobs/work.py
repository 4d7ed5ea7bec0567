"""What a job does: the public Python API of Meshwright over checked requests, files in and files out.

It runs in a child that the worker can end at any moment, and keeps the networks from one task to the next.
"""

from __future__ import annotations

import functools
import itertools
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from meshwright.errors import InputError
from meshwright.service.jobs.outputs import check_outputs, write_outputs
from meshwright.service.jobs.task import Report, Result, Task

if TYPE_CHECKING:
    from meshwright.asset import Asset
    from meshwright.client.modeler import Modeler
    from meshwright.pipeline.draw import Draw
    from meshwright.pipeline.preview import Preview
    from meshwright.pipeline.progress import Progress

_MAKING: Final = 0.9  # share of the work that the pipeline is; the rest is writing
_DRAWING: Final = 0.3  # share of the work that drawing together is
_FINISH: Final = ("polycount", "topology", "texture_size", "lods", "height", "seed")
_PLACE: Final = ("density", "up", "front")
_SAMPLER: Final = ("steps", "guidance")
_Wish = tuple[int, tuple[str, str], int]  # place of the task, words, seed


def run(task: Task, report: Report) -> list[Result]:
    """Do a task of any kind. Raises whatever the pipeline raises."""
    check_outputs(task.request)
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

    chunks = _chunks(tasks, wishes, most)
    for number, chunk in enumerate(chunks):
        part = _Part(told, number, len(chunks), _DRAWING)
        prompts, negative = zip(*(prompt for _, prompt, _ in chunk), strict=True)
        sampler = _given(tasks[chunk[0][0]].request, _SAMPLER)
        drawn = _modeler(part).draw(prompts, [seed for _, _, seed in chunk], negative=negative, **sampler)
        for (place, _, _), draw in zip(chunk, drawn, strict=True):
            found = results[place]
            if isinstance(found, Exception):
                continue
            results[place] = draw if isinstance(draw, Exception) else [*(found or []), draw]
    return results


def _chunks(tasks: Sequence[Task], wishes: Sequence[_Wish], most: int) -> list[list[_Wish]]:
    """Wishes that can be drawn as one: the same sampler, and at most so many."""
    alike: dict[str, list[_Wish]] = {}
    for wish in wishes:
        alike.setdefault(str(_given(tasks[wish[0]].request, _SAMPLER)), []).append(wish)
    return [group[k : k + most] for group in alike.values() for k in range(0, len(group), most)]


def _generate(task: Task, report: Report) -> list[Result]:
    if _pictured(task):
        raise InputError("images", "these weights read words only", "a prompt without pictures")
    count = _count(task)
    prompt, negative = _prompt(task)
    draws: Sequence[Draw | None] = task.prepared or [None] * count
    results = []
    for item in range(count):
        told = _Part(report, item, count)
        modeler = _modeler(told, report, Path(task.folder))
        options = _given(task.request, _FINISH + _SAMPLER) | {"seed": _seed(task) + item}
        asset = modeler.generate(prompt, negative=negative, first=draws[item], **options)
        results.append(_written(asset, task, item, told))
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
    from meshwright.formats import load_asset, read_source
    from meshwright.formats.mask import read_mask

    report("read", 0.0)
    mask = read_mask(task.inputs["mask"], "mask") if "mask" in task.inputs else None
    options = _given(task.request, ("seed", *_SAMPLER))
    modeler = _modeler(report, report, Path(task.folder))
    if "category" in task.request:
        asset = modeler.adopt(read_source(task.inputs["asset"]), task.request["category"], seed=_seed(task))
    else:
        asset = load_asset(task.inputs["asset"])
    edited = modeler.edit(asset, task.request["instruction"], mask, **options)
    return [_written(edited, task, 0, report)]


def _finish(task: Task, report: Report) -> list[Result]:
    from meshwright.formats import read_source

    report("read", 0.0)
    # Not by its path: for the local user a file may refer to its neighbours, for a stranger it may not.
    source = read_source(task.inputs["mesh"])
    asset = _modeler(report).finish(source, **_given(task.request, _FINISH + _PLACE))
    return [_written(asset, task, 0, report)]


def _given(request: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: request[name] for name in names if name in request}


def _written(asset: Asset, task: Task, item: int, report: Progress) -> Result:
    report("write", _MAKING)
    made = write_outputs(asset, Path(task.folder), str(item), task.request, lambda: report("thumbnail", 0.97))
    notice = "" if task.kind == "finish" else _shared().notice  # finishing uses no weights
    return replace(made, report=made.report | {"notice": notice}) if notice else made


@functools.cache
def _shared() -> Modeler:
    from meshwright import Modeler

    folder = os.environ.get("MESHWRIGHT_WEIGHTS", "")
    return Modeler(weights=folder or None, device=os.environ.get("MESHWRIGHT_DEVICE", "auto"))


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
