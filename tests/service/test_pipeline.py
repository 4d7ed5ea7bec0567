"""The real pipeline through the API: a mesh goes up, a finished asset comes down; a restart in between."""

from __future__ import annotations

import io
import json
import struct
from pathlib import Path
from typing import Any

import httpx
import mujoco
import numpy as np
import pytest
from PIL import Image
from scipy.spatial import ConvexHull

from meshwright.formats import load_asset
from tests.formats.validator import assert_clean

from .server import PASSWORD, Server, User


def _obj(x: float = 1, y: float = 1, z: float = 1) -> str:
    # Points that are even on a sphere: enough triangles for a coarser level.
    height = np.linspace(-1, 1, 150)
    turn = np.arange(150) * np.pi * (3 - np.sqrt(5))
    radius = np.sqrt(1 - height**2)
    corners = 0.5 * np.stack([radius * np.cos(turn), height, radius * np.sin(turn)], axis=1) * (x, y, z)
    lines = [f"v {x:.5f} {y:.5f} {z:.5f}" for x, y, z in corners]
    hull = ConvexHull(corners)
    middle = corners.mean(axis=0)
    for face in hull.simplices:
        a, b, c = corners[face]
        outward = np.dot(np.cross(b - a, c - a), a - middle) > 0
        lines.append("f " + " ".join(str(i + 1) for i in (face if outward else face[::-1])))
    return "\n".join(lines)


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path / "data", work="meshwright.service.jobs.work:run")


def test_upload_finish_restart_download(server: Server, tmp_path: Path) -> None:
    with server:
        user = server.user("maker@example.org")
        upload = user.post("/v1/uploads", params={"name": "../my crate.obj"}, content=_obj())
        assert upload.status_code == 201, upload.text
        assert upload.json()["name"] == "my_crate.obj"
        body = {"upload_id": upload.json()["id"], "polycount": 200, "texture_size": 64, "lods": 2, "height": 2.0}
        job = user.post("/v1/finishes", json=body | {"formats": ["obj"]})
        assert job.status_code == 202, job.text
        done = user.wait(job.json()["id"], seconds=60)
        assert done["state"] == "succeeded", done["error"]
        # Where no weights are shipped the failure says so at once, and is not tried again.
        made = user.wait(user.submit("a crate", polycount=200, texture_size=64, lods=1), seconds=90)
        if made["state"] != "succeeded":
            assert (made["error"]["cause"], made["attempt"], made["dead"]) == ("weights", 1, False)
        # No weights read pictures so far; that is said before any are looked for.
        picture = user.post("/v1/uploads", params={"name": "b.png"}, content=_png()).json()["id"]
        pictured = user.wait(user.submit("a crate", images=[picture]))
        assert (pictured["state"], pictured["attempt"], pictured["dead"]) == ("failed", 1, False)
        assert pictured["error"] == {
            "cause": "input", "type": "InputError", "field": "images",
            "limit": "a prompt without pictures",
            "detail": "images: these weights read words only (limit: a prompt without pictures)",
        }  # fmt: skip
        refused = user.post("/v1/uploads", params={"name": "a.png"}, content=b"\x89PNG\r\n\x1a\n")
        assert (refused.status_code, refused.json()["code"]) == (422, "bad-image")
    server.start()
    try:
        version = user_again(server, user.email, done["asset_id"])
        names = [f["name"] for f in version["files"]]
        assert {"my-crate.glb", "my-crate_LOD1.glb", "my-crate.obj", "my-crate.mtl", "thumbnail.png"} <= set(names)
        assert version["report"]["triangles"] <= 200
        (tmp_path / "back.glb").write_bytes(version["glb"])
        asset = load_asset(tmp_path / "back.glb")
        assert len(asset.mesh.faces) <= 200
        assert np.ptp(asset.mesh.vertices[:, 1]) == pytest.approx(2.0, rel=1e-3)
        (tmp_path / "coarse.glb").write_bytes(version["coarse"])
        coarse = load_asset(tmp_path / "coarse.glb")
        assert len(coarse.mesh.faces) == len(asset.lods[0].faces)
        assert coarse.lods == ()
    finally:
        server.stop()


