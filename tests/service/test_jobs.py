"""Jobs over HTTP: states, progress, failures by cause, cancellation, limits, idempotency, events."""

from __future__ import annotations

import json
import time
import uuid
from pathlib import Path

import pytest

from .server import Server, User


def test_generation_becomes_an_asset(user: User) -> None:
    job_id = user.submit("make 1", seed=7)
    done = user.wait(job_id)
    assert done["state"] == "succeeded"
    assert done["progress"] == 100.0
    assert done["error"] is None
    versions = user.get(f"/v1/assets/{done['asset_id']}/versions").json()["items"]
    assert [v["number"] for v in versions] == [1]
    assert [f["name"] for f in versions[0]["files"]] == ["thing.glb", "thumbnail.png"]
    assert versions[0]["job_id"] == job_id
    assert versions[0]["provenance"] == {"seed": 7}
    body = user.get(versions[0]["files"][0]["url"])
    assert body.content == b"make 1 0\n" * 100


def test_count_makes_several_assets(user: User) -> None:
    done = user.wait(user.submit("make many", count=3))
    assert len({item["asset_id"] for item in done["assets"]}) == 3


def test_edit_adds_a_version_with_parent(user: User) -> None:
    asset = user.make("make base")
    answer = user.post("/v1/edits", json={"asset_id": asset, "instruction": "paint it"})
    done = user.wait(answer.json()["id"])
    assert (done["asset_id"], done["assets"][0]["version"]) == (asset, 2)
    newest, first = user.get(f"/v1/assets/{asset}/versions").json()["items"]
    assert (newest["number"], newest["parent"], newest["kind"]) == (2, 1, "edit")
    assert first["parent"] is None
    assert user.get(newest["files"][0]["url"]).content == b"make base 0\n" * 100 + b"paint it 0\n" * 100


@pytest.mark.parametrize(
    ("prompt", "cause"),
    [
        ("input", "input"),
        ("weights", "weights"),
        ("hog", "memory-limit"),
        ("sleep 60", "time-limit"),
        ("link", "internal"),
    ],
)
def test_failures_are_typed(user: User, prompt: str, cause: str) -> None:
    done = user.wait(user.submit(prompt))
    assert done["state"] == "failed"
    assert done["error"]["cause"] == cause
    assert done["asset_id"] is None
    if cause == "input":
        assert (done["error"]["field"], done["error"]["limit"]) == ("prompt", "good ones")
    assert done["dead"] is (cause == "internal")


def test_what_may_pass_is_retried_then_a_dead_letter(user: User, tmp_path: Path) -> None:
    job_id = user.submit(f"flaky {tmp_path / 'seen'}")
    done = user.wait(job_id)
    assert (done["state"], done["attempt"]) == ("succeeded", 2)
    done = user.wait(user.submit("crash"))
    assert (done["state"], done["attempt"], done["dead"]) == ("failed", 4, True)
    assert done["error"]["cause"] == "crash"
    assert "SIGABRT" in done["error"]["detail"]
    again = user.post(f"/v1/jobs/{done['id']}/retry").json()
    assert (again["state"], again["error"], again["dead"]) == ("queued", None, False)
    assert user.wait(done["id"])["attempt"] == 8


def test_an_unexpected_error_tells_nothing_of_the_machine(user: User) -> None:
    done = user.wait(user.submit("bug"))
    assert done["error"]["cause"] == "internal"
    assert "secret" not in json.dumps(done["error"])


@pytest.mark.parametrize("prompt", ["sleep 30", "native 30"])
def test_cancel_ends_the_child_within_two_seconds(server: Server, user: User, prompt: str) -> None:
    job_id = user.submit(prompt)
    user.wait(job_id, "running")
    time.sleep(0.5)
    children = server.at_work()
    assert children
    start = time.monotonic()
    assert user.post(f"/v1/jobs/{job_id}/cancel").json()["state"] == "cancelled"
    while all(c.is_running() for c in children):
        assert time.monotonic() - start < 2.0
        time.sleep(0.02)
    assert user.post(f"/v1/jobs/{job_id}/cancel").status_code == 200
    assert user.wait(job_id)["asset_id"] is None


def test_cancel_of_what_is_over_is_a_conflict(user: User) -> None:
    job_id = user.submit("make 1")
    user.wait(job_id)
    answer = user.post(f"/v1/jobs/{job_id}/cancel")
    assert (answer.status_code, answer.json()["code"]) == (409, "job-finished")
    assert user.post(f"/v1/jobs/{job_id}/retry").status_code == 409


def test_idempotency_key(user: User, stranger: User) -> None:
    key = {"Idempotency-Key": uuid.uuid4().hex}
    first = user.post("/v1/generations", json={"prompt": "make 1"}, headers=key)
    again = user.post("/v1/generations", json={"prompt": "make 1"}, headers=key)
    assert again.json()["id"] == first.json()["id"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    other = user.post("/v1/generations", json={"prompt": "make 2"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    theirs = stranger.post("/v1/generations", json={"prompt": "make 1"}, headers=key)
    assert theirs.json()["id"] != first.json()["id"]


def test_edit_with_the_same_key_is_one_edit_even_after_it_is_done(user: User) -> None:
    body = {"asset_id": user.make("make base"), "instruction": "paint it"}
    key = {"Idempotency-Key": uuid.uuid4().hex}
    first = user.post("/v1/edits", json=body, headers=key).json()["id"]
    user.wait(first)
    assert user.post("/v1/edits", json=body, headers=key).json()["id"] == first


def _events(user: User, job_id: str, last: str = "") -> list[tuple[str, str, dict[str, object]]]:
    """(id, kind, data) of a stream until it ends."""
    found = []
    headers = {"Last-Event-ID": last} if last else {}
    with user.stream("GET", f"/v1/jobs/{job_id}/events", headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        fields: dict[str, str] = {}
        for line in answer.iter_lines():
            if line and not line.startswith(":"):
                name, _, value = line.partition(": ")
                fields[name] = value
            elif fields:
                found.append((fields["id"], fields["event"], json.loads(fields["data"])))
                fields = {}
    return found


def test_events_come_in_order_and_resume(user: User) -> None:
    job_id = user.submit("sleep 1")
    live = _events(user, job_id)
    assert [int(e[0]) for e in live] == list(range(1, len(live) + 1))
    states = [e[2]["state"] for e in live if e[1] == "state"]
    assert states == ["queued", "running", "succeeded"]
    stages = [e[2]["stage"] for e in live if e[1] == "progress"]
    assert stages[0] == "draw"
    assert stages[-1] == "write"
    assert _events(user, job_id, live[2][0]) == live[3:]
    over = user.get(f"/v1/jobs/{job_id}/events", headers={"Last-Event-ID": live[-1][0]})
    assert over.status_code == 204


def test_jobs_are_paged_newest_first(user: User) -> None:
    ids = [user.submit("make 1") for _ in range(5)]
    seen: list[str] = []
    cursor = None
    while len(seen) < 5:
        page = user.get("/v1/jobs", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert seen[:5] == ids[::-1]
    assert user.get("/v1/jobs", params={"cursor": "%%%"}).status_code == 422
    for job_id in ids:
        user.wait(job_id)
