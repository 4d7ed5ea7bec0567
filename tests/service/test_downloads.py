"""Signed links and levels of detail."""

from __future__ import annotations

import email
import email.policy
import time
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from .server import Server, User


@pytest.fixture(scope="module")
def asset(user: User) -> str:
    """With two coarser levels."""
    return user.make("lods 2")


def _path(asset: str, name: str = "thing.glb") -> str:
    return f"/v1/assets/{asset}/versions/1/files/{name}"


def _link(user: User, asset: str, seconds: int = 60) -> str:
    answer = user.post(f"{_path(asset)}/links", json={"expires_in": seconds})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["url"])


def test_a_link_opens_its_file_and_nothing_else(server: Server, user: User, asset: str) -> None:
    url = _link(user, asset)
    with httpx.Client(base_url=server.url) as nobody:
        answer = nobody.get(url, headers={"Range": "bytes=0-3"})
        assert (answer.status_code, answer.content) == (206, user.get(_path(asset)).content[:4])
        assert "thing.glb" in answer.headers["Content-Disposition"]
        assert nobody.get(f"{url}&lod=1").content == user.get(_path(asset, "thing_LOD1.glb")).content
        assert nobody.get(_path(asset)).status_code == 401
        assert nobody.get(f"/v1/assets/{asset}").status_code == 401
        assert nobody.post(url.replace("?", "/links?"), json={}).status_code == 401


def test_a_changed_link_is_refused(server: Server, user: User, stranger: User, asset: str) -> None:
    url = _link(user, asset)
    given = {name: value[0] for name, value in parse_qs(urlsplit(url).query).items()}
    account = stranger.get("/v1/account").json()["id"]
    other = user.make("make other")
    changed = [
        (_path(asset), {**given, "expires": str(int(given["expires"]) + 1)}),
        (_path(asset), {**given, "by": account}),
        (_path(asset), {**given, "signature": given["signature"][::-1]}),
        (_path(asset), {**given, "signature": ""}),
        (_path(asset, "thumbnail.png"), given),
        (_path(other), given),
        (f"/v1/assets/{asset}/versions/2/files/thing.glb", given),
    ]
    with httpx.Client(base_url=server.url) as nobody:
        for path, query in changed:
            answer = nobody.get(path, params=query)
            assert (answer.status_code, answer.json()["code"]) == (403, "bad-link"), query
        assert nobody.get(_path(asset), params={"by": given["by"], "expires": given["expires"]}).status_code == 401


def test_a_link_ends(server: Server, user: User) -> None:
    asset = user.make("make short")
    short, long = _link(user, asset, 2), _link(user, asset, 600)
    with httpx.Client(base_url=server.url) as nobody:
        assert nobody.get(short).status_code == 200
        time.sleep(3.1)
        late = nobody.get(short)
        assert (late.status_code, late.json()["code"]) == (410, "link-expired")
        assert nobody.get(long).status_code == 200
        user.delete(f"/v1/assets/{asset}")
        assert nobody.get(long).status_code == 404, "it opens what its maker may read"
    for seconds in (0, 7 * 86400 + 1):
        assert user.post(f"{_path(asset)}/links", json={"expires_in": seconds}).status_code == 422


def test_links_are_for_what_one_can_read(stranger: User, user: User, asset: str) -> None:
    assert stranger.post(f"{_path(asset)}/links", json={}).status_code == 404
    assert user.post(f"{_path(asset, 'none.glb')}/links", json={}).status_code == 404


def test_links_are_not_logged(server: Server, user: User, asset: str) -> None:
    url = _link(user, asset)
    httpx.get(server.url + url)
    assert parse_qs(urlsplit(url).query)["signature"][0] not in server.logs()


def test_one_level(user: User, asset: str) -> None:
    names = {f["name"]: f["lod"] for f in user.get(f"/v1/assets/{asset}/versions/1").json()["files"]}
    assert names == {"thing.glb": 0, "thing_LOD1.glb": 1, "thing_LOD2.glb": 2, "thumbnail.png": None}
    for level, name in (("0", "thing.glb"), ("1", "thing_LOD1.glb"), ("2", "thing_LOD2.glb")):
        answer = user.get(_path(asset), params={"lod": level})
        assert answer.content == user.get(_path(asset, name)).content
        assert name in answer.headers["Content-Disposition"]
    assert user.get(_path(asset), params={"lod": "3"}).status_code == 404
    assert user.get(_path(asset), params={"lod": "x"}).status_code == 422
    wrong = user.get(_path(asset, "thumbnail.png"), params={"lod": "1"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "no-levels")


def test_all_levels_come_coarse_first(user: User, asset: str) -> None:
    answer = user.get(_path(asset), params={"lod": "all"})
    assert len(answer.content) == int(answer.headers["Content-Length"])
    head = f"Content-Type: {answer.headers['Content-Type']}\r\n\r\n".encode()
    message = email.message_from_bytes(head + answer.content, policy=email.policy.HTTP)
    parts = list(message.iter_parts())
    assert [part.get_filename() for part in parts] == ["thing_LOD2.glb", "thing_LOD1.glb", "thing.glb"]
    for part in parts:
        content = part.get_payload(decode=True)
        assert len(content) == int(part["Content-Length"])
        assert content == user.get(_path(asset, part.get_filename())).content


def test_an_edit_takes_the_whole_file(user: User, asset: str) -> None:
    edit = user.post("/v1/edits", json={"asset_id": asset, "instruction": "paint it"}).json()
    done = user.wait(edit["id"])
    newest = user.get(f"/v1/assets/{asset}/versions/{done['assets'][0]['version']}").json()
    url = next(f["url"] for f in newest["files"] if f["name"] == "thing.glb")
    assert user.get(url).content.startswith(user.get(_path(asset)).content)
