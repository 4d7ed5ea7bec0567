"""`meshwright edit`."""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

from meshwright.client.options import (
    add_model_options,
    add_write_options,
    check_texture_format,
    existing_file,
    write_outputs,
)
from meshwright.client.output import Console, add_output_options, brief_notes, timing_table
from meshwright.errors import InputError
from meshwright.generator.config import EDIT_GUIDANCE


def add(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument(
        "input", metavar="IN", help="asset that Meshwright generated (glb, gltf); any mesh with --category"
    )
    parser.add_argument("instruction", metavar="INSTRUCTION", help="as `make the lid taller and the bands gold`")
    parser.add_argument("--mask", metavar="F", help="picture over the UV page, white where the shape may change")
    parser.add_argument(
        "--category", metavar="NAME",
        help="what a mesh from elsewhere is, as chest; its parts must be called as a chest's are",
    )  # fmt: skip
    parser.add_argument("--plan", action="store_true", help="print the edit plan and stop")
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    add_write_options(parser)
    add_model_options(parser, EDIT_GUIDANCE)
    add_output_options(parser)


def run(options: argparse.Namespace) -> int:
    """Edit and write, or print the plan."""
    from meshwright.client.paths import plan_outputs
    from meshwright.formats import LOCAL_LIMITS, load_asset
    from meshwright.formats.mask import read_mask
    from meshwright.pipeline.settings import FinishSettings

    path = existing_file(options.input)
    FinishSettings(seed=options.seed)
    if not options.instruction.strip():
        raise InputError("instruction", "is empty", "1 to 2000 characters")
    mask = None if options.mask is None else read_mask(existing_file(options.mask))
    plan = None
    if not options.plan:
        check_texture_format(options.texture_format)
        plan = plan_outputs(options.out, options.format, f"{path.stem}-edited", 1, force=options.force)
    asset = None if options.category is not None else load_asset(path, LOCAL_LIMITS)

    from meshwright.client.modeler import Modeler

    console = Console(quiet=options.quiet, as_json=options.json)
    modeler = Modeler(
        weights=options.weights, device=options.device, threads=options.threads, progress=console.progress
    )
    if asset is None:
        asset = modeler.adopt(path, options.category, seed=options.seed)
    if plan is None:
        from meshwright.pipeline.edit import plan_edit

        found = plan_edit(modeler.backend, asset, options.instruction)
        brief_notes(console, found.to_json())
        console.result(plan_text(found.to_json()), found.to_json())
        return 0
    edited = modeler.edit(
        asset, options.instruction, mask, seed=options.seed, steps=options.steps, guidance=options.guidance
    )
    last = edited.provenance["history"][-1]["plan"] if edited is not asset else {"steps": []}
    brief_notes(console, last)
    if modeler.notice and edited is not asset:
        console.note(modeler.notice)
    if edited is asset:
        console.note("the instruction changes nothing")
    before = time.perf_counter()
    files = write_outputs(edited, plan.files[0], options)
    modeler.timings["write"] = time.perf_counter() - before
    result: dict[str, Any] = {
        "files": files,
        "plan": last,
        "report": edited.report,
        "provenance": edited.provenance,
    }
    if plan.record is not None:
        from meshwright.client.commands.generate import write_record

        write_record(plan.record, {"assets": [result]}, force=options.force)
    console.clear()
    if options.timings:
        print(timing_table(modeler.timings), file=sys.stderr)
    console.result("\n".join(files), result)
    return 0


def plan_text(plan: dict[str, Any]) -> str:
    """A plan in words, one step a line."""
    lines = [f"{plan['category']}: {len(plan['steps'])} step{'s' * (len(plan['steps']) != 1)}"]
    for step in plan["steps"]:
        what = step["name"] or step["value"]
        more = [{1: "+", -1: "-"}.get(step["direction"], ""), step["amount"]]
        more += [f"x{step['factor']:g}"] if step["factor"] else []
        lines.append("  " + " ".join(w for w in (step["operation"], step["part"] or "(whole)", what, *more) if w))
    return "\n".join(lines)
