"""The frame of the API: problem documents, request identifiers, limits, OpenAPI, metrics, migrations."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from meshwright.errors import InputError
from meshwright.service.db.database import Database
from meshwright.service.db.migrate import drift, upgrade
from meshwright.service.settings import Settings

from .server import Server, User


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "prompt"),
        ({"prompt": ""}, "prompt"),
        ({"prompt": "x" * 2001}, "prompt"),
        ({"prompt": "a\x00b"}, "prompt"),
        ({"prompt": "a", "polycount": 99}, "polycount"),
        ({"prompt": "a", "texture_size": 5000}, "texture_size"),
        ({"prompt": "a", "lods": 9}, "lods"),
        ({"prompt": "a", "lods": True}, "lods"),
        ({"prompt": "a", "lods": "3"}, "lods"),
        ({"prompt": "a", "height": 0}, "height"),
        ({"prompt": "a", "count": 9}, "count"),
        ({"prompt": "a", "formats": ["exe"]}, "formats.0"),
        ({"prompt": "a", "topology": "voxel"}, "topology"),
        ({"prompt": "a", "texture_format": "gif"}, "texture_format"),
        ({"prompt": "a", "texture_format": "ktx2", "texture_size": 102}, "texture_size"),
        ({"prompt": "a", "collision": "convex"}, "collision"),
        ({"prompt": "a", "lod_files": "yes"}, "lod_files"),
        ({"prompt": "a", "steps": 0}, "steps"),
        ({"prompt": "a", "steps": "9"}, "steps"),
        ({"prompt": "a", "guidance": 31}, "guidance"),
        ({"prompt": "a", "images": ["../x"]}, "images.0"),
        ({"prompt": "a", "polycuont": 500}, "polycuont"),
    ],
)
def test_bad_requests_name_the_field(user: User, body: dict[str, object], field: str) -> None:
    answer = user.post("/v1/generations", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["code"], problem["status"], problem["errors"][0]["field"]) == ("invalid", 422, field)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"density": 0}, "density"),
        ({"density": "light"}, "density"),
        ({"up": "w"}, "up"),
        ({"up": "z"}, "front"),
        ({"front": "-y"}, "front"),
        ({"up": "x", "front": "-x"}, "front"),
    ],
)
def test_bad_places_name_the_field(user: User, more: dict[str, object], field: str) -> None:
    answer = user.post("/v1/finishes", json={"upload_id": "upload_00000000000000000000000000", **more})
    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nowhere", 404), ("PUT", "/v1/assets", 405), ("GET", "/v1", 404)]
)
def test_other_refusals_are_problems_too(user: User, method: str, path: str, status: int) -> None:
    answer = user.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]
    if status == 405:
        assert answer.headers["Allow"] == "GET"
        assert user.put("/v1/api-keys").headers["Allow"] == "GET, POST"


@pytest.mark.parametrize("cursor", ["%%%", "é", "AAAA", "x" * 101, "Li4vLi4"])
@pytest.mark.parametrize("path", ["/v1/jobs", "/v1/assets", "/v1/api-keys"])
def test_cursors_that_no_page_gave(user: User, path: str, cursor: str) -> None:
    assert user.get(path, params={"cursor": cursor}).status_code == 422


@pytest.mark.parametrize("announced", [True, False])
def test_a_large_body_is_refused(user: User, announced: bool) -> None:
    body = b'{"prompt": "' + b"x" * 300_000 + b'"}'
    content = body if announced else (body[i : i + 1000] for i in range(0, len(body), 1000))
    answer = user.post("/v1/generations", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("given", "kept"), [("trace-1.a_B", True), ("x" * 65, False), ("a b", False)])
def test_request_identifiers(user: User, given: str, kept: bool) -> None:
    answer = user.get("/healthz", headers={"X-Request-ID": given})
    assert (answer.headers["X-Request-ID"] == given) is kept
    assert len(answer.headers["X-Request-ID"]) <= 64


def test_logs_cannot_be_forged(server: Server, user: User) -> None:
    user.get("/v1/jobs/x%0a%7b%22level%22%3a%22critical%22%7d")
    user.get("/healthz", headers={"X-Request-ID": 'a"}{"level":"critical"'})
    lines = [json.loads(line) for line in server.logs().splitlines()]
    assert all(line["level"] != "critical" for line in lines)
    assert any("\n" in line.get("path", "") for line in lines)


def test_secrets_are_not_logged(server: Server, user: User) -> None:
    logs = server.logs()
    assert user.tokens["access_token"] not in logs
    assert user.tokens["refresh_token"] not in logs


def test_openapi(server: Server) -> None:
    document = httpx.get(f"{server.url}/openapi.json").json()
    assert document["openapi"].startswith("3.1.")
    assert "HTTPValidationError" not in json.dumps(document)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for status in ("422", "4XX", "5XX"):
                assert "application/problem+json" in operation["responses"][status]["content"], (method, path)
    referred = json.dumps(document).split('"#/components/schemas/')[1:]
    assert {name.split('"')[0] for name in referred} <= set(document["components"]["schemas"])


def test_health_and_metrics(server: Server, user: User) -> None:
    user.make("make 1")
    assert user.get("/readyz").json() == {"status": "ready"}
    text = httpx.get(f"{server.url}/metrics").text
    assert 'meshwright_jobs{kind="generation",state="succeeded"}' in text
    assert "meshwright_oldest_queued_seconds" in text
    assert 'route="/v1/jobs/{job_id}"' in text


def test_the_queue_of_an_account_is_limited(tmp_path: Path) -> None:
    with Server(tmp_path / "data", "--workers", "0", queued_jobs=2, submissions=5) as small:
        user = small.user()
        statuses = [user.post("/v1/generations", json={"prompt": "a"}).status_code for _ in range(6)]
        assert statuses == [202, 202, 429, 429, 429, 429]
        other = small.user()
        assert other.post("/v1/generations", json={"prompt": "a"}).status_code == 202


def test_migrations_make_the_tables_of_the_code(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    upgrade(database)
    upgrade(database)
    assert drift(database) == []
    database.close()


@pytest.mark.parametrize(
    "values",
    [
        {"host": "0.0.0.0", "single_user": True},
        {"database_url": "mysql://x/y"},
        {"blob_url": "ftp://host/folder"},
        {"workers": -1},
        {"lease": 0.0},
    ],
)
def test_bad_settings_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(InputError):
        Settings("data", **values)  # type: ignore[arg-type]


def test_settings_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MESHWRIGHT_WORKERS", "3")
    monkeypatch.setenv("MESHWRIGHT_CORS_ORIGINS", "https://a.example, https://b.example")
    settings = Settings.from_environment(data="d", port=None)
    assert (settings.workers, settings.port) == (3, 8000)
    assert Settings.from_json(settings.to_json()) == settings
    assert settings.cors_origins == ("https://a.example", "https://b.example")
    monkeypatch.setenv("MESHWRIGHT_WORKERS", "many")
    with pytest.raises(InputError, match="MESHWRIGHT_WORKERS"):
        Settings.from_environment(data="d")
