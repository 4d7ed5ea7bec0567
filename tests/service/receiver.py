"""A receiver of webhooks on loopback that remembers what it got and answers as it is told."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from standardwebhooks import Webhook


class Receiver:
    """`answers`: statuses of the next answers, the last one for ever; 302 redirects to the receiver itself."""

    def __init__(self, *answers: int, pause: float = 0.0) -> None:
        self.answers = list(answers) or [204]
        self.pause = pause
        self.got: list[tuple[dict[str, str], bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                time.sleep(receiver.pause)
                status = receiver.answers.pop(0) if len(receiver.answers) > 1 else receiver.answers[0]
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", f"{receiver.url}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    def wait(self, count: int, seconds: float = 15.0) -> list[tuple[dict[str, str], bytes]]:
        """The messages once there are that many."""
        end = time.monotonic() + seconds
        while len(self.got) < count:
            assert time.monotonic() < end, self.got
            time.sleep(0.05)
        return list(self.got)

    def opened(self, secret: str) -> list[dict[str, Any]]:
        """The messages so far, checked with the library that receivers use."""
        return [Webhook(secret).verify(body, headers) for headers, body in self.got]

    def events(self) -> list[str]:
        """The types of the messages so far."""
        return [json.loads(body)["type"] for _, body in self.got]

    def __enter__(self) -> Receiver:
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
