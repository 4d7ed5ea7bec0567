"""Files appear complete or not at all: write to a temporary name beside the target, then rename."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from meshwright.errors import InputError


def check_writable(path: Path, *, force: bool) -> None:
    """Raise `InputError` if `path` exists and `force` is off, or if its folder cannot take a file."""
    if path.is_dir():
        raise InputError(str(path), "is a folder", "a file name")
    if path.exists() and not force:
        raise InputError(str(path), "already exists", "a new name, or --force to overwrite")
    if not path.parent.is_dir():
        raise InputError(str(path), "its folder does not exist", "an existing folder")
    if not os.access(path.parent, os.W_OK):
        raise InputError(str(path), "its folder is not writable", "a writable folder")


@contextmanager
def replacing(path: str | Path, *, force: bool = False) -> Iterator[Path]:
    """Yield a temporary path in the target's folder; on success it is renamed to `path`, else removed.

    The temporary name keeps the suffix, because some writers choose the format by it.
    Raises `InputError` naming the path if it exists and `force` is off, or cannot be written.
    """
    target = Path(path)
    check_writable(target, force=force)
    temporary = target.with_name(f".{target.stem}.{secrets.token_hex(6)}{target.suffix}")
    try:
        yield temporary
        if not force and target.exists():
            raise InputError(str(target), "was created meanwhile", "a new name, or --force to overwrite")
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def write_files(files: dict[Path, bytes], *, force: bool = False) -> None:
    """Write several files that belong together; none is renamed before all are complete.

    The first file is renamed last, so that it never refers to a companion that is not there.
    Raises `InputError` as `replacing` does, before anything is written.
    """
    for path in files:
        check_writable(path, force=force)
    temporary = {path: path.with_name(f".{path.stem}.{secrets.token_hex(6)}{path.suffix}") for path in files}
    try:
        for path, data in files.items():
            temporary[path].write_bytes(data)
        for path in reversed(list(files)):
            temporary[path].replace(path)
    finally:
        for path in temporary.values():
            path.unlink(missing_ok=True)
