"""`meshwright data`: build, ingest, stats, sheet."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from meshwright.client.output import Console, add_output_options
from meshwright.errors import InputError


def add(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    tasks = parser.add_subparsers(dest="task", required=True, metavar="TASK", parser_class=type(parser))
    build = tasks.add_parser("build", help="training pack from a folder with catalog.jsonl and shards")
    build.add_argument("source", type=Path, metavar="FOLDER")
    ingest = tasks.add_parser("ingest", help="training pack from a folder of glb, gltf, obj, ply, stl, 3mf files")
    ingest.add_argument("source", type=Path, metavar="FOLDER")
    for task in (build, ingest):
        task.add_argument("-o", "--out", type=Path, required=True, metavar="PACK.npz")
        task.add_argument("--max-faces", type=int, default=6000, metavar="N", help="default 6000, at most 65535")
    stats = tasks.add_parser("stats", help="what a training pack holds")
    stats.add_argument("source", type=Path, metavar="PACK.npz")
    sheet = tasks.add_parser("sheet", help="contact sheet of the grammar's categories (needs PyTorch)")
    sheet.add_argument("-o", "--out", type=Path, default=Path("categories.png"), metavar="PNG")
    sheet.add_argument("--category", action="append", default=[], metavar="NAME", help="only this one (repeatable)")
    sheet.add_argument("--per-category", type=int, default=6, metavar="N", help="pictures of each (default 6)")
    sheet.add_argument("--size", type=int, default=144, metavar="N", help="pixels of a picture (default 144)")
    sheet.add_argument("--columns", type=int, default=2, metavar="N", help="strips side by side (default 2)")
    sheet.add_argument("--seed", type=int, default=0, metavar="N")
    for task in (build, ingest, sheet):
        task.add_argument("--force", action="store_true", help="overwrite existing files")
    for task in (build, ingest, stats, sheet):
        add_output_options(task)


def run(options: argparse.Namespace) -> int:
    """Do the task."""
    console = Console(quiet=options.quiet, as_json=options.json)
    tasks = {"build": _build, "ingest": _ingest, "stats": _stats, "sheet": _sheet}
    result = tasks[options.task](options, console)
    console.result("\n".join(f"{k}: {v}" for k, v in result.items()), result)
    return 0


def _build(options: argparse.Namespace, console: Console) -> dict[str, Any]:
    from meshwright.dataset.packs import read_source

    _check_pack(options)
    return _write(read_source(options.source, max_faces=options.max_faces), options)


def _ingest(options: argparse.Namespace, console: Console) -> dict[str, Any]:
    from meshwright.dataset.ingest import ingest

    _check_pack(options)
    skipped: dict[str, str] = {}

    def skip(path: Path, reason: str) -> None:
        skipped[str(path)] = reason
        console.note(f"skipped {path}: {reason}")

    found = _write(ingest(options.source, max_faces=options.max_faces, skip=skip), options)
    return found | {"skipped": skipped}


def _stats(options: argparse.Namespace, console: Console) -> dict[str, Any]:
    from collections import Counter

    from meshwright.dataset.packs import read_pack

    if not options.source.is_file():
        raise InputError(str(options.source), "is not there", "a training pack")
    records = read_pack(options.source)
    return {
        "meshes": len(records),
        "held_out": sum(r.held_out for r in records),
        "faces": sum(len(r.faces) for r in records),
        "vertices": sum(len(r.vertices) for r in records),
        "categories": dict(Counter(r.category for r in records).most_common()),
        "colours": dict(Counter(c for r in records for c in r.colours).most_common()),
    }


def _sheet(options: argparse.Namespace, console: Console) -> dict[str, Any]:
    from meshwright.client.extras import require_torch
    from meshwright.client.paths import check_target

    require_torch("data sheet")
    for name, value, limits in (
        ("--per-category", options.per_category, (1, 64)),
        ("--size", options.size, (32, 1024)),
        ("--columns", options.columns, (1, 16)),
    ):
        if not limits[0] <= value <= limits[1]:
            raise InputError(name, f"{value} is out of range", f"{limits[0]} to {limits[1]}")
    if options.out.suffix.lower() != ".png":
        raise InputError(str(options.out), "is not a PNG name", ".png")
    check_target(options.out, force=options.force)
    from meshwright.dataset.grammar.categories import load
    from meshwright.dataset.grammar.preview import contact_sheet
    from meshwright.formats.atomic import replacing

    known = {c.name: c for c in load()}
    for name in options.category:
        if name not in known:
            raise InputError("--category", f"{name!r} is not known", ", ".join(known))
    chosen = [known[name] for name in options.category] or list(known.values())
    sheet = contact_sheet(
        chosen, per_category=options.per_category, size=options.size, seed=options.seed, columns=options.columns
    )
    with replacing(options.out, force=options.force) as temporary:
        sheet.save(temporary, format="PNG")
    return {"file": str(options.out), "categories": len(chosen)}


def _check_pack(options: argparse.Namespace) -> None:
    from meshwright.client.paths import check_target

    if not options.source.is_dir():
        raise InputError(str(options.source), "is not a folder", "a folder")
    if not 8 <= options.max_faces <= 65535:
        raise InputError("--max-faces", f"{options.max_faces} is out of range", "8 to 65535")
    if options.out.suffix.lower() != ".npz":
        raise InputError(str(options.out), "is not a pack's name", ".npz")
    check_target(options.out, force=options.force)


def _write(records: Any, options: argparse.Namespace) -> dict[str, Any]:
    from meshwright.dataset.packs import write_pack
    from meshwright.formats.atomic import replacing

    found = list(records)
    if not found:
        raise InputError(str(options.source), "holds no usable mesh", "at least one")
    with replacing(options.out, force=options.force) as temporary:
        counts = write_pack(iter(found), temporary)
    return {"file": str(options.out), **counts}
