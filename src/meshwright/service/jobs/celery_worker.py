"""Workers that a broker tells of jobs: a Celery worker, whose pool processes are stations at the job table."""

from __future__ import annotations

import logging
import mmap
import os
import shutil
import signal
import threading
import time
from pathlib import Path

from celery import signals
from celery.worker import consumer

from meshwright.service.db.database import Database
from meshwright.service.identifiers import new_id
from meshwright.service.jobs.broker import TASK, application, queue_name
from meshwright.service.jobs.store import JobStore
from meshwright.service.jobs.worker import Station, policy
from meshwright.service.settings import Settings

log = logging.getLogger("meshwright.worker")

GRACE = 12.0
"""Seconds that a worker has to end."""
TURN = 1.0
"""Seconds of short jobs that one message stands for; a round trip to the broker for each would cost more than they."""


class Consumer(consumer.Consumer):  # type: ignore[misc]
    """Celery's consumer without its delayed messages, which would declare 28 queues that nobody uses."""

    class Blueprint(consumer.Consumer.Blueprint):  # type: ignore[misc]
        """The steps of a start."""

        default_steps = [  # noqa: RUF012  (Celery's own form)
            step for step in consumer.Consumer.Blueprint.default_steps if not step.endswith(":DelayedDelivery")
        ]


class Flag:
    """One byte that forked processes share; no lock, which a killed process would keep."""

    def __init__(self) -> None:
        self._byte = mmap.mmap(-1, 1)

    def set(self) -> None:
        """Raise it."""
        self._byte[0] = 1

    def is_set(self) -> bool:
        """Whether it is raised."""
        return self._byte[0] == 1


def work(settings: Settings, scratch: Path) -> int:
    """Run `settings.workers` pool processes until SIGTERM or SIGINT; returns the exit code.

    scratch: each process gets a folder in it, named after its worker and its process.
    """
    app, stopping = application(settings.broker_url), Flag()
    pool = _Pool(settings, scratch, stopping)

    @app.task(name=TASK, acks_late=True, reject_on_worker_lost=True, ignore_result=True)  # type: ignore[untyped-decorator]
    def serve() -> None:
        pool.serve()

    def leave() -> None:
        log.error("the broker does not let go; leaving without its leave")
        shutil.rmtree(scratch, ignore_errors=True)
        os._exit(0)  # the kernel ends the pool with us

    def stop(**_: object) -> None:
        stopping.set()
        # The pool gives its jobs back by itself; a broker that is silent must not keep us from ending.
        late = threading.Timer(GRACE, leave)
        late.daemon = True
        late.start()

    connected = (
        (signals.setup_logging, lambda **_: None),  # ours stay
        (signals.worker_process_init, lambda **_: pool.enter()),
        (signals.worker_process_shutdown, lambda **_: pool.leave()),
        (signals.worker_shutting_down, stop),
    )
    for event, receiver in connected:
        event.connect(receiver, weak=False)
    app.finalize()
    worker = app.Worker(
        hostname=f"{new_id('worker')}@%h",
        pool="prefork",
        concurrency=settings.workers,
        queues=[queue_name(queue) for queue in settings.queues],
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        quiet=True,
    )
    try:
        worker.start()
    finally:
        stopping.set()
        database = Database(settings.url)  # not before: no connection outlives a fork
        bury(scratch, JobStore(database, policy(settings)))
        database.close()
    return int(worker.exitcode or 0)


class _Pool:
    """What a pool process has: one station, made after the fork, which no database connection survives."""

    def __init__(self, settings: Settings, scratch: Path, stopping: Flag) -> None:
        self.settings, self.scratch, self.stopping = settings, scratch, stopping
        self.station: Station | None = None

    def enter(self) -> None:
        """In a new pool process."""
        # The parent decides when to end; not `SIG_IGN`, which the work would inherit.
        signal.signal(signal.SIGTERM, lambda *_: None)
        worker_id = new_id("worker")
        folder = self.scratch / f"{worker_id}.{os.getpid()}"
        station = Station(self.settings, worker_id, folder, self.stopping)
        station.open()
        self.station = station
        fields = {"worker": worker_id, "pid": os.getpid(), "queues": list(station.queues)}
        log.info("worker started", extra={"fields": fields})

    def serve(self) -> None:
        """A message has come: run what is next."""
        until = time.monotonic() + TURN
        try:
            if self.station is None:  # it could not be made when the process began
                self.enter()
            assert self.station is not None
            bury(self.scratch, self.station.jobs)
            while not self.stopping.is_set() and self.station.serve() and time.monotonic() < until:
                pass
            if self.stopping.is_set():
                self.station.give_back()
        except Exception:
            # The database is away: the jobs are safe in it, and there will be more messages for them.
            log.exception("cannot claim")
            time.sleep(1.0)

    def leave(self) -> None:
        """At the end of a pool process."""
        if self.station is not None:
            self.station.close()
            self.station = None


def bury(scratch: Path, jobs: JobStore) -> None:
    """Give back at once what processes of this pool held that are dead; without it their leases must end first."""
    for folder in scratch.glob("*.*"):
        if _lives(int(folder.suffix[1:])):
            continue
        try:
            jobs.release(folder.stem)
        except Exception:
            log.exception("cannot give back the jobs of a dead worker; their leases will end")
        shutil.rmtree(folder, ignore_errors=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
