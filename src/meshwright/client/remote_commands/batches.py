"""`meshwright remote batch`, `batches`, `cancel-batch`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from meshwright.client.options import existing_file
from meshwright.client.output import Console
from meshwright.client.remote_commands.common import (
    Tasks,
    add_limit,
    add_project,
    add_task,
    connect,
    console_of,
    first,
    plain,
    show,
    table,
)
from meshwright.errors import InputError

if TYPE_CHECKING:
    from meshwright.client.remote import Remote
    from meshwright.client.remote.models import BatchSummary

_MOST = 1000


def add(tasks: Tasks) -> None:
    """Add the tasks."""
    batch = add_task(tasks, "batch", "generate many assets: a prompt or a JSON object a line", _batch)
    batch.add_argument("file", metavar="FILE", help="up to 1000 lines; - is standard input")
    batch.add_argument("--defaults", metavar="JSON", help='what holds for every line, as {"polycount": 2000}')
    batch.add_argument("-o", "--out", metavar="DIR", help="fetch the assets: a folder for each line, by its number")
    batch.add_argument("--force", action="store_true", help="overwrite existing files")
    batch.add_argument("--no-wait", action="store_true", help="print the batch's identifier and stop")
    batch.add_argument("--key", metavar="K", help="idempotency key: with the same key the same order is done once")
    add_project(batch)
    one = add_task(tasks, "batch-status", "a batch and its items; with --wait, followed to its end", _status)
    one.add_argument("--wait", action="store_true", help="follow it")
    one.add_argument("--state", help="only items in this state")
    for parser in (batch, one):
        parser.add_argument("--timeout", type=float, metavar="S", help="seconds to wait (default: as long as it takes)")
    cancel = add_task(tasks, "cancel-batch", "stop what a batch has not finished", _cancel)
    for parser in (one, cancel):
        parser.add_argument("id", metavar="BATCH")
    several = add_task(tasks, "batches", "your batches, newest first", _batches)
    add_project(several)
    add_limit(several)


def _batch(options: argparse.Namespace) -> None:
    text = sys.stdin.read() if options.file == "-" else existing_file(options.file).read_text(encoding="utf-8")
    items = _items(text)
    defaults = None if options.defaults is None else _object("--defaults", options.defaults)
    if options.out is not None and options.no_wait:
        raise InputError("--no-wait", "leaves nothing to fetch", "without --out")
    console = console_of(options)
    with connect(options) as remote:
        made = remote.batch(items, defaults=defaults, project=options.project, key=options.key)
        if options.no_wait:
            console.result(made.id, plain(made))
            return
        console.note(f"{made.id} runs on the service; `meshwright remote batch-status {made.id} --wait` follows it too")
        _follow(console, remote, made.id, options.timeout)
        result = _whole(remote, made.id, None)
        if options.out is not None:
            for item in result["items"]:
                if item["state"] == "succeeded":
                    item["files"] = _fetch(remote, item, Path(options.out), force=options.force)
    console.result(_text(result), result)


def _status(options: argparse.Namespace) -> None:
    console = console_of(options)
    with connect(options) as remote:
        if options.wait:
            _follow(console, remote, options.id, options.timeout)
        result = _whole(remote, options.id, options.state)
    console.result(_text(result), result)


def _cancel(options: argparse.Namespace) -> None:
    with connect(options) as remote:
        found = plain(remote.cancel_batch(options.id))
    console_of(options).result(f"{found['id']} {found['state']}", found)


def _batches(options: argparse.Namespace) -> None:
    with connect(options) as remote:
        rows = first(remote.batches(project=options.project), options)
    show(console_of(options), rows, ("id", "state", "total", "progress", "created_at"))


def _items(text: str) -> list[str | dict[str, Any]]:
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not 1 <= len(lines) <= _MOST:
        raise InputError("FILE", f"has {len(lines)} lines", f"1 to {_MOST}")
    return [_object(f"line {number}", line) if line.startswith("{") else line for number, line in lines]


def _object(field: str, text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise InputError(field, "is not JSON", "an object") from error
    if not isinstance(found, dict):
        raise InputError(field, "is not an object", '{"prompt": ...}')
    return found


def _follow(console: Console, remote: Remote, batch_id: str, timeout: float | None) -> None:
    def told(batch: BatchSummary) -> None:
        counts = batch.counts
        ended = counts.succeeded + counts.failed + counts.cancelled + counts.rejected
        console.progress(f"{ended}/{batch.total}", batch.progress / 100.0)

    try:
        remote.wait_batch(batch_id, told, timeout=timeout)
    finally:
        console.clear()


def _whole(remote: Remote, batch_id: str, state: str | None) -> dict[str, Any]:
    found: dict[str, Any] = plain(remote.batch_summary(batch_id))
    return found | {"items": [plain(item) for item in remote.batch_items(batch_id, state=state)]}


def _fetch(remote: Remote, item: dict[str, Any], out: Path, *, force: bool) -> list[str]:
    """The files of all assets that the item's job made."""
    handle = remote.job_handle(item["job_id"])
    return [str(path) for path in handle.download(out / str(item["index"] + 1), force=force)]


def _text(result: dict[str, Any]) -> str:
    counts = ", ".join(f"{count} {state}" for state, count in result["counts"].items() if count)
    rows = [
        item | {"line": item["index"] + 1, "why": (item["error"] or {}).get("detail", "")} for item in result["items"]
    ]
    return f"{result['id']}: {counts}\n" + table(rows, ("line", "state", "asset_id", "why"))
