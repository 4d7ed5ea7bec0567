"""Bodies of requests and answers. Lengths and counts are bounded here; meaning is checked by the pipeline."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from meshwright.service.accounts.store import normal_email


def _email(text: str) -> str:
    address = normal_email(text)
    local, _, domain = address.partition("@")
    sound = local and "." in f"{domain}." and domain and "@" not in domain
    if not sound or any(c.isspace() or not c.isprintable() for c in address) or len(address) > 254:
        raise ValueError("is not an email address")
    return address


Email = Annotated[str, Field(max_length=254, json_schema_extra={"format": "email"}), AfterValidator(_email)]
# No control characters other than tab and line ends.
Text = Annotated[str, Field(pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$")]
# Larger numbers are not exact in JavaScript.
Seed = Annotated[int, Field(ge=0, le=2**53 - 1)]
Name = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z]+_[0-9a-z]{26}$")]
Time = datetime


def moment(seconds: float) -> datetime:
    """Seconds since 1970 as a time in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


_NUMBERS = frozenset(
    {
        "count",
        "daily_jobs",
        "density",
        "expires_in",
        "guidance",
        "height",
        "lods",
        "polycount",
        "priority",
        "rating",
        "seed",
        "steps",
        "stored_bytes",
        "texture_size",
        "unfinished_jobs",
        "version",
    }
)


class Body(BaseModel):
    """A request: unknown fields are refused, so that a misspelt one is not silently ignored."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _numbers_are_numbers(cls, value: object, info: ValidationInfo) -> object:
        # JSON has numbers; `true` and `"5"` are none, and `count: true` is a mistake.
        if info.field_name in _NUMBERS and value is not None and type(value) not in (int, float):
            raise ValueError("is not a number")
        return value


class Credentials(Body):
    """Email and password."""

    email: Email
    password: Annotated[str, Field(min_length=8, max_length=256)]


class RefreshBody(Body):
    """A refresh token."""

    refresh_token: Annotated[str, Field(min_length=1, max_length=200)]


class KeyBody(Body):
    """A new API key; `read` sees, `write` submits and changes, `account` manages keys, sessions and projects.

    `admin` is for admins of the site.
    """

    name: Annotated[Text, Field(min_length=1, max_length=100)]
    scopes: Annotated[list[Literal["read", "write", "account", "admin"]], Field(min_length=1, max_length=4)] = [
        "read",
        "write",
    ]
    expires_in: Annotated[int, Field(ge=60, le=10 * 366 * 86400, description="seconds")] | None = None


Tag = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00-\x20\x7f-\x9f]+$")]


class AssetChange(Body):
    """What is to change about an asset; what is left out stays."""

    name: Annotated[Text, Field(min_length=1, max_length=200)] | None = None
    tags: Annotated[list[Tag], Field(max_length=32, description="all of them; without white space")] | None = None


class VersionChange(Body):
    """What people say of a version; what is left out stays, null clears it."""

    note: Annotated[Text, Field(max_length=4000)] | None = None
    rating: Annotated[int, Field(ge=1, le=5)] | None = None


class LinkBody(Body):
    """How long a link is to hold."""

    expires_in: Annotated[int, Field(ge=1, le=7 * 86400, description="seconds")] = 3600


class RevertBody(Body):
    """The version whose files become the next version."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]


class Account(BaseModel):
    """An account."""

    id: str
    email: str
    created_at: Time


class TokenPair(BaseModel):
    """Use the access token as bearer; exchange the refresh token, once, when it has expired."""

    access_token: str
    refresh_token: str
    token_type: Literal["bearer"] = "bearer"
    expires_in: int


class Key(BaseModel):
    """An API key without its secret."""

    id: str
    name: str
    prefix: str
    scopes: list[str]
    created_at: Time
    expires_at: Time | None
    last_used_at: Time | None


class NewKey(Key):
    """An API key with its secret, shown this once."""

    key: str


class Upload(BaseModel):
    """A file that jobs can use."""

    id: str
    project_id: str
    name: str
    media_type: str
    size: int
    sha256: str
    created_at: Time


class JobError(BaseModel):
    """Why a job failed; `cause` is stable and machine-readable."""

    model_config = ConfigDict(extra="allow")

    cause: str
    detail: str


class Made(BaseModel):
    """A version that a job made."""

    asset_id: str
    version: int


class Job(BaseModel):
    """A job. `progress` is in per cent; `dead` says that it failed as often as it was allowed to.

    `preview` is where a coarse shape of what is being made can be had, while the job runs.
    """

    id: str
    project_id: str
    kind: str
    state: Literal["queued", "running", "succeeded", "failed", "cancelled"]
    stage: str
    progress: float
    attempt: int
    priority: int
    request: dict[str, Any]
    asset_id: str | None
    assets: list[Made]
    batch_id: str | None
    error: JobError | None
    dead: bool
    preview: str | None
    created_at: Time
    started_at: Time | None
    finished_at: Time | None


class File(BaseModel):
    """A file of a version."""

    name: str
    media_type: str
    size: int
    sha256: str
    url: str
    # Level of detail that it holds alone; 0 for a GLB with all of them, null for other files.
    lod: int | None


class Version(BaseModel):
    """A version; only `note` and `rating` ever change. `parent` is the version that it was made from."""

    number: int
    parent: int | None
    kind: str
    job_id: str | None
    request: dict[str, Any]
    report: dict[str, Any]
    provenance: dict[str, Any]
    note: str
    rating: int | None
    thumbnail: str | None
    files: list[File]
    created_at: Time


class Asset(BaseModel):
    """An asset; `latest` is the number of its newest version."""

    id: str
    project_id: str
    name: str
    prompt: str
    tags: list[str]
    thumbnail: str | None
    latest: int
    created_at: Time
    updated_at: Time
    deleted_at: Time | None


class Node(BaseModel):
    """A version in the graph; `parent` is the version that it was made from, null for the first."""

    number: int
    parent: int | None
    kind: str
    job_id: str | None
    instruction: str | None
    note: str
    rating: int | None
    created_at: Time


class Graph(BaseModel):
    """The versions of an asset and where they come from; `next_cursor` is null on the last page."""

    asset_id: str
    latest: int
    items: list[Node]
    next_cursor: str | None


class Link(BaseModel):
    """A URL that needs no credentials until `expires_at`; relative to the service unless it knows its own address."""

    url: str
    expires_at: Time


class KeyPage(BaseModel):
    """A page; `next_cursor` is null on the last one."""

    items: list[Key]
    next_cursor: str | None


class JobPage(BaseModel):
    """A page; `next_cursor` is null on the last one."""

    items: list[Job]
    next_cursor: str | None


class AssetPage(BaseModel):
    """A page; `next_cursor` is null on the last one."""

    items: list[Asset]
    next_cursor: str | None


class VersionPage(BaseModel):
    """A page; `next_cursor` is null on the last one."""

    items: list[Version]
    next_cursor: str | None


class FieldProblem(BaseModel):
    """What is wrong with one field of a request."""

    field: str
    problem: str


class ProblemBody(BaseModel):
    """RFC 9457; `code` is stable and machine-readable."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: list[FieldProblem] | None = None
    limit: int | None = None
    used: int | None = None
    of: Literal["account", "project"] | None = None
