"""A worker: claims jobs, has a child do the work, and turns what comes back into a version.

The worker holds the lease and the database; the child holds the libraries that can hang or crash. So the
worker always answers: it ends the child when the job was cancelled, takes too long or too much memory.
"""

from __future__ import annotations

import json
import logging
import mimetypes
import os
import queue
import shutil
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, RowMapping

from meshwright.service.assets.blobs import BlobStore
from meshwright.service.assets.references import keep
from meshwright.service.assets.store import Product, StoredFile, add_asset, add_version
from meshwright.service.db.database import Database
from meshwright.service.jobs.child_process import Child
from meshwright.service.jobs.rows import Claim
from meshwright.service.jobs.store import JobStore, LeaseLost, Policy
from meshwright.service.jobs.task import Result, Task
from meshwright.service.logs import configure_logs
from meshwright.service.settings import Settings

log = logging.getLogger("meshwright.worker")

TICK = 0.1
IDLE = 0.2
SWEEP = 1.0
REPORT = 0.25
TASKS_PER_CHILD = 500


class Failed(Exception):
    """The attempt did not succeed; `error` is what the job's row will keep."""

    def __init__(self, cause: str, detail: str, *, passing: bool, **more: Any) -> None:
        self.error = {"cause": cause, "detail": detail, **more}
        self.passing = passing
        super().__init__(detail)


