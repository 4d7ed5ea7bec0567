"""Connections and transactions: `read()` never blocks, `write()` is short and takes its lock at once."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

PATIENCE = 10.0  # seconds that a transaction waits for the write lock


class Database:
    """An engine with the two kinds of transaction that this service uses."""

    def __init__(self, url: str) -> None:
        """Open `url` (SQLAlchemy form); SQLite runs in WAL mode with durable commits."""
        parsed = make_url(url)
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        self.engine: Engine = create_engine(parsed, pool_size=16, max_overflow=32, pool_timeout=30)
        self._writing = self.engine.execution_options(write=True)
        # Threads of one process queue here; SQLite's own waiting is a sleep in a loop, and unfair.
        self._turn = threading.Lock()
        event.listen(self.engine, "connect", _prepare)
        event.listen(self.engine, "begin", _begin)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database and changes nothing."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is committed at the end of the block, or rolled back by an exception."""
        with self._turn, self._writing.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


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
