"""Where results go: file names from prompts, formats, folders; checked before any work is done."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from meshwright.errors import InputError

WRITABLE: Final = ("glb", "gltf", "obj", "usdz", "stl", "ply", "3mf", "mjcf", "urdf")
"""Formats that assets can be written in."""
_SUFFIX: Final = {"mjcf": "xml"}
_LONGEST: Final = 60


@dataclass(frozen=True)
class Plan:
    """Files of each object, and the folder with `asset.json`, or None for single files."""

    files: tuple[tuple[Path, ...], ...]
    folder: Path | None = None

    @property
    def record(self) -> Path | None:
        """The folder's `asset.json`."""
        return None if self.folder is None else self.folder / "asset.json"


def plan_outputs(out: str | None, formats: str | None, name: str, count: int, *, force: bool) -> Plan:
    """Decide on file names, and refuse what could not be written.

    out: as the user gave it; a trailing `/` or count > 1 means a folder.  formats: comma-separated, or None.
    name: what the files are called where `out` does not say.
    Raises InputError naming the path or option.
    """
    if count > 1 or (out is not None and (out.endswith(("/", "\\")) or Path(out).is_dir())):
        folder = Path(out) if out is not None else Path(slug(name))
        kinds = parse_formats(formats or "glb")
        stems = [slug(name)] if count == 1 else [f"{slug(name)}-{k + 1}" for k in range(count)]
        files = tuple(tuple(folder / f"{stem}.{suffix_of(kind)}" for kind in kinds) for stem in stems)
        plan = Plan(files, folder)
    else:
        path = Path(out) if out is not None else Path(f"{slug(name)}.{suffix_of(parse_formats(formats or 'glb')[0])}")
        given = kind_of(path)
        if formats is None:
            kinds = parse_formats(given or "glb", field=str(path))
        else:
            kinds = parse_formats(formats)
            if given and given not in kinds and given in WRITABLE:
                raise InputError("--format", f"does not include .{given}, the suffix of {path}", ",".join(WRITABLE))
        stem = path.with_suffix("") if given in WRITABLE else path
        plan = Plan((tuple(stem.with_name(f"{stem.name}.{suffix_of(kind)}") for kind in kinds),))
    _check(plan, force=force)
    return plan


def parse_formats(text: str, *, field: str = "--format") -> tuple[str, ...]:
    """Comma-separated formats. Raises InputError for one that cannot be written."""
    kinds = tuple(dict.fromkeys(k.strip().lower().lstrip(".") for k in text.split(",") if k.strip()))
    for kind in kinds or ("",):
        if kind not in WRITABLE:
            raise InputError(field, f"{kind!r} cannot be written", ", ".join(WRITABLE))
    return kinds


def suffix_of(kind: str) -> str:
    """The suffix of a format's main file, without the dot."""
    return _SUFFIX.get(kind, kind)


def kind_of(path: Path) -> str:
    """The format of a file by its suffix: what `suffix_of` gives the suffix of."""
    suffix = path.suffix.lower().lstrip(".")
    return next((kind for kind, known in _SUFFIX.items() if known == suffix), suffix)


def slug(text: str) -> str:
    """A file name of a prompt: lower-case letters, digits and dashes."""
    words = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    short = words[:_LONGEST]
    if len(words) > _LONGEST and "-" in short:
        short = short[: short.rindex("-")]
    return short.strip("-") or "asset"


def check_target(path: Path, *, force: bool) -> None:
    """Raise InputError where a file could not be written."""
    from meshwright.formats.atomic import check_writable

    check_writable(path, force=force)


def _check(plan: Plan, *, force: bool) -> None:
    if plan.folder is not None:
        if plan.folder.exists() and not plan.folder.is_dir():
            raise InputError(str(plan.folder), "is a file", "a folder")
        try:
            plan.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(str(plan.folder), f"cannot be made: {error.strerror}", "a writable folder") from error
    for path in [p for files in plan.files for p in files] + ([plan.record] if plan.record else []):
        check_target(path, force=force)
