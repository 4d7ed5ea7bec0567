"""Pictures by their address: fetched from public places only, within limits, and off unless the operator wants it."""

from __future__ import annotations

import asyncio
import io
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from meshwright.service.assets import pictures
from meshwright.service.assets.pictures import fetch_picture
from meshwright.service.errors import Problem, Refused, TooLarge

from .server import Server, User

# Every way to write an address of this machine or its network that was found to fool someone.
INSIDE = [
    "http://127.0.0.1/a.png",
    "http://localhost/a.png",
    "http://localhost./a.png",
    "http://[::1]/a.png",
    "http://0.0.0.0/a.png",
    "http://[::]/a.png",
    "http://127.1/a.png",
    "http://0x7f000001/a.png",
    "http://0x7f.0.0.1/a.png",
    "http://2130706433/a.png",
    "http://0177.0.0.1/a.png",
    "http://[::ffff:127.0.0.1]/a.png",
    "http://[::ffff:7f00:1]/a.png",
    "http://[64:ff9b::7f00:1]/a.png",
    "http://[2002:7f00:1::]/a.png",
    "http://[::127.0.0.1]/a.png",
    "http://[::ffff:0:7f00:1]/a.png",
    "http://[64:ff9b:1::7f00:1]/a.png",
    "http://[2001:0:0:0:0:0:80ff:fffe]/a.png",
    "http://[fec0::1]/a.png",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fe80::1]/a.png",
    "http://[fd00:ec2::254]/a.png",
    "http://10.0.0.1/a.png",
    "http://172.16.0.1/a.png",
    "http://192.168.0.1/a.png",
    "http://100.64.0.1/a.png",
    "http://192.0.0.8/a.png",
    "http://224.0.0.1/a.png",
    "http://255.255.255.255/a.png",
    "http://nothing.invalid/a.png",
]
ODD = [
    "http://example.org:22/a.png",
    "http://example.org:6379/a.png",
    "http://user:password@example.org/a.png",
    "http://example.org@127.0.0.1/a.png",
    "http:///a.png",
    "http://example.org:port/a.png",
    "http://[::1/a.png",
    "file:///etc/passwd",
    "gopher://example.org/a",
    "ftp://example.org/a.png",
    "//127.0.0.1/a.png",
]


def _png() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(stream, "PNG")
    return stream.getvalue()


class Web:
    """A web server on loopback; `asked` are the paths it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                owner.asked.append(self.path)
                name = self.path.strip("/")
                status = {"missing": 404, "moved": 302, "broken": 500}.get(name, 200)
                self.send_response(status)
                if name == "moved":
                    self.send_header("Location", "/good")
                self.send_header("Content-Type", "text/html" if name == "page" else "image/png; charset=x")
                if name == "compressed":
                    self.send_header("Content-Encoding", "gzip")
                self.end_headers()
                content = {"endless": b"x" * 1000, "slow": b"x"}.get(name, _png())
                try:
                    self.wfile.write(content)
                    while name in ("endless", "slow"):
                        time.sleep(0.05 if name == "slow" else 0)
                        self.wfile.write(content)
                except OSError:
                    pass

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self) -> Web:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with Web() as running:
        yield running


def _fetch(address: str, *, trusted: bool = False, limit: int = 100_000) -> tuple[str, bytes]:
    file = io.BytesIO()
    name = asyncio.run(fetch_picture("images.0", address, file, limit, trusted=trusted))
    return name, file.getvalue()


def test_a_picture_is_fetched(web: Web) -> None:
    assert _fetch(web.url + "/good", trusted=True) == ("fetched.png", _png())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing", "404"),
        ("moved", "redirects are not followed"),
        ("broken", "500"),
        ("page", "text/html"),
        ("compressed", "compressed"),
    ],
)
def test_other_answers_are_refused(web: Web, name: str, said: str) -> None:
    web.asked.clear()
    with pytest.raises(Refused, match=said):
        _fetch(f"{web.url}/{name}", trusted=True)
    assert web.asked == [f"/{name}"]


def test_a_picture_without_end_is_cut_off(web: Web) -> None:
    with pytest.raises(TooLarge, match="100000"):
        _fetch(web.url + "/endless", trusted=True)


def test_a_picture_that_trickles_is_given_up(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "TIMEOUT", 0.5)
    start = time.monotonic()
    with pytest.raises(Refused, match="too long"):
        _fetch(web.url + "/slow", trusted=True)
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("address", [*INSIDE, *ODD])
def test_what_is_inside_is_not_fetched_and_not_told(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    connected: list[Any] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _self, to: connected.append(to))
    monkeypatch.setattr(socket.socket, "connect_ex", lambda _self, to: connected.append(to))
    with pytest.raises(Problem) as refusal:
        _fetch(address)
    # The same words for what is there, what is not, and what must not be asked.
    assert refusal.value.detail == "images.0: there is no picture at this address that this server may fetch"
    assert connected == []


def test_a_name_that_changes_its_address_is_asked_once(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: public when it is checked, private when it is used."""
    asked: list[str] = []
    used: list[str] = []

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        address = "203.0.114.7" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    async def connect(_self: Any, host: str, *_: Any, **__: Any) -> Any:
        import httpcore

        used.append(host)
        raise httpcore.ConnectError("far away")

    from meshwright.service import outside

    monkeypatch.setattr(outside.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(outside.httpcore.AnyIOBackend, "connect_tcp", connect)
    with pytest.raises(Refused):
        _fetch("http://rebound.example/a.png")
    assert (asked, used) == (["rebound.example"], ["203.0.114.7"])


def test_it_is_off_unless_the_operator_wants_it(user: User) -> None:
    answer = user.post("/v1/generations", json={"prompt": "make 1", "images": ["https://example.org/a.png"]})
    assert (answer.status_code, answer.json()["code"]) == (422, "images-by-address")


def test_the_service_fetches_nothing_from_its_own_machine(web: Web, tmp_path: Path) -> None:
    with Server(tmp_path / "data", "--workers", "0", fetch_images=1) as server:
        user = server.user()
        web.asked.clear()
        for address in (web.url + "/good", "http://localhost/a.png", "http://169.254.169.254/"):
            answer = user.post("/v1/generations", json={"prompt": "make 1", "images": [address]})
            assert (answer.status_code, answer.json()["code"]) == (422, "image-not-fetched"), answer.text
        assert web.asked == []
        assert user.get("/v1/jobs").json()["items"] == []
        for address in ("file:///etc/passwd", "gopher://a/", "javascript:alert(1)"):
            answer = user.post("/v1/generations", json={"prompt": "make 1", "images": [address]})
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
        assert not list((server.folder / "scratch").glob("fetch-*"))
