"""Options that several commands share."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from meshwright.errors import InputError
from meshwright.generator.config import GUIDANCE, STEPS

if TYPE_CHECKING:
    from meshwright.asset import Asset


def add_finish_options(parser: argparse.ArgumentParser) -> None:
    """How an asset is finished."""
    group = parser.add_argument_group("finishing")
    group.add_argument("--polycount", type=int, metavar="N", help="most triangles, 100 to 500000 (default 5000)")
    group.add_argument("--topology", choices=("triangle", "quad"), default="triangle")
    group.add_argument("--texture-size", type=int, default=1024, metavar="N", help="64 to 4096 (default 1024)")
    group.add_argument("--lods", type=int, default=3, metavar="N", help="levels of detail in all, 1 to 8 (default 3)")
    group.add_argument("--height", type=float, metavar="METRES", help="default: usual for the object")


def add_write_options(parser: argparse.ArgumentParser) -> None:
    """Where and how an asset is written."""
    group = parser.add_argument_group("output")
    group.add_argument("-o", "--out", metavar="OUT", help="file; a trailing / makes a folder with asset.json")
    group.add_argument(
        "--format", metavar="LIST", help="glb,gltf,obj,usdz,stl,ply,3mf,mjcf,urdf (default: by OUT, or glb)"
    )
    group.add_argument("--force", action="store_true", help="overwrite existing files")
    add_layout_options(group)
    group.add_argument("--strip", action="store_true", help="leave out latent and provenance")


def add_layout_options(group: argparse._ArgumentGroup) -> None:
    """What goes into which file, and how."""
    group.add_argument(
        "--texture-format", choices=("png", "webp", "jpeg", "ktx2"), default="png",
        help="images in GLB and glTF (default png); ktx2 stays compressed on the GPU",
    )  # fmt: skip
    group.add_argument(
        "--collision", choices=("scene", "ucx", "godot", "none"), default="scene",
        help="hulls in GLB and glTF: a scene of their own (default), as Unreal or Godot wants them, or none",
    )  # fmt: skip
    group.add_argument("--lod-files", action="store_true", help="a file of its own for each level of detail")


def add_model_options(parser: argparse.ArgumentParser, guidance: float = GUIDANCE) -> None:
    """Which weights run where, and how the flow is sampled."""
    group = parser.add_argument_group("model")
    group.add_argument("--weights", type=Path, metavar="DIR", help="folder of weights (default: those installed)")
    group.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    group.add_argument("--threads", type=int, metavar="N", help="most threads on the CPU")
    group.add_argument("--steps", type=int, default=STEPS, metavar="N", help=f"steps of the sampler (default {STEPS})")
    group.add_argument(
        "--guidance", type=float, default=guidance, metavar="X", help=f"weight of the words (default {guidance:g})"
    )
    group.add_argument("--timings", action="store_true", help="seconds per stage on standard error")


def check_texture_format(texture_format: str, texture_size: int | None = None) -> None:
    """Raise InputError early for textures that could not be written in the end."""
    if texture_format == "ktx2":
        from meshwright.formats.ktx2 import require_encoder

        require_encoder()
        if texture_size is not None and texture_size % 4:
            raise InputError("texture-size", f"{texture_size} cannot be written as KTX2", "a multiple of 4")


def add_place_options(parser: argparse.ArgumentParser) -> None:
    """What a mesh file does not say of itself."""
    parser.add_argument("--up", default="y", metavar="AXIS", help="axis of the file that points up (default y)")
    parser.add_argument("--front", default="z", metavar="AXIS", help="axis that faces us (default z); as --front=-z")
    parser.add_argument("--density", type=float, metavar="KG/M3", help="default: by the file's materials")


def write_outputs(asset: Asset, files: Sequence[Path], options: argparse.Namespace) -> list[str]:
    """Write an asset as the options say; returns the files that a user would open."""
    from meshwright.formats import save_all

    written = save_all(
        asset, files, force=options.force, lod_files=options.lod_files, strip=options.strip,
        texture_format=options.texture_format, collision=options.collision,
    )  # fmt: skip
    return [str(path) for path in written]


def existing_file(path: str) -> Path:
    """A path that must be a file. Raises InputError naming it."""
    found = Path(path)
    if not found.is_file():
        raise InputError(path, "is not there" if not found.exists() else "is not a file", "an existing file")
    return found
