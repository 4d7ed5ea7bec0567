"""A worker process: claims jobs and runs them, until it is told to stop; then it gives back what it holds.

`Station` is what every worker has, whether it asks the job table by itself (here) or is told by a broker that there
is something to ask for (`celery_worker`).
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import sys
import threading
import time
from pathlib import Path

from meshwright.service import telemetry
from meshwright.service.assets.blobs import BlobStore
from meshwright.service.assets.buckets import open_place
from meshwright.service.assets.references import pinning
from meshwright.service.db.database import Database
from meshwright.service.jobs.attempt import Attempts, Stopping
from meshwright.service.jobs.registry import Heart, Registry, kinds_of
from meshwright.service.jobs.store import JobStore, Policy
from meshwright.service.logs import configure_logs
from meshwright.service.news import QUEUED
from meshwright.service.settings import QUEUES, Settings
from meshwright.service.wakes import Bell, Wakes

log = logging.getLogger("meshwright.worker")

IDLE = 0.2
LATE = 1.0
"""Seconds between two looks at the table while wake-ups are heard."""
SWEEP = 1.0


class Station:
    """One worker at the job table: runs one job at a time, or one batch."""

    def __init__(self, settings: Settings, worker_id: str, scratch: Path, stopping: Stopping) -> None:
        """scratch: folder of this worker alone; it is removed at the end."""
        self.settings = settings
        self.worker_id = worker_id
        self.scratch = scratch
        self.queues = tuple(queue for queue in QUEUES if queue in settings.queues)
        self.batch = settings.batch_size if "gpu" in self.queues else 1
        self.wakes = Wakes(settings.redis_url)
        self.database = Database(settings.url, self.wakes.tell)
        self.jobs = JobStore(self.database, policy(settings))
        blobs = BlobStore(open_place(settings), pinning(self.database))
        self.attempts = Attempts(settings, self.jobs, blobs, scratch, stopping, self.batch)
        self.heart = Heart(Registry(self.database), worker_id, self.queues)
        self._swept = 0.0

    def open(self) -> None:
        """Join the others."""
        telemetry.start("worker")
        self.scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.heart.start()

    def serve(self) -> bool:
        """Claim what is next and run it; False if there is nothing. Raises what a database raises that is away."""
        if time.monotonic() - self._swept > SWEEP:
            self.jobs.sweep()
            self._swept = time.monotonic()
        # First what is for a GPU, where there is one: what is not can be done elsewhere.
        for queue in self.queues:
            kinds = kinds_of(queue, self.settings.gpu_kinds, self.heart.gpu_known)
            claims = self.jobs.claim(self.worker_id, kinds, self.batch)
            if claims:
                self.attempts.run(claims)
                return True
        return False

    def give_back(self) -> None:
        """Queue again what is held, at no cost of attempts."""
        try:
            self.jobs.release(self.worker_id, forgiven=True)
        except Exception:
            log.exception("cannot give back jobs; their leases will end")

    def close(self) -> None:
        """Give back what is held, and leave."""
        self.attempts.close()
        self.give_back()
        self.heart.stop()
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.database.close()
        self.wakes.close()
        telemetry.stop()


def run(station: Station, stopping: threading.Event) -> None:
    """Ask the job table again and again."""
    station.open()
    bell = Bell(station.wakes, QUEUED, soon=IDLE, late=LATE)
    try:
        while not stopping.is_set():
            try:
                found = station.serve()
            except Exception:
                # The database is away or busy: the queue is safe in it, so wait and go on.
                log.exception("cannot claim")
                stopping.wait(1.0)
                continue
            if not found:
                bell.wait(stopping)
    finally:
        station.close()


def policy(settings: Settings) -> Policy:
    """The part of the settings that the job table needs."""
    return Policy(settings.lease, settings.backoff, settings.max_attempts, settings.quotas)


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
    settings, worker_id = Settings.from_json(order["settings"]), order["worker_id"]
    station = Station(settings, worker_id, Path(order["scratch"]), stopping)
    fields = {"worker": worker_id, "pid": os.getpid(), "queues": list(station.queues)}
    log.info("worker started", extra={"fields": fields})
    run(station, stopping)


if __name__ == "__main__":
    main()