def test_every_file_that_the_command_line_writes(server: Server, tmp_path: Path) -> None:
    with server:
        user = server.user()
        upload = user.post("/v1/uploads", params={"name": "ball.obj"}, content=_obj(1, 2, 3)).json()
        body = {
            "upload_id": upload["id"], "polycount": 200, "texture_size": 64, "lods": 2, "density": 500,
            "up": "z", "front": "x", "formats": ["gltf", "obj", "stl", "mjcf", "urdf"], "texture_format": "webp",
            "collision": "ucx", "lod_files": True,
        }  # fmt: skip
        done = user.wait(user.post("/v1/finishes", json=body).json()["id"], seconds=60)
        assert done["state"] == "succeeded", done["error"]
        (version,) = user.get(f"/v1/assets/{done['asset_id']}/versions").json()["items"]
        for file in version["files"]:
            (tmp_path / file["name"]).write_bytes(user.get(file["url"]).content)
        types = {file["name"]: file["media_type"] for file in version["files"]}
    assert {"ball.glb", "ball_LOD1.glb", "ball.gltf", "ball_LOD1.gltf", "ball_LOD1.obj", "ball_LOD1.stl"} <= set(types)
    assert {types["ball.xml"], types["ball.urdf"]} == {"application/xml"}
    for glb in ("ball.glb", "ball_LOD1.glb"):
        assert_clean(tmp_path / glb)
        tree = gltf_tree(tmp_path / glb)
        assert {image["mimeType"] for image in tree["images"]} == {"image/webp"}
        assert any(node["name"].startswith("UCX_") for node in tree["nodes"]) is (glb == "ball.glb")
    asset = load_asset(tmp_path / "ball.glb")
    assert asset.physics is not None
    assert asset.physics.mass == pytest.approx(500 * asset.physics.volume)
    # What was z in the file is up, and what was x faces us.
    assert np.ptp(asset.mesh.vertices, axis=0) == pytest.approx([2, 3, 1], rel=0.05)
    model = mujoco.MjModel.from_xml_path(str(tmp_path / "ball.xml"))
    assert model.body_mass.sum() == pytest.approx(asset.physics.mass, rel=1e-6)


def gltf_tree(path: Path) -> dict[str, Any]:
    """The JSON of a GLB."""
    data = path.read_bytes()
    (length,) = struct.unpack_from("<I", data, 12)
    found: dict[str, Any] = json.loads(data[20 : 20 + length])
    return found


def _png() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (4, 4)).save(stream, "PNG")
    return stream.getvalue()


def user_again(server: Server, email: str, asset_id: str) -> dict:  # type: ignore[type-arg]
    """Sign in to the restarted server and fetch the only version."""
    tokens = httpx.post(f"{server.url}/v1/auth/login", json={"email": email, "password": PASSWORD}).json()
    user = User(server.url, email, tokens)
    (version,) = user.get(f"/v1/assets/{asset_id}/versions").json()["items"]
    glb = next(f for f in version["files"] if f["name"].endswith(".glb"))
    return version | {
        "glb": user.get(glb["url"]).content,
        "coarse": user.get(glb["url"], params={"lod": "1"}).content,
    }


def test_references_to_other_files_are_refused(server: Server) -> None:
    with server:
        user = server.user()
        content = "mtllib ../../../../keys/signing.pem\n" + _obj()
        upload = user.post("/v1/uploads", params={"name": "spy.obj"}, content=content).json()
        job = user.post("/v1/finishes", json={"upload_id": upload["id"], "texture_size": 64}).json()
        done = user.wait(job["id"], seconds=60)
        assert (done["state"], done["error"]["cause"]) == ("failed", "file-format")
        assert "PRIVATE" not in str(done)


def test_a_bomb_fails_its_job_and_nothing_else(server: Server) -> None:
    with server:
        user = server.user()
        # A mesh that claims a billion vertices in a few bytes.
        ply = b"ply\nformat binary_little_endian 1.0\nelement vertex 1000000000\n"
        ply += b"property float x\nproperty float y\nproperty float z\nend_header\n"
        upload = user.post("/v1/uploads", params={"name": "bomb.ply"}, content=ply).json()
        job = user.post("/v1/finishes", json={"upload_id": upload["id"]}).json()
        done = user.wait(job["id"], seconds=60)
        assert (done["state"], done["error"]["cause"], done["attempt"]) == ("failed", "file-format", 1)
        assert str(server.folder) not in done["error"]["detail"]
        assert user.get("/readyz").status_code == 200
