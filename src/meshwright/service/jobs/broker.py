"""The Celery application: two quorum queues, whose messages say that there is a job, not which one.

A message is a hint. It may be lost, doubled or late: whoever gets it asks the job table what is next, and the
dispatcher publishes hints for as long as jobs wait. Importing this module imports Celery.
"""

from __future__ import annotations

from typing import Final

from celery import Celery
from kombu import Exchange, Queue

from meshwright.service.settings import QUEUES

TASK: Final = "meshwright.serve"
EXCHANGE: Final = "meshwright"
PATIENCE: Final = 5.0
"""Seconds that the broker has for one answer."""


def queue_name(queue: str) -> str:
    """The broker's name of `cpu` or `gpu`."""
    return f"meshwright.{queue}"


def application(url: str) -> Celery:
    """The application over a broker's address, with the guarantees that the job table does not give by itself.

    A message is acknowledged when its attempt is over, and comes back when the process that had it dies.
    """
    app = Celery("meshwright", broker=url, backend=None, set_as_current=False)
    exchange = Exchange(EXCHANGE, type="direct", durable=True)
    quorum = {"x-queue-type": "quorum"}
    app.conf.update(
        task_queues=[Queue(queue_name(queue), exchange, routing_key=queue, queue_arguments=quorum) for queue in QUEUES],
        task_default_queue=queue_name("cpu"),
        task_default_exchange=EXCHANGE,
        task_default_routing_key="cpu",
        task_create_missing_queues=False,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        worker_prefetch_multiplier=1,
        worker_enable_prefetch_count_reduction=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,  # the job goes on; its next message finds it taken
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_consumer="meshwright.service.jobs.celery_worker:Consumer",
        broker_connection_retry=True,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_connection_timeout=PATIENCE,
        broker_heartbeat=20.0,
        # A broker that is silent without hanging up must not hold whoever waits for its answer.
        broker_transport_options={"read_timeout": PATIENCE, "write_timeout": PATIENCE},
    )
    return app
