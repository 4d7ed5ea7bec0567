"""`meshwright remote` against a real service: results, exit codes, and where the secret is not."""

from __future__ import annotations

import io
import json
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from meshwright.client.cli import main
from meshwright.client.remote import Remote
from meshwright.client.remote.errors import NotSignedIn

from ..service.server import PASSWORD, Server

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, service: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a task in a folder and with a home of its own; `stdin` is what a pipe gives it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("MESHWRIGHT_API_KEY", raising=False)
    monkeypatch.delenv("MESHWRIGHT_URL", raising=False)

    def run(*arguments: object, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        code = main(["remote", *map(str, arguments)])
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def signed_in(run: Run, service: Server) -> Run:
    email = f"{uuid.uuid4().hex[:12]}@example.org"
    code, out, err = run("login", service.url, "--email", email, "--register", stdin=f"{PASSWORD}\n")
    assert (code, err) == (0, ""), err
    assert out == f"signed in to {service.url} as {email}\n"
    return run


def answer(result: tuple[int, str, str]) -> dict[str, Any]:
    code, out, err = result
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


def test_the_whole_way(signed_in: Run, tmp_path: Path) -> None:
    run = signed_in
    code, out, err = run("generate", "make a chest", "-o", "chest.glb", "--seed", "4")
    assert (code, out) == (0, "chest.glb\n"), err
    assert err.startswith("note: job_")  # and no progress bar, since this is no terminal
    assert err.count("\n") == 1
    (asset,) = answer(run("assets", "--json"))["items"]
    assert asset["name"] == "make thing"
    made = answer(run("edit", asset["id"], "paint it red", "-o", "red.glb", "--json", "--quiet"))
    assert made["assets"][0]["version"] == 2
    assert Path("red.glb").read_bytes().startswith(Path("chest.glb").read_bytes())
    versions = answer(run("versions", asset["id"], "--json"))["items"]
    assert [v["number"] for v in versions] == [2, 1]
    assert answer(run("revert", asset["id"], "1", "--json"))["number"] == 3
    assert answer(run("download", asset["id"], "-o", "all/", "--json"))["files"] == [
        "all/thing.glb",
        "all/thumbnail.png",
    ]
    assert Path("all/thing.glb").read_bytes() == Path("chest.glb").read_bytes()
    assert run("download", asset["id"], "--version", "2", "--file", "thing.glb", "-o", "again.glb")[:2] == (
        0,
        "again.glb\n",
    )
    assert Path("again.glb").read_bytes() == Path("red.glb").read_bytes()
    code, out, _ = run("jobs", "--state", "succeeded")
    assert [line.split()[1:3] for line in out.splitlines()] == [["edit", "succeeded"], ["generation", "succeeded"]]
    assert answer(run("delete", asset["id"], "--json"))["deleted"] is True
    assert answer(run("assets", "--json"))["items"] == []
    assert answer(run("restore", asset["id"], "--json"))["id"] == asset["id"]


def test_folders_and_counts(signed_in: Run) -> None:
    found = answer(signed_in("generate", "make two", "--count", "2", "-o", "two/", "--json", "--quiet"))
    assert [a["files"] for a in found["assets"]] == [["two/make-two-1.glb"], ["two/make-two-2.glb"]]
    record = json.loads(Path("two/asset.json").read_text())
    assert record["job"] == found["job"]
    assert [a["provenance"] for a in record["assets"]] == [{"seed": 0}, {"seed": 0}]


def test_finish_sends_a_file(signed_in: Run) -> None:
    Path("a.obj").write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
    code, out, err = signed_in("finish", "a.obj", "--polycount", "100")
    assert (code, out) == (0, "a-finished.glb\n"), err
    code, _, err = signed_in("finish", "missing.obj")
    assert (code, err) == (2, "error: missing.obj: is not there (limit: an existing file)\n")


def test_options_reach_the_service(signed_in: Run) -> None:
    Path("a.obj").write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
    place = ("--up", "z", "--front=-y", "--density", "700")
    files = ("--format", "glb,obj,mjcf", "--texture-format", "webp", "--collision", "ucx", "--lod-files", "-o", "a/")
    made = answer(signed_in("finish", "a.obj", *place, *files, "--json", "--quiet"))
    assert made["assets"][0]["files"] == ["a/thing.glb"]  # the stand-in makes no other
    job = answer(signed_in("job", made["job"], "--json"))
    assert {k: v for k, v in job["request"].items() if k != "upload_id"} == {
        "up": "z", "front": "-y", "density": 700.0, "formats": ["glb", "obj", "mjcf"], "texture_format": "webp",
        "collision": "ucx", "lod_files": True,
    }  # fmt: skip
    Image.new("L", (8, 8)).save("mask.png")
    asset = made["assets"][0]["asset_id"]
    edited = answer(signed_in(
        "edit", asset, "paint it", "--mask", "mask.png", "--steps", "9", "--format", "glb", "-o", "b.glb",
        "--json", "--quiet",
    ))  # fmt: skip
    request = answer(signed_in("job", edited["job"], "--json"))["request"]
    assert request["steps"] == 9
    assert request["mask"].startswith("upload_")
    assert {"texture_format", "collision", "lod_files", "guidance"}.isdisjoint(request)


def test_without_waiting(signed_in: Run) -> None:
    code, job_id, err = signed_in("generate", "sleep 1", "--no-wait", "--key", "nightly-1")
    assert (code, err) == (0, "")
    assert signed_in("generate", "sleep 1", "--no-wait", "--key", "nightly-1")[1] == job_id
    code, out, _ = signed_in("job", job_id.strip(), "--wait", "--quiet")
    assert code == 0
    assert "state: succeeded" in out
    _, job_id, _ = signed_in("generate", "sleep 9", "--no-wait")
    code, out, err = signed_in("job", job_id.strip(), "--wait", "--timeout", "0.3", "--quiet")
    assert (code, out) == (1, "")
    assert err.startswith(f"error: {job_id.strip()} is still ")
    assert answer(signed_in("cancel", job_id.strip(), "--json"))["state"] == "cancelled"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["generate", "x", "--polycount", "3"], 2, "polycount"),
        (["generate", " "], 2, "prompt: is empty"),
        (["generate", "x", "--count", "9"], 2, "--count: 9 is out of range (limit: 1 to 8)"),
        (["generate", "x", "-o", "x.gltf"], 2, "companion files"),
        (["generate", "x", "-o", "x.fbx"], 2, "cannot be written"),
        (["generate", "x", "-o", "x.stl", "--lod-files"], 2, "--lod-files: makes several files"),
        (["generate", "x", "--steps", "0"], 2, "steps"),
        (["generate", "x", "-o", "x.obj"], 2, "companion files"),
        (["generate", "input", "--quiet"], 2, "is not good"),
        (["generate", "weights", "--quiet"], 1, "weights"),
        (["job", "job_00000000000000000000000000"], 2, "no such job"),
        (["jobs", "--url", "http://example.org"], 2, "unencrypted"),
    ],
)
def test_failures_are_one_line(signed_in: Run, arguments: list[str], code: int, message: str) -> None:
    found, out, err = signed_in(*arguments)
    assert (found, out) == (code, "")
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert message in err


