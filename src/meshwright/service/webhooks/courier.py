"""The loop that delivers the outbox: at least once, signed, with growing waits, for days.

Any number of these may run on one database. An attempt is claimed by counting it and moving its due time past the
longest that it may take; whoever counted last may record what came of it. One that dies in mid-attempt is followed
by another when that time has passed, with the same identifier, by which a receiver knows the repetition.
"""

from __future__ import annotations

import asyncio
import logging
import random
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import httpcore
from pydantic_core import to_json
from sqlalchemy import delete, func, select, update
from standardwebhooks import Webhook

from meshwright import __version__
from meshwright.service.db.database import Database, settled
from meshwright.service.db.schema import deliveries, webhooks
from meshwright.service.outside import NotPublic, PublicBackend
from meshwright.service.settings import Settings
from meshwright.service.webhooks.store import drop_pending

log = logging.getLogger("meshwright.webhooks")

TICK: Final = 0.5
TIMEOUT: Final = 15.0  # of a whole attempt, however slowly the receiver answers
CLAIM: Final = TIMEOUT + 5.0
AT_ONCE: Final = 16
AT_ONCE_PER_WEBHOOK: Final = 2
LONGEST_WAIT: Final = 6 * 3600.0
KEPT: Final = 30 * 86400.0  # seconds that the log remembers
GONE: Final = 410


@dataclass(frozen=True)
class Parcel:
    """One attempt at one delivery."""

    delivery_id: str
    attempt: int
    webhook_id: str
    url: str
    secrets: tuple[str, ...]
    event: str
    data: dict[str, Any]
    created_at: float


@dataclass(frozen=True)
class Outcome:
    """status: of the answer, None without one.  error: empty if it arrived.  seconds: the attempt took."""

    status: int | None
    error: str
    seconds: float


