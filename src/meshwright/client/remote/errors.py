"""What can go wrong with a remote service; every one of these is a `MeshwrightError`.

RemoteError                the service did not do what was asked (exit code 1)
├── Unreachable            no answer within the client's patience
├── UnexpectedAnswer       an answer that no Meshwright service gives: another server, or another version
├── DamagedDownload        the bytes received are not those that the service promised
├── WaitTimeout            the job is still not done; it goes on, and can be waited for again
├── JobCancelled           the job was cancelled: .job
├── JobFailed              the job failed: .job, .cause, .field, .limit (exit code 2 if its input was bad)
└── ProblemError           the service refused (RFC 9457): .status, .code, .detail, .request_id, .errors, .retry_after
    ├── BadRequest         400, 413, 415, 422: the request is not acceptable (exit code 2)
    ├── NotSignedIn        401: no valid credentials
    ├── Forbidden          403: credentials that do not allow this
    ├── NotFound           404: there is no such thing for this caller (exit code 2)
    ├── Conflict           409: the state of the thing does not allow this
    ├── TooMany            429: above a limit of rate or number
    └── ServiceFailed      5xx
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from meshwright.errors import MeshwrightError

if TYPE_CHECKING:
    from meshwright.client.remote.models import Job


class RemoteError(MeshwrightError):
    """The service did not do what was asked."""


class Unreachable(RemoteError):
    """No answer within the client's patience; nothing is known about what the service did."""


class UnexpectedAnswer(RemoteError):
    """An answer that no Meshwright service gives: another server, or another version."""


class DamagedDownload(RemoteError):
    """The bytes received are not those that the service promised; nothing was written."""


class WaitTimeout(RemoteError):
    """The job is still not done; it goes on, and can be waited for again."""


class JobCancelled(RemoteError):
    """The job was cancelled."""

    def __init__(self, job: Job) -> None:
        self.job = job
        super().__init__(f"{job.id} was cancelled")


class JobFailed(RemoteError):
    """The job failed.

    cause: short machine-readable name (`input`, `time-limit`, `crash`, ...).
    field, limit: where the input was bad, as `meshwright.errors.InputError` has them; else "".
    """

    def __init__(self, job: Job) -> None:
        error = job.error
        self.job = job
        self.cause = error.cause if error else "unknown"
        self.field = (error.field or "") if error else ""
        self.limit = (error.limit or "") if error else ""
        self.exit_code = 2 if self.cause in ("input", "file-format") else 1
        super().__init__(error.detail if error else f"{job.id} failed")


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one field of a request."""

    field: str
    problem: str


class ProblemError(RemoteError):
    """The service refused; `code` is stable and machine-readable, `detail` is a sentence for a person.

    limit, used: where a quota was reached; else None.
    """

    def __init__(self, status: int, body: dict[str, Any], retry_after: float | None = None) -> None:
        self.status = status
        self.code = str(body.get("code", ""))
        self.detail = str(body.get("detail") or body.get("title") or f"status {status}")
        self.request_id = str(body.get("request_id", ""))
        self.errors = tuple(
            FieldProblem(str(e.get("field", "")), str(e.get("problem", ""))) for e in body.get("errors") or ()
        )
        self.retry_after = retry_after
        self.limit: int | None = body.get("limit")
        self.used: int | None = body.get("used")
        super().__init__(self.detail)


class BadRequest(ProblemError):
    """The request is not acceptable as it is."""

    exit_code = 2


class NotSignedIn(ProblemError):
    """No valid credentials were given."""


class Forbidden(ProblemError):
    """The credentials do not allow this."""


class NotFound(ProblemError):
    """There is no such thing for this caller."""

    exit_code = 2


class Conflict(ProblemError):
    """The state of the thing does not allow this."""


class TooMany(ProblemError):
    """Above a limit of rate or number; `retry_after` is in seconds."""


class ServiceFailed(ProblemError):
    """The service failed."""


_KINDS: Final[dict[int, type[ProblemError]]] = {
    401: NotSignedIn, 403: Forbidden, 404: NotFound, 409: Conflict, 429: TooMany,
}  # fmt: skip


def problem(status: int, body: dict[str, Any], retry_after: float | None = None) -> ProblemError:
    """The error for an answer of 400 or above."""
    kind = _KINDS.get(status, ServiceFailed if status >= 500 else BadRequest)
    return kind(status, body, retry_after)
