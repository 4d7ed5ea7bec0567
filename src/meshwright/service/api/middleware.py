"""What happens to every request: an identifier, a log line, a measurement, safe headers, the local guard."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from meshwright.service import telemetry
from meshwright.service.settings import is_loopback

log = logging.getLogger("meshwright.access")

_IDENTIFIER = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Watch:
    """Gives every request an `X-Request-ID` (the caller's if it is a plain word), logs it and measures it."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self.app = app
        self.requests = Counter(
            "meshwright_requests", "Requests answered", ["method", "route", "status"], registry=registry
        )
        self.seconds = Histogram(
            "meshwright_request_seconds", "Time to the first byte of an answer", ["route"], registry=registry
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        scope["request_id"] = given if _IDENTIFIER.fullmatch(given) else uuid.uuid4().hex
        telemetry.mark(scope["request_id"])
        start = time.perf_counter()
        status = 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = scope["request_id"]
                for name, value in _SAFE.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
                self.seconds.labels(_route(scope)).observe(time.perf_counter() - start)
            await send(message)

        try:
            await self.app(scope, receive, answer)
        finally:
            route = _route(scope)
            self.requests.labels(scope["method"][:10], route, status).inc()
            fields = {
                "request_id": scope["request_id"],
                "method": scope["method"],
                "path": scope["path"][:500],
                "status": status,
                "seconds": round(time.perf_counter() - start, 4),
                "client": (scope.get("client") or ("",))[0],
            }
            log.info("request", extra={"fields": fields})


class LocalOnly:
    """Without login the browser is the danger: refuse other host names (DNS rebinding) and other origins."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
            origin = headers.get("origin")
            strange = origin is not None and urlsplit(origin).netloc != headers.get("host")
            if not is_loopback(host) or strange or headers.get("sec-fetch-site") == "cross-site":
                detail = "single-user mode answers only requests from this machine's own pages"
                await _problem(scope, 403, "not-local", detail)(scope, receive, send)
                return
        await self.app(scope, receive, send)


class PlainPaths:
    """Nothing has a name with a NUL in it, and PostgreSQL does not even take the question."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and "\0" in scope["path"]:
            await _problem(scope, 404, "not-found", "there is no such thing")(scope, receive, send)
            return
        await self.app(scope, receive, send)


class BodyLimit:
    """Refuses bodies above `limit` bytes, announced or not; `others` has limits by path, None for no limit."""

    def __init__(self, app: ASGIApp, limit: int, others: Mapping[str, int | None]) -> None:
        self.app = app
        self.limit = limit
        self.others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit = self.others.get(scope["path"], self.limit) if scope["type"] == "http" else None
        if limit is None:
            await self.app(scope, receive, send)
            return
        detail = f"the body is too large (limit: {limit} bytes)"
        length = Headers(scope=scope).get("content-length", "0")
        if not length.isdecimal() or int(length) > limit:
            await _problem(scope, 413, "too-large", detail)(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise HTTPException(413, detail)
            return message

        await self.app(scope, counted, send)


def _problem(scope: Scope, status: int, code: str, detail: str) -> JSONResponse:
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": scope["request_id"],
    }
    return JSONResponse(body, status, media_type="application/problem+json")


def _route(scope: Scope) -> str:
    # The template and not the path, so that callers cannot make time series.
    route = scope.get("route")
    return getattr(route, "path", "unknown")
