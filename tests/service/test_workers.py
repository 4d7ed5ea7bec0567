"""Workers that join from outside: queues, batches, previews, stopping; without a broker they ask the job table."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from .server import Server, User
from .workers import WorkerProcess


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server without workers of its own."""
    folder = tmp_path_factory.mktemp("workers") / "data"
    limits = {"lease": 3, "job_seconds": 2.5, "work": "tests.service.batch_work:run"}
    with Server(folder, "--workers", "0", **limits) as running:
        yield running


@pytest.fixture
def user(server: Server) -> User:
    return server.user()


def _report(user: User, job: dict[str, Any]) -> dict[str, Any]:
    (version,) = user.get(f"/v1/assets/{job['asset_id']}/versions").json()["items"]
    found: dict[str, Any] = version["report"]
    return found


def test_jobs_wait_for_a_worker_and_one_child_runs_them_all(server: Server, user: User) -> None:
    jobs = [user.submit("make 1") for _ in range(3)]
    assert user.job(jobs[0])["state"] == "queued"
    with WorkerProcess(server) as worker:
        done = [user.wait(job) for job in jobs]
        assert {job["state"] for job in done} == {"succeeded"}
        # The weights are loaded once: it is the same process.
        assert len({_report(user, job)["pid"] for job in done}) == 1
        assert worker.stop() == 0


def test_a_stop_gives_the_job_back_and_leaves_nothing_behind(server: Server, user: User) -> None:
    with WorkerProcess(server) as worker:
        job = user.submit("sleep 1.5")
        user.wait(job, "running")
        time.sleep(0.5)
        processes = worker.tree()
        start = time.monotonic()
        assert worker.stop() == 0
        assert time.monotonic() - start < 4
        assert not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in processes)
        assert user.job(job)["state"] == "queued"
    with WorkerProcess(server):
        done = user.wait(job)
    assert (done["state"], done["attempt"]) == ("succeeded", 2)


def test_what_a_killed_worker_leaves_is_removed_by_the_next(tmp_path: Path, server: Server, user: User) -> None:
    first, second = WorkerProcess(server), WorkerProcess(server)
    for worker in (first, second):
        worker.environment["TMPDIR"] = str(tmp_path)
    with first:
        user.wait(user.submit("make 1"))
        first.kill()
        assert len(list(tmp_path.glob("meshwright-worker-*"))) == 1
    with second:
        user.wait(user.submit("make 1"))
        assert len(list(tmp_path.glob("meshwright-worker-*"))) == 1
        third = WorkerProcess(server)
        third.environment["TMPDIR"] = str(tmp_path)
        with third:
            time.sleep(1.0)
        user.wait(user.submit("make 1"))  # what belongs to a living one is not touched
    assert list(tmp_path.glob("meshwright-worker-*")) == []


def test_a_worker_process_that_dies_is_replaced(server: Server, user: User) -> None:
    with WorkerProcess(server) as worker:
        job = user.submit("sleep 1")
        user.wait(job, "running")
        time.sleep(0.3)
        psutil.Process(worker.process.pid).children()[0].kill()
        done = user.wait(job)
    assert (done["state"], done["attempt"]) == ("succeeded", 2)


def test_generations_go_to_a_gpu_worker_while_there_is_one(server: Server, user: User) -> None:
    upload = user.post("/v1/uploads", params={"name": "a.obj"}, content="v 0 0 0\n").json()["id"]
    with WorkerProcess(server, "--queues", "gpu"):
        finish = user.post("/v1/finishes", json={"upload_id": upload}).json()["id"]
        assert user.wait(user.submit("make 1"))["state"] == "succeeded"
        assert user.job(finish)["state"] == "queued"
        with WorkerProcess(server):
            assert user.wait(finish)["state"] == "succeeded"
            assert user.wait(user.submit("make 1"))["state"] == "succeeded"
    with WorkerProcess(server):
        assert user.wait(user.submit("make 1"))["state"] == "succeeded"  # nobody else is left to do it


def test_kinds_that_need_a_gpu_wait_for_one(server: Server, user: User) -> None:
    with WorkerProcess(server, gpu_kinds="generation"):
        job = user.submit("make 1")
        time.sleep(1.5)
        assert user.job(job)["state"] == "queued"
        with WorkerProcess(server, "--queues", "gpu,cpu", gpu_kinds="generation"):
            assert user.wait(job)["state"] == "succeeded"


