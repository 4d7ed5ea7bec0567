"""Events become deliveries in the transaction that makes them true, so none is lost and none is invented."""

from __future__ import annotations

import time
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from meshwright.service.db.schema import deliveries, webhooks
from meshwright.service.identifiers import new_id

EVENTS: Final = ("job.succeeded", "job.failed", "job.cancelled", "batch.finished", "asset.version")
PING: Final = "ping"


def emit(connection: Connection, owner_id: str, event: str, data: dict[str, Any]) -> None:
    """Put an event into the outbox of every webhook of its owner that wants it, in the caller's transaction.

    event: one of `EVENTS`.  data: plain JSON.
    """
    listening = select(webhooks.c.id, webhooks.c.events).where(
        webhooks.c.owner_id == owner_id, webhooks.c.disabled_at.is_(None)
    )
    for webhook_id, events in connection.execute(listening).all():
        if event in events:
            post(connection, webhook_id, event, data)


def post(connection: Connection, webhook_id: str, event: str, data: dict[str, Any]) -> str:
    """Add one delivery, due now; returns its identifier, which the receiver sees as `webhook-id`."""
    now = time.time()
    values = {"id": new_id("msg"), "webhook_id": webhook_id, "event": event, "data": data}
    connection.execute(insert(deliveries).values(**values, state="pending", due_at=now, created_at=now))
    return values["id"]  # type: ignore[return-value]
