"""What the service refuses, as the answers it gives (problem documents, RFC 9457).

Problem                 any refusal: status, code, detail
├── NotSignedIn         401: no valid credentials
├── Forbidden           403: valid credentials that do not allow this
├── NotFound            404: not there, or not the caller's: the two look the same
├── Conflict            409: the state of the thing does not allow this
├── TooLarge            413: above a limit of size
├── Refused             422: understood and not accepted
├── TooMany             429: above a limit of rate or number
└── Busy                503: try again soon
"""

from __future__ import annotations


class Problem(Exception):
    """A refusal; `code` is stable and machine-readable, `detail` is one sentence for a person."""

    status = 400

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


class NotFound(Problem):
    """There is no such thing for this caller."""

    status = 404

    def __init__(self, what: str) -> None:
        super().__init__("not-found", f"there is no such {what}")


class Conflict(Problem):
    """The thing is in a state that does not allow this."""

    status = 409


class TooLarge(Problem):
    """Above a limit of size."""

    status = 413


class Refused(Problem):
    """Understood and not accepted."""

    status = 422


class TooMany(Problem):
    """Above a limit of rate or number."""

    status = 429

    def __init__(self, detail: str, seconds: int) -> None:
        super().__init__("too-many-requests", detail, {"Retry-After": str(max(1, seconds))})


class Busy(Problem):
    """The service is at its own limit for the moment."""

    status = 503

    def __init__(self, detail: str) -> None:
        super().__init__("busy", detail, {"Retry-After": "2"})
