"""What follows when a job reaches a final state, or leaves it: its batch is counted, and webhooks are told."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select, update

from meshwright.service.db.schema import batches, jobs
from meshwright.service.webhooks.outbox import emit


def settle(connection: Connection, job: RowMapping) -> None:
    """To be called in the transaction that gave the job its final state, with the new row."""
    data: dict[str, Any] = {name: job[name] for name in ("id", "kind", "state", "batch_id", "batch_item", "error")}
    data["assets"] = (job["result"] or {}).get("assets", [])
    emit(connection, job["owner_id"], f"job.{job['state']}", {"job": data})
    if job["batch_id"] is None:
        return
    mine = batches.c.id == job["batch_id"]
    # Counting takes the row's lock, so that exactly one job finds itself the last one.
    fewer = update(batches).where(mine).values(unfinished=batches.c.unfinished - 1).returning(batches.c.unfinished)
    if connection.execute(fewer).scalar_one() > 0:
        return
    connection.execute(update(batches).where(mine).values(finished_at=time.time()))
    batch = connection.execute(select(batches).where(mine)).mappings().one()
    summary = {"id": batch["id"], "total": batch["total"], "counts": counts(connection, batch)}
    emit(connection, batch["owner_id"], "batch.finished", {"batch": summary})


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
