"""The demo's words through the API with the shipped weights: generate, follow, edit, revert; a restart in between."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from meshwright.client.modeler import Modeler
from meshwright.formats import load_asset
from tests.formats.validator import assert_clean

from .server import Server, User

PROMPT = "a weathered wooden treasure chest with iron fittings"
SMALL = {"polycount": 1500, "texture_size": 256, "lods": 2}


def follow(user: User, job_id: str) -> list[dict[str, Any]]:
    """The data of all events of a job, to its end."""
    with user.stream("GET", f"/v1/jobs/{job_id}/events", timeout=120) as stream:
        return [json.loads(line[5:]) for line in stream.iter_lines() if line.startswith("data:")]


def latest(user: User, asset_id: str) -> dict[str, Any]:
    """The newest version of an asset."""
    found: dict[str, Any] = user.get(f"/v1/assets/{asset_id}/versions").json()["items"][0]
    return found


def save(user: User, version: dict[str, Any], path: Path) -> Path:
    """The GLB of a version, accepted by the validator."""
    (file,) = (f for f in version["files"] if f["name"].endswith(".glb") and "_LOD" not in f["name"])
    path.write_bytes(user.get(file["url"]).content)
    assert_clean(path)
    return path


@pytest.mark.slow
def test_generate_restart_edit_revert(tmp_path: Path) -> None:
    server = Server(tmp_path / "data", work="meshwright.service.jobs.work:run", lease=20)
    with server:
        user = server.user()
        events = follow(user, user.submit(PROMPT, seed=3, **SMALL))
        stages = [e["stage"] for e in events if "stage" in e]
        assert {"sample", "surface", "bake"} <= set(stages)
        assert events[-1]["state"] == "succeeded", events[-1]
        (asset_id,) = (a["id"] for a in user.get("/v1/assets").json()["items"])
        made = latest(user, asset_id)
        first = save(user, made, tmp_path / "first.glb")
        assert made["report"]["triangles"] <= 1500
        # What the service makes is what the library makes of the same words and seed.
        Modeler().generate(PROMPT, seed=3, **SMALL).save(tmp_path / "own.glb")
        assert first.read_bytes() == (tmp_path / "own.glb").read_bytes()
        server.stop()
        server.start()
        user = User(server.url, user.email, user.tokens)
        for number, instruction in ((2, "make the bands gold"), (3, "make the lid taller")):
            job = user.post("/v1/edits", json={"asset_id": asset_id, "instruction": instruction}).json()
            done = user.wait(job["id"], seconds=120)
            assert done["state"] == "succeeded", done
            edited = latest(user, asset_id)
            assert (edited["number"], edited["parent"]) == (number, number - 1)
            path = save(user, edited, tmp_path / f"{number}.glb")
            assert path.read_bytes() != first.read_bytes()
            if number == 2:  # paint leaves the mesh as it was
                assert (load_asset(path).mesh.vertices == load_asset(first).mesh.vertices).all()
        back = user.post(f"/v1/assets/{asset_id}/revert", json={"version": 1}).json()
        assert back["number"] == 4
        assert save(user, latest(user, asset_id), tmp_path / "back.glb").read_bytes() == first.read_bytes()
