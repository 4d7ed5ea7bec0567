"""What a worker and the function that does the work say to each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol


class Report(Protocol):
    """How the work tells what it is doing."""

    def __call__(self, stage: str, share: float) -> None:
        """`stage` runs, and the share (0-1) of the whole is done."""

    def preview(self, path: Path) -> None:
        """A GLB file in the task's folder shows roughly what is to come; the latest one counts."""


@dataclass(frozen=True)
class Task:
    """A job as its work sees it.

    kind: `generation`, `edit` or `finish`.  request: the checked request.
    inputs: local copies of the files that the request names, by role (`asset`, `mesh`, `image0`, ...).
    folder: empty, for the results.  prepared: what `prepare` gave for this task, if it was called.
    """

    kind: str
    request: dict[str, Any]
    inputs: dict[str, str]
    folder: str
    prepared: Any = None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data, without what is prepared."""
        return {"kind": self.kind, "request": self.request, "inputs": self.inputs, "folder": self.folder}


@dataclass(frozen=True)
class Result:
    """One asset that the work made: files inside the task's folder, by their relative paths."""

    name: str
    files: tuple[str, ...]
    report: dict[str, Any] = field(default_factory=dict)
    provenance: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {"name": self.name, "files": self.files, "report": self.report, "provenance": self.provenance}

    @staticmethod
    def from_json(data: dict[str, Any], folder: Path) -> Result:
        """The inverse. Raises `ValueError` for a file outside of `folder`, a link, or one that is missing."""
        for name in data["files"]:
            inside(folder, name)
        return Result(str(data["name"]), tuple(data["files"]), data["report"], data["provenance"])


def inside(folder: Path, name: str) -> Path:
    """The path of a file in a folder that a child wrote to. Raises `ValueError` if it is none, or a link."""
    path = folder / name
    if path.is_symlink() or not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
        raise ValueError(f"{name!r} is not a file of the task's folder")
    return path


Work = Callable[[Task, Report], list[Result]]
"""Does a job's work; whatever it raises is the job's error."""

Prepare = Callable[[Sequence[Task], Sequence[Report], int], list[Any]]
"""What tasks have in common, done for all at once: `Task.prepared` for each of them, or the error of a task that
fails. The number is how many items fit into one batch. The module of the work may have such a function, `prepare`."""