def test_a_batch_of_several_owners(server: Server, user: User) -> None:
    """One order, and each job ends for itself: done, refused, failed; the crash of one costs the others nothing."""
    other = server.user()
    good = [user.submit("make 1"), user.submit("make 2")]
    refused, bad, crash = user.submit("refuse it"), user.submit("weights"), user.submit("crash")
    theirs = other.submit("make 3")
    with WorkerProcess(server, "--queues", "gpu", "--batch-size", "6"):
        done = [user.wait(job) for job in good] + [other.wait(theirs)]
        assert [(job["state"], job["attempt"]) for job in done] == [("succeeded", 1)] * 3
        assert {_report(user, job)["together"] for job in done[:2]} == {6}
        assert user.wait(refused)["error"]["cause"] == "input"
        assert user.wait(bad)["error"]["cause"] == "weights"
        ended = user.wait(crash)
        assert (ended["error"]["cause"], ended["attempt"], ended["dead"]) == ("crash", 4, True)
    started = {job: user.job(job)["started_at"] for job in [*good, refused, bad]}
    assert min(started, key=lambda job: started[job]) == good[0]


def test_a_batch_that_cannot_be_prepared_is_run_one_by_one(server: Server, user: User) -> None:
    jobs = [user.submit("make 1"), user.submit("poison"), user.submit("make 2")]
    with WorkerProcess(server, "--queues", "gpu"):
        done = [user.wait(job) for job in jobs]
    assert [(job["state"], job["attempt"]) for job in done] == [("succeeded", 1)] * 3
    assert {_report(user, job)["together"] for job in done} == {1}


def test_cancel_of_one_of_a_batch(server: Server, user: User) -> None:
    """It ends within two seconds even inside native code, and the others are done."""
    jobs = [user.submit("make 1"), user.submit("native 30"), user.submit("make 2"), user.submit("make 3")]
    with WorkerProcess(server, "--queues", "gpu") as worker:
        user.wait(jobs[0])
        time.sleep(0.5)
        (child,) = [p for p in worker.tree() if "jobs.child" in " ".join(p.cmdline())]
        user.post(f"/v1/jobs/{jobs[1]}/cancel")
        child.wait(2.0)
        assert [(user.wait(job)["state"], user.job(job)["attempt"]) for job in jobs[2:]] == [("succeeded", 1)] * 2
        assert user.job(jobs[1])["state"] == "cancelled"


def test_limits_in_a_batch_meet_the_job_that_breaks_them(server: Server, user: User) -> None:
    jobs = [user.submit("sleep 1.5"), user.submit("sleep 60"), user.submit("sleep 1.5")]
    with WorkerProcess(server, "--queues", "gpu"):
        done = [user.wait(job, seconds=30) for job in jobs]
    assert [job["state"] for job in done] == ["succeeded", "failed", "succeeded"]
    assert done[1]["error"]["cause"] == "time-limit"
    assert [job["attempt"] for job in done] == [1, 1, 1]


def test_preview_of_a_running_job(server: Server, user: User) -> None:
    stranger = server.user()
    job = user.submit("show 1.5")
    assert user.job(job)["preview"] is None
    with WorkerProcess(server):
        end = time.monotonic() + 10
        while (found := user.job(job)["preview"]) is None:
            assert time.monotonic() < end
            time.sleep(0.05)
        answer = user.get(found)
        assert (answer.content, answer.headers["content-type"]) == (b"glTF coarse", "model/gltf-binary")
        assert stranger.get(found).status_code == 404
        done = user.wait(job)
    assert done["preview"] is None
    assert user.get(found).status_code == 404
    with user.stream("GET", f"/v1/jobs/{job}/events") as events:
        assert any(line == "event: preview" for line in events.iter_lines())


@pytest.mark.parametrize("options", [["--queues", "tpu"], ["--concurrency", "0"], ["--batch-size", "0"]])
def test_bad_options_are_named(tmp_path: Path, options: list[str]) -> None:
    command = [sys.executable, "-m", "meshwright", "worker", "--data", str(tmp_path), *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {options[0]}")
    assert done.stderr.count("\n") == 1
