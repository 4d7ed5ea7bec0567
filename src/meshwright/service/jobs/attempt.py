"""Attempts at jobs: a child does the work, and what comes back becomes versions.

The worker holds leases and database; the child holds the libraries that can hang or crash. So the worker always
answers: it ends the child when a job was cancelled, takes too long or too much memory. Several jobs can share a
child's order (a batch on a GPU). Each keeps its own lease, progress, result and error; when the child is lost, only
the job it was busy with is to blame, and the others are run again, each alone.
"""

from __future__ import annotations

import logging
import queue
import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from meshwright.service.assets.blobs import BlobStore
from meshwright.service.db.database import AWAY
from meshwright.service.jobs.child_process import Child
from meshwright.service.jobs.products import effect, store
from meshwright.service.jobs.rows import Claim
from meshwright.service.jobs.stage_times import WHOLE, StageTimes
from meshwright.service.jobs.store import JobStore, LeaseLost
from meshwright.service.jobs.task import Result, Task, inside
from meshwright.service.settings import Settings
from meshwright.service.telemetry import JobSpan, job_span

log = logging.getLogger("meshwright.worker")

TICK = 0.1
REPORT = 0.25
DROP = 1.0  # seconds that a child may take to leave a task which is no longer wanted
TASKS_PER_CHILD = 500


class Failed(Exception):
    """The attempt did not succeed; `error` is what the job's row will keep."""

    def __init__(self, cause: str, detail: str, *, passing: bool, **more: Any) -> None:
        self.error = {"cause": cause, "detail": detail, **more}
        self.passing = passing
        super().__init__(detail)


class Stopping(Protocol):
    """Whether the worker shall end, as `threading.Event` says it."""

    def is_set(self) -> bool: ...


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


