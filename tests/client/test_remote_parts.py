"""The parts of the SDK that need no service: addresses, pauses, events, decoding, credentials, generated code."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from meshwright.client.remote import models, models_accounts, policy
from meshwright.client.remote.credentials import Credentials, credentials_path, find_credentials, forget, remember
from meshwright.client.remote.decode import decode
from meshwright.client.remote.errors import BadRequest, NotFound, ServiceFailed, TooMany, UnexpectedAnswer, problem
from meshwright.client.remote.files import local_name
from meshwright.client.remote.models import Job, JobEvent, Version
from meshwright.client.remote.sse import EventParser
from meshwright.errors import InputError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("APPDATA", str(tmp_path))
    for name in ("URL", "API_KEY", "INSECURE"):
        monkeypatch.delenv(f"MESHWRIGHT_{name}", raising=False)
    return tmp_path


def test_blocking_client_is_made_from_the_async_one() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "make-blocking", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("ftp://host", "not the address"),
        ("host:8000", "not the address"),
        ("http://example.org", "unencrypted"),
        ("http://10.0.0.1:8000", "unencrypted"),
        ("http://127.0.0.1.example.org", "unencrypted"),
        ("https://user:secret@example.org", "holds credentials"),
        ("https://example.org/?a=1", "query"),
    ],
)
def test_addresses_that_are_refused(url: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as caught:
        policy.checked_url(url, insecure=False)
    assert "secret" not in str(caught.value)


def test_addresses_that_are_taken() -> None:
    for url in ("https://example.org/", "http://localhost:8000", "http://127.0.0.2:1", "http://[::1]:8000"):
        assert policy.checked_url(url, insecure=False) == url.rstrip("/")
    assert policy.checked_url("http://api:8000", insecure=True) == "http://api:8000"


def test_pauses_grow_and_obey() -> None:
    for attempt in range(12):
        most = min(8.0, 0.25 * 2**attempt)
        assert most / 2 <= policy.pause(attempt) <= most
    assert 7.0 <= policy.pause(0, 7.0) <= 7.25
    assert policy.retry_after("30") == 30.0
    assert policy.retry_after("Wed, 21 Oct 2026 07:28:00 GMT") is None


@pytest.mark.parametrize(
    ("status", "attempt", "repeatable", "again"),
    [
        (429, 0, False, True), (503, 5, False, True), (502, 0, False, False), (504, 9, True, True),
        (500, 1, True, True), (500, 2, True, False), (500, 0, False, False), (404, 0, True, False),
    ],
)  # fmt: skip
def test_what_is_asked_again(status: int, attempt: int, repeatable: bool, again: bool) -> None:
    assert policy.may_repeat(status, attempt, repeatable=repeatable) is again


def test_problems_become_their_errors() -> None:
    body = {
        "code": "invalid",
        "detail": "seed: bad",
        "request_id": "r",
        "errors": [{"field": "seed", "problem": "bad"}],
    }
    error = problem(422, body)
    assert isinstance(error, BadRequest)
    assert (error.exit_code, error.code, error.errors[0].field) == (2, "invalid", "seed")
    assert isinstance(problem(404, {}), NotFound)
    assert isinstance(problem(502, {}), ServiceFailed)
    slow = problem(429, {"detail": "slow down"}, 3.0)
    assert isinstance(slow, TooMany)
    assert (slow.retry_after, slow.exit_code) == (3.0, 1)


def feed(text: str) -> list[JobEvent]:
    parser = EventParser()
    return [event for line in text.split("\n") if (event := parser.feed(line)) is not None]


def test_events_are_parsed() -> None:
    first = ': ping\n\nid: 1\nevent: state\ndata: {"state":\ndata: "queued"}\n\n'
    assert feed(first + "retry: 5\n\nid:2\nevent:progress\ndata:{}\n\n") == [
        JobEvent(1, "state", {"state": "queued"}),
        JobEvent(2, "progress", {}),
    ]
    assert feed('id: 1\nevent: state\ndata: {"a": 1}') == []  # an event that was cut off is none
    for bad in ("id: 1\ndata: {\n\n", "id: x\ndata: {}\n\n", "id: 1\ndata: []\n\n"):
        with pytest.raises(UnexpectedAnswer):
            feed(bad)


JOB: dict[str, Any] = {
    "id": "job_1", "kind": "edit", "state": "failed", "stage": "", "progress": 5, "attempt": 1,
    "created_at": "2026-11-22T10:00:00Z", "error": {"cause": "input", "detail": "no", "passing": False},
    "assets": [{"asset_id": "asset_1", "version": 2}], "a_field_of_tomorrow": [1],
}  # fmt: skip


def test_decoding() -> None:
    job = decode(Job, JOB)
    assert job.created_at == datetime(2026, 11, 22, 10, tzinfo=UTC)
    assert (job.progress, type(job.progress)) == (5.0, float)
    assert job.assets[0].version == 2
    assert job.error is not None
    assert job.error.field is None
    for change in ({"id": 3}, {"id": None}, {"progress": "5"}, {"dead": 1}, {"assets": {}}, {"created_at": "soon"}):
        with pytest.raises(UnexpectedAnswer):
            decode(Job, JOB | change)
    with pytest.raises(UnexpectedAnswer, match="id"):
        decode(Job, {k: v for k, v in JOB.items() if k != "id"})
    with pytest.raises(UnexpectedAnswer):
        decode(Version, [])


def test_models_have_the_fields_of_the_service() -> None:
    """The service's own document is the measure: a field that one side adds, renames or drops fails here."""
    document = build_document()
    differing, seen = {}, set()
    for model in (*vars(models).values(), *vars(models_accounts).values()):
        if not dataclasses.is_dataclass(model) or not isinstance(model, type):
            continue
        schema = document["components"]["schemas"].get(model.__name__)
        if schema is None:
            continue
        seen.add(model.__name__)
        ours, theirs = {f.name for f in dataclasses.fields(model)}, set(schema["properties"])
        if model.__name__ == "JobError":
            theirs |= {"field", "limit"}  # which depend on the cause
        if ours != theirs:
            differing[model.__name__] = sorted(ours ^ theirs)
    assert differing == {}
    assert len(seen) >= 28
    states = document["components"]["schemas"]["Job"]["properties"]["state"]["enum"]
    assert set(states) == models.FINAL | {"queued", "running"}


