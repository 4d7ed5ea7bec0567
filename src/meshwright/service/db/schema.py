"""The tables. `jobs` is the truth about work; every other record of it is a hint.

Times are seconds since 1970 (double precision), the same on every database.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(40)

accounts = Table(
    "accounts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("email", String(254), nullable=False, unique=True),
    Column("password_hash", String(255), nullable=False),
    Column("created_at", Double, nullable=False),
    # When a job of this account was last started: who waited longest is served first.
    Column("served_at", Double, nullable=False, server_default="0"),
    # Of the whole site: `user` or `admin`.
    Column("role", String(12), nullable=False, server_default="user"),
    Column("disabled_at", Double),
    # When an identity provider vouched for the address; registering alone proves nothing.
    Column("verified_at", Double),
    # Limits of this account, where they are not the settings' (names as in `accounts.quotas.Limits`).
    Column("quota", JSON, nullable=False, server_default="{}"),
)

# One-time secrets of the first-run link; void as soon as the site has an admin.
setup_tokens = Table(
    "setup_tokens",
    metadata,
    Column("secret_hash", String(64), primary_key=True),
    Column("expires_at", Double, nullable=False),
)

projects = Table(
    "projects",
    metadata,
    Column("id", ID, primary_key=True),
    # Who made it. What they may do is in `memberships`, except for a personal project, which is theirs alone.
    Column("owner_id", ID, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("personal", Boolean, nullable=False, server_default="0"),
    Column("quota", JSON, nullable=False, server_default="{}"),
    Column("created_at", Double, nullable=False),
    Column("deleted_at", Double, index=True),
)

memberships = Table(
    "memberships",
    metadata,
    Column("project_id", ID, ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True),
    Column("account_id", ID, ForeignKey("accounts.id"), primary_key=True, index=True),
    Column("role", String(12), nullable=False),
    Column("created_at", Double, nullable=False),
)

# Accounts at an identity provider (OpenID Connect).
identities = Table(
    "identities",
    metadata,
    Column("issuer", String(500), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("account_id", ID, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("created_at", Double, nullable=False),
)

# Sign-ins that are under way at an identity provider.
oidc_flows = Table(
    "oidc_flows",
    metadata,
    Column("state_hash", String(64), primary_key=True),
    Column("browser_hash", String(64), nullable=False),
    Column("nonce", String(64), nullable=False),
    Column("verifier", String(128), nullable=False),
    Column("expires_at", Double, nullable=False, index=True),
)

# Work that one process at a time does, whoever holds the lease.
leases = Table(
    "leases",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("holder", ID, nullable=False),
    Column("until", Double, nullable=False),
)

# What is in the blob store. Every row that names a blob refers to this one, so that the database itself
# refuses to forget a blob that is in use (see `assets.references`).
blobs = Table(
    "blobs",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    # It may become unused only after this time: whoever stored it is about to name it.
    Column("pinned_until", Double, nullable=False, index=True),
    # Since when it has been seen that nothing names it.
    Column("unused_at", Double),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("account_id", ID, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("created_at", Double, nullable=False),
    Column("revoked_at", Double),
)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("secret_hash", String(64), primary_key=True),
    Column("session_id", ID, ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("expires_at", Double, nullable=False),
    Column("used_at", Double),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", ID, primary_key=True),
    Column("account_id", ID, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    Column("prefix", String(16), nullable=False),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("scopes", JSON, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("expires_at", Double),
    Column("used_at", Double),
    Column("revoked_at", Double),
)

uploads = Table(
    "uploads",
    metadata,
    Column("id", ID, primary_key=True),
    Column("owner_id", ID, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("project_id", ID, ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
    Column("name", String(120), nullable=False),
    Column("media_type", String(80), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64), ForeignKey("blobs.sha256"), nullable=False, index=True),
    Column("created_at", Double, nullable=False, index=True),
    Index("ix_uploads_project", "project_id", "id"),
)

batches = Table(
    "batches",
    metadata,
    Column("id", ID, primary_key=True),
    Column("owner_id", ID, ForeignKey("accounts.id"), nullable=False),
    Column("project_id", ID, ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
    Column("defaults", JSON, nullable=False),
    Column("total", Integer, nullable=False),
    # What could not become a job: index and problem of each.
    Column("rejected", JSON, nullable=False),
    # Jobs without a final state; the transaction that makes it 0 finishes the batch.
    Column("unfinished", Integer, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("finished_at", Double),
    Index("ix_batches_owner", "owner_id", "id"),
    Index("ix_batches_project", "project_id", "id"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", ID, primary_key=True),
    Column("owner_id", ID, ForeignKey("accounts.id"), nullable=False),
    Column("project_id", ID, ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("request", JSON, nullable=False),
    Column("state", String(12), nullable=False),
    Column("stage", String(40), nullable=False, server_default=""),
    Column("progress", Double, nullable=False, server_default="0"),
    Column("priority", Integer, nullable=False, server_default="0"),
    Column("attempt", Integer, nullable=False, server_default="0"),
    Column("max_attempts", Integer, nullable=False),
    Column("run_after", Double, nullable=False),
    Column("worker_id", ID),
    Column("lease_until", Double),
    Column("created_at", Double, nullable=False),
    Column("started_at", Double),
    Column("finished_at", Double, index=True),
    Column("error", JSON),
    Column("cause", String(40)),
    # A dead letter: it failed for reasons that might pass, as often as it was allowed to.
    Column("dead", Boolean, nullable=False, server_default="0"),
    Column("result", JSON),
    # The blob of the coarse shape, while the job runs.
    Column("preview", String(64), ForeignKey("blobs.sha256"), index=True),
    Column("preview_size", BigInteger),
    Column("event_seq", Integer, nullable=False, server_default="0"),
    Column("batch_id", ID, ForeignKey("batches.id", ondelete="SET NULL")),
    Column("batch_item", Integer),
    # The trace of the request that made it (W3C traceparent), if requests are traced.
    Column("trace", String(60)),
    Index("ix_jobs_queue", "state", "owner_id", "priority", "id"),
    Index("ix_jobs_owner", "owner_id", "id"),
    Index("ix_jobs_project", "project_id", "id"),
    Index("ix_jobs_batch", "batch_id", "batch_item"),
)

workers = Table(
    "workers",
    metadata,
    Column("id", ID, primary_key=True),
    Column("host", String(255), nullable=False),
    Column("cpu", Boolean, nullable=False),
    Column("gpu", Boolean, nullable=False),
    Column("started_at", Double, nullable=False),
    Column("seen_at", Double, nullable=False, index=True),
)

# The blobs that a job reads.
job_inputs = Table(
    "job_inputs",
    metadata,
    Column("job_id", ID, ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    Column("sha256", String(64), ForeignKey("blobs.sha256"), primary_key=True, index=True),
)

job_events = Table(
    "job_events",
    metadata,
    Column("job_id", ID, ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("data", JSON, nullable=False),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("account_id", ID, ForeignKey("accounts.id"), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    # What was made: a job or a batch.
    Column("job_id", ID, ForeignKey("jobs.id", ondelete="CASCADE")),
    Column("batch_id", ID, ForeignKey("batches.id", ondelete="CASCADE")),
    Column("created_at", Double, nullable=False, index=True),
)

assets = Table(
    "assets",
    metadata,
    Column("id", ID, primary_key=True),
    Column("owner_id", ID, ForeignKey("accounts.id"), nullable=False),
    Column("project_id", ID, ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
    Column("name", String(200), nullable=False),
    # The words it was made from, for searching.
    Column("prompt", String(2000), nullable=False, server_default=""),
    Column("latest", Integer, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("updated_at", Double, nullable=False),
    Column("deleted_at", Double, index=True),
    Index("ix_assets_owner", "owner_id", "id"),
    Index("ix_assets_project", "project_id", "id"),
)

asset_tags = Table(
    "asset_tags",
    metadata,
    Column("asset_id", ID, ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True),
    Column("tag", String(40), primary_key=True, index=True),
)

versions = Table(
    "versions",
    metadata,
    Column("asset_id", ID, ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("parent", Integer),
    Column("kind", String(20), nullable=False),
    Column("job_id", ID, ForeignKey("jobs.id", ondelete="SET NULL")),
    Column("item", Integer),
    Column("request", JSON, nullable=False),
    Column("report", JSON, nullable=False),
    Column("provenance", JSON, nullable=False),
    Column("created_at", Double, nullable=False),
    # What people say of it; the only columns that change.
    Column("note", String(4000), nullable=False, server_default=""),
    Column("rating", Integer),
    # The last line of defence: one product of one job is one version, whoever writes it.
    UniqueConstraint("job_id", "item", name="uq_versions_job_item"),
)

files = Table(
    "files",
    metadata,
    Column("asset_id", ID, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("name", String(120), primary_key=True),
    Column("media_type", String(80), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64), ForeignKey("blobs.sha256"), nullable=False, index=True),
    ForeignKeyConstraint(
        ["asset_id", "number"],
        ["versions.asset_id", "versions.number"],
        name="fk_files_versions",
        ondelete="CASCADE",
    ),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", ID, primary_key=True),
    Column("owner_id", ID, ForeignKey("accounts.id"), nullable=False),
    Column("url", String(2000), nullable=False),
    Column("description", String(200), nullable=False, server_default=""),
    Column("events", JSON, nullable=False),
    # Signing needs the secret itself. After a rotation the old one signs too, for a while.
    Column("secret", String(80), nullable=False),
    Column("old_secret", String(80)),
    Column("old_until", Double),
    Column("created_at", Double, nullable=False),
    # Since when every attempt has failed; too long, and it is disabled.
    Column("failing_since", Double),
    Column("disabled_at", Double),
    Column("disabled_reason", String(200)),
    Index("ix_webhooks_owner", "owner_id", "id"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", ID, primary_key=True),
    Column("webhook_id", ID, ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False),
    Column("event", String(40), nullable=False),
    Column("data", JSON, nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    # When the next attempt is due; while one runs, when it may be taken over.
    Column("due_at", Double, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("finished_at", Double),
    Column("last_status", Integer),
    Column("last_error", String(200)),
    Column("last_seconds", Double),
    Index("ix_deliveries_due", "state", "due_at"),
    Index("ix_deliveries_webhook", "webhook_id", "id"),
)

stage_times = Table(
    "stage_times",
    metadata,
    Column("kind", String(20), primary_key=True),
    Column("stage", String(40), primary_key=True),
    # Upper bound of the histogram's bucket, in seconds.
    Column("bound", Double, primary_key=True),
    Column("count", BigInteger, nullable=False),
    Column("seconds", Double, nullable=False),
)
