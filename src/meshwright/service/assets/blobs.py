"""Files by their SHA-256: written once, never changed, shared by every version that holds them."""

from __future__ import annotations

import contextlib
import hashlib
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store

from meshwright.service.assets.buckets import Place
from meshwright.service.errors import Busy

log = logging.getLogger("meshwright.blobs")

CHUNK: Final = 256 * 1024
ONE_PUT: Final = 64 * 2**20
"""Bytes up to which a bucket is given a blob in one request."""
PART: Final = 16 * 2**20


class BlobsAway(Busy):
    """The store of blobs does not answer, or refuses us."""

    def __init__(self) -> None:
        super().__init__("the store of files does not answer")


class BlobStore:
    """Content-addressed blobs in a folder or a bucket.

    Every method raises `BlobsAway` when the store does not answer, and `FileNotFoundError` for a blob that is
    not there.
    """

    def __init__(self, place: Place, announce: Callable[[str, int], None]) -> None:
        """announce: called with digest and size before bytes are written (`assets.references.pinning`)."""
        self._announce = announce
        self._store = place
        self._remote = isinstance(place, S3Store)

    def put(self, path: Path) -> tuple[str, int]:
        """Store a file; returns its SHA-256 (hex) and size. Storing the same bytes again changes nothing."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            size = path.stat().st_size
            self._announce(digest, size)
            with _answering():
                self._write(_key(digest), file, size)
        return digest, size

    def _write(self, key: str, file: BinaryIO, size: int) -> None:
        """However it is written, it appears whole or not at all, whenever we are killed."""
        if self._remote and size > ONE_PUT:
            # In parts, so that it need not fit into memory. Parts cannot be create-only; the bytes are the same.
            with contextlib.suppress(FileNotFoundError):
                obstore.head(self._store, key)
                return
            obstore.put(self._store, key, file, use_multipart=True, chunk_size=PART, max_concurrency=4)
            return
        with contextlib.suppress(AlreadyExistsError):
            obstore.put(self._store, key, file, mode="create", use_multipart=False)

    def fetch(self, digest: str, path: Path) -> None:
        """Copy a blob to a file."""
        with path.open("wb") as file, _answering():
            for chunk in obstore.get(self._store, _key(digest)).stream(min_chunk_size=CHUNK):
                file.write(chunk)

    def delete(self, digest: str) -> None:
        """Remove a blob, if it is there; only `assets.references` knows when that may be done."""
        with _answering(), contextlib.suppress(FileNotFoundError):
            obstore.delete(self._store, _key(digest))

    def read(self, digest: str, start: int, end: int) -> Iterator[bytes]:
        """The bytes [start, end) of a blob, in chunks. Asks the store at once, so that it is this call that fails."""
        if end <= start:
            return iter(())
        with _answering():
            found = obstore.get(self._store, _key(digest), options={"range": (start, end)})
        return (bytes(chunk) for chunk in found.stream(min_chunk_size=CHUNK))

    def check(self) -> None:
        """Ask the store for something, to see that it answers."""
        with _answering(), contextlib.suppress(FileNotFoundError):
            obstore.head(self._store, _key("0" * 64))


@contextlib.contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except BaseError as error:
        log.error("the blob store fails", extra={"fields": {"error": str(error)[:1000]}})
        raise BlobsAway from error


def _key(digest: str) -> str:
    return f"{digest[:2]}/{digest}"
