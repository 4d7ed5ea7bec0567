"""Attempts at jobs: a child does the work, and what comes back becomes versions.

The worker holds leases and database; the child holds the libraries that can hang or crash. So the worker always
answers: it ends the child when a job was cancelled, takes too long or too much memory. Several jobs can share a
child's order (a batch on a GPU). Each keeps its own lease, progress, result and error; when the child is lost, only
the job it was busy with is to blame, and the others are run again, each alone.
"""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from meshwright.service.assets.blobs import BlobStore
from meshwright.service.db.database import AWAY
from meshwright.service.jobs.child_process import Child
from meshwright.service.jobs.products import effect, store
from meshwright.service.jobs.rows import Claim
from meshwright.service.jobs.stage_times import WHOLE, StageTimes
from meshwright.service.jobs.store import JobStore, LeaseLost
from meshwright.service.jobs.task import Result, Task
from meshwright.service.jobs.watch import Attempt, Failed, Watch, running
from meshwright.service.settings import Settings
from meshwright.service.telemetry import job_span

log = logging.getLogger("meshwright.worker")

TASKS_PER_CHILD = 500


class Stopping(Protocol):
    """Whether the worker shall end, as `threading.Event` says it."""

    def is_set(self) -> bool: ...


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
                self._attend(attempts, running(attempts))
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
            self._child = Child(self.settings.work, self.settings.device, self.settings.weights)
        for attempt in order:
            shutil.rmtree(attempt.task.folder, ignore_errors=True)  # what a child left that was lost
            Path(attempt.task.folder).mkdir(parents=True)
        self._child.start([attempt.task for attempt in order], self.batch)
        watch = Watch(self, self._child, attempts, order)
        try:
            if not watch.follow():
                self.close()
        except Exception:
            # What the child says or a limit of the machine: the child is not worth keeping.
            log.exception("cannot follow a child")
            self.close()
            for attempt in running(order):
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


def _unfinished() -> Failed:
    return Failed("internal", "the worker could not finish the attempt", passing=True)