def build_document() -> dict[str, Any]:
    """The service's OpenAPI document, from its routes alone."""
    import importlib
    import pkgutil

    from fastapi import APIRouter, FastAPI

    from meshwright.service import api

    app = FastAPI()
    for module in pkgutil.iter_modules(api.__path__):
        router = getattr(importlib.import_module(f"{api.__name__}.{module.name}"), "router", None)
        if isinstance(router, APIRouter):
            app.include_router(router)
    return app.openapi()


# Routes that are for browsers, machines and the admins of a site.
NOT_FOR_CLIENTS = ("/healthz", "/readyz", "/metrics", "/setup", "/v1/admin", "/v1/auth/setup", "/v1/auth/oidc")


def test_every_route_has_a_method() -> None:
    """Whatever the service offers to its users, the client can ask for."""
    sources = "".join(
        p.read_text() for p in (ROOT / "src" / "meshwright" / "client" / "remote" / "blocking").glob("*.py")
    )
    asked = re.sub(r"\{\w+\((?:self\.)?\w+\)\}|\{\w+(?:\.\w+)?\}", "{}", sources)
    asked = asked.replace(
        "/v1/auth/logout{'-everywhere' if everywhere else ''}", "/v1/auth/logout /v1/auth/logout-everywhere"
    )
    missing = [
        path
        for path in build_document()["paths"]
        if not path.startswith(NOT_FOR_CLIENTS)
        and not re.search(re.escape(re.sub(r"\{\w+\}", "{}", path)) + r"[\" ]", asked)
    ]
    # Files are asked for by the address that their version names.
    assert missing == ["/v1/assets/{asset_id}/versions/{number}/files/{name}"]


@pytest.mark.parametrize("name", ["", "..", "a/b", "/etc/passwd", "a\\b", "C:x", "a\nb"])
def test_names_with_folders_are_refused(name: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        local_name(name)


def test_credentials_are_for_their_owner_only(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="meshwright remote login"):
        find_credentials()
    path = remember(Credentials("https://one.example", "mw_one", "key_1", "a@example.org"))
    assert path == credentials_path()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    remember(Credentials("https://two.example", "mw_two"))
    assert find_credentials().api_key == "mw_two"
    assert find_credentials("https://one.example/").api_key == "mw_one"
    assert "mw_one" not in repr(find_credentials("https://one.example"))
    monkeypatch.setenv("MESHWRIGHT_URL", "https://one.example")
    assert find_credentials().key_id == "key_1"
    monkeypatch.setenv("MESHWRIGHT_API_KEY", "mw_other")
    assert (find_credentials().api_key, find_credentials().key_id) == ("mw_other", "")
    monkeypatch.delenv("MESHWRIGHT_API_KEY")
    forget("https://two.example")
    assert json.loads(path.read_text())["default"] == "https://one.example"
    assert find_credentials("https://two.example").api_key is None
    assert [p.name for p in path.parent.iterdir()] == ["credentials.json"]
    path.chmod(0o644)
    if os.name == "posix":
        with pytest.raises(InputError, match="can be read by others"):
            find_credentials()
    path.chmod(0o600)
    path.write_text("{")
    with pytest.raises(InputError, match="damaged"):
        find_credentials()
