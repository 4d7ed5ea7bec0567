# Made from ../asynchronous by scripts/make-blocking: change it there.
"""Requests that survive lost answers and restarts: retries, credentials, problem documents, pages."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar
from urllib.parse import quote

import httpx

from meshwright import __version__
from meshwright.client.remote import policy
from meshwright.client.remote.blocking.runtime import Lock, sleep
from meshwright.client.remote.decode import decode
from meshwright.client.remote.errors import ProblemError, UnexpectedAnswer, Unreachable, problem
from meshwright.client.remote.files import CHUNK
from meshwright.client.remote.models_accounts import TokenPair

T = TypeVar("T")

UPLOAD_TIMEOUT: Final = 600.0  # the answer to a large file comes when it has been read and checked


class Transport:
    """One connection pool to one service, with the caller's credentials."""

    def __init__(
        self,
        url: str,
        api_key: str | None = None,
        *,
        timeout: float = 30.0,
        patience: float = 60.0,
        insecure: bool = False,
    ) -> None:
        """url: where the service listens.  api_key: None only for a service in single-user mode.

        timeout: seconds without a byte before an answer counts as lost.
        patience: seconds to keep trying while the service is away or busy.
        insecure: allow plain HTTP to other machines.
        Raises `InputError` for an unusable address.
        """
        self.url = policy.checked_url(url, insecure=insecure)
        self.patience = patience
        self._bearer = api_key
        self._refresh_token: str | None = None
        self._refreshing = Lock()
        self._http = httpx.Client(
            base_url=self.url, timeout=timeout, headers={"User-Agent": f"meshwright/{__version__}"}, trust_env=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._http.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.url!r})"

    def adopt(self, tokens: TokenPair) -> None:
        """Use the tokens of a login from now on; they are refreshed when they expire."""
        self._bearer, self._refresh_token = tokens.access_token, tokens.refresh_token

    def call(
        self,
        method: str,
        path: str,
        *,
        body: dict[str, Any] | None = None,
        query: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        content: Callable[[], Iterator[bytes]] | None = None,
        repeatable: bool | None = None,
    ) -> httpx.Response:
        """An answer below 400, asked for again while the service is away or busy.

        query: values of None are left out.  content: makes the body anew for every attempt.
        repeatable: whether asking twice does no more than asking once; None: by the method.
        Raises `ProblemError` and its kinds, `Unreachable`.
        """
        repeatable = method != "POST" if repeatable is None else repeatable
        options: dict[str, Any] = {"params": given(query or {}), "headers": headers or {}}
        if body is not None:
            options["json"] = body
        end, attempt, renewed = time.monotonic() + self.patience, 0, False
        while True:
            bearer = self._bearer
            try:
                if content is not None:
                    options["content"] = content()
                    options["timeout"] = httpx.Timeout(self._http.timeout.connect, read=UPLOAD_TIMEOUT)
                response = self._http.request(method, path, **self._signed(options, bearer))
            except httpx.TransportError as error:
                # A connection that was never made has asked for nothing, so even what counts may be asked again.
                unsent = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
                wait = policy.pause(attempt)
                if not (repeatable or unsent) or time.monotonic() + wait > end:
                    raise Unreachable(f"no answer from {self.url}: {describe(error)}") from error
            else:
                if response.status_code < 400:
                    return response
                if response.status_code == 401 and not renewed and self._renew(bearer):
                    renewed = True
                    continue
                after = policy.retry_after(response.headers.get("retry-after"))
                wait = policy.pause(attempt, after)
                worth = policy.may_repeat(response.status_code, attempt, repeatable=repeatable)
                if not worth or time.monotonic() + wait > end:
                    raise refusal(response)
            sleep(wait)
            attempt += 1

    def get(self, kind: type[T], path: str, **query: Any) -> T:
        """A thing of the service."""
        return decode(kind, json_of(self.call("GET", path, query=query)))

    def post(self, kind: type[T], path: str, body: dict[str, Any] | None = None, *, repeatable: bool = False) -> T:
        """What the service answers to an order that has no idempotency key; values of None are left out."""
        sent = None if body is None else given(body)
        return decode(kind, json_of(self.call("POST", path, body=sent, repeatable=repeatable)))

    def patch(self, kind: type[T], path: str, body: dict[str, Any]) -> T:
        """A thing after a change."""
        return decode(kind, json_of(self.call("PATCH", path, body=body)))

    def order(
        self,
        kind: type[T],
        path: str,
        body: dict[str, Any],
        key: str | None = None,
    ) -> T:
        """What the service answers to an order that happens once, however often it must be sent.

        key: the `Idempotency-Key`; None makes one. With the same key the same order also happens once across
        calls and programs, for 48 hours.
        """
        headers = {"Idempotency-Key": key or uuid.uuid4().hex}
        response = self.call("POST", path, body=body, headers=headers, repeatable=True)
        return decode(kind, json_of(response))

    def send_file(
        self, path: str, source: Path, media_type: str, query: dict[str, Any], *, repeatable: bool = False
    ) -> Any:
        """The JSON answer to a file as the body of a request; `repeatable` is as of `call`."""
        headers = {"Content-Type": media_type, "Content-Length": str(source.stat().st_size)}

        def content() -> Iterator[bytes]:
            with source.open("rb") as stream:
                while chunk := stream.read(CHUNK):
                    yield chunk

        return json_of(self.call("POST", path, query=query, headers=headers, content=content, repeatable=repeatable))

    def pages(self, kind: type[T], path: str, **query: Any) -> Iterator[T]:
        """All items of a list, page by page as they are asked for."""
        cursor: str | None = None
        while True:
            page = json_of(self.call("GET", path, query={**query, "cursor": cursor}))
            if not isinstance(page, dict) or not isinstance(page.get("items"), list):
                raise UnexpectedAnswer(f"{path} did not answer with a page")
            for item in page["items"]:
                yield decode(kind, item)
            cursor = page.get("next_cursor")
            if cursor is None:
                return

    @contextmanager
    def stream(
        self, path: str, headers: dict[str, str], *, timeout: float | None = None, signed: bool = True
    ) -> Iterator[httpx.Response]:
        """One attempt at an answer whose body comes piece by piece; its status is the caller's to judge.

        signed: whether to show credentials, which a signed link does not need.  Raises `httpx.TransportError`.
        """
        options: dict[str, Any] = {"headers": headers}
        if timeout is not None:
            options["timeout"] = httpx.Timeout(self._http.timeout.connect, read=timeout)
        chosen = self._signed(options, self._bearer) if signed else options
        with self._http.stream("GET", path, **chosen) as response:
            if response.status_code >= 400:
                response.read()
            yield response

    def _signed(self, options: dict[str, Any], bearer: str | None) -> dict[str, Any]:
        if bearer is None:
            return options
        return {**options, "headers": {**options["headers"], "Authorization": f"Bearer {bearer}"}}

    def _renew(self, stale: str | None) -> bool:
        """Exchange the refresh token, once for all who wait; returns whether there is a newer access token."""
        with self._refreshing:
            if self._bearer != stale:
                return True
            if self._refresh_token is None:
                return False
            response = self._http.post("/v1/auth/refresh", json={"refresh_token": self._refresh_token})
            if response.status_code != 200:
                self._refresh_token = None
                return False
            self.adopt(decode(TokenPair, json_of(response)))
            return True


def given(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is None."""
    return {name: value for name, value in values.items() if value is not None}


def json_of(response: httpx.Response) -> Any:
    """The JSON of an answer. Raises `UnexpectedAnswer`."""
    try:
        return response.json()
    except ValueError as error:
        raise UnexpectedAnswer(f"{response.request.url} did not answer in JSON: is it a Meshwright service?") from error


def refusal(response: httpx.Response) -> ProblemError:
    """The error that an answer of 400 or above stands for."""
    try:
        body = response.json()
    except ValueError:
        body = {}
    after = policy.retry_after(response.headers.get("retry-after"))
    return problem(response.status_code, body if isinstance(body, dict) else {}, after)


def describe(error: httpx.TransportError) -> str:
    """A transport error in words; some have none of their own."""
    return str(error) or type(error).__name__


def segment(name: str) -> str:
    """A name as one part of a path."""
    return quote(name, safe="")