class Attempts:
    """Runs claims to their ends, with a child that it keeps from one to the next. Call `close` at the end."""

    def __init__(
        self, settings: Settings, jobs: JobStore, blobs: BlobStore, scratch: Path, stopping: Stopping, batch: int = 1
    ) -> None:
        """scratch: folder of this worker alone.  batch: items that the work may do at once."""
        self.settings = settings
        self.jobs = jobs
        self.blobs = blobs
        self.scratch = scratch
        self.stopping = stopping
        self.batch = batch
        self.times = StageTimes(jobs.database)
        self._child: Child | None = None

    def run(self, claims: Sequence[Claim]) -> None:
        """Run attempts and record how each ended, unless its lease was lost on the way."""
        attempts = [self._begin(claim) for claim in claims]
        try:
            for attempt in attempts:
                self._guarded(attempt, lambda attempt=attempt: self._fetch(attempt))  # type: ignore[misc]
            if len(attempts) > 1:
                self._attend(attempts, _running(attempts))
            for attempt in attempts:
                if not attempt.outcome:
                    self._attend(attempts, [attempt])
        finally:
            for attempt in attempts:
                shutil.rmtree(attempt.folder, ignore_errors=True)

    def close(self) -> None:
        """End the child, and write down what was measured."""
        self.times.add()
        if self._child is not None:
            self._child.end()
            self._child = None

    def _begin(self, claim: Claim) -> Attempt:
        folder = self.scratch / f"{claim.job_id}-{claim.attempt}"
        request = {name: value for name, value in claim.request.items() if name != "inputs"}
        span = job_span(claim.job_id, claim.kind, claim.attempt, claim.trace)
        return Attempt(claim, folder, Task(claim.kind, request, {}, str(folder / "out")), span=span)

    def _fetch(self, attempt: Attempt) -> None:
        for role, given in attempt.claim.request.get("inputs", {}).items():
            path = attempt.folder / "in" / role / Path(given["name"]).name  # assets take their names from files
            path.parent.mkdir(parents=True)
            self.blobs.fetch(given["sha256"], path)
            attempt.task.inputs[role] = str(path)

    def _attend(self, attempts: Sequence[Attempt], order: Sequence[Attempt]) -> None:
        """Have the child do an order, and look after all `attempts` meanwhile, also those that wait."""
        if not order:
            return
        if self._child is None or self._child.tasks >= TASKS_PER_CHILD:
            self.close()
            self._child = Child(self.settings.work, self.settings.device)
        for attempt in order:
            shutil.rmtree(attempt.task.folder, ignore_errors=True)  # what a child left that was lost
            Path(attempt.task.folder).mkdir(parents=True)
        self._child.start([attempt.task for attempt in order], self.batch)
        watch = _Watch(self, self._child, attempts, order)
        try:
            if not watch.follow():
                self.close()
        except Exception:
            # What the child says or a limit of the machine: the child is not worth keeping.
            log.exception("cannot follow a child")
            self.close()
            for attempt in _running(order):
                self.fail(attempt, _unfinished())

    def finish(self, attempt: Attempt, message: dict[str, Any]) -> None:
        """Turn the child's last message about a task into the end of its attempt."""

        def end() -> None:
            if "error" in message:
                error = dict(message["error"])
                raise Failed(passing=error.pop("passing"), **error)
            out = attempt.folder / "out"
            products = [store(self.blobs, Result.from_json(data, out), out) for data in message["results"]]
            self._record(
                attempt,
                "succeeded",
                lambda: self.jobs.complete(attempt.claim, lambda connection, job: effect(connection, job, products)),
            )

        self._guarded(attempt, end)
        shutil.rmtree(attempt.folder, ignore_errors=True)

    def clock(self, attempt: Attempt, stage: str) -> None:
        """Note that the child has begun a stage of an attempt; no stage is the end of the attempt."""
        before, since = attempt.staged
        now = time.monotonic()
        if before and before != stage:
            self.times.observe(attempt.claim.kind, before, now - since)
        if not stage:
            self.times.observe(attempt.claim.kind, WHOLE, now - attempt.started)
        if before != stage:
            attempt.staged = (stage, now)

    def fail(self, attempt: Attempt, failed: Failed) -> None:
        """Record a failure."""
        fail = self.jobs.fail
        self._record(attempt, failed.error["cause"], lambda: fail(attempt.claim, failed.error, passing=failed.passing))

    def _guarded(self, attempt: Attempt, action: Callable[[], None]) -> None:
        """An action on one attempt, whose errors end that attempt only."""
        try:
            action()
        except Failed as failed:
            self.fail(attempt, failed)
        except Exception:
            log.exception("cannot finish an attempt", extra={"fields": attempt.context})
            self.fail(attempt, _unfinished())

    def _record(self, attempt: Attempt, outcome: str, write: Callable[[], None]) -> None:
        """Write how an attempt ended. A database that is away may come back before the lease ends."""
        while True:
            try:
                write()
            except LeaseLost:
                outcome = "lease lost"
            except AWAY:
                if time.monotonic() - attempt.renewed < self.settings.lease and not self.stopping.is_set():
                    time.sleep(0.5)
                    continue
                outcome = "unrecorded"
                log.exception("cannot record an attempt", extra={"fields": attempt.context})
            except Exception:
                # Not even the failure could be written: the lease will end, and another attempt follows.
                outcome = "unrecorded"
                log.exception("cannot record an attempt", extra={"fields": attempt.context})
            break
        self.over(attempt, outcome)

    def over(self, attempt: Attempt, outcome: str) -> None:
        """The attempt is no longer ours to run."""
        attempt.outcome = outcome
        attempt.span.end(outcome)
        seconds = round(time.monotonic() - attempt.started, 3)
        log.info("attempt", extra={"fields": {**attempt.context, "outcome": outcome, "seconds": seconds}})


class _Watch:
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
        for attempt in _running(self.attempts):
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
            held = self.jobs.held([attempt.claim for attempt in _running(self.attempts)])
            for attempt in _running(self.attempts):
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
        for attempt in _running(self.attempts):
            self.owner.over(attempt, "given back")

    def _end(self, failed: Failed) -> None:
        self.child.end()
        self._blame(failed)

    def _blame(self, failed: Failed) -> None:
        """The child is gone: the job it was busy with has failed; what it prepared for several, nobody has."""
        if self.busy is not None and not self.busy.outcome:
            self.owner.fail(self.busy, failed)


def _unfinished() -> Failed:
    return Failed("internal", "the worker could not finish the attempt", passing=True)


def _running(attempts: Sequence[Attempt]) -> list[Attempt]:
    return [attempt for attempt in attempts if not attempt.outcome]
