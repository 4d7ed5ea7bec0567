"""`meshwright remote generate`, `edit`, `finish`: as the local commands, done by the service."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, Any, Final

from meshwright.client.options import add_layout_options, add_place_options, existing_file
from meshwright.client.output import Console, brief_notes
from meshwright.client.remote_commands.common import Tasks, add_project, add_task, connect, console_of, follow
from meshwright.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.client.paths import Plan
    from meshwright.client.remote import JobHandle, Remote
    from meshwright.client.remote.models import Made, Version

_MANY: Final = frozenset({"gltf", "obj", "mjcf", "urdf"})
"""Formats of several files."""


def add(tasks: Tasks) -> None:
    """Add the tasks."""
    generate = add_task(tasks, "generate", "make an asset from a sentence", _generate)
    generate.add_argument("prompt", metavar="PROMPT", help="what to make, 1 to 2000 characters")
    generate.add_argument("--negative", metavar="T", help="what it must not be")
    generate.add_argument(
        "--image",
        action="append",
        default=[],
        metavar="F",
        help="picture of the object; refused by weights that read words only, as those installed do",
    )
    generate.add_argument("--count", type=int, default=1, metavar="N", help="objects, of seeds N, N+1, ... (1 to 8)")
    edit = add_task(tasks, "edit", "change an asset by an instruction", _edit)
    edit.add_argument("input", metavar="ASSET", help="asset of the service, as `remote assets` lists them")
    edit.add_argument("instruction", metavar="INSTRUCTION", help="as `make the lid taller and the bands gold`")
    edit.add_argument("--version", type=int, metavar="N", help="version to start from (default: the newest)")
    edit.add_argument("--category", metavar="NAME", help="what a mesh from elsewhere is, as chest")
    edit.add_argument("--mask", metavar="F", help="picture over the UV page, white where the shape may change")
    finish = add_task(tasks, "finish", "make any mesh game-ready", _finish)
    finish.add_argument("input", metavar="IN", help="mesh of this machine: glb, gltf, obj, ply, stl, 3mf")
    add_place_options(finish)
    finish.set_defaults(up=None, front=None)
    for parser in (generate, edit):
        group = parser.add_argument_group("model")
        group.add_argument("--steps", type=int, metavar="N", help="steps of the sampler, 1 to 200")
        group.add_argument("--guidance", type=float, metavar="X", help="weight of the words, 0 to 30")
    for parser in (generate, finish):
        _add_finish_options(parser)
        add_project(parser)
    for parser in (generate, edit, finish):
        parser.add_argument("--seed", type=int, metavar="N", help="another seed, another object (default 0)")
        _add_output_options(parser)


def _add_finish_options(parser: argparse.ArgumentParser) -> None:
    """As the local ones; what is not given is the service's default."""
    group = parser.add_argument_group("finishing")
    group.add_argument("--polycount", type=int, metavar="N", help="most triangles, 100 to 500000")
    group.add_argument("--topology", choices=("triangle", "quad"))
    group.add_argument("--texture-size", type=int, metavar="N", help="64 to 4096")
    group.add_argument("--lods", type=int, metavar="N", help="levels of detail in all, 1 to 8")
    group.add_argument("--height", type=float, metavar="METRES", help="default: usual for the object")


def _add_output_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("output")
    group.add_argument("-o", "--out", metavar="OUT", help="file; a trailing / makes a folder with asset.json")
    group.add_argument(
        "--format", metavar="LIST", help="glb,gltf,obj,usdz,stl,ply,3mf,mjcf,urdf (default: by OUT, or glb)"
    )
    add_layout_options(group)
    parser.set_defaults(texture_format=None, collision=None)  # the service's own
    group.add_argument("--force", action="store_true", help="overwrite existing files")
    group = parser.add_argument_group("service")
    group.add_argument("--no-wait", action="store_true", help="print the job's identifier and stop")
    group.add_argument("--timeout", type=float, metavar="S", help="seconds to wait (default: as long as it takes)")
    group.add_argument("--key", metavar="K", help="idempotency key: with the same key the same order is done once")


def _generate(options: argparse.Namespace) -> None:
    if not options.prompt.strip():
        raise InputError("prompt", "is empty", "1 to 2000 characters")
    images = [existing_file(path) for path in options.image]
    plan = _plan(options, options.prompt, options.count)
    console = console_of(options)
    with connect(options) as remote:
        handle = remote.generate(
            options.prompt,
            negative=options.negative,
            images=[remote.upload(path, project=options.project).id for path in images],
            seed=options.seed,
            count=options.count,
            steps=options.steps,
            guidance=options.guidance,
            project=options.project,
            key=options.key,
            **_finish_values(options),
            **_output_values(options, plan),
        )
        _deliver(options, console, remote, handle, plan, {"prompt": options.prompt})


