"""`meshwright remote projects`, `export`, `import`."""

from __future__ import annotations

import argparse

from meshwright.client.options import existing_file
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
)


def add(tasks: Tasks) -> None:
    """Add the tasks."""
    add_limit(add_task(tasks, "projects", "the projects that you are in", _projects))
    export = add_task(tasks, "export", "write a project into one zip file", _export)
    export.add_argument("project", metavar="PROJECT")
    export.add_argument("-o", "--out", metavar="ZIP", help="default: PROJECT.zip")
    export.add_argument("--force", action="store_true", help="overwrite an existing file")
    take = add_task(tasks, "import", "add the assets of an exported zip file to a project", _import)
    take.add_argument("file", metavar="ZIP")
    add_project(take)


def _projects(options: argparse.Namespace) -> None:
    with connect(options) as remote:
        rows = first(remote.projects(), options)
    show(console_of(options), rows, ("id", "role", "created_at", "name"))


def _export(options: argparse.Namespace) -> None:
    with connect(options) as remote:
        path = remote.export_project(options.project, options.out or f"{options.project}.zip", force=options.force)
    console_of(options).result(str(path), {"project_id": options.project, "file": str(path)})


def _import(options: argparse.Namespace) -> None:
    with connect(options) as remote:
        made = plain(remote.import_project(existing_file(options.file), project=options.project))
    console_of(options).result(f"{made['assets']} assets, {made['versions']} versions", made)
