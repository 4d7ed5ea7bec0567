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
    Column("session_id", ID, ForeignKey("sessions.id"), nullable=False, index=True),
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
    Column("revoked_at", Double),
)

uploads = Table(
    "uploads",
    metadata,
    Column("id", ID, primary_key=True),
    Column("owner_id", ID, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("name", String(120), nullable=False),
    Column("media_type", String(80), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("created_at", Double, nullable=False),
)

batches = Table(
    "batches",
    metadata,
    Column("id", ID, primary_key=True),
    Column("owner_id", ID, ForeignKey("accounts.id"), nullable=False),
    Column("defaults", JSON, nullable=False),
    Column("total", Integer, nullable=False),
    # What could not become a job: index and problem of each.
    Column("rejected", JSON, nullable=False),
    # Jobs without a final state; the transaction that makes it 0 finishes the batch.
    Column("unfinished", Integer, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("finished_at", Double),
    Index("ix_batches_owner", "owner_id", "id"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", ID, primary_key=True),
    Column("owner_id", ID, ForeignKey("accounts.id"), nullable=False),
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
    Column("finished_at", Double),
    Column("error", JSON),
    Column("cause", String(40)),
    # A dead letter: it failed for reasons that might pass, as often as it was allowed to.
    Column("dead", Boolean, nullable=False, server_default="0"),
    Column("result", JSON),
    # The blob of the coarse shape, while the job runs.
    Column("preview", String(64)),
    Column("preview_size", BigInteger),
    Column("event_seq", Integer, nullable=False, server_default="0"),
    Column("batch_id", ID, ForeignKey("batches.id")),
    Column("batch_item", Integer),
    Index("ix_jobs_queue", "state", "owner_id", "priority", "id"),
    Index("ix_jobs_owner", "owner_id", "id"),
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

job_events = Table(
    "job_events",
    metadata,
    Column("job_id", ID, ForeignKey("jobs.id"), primary_key=True),
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
    Column("job_id", ID, ForeignKey("jobs.id")),
    Column("batch_id", ID, ForeignKey("batches.id")),
    Column("created_at", Double, nullable=False, index=True),
)

assets = Table(
    "assets",
    metadata,
    Column("id", ID, primary_key=True),
    Column("owner_id", ID, ForeignKey("accounts.id"), nullable=False),
    Column("name", String(200), nullable=False),
    # The words it was made from, for searching.
    Column("prompt", String(2000), nullable=False, server_default=""),
    Column("latest", Integer, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("updated_at", Double, nullable=False),
    Column("deleted_at", Double),
    Index("ix_assets_owner", "owner_id", "id"),
)

asset_tags = Table(
    "asset_tags",
    metadata,
    Column("asset_id", ID, ForeignKey("assets.id"), primary_key=True),
    Column("tag", String(40), primary_key=True, index=True),
)

versions = Table(
    "versions",
    metadata,
    Column("asset_id", ID, ForeignKey("assets.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("parent", Integer),
    Column("kind", String(20), nullable=False),
    Column("job_id", ID, ForeignKey("jobs.id")),
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
    Column("sha256", String(64), nullable=False),
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
