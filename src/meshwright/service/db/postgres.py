"""PostgreSQL through psycopg 3: connections that survive a restart of the server, and who waits for whom."""

from __future__ import annotations

from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine, text

# Keys of advisory locks; any numbers will do that all processes of a service agree on.
WRITERS: Final = 0x4D57_0001
MIGRATION: Final = 0x4D57_0002

_SESSION: Final = {
    "lock_timeout": "10s",  # as long as SQLite's writers wait
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "60s",  # a stopped process must not keep its locks
}


def open_postgres(url: URL) -> Engine:
    """An engine that looks whether a pooled connection still lives, and gives up on a server that is silent."""
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=8,
        max_overflow=24,
        pool_timeout=30,
        pool_pre_ping=True,
        hide_parameters=True,  # errors are logged, and values may be secrets
        connect_args={
            "connect_timeout": 5,
            "application_name": "meshwright",
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 15_000,
            "options": " ".join(f"-c {name}={value}" for name, value in _SESSION.items()),
        },
    )


def take_turns(connection: Connection, key: int = WRITERS) -> None:
    """Wait for all earlier transactions that took turns; the turn ends with the transaction."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
