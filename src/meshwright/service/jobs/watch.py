"""Watching a child while it does an order: limits, leases, cancellation, and who is to blame when it is lost."""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from meshwright.service.db.database import AWAY
from meshwright.service.jobs.child_process import Child
from meshwright.service.jobs.rows import Claim
from meshwright.service.jobs.store import LeaseLost
from meshwright.service.jobs.task import Task, inside
from meshwright.service.telemetry import JobSpan

if TYPE_CHECKING:
    from meshwright.service.jobs.attempt import Attempts

log = logging.getLogger("meshwright.worker")

TICK = 0.1
REPORT = 0.25
DROP = 1.0  # seconds that a child may take to leave a task which is no longer wanted


class Failed(Exception):
    """The attempt did not succeed; `error` is what the job's row will keep."""

    def __init__(self, cause: str, detail: str, *, passing: bool, **more: Any) -> None:
        self.error = {"cause": cause, "detail": detail, **more}
        self.passing = passing
        super().__init__(detail)


@dataclass
class Attempt:
    """One attempt on its way; times are monotonic."""

    claim: Claim
    folder: Path
    task: Task
    started: float = field(default_factory=time.monotonic)
    renewed: float = field(default_factory=time.monotonic)
    reported: float = 0.0
    stage: str = ""
    news: dict[str, Any] | None = None
    outcome: str = ""
    """How it ended; empty while it runs."""
    span: JobSpan = field(default_factory=JobSpan)
    staged: tuple[str, float] = ("", 0.0)
    """The stage that the child is in, and since when."""

    @property
    def context(self) -> dict[str, Any]:
        """What logs say about it."""
        return {"job": self.claim.job_id, "attempt": self.claim.attempt, "kind": self.claim.kind}


class Watch:
    """Follows a child through one order, and keeps the leases of all attempts of this worker."""

    def __init__(self, owner: Attempts, child: Child, attempts: Sequence[Attempt], order: Sequence[Attempt]) -> None:
        self.owner, self.child = owner, child
        self.settings, self.jobs = owner.settings, owner.jobs
        self.attempts, self.order = attempts, order
        self.busy: Attempt | None = order[0] if len(order) == 1 else None
        self.unsaid = set(range(len(order)))  # tasks of which the child has not said the last
        self.dropped: dict[int, float] = {}
        self.limit = time.monotonic() + self.settings.job_seconds

    def follow(self) -> bool:
        """Until the child has said the last of each task; False if it has ended or must. Then tasks may be left."""
        checked = weighed = time.monotonic()
        while self.unsaid:
            try:
                message = self.child.message(TICK)
            except queue.Empty:
                message = {}
            now = time.monotonic()
            if message is None:
                how = self.child.outcome()
                if self.owner.stopping.is_set():  # whoever stops the worker may have ended the child as well
                    self._give_back()
                    return False
                self._blame(Failed("crash", f"the process that did the work ended ({how})", passing=True))
                return False
            self._hear(message)
            self._keep(now)
            if now - checked > 2 * TICK:
                checked = now
                if not self._wanted(now):
                    return False
            if now - weighed > 3 * TICK:
                weighed = now
                if self.child.memory() > self.settings.job_memory:
                    limited = f"{self.settings.job_memory >> 20} MB"
                    self._end(Failed("memory-limit", "the job needs too much memory", passing=False, limit=limited))
                    return False
            if now > self.limit:
                limited = f"{self.settings.job_seconds:g} s"
                self._end(Failed("time-limit", "the job takes too long", passing=False, limit=limited))
                return False
        return True

    def _hear(self, message: dict[str, Any]) -> None:
        if "begin" in message:
            self.busy = self.order[message["begin"]]
            self.limit = time.monotonic() + self.settings.job_seconds
        if "item" not in message:
            return
        item = int(message["item"])
        attempt = self.order[item]
        if message.keys() & {"results", "error", "dropped"}:
            self.unsaid.discard(item)
            if not attempt.outcome:
                self._keep_one(attempt, time.monotonic(), last=True)
                self.owner.clock(attempt, "")
                self.owner.finish(attempt, message)
        elif attempt.outcome:
            pass
        elif "stage" in message:
            attempt.news = message
            attempt.span.stage(message["stage"])
            self.owner.clock(attempt, message["stage"])
        elif "preview" in message:
            try:
                digest, size = self.owner.blobs.put(inside(attempt.folder / "out", message["preview"]))
            except Exception:  # the job can do without
                log.exception("cannot keep a preview", extra={"fields": attempt.context})
            else:
                self._told(attempt, lambda: self.jobs.preview(attempt.claim, digest, size))

    def _keep(self, now: float) -> None:
        """Report progress and renew leases."""
        for attempt in running(self.attempts):
            self._keep_one(attempt, now)

    def _keep_one(self, attempt: Attempt, now: float, *, last: bool = False) -> None:
        news, claim = attempt.news, attempt.claim
        if news is not None and (last or news["stage"] != attempt.stage or now - attempt.reported > REPORT):
            attempt.stage, attempt.news, attempt.reported = news["stage"], None, now
            self._told(attempt, lambda: self.jobs.report(claim, news["stage"], news["progress"]))
        elif now - attempt.renewed > self.settings.lease / 4 and now - attempt.reported > TICK:
            attempt.reported = now
            self._told(attempt, lambda: self.jobs.renew(claim))

    def _told(self, attempt: Attempt, write: Callable[[], None]) -> None:
        """A write that extends the lease. A database that is away is asked again, until the lease has ended."""
        asked = time.monotonic()
        try:
            write()
            attempt.renewed = asked
        except LeaseLost:
            self.owner.over(attempt, "lease lost")
        except AWAY:
            if asked - attempt.renewed > self.settings.lease:
                self.owner.over(attempt, "lease lost")

    def _wanted(self, now: float) -> bool:
        """Whether the child shall go on: not if the worker stops or none of its tasks is held any more."""
        if self.owner.stopping.is_set():
            self.child.end()
            self._give_back()
            return False
        with suppress(*AWAY):
            held = self.jobs.held([attempt.claim for attempt in running(self.attempts)])
            for attempt in running(self.attempts):
                if attempt.claim.job_id not in held:
                    self.owner.over(attempt, "lease lost")
        for item in self.unsaid:
            if self.order[item].outcome and item not in self.dropped:
                self.child.drop(item)
                self.dropped[item] = now
        useless = all(self.order[item].outcome for item in self.unsaid)
        stuck = self.busy is not None and self.busy.outcome
        late = [at for item, at in self.dropped.items() if item in self.unsaid and self.order[item] is self.busy]
        if self.unsaid and (useless or (stuck and late and now - late[0] > DROP)):
            self.child.end()
            return False
        return True

    def _give_back(self) -> None:
        for attempt in running(self.attempts):
            self.owner.over(attempt, "given back")

    def _end(self, failed: Failed) -> None:
        self.child.end()
        self._blame(failed)

    def _blame(self, failed: Failed) -> None:
        """The child is gone: the job it was busy with has failed; what it prepared for several, nobody has."""
        if self.busy is not None and not self.busy.outcome:
            self.owner.fail(self.busy, failed)


def running(attempts: Sequence[Attempt]) -> list[Attempt]:
    """Those that have not ended."""
    return [attempt for attempt in attempts if not attempt.outcome]
