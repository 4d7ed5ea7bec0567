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
    Column("event_seq", Integer, nullable=False, server_default="0"),
    Index("ix_jobs_queue", "state", "owner_id", "priority", "id"),
    Index("ix_jobs_owner", "owner_id", "id"),
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
    Column("job_id", ID, ForeignKey("jobs.id"), nullable=False),
    Column("created_at", Double, nullable=False, index=True),
)

assets = Table(
    "assets",
    metadata,
    Column("id", ID, primary_key=True),
    Column("owner_id", ID, ForeignKey("accounts.id"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("latest", Integer, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("updated_at", Double, nullable=False),
    Column("deleted_at", Double),
    Index("ix_assets_owner", "owner_id", "id"),
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
