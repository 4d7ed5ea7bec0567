"""What a service answers, as frozen dataclasses; names and meanings are those of its OpenAPI document."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

FINAL: Final = frozenset({"succeeded", "failed", "cancelled"})
"""States that a job does not leave by itself."""


@dataclass(frozen=True)
class Account:
    """Who is calling."""

    id: str
    email: str
    created_at: datetime


@dataclass(frozen=True)
class Key:
    """An API key without its secret."""

    id: str
    name: str
    prefix: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True)
class NewKey(Key):
    """An API key with its secret, shown this once."""

    key: str = field(default="", repr=False)


@dataclass(frozen=True)
class TokenPair:
    """What a login answers; the client keeps and refreshes it by itself."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int
    token_type: str = "bearer"


@dataclass(frozen=True)
class Upload:
    """A file that jobs can use."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    created_at: datetime


@dataclass(frozen=True)
class JobError:
    """Why a job failed; `cause` is stable and machine-readable; `field` and `limit` belong to bad input."""

    cause: str
    detail: str
    field: str | None = None
    limit: str | None = None


@dataclass(frozen=True)
class Made:
    """A version that a job made."""

    asset_id: str
    version: int


@dataclass(frozen=True)
class Job:
    """A job. `progress` is in per cent; `dead` says that it failed as often as it was allowed to."""

    id: str
    kind: str
    state: str
    stage: str
    progress: float
    attempt: int
    created_at: datetime
    priority: int = 0
    request: dict[str, Any] = field(default_factory=dict)
    asset_id: str | None = None
    assets: tuple[Made, ...] = ()
    error: JobError | None = None
    dead: bool = False
    started_at: datetime | None = None
    finished_at: datetime | None = None

    @property
    def done(self) -> bool:
        """Whether it has reached a final state."""
        return self.state in FINAL


@dataclass(frozen=True)
class JobEvent:
    """Something that happened to a job: `kind` is `state` or `progress`.

    seq: its number, from which a stream resumes; 0 where the client learned of it by asking.
    """

    seq: int
    kind: str
    data: dict[str, Any]


@dataclass(frozen=True)
class File:
    """A file of a version."""

    name: str
    media_type: str
    size: int
    sha256: str
    url: str


@dataclass(frozen=True)
class Version:
    """A version; it never changes. `parent` is the version of the same asset that it was made from."""

    number: int
    kind: str
    created_at: datetime
    parent: int | None = None
    job_id: str | None = None
    request: dict[str, Any] = field(default_factory=dict)
    report: dict[str, Any] = field(default_factory=dict)
    provenance: dict[str, Any] = field(default_factory=dict)
    files: tuple[File, ...] = ()


@dataclass(frozen=True)
class Asset:
    """An asset; `latest` is the number of its newest version."""

    id: str
    name: str
    latest: int
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None
