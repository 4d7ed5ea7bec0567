"""When to ask again, how long to wait, and where credentials may be sent."""

from __future__ import annotations

import ipaddress
import random
from typing import Final
from urllib.parse import urlsplit

from meshwright.errors import InputError

FIRST_PAUSE: Final = 0.25
LONGEST_PAUSE: Final = 8.0
FAILURES: Final = 3  # answers of 500 in a row before they are believed
AWAY: Final = frozenset({502, 503, 504})


def pause(attempt: int, retry_after: float | None = None) -> float:
    """Seconds before attempt number `attempt` + 1: what the service asks for, else doubling, with jitter."""
    if retry_after is not None:
        return retry_after + random.uniform(0.0, 0.25)
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(attempt, 16)) * random.uniform(0.5, 1.0)


def may_repeat(status: int, attempt: int, *, repeatable: bool) -> bool:
    """Whether an answer is worth another attempt.

    attempt: how many answers were had before.  repeatable: asking twice does no more than asking once.
    """
    if status in (429, 503):  # refused before anything was done
        return True
    return repeatable and (status in AWAY or (status == 500 and attempt + 1 < FAILURES))


def retry_after(header: str | None) -> float | None:
    """Seconds of a `Retry-After` header; the form with a date is not used by this service."""
    return float(header) if header is not None and header.isdecimal() else None


def checked_url(url: str, *, insecure: bool) -> str:
    """The service's address without a trailing slash.

    Raises `InputError` for what is no address, and for plain HTTP to another machine: it would show the key to
    everyone on the way.
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError("url", f"{url!r} is not the address of a service", "https://HOST")
    if parts.username or parts.password:
        raise InputError("url", "holds credentials", "an address without them; use an API key")
    if parts.query or parts.fragment:
        raise InputError("url", "has a query or fragment", "https://HOST")
    if parts.scheme == "http" and not insecure and not _loopback(parts.hostname):
        raise InputError("url", f"would send credentials to {parts.hostname} unencrypted", "https://")
    return url.strip().rstrip("/")


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
