"""Files in and out. Formats are chosen by suffix; heavy libraries are imported when they are needed.

    save(asset, "chest.glb")            write an asset: .glb .gltf .obj .usdz .stl .ply .3mf .xml .urdf
    save_all(asset, ["a.glb", "a.obj"]) the same in several formats, all or none
    load_asset("chest.glb")             the very asset back, latent and all
    read_source("scan.obj")             any mesh with its materials, for finishing
    load("thing.glb")                   whichever of the two the file holds

Reading happens in a child process with limits, because files are hostile until parsed (see `sandbox`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from meshwright.formats.limits import DEFAULT_LIMITS, LOCAL_LIMITS, Limits

if TYPE_CHECKING:
    from meshwright.asset import Asset
    from meshwright.formats.source import SourceMesh

__all__ = ["DEFAULT_LIMITS", "LOCAL_LIMITS", "Limits", "load", "load_asset", "read_source", "save", "save_all"]


def save(
    asset: Asset, path: str | Path, *, force: bool = False, lod_files: bool = False, **options: Any
) -> tuple[Path, ...]:
    """Write an asset in the format of the path's suffix; returns the files that a user would open.

    force: overwrite existing files; without it they are an `InputError` naming the path.
    lod_files: one file per level of detail (`<stem>_LOD1.glb`, ...) instead of all in one; not of MJCF and URDF.
    options: `strip`, `texture_format`, `collision` (see `formats.glb.write_glb`); those that a format has no
    use for are ignored by it, so that one set of options serves several formats.
    Raises `InputError` for an unknown suffix, option or value, and for fields that cannot be written.
    """
    from meshwright.formats import registry

    return registry.write(asset, Path(path), force=force, lod_files=lod_files, options=options)


def save_all(
    asset: Asset, paths: Sequence[str | Path], *, force: bool = False, lod_files: bool = False, **options: Any
) -> tuple[Path, ...]:
    """Write an asset in several formats into one folder, all or none; arguments and errors as for `save`.

    paths: one per format, in one folder. Formats may share companion files (OBJ and glTF their pictures), which
    are the same where they have the same name.
    """
    from meshwright.formats import registry

    return registry.write_all(asset, [Path(p) for p in paths], force=force, lod_files=lod_files, options=options)


def load(path: str | Path, limits: Limits = DEFAULT_LIMITS, *, isolated: bool = True) -> Asset | SourceMesh:
    """Read a file: an `Asset` if Meshwright wrote it as glTF, else a `SourceMesh`.

    limits: use `LOCAL_LIMITS` for files of the user's own, which may refer to files beside them.
    isolated: parse in a child process with limits on memory and time; turn off only for trusted files.
    Raises `FileFormatError` for anything malformed, hostile, or above the limits.
    """
    return _read(path, "any", limits, isolated)


def load_asset(path: str | Path, limits: Limits = DEFAULT_LIMITS, *, isolated: bool = True) -> Asset:
    """Restore an asset that Meshwright wrote as GLB or glTF; arguments and errors as for `load`."""
    from meshwright.asset import Asset

    result = _read(path, "asset", limits, isolated)
    assert isinstance(result, Asset)
    return result


def read_source(path: str | Path, limits: Limits = DEFAULT_LIMITS, *, isolated: bool = True) -> SourceMesh:
    """Read any mesh file with its materials; arguments and errors as for `load`."""
    from meshwright.formats.source import SourceMesh

    result = _read(path, "source", limits, isolated)
    assert isinstance(result, SourceMesh)
    return result


def _read(
    path: str | Path, task: Literal["source", "asset", "any"], limits: Limits, isolated: bool
) -> Asset | SourceMesh:
    if isolated:
        from meshwright.formats.sandbox import read_isolated

        return read_isolated(path, task, limits)
    from meshwright.formats.registry import read_here

    return read_here(Path(path), task, limits)
