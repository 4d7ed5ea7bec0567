"""What routes ask for: the stores, who is calling, where a page starts."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any

from anyio import to_thread
from fastapi import Depends, Query, Request, Response, Security
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from meshwright.service.accounts.known import KnownCallers
from meshwright.service.accounts.linking import Linking
from meshwright.service.accounts.projects import ProjectStore
from meshwright.service.accounts.site import SiteStore
from meshwright.service.accounts.store import SCOPES, AccountStore, Principal
from meshwright.service.api.events import EventHub
from meshwright.service.api.rates import RateLimits
from meshwright.service.assets.blobs import BlobStore
from meshwright.service.assets.catalog import Catalog
from meshwright.service.assets.links import LinkSigner
from meshwright.service.assets.store import AssetStore
from meshwright.service.assets.uploads import UploadStore
from meshwright.service.db.database import Database
from meshwright.service.db.group import GroupWriter
from meshwright.service.errors import Forbidden, NotSignedIn
from meshwright.service.jobs.batches import BatchStore
from meshwright.service.jobs.store import JobStore
from meshwright.service.news import REVOKED
from meshwright.service.settings import Settings
from meshwright.service.wakes import Wakes
from meshwright.service.webhooks.store import WebhookStore


@dataclass
class Context:
    """Everything that routes share; made once with the application."""

    settings: Settings
    database: Database
    accounts: AccountStore
    jobs: JobStore
    batches: BatchStore
    webhooks: WebhookStore
    assets: AssetStore
    uploads: UploadStore
    catalog: Catalog
    links: LinkSigner
    blobs: BlobStore
    hub: EventHub
    rates: RateLimits
    callers: KnownCallers
    wakes: Wakes
    writer: GroupWriter
    local_account: str | None
    projects: ProjectStore
    site: SiteStore
    linking: Linking | None


# Dependencies that do not wait are coroutines: a plain function would cost a change of threads each.
async def _context(request: Request) -> Context:
    found: Context = request.app.state.context
    return found


ContextDep = Annotated[Context, Depends(_context)]

_bearer = HTTPBearer(auto_error=False, description="An access token from /v1/auth/login, or an API key (mw_...).")


async def _principal(
    context: ContextDep, given: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
) -> Principal:
    if given is None:
        if context.local_account is None:
            raise NotSignedIn
        return Principal(context.local_account, frozenset(SCOPES))
    era, caller = context.callers.era, context.callers.find(given.credentials)
    if caller is None:
        caller = await to_thread.run_sync(context.accounts.authenticate, given.credentials)
        context.callers.remember(given.credentials, caller, era)
    await context.rates.soon("requests", caller.account_id, context.settings.requests)
    return caller


Caller = Annotated[Principal, Depends(_principal)]


async def _optional(
    context: ContextDep, given: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
) -> Principal | None:
    return None if given is None and context.local_account is None else await _principal(context, given)


OptionalCaller = Annotated[Principal | None, Depends(_optional)]


def need(scope: str, caller: Principal) -> Principal:
    """The caller, if the credentials have a scope. Raises `Forbidden`."""
    if scope not in caller.scopes:
        raise Forbidden("scope", f"the API key lacks the scope {scope!r}")
    return caller


async def _reader(caller: Caller) -> Principal:
    return need("read", caller)


async def _writer(caller: Caller) -> Principal:
    return need("write", caller)


async def _manager(caller: Caller) -> Principal:
    return need("account", caller)


async def _site_admin(caller: Caller) -> Principal:
    if "admin" not in caller.scopes:
        raise Forbidden("not-admin", "this needs an admin of the site, and of an API key the scope 'admin'")
    return caller


Reader = Annotated[Principal, Depends(_reader)]
Writer = Annotated[Principal, Depends(_writer)]
Manager = Annotated[Principal, Depends(_manager)]
SiteAdmin = Annotated[Principal, Depends(_site_admin)]


class Forgetting(APIRoute):
    """For routes that may end sessions, keys or accounts: before they answer, every caller is to be checked again."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The usual handler; what it has revoked is gone even where it then refuses (a refresh token used twice)."""
        usual = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await usual(request)
            finally:
                if request.method not in ("GET", "HEAD"):
                    context: Context = request.app.state.context
                    context.callers.forget()
                    context.wakes.tell({REVOKED: {""}})

        return handler


ProjectFilter = Annotated[
    str | None,
    Query(
        max_length=40,
        pattern=r"^project_[0-9a-z]{26}$",
        description="of one project; of all that you can read if not given",
    ),
]
