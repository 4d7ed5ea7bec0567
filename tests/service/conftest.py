from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from meshwright.service.db.database import Database
from meshwright.service.db.migrate import upgrade
from tests.servers.fixtures import postgres, rabbitmq, redis, swift

from . import sets
from .server import Server, User

__all__ = ["postgres", "rabbitmq", "redis", "swift"]


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


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test of the package's `server` names its set, or pytest would start one for each way of not naming it."""
    if "server" in metafunc.fixturenames and not hasattr(metafunc.module, "server"):
        both = metafunc.module.__name__ in sets.ON_BOTH
        names = [sets.EMBEDDED, sets.DISTRIBUTED] if both else [sets.EMBEDDED]
        metafunc.parametrize("server", names, indirect=True, scope="package")


@pytest.fixture(scope="package")
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that do not harm it."""
    folder = tmp_path_factory.mktemp("service") / "data"
    start = sets.embedded(folder) if request.param == sets.EMBEDDED else sets.distributed(folder, request)
    with start as running:
        yield running


@pytest.fixture(scope="package")
def user(server: Server) -> User:
    return server.user()


@pytest.fixture(scope="package")
def stranger(server: Server) -> User:
    return server.user()
