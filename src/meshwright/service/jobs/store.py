"""The job table: submit, claim, report, finish, cancel, retry. Every change of a running job is fenced.

A claim raises the attempt's number, and whoever writes must still hold (job, attempt, running) in the very
transaction of the write. So a worker that was stopped and continued, or whose lease passed to another, can
neither report nor finish; execution happens at least once, the effect exactly once.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, func, select, true, update

from meshwright.service.accounts.access import Right, readable
from meshwright.service.accounts.quotas import Quotas
from meshwright.service.db.database import Database, settled
from meshwright.service.db.schema import accounts, idempotency, job_events, jobs
from meshwright.service.errors import Conflict
from meshwright.service.jobs import rows
from meshwright.service.jobs.rows import Claim
from meshwright.service.jobs.submission import Once, Order, submit

FINAL = frozenset({"succeeded", "failed", "cancelled"})
LONGEST_BACKOFF = 300.0
KEY_LIFETIME = 48 * 3600.0
OWNERS = 16
"""Owners whose jobs a claim tries, in fair order, where other claims are taking them at the same moment."""
BATCHED = frozenset({"generation"})
"""Kinds of jobs that a worker can run together."""


class LeaseLost(Exception):
    """The attempt is no longer this worker's: cancelled, taken over, or out of time."""


@dataclass(frozen=True)
class Policy:
    """lease, backoff: seconds.  max_attempts: runs before a job is a dead letter.  quotas: of what is submitted."""

    lease: float
    backoff: float
    max_attempts: int
    quotas: Quotas


Effect = Callable[[Connection, RowMapping], dict[str, Any]]
"""What a finished job does to the rest of the database, in the transaction that finishes it."""


