"""Metrics against what is known to have happened."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from meshwright.service.db.database import Database
from meshwright.service.db.migrate import upgrade
from meshwright.service.jobs.stage_times import BEYOND, StageTimes, histograms

from .server import Server

Samples = dict[tuple[str, ...], float]


def _samples(server: Server) -> Samples:
    """Values by name and labels."""
    text = httpx.get(f"{server.url}/metrics").text
    return {
        (sample.name, *(f"{k}={v}" for k, v in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_stages_failures_and_queues(tmp_path: Path) -> None:
    with Server(tmp_path / "data") as server:
        user = server.user()
        user.wait(user.submit("sleep 0.6"))
        user.wait(user.submit("make 1"))
        user.wait(user.submit("input"))
        blocker, waiting = user.submit("sleep 30"), user.submit("make 2")
        user.wait(blocker, "running")
        end = time.monotonic() + 15
        while ("meshwright_attempt_seconds_count", "kind=generation") not in (found := _samples(server)) or found[
            "meshwright_attempt_seconds_count", "kind=generation"
        ] < 3:
            assert time.monotonic() < end, found
            time.sleep(0.2)
        assert found["meshwright_attempt_seconds_count", "kind=generation"] == 3
        of = ("kind=generation", "stage=draw")
        assert found["meshwright_stage_seconds_count", *of] == 3
        assert 0.5 < found["meshwright_stage_seconds_sum", *of] < 10
        assert found["meshwright_stage_seconds_bucket", "kind=generation", "le=+Inf", "stage=draw"] == 3
        assert 1 <= found["meshwright_stage_seconds_bucket", "kind=generation", "le=0.5", "stage=draw"] <= 2
        assert found["meshwright_failed_jobs", "cause=input"] == 1
        assert found["meshwright_queued_jobs", "queue=cpu"] == 1
        assert found["meshwright_queued_jobs", "queue=gpu"] == 0
        assert found["meshwright_workers", "queue=cpu"] == 1
        assert found[("meshwright_pending_deliveries",)] == 0
        for job in (blocker, waiting):
            user.post(f"/v1/jobs/{job}/cancel")


@pytest.fixture
def database(tmp_path: Path) -> Database:
    found = Database(f"sqlite:///{tmp_path / 'a.db'}")
    upgrade(found)
    return found


def test_histograms_add_up_over_workers(database: Database) -> None:
    one, two = StageTimes(database), StageTimes(database)
    for times, seconds in ((one, 0.01), (one, 0.011), (two, 7.0), (two, 5000.0)):
        times.observe("edit", "write", seconds)
    one.add()
    two.add()
    one.observe("edit", "write", 0.0)
    one.add()
    with database.read() as connection:
        buckets, total = histograms(connection)["edit", "write"]
    database.close()
    assert total == pytest.approx(5007.021)
    assert dict(buckets) == {
        "0.01": 2, "0.025": 3, "0.05": 3, "0.1": 3, "0.25": 3, "0.5": 3, "1.0": 3, "2.5": 3, "5.0": 3, "10.0": 4,
        "30.0": 4, "60.0": 4, "120.0": 4, "300.0": 4, "900.0": 4, "+Inf": 5,
    }  # fmt: skip
    assert BEYOND > 900
