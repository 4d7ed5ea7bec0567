"""What a service answers, as frozen dataclasses; names and meanings are those of its OpenAPI document."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from meshwright.client.remote.errors import FieldProblem

FINAL: Final = frozenset({"succeeded", "failed", "cancelled"})
"""States that a job does not leave by itself."""


@dataclass(frozen=True)
class Upload:
    """A file that jobs can use."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    created_at: datetime
    project_id: str = ""


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
    """A job. `progress` is in per cent; `dead` says that it failed as often as it was allowed to.

    preview: where a coarse shape of what is being made can be had while the job runs; see `Remote.preview`.
    """

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
    project_id: str = ""
    batch_id: str | None = None
    preview: str | None = None
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
    lod: int | None = None
    """Level of detail that it holds alone; 0 for a GLB with all of them, None for other files."""


@dataclass(frozen=True)
class Version:
    """A version; only `note` and `rating` ever change. `parent` is the version that it was made from."""

    number: int
    kind: str
    created_at: datetime
    parent: int | None = None
    job_id: str | None = None
    request: dict[str, Any] = field(default_factory=dict)
    report: dict[str, Any] = field(default_factory=dict)
    provenance: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    rating: int | None = None
    thumbnail: str | None = None
    files: tuple[File, ...] = ()


@dataclass(frozen=True)
class Asset:
    """An asset; `latest` is the number of its newest version."""

    id: str
    name: str
    latest: int
    created_at: datetime
    updated_at: datetime
    project_id: str = ""
    prompt: str = ""
    tags: tuple[str, ...] = ()
    thumbnail: str | None = None
    deleted_at: datetime | None = None


@dataclass(frozen=True)
class Node:
    """A version in the graph; `parent` is the version that it was made from, None for the first."""

    number: int
    kind: str
    created_at: datetime
    parent: int | None = None
    job_id: str | None = None
    instruction: str | None = None
    note: str = ""
    rating: int | None = None


@dataclass(frozen=True)
class Link:
    """A URL that needs no credentials until `expires_at`."""

    url: str
    expires_at: datetime


@dataclass(frozen=True)
class ItemProblem:
    """Why an item of a batch has no result: it was rejected at once, or its job failed."""

    code: str
    detail: str
    errors: tuple[FieldProblem, ...] | None = None


@dataclass(frozen=True)
class BatchItem:
    """An item by its place in the request; `rejected` ones have no job."""

    index: int
    state: str
    progress: float
    job_id: str | None = None
    asset_id: str | None = None
    error: ItemProblem | None = None


@dataclass(frozen=True)
class BatchCounts:
    """Items by state."""

    queued: int = 0
    running: int = 0
    succeeded: int = 0
    failed: int = 0
    cancelled: int = 0
    rejected: int = 0


@dataclass(frozen=True)
class BatchSummary:
    """A batch. `progress` is in per cent; `finished_at` is when its last job ended."""

    id: str
    state: str
    total: int
    counts: BatchCounts
    progress: float
    created_at: datetime
    project_id: str = ""
    defaults: dict[str, Any] = field(default_factory=dict)
    finished_at: datetime | None = None

    @property
    def done(self) -> bool:
        """Whether all of its jobs have ended."""
        return self.state == "finished"