class JobStore:
    """All transitions of jobs, over one database."""

    def __init__(self, database: Database, policy: Policy) -> None:
        self.database = database
        self.policy = policy

    # What accounts do.

    @settled
    def submit(
        self,
        owner_id: str,
        kind: str,
        request: dict[str, Any],
        *,
        priority: int = 0,
        key: str | None = None,
        fingerprint: str = "",
        project_id: str | None = None,
    ) -> tuple[RowMapping, bool]:
        """Queue a job; returns its row and whether an earlier request with the same key had made it.

        key, fingerprint: idempotency key and digest of what was asked with it.
        project_id: where its results will be; None is the owner's personal project.
        Raises `Refused` if the key came with another request, `TooMany` above the owner's share of the queue.
        """
        once = None if key is None else Once(key, fingerprint)
        with self.database.write(alone=False) as connection:
            return submit(connection, self.policy, owner_id, Order(kind, request, priority), once, project_id)

    def get(self, account_id: str, job_id: str) -> RowMapping:
        """The row of a job in a project that the account can read. Raises `NotFound`."""
        with self.database.read() as connection:
            return rows.allowed(connection, account_id, job_id, Right.READ)

    def page(
        self, account_id: str, state: str | None, after: str | None, limit: int, project_id: str | None = None
    ) -> Sequence[RowMapping]:
        """At most `limit` jobs of a project (None: of all that the account can read), newest first."""
        query = select(jobs).order_by(jobs.c.id.desc()).limit(limit)
        if state is not None:
            query = query.where(jobs.c.state == state)
        if after is not None:
            query = query.where(jobs.c.id < after)
        with self.database.read() as connection:
            query = query.where(jobs.c.project_id.in_(readable(connection, account_id, project_id)))
            return connection.execute(query).mappings().all()

    @settled
    def cancel(self, account_id: str, job_id: str) -> RowMapping:
        """Cancel a queued or running job at once: from here on its worker cannot write, and ends the child.

        Raises `NotFound`, and `Conflict` if the job has already succeeded or failed.
        """
        with self.database.write(alone=False) as connection:
            row = rows.allowed(connection, account_id, job_id, Right.WRITE)
            if row["state"] in ("queued", "running"):
                rows.finish(connection, job_id, "cancelled", {})
            elif row["state"] != "cancelled":
                raise Conflict("job-finished", f"the job has already {row['state']}")
            return rows.row(connection, job_id)

    @settled
    def retry(self, account_id: str, job_id: str) -> RowMapping:
        """Queue a failed job again, with as many attempts as a new one. Raises `NotFound`, `Conflict`."""
        with self.database.write(alone=False) as connection:
            row = rows.allowed(connection, account_id, job_id, Right.WRITE)
            if row["state"] != "failed":
                raise Conflict("job-not-failed", f"the job is {row['state']}, only failed jobs can be retried")
            self.policy.quotas.admit_jobs(connection, row["owner_id"], row["project_id"], 1)
            values = {
                "max_attempts": row["attempt"] + self.policy.max_attempts,
                "finished_at": None,
                "error": None,
                "cause": None,
                "dead": False,
                "progress": 0.0,
                "stage": "",
            }
            rows.requeue(connection, job_id, time.time(), values)
            return rows.row(connection, job_id)

    def events(self, job_id: str, after: int) -> Sequence[RowMapping]:
        """Events of a job with a sequence number above `after`, in order."""
        query = select(job_events).where(job_events.c.job_id == job_id, job_events.c.seq > after)
        with self.database.read() as connection:
            return connection.execute(query.order_by(job_events.c.seq)).mappings().all()

    def heads(self, job_ids: Sequence[str]) -> dict[str, int]:
        """The newest event number of each job."""
        with self.database.read() as connection:
            found = connection.execute(select(jobs.c.id, jobs.c.event_seq).where(jobs.c.id.in_(job_ids)))
            return {str(row[0]): int(row[1]) for row in found}

    # What workers do.

    def waiting(self, kinds: frozenset[str] | None = None) -> bool:
        """Whether a job could be claimed now.  kinds: of these kinds only."""
        ready = and_(jobs.c.state == "queued", jobs.c.run_after <= time.time())
        if kinds is not None:
            ready = and_(ready, jobs.c.kind.in_(kinds))
        with self.database.read() as connection:
            return connection.execute(select(jobs.c.id).where(ready).limit(1)).first() is not None

    @settled
    def claim(self, worker_id: str, kinds: frozenset[str] | None = None, batch: int = 1) -> list[Claim]:
        """Take the next job, or none; where it is one that can be batched, up to `batch` like it.

        kinds: of jobs that this worker may run; None is all.
        The owner with the fewest running jobs is next, then the one who was served longest ago. Within an
        owner: highest priority, then oldest; priorities do not let one owner pass another. A job that has failed
        before runs alone, so that it cannot take others with it.
        """
        allowed = jobs.c.kind.in_(kinds) if kinds is not None else true()
        if not self.waiting(kinds):  # an idle worker must not take the write lock to look
            return []
        with self.database.write(alone=False) as connection:
            first = self._take(connection, worker_id, allowed)
            if first is None:
                return []
            claims = [first]
            if first.kind in BATCHED and first.attempt == 1:
                alike = and_(jobs.c.kind == first.kind, jobs.c.attempt == 0)
                while len(claims) < batch and (more := self._take(connection, worker_id, alike)) is not None:
                    claims.append(more)
            # In one order, or two that claim for the same owners would wait for each other.
            for owner_id in sorted({claim.owner_id for claim in claims}):
                connection.execute(update(accounts).where(accounts.c.id == owner_id).values(served_at=time.time()))
            return claims

    def _take(self, connection: Connection, worker_id: str, allowed: Any) -> Claim | None:
        now = time.time()
        ready = and_(jobs.c.state == "queued", jobs.c.run_after <= now, allowed)
        running = (
            select(func.count())
            .where(jobs.c.owner_id == accounts.c.id, jobs.c.state == "running")
            .correlate(accounts)
            .scalar_subquery()
        )
        waits = select(jobs.c.id).where(jobs.c.owner_id == accounts.c.id, ready).correlate(accounts).exists()
        fair = select(accounts.c.id).where(waits).order_by(running, accounts.c.served_at, accounts.c.id).limit(OWNERS)
        for owner in connection.execute(fair).scalars().all():
            # Beside us others may be taking jobs of the same owner: those are passed over, not waited for.
            mine = select(jobs).where(ready, jobs.c.owner_id == owner).order_by(jobs.c.priority.desc(), jobs.c.id)
            row = connection.execute(mine.limit(1).with_for_update(skip_locked=True)).mappings().first()
            if row is not None:
                return self._start(connection, worker_id, row, now)
        return None

    def _start(self, connection: Connection, worker_id: str, row: RowMapping, now: float) -> Claim:
        attempt = row["attempt"] + 1
        connection.execute(
            update(jobs)
            .where(jobs.c.id == row["id"])
            .values(
                state="running",
                attempt=attempt,
                worker_id=worker_id,
                lease_until=now + self.policy.lease,
                started_at=now,
                stage="",
                progress=0.0,
            )
        )
        rows.append(connection, row["id"], "state", {"state": "running", "attempt": attempt})
        return Claim(row["id"], attempt, row["owner_id"], row["kind"], row["request"], row["trace"])

    def held(self, claims: Sequence[Claim]) -> set[str]:
        """The jobs whose attempts are still the current ones."""
        attempts = {claim.job_id: claim.attempt for claim in claims}
        query = select(jobs.c.id, jobs.c.attempt).where(jobs.c.id.in_(attempts), jobs.c.state == "running")
        with self.database.read() as connection:
            return {row.id for row in connection.execute(query) if row.attempt == attempts[row.id]}

    @settled
    def renew(self, claim: Claim) -> None:
        """Extend the lease. Raises `LeaseLost`."""
        with self.database.write(alone=False) as connection:
            self._write(connection, claim, {"lease_until": time.time() + self.policy.lease})

    @settled
    def report(self, claim: Claim, stage: str, progress: float) -> None:
        """Record how far the attempt is, in per cent, and extend the lease. Raises `LeaseLost`."""
        with self.database.write(alone=False) as connection:
            lease = time.time() + self.policy.lease
            self._write(connection, claim, {"stage": stage, "progress": progress, "lease_until": lease})
            rows.append(connection, claim.job_id, "progress", {"stage": stage, "progress": progress})

    @settled
    def preview(self, claim: Claim, digest: str, size: int) -> None:
        """Show the blob of a coarse shape while the attempt runs, and extend the lease. Raises `LeaseLost`."""
        with self.database.write(alone=False) as connection:
            lease = time.time() + self.policy.lease
            self._write(connection, claim, {"preview": digest, "preview_size": size, "lease_until": lease})
            rows.append(connection, claim.job_id, "preview", {"sha256": digest, "size": size})

    @settled
    def complete(self, claim: Claim, effect: Effect) -> None:
        """Succeed: the effect and the job's new state are one transaction. Raises `LeaseLost`."""
        with self.database.write(alone=False) as connection:
            self._write(connection, claim, {})
            result = effect(connection, rows.row(connection, claim.job_id))
            rows.finish(connection, claim.job_id, "succeeded", {"result": result, "progress": 100.0, "stage": ""})

    @settled
    def fail(self, claim: Claim, error: dict[str, Any], *, passing: bool) -> None:
        """End the attempt with an error `{"cause", "detail", ...}`. Raises `LeaseLost`.

        passing: whether another attempt might do better; then the job waits and runs again, until it has used
        its attempts and becomes a dead letter.
        """
        with self.database.write(alone=False) as connection:
            self._write(connection, claim, {})
            self._failed(connection, rows.row(connection, claim.job_id), error, passing)

    @settled
    def release(self, worker_id: str, *, forgiven: bool = False) -> int:
        """Queue again what a worker held that is known to have ended; returns how many.

        forgiven: the attempt does not count, as when the service is restarted.
        """
        held = and_(jobs.c.state == "running", jobs.c.worker_id == worker_id)
        if forgiven:
            with self.database.write(alone=False) as connection:
                connection.execute(update(jobs).where(held).values(max_attempts=jobs.c.max_attempts + 1))
        return self._give_up(held, 0.0)

    def sweep(self) -> int:
        """Queue again what silent workers held, and forget old idempotency keys; returns how many jobs."""
        now = time.time()
        expired = and_(jobs.c.state == "running", jobs.c.lease_until < now)
        with self.database.read() as connection:
            none_late = connection.execute(select(jobs.c.id).where(expired).limit(1)).first() is None
            old = idempotency.c.created_at < now - KEY_LIFETIME
            none_old = connection.execute(select(idempotency.c.key).where(old).limit(1)).first() is None
        if not none_old:
            with self.database.write(alone=False) as connection:
                connection.execute(idempotency.delete().where(old))
        return 0 if none_late else self._give_up(expired, self.policy.backoff)

    @settled
    def _give_up(self, which: Any, backoff: float) -> int:
        error = {"cause": "worker-lost", "detail": "the worker ended while it ran the job"}
        with self.database.write(alone=False) as connection:
            query = select(jobs).where(which).order_by(jobs.c.id).with_for_update(skip_locked=True)
            found = connection.execute(query).mappings().all()
            for row in found:
                self._failed(connection, row, error, True, backoff)
        return len(found)

    def _failed(
        self,
        connection: Connection,
        row: RowMapping,
        error: dict[str, Any],
        passing: bool,
        backoff: float | None = None,
    ) -> None:
        if passing and row["attempt"] < row["max_attempts"]:
            base = self.policy.backoff if backoff is None else backoff
            # Jitter, so that jobs which failed together do not come back together.
            wait = min(LONGEST_BACKOFF, base * 2.0 ** (row["attempt"] - 1)) * random.uniform(0.75, 1.25)
            rows.requeue(connection, row["id"], time.time() + wait, {}, error)
            return
        values = {"error": error, "cause": error["cause"], "dead": passing}
        rows.finish(connection, row["id"], "failed", values)

    def _write(self, connection: Connection, claim: Claim, values: dict[str, Any]) -> None:
        changed = connection.execute(
            update(jobs).where(rows.fence(claim)).values(attempt=claim.attempt, **values)
        ).rowcount
        if changed != 1:
            raise LeaseLost(claim.job_id)
