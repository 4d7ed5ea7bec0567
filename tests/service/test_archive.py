"""A project leaves one server as a file and enters another; a file with anything wrong leaves nothing behind."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from meshwright.service.archive.reading import LONGEST_JSON, Archive
from meshwright.service.errors import TooLarge

from .server import Server, User

Entries = dict[str, bytes]


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Another server, with room for little."""
    folder = tmp_path_factory.mktemp("other") / "data"
    with Server(folder, "--workers", "0", import_bytes=1 << 20, stored_bytes=100_000) as running:
        yield running


@pytest.fixture(scope="module")
def reader(other: Server) -> User:
    return other.user()


@pytest.fixture(scope="module")
def archive(user: User) -> bytes:
    """Of a project with a tree of versions, a revert, tags, a note, and a deleted asset that stays behind."""
    project = user.post("/v1/projects", json={"name": "Ünïcode / game"}).json()["id"]
    asset = user.make("make trunk", project_id=project, seed=7)
    for version in (1, 1):
        body = {"asset_id": asset, "instruction": "branch", "version": version}
        assert user.wait(user.post("/v1/edits", json=body).json()["id"])["state"] == "succeeded"
    assert user.post(f"/v1/assets/{asset}/revert", json={"version": 2}).status_code == 201
    assert user.patch(f"/v1/assets/{asset}", json={"tags": ["wood", "old"]}).status_code == 200
    assert user.patch(f"/v1/assets/{asset}/versions/2", json={"note": "good bark"}).status_code == 200
    user.make("make leaf", project_id=project)
    gone = user.make("make gone", project_id=project)
    user.delete(f"/v1/assets/{gone}")
    answer = user.get(f"/v1/projects/{project}/export")
    assert answer.status_code == 200
    assert "%C3%9Cn%C3%AFcode%20%2F%20game.zip" in answer.headers["Content-Disposition"]
    return answer.content


def _import(user: User, content: bytes, project: str | None = None) -> Any:
    params = {} if project is None else {"project_id": project}
    return user.post("/v1/imports", params=params, content=content)


def _new_project(user: User) -> str:
    return str(user.post("/v1/projects", json={"name": "target"}).json()["id"])


