"""What follows when a job reaches a final state, or leaves it: its batch is counted, and webhooks are told."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select, update

from meshwright.service.db.schema import batches, jobs
from meshwright.service.webhooks.outbox import emit


def settle(connection: Connection, ended: Sequence[RowMapping]) -> None:
    """To be called in the transaction that gave jobs their final state, with their new rows."""
    by_owner: dict[str, list[RowMapping]] = {}
    for job in ended:
        by_owner.setdefault(job["owner_id"], []).append(job)
    for owner_id, mine in sorted(by_owner.items()):
        emit(connection, owner_id, [(f"job.{job['state']}", {"job": _told(job)}) for job in mine])
    by_batch = Counter(job["batch_id"] for job in ended if job["batch_id"] is not None)
    for batch_id, count in sorted(by_batch.items()):
        _count_down(connection, batch_id, count)


def _told(job: RowMapping) -> dict[str, Any]:
    data = {name: job[name] for name in ("id", "kind", "state", "batch_id", "batch_item", "error")}
    return {**data, "assets": (job["result"] or {}).get("assets", [])}


def _count_down(connection: Connection, batch_id: str, count: int) -> None:
    mine = batches.c.id == batch_id
    # Counting takes the row's lock, so that exactly one transaction finds that nothing is left.
    fewer = update(batches).where(mine).values(unfinished=batches.c.unfinished - count)
    if connection.execute(fewer.returning(batches.c.unfinished)).scalar_one() > 0:
        return
    connection.execute(update(batches).where(mine).values(finished_at=time.time()))
    batch = connection.execute(select(batches).where(mine)).mappings().one()
    summary = {"id": batch["id"], "total": batch["total"], "counts": counts(connection, batch)}
    emit(connection, batch["owner_id"], [("batch.finished", {"batch": summary})])


def unsettle(connection: Connection, job: RowMapping) -> None:
    """To be called in the transaction that queues a finished job again."""
    if job["batch_id"] is not None:
        more = {"unfinished": batches.c.unfinished + 1, "finished_at": None}
        connection.execute(update(batches).where(batches.c.id == job["batch_id"]).values(**more))


def counts(connection: Connection, batch: RowMapping) -> dict[str, int]:
    """How many items of a batch are in each state; `rejected` are those that never became jobs."""
    found = {"queued": 0, "running": 0, "succeeded": 0, "failed": 0, "cancelled": 0}
    query = select(jobs.c.state, func.count()).where(jobs.c.batch_id == batch["id"]).group_by(jobs.c.state)
    found |= {str(state): int(count) for state, count in connection.execute(query)}
    return found | {"rejected": len(batch["rejected"])}
