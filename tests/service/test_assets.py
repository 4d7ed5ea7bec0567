"""Versions, files, uploads."""

from __future__ import annotations

import io
import json
import struct

import pytest
from PIL import Image

from .server import Server, User


@pytest.fixture(scope="module")
def asset(user: User) -> str:
    """Three versions: one, an edit, a return to the first."""
    found = user.make("make first")
    edit = user.post("/v1/edits", json={"asset_id": found, "instruction": "paint it"}).json()
    assert user.wait(edit["id"])["state"] == "succeeded"
    back = user.post(f"/v1/assets/{found}/revert", json={"version": 1})
    assert (back.status_code, back.json()["number"]) == (201, 3)
    return found


def _versions(user: User, asset: str) -> list[dict]:  # type: ignore[type-arg]
    return list(user.get(f"/v1/assets/{asset}/versions").json()["items"])


def test_revert_adds_a_version_with_the_old_files(user: User, asset: str) -> None:
    third, second, first = _versions(user, asset)
    assert (third["kind"], third["parent"], third["number"]) == ("revert", 1, 3)
    assert [f["sha256"] for f in third["files"]] == [f["sha256"] for f in first["files"]]
    assert second["files"][0]["sha256"] != first["files"][0]["sha256"]
    assert user.post(f"/v1/assets/{asset}/revert", json={"version": 3}).status_code == 409
    assert user.post(f"/v1/assets/{asset}/revert", json={"version": 9}).status_code == 404


def test_an_edit_of_an_old_version_is_a_branch(user: User) -> None:
    asset = user.make("make trunk")
    for version in (1, 1):
        body = {"asset_id": asset, "instruction": "branch", "version": version}
        user.wait(user.post("/v1/edits", json=body).json()["id"])
    assert [(v["number"], v["parent"]) for v in _versions(user, asset)] == [(3, 1), (2, 1), (1, None)]


def test_versions_are_paged(user: User, asset: str) -> None:
    one = user.get(f"/v1/assets/{asset}/versions", params={"limit": 2}).json()
    two = user.get(f"/v1/assets/{asset}/versions", params={"limit": 2, "cursor": one["next_cursor"]}).json()
    assert [v["number"] for v in one["items"] + two["items"]] == [3, 2, 1]
    assert two["next_cursor"] is None


def test_delete_hides_and_restore_brings_back(user: User) -> None:
    asset = user.make("make 1")
    url = _versions(user, asset)[0]["files"][0]["url"]
    assert user.delete(f"/v1/assets/{asset}").status_code == 204
    assert user.get(f"/v1/assets/{asset}").status_code == 404
    assert user.get(url).status_code == 404
    assert user.delete(f"/v1/assets/{asset}").status_code == 404
    listed = {i["id"] for i in user.get("/v1/assets", params={"limit": 100}).json()["items"]}
    gone = {i["id"] for i in user.get("/v1/assets", params={"deleted": True}).json()["items"]}
    assert (asset in listed, asset in gone) == (False, True)
    assert user.post(f"/v1/assets/{asset}/restore").json()["deleted_at"] is None
    assert user.get(url).status_code == 200


def test_search_takes_wildcards_literally(user: User) -> None:
    user.make("make 1")
    assert user.get("/v1/assets", params={"q": "MAKE"}).json()["items"]
    assert user.get("/v1/assets", params={"q": "%"}).json()["items"] == []


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        ("bytes=0-9", 206, 0, 10),
        ("bytes=10-", 206, 10, None),
        ("bytes=-7", 206, -7, None),
        ("bytes=0-999999", 206, 0, None),
        ("bytes=5-5", 206, 5, 6),
        ("bytes=9-5", 200, 0, None),
        ("bytes=0-1,4-5", 200, 0, None),
        ("lines=0-1", 200, 0, None),
    ],
)
def test_ranges(user: User, asset: str, asked: str, status: int, start: int, end: int | None) -> None:
    url = _versions(user, asset)[2]["files"][0]["url"]
    whole = user.get(url).content
    answer = user.get(url, headers={"Range": asked})
    assert (answer.status_code, answer.content) == (status, whole[start:end])
    if status == 206:
        at = start if start >= 0 else len(whole) + start
        assert answer.headers["Content-Range"] == f"bytes {at}-{at + len(answer.content) - 1}/{len(whole)}"


