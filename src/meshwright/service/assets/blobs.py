"""Files by their SHA-256: written once, never changed, shared by every version that holds them."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import LocalStore

CHUNK = 256 * 1024


class BlobStore:
    """Content-addressed blobs in a folder (`file://` URL), through obstore."""

    def __init__(self, url: str, announce: Callable[[str, int], None]) -> None:
        """Open the store and make its folder.

        announce: called with digest and size before bytes are written (`assets.references.pinning`).
        """
        self._announce = announce
        folder = Path(unquote(urlsplit(url).path))
        self._store = LocalStore(folder, mkdir=True)

    def put(self, path: Path) -> tuple[str, int]:
        """Store a file; returns its SHA-256 (hex) and size. Storing the same bytes again changes nothing."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            size = path.stat().st_size
            self._announce(digest, size)
            # One put, so that the blob appears whole or not at all, whenever we are killed.
            with contextlib.suppress(AlreadyExistsError):
                obstore.put(self._store, _key(digest), file, mode="create", use_multipart=False)
        return digest, size

    def fetch(self, digest: str, path: Path) -> None:
        """Copy a blob to a file. Raises `FileNotFoundError` if there is none."""
        with path.open("wb") as file:
            for chunk in obstore.get(self._store, _key(digest)).stream(min_chunk_size=CHUNK):
                file.write(chunk)

    def delete(self, digest: str) -> None:
        """Remove a blob, if it is there; only `assets.references` knows when that may be done."""
        with contextlib.suppress(FileNotFoundError):
            obstore.delete(self._store, _key(digest))

    def read(self, digest: str, start: int, end: int) -> Iterator[bytes]:
        """The bytes [start, end) of a blob, in chunks."""
        if end <= start:
            return
        found = obstore.get(self._store, _key(digest), options={"range": (start, end)})
        for chunk in found.stream(min_chunk_size=CHUNK):
            yield bytes(chunk)


def _key(digest: str) -> str:
    return f"{digest[:2]}/{digest}"