def _edit(options: argparse.Namespace) -> None:
    if not options.instruction.strip():
        raise InputError("instruction", "is empty", "1 to 2000 characters")
    plan = _plan(options, f"{options.input}-edited", 1)
    mask = None if options.mask is None else existing_file(options.mask)
    console = console_of(options)
    with connect(options) as remote:
        handle = remote.edit(
            options.input,
            options.instruction,
            version=options.version,
            category=options.category,
            mask=None if mask is None else remote.upload(mask, project=remote.asset(options.input).project_id).id,
            seed=options.seed,
            steps=options.steps,
            guidance=options.guidance,
            key=options.key,
            **_output_values(options, plan),
        )
        _deliver(options, console, remote, handle, plan, {"instruction": options.instruction})


def _finish(options: argparse.Namespace) -> None:
    path = existing_file(options.input)
    plan = _plan(options, f"{path.stem}-finished", 1)
    console = console_of(options)
    with connect(options) as remote:
        handle = remote.finish(
            remote.upload(path, project=options.project).id,
            seed=options.seed,
            density=options.density,
            up=options.up,
            front=options.front,
            project=options.project,
            key=options.key,
            **_finish_values(options),
            **_output_values(options, plan),
        )
        _deliver(options, console, remote, handle, plan, {"input": options.input})


def _finish_values(options: argparse.Namespace) -> dict[str, Any]:
    return {name: getattr(options, name) for name in ("polycount", "topology", "texture_size", "lods", "height")}


def _plan(options: argparse.Namespace, name: str, count: int) -> Plan:
    """Where files go; refused before anything is sent."""
    from meshwright.client.paths import plan_outputs

    if not 1 <= count <= 8:
        raise InputError("--count", f"{count} is out of range", "1 to 8")
    plan = plan_outputs(options.out, options.format, name, count, force=options.force)
    if plan.folder is None or count > 1:
        for kind in sorted(_MANY & set(_formats(plan))):
            raise InputError("--format", f"{kind} comes with companion files", "one object, and OUT ending in /")
        if options.lod_files:
            raise InputError("--lod-files", "makes several files", "one object, and OUT ending in /")
    return plan


def _output_values(options: argparse.Namespace, plan: Plan) -> dict[str, Any]:
    """What is not the service's default."""
    values = {"texture_format": options.texture_format, "collision": options.collision}
    return {"formats": _formats(plan), "lod_files": options.lod_files or None, **values}


def _formats(plan: Plan) -> list[str]:
    from meshwright.client.paths import kind_of

    return [kind_of(path) for path in plan.files[0]]


def _deliver(
    options: argparse.Namespace,
    console: Console,
    remote: Remote,
    handle: JobHandle,
    plan: Plan,
    asked: dict[str, Any],
) -> None:
    """Wait, fetch, and say what came of it."""
    result: dict[str, Any] = {"service": remote.url, "job": handle.id, **asked}
    if options.no_wait:
        console.result(handle.id, result)
        return
    job = follow(console, handle, options.timeout)
    assets = [_fetch(remote, item, plan, number, options) for number, item in enumerate(job.assets)]
    for number, asset in enumerate(assets):
        if number == 0 and "brief" in asset["provenance"]:
            brief_notes(console, asset["provenance"]["brief"])
        if number == 0 and asset["report"].get("notice"):
            console.note(asset["report"]["notice"])
        for name in asset["report"].get("missing_parts", ()):
            console.note(f"{asset['asset_id']}: the {name} is missing")
    result["assets"] = assets
    if plan.record is not None:
        from meshwright.client.commands.generate import write_record

        write_record(plan.record, result, force=options.force)
    console.result("\n".join(name for asset in assets for name in asset["files"]), result)


def _fetch(remote: Remote, made: Made, plan: Plan, number: int, options: argparse.Namespace) -> dict[str, Any]:
    version = remote.version(made.asset_id, made.version)
    kinds = _formats(plan)
    written: list[Path] = []
    if plan.folder is not None and (options.lod_files or _MANY & set(kinds)):
        # Files that name each other keep their names; only what was asked has been made beside the GLBs.
        names = [f.name for f in version.files if _is_asked(f.name, kinds, options.lod_files)]
        written += remote.download_version(version, plan.folder, names=names, force=options.force)
    else:
        for path in plan.files[number]:
            written.append(remote.download(_file(version, path.suffix), path, force=options.force))
    return {
        "asset_id": made.asset_id,
        "version": made.version,
        "files": [str(path) for path in written],
        "report": version.report,
        "provenance": version.provenance,
    }


def _is_asked(name: str, kinds: list[str], lod_files: bool) -> bool:
    if name.endswith(".glb"):
        return "glb" in kinds and (lod_files or re.search(r"_LOD\d\.glb$", name) is None)
    return name != "thumbnail.png"


def _file(version: Version, suffix: str) -> Any:
    """The main file of a format: levels of detail have longer names."""
    from meshwright.client.remote.errors import UnexpectedAnswer

    found = [file for file in version.files if file.name.endswith(suffix)]
    if not found:
        raise UnexpectedAnswer(f"version {version.number} has no {suffix} file")
    return min(found, key=lambda file: len(file.name))
