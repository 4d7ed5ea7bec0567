"""Which workers there are, and which of them takes which kinds of jobs.

Every worker says in a row of its own that it lives. Jobs that gain by a GPU go to workers with one as long as there
are any, and to the others when there are none; kinds named in `gpu_kinds` only go to workers with one.
"""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select, update

from meshwright.service.db.database import Database
from meshwright.service.db.schema import workers
from meshwright.service.settings import KINDS, QUEUES

log = logging.getLogger("meshwright.worker")

GAINING: Final = frozenset({"generation", "edit"})
"""Kinds that gain by a GPU."""
BEAT = 5.0
KNOWN = 4 * BEAT
"""Seconds after which a worker that says nothing counts as gone."""
FORGOTTEN = 3600.0


@dataclass(frozen=True)
class Crowd:
    """How many workers live that serve each queue, one job or batch each."""

    cpu: int
    gpu: int

    def count(self, queue: str) -> int:
        """Of one queue."""
        return self.gpu if queue == "gpu" else self.cpu


def split(gpu_kinds: Iterable[str], gpu_known: bool) -> dict[str, frozenset[str]]:
    """Kinds of jobs by the queue that they are for, now."""
    gpu = frozenset(gpu_kinds) | (GAINING if gpu_known else frozenset())
    return {"gpu": gpu, "cpu": frozenset(KINDS) - gpu}


def kinds_of(queue: str, gpu_kinds: Iterable[str], gpu_known: bool) -> frozenset[str]:
    """Kinds of jobs that a worker on a queue runs; one with a GPU need not be known to others to begin."""
    return split(gpu_kinds, gpu_known or queue == "gpu")[queue]


class Registry:
    """The table of workers."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def seen(self, worker_id: str, queues: Iterable[str]) -> None:
        """The worker lives."""
        now, names = time.time(), set(queues)
        with self.database.write() as connection:
            beat = update(workers).where(workers.c.id == worker_id).values(seen_at=now)
            if connection.execute(beat).rowcount == 0:
                served = {queue: queue in names for queue in QUEUES}
                row = {"id": worker_id, "host": socket.gethostname()[:255], "started_at": now, "seen_at": now}
                connection.execute(insert(workers).values(**row, **served))
                connection.execute(delete(workers).where(workers.c.seen_at < now - FORGOTTEN))

    def gone(self, worker_id: str) -> None:
        """The worker has ended."""
        with self.database.write() as connection:
            connection.execute(delete(workers).where(workers.c.id == worker_id))

    def crowd(self) -> Crowd:
        """The workers that live."""
        with self.database.read() as connection:
            return Crowd(*(_living(connection, queue) for queue in ("cpu", "gpu")))


def _living(connection: Connection, queue: str) -> int:
    lives = workers.c.seen_at > time.time() - KNOWN
    return int(connection.execute(select(func.count()).where(lives, workers.c[queue].is_(True))).scalar_one())


class Heart:
    """Says every few seconds that a worker lives, from a thread, and knows whether others have a GPU."""

    def __init__(self, registry: Registry, worker_id: str, queues: tuple[str, ...]) -> None:
        self.registry, self.worker_id, self.queues = registry, worker_id, queues
        self.gpu_known = "gpu" in queues
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def start(self) -> None:
        """Say so once, if the database answers, then go on."""
        self._once()
        self._thread.start()

    def stop(self) -> None:
        """End, and say that the worker has gone."""
        self._ended.set()
        self._thread.join()
        try:
            self.registry.gone(self.worker_id)
        except Exception:
            log.exception("cannot say that a worker has ended; its row will be forgotten")

    def _beat(self) -> None:
        while not self._ended.wait(BEAT):
            self._once()

    def _once(self) -> None:
        try:
            self.registry.seen(self.worker_id, self.queues)
            if "gpu" not in self.queues:
                self.gpu_known = self.registry.crowd().gpu > 0
        except Exception:
            log.exception("cannot say that a worker lives")
