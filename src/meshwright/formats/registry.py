"""Which suffix is which format: one place to add a format."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from meshwright.asset import Asset
from meshwright.errors import FileFormatError, InputError
from meshwright.formats.atomic import check_writable
from meshwright.formats.limits import Limits
from meshwright.formats.source import SourceMesh


@dataclass(frozen=True)
class Format:
    """A file format. Functions are named `module:function` and imported when they are needed.

    writer: takes (asset, path, *, force, and some of `options`).  reader: takes (path, limits).
    lods: whether the file itself holds the levels of detail.  levels: whether a file of one level is of any use.
    """

    suffix: str
    title: str
    writer: str | None
    reader: str | None
    options: frozenset[str] = frozenset()
    lods: bool = False
    levels: bool = True


_GLTF_OPTIONS = frozenset({"strip", "texture_format", "collision"})

FORMATS: dict[str, Format] = {
    f.suffix: f
    for f in (
        Format(".glb", "glTF binary", "glb:write_glb", "glb_read:read_gltf", _GLTF_OPTIONS, lods=True),
        Format(".gltf", "glTF with files", "glb:write_gltf", "glb_read:read_gltf", _GLTF_OPTIONS, lods=True),
        Format(".obj", "Wavefront OBJ", "obj:write_obj", "obj_read:read_obj"),
        Format(".usdz", "USDZ", "usdz:write_usdz", None, frozenset({"strip"})),
        Format(".stl", "STL", "stl:write_stl", "stl:read_stl"),
        Format(".ply", "PLY", "ply:write_ply", "ply_read:read_ply"),
        Format(".3mf", "3MF", "threemf:write_3mf", "threemf_read:read_3mf"),
        Format(".xml", "MuJoCo MJCF with meshes", "robot:write_mjcf", None, levels=False),
        Format(".urdf", "URDF with meshes", "robot:write_urdf", None, levels=False),
    )
}
"""All formats by suffix."""


def format_of(path: Path, use: Literal["writer", "reader"]) -> Format:
    """The format of a path by its suffix. Raises `InputError` if it cannot be written or read."""
    found = FORMATS.get(path.suffix.lower())
    if found is None or getattr(found, use) is None:
        able = ", ".join(suffix for suffix, f in FORMATS.items() if getattr(f, use))
        verb = "written" if use == "writer" else "read"
        cls = InputError if use == "writer" else FileFormatError
        raise cls(str(path), f"{path.suffix or 'a file without suffix'} cannot be {verb}", able)
    return found


def write(asset: Asset, path: Path, *, force: bool, lod_files: bool, options: dict[str, Any]) -> tuple[Path, ...]:
    """Write an asset by suffix; see `meshwright.formats.save`."""
    chosen = format_of(path, "writer")
    known = frozenset().union(*(f.options for f in FORMATS.values()))
    for name in options:
        if name not in known:
            raise InputError(name, "is not an option of any format", ", ".join(sorted(known)))
    kept = {name: value for name, value in options.items() if name in chosen.options}
    assert chosen.writer is not None
    writer = _function(chosen.writer)
    levels = [(path, asset)]
    if lod_files and chosen.levels:
        levels[0] = (path, replace(asset, lods=()))
        for number, mesh in enumerate(asset.lods, 1):
            coarse = replace(asset, mesh=mesh, lods=(), quads=None, collision=())
            levels.append((path.with_stem(f"{path.stem}_LOD{number}"), coarse))
        for file, _ in levels:
            if file.exists() and not force:
                raise InputError(str(file), "already exists", "a new name, or --force to overwrite")
    for file, level in levels:
        writer(level, file, force=force, **kept)
    return tuple(file for file, _ in levels)


def write_all(
    asset: Asset, paths: Sequence[Path], *, force: bool, lod_files: bool, options: dict[str, Any]
) -> tuple[Path, ...]:
    """Write an asset in several formats; see `meshwright.formats.save_all`."""
    (folder,) = {path.parent for path in paths}
    for path in paths:
        check_writable(path, force=force)
    found: list[Path] = []
    with TemporaryDirectory(dir=folder, prefix=".meshwright-") as box:
        for path in paths:
            found += write(asset, Path(box) / path.name, force=True, lod_files=lod_files, options=options)
        made = sorted(Path(box).iterdir())
        for file in made:
            check_writable(folder / file.name, force=force)
        # Files that a user opens come last, so that none refers to a companion that is not there.
        for file in sorted(made, key=lambda file: file in found):
            file.replace(folder / file.name)
    return tuple(folder / file.name for file in found)


def read_here(path: Path, task: str, limits: Limits) -> Asset | SourceMesh:
    """Read a file in this process; see `sandbox.read_isolated` for `task` and errors."""
    chosen = format_of(path, "reader")
    if chosen.lods and task != "source":
        from meshwright.formats.glb_read import source_from_container
        from meshwright.formats.gltf_container import open_container
        from meshwright.formats.restore import asset_from_container, is_own

        container = open_container(path, limits)
        if task == "asset" or is_own(container):
            return asset_from_container(container)
        return source_from_container(container, path.stem)
    if task == "asset":
        raise FileFormatError(str(path), "cannot hold a whole asset", ".glb or .gltf written by Meshwright")
    assert chosen.reader is not None
    source: SourceMesh = _function(chosen.reader)(path, limits)
    return source


def _function(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(f"meshwright.formats.{module}"), function)
    return found
