"""Downloads on this side: a part file that can be resumed, the digest, the final name."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from meshwright.client.remote.errors import DamagedDownload, UnexpectedAnswer
from meshwright.client.remote.models import File
from meshwright.errors import InputError

CHUNK: Final = 256 * 1024


def existing(path: str | Path) -> Path:
    """A path that must be a file. Raises `InputError` naming it."""
    found = Path(path)
    if not found.is_file():
        raise InputError(str(path), "is not a file", "an existing file")
    return found


def check_target(target: Path, *, force: bool) -> None:
    """Raise `InputError` where a file could not be written, before anything is fetched."""
    if target.is_dir():
        raise InputError(str(target), "is a folder", "a file name")
    if target.exists() and not force:
        raise InputError(str(target), "already exists", "a new name, or force to overwrite")
    if not target.parent.is_dir():
        raise InputError(str(target), "its folder does not exist", "an existing folder")


def local_name(name: str) -> str:
    """The name of a file of the service, where it is a plain name. Raises `UnexpectedAnswer` for one with folders."""
    plain = name not in ("", ".", "..") and PurePosixPath(name).name == name and PureWindowsPath(name).name == name
    if not plain or any(ord(c) < 32 for c in name):
        raise UnexpectedAnswer(f"the service names a file {name!r}")
    return name


def part_of(target: Path, file: File) -> Path:
    """Where the bytes wait until they are complete; of these contents only, so that another version never mixes in."""
    return target.with_name(f".{target.name}.{file.sha256[:16]}.part")


def size_of(part: Path) -> int:
    """Bytes that are there."""
    return part.stat().st_size if part.exists() else 0


def whole(part: Path, file: File) -> bool:
    """Whether all bytes are there."""
    return part.exists() and part.stat().st_size >= file.size


def complete(part: Path, target: Path, file: File, *, force: bool) -> None:
    """Check the digest and rename. Raises `DamagedDownload`, after which the next attempt starts anew."""
    digest = hashlib.sha256()
    with part.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    if digest.hexdigest() != file.sha256:
        part.unlink()
        raise DamagedDownload(f"{file.name}: the bytes received are not those that the service promised")
    if not force and target.exists():
        raise InputError(str(target), "was created meanwhile", "a new name, or force to overwrite")
    part.replace(target)