class Worker:
    """Runs one job at a time until `stopping` is set."""

    def __init__(self, settings: Settings, worker_id: str, stopping: threading.Event) -> None:
        self.settings = settings
        self.worker_id = worker_id
        self.stopping = stopping
        self.database = Database(settings.url)
        self.jobs = JobStore(self.database, policy(settings))
        self.blobs = BlobStore(settings.blobs)
        self.scratch = settings.scratch / worker_id
        self._child: Child | None = None

    def run(self) -> None:
        """Claim and run jobs; on the way out give back what is held."""
        swept = 0.0
        try:
            while not self.stopping.is_set():
                try:
                    if time.monotonic() - swept > SWEEP:
                        self.jobs.sweep()
                        swept = time.monotonic()
                    claims = self.jobs.claim(self.worker_id)
                except Exception:
                    # The database is away or busy: the queue is safe in it, so wait and go on.
                    log.exception("cannot claim")
                    self.stopping.wait(1.0)
                    continue
                for claim in claims:
                    self.attempt(claim)
                if not claims:
                    self.stopping.wait(IDLE)
        finally:
            self._end_child()
            self.jobs.release(self.worker_id, forgiven=True)
            shutil.rmtree(self.scratch, ignore_errors=True)
            self.database.close()

    def attempt(self, claim: Claim) -> None:
        """Run one attempt to its end and record it, unless the lease was lost on the way."""
        folder = self.scratch / f"{claim.job_id}-{claim.attempt}"
        context = {"job": claim.job_id, "attempt": claim.attempt, "kind": claim.kind}
        start = time.monotonic()
        outcome = "succeeded"
        try:
            try:
                results = self._work(claim, folder)
                products = [self._store(result, folder) for result in results]
                self.jobs.complete(claim, lambda connection, job: _effect(connection, job, products))
            except Failed as failed:
                outcome = failed.error["cause"]
                self.jobs.fail(claim, failed.error, passing=failed.passing)
            except LeaseLost:
                raise
            except Exception:
                log.exception("cannot finish an attempt", extra={"fields": context})
                outcome = "internal"
                error = {"cause": "internal", "detail": "the worker could not finish the attempt"}
                self.jobs.fail(claim, error, passing=True)
        except LeaseLost:
            outcome = "lease lost"
            self._end_child()
        except Exception:
            # Not even the failure could be written: the lease will end, and another attempt follows.
            outcome = "unrecorded"
            log.exception("cannot record an attempt", extra={"fields": context})
            self._end_child()
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            seconds = round(time.monotonic() - start, 3)
            log.info("attempt", extra={"fields": {**context, "outcome": outcome, "seconds": seconds}})

    def _work(self, claim: Claim, folder: Path) -> list[Result]:
        inputs, outputs = folder / "in", folder / "out"
        inputs.mkdir(parents=True)
        outputs.mkdir()
        local: dict[str, str] = {}
        for role, given in claim.request.get("inputs", {}).items():
            path = inputs / role / Path(given["name"]).name  # assets take their names from files
            path.parent.mkdir()
            self.blobs.fetch(given["sha256"], path)
            local[role] = str(path)
        request = {name: value for name, value in claim.request.items() if name != "inputs"}
        if self._child is None or self._child.tasks >= TASKS_PER_CHILD:
            self._end_child()
            self._child = Child(self.settings.work)
        self._child.start(Task(claim.kind, request, local, str(outputs)))
        return [Result.from_json(data, outputs) for data in self._watch(claim, self._child)]

    def _watch(self, claim: Claim, child: Child) -> list[dict[str, Any]]:
        """Follow the child to its results; end it where it must not go on. Raises `Failed`, `LeaseLost`."""
        limit = time.monotonic() + self.settings.job_seconds
        checked = weighed = renewed = reported = time.monotonic()
        stage, pending = "", None
        while True:
            try:
                message = child.message(TICK)
            except queue.Empty:
                message = {}
            now = time.monotonic()
            if message is None:
                self._end_child()
                how = child.outcome()
                raise Failed("crash", f"the process that did the work ended ({how})", passing=True)
            if "results" in message:
                found: list[dict[str, Any]] = message["results"]
                return found
            if "error" in message:
                error = dict(message["error"])
                raise Failed(passing=error.pop("passing"), **error)
            pending = message if "stage" in message else pending
            if pending is not None and (pending["stage"] != stage or now - reported > REPORT):
                self.jobs.report(claim, pending["stage"], pending["progress"])
                stage, pending, reported, renewed = pending["stage"], None, now, now
            elif now - renewed > self.settings.lease / 4:
                self.jobs.renew(claim)
                renewed = now
            if now - checked > 2 * TICK:
                checked = now
                if self.stopping.is_set() or not self.jobs.held(claim):
                    raise LeaseLost(claim.job_id)
            if now - weighed > 3 * TICK:
                weighed = now
                if child.memory() > self.settings.job_memory:
                    self._end_child()
                    limited = f"{self.settings.job_memory >> 20} MB"
                    raise Failed("memory-limit", "the job needs too much memory", passing=False, limit=limited)
            if now > limit:
                self._end_child()
                limited = f"{self.settings.job_seconds:g} s"
                raise Failed("time-limit", "the job takes too long", passing=False, limit=limited)

    def _store(self, result: Result, folder: Path) -> Product:
        stored = []
        for name in result.files:
            path = folder / "out" / name
            digest, size = keep(self.database, self.blobs, path)
            stored.append(StoredFile(path.name, media_type(path.name), size, digest))
        return Product(result.name, tuple(stored), result.report, result.provenance)

    def _end_child(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None


def policy(settings: Settings) -> Policy:
    """The part of the settings that the job table needs."""
    return Policy(settings.lease, settings.backoff, settings.max_attempts, settings.queued_jobs)


def media_type(name: str) -> str:
    """Media type by suffix."""
    known = {
        ".glb": "model/gltf-binary",
        ".gltf": "model/gltf+json",
        ".usdz": "model/vnd.usdz+zip",
        ".obj": "model/obj",
        ".mtl": "model/mtl",
        ".stl": "model/stl",
        ".3mf": "model/3mf",
        ".webp": "image/webp",
    }
    return known.get(Path(name).suffix.lower()) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def _effect(connection: Connection, job: RowMapping, products: list[Product]) -> dict[str, Any]:
    """Turn products into versions: of the edited asset, or of new ones."""
    request = {name: value for name, value in job["request"].items() if name != "inputs"}
    made = []
    for item, product in enumerate(products):
        if job["kind"] == "edit":
            asset_id = request["asset_id"]
            number = add_version(
                connection,
                asset_id,
                product,
                kind="edit",
                parent=request["version"],
                request=request,
                job_id=job["id"],
                item=item,
            )
        else:
            number = 1
            asset_id = add_asset(
                connection,
                job["owner_id"],
                job["project_id"],
                product,
                kind=job["kind"],
                job_id=job["id"],
                item=item,
                request=request,
            )
        made.append({"asset_id": asset_id, "version": number})
    return {"assets": made}


def main() -> None:
    """Run as a process: settings in the first line of standard input, whose end is the parent's end."""
    order = json.loads(sys.stdin.buffer.readline())
    configure_logs()
    stopping = threading.Event()

    def follow_parent() -> None:
        sys.stdin.buffer.read()
        stopping.set()

    threading.Thread(target=follow_parent, daemon=True).start()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides; Ctrl-C goes to the whole group
    worker = Worker(Settings.from_json(order["settings"]), order["worker_id"], stopping)
    worker.scratch.mkdir(parents=True, exist_ok=True)
    log.info("worker started", extra={"fields": {"worker": order["worker_id"], "pid": os.getpid()}})
    worker.run()


if __name__ == "__main__":
    main()
