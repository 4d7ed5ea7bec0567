"""Two API servers and a worker that share nothing but PostgreSQL, S3 and Redis, and lose them one after another."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import psutil
import pytest

from tests.servers import postgres as postgres_module
from tests.servers import redis as redis_module
from tests.servers import swift as swift_module
from tests.servers.fixtures import running
from tests.servers.postgres import PostgreSQL
from tests.servers.redis import Redis
from tests.servers.swift import Swift

from .server import SECRET, Server, User
from .workers import WorkerProcess

SECRETS = (SECRET, postgres_module.PASSWORD, redis_module.PASSWORD, swift_module.SECRET)


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[PostgreSQL]:
    """One that may be harmed."""
    yield from running(PostgreSQL)


@pytest.fixture(scope="module")
def own_redis() -> Iterator[Redis]:
    yield from running(Redis)


@pytest.fixture(scope="module")
def replicas(
    tmp_path_factory: pytest.TempPathFactory, own_postgres: PostgreSQL, own_redis: Redis, swift: Swift
) -> Iterator[tuple[Server, Server, WorkerProcess]]:
    folder = tmp_path_factory.mktemp("replicas")
    stores = {"database_url": own_postgres.database(), "redis_url": own_redis.url, **swift.settings(swift.bucket())}
    limits = {"lease": 4, "login_failures": 4, "max_attempts": 20}
    one = Server(folder / "one", "--workers", "0", **stores, **limits)
    two = Server(folder / "two", "--workers", "0", **stores, **limits)
    starts = [threading.Thread(target=server.start) for server in (one, two)]  # at once: both migrate
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    try:
        with WorkerProcess(one, "--concurrency", "1", "--data", str(folder / "worker")) as worker:
            yield one, two, worker
    finally:
        one.stop()
        two.stop()


@pytest.fixture
def users(replicas: tuple[Server, Server, WorkerProcess]) -> tuple[User, User]:
    """One person at each server, with the same access token."""
    one, two, _ = replicas
    here = one.user()
    return here, User(two.url, here.email, here.tokens)


def test_what_one_has_signed_the_other_accepts(users: tuple[User, User]) -> None:
    here, there = users
    assert there.get("/v1/account").json() == here.get("/v1/account").json()
    asset = here.make("make shared")
    (version,) = there.get(f"/v1/assets/{asset}/versions").json()["items"]
    glb = next(f for f in version["files"] if f["name"].endswith(".glb"))
    assert there.get(glb["url"]).content == here.get(glb["url"]).content != b""
    link = here.post(f"{glb['url']}/links", json={"expires_in": 60}).json()
    path = httpx.URL(link["url"]).raw_path.decode()
    assert httpx.get(f"{str(there.base_url).rstrip('/')}{path}").content == there.get(glb["url"]).content


def test_a_session_that_ends_here_ends_there(users: tuple[User, User]) -> None:
    here, there = users
    assert there.get("/v1/account").status_code == 200
    assert here.post("/v1/auth/logout").status_code == 204
    time.sleep(0.5)
    assert there.get("/v1/account").status_code == 401


def test_a_key_used_at_both_at_once_makes_one_job(users: tuple[User, User]) -> None:
    def ask(user: User) -> httpx.Response:
        return user.post("/v1/generations", json={"prompt": "make once"}, headers={"Idempotency-Key": "once"})

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, users * 4))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len(users[0].get("/v1/jobs").json()["items"]) == 1


def test_wrong_passwords_are_counted_together(users: tuple[User, User]) -> None:
    wrong = {"email": users[0].email, "password": "wrong password"}
    statuses = [user.post("/v1/auth/login", json=wrong).status_code for user in users * 3]
    assert statuses == [401] * 4 + [429] * 2


def _events(user: User, job_id: str) -> list[str]:
    events: list[str] = []
    end = time.monotonic() + 30
    with user.stream("GET", f"/v1/jobs/{job_id}/events") as stream:
        for line in stream.iter_lines():
            if line.startswith("data"):
                events.append(line.partition(": ")[2])
            assert time.monotonic() < end, events
    return events


def test_events_reach_streams_at_the_other_server(users: tuple[User, User]) -> None:
    here, there = users
    job_id = here.submit("sleep 0.4")
    events = _events(there, job_id)
    assert events == _events(here, job_id)
    assert "queued" in events[0]
    assert "succeeded" in events[-1]


def test_an_idle_worker_wakes_at_once(users: tuple[User, User]) -> None:
    waits = []
    for _ in range(5):
        time.sleep(0.3)  # in the midst of its pause
        done = users[0].wait(users[0].submit("make quick"))
        waits.append(_seconds(done["started_at"]) - _seconds(done["created_at"]))
    # Looking once a second alone would take half a second in the middle.
    assert sorted(waits)[2] < 0.25, waits


def _seconds(moment: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(moment).timestamp()


def test_all_goes_on_while_redis_is_away_and_when_it_is_back(users: tuple[User, User], own_redis: Redis) -> None:
    here, there = users
    first = here.submit("sleep 1")
    with ThreadPoolExecutor(1) as pool:
        stream = pool.submit(_events, there, first)
        time.sleep(0.3)
        own_redis.kill()
        more = [user.submit("make without") for user in users]
        assert "succeeded" in stream.result(30)[-1]
    for job_id in (first, *more):
        assert there.wait(job_id)["state"] == "succeeded"
    own_redis.start()
    own_redis.pause()
    try:
        assert here.wait(there.submit("make silent"))["state"] == "succeeded"
    finally:
        own_redis.resume()
    assert here.wait(there.submit("make again"))["state"] == "succeeded"


def test_nothing_is_lost_when_the_database_crashes(users: tuple[User, User], own_postgres: PostgreSQL) -> None:
    here, there = users
    jobs = [user.submit("sleep 0.3") for user in users * 3]
    here.wait(jobs[0], "running")
    own_postgres.kill()
    away = there.get("/v1/jobs")
    assert (away.status_code, away.json()["code"], away.headers["Retry-After"]) == (503, "busy", "2")
    assert there.get("/readyz").status_code == 503
    assert there.get("/healthz").status_code == 200
    own_postgres.start()
    assert {there.wait(job, seconds=40)["state"] for job in jobs} == {"succeeded"}
    assert len(here.get("/v1/assets").json()["items"]) == len(jobs)
    assert [user.get("/readyz").status_code for user in users] == [200, 200]


def test_no_secret_can_be_read_from_outside(replicas: tuple[Server, Server, WorkerProcess], users: object) -> None:
    one, two, worker = replicas
    pids = [one.process.pid, two.process.pid, worker.process.pid, *(p.pid for p in worker.tree())]
    shown = [" ".join(psutil.Process(pid).cmdline()) for pid in pids]
    shown += [one.logs(), two.logs(), worker.logs()]
    shown += [path.read_text(errors="ignore") for s in (one, two) for path in s.folder.rglob("*") if path.is_file()]
    for secret in SECRETS:
        assert not [text for text in shown if secret in text]
    assert not (one.folder / "keys").exists()