def test_an_export_is_a_plain_zip_file(archive: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        names = opened.namelist()
        manifest = json.loads(opened.read("manifest.json"))
        blobs = [name for name in names if name.startswith("blobs/")]
        assert (manifest["assets"], manifest["versions"], manifest["blobs"]) == (2, 5, len(blobs))
        for name in blobs:
            assert hashlib.sha256(opened.read(name)).hexdigest() == name.removeprefix("blobs/")


def test_what_leaves_one_server_enters_another(user: User, reader: User, archive: bytes) -> None:
    project = _new_project(reader)
    answer = _import(reader, archive, project)
    assert answer.status_code == 201, answer.text
    assert {name: answer.json()[name] for name in ("assets", "versions")} == {"assets": 2, "versions": 5}
    source = next(
        p["id"] for p in user.get("/v1/projects", params={"limit": 100}).json()["items"] if p["name"].startswith("Ün")
    )
    listed = [
        u.get("/v1/assets", params={"project_id": p}).json()["items"] for u, p in ((user, source), (reader, project))
    ]
    for old, new in zip(*listed, strict=True):
        assert old["id"] != new["id"]
        same = ("name", "prompt", "tags", "latest", "created_at")
        assert {name: old[name] for name in same} == {name: new[name] for name in same}
        ours = user.get(f"/v1/assets/{old['id']}/versions").json()["items"]
        theirs = reader.get(f"/v1/assets/{new['id']}/versions").json()["items"]
        for one, two in zip(ours, theirs, strict=True):
            same = ("number", "parent", "kind", "report", "provenance", "created_at", "note")
            assert {name: one[name] for name in same} == {name: two[name] for name in same}
            assert two["job_id"] is None
            assert two["request"] == one["request"] | ({"asset_id": new["id"]} if "asset_id" in one["request"] else {})
            for mine, file in zip(one["files"], two["files"], strict=True):
                assert (mine["name"], mine["media_type"]) == (file["name"], file["media_type"])
                assert reader.get(file["url"]).content == user.get(mine["url"]).content


def test_a_second_import_adds_new_assets(reader: User, archive: bytes) -> None:
    project = _new_project(reader)
    for count in (2, 4):
        assert _import(reader, archive, project).status_code == 201
        listed = reader.get("/v1/assets", params={"project_id": project}).json()["items"]
        assert len({item["id"] for item in listed}) == count
    # The bytes are there once.
    used = reader.get(f"/v1/projects/{project}").json()["used"]["stored_bytes"]
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert used == sum(info.file_size for info in opened.infolist() if info.filename.startswith("blobs/"))


def test_imports_need_the_role_and_room(reader: User, other: Server, archive: bytes) -> None:
    stranger = other.user()
    project = _new_project(reader)
    assert _import(stranger, archive, project).status_code == 404
    reader.post(f"/v1/projects/{project}/members", json={"email": stranger.email, "role": "viewer"})
    assert _import(stranger, archive, project).status_code == 403
    assert stranger.get(f"/v1/projects/{project}/export").status_code == 200
    assert _import(reader, b"x" * (1 << 20) + b"x", project).status_code == 413
    answer = _import(reader, _zip(_large()), project)
    assert (answer.status_code, answer.json()["code"]) == (403, "quota-stored-bytes"), answer.text
    assert reader.get("/v1/assets", params={"project_id": project}).json()["items"] == []


# Hostile archives: each is a sound small one with one thing changed.


def _small(content: bytes = b"glTF and more") -> Entries:
    asset, digest = "asset_" + "0" * 26, hashlib.sha256(content).hexdigest()
    file = {"name": "a.glb", "size": len(content), "sha256": digest}
    version = {"number": 1, "parent": None, "kind": "generation", "request": {"prompt": "a"}, "report": {}}
    head = {"id": asset, "name": "a", "prompt": "a", "tags": [], "versions": 2, "created_at": 1.0, "updated_at": 2.0}
    manifest = {"format": "meshwright-project", "version": 1, "made_by": "t", "project": "p", "created_at": 1.0}
    first = version | {"provenance": {}, "created_at": 1.0, "files": [file]}
    second = first | {"number": 2, "parent": 1, "kind": "edit"}
    parts = {
        f"assets/{asset}/asset.json": head,
        f"assets/{asset}/1.json": first,
        f"assets/{asset}/2.json": second,
        "manifest.json": manifest | {"assets": 1, "versions": 2, "blobs": 1},
    }
    return {name: json.dumps(part).encode() for name, part in parts.items()} | {f"blobs/{digest}": content}


def _large() -> Entries:
    return _small(b"x" * 200_000)


def _zip(entries: Entries, method: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _changed(end: str, change: Callable[[dict[str, Any]], object]) -> bytes:
    """With one JSON entry changed."""
    entries = _small()
    name = next(name for name in entries if name.endswith(end))
    part = json.loads(entries[name])
    change(part)
    return _zip(entries | {name: json.dumps(part).encode()})


def _with(name: str, content: bytes = b"x") -> bytes:
    return _zip(_small() | {name: content})


def _replaced(end: str, content: bytes) -> bytes:
    entries = _small()
    return _zip(entries | {next(name for name in entries if name.endswith(end)): content})


def _without(part: str) -> bytes:
    return _zip({name: content for name, content in _small().items() if part not in name})


def _twice() -> bytes:
    stream = io.BytesIO(_zip(_small()))
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("manifest.json", b"{}")
    return stream.getvalue()


def _overlapping() -> bytes:
    """Many names for the same bytes: a small file that claims to hold gigabytes."""
    content = b"z" * 100_000
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(f"blobs/{hashlib.sha256(content).hexdigest()}", content)
        first = archive.infolist()[0]
        for number in range(200):
            other = zipfile.ZipInfo(f"blobs/{number:064x}")
            other.header_offset, other.CRC = first.header_offset, first.CRC
            other.file_size = other.compress_size = first.file_size
            archive.filelist.append(other)
            archive.NameToInfo[other.filename] = other
    return stream.getvalue()


def _lying_end(entries: int, length: int) -> bytes:
    content = bytearray(_zip(_small()))
    content[-14:-6] = struct.pack("<2HL", min(entries, 65535), min(entries, 65535), length)
    return bytes(content)


def _nested() -> bytes:
    return b'{"a":' * 100_000 + b"1" + b"}" * 100_000


def _set(**values: object) -> Callable[[dict[str, Any]], object]:
    return lambda part: part.update(values)


def _file(**values: object) -> Callable[[dict[str, Any]], object]:
    return lambda part: part["files"][0].update(values)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "no zip": lambda: b"x" * 1000,
    "cut off": lambda: _zip(_small())[:-30],
    "comment": lambda: _zip(_small())[:-2] + b"\x03\x00abc",
    "compressed": lambda: _zip(_small(), zipfile.ZIP_DEFLATED),
    "bomb": lambda: _zip(_small() | {"blobs/" + "0" * 64: b"\0" * 50_000_000}, zipfile.ZIP_DEFLATED),
    "overlap": _overlapping,
    "many entries": lambda: _lying_end(65535, 2**31),
    "long directory": lambda: _lying_end(5, 2**31),
    "traversal": lambda: _with("../../etc/cron.d/x"),
    "traversal in blobs": lambda: _with("blobs/../../../x"),
    "absolute": lambda: _with("/etc/passwd"),
    "backslash": lambda: _with("blobs\\" + "0" * 64),
    "folder": lambda: _with("blobs/"),
    "null": lambda: _with("manifest.json\x00.txt"),
    "twice": _twice,
    "no manifest": lambda: _without("manifest"),
    "no asset.json": lambda: _without("asset.json"),
    "no first version": lambda: _without("/1.json"),
    "no blob": lambda: _without("blobs/"),
    "wrong digest": lambda: _replaced(hashlib.sha256(b"glTF and more").hexdigest(), b"glTF and evil"),
    "wrong size": lambda: _changed("1.json", _file(size=3)),
    "unused blob": lambda: _with("blobs/" + hashlib.sha256(b"x").hexdigest()),
    "no json": lambda: _replaced("asset.json", b"{"),
    "no object": lambda: _replaced("asset.json", b"[]"),
    "not text": lambda: _replaced("asset.json", b"\xff\xfe"),
    "nested": lambda: _replaced("1.json", _nested()),
    "nan": lambda: _replaced("asset.json", b'{"created_at": NaN}'),
    "infinite": lambda: _changed("1.json", _set(created_at=1e300)),
    "huge number": lambda: _replaced("1.json", b'{"report": {"a": 1e999}}'),
    "surrogate": lambda: _replaced("1.json", b'{"report": {"a": "\\ud800"}}'),
    "null in json": lambda: _changed("1.json", _set(report={"a": "\0"})),
    "other format": lambda: _changed("manifest.json", _set(format="other")),
    "other version": lambda: _changed("manifest.json", _set(version=2)),
    "wrong counts": lambda: _changed("manifest.json", _set(assets=2)),
    "unknown field": lambda: _changed("1.json", _set(owner_id="account_x")),
    "other asset": lambda: _changed("asset.json", _set(id="asset_" + "1" * 26)),
    "more versions": lambda: _changed("asset.json", _set(versions=3)),
    "later parent": lambda: _changed("1.json", _set(parent=2)),
    "own parent": lambda: _changed("2.json", _set(parent=2)),
    "other number": lambda: _changed("2.json", _set(number=1)),
    "kind": lambda: _changed("2.json", _set(kind="script")),
    "control characters": lambda: _changed("asset.json", _set(name="a\x1b[2J")),
    "file name": lambda: _changed("1.json", _file(name="../a.glb")),
    "file name dots": lambda: _changed("1.json", _file(name="..")),
    "digest as path": lambda: _changed("1.json", _file(sha256="../" * 20 + "etc/hosts")),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_archives_are_refused_and_nothing_is_kept(what: str, other: Server, reader: User) -> None:
    content = HOSTILE[what]()
    used = reader.get("/v1/account").json()["used"]
    answer = _import(reader, content)
    assert answer.status_code in (413, 422), answer.text
    assert answer.json()["code"] in ("bad-archive", "archive-entries", "archive-entry", "too-large"), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert reader.get("/v1/account").json()["used"] == used
    assert not list((other.folder / "scratch").glob("import-*"))


def test_the_sound_small_archive_is_taken(reader: User) -> None:
    project = _new_project(reader)
    assert _import(reader, _zip(_small()), project).status_code == 201
    (made,) = reader.get("/v1/assets", params={"project_id": project}).json()["items"]
    assert (made["name"], made["latest"]) == ("a", 2)


def test_a_long_entry_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "long.zip"
    path.write_bytes(_changed("1.json", _set(note="x" * LONGEST_JSON)))
    with pytest.raises(TooLarge, match=r"1\.json"):
        Archive(path)
