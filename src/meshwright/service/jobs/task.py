"""What a worker and the function that does the work say to each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

Report = Callable[[str, float], None]
"""Called by the work with the name of its stage and the share (0-1) of the whole that is done."""


@dataclass(frozen=True)
class Task:
    """A job as its work sees it.

    kind: `generation`, `edit` or `finish`.  request: the checked request.
    inputs: local copies of the files that the request names, by role (`asset`, `mesh`, `image0`, ...).
    folder: empty, for the results.
    """

    kind: str
    request: dict[str, Any]
    inputs: dict[str, str]
    folder: str


@dataclass(frozen=True)
class Result:
    """One asset that the work made: files inside the task's folder, by their relative paths."""

    name: str
    files: tuple[str, ...]
    report: dict[str, Any] = field(default_factory=dict)
    provenance: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data."""
        return asdict(self)

    @staticmethod
    def from_json(data: dict[str, Any], folder: Path) -> Result:
        """The inverse. Raises `ValueError` for a file outside of `folder`, a link, or one that is missing."""
        root = folder.resolve()
        for name in data["files"]:
            path = folder / name
            if path.is_symlink() or not path.resolve().is_relative_to(root) or not path.is_file():
                raise ValueError(f"{name!r} is not a file of the task's folder")
        return Result(str(data["name"]), tuple(data["files"]), data["report"], data["provenance"])


Work = Callable[[Task, Report], list[Result]]
"""Does a job's work; whatever it raises is the job's error."""
