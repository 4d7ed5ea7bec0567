"""Routes for operators: health, readiness, metrics."""

from __future__ import annotations

import hmac
import time
from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from meshwright.service.api.context import ContextDep
from meshwright.service.api.problems import REFUSALS
from meshwright.service.db.database import Database
from meshwright.service.db.schema import deliveries, jobs
from meshwright.service.errors import Busy, NotSignedIn
from meshwright.service.jobs.registry import Registry, split
from meshwright.service.jobs.stage_times import WHOLE, histograms
from meshwright.service.settings import is_loopback

router = APIRouter(tags=["operations"], responses=REFUSALS)


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
def readyz(context: ContextDep) -> dict[str, str]:
    """The database and the store of files answer too. What is only faster with Redis works without it."""
    try:
        with context.database.read() as connection:
            connection.execute(select(1))
    except Exception as error:
        raise Busy("the database does not answer") from error
    context.blobs.check()
    return {"status": "ready"}


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(request: Request, context: ContextDep, authorization: Annotated[str | None, Header()] = None) -> Response:
    """Prometheus metrics: to this machine, and to holders of the metrics token."""
    token = context.settings.metrics_token
    shown = token and hmac.compare_digest((authorization or "").encode(), f"Bearer {token}".encode())
    near = not token and request.client is not None and is_loopback(request.client.host)
    if not (shown or near):
        raise NotSignedIn
    registry: CollectorRegistry = request.app.state.registry
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


class Queue(Collector):
    """The job table in numbers, read when asked, so that they hold for all processes together."""

    def __init__(self, database: Database, gpu_kinds: tuple[str, ...]) -> None:
        """gpu_kinds: kinds of jobs that only workers of the GPU queue run."""
        self.database = database
        self.gpu_kinds = gpu_kinds

    def collect(self) -> list[Metric]:
        """Jobs by kind and state, waiting ones by queue, failures by cause, workers, stages, webhooks."""
        states = GaugeMetricFamily("meshwright_jobs", "Jobs by kind and state", labels=["kind", "state"])
        causes = GaugeMetricFamily("meshwright_failed_jobs", "Failed jobs by cause", labels=["cause"])
        depth = GaugeMetricFamily("meshwright_queued_jobs", "Jobs that wait, by queue", labels=["queue"])
        living = GaugeMetricFamily("meshwright_workers", "Workers that live, by queue served", labels=["queue"])
        labels = ["kind", "stage"]
        stages = HistogramMetricFamily("meshwright_stage_seconds", "Seconds of a stage of an attempt", labels=labels)
        whole = HistogramMetricFamily("meshwright_attempt_seconds", "Seconds of an attempt", labels=["kind"])
        crowd = Registry(self.database).crowd()
        waiting: Counter[str] = Counter()
        with self.database.read() as connection:
            query = select(jobs.c.kind, jobs.c.state, func.count()).group_by(jobs.c.kind, jobs.c.state)
            for kind, state, count in connection.execute(query):
                states.add_metric([kind, state], count)
                waiting[kind] += count if state == "queued" else 0
            failed = select(jobs.c.cause, func.count()).where(jobs.c.state == "failed").group_by(jobs.c.cause)
            for cause, count in connection.execute(failed):
                causes.add_metric([cause or "unknown"], count)
            oldest = connection.execute(select(func.min(jobs.c.created_at)).where(jobs.c.state == "queued")).scalar()
            for (kind, stage), (buckets, seconds) in histograms(connection).items():
                if stage == WHOLE:
                    whole.add_metric([kind], buckets, seconds)
                else:
                    stages.add_metric([kind, stage], buckets, seconds)
            unsent = select(func.count()).where(deliveries.c.state == "pending")
            pending = connection.execute(unsent).scalar_one()
        for queue, kinds in split(self.gpu_kinds, crowd.gpu > 0).items():
            depth.add_metric([queue], sum(waiting[kind] for kind in kinds))
            living.add_metric([queue], crowd.count(queue))
        age = 0.0 if oldest is None else max(0.0, time.time() - oldest)
        waited = GaugeMetricFamily("meshwright_oldest_queued_seconds", "Age of the oldest queued job", age)
        outbox = GaugeMetricFamily("meshwright_pending_deliveries", "Webhook messages to be delivered", pending)
        return [states, depth, living, causes, waited, stages, whole, outbox]
