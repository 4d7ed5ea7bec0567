"""The two sets of servers that the service runs on: SQLite with a folder, and PostgreSQL, S3, Redis, RabbitMQ."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.servers.postgres import PostgreSQL
from tests.servers.rabbitmq import RabbitMQ
from tests.servers.redis import Redis
from tests.servers.swift import Swift

from .server import Server
from .workers import WorkerProcess

EMBEDDED: Final = "embedded"
DISTRIBUTED: Final = "distributed"
LIMITS: Final = {"lease": 3, "job_seconds": 4, "job_memory": 700 << 20, "upload_bytes": 1 << 20, "backoff": 0.02}

ON_BOTH: Final = {
    f"tests.service.test_{name}"
    for name in ("accounts", "archive", "assets", "batches", "catalog", "downloads", "jobs", "ownership")
}
"""Modules whose tests run on both."""


@contextmanager
def embedded(folder: Path) -> Iterator[Server]:
    """One process tree."""
    with Server(folder, "--workers", "2", **LIMITS) as running:
        yield running


@contextmanager
def distributed(folder: Path, request: pytest.FixtureRequest) -> Iterator[Server]:
    """An API without workers, and a worker that joins it through the servers alone: it has a folder of its own."""
    settings = settings_of(request)
    rabbitmq: RabbitMQ = request.getfixturevalue("rabbitmq")
    with ExitStack() as stack:
        running = stack.enter_context(Server(folder, "--workers", "0", broker_url=rabbitmq.url, **settings, **LIMITS))
        worker = WorkerProcess(running, "--concurrency", "2", "--data", str(folder) + "-worker")
        running.joined.append(stack.enter_context(worker).process.pid)
        yield running


def settings_of(request: pytest.FixtureRequest) -> dict[str, str]:
    """A fresh database and bucket, and Redis."""
    postgres: PostgreSQL = request.getfixturevalue("postgres")
    swift: Swift = request.getfixturevalue("swift")
    redis: Redis = request.getfixturevalue("redis")
    return {"database_url": postgres.database(), "redis_url": redis.url, **swift.settings(swift.bucket())}
