"""A TCP proxy that loses answers on demand: what a bad network does, at a chosen moment."""

from __future__ import annotations

import contextlib
import socket
import threading
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import urlsplit


@dataclass
class Fault:
    """The answer to a request that begins with `request` ends after `bytes` bytes, `times` times."""

    request: bytes
    bytes: int = 0
    times: int = 1


class FlakyProxy:
    """Use with `with`; `url` is where to connect, `requests` what was asked."""

    def __init__(self, upstream: str, *faults: Fault) -> None:
        parts = urlsplit(upstream)
        self._upstream = (parts.hostname or "", parts.port or 80)
        self.faults = list(faults)
        self.requests: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads: list[threading.Thread] = []
        self._sockets: list[socket.socket] = []

    def __enter__(self) -> FlakyProxy:
        self._start(self._accept)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        _shut(self._listener)
        for one in self._sockets:
            _shut(one)
        for thread in self._threads:
            thread.join(5)

    def _start(self, function: object, *arguments: object) -> None:
        thread = threading.Thread(target=function, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                self._sockets.append(near)
                try:
                    far = socket.create_connection(self._upstream, 5)
                except OSError:
                    _shut(near)
                    continue
                self._sockets.append(far)
                left: list[int | None] = [None]  # bytes of the answer that may still pass
                self._start(self._ask, near, far, left)
                self._start(self._answer, far, near, left)

    def _ask(self, near: socket.socket, far: socket.socket, left: list[int | None]) -> None:
        with contextlib.suppress(OSError):
            while data := near.recv(65536):
                if data.split(b" ")[0] in (b"GET", b"POST", b"PUT", b"DELETE", b"PATCH"):
                    self.requests.append(data)
                    fault = next((f for f in self.faults if f.times and data.startswith(f.request)), None)
                    if fault is not None:  # the first that fits is used up first
                        fault.times -= 1
                        left[0] = fault.bytes
                far.sendall(data)
        _shut(far)

    def _answer(self, far: socket.socket, near: socket.socket, left: list[int | None]) -> None:
        with contextlib.suppress(OSError):
            while data := far.recv(65536):
                if left[0] is not None:
                    near.sendall(data[: left[0]])
                    left[0] -= len(data)
                    if left[0] <= 0:
                        break
                else:
                    near.sendall(data)
        _shut(near)
        _shut(far)


def _shut(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
