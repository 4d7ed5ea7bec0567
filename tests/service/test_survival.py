"""What must hold when processes die: nothing lost, nothing twice, and no writes by the dead that return."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from .server import Server, User


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path / "data", lease=2) as running:
        yield running


def test_kill_of_a_worker_in_mid_job(server: Server) -> None:
    user = server.user()
    job_id = user.submit("sleep 2")
    user.wait(job_id, "running")
    time.sleep(0.5)
    (worker,) = server.workers()
    children = worker.children(recursive=True)
    assert children
    worker.kill()
    done = user.wait(job_id)
    assert (done["state"], done["attempt"]) == ("succeeded", 2)
    assert not any(c.is_running() for c in children)
    (version,) = user.get(f"/v1/assets/{done['asset_id']}/versions").json()["items"]
    assert version["job_id"] == job_id
    assert len(user.get("/v1/assets").json()["items"]) == 1


def test_kill_of_the_child_alone(server: Server) -> None:
    user = server.user()
    job_id = user.submit("sleep 2")
    user.wait(job_id, "running")
    time.sleep(0.5)
    (child,) = server.workers()[0].children()
    child.kill()
    done = user.wait(job_id)
    assert (done["state"], done["attempt"]) == ("succeeded", 2)


def test_a_zombie_cannot_write(tmp_path: Path) -> None:
    with Server(tmp_path / "data", "--workers", "2", lease=2) as server:
        user = server.user()
        job_id = user.submit("sleep 1")
        user.wait(job_id, "running")
        time.sleep(0.3)
        (holder,) = (w for w in server.workers() if w.children())
        children = holder.children()
        for process in (holder, *children):
            os.kill(process.pid, signal.SIGSTOP)
        done = user.wait(job_id)
        assert (done["state"], done["attempt"]) == ("succeeded", 2)
        for process in (*children, holder):
            os.kill(process.pid, signal.SIGCONT)
        time.sleep(2.5)  # time enough for it to finish what it was doing
        assert user.job(job_id) == done
        assert len(user.get("/v1/assets").json()["items"]) == 1
        assert "lease lost" in server.logs()
        assert holder.is_running()  # and it goes on working
        user.make("make after")


def test_kill_of_the_server_in_mid_job_and_restart(tmp_path: Path) -> None:
    server = Server(tmp_path / "data", lease=2)
    server.start()
    email = server.user().email
    import httpx

    from .server import PASSWORD, User

    def sign_in() -> User:
        credentials = {"email": email, "password": PASSWORD}
        return User(server.url, email, httpx.post(f"{server.url}/v1/auth/login", json=credentials).json())

    user = sign_in()
    jobs = [user.submit("sleep 1"), user.submit("make 1")]
    user.wait(jobs[0], "running")
    workers = server.workers()
    server.kill()
    end = time.monotonic() + 5
    while any(w.is_running() and w.status() != "zombie" for w in workers):
        assert time.monotonic() < end
        time.sleep(0.05)
    server.start()
    try:
        user = sign_in()
        assert [user.wait(job)["state"] for job in jobs] == ["succeeded"] * 2
        assert len(user.get("/v1/assets").json()["items"]) == 2
        assert not list((tmp_path / "data" / "scratch").glob("upload-*"))
    finally:
        server.stop()


def test_a_polite_restart_costs_no_attempt_of_the_budget(tmp_path: Path) -> None:
    server = Server(tmp_path / "data", max_attempts=1)
    server.start()
    user = server.user()
    job_id = user.submit("sleep 1")
    user.wait(job_id, "running")
    server.stop()
    server.start()
    try:
        user = User(server.url, user.email, user.tokens)
        done = user.wait(job_id)
        assert (done["state"], done["attempt"]) == ("succeeded", 2)
    finally:
        server.stop()


def test_two_servers_cannot_share_a_folder(server: Server) -> None:
    other = Server(server.folder)
    with pytest.raises(AssertionError, match="is used by another server"):
        other.start()
    assert other.process.returncode == 2


def test_shares_are_fair(server: Server) -> None:
    """Who has submitted ten jobs does not keep another waiting for more than the one that runs."""
    hog, bob = server.user(), server.user()
    hogs = [hog.submit("sleep 0.3") for _ in range(6)]
    mine = bob.submit("sleep 0.1", priority=-10)
    bob.wait(mine)
    assert sum(hog.job(job)["state"] == "succeeded" for job in hogs) <= 3


def test_priority_orders_ones_own_jobs(server: Server) -> None:
    user = server.user()
    first = user.submit("sleep 0.5")
    user.wait(first, "running")
    low, high = user.submit("make low", priority=-1), user.submit("make high", priority=5)
    started = [user.wait(job)["started_at"] for job in (high, low)]
    assert started == sorted(started)
