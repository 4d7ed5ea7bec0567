"""Where the database, the blobs and Redis are: addresses are checked before anything connects to them.

No message repeats an address: it may hold a password.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from meshwright.errors import InputError

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


def check_database(url: str) -> None:
    """Raise `InputError` unless it is SQLite's or PostgreSQL's."""
    known = "sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/DATABASE"
    parts = _split("database_url", url, known)
    if parts.scheme == "sqlite":
        if parts.netloc or len(parts.path) < 2:
            raise InputError("database_url", "names no file", known)
        return
    if parts.scheme not in ("postgresql", "postgresql+psycopg"):
        raise InputError("database_url", f"names a database of an unknown kind {parts.scheme[:40]!r}", known)
    if len(parts.path) < 2:
        raise InputError("database_url", "names no database", known)
    _need("database_url", "psycopg", "PostgreSQL")


def check_blobs(url: str) -> None:
    """Raise `InputError` unless it is a folder's or a bucket's."""
    known = "file:///FOLDER or s3://BUCKET/PREFIX"
    parts = _split("blob_url", url, known)
    if parts.scheme == "file":
        if parts.netloc not in ("", "localhost") or len(parts.path) < 2:
            raise InputError("blob_url", "names no folder of this machine", known)
        return
    if parts.scheme != "s3":
        raise InputError("blob_url", f"names a store of an unknown kind {parts.scheme[:40]!r}", known)
    if "@" in parts.netloc:
        raise InputError("blob_url", "holds a key", "the settings s3_access_key and s3_secret_key")
    if not _BUCKET.fullmatch(parts.netloc):
        raise InputError("blob_url", "does not name a bucket", "3 to 63 of a-z, 0-9, '.' and '-'")
    if parts.query or parts.fragment:
        raise InputError("blob_url", "has more than a bucket and a prefix", known)


def check_endpoint(url: str) -> None:
    """Raise `InputError` unless it is an HTTP address without path and login."""
    parts = _split("s3_endpoint", url, "https://HOST:PORT")
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or parts.path.strip("/"):
        raise InputError("s3_endpoint", "is not the address of a server", "https://HOST:PORT")


def check_redis(url: str) -> None:
    """Raise `InputError` unless it is Redis's."""
    known = "redis://:PASSWORD@HOST:PORT/NUMBER, or rediss:// for TLS"
    parts = _split("redis_url", url, known)
    if parts.scheme not in ("redis", "rediss") or not parts.hostname:
        raise InputError("redis_url", "is not an address of Redis", known)
    if not re.fullmatch(r"/?[0-9]*", parts.path):
        raise InputError("redis_url", "does not name a database by its number", known)
    _need("redis_url", "redis", "Redis")


def _split(field: str, url: str, known: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise InputError(field, "is not an address", known) from error
    return parts


def _need(field: str, module: str, what: str) -> None:
    from importlib.util import find_spec

    if find_spec(module) is None:
        raise InputError(
            field, f"names {what}, for which packages are missing", "pip install 'meshwright[distributed]'"
        )
