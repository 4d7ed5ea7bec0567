"""Events become deliveries in the transaction that makes them true, so none is lost and none is invented."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from meshwright.service.db.schema import deliveries, webhooks
from meshwright.service.identifiers import new_id

EVENTS: Final = ("job.succeeded", "job.failed", "job.cancelled", "batch.finished", "asset.version")
PING: Final = "ping"


def emit(connection: Connection, owner_id: str, events: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """Put events into the outbox of every webhook of their owner that wants them, in the caller's transaction.

    events: each one of `EVENTS`, with plain JSON.
    """
    listening = select(webhooks.c.id, webhooks.c.events).where(
        webhooks.c.owner_id == owner_id, webhooks.c.disabled_at.is_(None)
    )
    wanted = [
        _delivery(webhook_id, event, data)
        for webhook_id, asked in connection.execute(listening).all()
        for event, data in events
        if event in asked
    ]
    if wanted:
        connection.execute(insert(deliveries), wanted)


def post(connection: Connection, webhook_id: str, event: str, data: dict[str, Any]) -> str:
    """Add one delivery, due now; returns its identifier, which the receiver sees as `webhook-id`."""
    values = _delivery(webhook_id, event, data)
    connection.execute(insert(deliveries).values(**values))
    return str(values["id"])


def _delivery(webhook_id: str, event: str, data: dict[str, Any]) -> dict[str, Any]:
    now = time.time()
    names = {"id": new_id("msg"), "webhook_id": webhook_id, "event": event, "data": data}
    return {**names, "state": "pending", "due_at": now, "created_at": now}
