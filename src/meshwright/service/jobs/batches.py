"""Batches: many jobs that were submitted together, seen and cancelled together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from meshwright.service.accounts.access import Right, allow, readable
from meshwright.service.db.database import Database
from meshwright.service.db.schema import batches, jobs
from meshwright.service.errors import NotFound
from meshwright.service.jobs import rows
from meshwright.service.jobs.settlement import counts
from meshwright.service.jobs.store import Policy
from meshwright.service.jobs.submission import Once, Order, submit_batch


@dataclass(frozen=True)
class Progress:
    """A batch as it stands: its row, how many items are in each state, and how much is done in per cent."""

    batch: RowMapping
    counts: dict[str, int]
    progress: float


@dataclass(frozen=True)
class Item:
    """One item of a batch: its job's row, or why it has none."""

    index: int
    job: RowMapping | None
    error: dict[str, Any] | None


class BatchStore:
    """Reading and cancelling batches by the rights of an account."""

    def __init__(self, database: Database, policy: Policy) -> None:
        self.database = database
        self.policy = policy

    def submit(
        self,
        account_id: str,
        orders: Sequence[Order],
        rejected: Sequence[dict[str, Any]],
        defaults: dict[str, Any],
        *,
        once: Once | None,
        project_id: str | None,
    ) -> tuple[str, bool]:
        """Queue all orders or none; see `submission.submit_batch`."""
        with self.database.write() as connection:
            return submit_batch(connection, self.policy, account_id, orders, rejected, defaults, once, project_id)

    def page(self, account_id: str, after: str | None, limit: int, project_id: str | None = None) -> list[Progress]:
        """At most `limit` batches of a project (None: of all that the account can read), newest first."""
        query = select(batches).order_by(batches.c.id.desc()).limit(limit)
        if after is not None:
            query = query.where(batches.c.id < after)
        with self.database.read() as connection:
            query = query.where(batches.c.project_id.in_(readable(connection, account_id, project_id)))
            return [_progress(connection, row) for row in connection.execute(query).mappings().all()]

    def get(self, account_id: str, batch_id: str) -> Progress:
        """A batch. Raises `NotFound`."""
        with self.database.read() as connection:
            return _progress(connection, _allowed(connection, account_id, batch_id, Right.READ))

    def items(self, account_id: str, batch_id: str, state: str | None, after: int, limit: int) -> list[Item]:
        """At most `limit` items with an index above `after`, in order; `rejected` is a state too."""
        with self.database.read() as connection:
            batch = _allowed(connection, account_id, batch_id, Right.READ)
            query = select(jobs).where(jobs.c.batch_id == batch_id, jobs.c.batch_item > after)
            if state is not None:
                query = query.where(jobs.c.state == state)
            found = connection.execute(query.order_by(jobs.c.batch_item).limit(limit)).mappings().all()
        items = [Item(row["batch_item"], row, None) for row in found]
        if state in (None, "rejected"):
            items += [Item(r["index"], None, r["error"]) for r in batch["rejected"] if r["index"] > after]
        return sorted(items, key=lambda item: item.index)[:limit]

    def cancel(self, account_id: str, batch_id: str) -> Progress:
        """Cancel every job of the batch that has not ended. Raises `NotFound`."""
        with self.database.write() as connection:
            _allowed(connection, account_id, batch_id, Right.WRITE)
            rows.cancel_all(connection, jobs.c.batch_id == batch_id)
            return _progress(connection, _allowed(connection, account_id, batch_id, Right.READ))


def _progress(connection: Connection, batch: RowMapping) -> Progress:
    """Running jobs count by their own progress, finished and rejected items as done."""
    found = counts(connection, batch)
    running = select(func.coalesce(func.sum(jobs.c.progress), 0.0)).where(
        jobs.c.batch_id == batch["id"], jobs.c.state == "running"
    )
    done = batch["total"] - found["queued"] - found["running"]
    share = 100.0 * done + connection.execute(running).scalar_one()
    return Progress(batch, found, round(share / max(1, batch["total"]), 1))


def _allowed(connection: Connection, account_id: str, batch_id: str, right: Right) -> RowMapping:
    row = connection.execute(select(batches).where(batches.c.id == batch_id)).mappings().first()
    if row is None:
        raise NotFound("batch")
    allow(connection, account_id, row["project_id"], right, "batch")
    return row
