"""`meshwright generate`."""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

from meshwright import __version__
from meshwright.client.options import (
    add_finish_options,
    add_model_options,
    add_write_options,
    check_texture_format,
    write_outputs,
)
from meshwright.client.output import Console, add_output_options, brief_notes, timing_table
from meshwright.errors import InputError

_MOST = 1000


def add(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("prompt", metavar="PROMPT", help="what to make, 1 to 2000 characters")
    parser.add_argument("--negative", default="", metavar="T", help="what it must not be")
    parser.add_argument(
        "--image",
        action="append",
        default=[],
        metavar="F",
        help="picture of the object; refused by weights that read words only, as those installed do",
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="another seed, another object (default 0)")
    parser.add_argument("--count", type=int, default=1, metavar="N", help="objects, of seeds N, N+1, ...")
    add_finish_options(parser)
    add_write_options(parser)
    add_model_options(parser)
    add_output_options(parser)


def run(options: argparse.Namespace) -> int:
    """Generate and write."""
    started = time.perf_counter()
    from meshwright.client.paths import plan_outputs
    from meshwright.pipeline.settings import FinishSettings

    if options.image:
        raise InputError("--image", "these weights read words only", "a prompt without pictures")
    if not 1 <= options.count <= _MOST:
        raise InputError("--count", f"{options.count} is out of range", f"1 to {_MOST}")
    if not options.prompt.strip():
        raise InputError("prompt", "is empty", "1 to 2000 characters")
    # Bad numbers and paths are refused before anything is loaded.
    FinishSettings(
        options.polycount, options.topology, options.texture_size, options.lods, options.height,
        seed=options.seed + options.count - 1,
    )  # fmt: skip
    FinishSettings(seed=options.seed)
    check_texture_format(options.texture_format, options.texture_size)
    plan = plan_outputs(options.out, options.format, options.prompt, options.count, force=options.force)

    from meshwright.client.modeler import Modeler

    console = Console(quiet=options.quiet, as_json=options.json)
    modeler = Modeler(
        weights=options.weights, device=options.device, threads=options.threads, progress=console.progress
    )
    made: list[dict[str, Any]] = []
    for number, files in enumerate(plan.files):
        if options.count > 1:
            console.job(f"{number + 1}/{options.count} ")
        asset = modeler.generate(
            options.prompt,
            negative=options.negative,
            polycount=options.polycount,
            topology=options.topology,
            texture_size=options.texture_size,
            lods=options.lods,
            height=options.height,
            seed=options.seed + number,
            steps=options.steps,
            guidance=options.guidance,
        )
        if number == 0:
            brief_notes(console, asset.provenance["brief"])
            if modeler.notice:
                console.note(modeler.notice)
        for name in asset.report["missing_parts"]:
            console.note(f"seed {options.seed + number}: the {name} is missing after {asset.report['attempts']} tries")
        before = time.perf_counter()
        written = write_outputs(asset, files, options)
        modeler.timings["write"] = time.perf_counter() - before
        made.append(
            {
                "files": written,
                "seed": options.seed + number,
                "attempt": asset.provenance["attempt"],
                "timings": {k: round(v, 3) for k, v in modeler.timings.items()},
                "report": asset.report,
                "provenance": asset.provenance,
            }
        )
        if options.timings:
            console.clear()
            whole = time.perf_counter() - started
            print(timing_table({**modeler.timings, "since start": whole}), file=sys.stderr)
    result = result_of(options.prompt, made, modeler.notice)
    if plan.record is not None:
        write_record(plan.record, result, force=options.force)
    console.result("\n".join(f for item in made for f in item["files"]), result)
    return 0


def result_of(prompt: str, made: list[dict[str, Any]], notice: str) -> dict[str, Any]:
    """What `--json` prints and `asset.json` holds."""
    brief = made[0]["provenance"]["brief"]
    return {
        "meshwright": __version__,
        "prompt": prompt,
        "notice": notice,
        "brief": brief,
        "ungrounded": brief["ungrounded"],
        "approximated": brief["approximated"],
        "seeds": [item["seed"] for item in made],
        "assets": made,
    }


def write_record(path: Any, result: dict[str, Any], *, force: bool) -> None:
    """Write `asset.json`; timings are left out, so that the same seeds give the same file."""
    import json

    from meshwright.formats.atomic import write_files

    kept = result | {"assets": [{k: v for k, v in item.items() if k != "timings"} for item in result["assets"]]}
    text = json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False)
    write_files({path: text.encode("utf-8") + b"\n"}, force=force)
