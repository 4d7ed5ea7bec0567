"""Every refusal as `application/problem+json`, and the same in the OpenAPI document."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from meshwright.service.api.schemas import ProblemBody
from meshwright.service.db.database import AWAY
from meshwright.service.errors import Busy, Invalid, Problem

log = logging.getLogger("meshwright.api")

_SCHEMA = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}
REFUSALS: dict[int | str, dict[str, Any]] = {
    422: {"description": "Not accepted", "content": _SCHEMA},
    "4XX": {"description": "Refused", "content": _SCHEMA},
    "5XX": {"description": "Failed", "content": _SCHEMA},
}
"""Declared by every route."""


def install_problems(app: FastAPI) -> None:
    """Make the application answer with problem documents, and declare them."""
    app.add_exception_handler(Problem, _refusal)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    for kind in AWAY:
        app.add_exception_handler(kind, _away)
    app.add_exception_handler(Exception, _unexpected)

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            schema = ProblemBody.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            schemas |= schema.pop("$defs", {}) | {"ProblemBody": schema}
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _answer(request: Request, status: int, code: str, detail: str, headers: Any = None, **more: Any) -> JSONResponse:
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": request.scope.get("request_id", ""),
        **more,
    }
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def field_problems(errors: Sequence[Any]) -> list[dict[str, str]]:
    """Pydantic's errors as the `errors` of a problem document: at most 20."""
    return [
        {"field": ".".join(str(part) for part in e["loc"] if part != "body")[:200], "problem": e["msg"]}
        for e in errors[:20]
    ]


def _refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    more = {"errors": error.errors} if isinstance(error, Invalid) else {}
    return _answer(request, error.status, error.code, error.detail, error.headers, **error.more, **more)


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = field_problems(error.errors())
    detail = "; ".join(f"{e['field'] or 'body'}: {e['problem']}" for e in found)[:1000]
    return _answer(request, 422, "invalid", detail, errors=found)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        # The router names the methods of one route only; a path may have several.
        path = request.url.path.split("/")
        allowed = {
            method.upper()
            for template, methods in request.app.openapi()["paths"].items()
            if _fits(template.split("/"), path)
            for method in methods
        }
        headers["Allow"] = ", ".join(sorted(allowed))
    return _answer(request, error.status_code, code, str(error.detail), headers)


def _fits(template: list[str], path: list[str]) -> bool:
    """Whether the parts of a path are those of a template such as `/v1/jobs/{job_id}`."""
    return len(template) == len(path) and all(t == p or t[:1] == "{" for t, p in zip(template, path, strict=True))


def _away(request: Request, error: Exception) -> Response:
    """The database does not answer, or broke off what was in the way of another transaction."""
    log.error("no database", exc_info=error, extra={"fields": {"request_id": request.scope.get("request_id", "")}})
    return _refusal(request, Busy("the database does not answer"))


def _unexpected(request: Request, error: Exception) -> Response:
    log.error("unexpected", exc_info=error, extra={"fields": {"request_id": request.scope.get("request_id", "")}})
    return _answer(request, 500, "internal", "an unexpected error; its cause is in the log under the request_id")
