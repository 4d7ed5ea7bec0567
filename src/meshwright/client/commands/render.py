"""`meshwright render`."""

from __future__ import annotations

import argparse
from pathlib import Path

from meshwright.client.options import existing_file
from meshwright.client.output import Console, add_output_options
from meshwright.errors import InputError


def add(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("input", metavar="IN", help="mesh: glb, gltf, obj, ply, stl, 3mf")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("-o", "--out", metavar="PNG", help="picture (default: IN with .png)")
    where.add_argument("--turntable", metavar="WEBP", help="animation of a full turn instead")
    parser.add_argument("--size", type=int, metavar="N", help="pixels (default 768; turntable 384)")
    parser.add_argument("--azimuth", type=float, default=35.0, metavar="DEG", help="0 is the front (default 35)")
    parser.add_argument("--elevation", type=float, default=18.0, metavar="DEG", help="default 18")
    parser.add_argument("--frames", type=int, default=36, metavar="N", help="of the turntable (default 36)")
    parser.add_argument("--force", action="store_true", help="overwrite existing files")
    add_output_options(parser)


def run(options: argparse.Namespace) -> int:
    """Draw and write."""
    from meshwright.asset import Asset
    from meshwright.client.paths import check_target
    from meshwright.formats import LOCAL_LIMITS, load
    from meshwright.formats.atomic import replacing

    path = existing_file(options.input)
    animated = options.turntable is not None
    target = Path(options.turntable or options.out or path.with_suffix(".png"))
    suffix = ".webp" if animated else ".png"
    if target.suffix.lower() != suffix:
        raise InputError(str(target), f"{target.suffix or 'no suffix'} cannot be written", suffix)
    check_target(target, force=options.force)
    size = options.size if options.size is not None else 384 if animated else 768
    if not 16 <= size <= 4096:
        raise InputError("--size", f"{size} is out of range", "16 to 4096")

    from meshwright.rendering.images import save_png, save_webp
    from meshwright.rendering.preview import render, turntable

    console = Console(quiet=options.quiet, as_json=options.json)
    item = load(path, LOCAL_LIMITS)
    shown = item if isinstance(item, Asset) else item.mesh
    view = {"azimuth": options.azimuth, "elevation": options.elevation}
    with replacing(target, force=options.force) as temporary:
        if animated:
            save_webp(turntable(shown, options.frames, size=size, **view), temporary)
        else:
            save_png(render(shown, size=size, **view), temporary)
    console.result(str(target), {"file": str(target), "size": size, "frames": options.frames if animated else 1})
    return 0
