"""`meshwright remote`: what the local commands do, done by a service."""

from __future__ import annotations

import argparse
import importlib
from typing import Final

TOPICS: Final = ("sign_in", "make", "batches", "jobs", "assets", "projects")
"""Modules of `meshwright.client.remote_commands`; each adds its tasks with `add(tasks)`."""


def add(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    tasks = parser.add_subparsers(dest="task", required=True, metavar="TASK", parser_class=type(parser))
    for topic in TOPICS:
        importlib.import_module(f"meshwright.client.remote_commands.{topic}").add(tasks)


def run(options: argparse.Namespace) -> int:
    """Do the task."""
    from meshwright.client.extras import require_client

    require_client()
    options.task_function(options)
    return 0
