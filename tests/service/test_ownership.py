"""Every route of the OpenAPI document, tried by nobody and by another account."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from .server import Server, User

# Routes that are for everyone; everything else must refuse those who are not signed in.
PUBLIC = {
    ("post", "/v1/auth/register"),
    ("post", "/v1/auth/login"),
    ("post", "/v1/auth/refresh"),
    ("get", "/healthz"),
    ("get", "/readyz"),
    ("get", "/metrics"),
}


@pytest.fixture(scope="module")
def routes(server: Server) -> list[tuple[str, str]]:
    document = httpx.get(f"{server.url}/openapi.json").json()
    return [(method, path) for path, methods in document["paths"].items() for method in methods]


@pytest.fixture(scope="module")
def mine(user: User) -> dict[str, str]:
    """One of everything, by the names of path parameters."""
    asset = user.make("make mine")
    upload = user.post("/v1/uploads", params={"name": "a.stl"}, content=b"solid a\nendsolid a\n").json()
    return {
        "asset_id": asset,
        "job_id": user.get(f"/v1/assets/{asset}/versions").json()["items"][0]["job_id"],
        "number": "1",
        "name": "thing.glb",
        "upload_id": upload["id"],
        "key_id": user.post("/v1/api-keys", json={"name": "k"}).json()["id"],
    }


def _body(path: str, mine: dict[str, str]) -> dict[str, Any]:
    bodies: dict[str, dict[str, Any]] = {
        "/v1/edits": {"asset_id": mine["asset_id"], "instruction": "make it mine"},
        "/v1/finishes": {"upload_id": mine["upload_id"]},
        "/v1/generations": {"prompt": "make 1", "images": [mine["upload_id"]]},
        "/v1/assets/{asset_id}/revert": {"version": 1},
    }
    return bodies.get(path, {})


def test_the_document_has_the_contract(routes: list[tuple[str, str]]) -> None:
    assert {
        ("post", "/v1/generations"),
        ("post", "/v1/edits"),
        ("post", "/v1/finishes"),
        ("get", "/v1/jobs/{job_id}"),
        ("get", "/v1/jobs/{job_id}/events"),
        ("get", "/v1/assets/{asset_id}/versions"),
    } <= set(routes)
    assert len(routes) >= 25


def test_every_route_needs_credentials(server: Server, routes: list[tuple[str, str]], mine: dict[str, str]) -> None:
    for method, path in routes:
        if (method, path) in PUBLIC:
            continue
        url = server.url + path.format(**mine)
        answer = httpx.request(method, url, params={"name": "a.stl"}, json=_body(path, mine), timeout=20)
        assert answer.status_code == 401, (method, path, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
        assert "WWW-Authenticate" in answer.headers


def test_no_route_serves_another_owner(
    user: User, stranger: User, routes: list[tuple[str, str]], mine: dict[str, str]
) -> None:
    before = [user.get(p.format(**mine)).text for m, p in routes if m == "get" and "{" in p and "events" not in p]
    tried = 0
    for method, path in routes:
        named = "{" in path or any(name in str(_body(path, mine)) for name in (mine["asset_id"], mine["upload_id"]))
        if not named:
            continue
        tried += 1
        answer = stranger.request(method, path.format(**mine), json=_body(path, mine) or None)
        assert answer.status_code == 404, (method, path, answer.status_code, answer.text)
        absent = {name: value[:-3] + "000" if "_" in value else value for name, value in mine.items()}
        nothing = stranger.request(method, path.format(**absent), json=_body(path, absent) or None)
        theirs, none = answer.json(), nothing.json()
        del theirs["request_id"], none["request_id"]
        assert theirs == none, "what is another's must look like what is not there"
    assert tried >= 15
    after = [user.get(p.format(**mine)).text for m, p in routes if m == "get" and "{" in p and "events" not in p]
    assert after == before


def test_lists_show_ones_own_only(user: User, stranger: User, mine: dict[str, str]) -> None:
    for path in ("/v1/assets", "/v1/jobs", "/v1/api-keys"):
        listed = stranger.get(path, params={"limit": 100}).text
        assert not any(value in listed for name, value in mine.items() if name.endswith("_id")), path
