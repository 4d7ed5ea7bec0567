"""Look at an archive without trust: what it holds is known to fit together before anything of it is kept.

Entries are looked up by names that `layout` allows, never written under them. They are stored without compression
and may not add up to more than the file, so there is nothing that can be blown up.
"""

from __future__ import annotations

import hashlib
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, TypeVar

from pydantic import BaseModel, ValidationError

from meshwright.service.archive.layout import (
    ENTRY,
    MANIFEST,
    ArchivedAsset,
    ArchivedVersion,
    Manifest,
    parse_json,
)
from meshwright.service.errors import Refused, TooLarge

MOST_ENTRIES: Final = 100_000
LONGEST_NAME: Final = 71
LONGEST_JSON: Final = 2 * 2**20
_CHUNK: Final = 2**18
_END: Final = struct.Struct("<4s4H2LH")
_LOCATOR: Final = struct.Struct("<4sLQL")
_END64: Final = struct.Struct("<4sQ2H2L4Q")
_BITS: Final = 0x1 | 0x20 | 0x40 | 0x2000  # encrypted, patched, strongly encrypted, masked

T = TypeVar("T", bound=BaseModel)


class Archive:
    """An archive that has been looked at: `manifest`, `blobs` (size by digest), `stored_bytes` of all blobs."""

    def __init__(self, path: Path) -> None:
        """Open and check everything but the bytes of blobs. Raises `Refused`, `TooLarge`."""
        _check_end(path)
        try:
            self._zip = zipfile.ZipFile(path)
        except Exception as error:  # for broken files it raises many kinds
            raise _bad("this is not a zip file that can be read") from error
        try:
            self._check_entries(path.stat().st_size)
            self.manifest = self._part(MANIFEST, Manifest)
            self._check_graph()
        except BaseException:
            self._zip.close()
            raise
        self.stored_bytes = sum(self.blobs.values())

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def assets(self) -> Iterator[tuple[ArchivedAsset, list[ArchivedVersion]]]:
        """Each asset with its versions in order, read again from the file."""
        for asset_id, numbers in self._numbers.items():
            head = self._part(f"assets/{asset_id}/asset.json", ArchivedAsset)
            yield head, [self._part(f"assets/{asset_id}/{number}.json", ArchivedVersion) for number in numbers]

    def extract(self, digest: str, file: IO[bytes]) -> None:
        """Copy a blob. Raises `Refused` unless its bytes have this digest."""
        name = f"blobs/{digest}"
        found = hashlib.sha256()
        try:
            with self._zip.open(name) as entry:
                while chunk := entry.read(_CHUNK):
                    found.update(chunk)
                    file.write(chunk)
        except Exception as error:
            raise _bad(f"{name}: cannot be read") from error
        if found.hexdigest() != digest:
            raise _bad(f"{name}: its bytes have another digest")

    def _check_entries(self, size: int) -> None:
        """Names, flags, sizes; `_numbers` are the versions by asset, `_sizes` the blobs' sizes by digest."""
        self._numbers: dict[str, list[int]] = {}
        self._sizes: dict[str, int] = {}
        heads: set[str] = set()
        seen: set[str] = set()
        total = 0
        for info in self._zip.infolist():
            # `orig_filename`: zipfile cuts names at null characters.
            name = info.orig_filename
            found = ENTRY.fullmatch(name) if len(name) <= LONGEST_NAME else None
            if found is None or info.filename != name:
                raise _bad(f"{name[:LONGEST_NAME]!r}: is not the name of anything in an archive")
            if name in seen:
                raise _bad(f"{name}: is there twice")
            seen.add(name)
            if (
                info.compress_type != zipfile.ZIP_STORED
                or info.flag_bits & _BITS
                or info.file_size != info.compress_size
            ):
                raise _bad(f"{name}: is compressed or encrypted")
            total += info.file_size
            if total > size:
                raise _bad("its entries are larger than itself")
            if found["blob"]:
                self._sizes[found["blob"]] = info.file_size
            elif info.file_size > LONGEST_JSON:
                raise TooLarge("archive-entry", f"{name}: is too large (limit: {LONGEST_JSON} bytes)")
            elif found["head"]:
                heads.add(found["asset"])
            elif found["number"]:
                self._numbers.setdefault(found["asset"], []).append(int(found["number"]))
        if MANIFEST not in seen:
            raise _bad(f"{MANIFEST}: is missing")
        if heads != set(self._numbers):
            odd = min(heads ^ set(self._numbers))
            raise _bad(f"assets/{odd}: has no asset.json or no versions")

    def _check_graph(self) -> None:
        """Every version follows from earlier ones, every file is a blob, every blob is a file."""
        self.blobs: dict[str, int] = {}
        versions = 0
        for asset_id, numbers in self._numbers.items():
            where = f"assets/{asset_id}"
            numbers.sort()
            if numbers != list(range(1, len(numbers) + 1)):
                raise _bad(f"{where}: its versions are not numbered from 1")
            head = self._part(f"{where}/asset.json", ArchivedAsset)
            if head.id != asset_id or head.versions != len(numbers):
                raise _bad(f"{where}/asset.json: belongs to another asset or counts other versions")
            for number in numbers:
                self._check_version(f"{where}/{number}.json", number)
            versions += len(numbers)
        unused = self._sizes.keys() - self.blobs.keys()
        if unused:
            raise _bad(f"blobs/{min(unused)}: is no version's file")
        given = self.manifest
        if (given.assets, given.versions, given.blobs) != (len(self._numbers), versions, len(self.blobs)):
            raise _bad(f"{MANIFEST}: counts other things than there are")

    def _check_version(self, where: str, number: int) -> None:
        version = self._part(where, ArchivedVersion)
        if version.number != number:
            raise _bad(f"{where}: is another version")
        if version.parent is not None and version.parent >= number:
            raise _bad(f"{where}: parent: {version.parent} is not an earlier version")
        if len({file.name for file in version.files}) != len(version.files):
            raise _bad(f"{where}: has two files of one name")
        for file in version.files:
            if self._sizes.get(file.sha256) != file.size:
                raise _bad(f"{where}: {file.name}: there is no such blob of this size")
            self.blobs[file.sha256] = file.size

    def _part(self, name: str, kind: type[T]) -> T:
        try:
            return kind.model_validate(parse_json(self._read(name)))
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"])[:200]
            raise _bad(f"{name}: {field}: {first['msg']}") from error
        except ValueError as error:
            raise _bad(f"{name}: {error}") from error

    def _read(self, name: str) -> bytes:
        try:
            with self._zip.open(name) as entry:
                content = entry.read(LONGEST_JSON + 1)
        except Exception as error:
            raise _bad(f"{name}: cannot be read") from error
        return content


def _check_end(path: Path) -> None:
    """The length of the table of contents, before `zipfile` reads all of it. Raises `Refused`, `TooLarge`."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _END.size - _LOCATOR.size - _END64.size))
        tail = file.read()
    if len(tail) < _END.size or not tail[-_END.size :].startswith(b"PK\x05\x06"):
        raise _bad("this is not a zip file, or not all of it")
    *_, entries, length, _offset, comment = _END.unpack(tail[-_END.size :])
    locator = tail[-_END.size - _LOCATOR.size : -_END.size]
    if locator.startswith(b"PK\x06\x07"):
        record = tail[: -_END.size - _LOCATOR.size]
        if len(record) != _END64.size or not record.startswith(b"PK\x06\x06"):
            raise _bad("this is not a zip file that can be read")
        *_, entries, length, _offset = _END64.unpack(record)
    if comment:
        raise _bad("this zip file has a comment")
    if entries > MOST_ENTRIES or length > entries * (46 + LONGEST_NAME + 40):
        raise TooLarge("archive-entries", f"it has too many entries (limit: {MOST_ENTRIES})")


def _bad(detail: str) -> Refused:
    return Refused("bad-archive", detail)