def test_a_range_beyond_the_end_and_validators(user: User, asset: str) -> None:
    url = _versions(user, asset)[0]["files"][0]["url"]
    whole = user.get(url)
    assert user.get(url, headers={"Range": "bytes=999999-"}).status_code == 416
    assert user.get(url, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    stale = user.get(url, headers={"Range": "bytes=0-1", "If-Range": '"other"'})
    assert (stale.status_code, stale.content) == (200, whole.content)
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert whole.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "name",
    ["..%2f..%2fmeshwright.db", "%2e%2e/%2e%2e/keys/signing.pem", "..\\..\\lock", "%00", "/etc/passwd", "~", "."],
)
def test_names_do_not_reach_the_file_system(server: Server, user: User, asset: str, name: str) -> None:
    answer = user.get(f"/v1/assets/{asset}/versions/1/files/{name}")
    assert answer.status_code in (404, 405)
    assert b"PRIVATE KEY" not in answer.content
    assert b"root:" not in answer.content


def test_upload_names_are_tamed(user: User) -> None:
    for given, kept in [
        ("../../etc/cron.d/x.stl", "x.stl"),
        ("..\\..\\boot.stl", "boot.stl"),
        ("a\r\nX-Evil: 1.stl", "a_X-Evil_1.stl"),
        ("été 漢字.stl", "t_.stl"),
        ("x" * 190 + ".stl", "x" * 90 + ".stl"),
    ]:
        answer = user.post("/v1/uploads", params={"name": given}, content=b"solid a\n")
        assert (answer.status_code, answer.json().get("name")) == (201, kept), answer.text


def _glb(length: int | None = None, json_length: int | None = None) -> bytes:
    text = json.dumps({"asset": {"version": "2.0"}}).encode().ljust(28)
    body = struct.pack("<I4s", len(text) if json_length is None else json_length, b"JSON") + text
    return struct.pack("<4sII", b"glTF", 2, 12 + len(body) if length is None else length) + body


def _png(width: int, height: int) -> bytes:
    """A picture that claims a size."""
    stream = io.BytesIO()
    Image.new("L", (1, 1)).save(stream, "PNG")
    data = bytearray(stream.getvalue())
    data[16:24] = struct.pack(">II", width, height)
    import zlib

    data[29:33] = struct.pack(">I", zlib.crc32(bytes(data[12:29])))
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("a.glb", _glb(), 201, None),
        ("a.glb", _glb(length=2**31), 422, "bad-mesh"),
        ("a.glb", _glb(json_length=2**32 - 1), 422, "bad-mesh"),
        ("a.glb", b"PK\x03\x04" + b"0" * 100, 422, "bad-mesh"),
        ("a.3mf", b"not a zip", 422, "bad-mesh"),
        ("a.stl", b"", 422, "bad-mesh"),
        ("a.exe", b"MZ", 422, "unknown-format"),
        ("noending", b"MZ", 422, "unknown-format"),
        ("a.png", _png(64, 64), 201, None),
        ("a.png", _png(30000, 30000), 413, "image-pixels"),
        ("a.png", _png(9000, 9000), 413, "image-pixels"),
        ("a.png", b"<svg/>", 422, "bad-image"),
        ("a.jpg", _png(64, 64), 422, "bad-image"),
        ("a.stl", b"solid " * 200_000, 413, "too-large"),
    ],
)
def test_what_uploads_are_taken(user: User, name: str, content: bytes, status: int, code: str | None) -> None:
    answer = user.post("/v1/uploads", params={"name": name}, content=content)
    assert (answer.status_code, answer.json().get("code")) == (status, code), answer.text


def test_a_flood_without_a_length_is_cut_off(server: Server, user: User) -> None:
    def flood() -> object:
        for _ in range(64):
            yield b"solid " * 20_000

    answer = user.post("/v1/uploads", params={"name": "a.stl"}, content=flood())  # type: ignore[arg-type]
    assert answer.status_code == 413
    assert not list((server.folder / "scratch").glob("upload-*"))


def test_an_upload_is_used_for_what_it_is(user: User) -> None:
    mesh = user.post("/v1/uploads", params={"name": "a.stl"}, content=b"solid a\n").json()["id"]
    image = user.post("/v1/uploads", params={"name": "a.png"}, content=_png(8, 8)).json()["id"]
    assert user.post("/v1/finishes", json={"upload_id": image}).status_code == 422
    answer = user.post("/v1/generations", json={"prompt": "make 1", "images": [mesh]})
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong-kind")
    assert user.wait(user.submit("make 1", images=[image]))["state"] == "succeeded"
