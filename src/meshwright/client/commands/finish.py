"""`meshwright finish`."""

from __future__ import annotations

import argparse
import sys
import time

from meshwright.client.options import (
    add_finish_options,
    add_place_options,
    add_write_options,
    check_texture_format,
    existing_file,
    write_outputs,
)
from meshwright.client.output import Console, add_output_options, timing_table


def add(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("input", metavar="IN", help="mesh: glb, gltf, obj, ply, stl, 3mf")
    add_finish_options(parser)
    add_place_options(parser)
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    parser.add_argument("--timings", action="store_true", help="seconds per stage on standard error")
    add_write_options(parser)
    add_output_options(parser)


def run(options: argparse.Namespace) -> int:
    """Finish and write."""
    from meshwright.client.paths import plan_outputs
    from meshwright.pipeline.settings import FinishSettings

    path = existing_file(options.input)
    settings = FinishSettings(
        options.polycount, options.topology, options.texture_size, options.lods, options.height,
        options.density, options.up, options.front, options.seed,
    )  # fmt: skip
    check_texture_format(options.texture_format, options.texture_size)
    name = f"{path.stem}-finished"
    plan = plan_outputs(options.out, options.format, name, 1, force=options.force)

    from meshwright.client.modeler import Modeler

    console = Console(quiet=options.quiet, as_json=options.json)
    modeler = Modeler(progress=console.progress)
    chosen = settings.to_json()
    asset = modeler.finish(path, **chosen)
    before = time.perf_counter()
    files = write_outputs(asset, plan.files[0], options)
    modeler.timings["write"] = time.perf_counter() - before
    result = {"files": files, "report": asset.report, "provenance": asset.provenance}
    if plan.record is not None:
        from meshwright.client.commands.generate import write_record

        write_record(plan.record, {"assets": [result]}, force=options.force)
    console.clear()
    if options.timings:
        print(timing_table(modeler.timings), file=sys.stderr)
    console.result("\n".join(files), result)
    return 0
