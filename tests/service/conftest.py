from __future__ import annotations

from collections.abc import Iterator

import pytest

from .server import Server, User


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
