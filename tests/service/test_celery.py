"""Workers that RabbitMQ tells of jobs: nothing lost, nothing twice, whoever of them dies."""

from __future__ import annotations

import time
from collections.abc import Iterator

import psutil
import pytest

from meshwright.service.jobs.broker import TASK, application, queue_name
from tests.servers.fixtures import running
from tests.servers.rabbitmq import RabbitMQ

from .server import Server, User
from .workers import WorkerProcess


@pytest.fixture(scope="module")
def broker() -> Iterator[RabbitMQ]:
    yield from running(RabbitMQ)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, broker: RabbitMQ) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("celery") / "data"
    with Server(folder, "--workers", "0", lease=3, broker_url=broker.url, max_attempts=20) as running_server:
        yield running_server


@pytest.fixture(scope="module")
def worker(server: Server) -> Iterator[WorkerProcess]:
    with WorkerProcess(server, "--concurrency", "2") as joined:
        yield joined


@pytest.fixture
def user(server: Server) -> User:
    return server.user()


def _once_each(user: User, jobs: list[str], seconds: float = 40.0) -> int:
    """All have succeeded and made one asset each; returns the most attempts."""
    done = [user.wait(job, seconds=seconds) for job in jobs]
    assert {job["state"] for job in done} == {"succeeded"}
    assets = user.get("/v1/assets", params={"limit": 100}).json()["items"]
    assert sorted(a["id"] for a in assets) == sorted(job["asset_id"] for job in done)
    return max(job["attempt"] for job in done)


def test_jobs_are_done_once(worker: WorkerProcess, user: User) -> None:
    assert _once_each(user, [user.submit("make 1") for _ in range(10)]) == 1
    assert "meshwright-worker-" not in worker.logs()  # no machine paths


def test_hints_too_many_come_to_nothing(broker: RabbitMQ, worker: WorkerProcess, user: User) -> None:
    app = application(broker.url)
    with app.connection_for_write() as connection, connection.Producer() as producer:
        for _ in range(20):
            app.send_task(TASK, queue=queue_name("cpu"), producer=producer)
    assert _once_each(user, [user.submit("make 1") for _ in range(3)]) == 1
    assert "Traceback" not in worker.logs()


def test_cancel_is_quick(worker: WorkerProcess, user: User) -> None:
    job = user.submit("native 30")
    user.wait(job, "running")
    time.sleep(0.5)
    children = [p for p in worker.tree() if "jobs.child" in " ".join(p.cmdline())]  # asked while they surely live
    user.post(f"/v1/jobs/{job}/cancel")
    gone, _ = psutil.wait_procs(children, timeout=2.0)
    assert len(gone) == 1
    assert user.job(job)["state"] == "cancelled"


def test_kill_of_a_pool_process(worker: WorkerProcess, user: User) -> None:
    """Its message comes back and its job is given back at once, not at the end of the lease."""
    job = user.submit("sleep 1.5")
    user.wait(job, "running")
    time.sleep(0.3)
    pool = psutil.Process(worker.process.pid).children()
    busy = [p for p in pool if p.children()]
    for process in busy:
        process.kill()
    start = time.monotonic()
    user.wait(job, "queued", "succeeded")
    assert _once_each(user, [job]) == 2
    assert time.monotonic() - start < 10


def test_broker_killed_and_back(broker: RabbitMQ, worker: WorkerProcess, server: Server, user: User) -> None:
    jobs = [user.submit("sleep 0.3") for _ in range(8)]
    user.wait(jobs[0], "running")
    broker.kill()
    jobs += [user.submit("make 1") for _ in range(4)]
    time.sleep(1.0)
    broker.start()
    _once_each(user, jobs)
    assert "cannot tell the broker of jobs" in server.logs()
    assert broker.url.rsplit("@", 1)[0].split("//")[1] not in server.logs() + worker.logs()  # no password


def test_hints_are_few_whatever_waits_and_a_stop_gives_back(
    broker: RabbitMQ, server: Server, worker: WorkerProcess, user: User
) -> None:
    assert worker.stop() == 0
    jobs = [user.submit("make 1") for _ in range(12)]
    with application(broker.url).connection_for_read() as connection:

        def waiting() -> int:
            found: int = connection.default_channel.queue_declare(queue_name("cpu"), passive=True).message_count
            return found

        end = time.monotonic() + 5
        while waiting() < 2:
            assert time.monotonic() < end
            time.sleep(0.05)
        time.sleep(1.0)
        assert waiting() == 2
    with WorkerProcess(server) as another:
        assert _once_each(user, jobs) == 1
        job = user.submit("sleep 5")
        user.wait(job, "running")
        time.sleep(0.3)
        broker.pause()  # silent without hanging up: that must keep nobody from giving back what it holds
        another.process.terminate()
        user.wait(job, "queued", seconds=6)
        broker.resume()
        assert another.process.wait(20) == 0
