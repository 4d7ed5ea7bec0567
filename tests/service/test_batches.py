"""Batches: one transaction, problems by item, counts, cancelling, fairness to others."""

from __future__ import annotations

import time
import uuid
from typing import Any

import pytest

from .server import Server, User


def _wait(user: User, batch_id: str, seconds: float = 30.0) -> dict[str, Any]:
    end = time.monotonic() + seconds
    while (found := user.get(f"/v1/batches/{batch_id}").json())["state"] != "finished":
        assert time.monotonic() < end, found
        time.sleep(0.1)
    return dict(found)


def _post(user: User, items: list[Any], **more: Any) -> dict[str, Any]:
    answer = user.post("/v1/batches", json={"items": items, **more})
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


def test_bad_items_do_not_lose_the_others(user: User) -> None:
    items: list[Any] = [
        {"prompt": "make 0", "seed": 5},
        {"prompt": ""},
        {"prompt": "input"},
        {"prompt": "make 3", "polycuont": 1},
        {"prompt": "make 4", "images": ["upload_00000000000000000000000000"]},
        {"prompt": "make 5"},
    ]
    batch = _post(user, items, defaults={"polycount": 300, "seed": 9})
    assert [item["state"] for item in batch["items"]] == [
        "queued",
        *["rejected"] * 1,
        "queued",
        *["rejected"] * 2,
        "queued",
    ]
    problems = {item["index"]: item["error"] for item in batch["items"] if item["error"]}
    assert problems[1]["errors"][0]["field"] == "prompt"
    assert problems[3]["errors"][0]["field"] == "polycuont"
    assert problems[4]["code"] == "not-found"
    done = _wait(user, batch["id"])
    assert done["counts"] == {
        "queued": 0, "running": 0, "succeeded": 2, "failed": 1, "cancelled": 0, "rejected": 3
    }  # fmt: skip
    assert (done["progress"], done["total"]) == (100.0, 6)
    assert done["items"][2]["error"]["code"] == "input"
    first, last = (user.job(done["items"][i]["job_id"]) for i in (0, 5))
    assert (first["request"]["seed"], first["request"]["polycount"]) == (5, 300)
    assert (last["request"]["seed"], last["request"]["prompt"]) == (9, "make 5")
    assert first["batch_id"] == batch["id"]
    assert user.get(f"/v1/assets/{done['items'][5]['asset_id']}").status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"items": []}, "items"),
        ({"items": [{"prompt": "x"}] * 1001}, "items"),
        ({"items": [{"prompt": "x"}], "defaults": {"polycount": 1}}, "defaults.polycount"),
        ({"items": [{"prompt": "x"}], "priority": 1}, "priority"),
        ({"items": ["x"]}, "items.0"),
        ({"items": [{}, {"prompt": ""}]}, "items.0.prompt"),
        ({"prompt": "x"}, "items"),
    ],
)
def test_a_bad_envelope_or_only_bad_items_are_refused(user: User, body: dict[str, Any], field: str) -> None:
    before = user.get("/v1/batches").json()["items"]
    answer = user.post("/v1/batches", json=body)
    assert answer.status_code == 422
    assert field in [problem["field"] for problem in answer.json()["errors"]]
    assert user.get("/v1/batches").json()["items"] == before


def test_a_batch_sent_twice_is_one(user: User) -> None:
    body = {"items": [{"prompt": f"make {i}"} for i in range(3)]}
    key = {"Idempotency-Key": uuid.uuid4().hex}
    first = user.post("/v1/batches", json=body, headers=key)
    again = user.post("/v1/batches", json=body, headers=key)
    assert again.json()["id"] == first.json()["id"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert [i["job_id"] for i in again.json()["items"]] == [i["job_id"] for i in first.json()["items"]]
    other = user.post("/v1/batches", json={"items": [{"prompt": "make 9"}]}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    # The same key does not name a job, either.
    job = user.post("/v1/generations", json={"prompt": "make 9"}, headers=key)
    assert (job.status_code, job.json()["code"]) == (422, "idempotency-key-reused")
    _wait(user, first.json()["id"])


def test_items_are_paged_and_filtered(user: User) -> None:
    batch = _post(user, [{"prompt": "make 1"}, {"prompt": ""}, {"prompt": "input"}, {"prompt": "make 2"}])
    _wait(user, batch["id"])
    path = f"/v1/batches/{batch['id']}"
    seen: list[int] = []
    cursor = None
    while True:
        page = user.get(path, params={"limit": 3} | ({"cursor": cursor} if cursor else {})).json()
        seen += [item["index"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == [0, 1, 2, 3]
    for state, indices in {"succeeded": [0, 3], "rejected": [1], "failed": [2], "queued": []}.items():
        assert [i["index"] for i in user.get(path, params={"state": state}).json()["items"]] == indices
    assert user.get("/v1/batches").json()["items"][0]["id"] == batch["id"]


def test_cancel_ends_all_that_has_not_ended(user: User) -> None:
    batch = _post(user, [{"prompt": "sleep 30"}, {"prompt": "sleep 30"}, {"prompt": "make 1"}, {"prompt": ""}])
    path = f"/v1/batches/{batch['id']}"
    user.wait(batch["items"][0]["job_id"], "running")
    stopped = user.post(f"{path}/cancel").json()
    assert (stopped["state"], stopped["counts"]["cancelled"], stopped["progress"]) == ("finished", 3, 100.0)
    assert user.post(f"{path}/cancel").json() == stopped
    assert user.job(batch["items"][2]["job_id"])["state"] == "cancelled"


def test_a_retried_job_opens_its_batch_again(user: User) -> None:
    batch = _post(user, [{"prompt": "input"}])
    done = _wait(user, batch["id"])
    assert user.post(f"/v1/jobs/{done['items'][0]['job_id']}/retry").status_code == 202
    assert user.get(f"/v1/batches/{batch['id']}").json()["finished_at"] != done["finished_at"]
    assert _wait(user, batch["id"])["counts"]["failed"] == 1


def test_a_thousand_items_keep_nobody_waiting(server: Server, user: User) -> None:
    """The other's job is next, though it came last; and a batch of a thousand is accepted whole."""
    hog, bob = server.user(), server.user()
    batch = _post(hog, [{"prompt": "sleep 0.1"}] * 1000)
    assert batch["counts"]["queued"] + batch["counts"]["running"] == 1000
    jobs = [item["job_id"] for item in batch["items"]]
    assert jobs == sorted(jobs), "items run in the order of the request"
    bob.wait(bob.submit("make mine"), seconds=10)
    counts = hog.get(f"/v1/batches/{batch['id']}").json()["counts"]
    assert counts["succeeded"] < 50, counts
    refused = hog.post("/v1/batches", json={"items": [{"prompt": "x"}] * 1000})
    assert (refused.status_code, refused.json()["code"]) == (429, "quota-unfinished-jobs")
    for found in hog.get("/v1/batches").json()["items"]:
        assert hog.post(f"/v1/batches/{found['id']}/cancel").json()["state"] == "finished"
