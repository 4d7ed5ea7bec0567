"""Single steps on the job table, each inside the caller's transaction; `store` puts them together."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, and_, insert, select, update

from meshwright.service.accounts.access import Right, allow
from meshwright.service.db.database import tell
from meshwright.service.db.schema import job_events, jobs
from meshwright.service.errors import NotFound
from meshwright.service.jobs.settlement import settle, unsettle
from meshwright.service.news import EVENTS, QUEUED

NO_PREVIEW: Final = {"preview": None, "preview_size": None}
"""The blob of a preview is garbage as soon as no row names it."""
_CHUNK: Final = 500


@dataclass(frozen=True)
class Claim:
    """One attempt at one job, held by one worker until its lease ends."""

    job_id: str
    attempt: int
    owner_id: str
    kind: str
    request: dict[str, Any]
    trace: str | None = None


def fence(claim: Claim) -> Any:
    """The condition that an attempt is the current one and running."""
    return and_(jobs.c.id == claim.job_id, jobs.c.attempt == claim.attempt, jobs.c.state == "running")


def row(connection: Connection, job_id: str) -> RowMapping:
    """The row of a job that exists."""
    return connection.execute(select(jobs).where(jobs.c.id == job_id)).mappings().one()


def allowed(connection: Connection, account_id: str, job_id: str, right: Right) -> RowMapping:
    """The row of a job in a project where the account has the right. Raises `NotFound`, `Forbidden`."""
    query = select(jobs).where(jobs.c.id == job_id)
    if right != Right.READ:
        query = query.with_for_update()  # what is decided by its state must not change under the decision
    found = connection.execute(query).mappings().first()
    if found is None:
        raise NotFound("job")
    allow(connection, account_id, found["project_id"], right, "job")
    return found


def finish(connection: Connection, job_id: str, state: str, values: dict[str, Any]) -> None:
    """Put a job into a final state."""
    connection.execute(update(jobs).where(jobs.c.id == job_id).values(**_final(state), **values))
    event: dict[str, Any] = {"state": state, **{k: values[k] for k in ("error", "result") if k in values}}
    append(connection, job_id, "state", event)
    settle(connection, [row(connection, job_id)])


def cancel_all(connection: Connection, which: Any) -> None:
    """Cancel every unfinished job that meets a condition; a few statements, however many they are."""
    unfinished = select(jobs.c.id).where(which, jobs.c.state.in_(["queued", "running"]))
    names = connection.execute(unfinished.order_by(jobs.c.id).with_for_update()).scalars().all()
    for start in range(0, len(names), _CHUNK):
        chunk = names[start : start + _CHUNK]
        change = update(jobs).where(jobs.c.id.in_(chunk)).values(**_final("cancelled"), event_seq=jobs.c.event_seq + 1)
        ended = connection.execute(change.returning(jobs)).mappings().all()
        told = {"kind": "state", "data": {"state": "cancelled"}}
        connection.execute(insert(job_events), [{"job_id": j["id"], "seq": j["event_seq"], **told} for j in ended])
        settle(connection, ended)
    for name in names:
        tell(connection, EVENTS, name)


def _final(state: str) -> dict[str, Any]:
    return {"state": state, "worker_id": None, "lease_until": None, "finished_at": time.time(), **NO_PREVIEW}


def requeue(
    connection: Connection,
    job_id: str,
    run_after: float,
    values: dict[str, Any],
    error: dict[str, Any] | None = None,
) -> None:
    """Put a job back into the queue, to run not before `run_after`."""
    before = row(connection, job_id)
    if before["state"] == "failed":
        unsettle(connection, before)
    waiting = {"state": "queued", "worker_id": None, "lease_until": None, "run_after": run_after, **NO_PREVIEW}
    connection.execute(update(jobs).where(jobs.c.id == job_id).values(**waiting, **values))
    event: dict[str, Any] = {"state": "queued"}
    if error is not None:
        event["last_error"] = error
    append(connection, job_id, "state", event)
    if run_after <= time.time():
        tell(connection, QUEUED, "")


def append(connection: Connection, job_id: str, kind: str, data: dict[str, Any]) -> None:
    """Add an event to a job's history."""
    # The number comes from the job's own row, whose lock puts the events of one job in one order.
    count = update(jobs).where(jobs.c.id == job_id).values(event_seq=jobs.c.event_seq + 1)
    seq = connection.execute(count.returning(jobs.c.event_seq)).scalar_one()
    connection.execute(insert(job_events).values(job_id=job_id, seq=seq, kind=kind, data=data))
    tell(connection, EVENTS, job_id)
