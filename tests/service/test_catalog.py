"""Finding assets, saying things of versions, the graph, thumbnails."""

from __future__ import annotations

from typing import Any

import pytest

from .server import Server, User


@pytest.fixture(scope="module")
def user(server: Server) -> User:
    return server.user()


@pytest.fixture(scope="module")
def asset(user: User) -> str:
    return user.make("make lighthouse with 100% brass")


def _found(user: User, **asked: Any) -> list[str]:
    return [item["id"] for item in user.get("/v1/assets", params={"limit": 100, **asked}).json()["items"]]


def test_search_by_name_prompt_and_tags(user: User, asset: str) -> None:
    path = f"/v1/assets/{asset}"
    changed = user.patch(path, json={"name": "Beacon", "tags": ["sea", "Sea", "été", "sea"]})
    assert (changed.status_code, changed.json()["tags"]) == (200, ["Sea", "sea", "été"])
    other = user.make("make other")
    assert _found(user, q="beac") == _found(user, q="LIGHTHOUSE") == _found(user, q="100%") == [asset]
    assert _found(user, tag="sea") == _found(user, tag=["sea", "été"]) == [asset]
    assert _found(user, tag=["sea", "land"]) == _found(user, q="light%house") == []
    assert {asset, other} <= set(_found(user, q="make"))
    kept = user.patch(path, json={"tags": []}).json()
    assert (kept["name"], kept["tags"], _found(user, tag="sea")) == ("Beacon", [], [])


@pytest.mark.parametrize("body", [{"name": ""}, {"tags": ["a b"]}, {"tags": [""]}, {"tags": ["x"] * 33}, {"latest": 2}])
def test_bad_changes_are_refused(user: User, asset: str, body: dict[str, Any]) -> None:
    before = user.get(f"/v1/assets/{asset}").json()
    assert user.patch(f"/v1/assets/{asset}", json=body).status_code == 422
    assert user.get(f"/v1/assets/{asset}").json() == before


def test_notes_and_ratings(user: User, asset: str) -> None:
    path = f"/v1/assets/{asset}/versions/1"
    before = user.get(path).json()
    said = user.patch(path, json={"note": "too\nthin", "rating": 2}).json()
    assert said == {**before, "note": "too\nthin", "rating": 2}
    assert user.patch(path, json={"rating": None}).json() == {**said, "rating": None}
    assert user.patch(path, json={"note": None}).json() == before
    for bad in ({"rating": 0}, {"rating": 6}, {"rating": True}, {"note": "x" * 4001}):
        assert user.patch(path, json=bad).status_code == 422
    assert user.patch(f"/v1/assets/{asset}/versions/9", json={"note": "x"}).status_code == 404


def test_the_graph_has_branches_and_returns(user: User) -> None:
    asset = user.make("make trunk")
    for instruction, version in (("left", 1), ("right", 1), ("leaf", 2)):
        body = {"asset_id": asset, "instruction": instruction, "version": version}
        user.wait(user.post("/v1/edits", json=body).json()["id"])
    user.post(f"/v1/assets/{asset}/revert", json={"version": 3})
    graph = user.get(f"/v1/assets/{asset}/graph").json()
    assert graph["latest"] == 5
    assert [(n["number"], n["parent"], n["kind"], n["instruction"]) for n in graph["items"]] == [
        (5, 3, "revert", None),
        (4, 2, "edit", "leaf"),
        (3, 1, "edit", "right"),
        (2, 1, "edit", "left"),
        (1, None, "generation", None),
    ]
    first = user.get(f"/v1/assets/{asset}/graph", params={"limit": 3}).json()
    rest = user.get(f"/v1/assets/{asset}/graph", params={"limit": 3, "cursor": first["next_cursor"]}).json()
    assert first["items"] + rest["items"] == graph["items"]
    assert rest["next_cursor"] is None


def test_thumbnails_can_be_had(user: User, asset: str) -> None:
    shown = user.get(f"/v1/assets/{asset}").json()["thumbnail"]
    picture = user.get(shown)
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
    assert user.get(f"/v1/assets/{asset}/versions/1").json()["thumbnail"] == shown
