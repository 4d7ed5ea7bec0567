from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from meshwright.service.db.database import Database
from meshwright.service.db.migrate import upgrade
from tests.servers.fixtures import postgres, rabbitmq, redis

from .server import Server, User

__all__ = ["postgres", "rabbitmq", "redis"]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A fresh migrated database of each kind, for tests of what is below the API."""
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    url = f"sqlite:///{tmp_path / 'tables.db'}" if server is None else server.database()
    opened = Database(url)
    try:
        upgrade(opened)
        yield opened
    finally:
        opened.close()
        if server is not None:
            server.drop(url)


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that do not harm it."""
    folder = tmp_path_factory.mktemp("service") / "data"
    limits = {"lease": 3, "job_seconds": 4, "job_memory": 700 << 20, "upload_bytes": 1 << 20}
    with Server(folder, "--workers", "2", **limits) as running:
        yield running


@pytest.fixture(scope="package")
def user(server: Server) -> User:
    return server.user()


@pytest.fixture(scope="package")
def stranger(server: Server) -> User:
    return server.user()
