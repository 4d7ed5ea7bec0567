"""What a service answers about accounts, keys, projects and webhooks; as `models`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Account:
    """An account."""

    id: str
    email: str
    created_at: datetime


@dataclass(frozen=True)
class Amounts:
    """What is limited: bytes kept, jobs queued or running, jobs of the last 24 hours. As a limit, 0 is none."""

    stored_bytes: int = 0
    unfinished_jobs: int = 0
    daily_jobs: int = 0


@dataclass(frozen=True)
class Rates:
    """Most requests and most submissions of jobs in a minute."""

    requests: int = 0
    submissions: int = 0


@dataclass(frozen=True)
class OwnAccount(Account):
    """Your account: what it has, what it may have, and the project where goes what names no other."""

    role: str = "user"
    project_id: str = ""
    used: Amounts = field(default_factory=Amounts)
    limits: Amounts = field(default_factory=Amounts)
    per_minute: Rates = field(default_factory=Rates)


@dataclass(frozen=True)
class Key:
    """An API key without its secret."""

    id: str
    name: str
    prefix: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None


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
class Project:
    """A project; `role` is your own in it: `viewer`, `member` or `admin`."""

    id: str
    name: str
    role: str
    created_at: datetime
    personal: bool = False
    deleted_at: datetime | None = None


@dataclass(frozen=True)
class ProjectDetail(Project):
    """A project with what it has and what it may have."""

    used: Amounts = field(default_factory=Amounts)
    limits: Amounts = field(default_factory=Amounts)


@dataclass(frozen=True)
class Member:
    """A member of a project; `created_at` is when they became one."""

    account_id: str
    email: str
    role: str
    created_at: datetime


@dataclass(frozen=True)
class ImportAnswer:
    """What an archive has added to a project."""

    project_id: str
    assets: int
    versions: int
    files: int
    stored_bytes: int


@dataclass(frozen=True)
class WebhookAnswer:
    """A webhook without its secret."""

    id: str
    url: str
    events: tuple[str, ...]
    enabled: bool
    created_at: datetime
    description: str = ""
    disabled_reason: str | None = None
    failing_since: datetime | None = None


@dataclass(frozen=True)
class NewWebhook(WebhookAnswer):
    """A webhook with the secret that signs its messages (standard-webhooks), shown this once."""

    secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Delivery:
    """A message of a webhook; `id` is its `webhook-id`, the same in every attempt."""

    id: str
    event: str
    state: str
    attempts: int
    created_at: datetime
    data: dict[str, Any] = field(default_factory=dict)
    next_attempt_at: datetime | None = None
    last_status: int | None = None
    last_error: str | None = None
    last_seconds: float | None = None
    finished_at: datetime | None = None
