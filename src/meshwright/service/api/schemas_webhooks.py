"""Bodies of requests and answers about webhooks."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, Field, StrictBool

from meshwright.service.api.schemas import Body, Text, Time

Event = Literal["job.succeeded", "job.failed", "job.cancelled", "batch.finished", "asset.version"]
_HOST = r"[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?"
_PORT = r":([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3})"
Url = Annotated[
    str,
    Field(
        max_length=2000,
        pattern=rf"^https?://{_HOST}({_PORT})?(/[!\x22\x24-~]*)?$",
        description="https://host/path in ASCII, without user and fragment",
    ),
]
Events = Annotated[list[Event], Field(min_length=1, max_length=10)]
Description = Annotated[Text, Field(max_length=200)]


class WebhookBody(Body):
    """Where to tell what happens to your jobs, batches and assets."""

    url: Url
    events: Events = Field(default_factory=lambda: list(get_args(Event)))
    description: Description = ""


class WebhookChange(Body):
    """What is to change; `enabled` true ends a time of failures."""

    url: Url | None = None
    events: Events | None = None
    description: Description | None = None
    enabled: StrictBool | None = None


class WebhookAnswer(BaseModel):
    """A webhook without its secret."""

    id: str
    url: str
    events: list[str]
    description: str
    enabled: bool
    disabled_reason: str | None
    failing_since: Time | None
    created_at: Time


class NewWebhook(WebhookAnswer):
    """A webhook with the secret that signs its messages (standard-webhooks), shown this once."""

    secret: str


class WebhookPage(BaseModel):
    """A page; `next_cursor` is null on the last one."""

    items: list[WebhookAnswer]
    next_cursor: str | None


class Delivery(BaseModel):
    """A message; `id` is its `webhook-id`, the same in every attempt."""

    id: str
    event: str
    data: dict[str, Any]
    state: Literal["pending", "delivered", "failed"]
    attempts: int
    next_attempt_at: Time | None
    last_status: int | None
    last_error: str | None
    last_seconds: float | None
    created_at: Time
    finished_at: Time | None


class DeliveryPage(BaseModel):
    """A page; `next_cursor` is null on the last one."""

    items: list[Delivery]
    next_cursor: str | None
