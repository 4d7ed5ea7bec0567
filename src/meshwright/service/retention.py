"""What goes when its time has come: deleted things, finished jobs and their events, uploads, unused files.

Every step is a short transaction on few rows that names what may go in its own conditions, so several servers may
do it at once, and a step that is broken off is done by the next look.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from sqlalchemy import Column, Connection, delete, exists, select

from meshwright.service.assets.blobs import BlobStore
from meshwright.service.assets.references import forget_unused
from meshwright.service.db.database import Database
from meshwright.service.db.leases import give_up, hold
from meshwright.service.db.schema import (
    assets,
    batches,
    job_events,
    jobs,
    oidc_flows,
    projects,
    refresh_tokens,
    sessions,
    setup_tokens,
    uploads,
)
from meshwright.service.identifiers import new_id
from meshwright.service.settings import Settings

log = logging.getLogger("meshwright.retention")

STEP: Final = 200  # rows of a transaction
LEASE: Final = "retention"
DAY: Final = 86400.0


class Sweeper:
    """Looks for what may go every `settings.sweep` seconds, in a thread between `start` and `stop`."""

    def __init__(self, database: Database, blobs: BlobStore, settings: Settings) -> None:
        self.database = database
        self.blobs = blobs
        self.settings = settings
        self.holder = new_id("sweeper")
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sweeper")
        self._quiet_until = 0.0  # up to here (end of a job) events have been removed

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End after the step that runs."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(self.settings.sweep):
            try:
                if hold(self.database, LEASE, self.holder, 10 * self.settings.sweep + 60):
                    self.sweep(time.time())
            except Exception:
                log.exception("cannot remove what may go")
        try:
            give_up(self.database, LEASE, self.holder)
        except Exception:
            log.exception("cannot give up a lease; it will end")

    def sweep(self, now: float) -> dict[str, int]:
        """Remove all that may go at a time; returns how much by kind."""
        kept = self.settings
        old_jobs = now - kept.keep_jobs
        # What, how long it stays (0 is for ever), how it goes.
        steps: list[tuple[str, float, Callable[[], int]]] = [
            ("projects", kept.keep_deleted, lambda: self._projects(now - kept.keep_deleted)),
            (
                "assets",
                kept.keep_deleted,
                lambda: self._rows(assets.c.id, assets.c.deleted_at < now - kept.keep_deleted),
            ),
            ("events", kept.keep_events, lambda: self._events(now - kept.keep_events)),
            ("jobs", kept.keep_jobs, lambda: self._rows(jobs.c.id, jobs.c.finished_at < old_jobs)),
            ("batches", kept.keep_jobs, lambda: self._rows(batches.c.id, batches.c.finished_at < old_jobs, _EMPTY)),
            (
                "uploads",
                kept.keep_uploads,
                lambda: self._rows(uploads.c.id, uploads.c.created_at < now - kept.keep_uploads),
            ),
            ("sessions", DAY, lambda: self._ended(now)),
            (
                "blobs",
                kept.keep_blobs,
                lambda: forget_unused(self.database, self.blobs, kept.keep_blobs, self._stopping.is_set),
            ),
        ]
        removed: dict[str, int] = {}
        for name, stays, step in steps:
            count = step() if stays else 0
            if count:
                removed[name] = count
        if removed:
            log.info("removed", extra={"fields": {"removed": removed}})
        return removed

    def _projects(self, before: float) -> int:
        """What is in a project goes first, in steps, so that no transaction is long."""
        with self.database.read() as connection:
            query = select(projects.c.id).where(projects.c.deleted_at < before)
            found = connection.execute(query).scalars().all()
        for project_id in found:
            # A project may be restored while this runs; then the rest of it stays.
            gone = exists().where(projects.c.id == project_id, projects.c.deleted_at < before)
            for key, where in ((c.id, c.project_id) for c in (assets.c, jobs.c, batches.c, uploads.c)):
                self._rows(key, where == project_id, gone)
            self._rows(projects.c.id, projects.c.id == project_id, projects.c.deleted_at < before)
        return len(found)

    def _events(self, before: float) -> int:
        """Events of jobs that ended long ago, but for their states, which tell how they ended."""
        query = select(jobs.c.id, jobs.c.finished_at).where(
            jobs.c.finished_at < before, jobs.c.finished_at >= self._quiet_until
        )
        with self.database.read() as connection:
            ended = connection.execute(query.order_by(jobs.c.finished_at)).all()
        count = 0
        for first in range(0, len(ended), STEP):
            if self._stopping.is_set():
                break
            some = ended[first : first + STEP]
            which = (job_events.c.job_id.in_([row.id for row in some]), job_events.c.kind != "state")
            with self.database.write(alone=False) as connection:
                count += connection.execute(delete(job_events).where(*which)).rowcount
            self._quiet_until = some[-1].finished_at
        return count

    def _ended(self, now: float) -> int:
        """Tokens and sessions that nobody can use any more."""
        with self.database.write(alone=False) as connection:
            for column in (refresh_tokens.c.expires_at, oidc_flows.c.expires_at, setup_tokens.c.expires_at):
                connection.execute(delete(column.table).where(column < now - DAY))
        # A session in use has the refresh token that was given last, which outlives every access token.
        unused = ~exists().where(refresh_tokens.c.session_id == sessions.c.id)
        return self._rows(sessions.c.id, sessions.c.created_at < now - DAY, unused)

    def _rows(self, key: Column[Any], *where: Any) -> int:
        """Delete the rows that meet the conditions, few at a time."""
        count = 0
        for names in self._steps(lambda c: list(c.execute(select(key).where(*where).limit(STEP)).scalars())):
            with self.database.write(alone=False) as connection:
                count += connection.execute(delete(key.table).where(key.in_(names), *where)).rowcount
        return count

    def _steps(self, look: Callable[[Connection], list[str]]) -> Iterator[list[str]]:
        seen: list[str] | None = None
        while not self._stopping.is_set():
            with self.database.read() as connection:
                found = look(connection)
            if not found or found == seen:  # nothing left, or nothing that can be deleted
                return
            yield found
            seen = found


_EMPTY: Final = ~exists().where(jobs.c.batch_id == batches.c.id)
