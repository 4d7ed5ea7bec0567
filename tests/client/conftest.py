from __future__ import annotations

from collections.abc import Iterator

import pytest

from meshwright.client.remote import Remote

from ..service.server import PASSWORD, Server


@pytest.fixture(scope="package")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service whose work is quick and made up."""
    with Server(tmp_path_factory.mktemp("remote") / "data", lease=3, job_seconds=20) as running:
        yield running


@pytest.fixture
def remote(service: Server) -> Iterator[Remote]:
    """A client with an account of its own."""
    with Remote(service.url, patience=20) as client:
        sign_in(client)
        yield client


def sign_in(client: Remote) -> str:
    """Open an account and log in; returns the address."""
    import uuid

    email = f"{uuid.uuid4().hex[:12]}@example.org"
    client.register(email, PASSWORD)
    client.login(email, PASSWORD)
    return email
