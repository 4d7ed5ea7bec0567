"""`meshwright remote assets`, `versions`, `download`, `revert`, `delete`, `restore`."""

from __future__ import annotations

import argparse
from pathlib import Path

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
from meshwright.errors import InputError


def add(tasks: Tasks) -> None:
    """Add the tasks."""
    several = add_task(tasks, "assets", "your assets, newest first", _assets)
    several.add_argument("--search", metavar="TEXT", help="part of the name or the prompt")
    several.add_argument("--tag", action="append", default=[], metavar="T", help="only with this tag (repeatable)")
    several.add_argument("--deleted", action="store_true", help="those that can be restored")
    add_project(several)
    add_limit(several)
    versions = add_task(tasks, "versions", "the versions of an asset, newest first", _versions)
    add_limit(versions)
    download = add_task(tasks, "download", "fetch the files of a version", _download)
    download.add_argument("--version", type=int, metavar="N", help="default: the newest")
    download.add_argument("--file", action="append", default=[], metavar="NAME", help="only this one (repeatable)")
    download.add_argument("-o", "--out", metavar="OUT", help="folder, or the name for a single file (default: .)")
    download.add_argument("--force", action="store_true", help="overwrite existing files")
    revert = add_task(tasks, "revert", "make an earlier version the latest again, as a new version", _revert)
    delete = add_task(tasks, "delete", "hide an asset until it is restored", _delete)
    restore = add_task(tasks, "restore", "bring back a deleted asset", _restore)
    graph = add_task(tasks, "graph", "how the versions of an asset came from each other", _graph)
    add_limit(graph)
    link = add_task(tasks, "link", "a URL of a file that needs no credentials", _link)
    link.add_argument("--version", type=int, metavar="N", help="default: the newest")
    link.add_argument("--file", metavar="NAME", help="default: the GLB")
    link.add_argument("--expires-in", type=int, default=3600, metavar="S", help="seconds (default 3600)")
    note = add_task(tasks, "note", "say something of a version", _note)
    note.add_argument("--rating", type=int, metavar="N", help="1 to 5; 0 clears it")
    note.add_argument("--text", metavar="T", help='"" clears it')
    for parser in (versions, download, revert, delete, restore, graph, link, note):
        parser.add_argument("asset", metavar="ASSET")
    for parser in (revert, note):
        parser.add_argument("version", type=int, metavar="N")


def _assets(options: argparse.Namespace) -> None:
    with connect(options) as remote:
        rows = first(
            remote.assets(q=options.search, tags=options.tag, project=options.project, deleted=options.deleted), options
        )
    show(console_of(options), rows, ("id", "latest", "updated_at", "name"))


def _versions(options: argparse.Namespace) -> None:
    with connect(options) as remote:
        rows = first(remote.versions(options.asset), options)
    for row in rows:
        row["names"] = ",".join(file["name"] for file in row["files"])
    show(console_of(options), rows, ("number", "parent", "kind", "created_at", "names"))


def _download(options: argparse.Namespace) -> None:
    with connect(options) as remote:
        version = remote.version(options.asset, options.version)
        known = [file.name for file in version.files]
        for name in options.file:
            if name not in known:
                raise InputError("--file", f"{name!r} is not in version {version.number}", ", ".join(known))
        names = options.file or known
        out = options.out or "."
        if len(names) == 1 and not (out.endswith(("/", "\\")) or Path(out).is_dir()):
            (file,) = (file for file in version.files if file.name == names[0])
            paths = [remote.download(file, out, force=options.force)]
        else:
            paths = [*remote.download_version(version, out, names=names, force=options.force)]
    files = [str(path) for path in paths]
    found = {"asset_id": options.asset, "version": version.number, "files": files}
    console_of(options).result("\n".join(files), found)


def _revert(options: argparse.Namespace) -> None:
    with connect(options) as remote:
        version = plain(remote.revert(options.asset, options.version))
    console_of(options).result(f"version {version['number']} is version {options.version} again", version)


def _graph(options: argparse.Namespace) -> None:
    with connect(options) as remote:
        rows = first(remote.graph(options.asset), options)
    show(console_of(options), rows, ("number", "parent", "kind", "rating", "instruction", "note"))


def _link(options: argparse.Namespace) -> None:
    with connect(options) as remote:
        version = remote.version(options.asset, options.version)
        known = [file.name for file in version.files]
        name = options.file or next((n for n in known if n.endswith(".glb")), "")
        if name not in known:
            raise InputError("--file", f"{name!r} is not in version {version.number}", ", ".join(known))
        made = plain(remote.link(options.asset, version.number, name, expires_in=options.expires_in))
    console_of(options).result(made["url"], made)


def _note(options: argparse.Namespace) -> None:
    if options.text is None and options.rating is None:
        raise InputError("note", "says nothing", "--text or --rating")
    with connect(options) as remote:
        version = plain(remote.annotate(options.asset, options.version, note=options.text, rating=options.rating))
    console_of(options).result(f"noted of version {version['number']}", version)


def _delete(options: argparse.Namespace) -> None:
    with connect(options) as remote:
        remote.delete_asset(options.asset)
    console_of(options).result(f"deleted {options.asset}", {"asset_id": options.asset, "deleted": True})


def _restore(options: argparse.Namespace) -> None:
    with connect(options) as remote:
        asset = plain(remote.restore_asset(options.asset))
    console_of(options).result(f"restored {options.asset}", asset)
