"""What the tasks share: the service, the console, rows of a list."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from meshwright.client.output import Console, add_output_options

if TYPE_CHECKING:
    from meshwright.client.remote import JobHandle, Remote
    from meshwright.client.remote.models import Job

Tasks = Any  # argparse keeps the type of its sub-parsers to itself
Task = Callable[[argparse.Namespace], None]


def add_task(tasks: Tasks, name: str, purpose: str, function: Task) -> argparse.ArgumentParser:
    """A task with the options that all have."""
    parser: argparse.ArgumentParser = tasks.add_parser(name, help=purpose, description=purpose.capitalize() + ".")
    parser.set_defaults(task_function=function)
    parser.add_argument("--url", metavar="URL", help="the service (default: MESHWRIGHT_URL, or the last login's)")
    add_output_options(parser)
    return parser


def add_limit(parser: argparse.ArgumentParser) -> None:
    """How much of a list is shown."""
    parser.add_argument("--limit", type=int, default=20, metavar="N", help="most rows (default 20)")


def add_project(parser: argparse.ArgumentParser) -> None:
    """Which project is meant."""
    parser.add_argument("--project", metavar="PROJECT", help="project of the service (default: your own, or all)")


def connect(options: argparse.Namespace) -> Remote:
    """The service that is meant. Raises `InputError` where none is known."""
    from meshwright.client.remote import Remote

    return Remote.from_environment(options.url)


def console_of(options: argparse.Namespace) -> Console:
    """The console as asked for."""
    return Console(quiet=options.quiet, as_json=options.json)


def first(items: Iterable[Any], options: argparse.Namespace) -> list[dict[str, Any]]:
    """The first items of a list as plain data."""
    return [plain(item) for item in islice(items, max(0, options.limit))]


def plain(item: Any) -> Any:
    """A value of `remote.models` as plain JSON data."""
    import dataclasses

    if dataclasses.is_dataclass(item) and not isinstance(item, type):
        return {f.name: plain(getattr(item, f.name)) for f in dataclasses.fields(item)}
    if isinstance(item, dict):
        return {name: plain(value) for name, value in item.items()}
    if isinstance(item, (list, tuple)):
        return [plain(value) for value in item]
    return item.isoformat() if isinstance(item, datetime) else item


def table(rows: list[dict[str, Any]], columns: Iterable[str]) -> str:
    """Rows as aligned text, without a heading, so that other programs can read it."""
    names = list(columns)
    cells = [[_cell(row.get(name)) for name in names] for row in rows]
    widths = [max((len(line[i]) for line in cells), default=0) for i in range(len(names))]
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip() for line in cells)


def show(console: Console, rows: list[dict[str, Any]], columns: Iterable[str]) -> None:
    """A list: a row a line, or one JSON object."""
    console.result(table(rows, columns), {"items": rows})


def follow(console: Console, handle: JobHandle, timeout: float | None) -> Job:
    """Wait for a job with a progress bar. Ctrl-C leaves it running, so its name is said first."""
    console.note(f"{handle.id} runs on the service; `meshwright remote job {handle.id} --wait` follows it too")
    try:
        return handle.wait(console.progress, timeout=timeout)
    finally:
        console.clear()


def printable(text: str) -> str:
    """Text of the service without control characters, which a terminal might obey."""
    return "".join(c if c.isprintable() else "�" for c in text)


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return "-" if value in (None, "") else printable(str(value))
