"""Webhooks of an owner, their secrets, and the log of what was delivered."""

from __future__ import annotations

import base64
import os
import time
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from meshwright.service.db.database import Database
from meshwright.service.db.schema import deliveries, webhooks
from meshwright.service.errors import Conflict, NotFound, Refused
from meshwright.service.identifiers import new_id
from meshwright.service.webhooks.outbox import PING, post

MOST: Final = 20
OVERLAP: Final = 24 * 3600.0  # seconds that a replaced secret goes on signing
PORTS: Final = (443, 8443)


class WebhookStore:
    """All webhooks; another owner's do not exist here."""

    def __init__(self, database: Database, *, private: bool) -> None:
        """private: whether receivers may be plain HTTP and in private networks."""
        self.database = database
        self.private = private

    def add(self, owner_id: str, url: str, events: Sequence[str], description: str) -> RowMapping:
        """A new webhook with its secret. Raises `Refused` for a URL that is not allowed, `Conflict` above 20."""
        self._check(url)
        row_id = new_id("hook")
        with self.database.write() as connection:
            mine = select(func.count()).where(webhooks.c.owner_id == owner_id)
            if connection.execute(mine).scalar_one() >= MOST:
                raise Conflict("too-many-webhooks", f"you have {MOST} webhooks (limit: {MOST})")
            connection.execute(
                insert(webhooks).values(
                    id=row_id,
                    owner_id=owner_id,
                    url=url,
                    events=sorted(set(events)),
                    description=description,
                    secret=_new_secret(),
                    created_at=time.time(),
                )
            )
            return _owned(connection, owner_id, row_id)

    def page(self, owner_id: str, after: str | None, limit: int) -> Sequence[RowMapping]:
        """At most `limit` webhooks, newest first."""
        query = select(webhooks).where(webhooks.c.owner_id == owner_id)
        if after is not None:
            query = query.where(webhooks.c.id < after)
        with self.database.read() as connection:
            return connection.execute(query.order_by(webhooks.c.id.desc()).limit(limit)).mappings().all()

    def get(self, owner_id: str, webhook_id: str) -> RowMapping:
        """A webhook. Raises `NotFound`."""
        with self.database.read() as connection:
            return _owned(connection, owner_id, webhook_id)

    def change(self, owner_id: str, webhook_id: str, values: dict[str, Any]) -> RowMapping:
        """Change `url`, `events`, `description` or `enabled`. Raises `NotFound`, `Refused`."""
        if "url" in values:
            self._check(values["url"])
        changed = {name: value for name, value in values.items() if name != "enabled"}
        if values.get("enabled") is True:
            changed |= {"disabled_at": None, "disabled_reason": None, "failing_since": None}
        elif values.get("enabled") is False:
            changed |= {"disabled_at": time.time(), "disabled_reason": "by its owner"}
        with self.database.write() as connection:
            _owned(connection, owner_id, webhook_id)
            if changed:
                connection.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(**changed))
            if values.get("enabled") is False:
                drop_pending(connection, webhook_id)
            return _owned(connection, owner_id, webhook_id)

    def rotate(self, owner_id: str, webhook_id: str) -> RowMapping:
        """Give a webhook a new secret; the old one signs beside it for a day. Raises `NotFound`."""
        with self.database.write() as connection:
            row = _owned(connection, owner_id, webhook_id)
            values = {"secret": _new_secret(), "old_secret": row["secret"], "old_until": time.time() + OVERLAP}
            connection.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(**values))
            return _owned(connection, owner_id, webhook_id)

    def remove(self, owner_id: str, webhook_id: str) -> None:
        """Remove a webhook with its log. Raises `NotFound`."""
        with self.database.write() as connection:
            _owned(connection, owner_id, webhook_id)
            connection.execute(delete(deliveries).where(deliveries.c.webhook_id == webhook_id))
            connection.execute(delete(webhooks).where(webhooks.c.id == webhook_id))

    def ping(self, owner_id: str, webhook_id: str) -> RowMapping:
        """Send a `ping` event. Raises `NotFound`, `Conflict` for a disabled webhook."""
        with self.database.write() as connection:
            _enabled(_owned(connection, owner_id, webhook_id))
            return _delivery(connection, webhook_id, post(connection, webhook_id, PING, {"webhook_id": webhook_id}))

    def deliveries(
        self, owner_id: str, webhook_id: str, state: str | None, after: str | None, limit: int
    ) -> Sequence[RowMapping]:
        """At most `limit` deliveries of a webhook, newest first. Raises `NotFound`."""
        query = select(deliveries).where(deliveries.c.webhook_id == webhook_id)
        if state is not None:
            query = query.where(deliveries.c.state == state)
        if after is not None:
            query = query.where(deliveries.c.id < after)
        with self.database.read() as connection:
            _owned(connection, owner_id, webhook_id)
            return connection.execute(query.order_by(deliveries.c.id.desc()).limit(limit)).mappings().all()

    def again(self, owner_id: str, webhook_id: str, delivery_id: str) -> RowMapping:
        """Deliver once more what has failed or arrived, at least by one attempt. Raises `NotFound`, `Conflict`."""
        now = time.time()
        with self.database.write() as connection:
            _enabled(_owned(connection, owner_id, webhook_id))
            row = _delivery(connection, webhook_id, delivery_id)
            if row["state"] == "pending":
                raise Conflict("delivery-pending", "the delivery is still being tried")
            values = {"state": "pending", "due_at": now, "finished_at": None}
            connection.execute(update(deliveries).where(deliveries.c.id == delivery_id).values(**values))
            return _delivery(connection, webhook_id, delivery_id)

    def _check(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise Refused("bad-url", "url: is not a URL") from error
        if parts.scheme not in ("https", "http") or not parts.hostname or parts.username is not None or parts.fragment:
            raise Refused("bad-url", "url: is not a plain web address (https://host/path)")
        if self.private:
            return
        if parts.scheme != "https":
            raise Refused("bad-url", "url: needs https")
        if (port or 443) not in PORTS:
            raise Refused("bad-url", f"url: port {port} is not allowed (limit: {', '.join(map(str, PORTS))})")


def drop_pending(connection: Connection, webhook_id: str) -> None:
    """Give up what a disabled webhook was still to get; it stays in the log."""
    waiting = (deliveries.c.webhook_id == webhook_id, deliveries.c.state == "pending")
    values = {"state": "failed", "finished_at": time.time(), "last_error": "the webhook was disabled"}
    connection.execute(update(deliveries).where(*waiting).values(**values))


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(os.urandom(32)).decode()


def _owned(connection: Connection, owner_id: str, webhook_id: str) -> RowMapping:
    query = select(webhooks).where(webhooks.c.id == webhook_id, webhooks.c.owner_id == owner_id)
    row = connection.execute(query).mappings().first()
    if row is None:
        raise NotFound("webhook")
    return row


def _enabled(row: RowMapping) -> None:
    if row["disabled_at"] is not None:
        raise Conflict("webhook-disabled", "the webhook is disabled; enable it first")


def _delivery(connection: Connection, webhook_id: str, delivery_id: str) -> RowMapping:
    query = select(deliveries).where(deliveries.c.id == delivery_id, deliveries.c.webhook_id == webhook_id)
    row = connection.execute(query).mappings().first()
    if row is None:
        raise NotFound("delivery")
    return row
