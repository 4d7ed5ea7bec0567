"""What the service refuses, as the answers it gives (problem documents, RFC 9457).

Problem                 any refusal: status, code, detail
├── NotSignedIn         401: no valid credentials
├── Forbidden           403: valid credentials that do not allow this
├── OverQuota           403, 429: an account or a project has as much as it may
├── NotFound            404: not there, or not the caller's: the two look the same
├── Conflict            409: the state of the thing does not allow this
├── Gone                410: it was there, and its time has passed
├── TooLarge            413: above a limit of size
├── BadRange            416: the file has no such bytes
├── Refused             422: understood and not accepted
│   └── Invalid         422: fields of the request are not what they must be
├── TooMany             429: above a limit of rate or number
└── Busy                503: try again soon
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any


class Problem(Exception):
    """A refusal; `code` is stable and machine-readable, `detail` is one sentence for a person."""

    status = 400
    more: Mapping[str, Any] = MappingProxyType({})
    """Further members of the answer."""

    def __init__(self, code: str, detail: str, headers: dict[str, str] | None = None) -> None:
        self.code = code
        self.detail = detail
        self.headers = headers or {}
        super().__init__(f"{code}: {detail}")


class NotSignedIn(Problem):
    """No valid credentials; does not say what was wrong with them."""

    status = 401

    def __init__(self, detail: str = "valid credentials are needed") -> None:
        super().__init__("unauthorized", detail, {"WWW-Authenticate": 'Bearer realm="meshwright"'})


class Forbidden(Problem):
    """The credentials are valid and do not allow this."""

    status = 403


class OverQuota(Problem):
    """An account or a project has as much as it may; time alone makes room where `seconds` is given (429)."""

    status = 403

    def __init__(self, whose: str, what: str, limit: int, used: int, seconds: int | None = None) -> None:
        headers = {} if seconds is None else {"Retry-After": str(max(1, seconds))}
        words = what.replace("_", " ")
        super().__init__(f"quota-{what.replace('_', '-')}", f"{used} {words} of this {whose} (limit: {limit})", headers)
        self.status = 403 if seconds is None else 429
        self.more = {"limit": limit, "used": used, "of": whose}


class NotFound(Problem):
    """There is no such thing for this caller."""

    status = 404

    def __init__(self, what: str) -> None:
        super().__init__("not-found", f"there is no such {what}")


class Conflict(Problem):
    """The thing is in a state that does not allow this."""

    status = 409


class Gone(Problem):
    """It was there, and its time has passed."""

    status = 410


class TooLarge(Problem):
    """Above a limit of size."""

    status = 413


class BadRange(Problem):
    """The file has no such bytes."""

    status = 416

    def __init__(self, size: int) -> None:
        super().__init__("bad-range", f"the file has {size} bytes", {"Content-Range": f"bytes */{size}"})


class Refused(Problem):
    """Understood and not accepted."""

    status = 422


class Invalid(Refused):
    """Fields of the request are not what they must be; `errors` are objects with `field` and `problem`."""

    def __init__(self, detail: str, errors: list[dict[str, str]]) -> None:
        super().__init__("invalid", detail)
        self.errors = errors


class TooMany(Problem):
    """Above a limit of rate or number."""

    status = 429

    def __init__(self, detail: str, seconds: int, limit: int | None = None) -> None:
        super().__init__("too-many-requests", detail, {"Retry-After": str(max(1, seconds))})
        self.more = {} if limit is None else {"limit": limit}


class Busy(Problem):
    """The service is at its own limit for the moment."""

    status = 503

    def __init__(self, detail: str) -> None:
        super().__init__("busy", detail, {"Retry-After": "2"})