def test_the_secret_stays_in_its_file(signed_in: Run, service: Server, tmp_path: Path) -> None:
    path = tmp_path / "config" / "meshwright" / "credentials.json"
    stored = json.loads(path.read_text())["services"][service.url]
    secret = stored["api_key"]
    assert secret.startswith("mw_")
    said = [text for task in ("account", "keys") for text in signed_in(task, "--json")[1:]]
    said += signed_in("generate", "make", "-o", "x.glb")[1:]
    assert not any(secret in text or PASSWORD in text for text in said)
    assert secret not in service.logs()
    assert PASSWORD not in service.logs()
    assert answer(signed_in("logout", "--json"))["revoked"] is True
    assert secret not in path.read_text()
    with Remote(service.url, secret) as revoked, pytest.raises(NotSignedIn):
        revoked.account()
    code, _, err = signed_in("jobs", "--url", service.url)
    assert (code, err) == (1, "error: valid credentials are needed\n")


def test_an_api_key_is_read_from_standard_input(run: Run, service: Server) -> None:
    user = service.user()
    key = user.post("/v1/api-keys", json={"name": "ci", "scopes": ["read"]}).json()["key"]
    assert run("login", service.url, "--api-key", stdin=f"{key}\n")[0] == 0
    assert answer(run("account", "--json"))["email"] == user.email
    code, _, err = run("generate", "x")
    assert (code, err) == (1, "error: the API key lacks the scope 'write'\n")
    code, _, err = run("login", service.url, "--api-key", stdin="mw_wrong\n")
    assert (code, err) == (1, "error: valid credentials are needed\n")
    code, _, err = run("login", service.url, "--api-key", stdin="\n")
    assert (code, err) == (2, "error: standard input: holds no secret (limit: one line)\n")


def test_the_environment_is_enough(run: Run, service: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    code, _, err = run("jobs")
    assert code == 2
    assert "meshwright remote login" in err
    user = service.user()
    key = user.post("/v1/api-keys", json={"name": "ci"}).json()["key"]
    monkeypatch.setenv("MESHWRIGHT_URL", service.url)
    monkeypatch.setenv("MESHWRIGHT_API_KEY", key)
    assert answer(run("jobs", "--json")) == {"items": []}
