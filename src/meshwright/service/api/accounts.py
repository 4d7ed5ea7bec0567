"""Routes: registration, sessions, API keys."""

from __future__ import annotations

import time

from fastapi import APIRouter, Request, Response
from sqlalchemy import RowMapping

from meshwright.service.accounts.access import personal_project
from meshwright.service.accounts.store import Principal, Tokens
from meshwright.service.api.context import Caller, Context, ContextDep, Forgetting, Manager
from meshwright.service.api.paging import PageDep
from meshwright.service.api.problems import REFUSALS
from meshwright.service.api.schemas import (
    Account,
    Credentials,
    Key,
    KeyBody,
    KeyPage,
    NewKey,
    RefreshBody,
    TokenPair,
    moment,
)
from meshwright.service.api.schemas_accounts import OwnAccount, PasswordBody, Rates
from meshwright.service.api.schemas_projects import Amounts
from meshwright.service.errors import Forbidden, NotSignedIn

router = APIRouter(prefix="/v1", tags=["accounts"], responses=REFUSALS, route_class=Forgetting)


@router.post("/auth/register", status_code=201)
def register(body: Credentials, request: Request, context: ContextDep) -> Account:
    """Open an account."""
    if not context.settings.registration:
        raise Forbidden("registration-closed", "this service does not open accounts for strangers")
    context.rates.spend("register", _address(request), context.settings.registrations, 60)
    return _account(context.accounts.register(body.email, body.password))


@router.post("/auth/login")
def login(body: Credentials, request: Request, context: ContextDep) -> TokenPair:
    """Start a session."""
    limit, address = context.settings.login_failures, _address(request)
    # Per account and address, so that a stranger's failures do not lock the owner out; and per address alone.
    one, many = f"{address} {body.email}", address
    context.rates.check("login", one, limit, 5)
    context.rates.check("logins", many, 5 * limit, 5)
    try:
        tokens = context.accounts.login(body.email, body.password)
    except NotSignedIn:
        context.rates.spend("login", one, limit, 5)
        context.rates.spend("logins", many, 5 * limit, 5)
        raise
    return _pair(context, tokens)


@router.post("/auth/refresh")
def refresh(body: RefreshBody, context: ContextDep) -> TokenPair:
    """Exchange a refresh token, once; a second use ends the session."""
    return _pair(context, context.accounts.refresh(body.refresh_token))


@router.post("/auth/logout", status_code=204)
def logout(caller: Caller, context: ContextDep) -> Response:
    """End this session, whose tokens are refused from now on; or with an API key, that key, whatever its scopes."""
    if caller.key_id is not None:
        context.accounts.revoke_key(caller.account_id, caller.key_id)
        return Response(status_code=204)
    _session(caller)
    context.accounts.logout(caller, everywhere=False)
    return Response(status_code=204)


@router.post("/auth/logout-everywhere", status_code=204)
def logout_everywhere(caller: Manager, context: ContextDep) -> Response:
    """End every session of the account. API keys stay: revoke them one by one."""
    context.accounts.logout(caller, everywhere=True)
    return Response(status_code=204)


@router.get("/account")
def account(caller: Caller, context: ContextDep) -> OwnAccount:
    """Who is calling, what they have and what they may have."""
    row, used, limits = context.site.account(caller.account_id)
    return OwnAccount(
        **_account(row).model_dump(),
        role=row["role"],
        project_id=personal_project(row["id"]),
        used=Amounts.of(used),
        limits=Amounts.of(limits),
        per_minute=Rates(requests=context.settings.requests, submissions=context.settings.submissions),
    )


@router.post("/account/password")
def change_password(body: PasswordBody, request: Request, caller: Manager, context: ContextDep) -> TokenPair:
    """Set another password: every session ends, and this answer starts a new one."""
    limit = context.settings.login_failures
    context.rates.check("password", caller.account_id, limit, 5)
    try:
        tokens = context.accounts.change_password(
            caller.account_id, body.password, body.new_password, end_keys=body.end_keys
        )
    except NotSignedIn as error:
        context.rates.spend("password", caller.account_id, limit, 5)
        raise Forbidden("wrong-password", "password: is not the current one") from error
    return _pair(context, tokens)


@router.post("/api-keys", status_code=201)
def create_key(body: KeyBody, caller: Manager, context: ContextDep) -> NewKey:
    """Make an API key; it is shown in this answer only."""
    missing = set(body.scopes) - caller.scopes
    if missing:
        raise Forbidden("scope", f"a key cannot give what its maker lacks: {', '.join(sorted(missing))}")
    expires = None if body.expires_in is None else time.time() + body.expires_in
    row, key = context.accounts.create_key(caller.account_id, body.name, body.scopes, expires)
    return NewKey(**_key(row).model_dump(), key=key)


@router.get("/api-keys")
def keys(caller: Manager, context: ContextDep, page: PageDep) -> KeyPage:
    """The keys that have not been revoked, newest first."""
    rows = context.accounts.keys(caller.account_id, page.after, page.limit + 1)
    cursor = page.cursor([row["id"] for row in rows])
    return KeyPage(items=[_key(row) for row in rows[: page.limit]], next_cursor=cursor)


@router.delete("/api-keys/{key_id}", status_code=204)
def revoke_key(key_id: str, caller: Manager, context: ContextDep) -> Response:
    """End a key at once."""
    context.accounts.revoke_key(caller.account_id, key_id)
    return Response(status_code=204)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _session(caller: Principal) -> None:
    if caller.session_id is None:
        raise Forbidden("no-session", "there is no session to end")


def _pair(context: Context, tokens: Tokens) -> TokenPair:
    return TokenPair(
        access_token=tokens.access_token,
        refresh_token=tokens.refresh_token,
        expires_in=context.settings.access_seconds,
    )


def _account(row: RowMapping) -> Account:
    return Account(id=row["id"], email=row["email"], created_at=moment(row["created_at"]))


def _key(row: RowMapping) -> Key:
    return Key(
        id=row["id"],
        name=row["name"],
        prefix=row["prefix"],
        scopes=row["scopes"],
        created_at=moment(row["created_at"]),
        expires_at=None if row["expires_at"] is None else moment(row["expires_at"]),
        last_used_at=None if row["used_at"] is None else moment(row["used_at"]),
    )
