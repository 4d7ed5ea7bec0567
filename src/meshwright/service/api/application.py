"""The application: stores, middleware, routes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import to_thread
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from starlette.middleware.cors import CORSMiddleware

from meshwright import __version__
from meshwright.errors import InputError
from meshwright.service import telemetry
from meshwright.service.accounts.known import KnownCallers
from meshwright.service.accounts.linking import Linking
from meshwright.service.accounts.oidc import Provider
from meshwright.service.accounts.projects import ProjectStore
from meshwright.service.accounts.secrets import Signer, key_in, keys_from
from meshwright.service.accounts.site import SiteStore
from meshwright.service.accounts.store import AccountStore
from meshwright.service.api import (
    accounts,
    archive,
    assets,
    batches,
    downloads,
    jobs,
    oidc,
    operations,
    projects,
    setup,
    site,
    webhooks,
)
from meshwright.service.api.context import Context
from meshwright.service.api.events import EventHub
from meshwright.service.api.middleware import BodyLimit, LocalOnly, PlainPaths, Watch
from meshwright.service.api.problems import install_problems
from meshwright.service.api.rates import RateLimits
from meshwright.service.assets.blobs import BlobStore
from meshwright.service.assets.buckets import open_place
from meshwright.service.assets.catalog import Catalog
from meshwright.service.assets.links import LinkSigner
from meshwright.service.assets.references import pinning
from meshwright.service.assets.store import AssetStore
from meshwright.service.assets.uploads import UploadStore
from meshwright.service.db.database import Database
from meshwright.service.db.group import GroupWriter
from meshwright.service.jobs.batches import BatchStore
from meshwright.service.jobs.store import JobStore
from meshwright.service.jobs.worker import policy
from meshwright.service.news import REVOKED
from meshwright.service.settings import Settings
from meshwright.service.wakes import Wakes
from meshwright.service.webhooks.store import WebhookStore

BODY_BYTES = 256 * 1024
# Uploads count for themselves; a thousand prompts need room.
OTHER_BODIES = {"/v1/uploads": None, "/v1/imports": None, "/v1/batches": 8 * 2**20}


def build_application(settings: Settings, database: Database, wakes: Wakes | None = None) -> FastAPI:
    """The API over a migrated database.

    wakes: from which it hears what other processes have done; without them it asks the database.
    """
    blobs = BlobStore(open_place(settings), pinning(database))
    signer = Signer(_signing_keys(settings, database), settings.access_seconds)
    account_store = AccountStore(database, signer, settings.refresh_seconds)
    job_store = JobStore(database, policy(settings))
    writer = GroupWriter(database)
    wakes = wakes or Wakes()
    callers = KnownCallers()
    wakes.on(REVOKED, lambda _names: callers.forget())
    registry = CollectorRegistry()
    registry.register(operations.Queue(database, settings.gpu_kinds))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = 32
        yield
        await to_thread.run_sync(writer.close)
        app.state.context.rates.close()

    app = FastAPI(
        title="Meshwright",
        version=__version__,
        description="A sentence or a picture in, a game-ready 3D asset out.",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        telemetry=telemetry.requests(),
    )
    app.state.registry = registry
    app.state.context = Context(
        settings=settings,
        database=database,
        accounts=account_store,
        jobs=job_store,
        batches=BatchStore(database, policy(settings)),
        webhooks=WebhookStore(database, private=settings.webhook_private_addresses),
        assets=AssetStore(database),
        catalog=Catalog(database),
        links=LinkSigner(signer.derive("links")),
        uploads=UploadStore(database, blobs, settings.image_pixels, settings.quotas),
        blobs=blobs,
        hub=EventHub(job_store, wakes),
        rates=RateLimits(settings.redis_url),
        callers=callers,
        wakes=wakes,
        writer=writer,
        local_account=account_store.local_account() if settings.single_user else None,
        projects=ProjectStore(database, settings.quotas),
        site=SiteStore(database, account_store, settings.quotas),
        linking=_linking(settings, database, account_store),
    )
    install_problems(app)
    for module in (
        accounts,
        jobs,
        batches,
        assets,
        downloads,
        webhooks,
        projects,
        archive,
        site,
        oidc,
        setup,
        operations,
    ):
        app.include_router(module.router)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors_origins),
            allow_methods=["GET", "POST", "PATCH", "PUT", "DELETE"],
            allow_headers=[
                *("Authorization", "Content-Type", "Idempotency-Key", "If-None-Match", "If-Range", "Last-Event-ID"),
                *("Range", "X-Request-ID"),
            ],
            expose_headers=[
                *("Accept-Ranges", "Allow", "Content-Disposition", "Content-Range", "ETag", "Idempotency-Replayed"),
                *("Location", "Retry-After", "X-Request-ID"),
            ],
        )
    app.add_middleware(BodyLimit, limit=BODY_BYTES, others=OTHER_BODIES)
    if settings.single_user:
        app.add_middleware(LocalOnly)
    app.add_middleware(PlainPaths)
    app.add_middleware(Watch, registry=registry)
    return app


def _signing_keys(settings: Settings, database: Database) -> list[Ed25519PrivateKey]:
    if settings.secret_key:
        return keys_from(settings.secret_key)
    if not database.embedded:
        # A key of its own would make this server refuse what its neighbours have signed.
        limit = "32 or more characters, the same on every server"
        raise InputError("secret_key", "is needed where servers share a database", limit)
    return [key_in(settings.folder / "keys" / "signing.pem")]


def _linking(settings: Settings, database: Database, account_store: AccountStore) -> Linking | None:
    if not settings.oidc_issuer:
        return None
    return Linking(database, account_store, Provider(settings), open_to_all=settings.registration)
