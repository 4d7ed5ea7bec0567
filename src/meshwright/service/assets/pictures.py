"""Fetch a picture that a stranger names by its address, without becoming the stranger's hand in our network.

Only public addresses, checked after the name is resolved (`outside`), only the ports of the web, no redirects, no
login in the address, no compression, bounded bytes and time. What comes is then looked at like any upload.
"""

from __future__ import annotations

import asyncio
from typing import IO, Final
from urllib.parse import urlsplit

import httpcore

from meshwright import __version__
from meshwright.service.errors import Refused, TooLarge
from meshwright.service.outside import NotPublic, PublicBackend

SUFFIXES: Final = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}
PORTS: Final = frozenset({80, 443})
TIMEOUT: Final = 20.0  # seconds for all of it, however slowly it comes
OK: Final = 200


async def fetch_picture(field: str, address: str, file: IO[bytes], limit: int, *, trusted: bool = False) -> str:
    """Write a picture's bytes into a file; returns a name with a suffix for it.

    field: for messages.  limit: most bytes.  trusted: any address and port, for networks where everyone is trusted.
    Raises `Refused`, `TooLarge`.
    """
    try:
        parts = urlsplit(address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise _unusable(field) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise _unusable(field)
    if port not in PORTS and not trusted:
        raise _unusable(field)
    headers: dict[bytes | str, bytes | str] = {
        "accept": ", ".join(SUFFIXES),
        "accept-encoding": "identity",
        "user-agent": f"Meshwright/{__version__}",
    }
    try:
        async with (
            asyncio.timeout(TIMEOUT),
            httpcore.AsyncConnectionPool(network_backend=PublicBackend(private=trusted)) as pool,
            pool.stream("GET", address, headers=headers) as answer,
        ):
            ending = _suffix(field, answer)
            await _receive(field, answer, file, limit)
            return f"fetched{ending}"
    except TimeoutError as error:
        raise Refused("image-not-fetched", f"{field}: it takes too long (limit: {TIMEOUT:g} s)") from error
    except (NotPublic, httpcore.ConnectError, httpcore.ConnectTimeout) as error:
        # One answer for all of these: it must not tell what there is in our own network.
        raise _unusable(field) from error
    except (
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.TimeoutException,
        httpcore.UnsupportedProtocol,
    ) as error:
        raise Refused("image-not-fetched", f"{field}: the connection broke off") from error


async def _receive(field: str, answer: httpcore.Response, file: IO[bytes], limit: int) -> None:
    if _header(answer, b"content-encoding") not in ("", "identity"):
        raise Refused("image-not-fetched", f"{field}: the answer is compressed")
    size = 0
    async for chunk in answer.aiter_stream():
        size += len(chunk)
        if size > limit:
            raise TooLarge("too-large", f"{field}: the picture is too large (limit: {limit} bytes)")
        await asyncio.to_thread(file.write, chunk)


def _suffix(field: str, answer: httpcore.Response) -> str:
    if answer.status != OK:
        raise Refused("image-not-fetched", f"{field}: the address answers {answer.status}, redirects are not followed")
    kind = _header(answer, b"content-type").partition(";")[0].strip().lower()
    if kind not in SUFFIXES:
        raise Refused("image-not-fetched", f"{field}: {kind[:40]!r} is no picture (limit: {', '.join(SUFFIXES)})")
    return SUFFIXES[kind]


def _header(answer: httpcore.Response, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in answer.headers if key.lower() == name), "")


def _unusable(field: str) -> Refused:
    return Refused("image-not-fetched", f"{field}: there is no picture at this address that this server may fetch")
