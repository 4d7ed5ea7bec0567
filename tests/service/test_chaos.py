"""A short chaos; `benchmarks/chaos.py` is the long one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.fixtures import running
from tests.servers.postgres import PostgreSQL
from tests.servers.rabbitmq import RabbitMQ

from . import chaos


@pytest.fixture
def own_postgres() -> Iterator[PostgreSQL]:
    yield from running(PostgreSQL)


@pytest.fixture
def own_rabbitmq() -> Iterator[RabbitMQ]:
    yield from running(RabbitMQ)


def test_embedded(tmp_path: Path) -> None:
    with chaos.embedded(tmp_path) as site:
        verdict = chaos.run(site, count=30, seed=4, pause=(0.2, 0.5), patience=120, pace=0.1, rounds=1)
    assert verdict.good, verdict
    assert set(verdict.harm) == set(site.harms())


def test_distributed(tmp_path: Path, own_postgres: PostgreSQL, own_rabbitmq: RabbitMQ) -> None:
    with chaos.distributed(tmp_path, own_postgres, own_rabbitmq) as site:
        verdict = chaos.run(site, count=40, seed=5, pause=(0.0, 0.2), patience=120, pace=0.2, rounds=1)
    assert verdict.good, verdict
    assert set(verdict.harm) == set(site.harms())
