"""Routes: sign in at an identity provider."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Cookie, Query, Request, Response
from fastapi.responses import RedirectResponse

from meshwright.service.accounts.linking import FLOW_SECONDS, Linking
from meshwright.service.api.context import Context, ContextDep
from meshwright.service.api.problems import REFUSALS
from meshwright.service.api.schemas import TokenPair
from meshwright.service.errors import NotFound, NotSignedIn
from meshwright.service.news import REVOKED

router = APIRouter(prefix="/v1/auth/oidc", tags=["accounts"], responses=REFUSALS)

COOKIE = "meshwright_oidc"


@router.get("/login", response_class=RedirectResponse, status_code=303)
def login(request: Request, context: ContextDep) -> Response:
    """Go to the identity provider."""
    linking = _linking(context, request)
    address, browser = linking.begin()
    answer = RedirectResponse(address, 303)
    answer.set_cookie(
        COOKIE,
        browser,
        max_age=int(FLOW_SECONDS),
        path="/v1/auth/oidc",
        secure=context.settings.public_url.startswith("https:"),
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get("/callback")
def callback(
    request: Request,
    response: Response,
    context: ContextDep,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=4000)] = "",
    error: Annotated[str, Query(max_length=200)] = "",
    iss: Annotated[str | None, Query(max_length=500)] = None,
    meshwright_oidc: Annotated[str, Cookie(max_length=200)] = "",
) -> TokenPair:
    """Come back from the identity provider and get a session."""
    linking = _linking(context, request)
    if error or not code:
        raise NotSignedIn("the identity provider did not sign you in")
    tokens = linking.finish(state, meshwright_oidc, code, iss)
    # It may have taken an account from whoever had it before.
    context.callers.forget()
    context.wakes.tell({REVOKED: {""}})
    response.delete_cookie(COOKIE, path="/v1/auth/oidc")
    return TokenPair(
        access_token=tokens.access_token,
        refresh_token=tokens.refresh_token,
        expires_in=context.settings.access_seconds,
    )


def _linking(context: Context, request: Request) -> Linking:
    if context.linking is None:
        raise NotFound("identity provider")
    context.rates.spend("oidc", request.client.host if request.client else "", 5 * context.settings.login_failures)
    return context.linking