class Courier:
    """Delivers in a thread of its own between `start` and `stop`."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.settings = settings
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="courier")
        self._busy: Counter[str] = Counter()
        self._pruned = 0.0

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def stop(self) -> None:
        """Stop; an attempt that runs is given up and made again later."""
        self._stopping.set()
        self._thread.join()

    async def _run(self) -> None:
        backend = PublicBackend(private=self.settings.webhook_private_addresses)
        tasks: set[asyncio.Task[None]] = set()
        # No connection is kept: the next one is resolved and checked anew.
        async with httpcore.AsyncConnectionPool(
            network_backend=backend, max_connections=AT_ONCE, max_keepalive_connections=0
        ) as pool:
            while not self._stopping.is_set():
                try:
                    parcels = await asyncio.to_thread(self.claim, AT_ONCE - len(tasks), Counter(self._busy))
                    await asyncio.to_thread(self._prune)
                except Exception:
                    log.exception("cannot look for deliveries")
                    parcels = []
                for parcel in parcels:
                    self._busy[parcel.webhook_id] += 1
                    task = asyncio.create_task(self._deliver(pool, parcel))
                    tasks.add(task)
                    task.add_done_callback(tasks.discard)
                if not parcels:
                    await self._rest(tasks)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _rest(self, tasks: set[asyncio.Task[None]]) -> None:
        if tasks:
            await asyncio.wait(tasks, timeout=TICK, return_when=asyncio.FIRST_COMPLETED)
        else:
            await asyncio.to_thread(self._stopping.wait, TICK)

    @settled
    def claim(self, most: int, busy: Mapping[str, int]) -> list[Parcel]:
        """Take at most `most` deliveries that are due, the longest waiting first.

        busy: attempts that run, by webhook.
        """
        now = time.time()
        running = Counter(busy)
        full = [name for name, count in running.items() if count >= AT_ONCE_PER_WEBHOOK]
        query = (
            select(deliveries, webhooks.c.url, webhooks.c.secret, webhooks.c.old_secret, webhooks.c.old_until)
            .join(webhooks, webhooks.c.id == deliveries.c.webhook_id)
            .where(deliveries.c.state == "pending", deliveries.c.due_at <= now, webhooks.c.disabled_at.is_(None))
            .where(deliveries.c.webhook_id.not_in(full))
            .order_by(deliveries.c.due_at)
            .limit(max(0, most))
        )
        with self.database.read() as connection:
            found = connection.execute(query).mappings().all()
        if not found:
            return []
        parcels = []
        with self.database.write(alone=False) as connection:
            for row in found:
                if running[row["webhook_id"]] >= AT_ONCE_PER_WEBHOOK:
                    continue
                unseen = (
                    deliveries.c.id == row["id"],
                    deliveries.c.attempts == row["attempts"],
                    deliveries.c.state == "pending",
                )
                taken = update(deliveries).where(*unseen).values(attempts=row["attempts"] + 1, due_at=now + CLAIM)
                if connection.execute(taken).rowcount != 1:
                    continue
                old = row["old_secret"] if (row["old_until"] or 0.0) > now else None
                secrets = (row["secret"], old) if old else (row["secret"],)
                running[row["webhook_id"]] += 1
                names = ("webhook_id", "url", "event", "data", "created_at")
                given = {name: row[name] for name in names}
                parcels.append(Parcel(delivery_id=row["id"], attempt=row["attempts"] + 1, secrets=secrets, **given))
        return parcels

    async def _deliver(self, pool: httpcore.AsyncConnectionPool, parcel: Parcel) -> None:
        try:
            outcome = await send(pool, parcel)
            await asyncio.to_thread(self.record, parcel, outcome)
        except Exception:
            log.exception("cannot record a delivery", extra={"fields": {"delivery": parcel.delivery_id}})
        finally:
            self._busy[parcel.webhook_id] -= 1
            self._busy += Counter()  # drop the zeros

    @settled
    def record(self, parcel: Parcel, outcome: Outcome) -> None:
        """Write down what came of an attempt: arrived, to be tried again, or given up."""
        now = time.time()
        values: dict[str, Any] = {
            "last_status": outcome.status,
            "last_error": outcome.error[:200] or None,
            "last_seconds": round(outcome.seconds, 3),
        }
        if not outcome.error:
            values |= {"state": "delivered", "finished_at": now}
        elif now - parcel.created_at > self.settings.webhook_seconds:
            values |= {"state": "failed", "finished_at": now}
        else:
            wait = min(LONGEST_WAIT, self.settings.webhook_backoff * 4.0 ** min(parcel.attempt - 1, 12))
            values["due_at"] = now + wait * random.uniform(0.8, 1.2)
        mine = (
            deliveries.c.id == parcel.delivery_id,
            deliveries.c.attempts == parcel.attempt,
            deliveries.c.state == "pending",
        )
        with self.database.write(alone=False) as connection:
            if connection.execute(update(deliveries).where(*mine).values(**values)).rowcount != 1:
                return  # taken over by another, or the webhook is gone
            hook = webhooks.c.id == parcel.webhook_id
            if not outcome.error:
                connection.execute(update(webhooks).where(hook).values(failing_since=None))
                return
            since = func.coalesce(webhooks.c.failing_since, now)
            failing = update(webhooks).where(hook).values(failing_since=since).returning(webhooks.c.failing_since)
            too_long = now - connection.execute(failing).scalar_one() > self.settings.webhook_disable_seconds
            if too_long or outcome.status == GONE:
                reason = "the receiver said 410 Gone" if outcome.status == GONE else "every attempt failed for too long"
                off = {"disabled_at": now, "disabled_reason": reason}
                connection.execute(update(webhooks).where(hook).values(**off))
                drop_pending(connection, parcel.webhook_id)
                log.warning("a webhook was disabled", extra={"fields": {"webhook": parcel.webhook_id, **off}})

    def _prune(self) -> None:
        if time.monotonic() - self._pruned < 3600.0 and self._pruned:
            return
        self._pruned = time.monotonic()
        old = deliveries.c.finished_at < time.time() - KEPT
        with self.database.read() as connection:
            if connection.execute(select(deliveries.c.id).where(old).limit(1)).first() is None:
                return
        with self.database.write() as connection:
            connection.execute(delete(deliveries).where(old))


async def send(pool: httpcore.AsyncConnectionPool, parcel: Parcel) -> Outcome:
    """Make one attempt; whatever goes wrong is in the outcome. Signed as standard-webhooks says."""
    start = time.perf_counter()
    moment = datetime.fromtimestamp(parcel.created_at, UTC).isoformat()
    body = to_json({"type": parcel.event, "timestamp": moment, "data": parcel.data})
    now = datetime.now(UTC)
    signatures = [Webhook(secret).sign(parcel.delivery_id, now, body.decode()) for secret in parcel.secrets]
    headers: dict[bytes | str, bytes | str] = {
        "content-type": "application/json",
        "user-agent": f"Meshwright/{__version__}",
        "webhook-id": parcel.delivery_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
    status, error = None, ""
    try:
        async with asyncio.timeout(TIMEOUT):
            # The answer's body is of no interest, and might have no end.
            async with pool.stream("POST", parcel.url, headers=headers, content=body) as answer:
                status = answer.status
    except TimeoutError:
        error = f"no answer within {TIMEOUT:g} s"
    except NotPublic as refusal:
        error = str(refusal)
    except Exception as problem:  # names, sockets, TLS, protocols: all are the receiver's
        error = f"{type(problem).__name__}: {problem}"
    if status is not None and not error and not 200 <= status < 300:
        error = "redirects are not followed" if 300 <= status < 400 else f"the receiver answered {status}"
    return Outcome(status, error, time.perf_counter() - start)
