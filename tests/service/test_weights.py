"""Weights of the operator's own: jobs use them, and say what their makers want to be known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from meshwright.client.cli import main
from meshwright.errors import InputError
from meshwright.service.settings import Settings
from tests.pipeline.toy import write_octahedron_weights

from .server import Server, User

SMALL = {"polycount": 300, "texture_size": 64, "lods": 1, "steps": 2}


def _report(user: User, asset_id: str) -> dict[str, Any]:
    found: dict[str, Any] = user.get(f"/v1/assets/{asset_id}/versions").json()["items"][0]["report"]
    return found


def test_the_notice_reaches_every_version_that_weights_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    weights = write_octahedron_weights(tmp_path / "weights")
    work = "meshwright.service.jobs.work:run"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    with Server(tmp_path / "data", work=work, weights=weights, lease=20) as server:
        user = server.user()
        plain = user.wait(user.submit("a red wooden chest", **SMALL), seconds=90)
        assert plain["state"] == "succeeded", plain["error"]
        assert "notice" not in _report(user, plain["asset_id"])

        (weights / "NOTICE.txt").write_text("Trained on toys:\n  good for tests.\n", encoding="utf-8")
        body = {"asset_id": plain["asset_id"], "instruction": "make the body gold"}
        edited = user.wait(user.post("/v1/edits", json=body).json()["id"], seconds=90)
        assert edited["state"] == "succeeded", edited["error"]
        assert _report(user, plain["asset_id"])["notice"] == "Trained on toys: good for tests."

        # The command line shows it as the local one does.
        key = user.post("/v1/api-keys", json={"name": "cli"}).json()["key"]
        monkeypatch.setenv("MESHWRIGHT_URL", server.url)
        monkeypatch.setenv("MESHWRIGHT_API_KEY", key)
        options = [f"--{name.replace('_', '-')}={value}" for name, value in SMALL.items()]
        assert main(["remote", "generate", "a blue chest", *options, "-o", "blue.glb", "--json"]) == 0
        out, err = capsys.readouterr()
        assert json.loads(out)["assets"][0]["report"]["notice"] == "Trained on toys: good for tests."
        assert "note: Trained on toys: good for tests.\n" in err


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="weights"):
        Settings(data=str(tmp_path), weights=str(tmp_path / "none"))
