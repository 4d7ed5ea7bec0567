"""SQLite as a server would be: WAL, durable commits, write transactions that take their lock at once."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event

PATIENCE: Final = 10.0  # seconds that a transaction waits for the write lock


def open_sqlite(url: URL) -> Engine:
    """An engine whose write transactions (execution option `write`) begin immediately."""
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, pool_size=16, max_overflow=32, pool_timeout=30, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy says when a transaction begins, not the driver
    cursor = connection.cursor()
    for line in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={int(1000 * PATIENCE)}",
        "foreign_keys=ON",
        "cache_size=-8000",
    ):
        cursor.execute(f"PRAGMA {line}")
    cursor.close()


def _begin(connection: Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    if not connection.get_execution_options().get("write", False):
        driver.execute("BEGIN")
        return
    # SQLite waits for a lock in sleeps of up to 0.1 s; a busy worker would starve the API. So ask often.
    end = time.monotonic() + PATIENCE
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                # Taking the write lock at the start leaves no way to deadlock while upgrading a read.
                driver.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                    raise
                time.sleep(0.002)
    finally:
        driver.execute(f"PRAGMA busy_timeout={int(1000 * PATIENCE)}")
