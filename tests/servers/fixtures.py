"""One of each server per test run, started when the first test asks for it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from .postgres import PostgreSQL
from .process import Missing, Server
from .rabbitmq import RabbitMQ
from .redis import Redis
from .swift import Swift

S = TypeVar("S", bound=Server)


def running(kind: Callable[[], S]) -> Iterator[S]:
    """A server for a fixture. Without its program a test is skipped, and fails where nothing may be skipped (CI)."""
    try:
        server = kind()
    except Missing as missing:
        if os.environ.get("CI", "").lower() not in ("", "0", "false"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))
    with server:
        yield server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgreSQL]:
    yield from running(PostgreSQL)


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    yield from running(Redis)


@pytest.fixture(scope="session")
def rabbitmq() -> Iterator[RabbitMQ]:
    yield from running(RabbitMQ)


@pytest.fixture(scope="session")
def swift() -> Iterator[Swift]:
    yield from running(Swift)
