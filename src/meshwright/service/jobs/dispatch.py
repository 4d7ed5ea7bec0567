"""The dispatcher: tells a broker that jobs wait. The table is the truth, so it keeps nothing that could be lost.

It compares how many jobs wait with how many messages do, and publishes the difference, at most a few per worker:
the order of jobs is decided when one is claimed, and a broker that lost its messages gets new ones. Two dispatchers
publish more than is needed, and nothing comes of a message too many.
"""

from __future__ import annotations

import logging
import threading
import time

from kombu import Connection as BrokerConnection
from kombu import Producer
from sqlalchemy import and_, func, select

from meshwright.service.db.schema import jobs
from meshwright.service.jobs.broker import PATIENCE, TASK, application, queue_name
from meshwright.service.jobs.registry import Registry, split
from meshwright.service.jobs.store import JobStore
from meshwright.service.settings import QUEUES, Settings

log = logging.getLogger("meshwright.dispatch")

TICK = 0.2
SWEEP = 1.0
LONGEST_PAUSE = 10.0


class Dispatcher:
    """Publishes from a thread until it is stopped."""

    def __init__(self, settings: Settings, jobs_: JobStore) -> None:
        self.settings = settings
        self.jobs = jobs_
        self.registry = Registry(jobs_.database)
        self.app = application(settings.broker_url)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="dispatcher")
        self._connection: BrokerConnection | None = None
        self._producer: Producer | None = None

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, within the time that the broker has for an answer."""
        self._stopping.set()
        self._thread.join(2 * PATIENCE)

    def _run(self) -> None:
        pause, swept = TICK, 0.0
        while not self._stopping.wait(pause):
            try:
                if time.monotonic() - swept > SWEEP:
                    swept = time.monotonic()
                    self.jobs.sweep()
                for queue, waiting in self.wanted().items():
                    self._publish(queue, waiting)
                pause = TICK
            except Exception:
                # Broker or database are away. The jobs wait in the table, and will be told of when it is back.
                log.exception("cannot tell the broker of jobs")
                self._disconnect()
                pause = min(LONGEST_PAUSE, 2 * max(pause, 0.5))
        self._disconnect()

    def wanted(self) -> dict[str, int]:
        """How many messages should wait in each queue: one per job, at most `settings.hints` per worker."""
        if not self.jobs.waiting():
            return {}
        crowd = self.registry.crowd()
        kinds = split(self.settings.gpu_kinds, crowd.gpu > 0)
        found = {}
        with self.jobs.database.read() as connection:
            for queue in QUEUES:
                ready = and_(jobs.c.state == "queued", jobs.c.run_after <= time.time(), jobs.c.kind.in_(kinds[queue]))
                most = self.settings.hints * max(1, crowd.count(queue))
                some = select(jobs.c.id).where(ready).limit(most).subquery()
                found[queue] = int(connection.execute(select(func.count()).select_from(some)).scalar_one())
        return found

    def _publish(self, queue: str, wanted: int) -> None:
        if wanted == 0:
            return
        producer = self._connected()
        declared = producer.channel.queue_declare(queue_name(queue), passive=True)
        for _ in range(wanted - declared.message_count):
            self.app.send_task(
                TASK, queue=queue_name(queue), producer=producer, ignore_result=True, retry=False, declare=[],
                confirm_timeout=PATIENCE,
            )  # fmt: skip

    def _connected(self) -> Producer:
        if self._producer is None:
            limits = {"confirm_publish": True, "read_timeout": PATIENCE, "write_timeout": PATIENCE}
            self._connection = BrokerConnection(
                self.settings.broker_url, connect_timeout=PATIENCE, heartbeat=0, transport_options=limits
            )
            channel = self._connection.channel()
            for queue in self.app.amqp.queues.values():
                queue(channel).declare()
            self._producer = Producer(channel)
        return self._producer

    def _disconnect(self) -> None:
        connection, self._connection, self._producer = self._connection, None, None
        if connection is not None:
            try:
                connection.release()
            except Exception:
                log.debug("a broken connection does not close", exc_info=True)
