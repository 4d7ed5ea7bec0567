"""Every route of the OpenAPI document, tried by nobody, by a stranger, and by each role of a project."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from PIL import Image

from .server import Server, User

Route = tuple[str, str]

# Routes that are for everyone; everything else must refuse those who are not signed in.
PUBLIC = {
    ("post", "/v1/auth/register"),
    ("post", "/v1/auth/login"),
    ("post", "/v1/auth/refresh"),
    ("post", "/v1/auth/setup"),
    ("get", "/v1/auth/oidc/login"),
    ("get", "/v1/auth/oidc/callback"),
    ("get", "/healthz"),
    ("get", "/readyz"),
    ("get", "/metrics"),
}
ROLES = ("viewer", "member", "admin")
# Which role a route on something in a project needs, where the rule (GET: viewer, else: member) does not hold.
NEEDS = {
    ("patch", "/v1/projects/{project_id}"): "admin",
    ("delete", "/v1/projects/{project_id}"): "admin",
    ("post", "/v1/projects/{project_id}/restore"): "admin",
    ("post", "/v1/projects/{project_id}/members"): "admin",
    ("patch", "/v1/projects/{project_id}/members/{account_id}"): "admin",
    ("delete", "/v1/projects/{project_id}/members/{account_id}"): "admin",
    # Who can download a file can pass it on.
    ("post", "/v1/assets/{asset_id}/versions/{number}/files/{name}/links"): "viewer",
}
# Parameters that name something in a project; the other parameters name parts of it.
IN_PROJECT = ("{project_id}", "{asset_id}", "{job_id}", "{batch_id}", "{upload_id}")
# Routes whose body names something in a project.
BY_BODY = {
    ("post", "/v1/generations"),
    ("post", "/v1/edits"),
    ("post", "/v1/finishes"),
    ("post", "/v1/batches"),
}


@pytest.fixture(scope="module")
def document(server: Server) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{server.url}/openapi.json").json()
    return found


@pytest.fixture(scope="module")
def routes(document: dict[str, Any]) -> list[Route]:
    return [(method, path) for path, methods in document["paths"].items() for method in methods]


@pytest.fixture(scope="module")
def people(server: Server) -> dict[str, User]:
    """Who is in the project, by role."""
    return {role: server.user() for role in ROLES}


@pytest.fixture(scope="module")
def mine(user: User, people: dict[str, User]) -> dict[str, str]:
    """One of everything, by the names of path parameters, in a project of `user` with one member of each role."""
    project = user.post("/v1/projects", json={"name": "shared"}).json()["id"]
    for role, member in people.items():
        answer = user.post(f"/v1/projects/{project}/members", json={"email": member.email, "role": role})
        assert answer.status_code == 201, answer.text
    other = user.post("/v1/projects", json={"name": "to be imported into"}).json()["id"]
    asset = user.make("make mine", project_id=project)
    sent = {"name": "a.stl", "project_id": project}
    upload = user.post("/v1/uploads", params=sent, content=b"solid a\nendsolid a\n").json()
    picture = io.BytesIO()
    Image.new("L", (8, 8)).save(picture, "PNG")
    image = user.post("/v1/uploads", params=sent | {"name": "a.png"}, content=picture.getvalue()).json()
    batch = user.post("/v1/batches", json={"items": [{"prompt": "make 2"}], "project_id": project}).json()
    hook = user.post("/v1/webhooks", json={"url": "https://example.org/h", "events": ["job.failed"]}).json()
    delivery = user.post(f"/v1/webhooks/{hook['id']}/test").json()
    return {
        "project_id": project,
        "other_project": other,
        "account_id": people["viewer"].get("/v1/account").json()["id"],
        "asset_id": asset,
        "job_id": user.get(f"/v1/assets/{asset}/versions").json()["items"][0]["job_id"],
        "batch_id": batch["id"],
        "number": "1",
        "name": "thing.glb",
        "upload_id": upload["id"],
        "image_id": image["id"],
        "key_id": user.post("/v1/api-keys", json={"name": "k"}).json()["id"],
        "webhook_id": hook["id"],
        "delivery_id": delivery["id"],
    }


def _body(document: dict[str, Any], route: Route, mine: dict[str, str]) -> Any:
    """A body that is well formed, so that only rights can refuse it."""
    project = {"project_id": mine["project_id"]}
    bodies: dict[Route, dict[str, Any]] = {
        ("post", "/v1/edits"): {"asset_id": mine["asset_id"], "instruction": "make it mine"},
        ("post", "/v1/finishes"): {"upload_id": mine["upload_id"], **project},
        ("post", "/v1/generations"): {"prompt": "make 1", "images": [mine["image_id"]], **project},
        ("post", "/v1/batches"): {"items": [{"prompt": "make 3"}], **project},
        ("post", "/v1/projects/{project_id}/members"): {"email": "nobody@example.org"},
    }
    if route in bodies:
        return bodies[route]
    content = document["paths"][route[1]][route[0]].get("requestBody", {}).get("content", {})
    return _example(document, content["application/json"]["schema"]) if "application/json" in content else None


def _example(document: dict[str, Any], schema: dict[str, Any]) -> Any:
    """The smallest value of a schema, as far as this API's schemas go."""
    if "$ref" in schema:
        return _example(document, document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    if "anyOf" in schema:
        return _example(document, schema["anyOf"][0])
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            return {name: _example(document, schema["properties"][name]) for name in schema.get("required", [])}
        case "array":
            return [_example(document, schema["items"])] * schema.get("minItems", 0)
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return False
    return "x" * max(1, schema.get("minLength", 1))


def _in_project(routes: list[Route]) -> Iterator[tuple[Route, str]]:
    """Routes on something in a project, with the role that they need."""
    for route in routes:
        if route[1].startswith("/v1/admin/"):
            continue
        if any(name in route[1] for name in IN_PROJECT) or route in BY_BODY:
            yield route, NEEDS.get(route, "viewer" if route[0] == "get" else "member")


def _others(mine: dict[str, str]) -> dict[str, str]:
    """Names of nothing."""
    return {name: value[:-3] + "000" if "_" in value else value for name, value in mine.items()}


def _ask(who: User, document: dict[str, Any], route: Route, names: dict[str, str]) -> httpx.Response:
    return who.request(route[0], route[1].format(**names), json=_body(document, route, names))


def _state(user: User, routes: list[Route], mine: dict[str, str]) -> list[str]:
    """All that can be read, once no job changes it any more."""
    end = time.monotonic() + 20
    while user.get(f"/v1/projects/{mine['project_id']}").json()["used"]["unfinished_jobs"]:
        assert time.monotonic() < end
        time.sleep(0.05)
    loud = ("events", "deliveries", "export")  # streams, a log of attempts, an archive with the time in it
    quiet = [p for m, p in routes if m == "get" and "{" in p and not p.endswith(loud)]
    answers = [user.get(path.format(**mine)) for path in quiet if "/admin/" not in path]
    return [answer.text for answer in answers if answer.status_code == 200]


def test_the_document_has_the_contract(routes: list[Route]) -> None:
    assert {
        ("post", "/v1/generations"),
        ("post", "/v1/edits"),
        ("post", "/v1/finishes"),
        ("get", "/v1/jobs/{job_id}"),
        ("get", "/v1/jobs/{job_id}/events"),
        ("get", "/v1/assets/{asset_id}/versions"),
    } <= set(routes)
    assert len(list(_in_project(routes))) >= 30


def test_every_route_needs_credentials(
    server: Server, document: dict[str, Any], routes: list[Route], mine: dict[str, str]
) -> None:
    for route in routes:
        if route in PUBLIC:
            continue
        url = server.url + route[1].format(**mine)
        answer = httpx.request(route[0], url, params={"name": "a.stl"}, json=_body(document, route, mine), timeout=20)
        assert answer.status_code == 401, (route, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
        assert "WWW-Authenticate" in answer.headers


def test_no_route_serves_a_stranger(
    user: User, stranger: User, document: dict[str, Any], routes: list[Route], mine: dict[str, str]
) -> None:
    before = _state(user, routes, mine)
    own = [route for route in routes if "{" in route[1] and "/admin/" not in route[1]]
    for route in dict.fromkeys([*own, *BY_BODY]):
        answer = _ask(stranger, document, route, mine)
        assert answer.status_code == 404, (route, answer.status_code, answer.text)
        theirs, none = answer.json(), _ask(stranger, document, route, _others(mine)).json()
        del theirs["request_id"], none["request_id"]
        assert theirs == none, "what is another's must look like what is not there"
    assert _state(user, routes, mine) == before


def test_the_site_is_for_its_admins(
    user: User, document: dict[str, Any], routes: list[Route], mine: dict[str, str]
) -> None:
    site = [route for route in routes if route[1].startswith("/v1/admin/")]
    assert len(site) >= 5
    for route in site:
        answer = _ask(user, document, route, mine)
        assert (answer.status_code, answer.json()["code"]) == (403, "not-admin"), route


def test_projects_that_are_not_ones_own_are_refused_as_filters(
    stranger: User, document: dict[str, Any], routes: list[Route], mine: dict[str, str]
) -> None:
    filtered = 0
    for method, path in routes:
        named = [p["name"] for p in document["paths"][path][method].get("parameters", []) if p["in"] == "query"]
        if "project_id" in named and "{" not in path:
            filtered += 1
            params = {"project_id": mine["project_id"], "name": "a.stl"}
            answer = stranger.request(method, path, params=params, content=b"solid a\n" if method == "post" else None)
            assert answer.status_code == 404, (method, path, answer.text)
    assert filtered >= 4


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_it_may_and_no_more(
    role: str,
    user: User,
    people: dict[str, User],
    document: dict[str, Any],
    routes: list[Route],
    mine: dict[str, str],
) -> None:
    who, rank = people[role], ROLES.index(role)
    before = _state(user, routes, mine)
    denied = [route for route, needs in _in_project(routes) if ROLES.index(needs) > rank]
    # What a member may always do is to leave: try another member instead.
    names = mine | ({"account_id": people["admin"].get("/v1/account").json()["id"]} if role == "viewer" else {})
    for route in denied:
        answer = _ask(who, document, route, names)
        assert (answer.status_code, answer.json().get("code")) == (403, "role"), (route, answer.text)
    assert _state(user, routes, mine) == before
    allowed = [route for route, needs in _in_project(routes) if ROLES.index(needs) <= rank and route[0] != "delete"]
    for route in allowed:
        if route[1].endswith(("/events", "/preview")):  # a stream; there is none once a job has ended
            continue
        answer = _ask(who, document, route, mine)
        assert answer.status_code in (200, 201, 202, 204, 304, 409, 422), (route, answer.text)
    assert allowed


def test_what_is_deleted_needs_the_role_too(user: User, people: dict[str, User], mine: dict[str, str]) -> None:
    asset = user.make("make gone", project_id=mine["project_id"])
    assert people["viewer"].delete(f"/v1/assets/{asset}").status_code == 403
    assert people["member"].delete(f"/v1/assets/{asset}").status_code == 204
    assert people["viewer"].post(f"/v1/assets/{asset}/restore").status_code == 403
    assert people["admin"].post(f"/v1/assets/{asset}/restore").status_code == 200


def test_lists_show_what_one_may_read_only(
    user: User, stranger: User, people: dict[str, User], mine: dict[str, str]
) -> None:
    for path in ("/v1/assets", "/v1/jobs", "/v1/batches", "/v1/projects", "/v1/api-keys", "/v1/webhooks"):
        listed = stranger.get(path, params={"limit": 100}).text
        assert not any(value in listed for name, value in mine.items() if name.endswith("_id")), path
    seen = people["viewer"]
    assert mine["asset_id"] in seen.get("/v1/assets").text
    assert mine["asset_id"] in seen.get("/v1/assets", params={"project_id": mine["project_id"]}).text
    own = seen.get("/v1/account").json()["project_id"]
    assert seen.get("/v1/assets", params={"project_id": own}).json()["items"] == []
    assert user.get("/v1/assets", params={"project_id": mine["other_project"]}).json()["items"] == []
