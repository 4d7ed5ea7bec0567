"""Putting work into the job table: one job or a batch of them, each inside the caller's transaction."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, RowMapping, insert, select

from meshwright.service.accounts.access import Right, chosen_project
from meshwright.service.assets.references import read_by
from meshwright.service.db.database import hold, tell
from meshwright.service.db.schema import accounts, batches, idempotency, job_events, jobs, projects
from meshwright.service.errors import Refused
from meshwright.service.identifiers import new_id
from meshwright.service.jobs import rows
from meshwright.service.news import QUEUED
from meshwright.service.telemetry import traceparent

if TYPE_CHECKING:
    from meshwright.service.jobs.store import Policy


@dataclass(frozen=True)
class Order:
    """Work that is asked for.

    request: checked, with its `inputs`.  priority: among the owner's own jobs.  item: place in a batch.
    trace: context of the request that asks for it.
    """

    kind: str
    request: dict[str, Any]
    priority: int = 0
    item: int | None = None
    trace: str | None = field(default_factory=traceparent)


@dataclass(frozen=True)
class Once:
    """An idempotency key, and the digest of what was asked with it."""

    key: str
    fingerprint: str


def submit(
    connection: Connection, policy: Policy, owner_id: str, order: Order, once: Once | None, project_id: str | None
) -> tuple[RowMapping, bool]:
    """Queue a job; returns its row and whether an earlier request with the same key had made it.

    project_id: where its results will be; None is the owner's personal project.
    Raises `Refused` if the key came with another request, `OverQuota`.
    """
    hold(connection, accounts.c.id, owner_id)  # so that keys and limits are looked at by one at a time
    used = _earlier(connection, owner_id, once)
    if used is not None:
        return rows.row(connection, used["job_id"]), True
    project = chosen_project(connection, owner_id, project_id, Right.WRITE)
    hold(connection, projects.c.id, project)
    policy.quotas.admit_jobs(connection, owner_id, project, 1)
    (job_id,) = _enqueue(connection, policy, owner_id, project, [order], None)
    _remember(connection, owner_id, once, job_id=job_id)
    return rows.row(connection, job_id), False


def submit_batch(
    connection: Connection,
    policy: Policy,
    owner_id: str,
    orders: Sequence[Order],
    rejected: Sequence[dict[str, Any]],
    defaults: dict[str, Any],
    once: Once | None,
    project_id: str | None,
) -> tuple[str, bool]:
    """Queue many jobs at once; returns the batch and whether an earlier request with the same key had made it.

    rejected: what could not become jobs, each with its `index` and `error`.  Raises as `submit`.
    """
    hold(connection, accounts.c.id, owner_id)  # so that keys and limits are looked at by one at a time
    used = _earlier(connection, owner_id, once)
    if used is not None:
        return str(used["batch_id"]), True
    project = chosen_project(connection, owner_id, project_id, Right.WRITE)
    hold(connection, projects.c.id, project)
    policy.quotas.admit_jobs(connection, owner_id, project, len(orders))
    batch_id = new_id("batch")
    connection.execute(
        insert(batches).values(
            id=batch_id,
            owner_id=owner_id,
            project_id=project,
            defaults=defaults,
            total=len(orders) + len(rejected),
            rejected=list(rejected),
            unfinished=len(orders),
            created_at=time.time(),
        )
    )
    _enqueue(connection, policy, owner_id, project, orders, batch_id)
    _remember(connection, owner_id, once, batch_id=batch_id)
    return batch_id, False


def _earlier(connection: Connection, owner_id: str, once: Once | None) -> RowMapping | None:
    if once is None:
        return None
    query = select(idempotency).where(idempotency.c.account_id == owner_id, idempotency.c.key == once.key)
    used = connection.execute(query).mappings().first()
    if used is not None and used["fingerprint"] != once.fingerprint:
        raise Refused("idempotency-key-reused", "Idempotency-Key was used for another request")
    return used


def _remember(connection: Connection, owner_id: str, once: Once | None, **made: str) -> None:
    if once is not None:
        values = {"account_id": owner_id, "key": once.key, "fingerprint": once.fingerprint, "created_at": time.time()}
        connection.execute(insert(idempotency).values(**values, **made))


def _enqueue(
    connection: Connection,
    policy: Policy,
    owner_id: str,
    project_id: str,
    orders: Sequence[Order],
    batch_id: str | None,
) -> list[str]:
    now = time.time()
    made = [new_id("job") for _ in orders]
    new = [
        {
            "id": job_id,
            "owner_id": owner_id,
            "project_id": project_id,
            "kind": order.kind,
            "request": order.request,
            "state": "queued",
            "priority": order.priority,
            "max_attempts": policy.max_attempts,
            "run_after": now,
            "created_at": now,
            "event_seq": 1,
            "batch_id": batch_id,
            "batch_item": order.item,
            "trace": order.trace,
        }
        for job_id, order in zip(made, orders, strict=True)
    ]
    connection.execute(insert(jobs), new)
    first = {"seq": 1, "kind": "state", "data": {"state": "queued"}}
    connection.execute(insert(job_events), [{"job_id": job_id, **first} for job_id in made])
    for job_id, order in zip(made, orders, strict=True):
        read_by(connection, job_id, order.request)
    tell(connection, QUEUED, "")
    return made
