"""`meshwright remote jobs`, `job`, `cancel`, `retry`."""

from __future__ import annotations

import argparse
from typing import Any

from meshwright.client.remote_commands.common import (
    Tasks,
    add_limit,
    add_project,
    add_task,
    connect,
    console_of,
    first,
    follow,
    plain,
    printable,
    show,
)


def add(tasks: Tasks) -> None:
    """Add the tasks."""
    several = add_task(tasks, "jobs", "your jobs, newest first", _jobs)
    several.add_argument("--state", choices=("queued", "running", "succeeded", "failed", "cancelled"))
    add_project(several)
    add_limit(several)
    one = add_task(tasks, "job", "a job; with --wait, followed to its end", _job)
    one.add_argument("--wait", action="store_true", help="follow it; exit code 1 or 2 if it fails")
    one.add_argument("--timeout", type=float, metavar="S", help="seconds to wait (default: as long as it takes)")
    cancel = add_task(tasks, "cancel", "stop a job", _cancel)
    retry = add_task(tasks, "retry", "run a failed job again", _retry)
    for parser in (one, cancel, retry):
        parser.add_argument("id", metavar="JOB")


def _jobs(options: argparse.Namespace) -> None:
    with connect(options) as remote:
        rows = first(remote.jobs(state=options.state, project=options.project), options)
    show(console_of(options), rows, ("id", "kind", "state", "stage", "progress", "asset_id"))


def _job(options: argparse.Namespace) -> None:
    console = console_of(options)
    with connect(options) as remote:
        handle = remote.job_handle(options.id)
        job = follow(console, handle, options.timeout) if options.wait else handle.job
    console.result(_text(plain(job)), plain(job))


def _cancel(options: argparse.Namespace) -> None:
    with connect(options) as remote:
        job = plain(remote.cancel_job(options.id))
    console_of(options).result(f"{job['id']} {job['state']}", job)


def _retry(options: argparse.Namespace) -> None:
    with connect(options) as remote:
        job = plain(remote.retry_job(options.id))
    console_of(options).result(f"{job['id']} {job['state']}", job)


def _text(job: dict[str, Any]) -> str:
    shown = {name: job[name] for name in ("id", "kind", "state", "stage", "progress", "attempt", "asset_id")}
    if job["error"] is not None:
        shown["error"] = f"{job['error']['cause']}: {job['error']['detail']}"
    return "\n".join(f"{k}: {printable(str(v))}" for k, v in shown.items() if v not in (None, ""))
