"""Connections and transactions on SQLite and PostgreSQL: `read()` never blocks, `write()` is short.

What may be relied on, on both:

- `read()` sees one state of the database, however many statements it has.
- `write()` runs alone: no other `write()` happens between its first and its last statement, so it may look
  first and change then. SQLite has one writer at a time anyway; on PostgreSQL they take turns.
- `write(alone=False)` runs beside others on PostgreSQL. It is for what happens often (claims, progress, new
  jobs), and must lock the rows that it decides by: with a fenced UPDATE, `hold`, or `.with_for_update()`, which
  says nothing on SQLite. `settled` repeats what the database broke off as a deadlock.
- What `tell` is given in a transaction is told when it has been committed, and only then.
"""

from __future__ import annotations

import functools
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, ParamSpec, TypeVar

from sqlalchemy import Column, Connection, Engine, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from meshwright.service.db.postgres import open_postgres, take_turns
from meshwright.service.db.sqlite import open_sqlite

News = dict[str, set[str]]
"""What has changed: names (of jobs, ...) by topic."""

_BROKEN_OFF: Final = frozenset({"40001", "40P01"})  # serialisation failure, deadlock
_TRIES: Final = 6
_NEWS: Final = "meshwright news"

AWAY: Final = (OperationalError, InterfaceError, PoolTimeout)
"""What is raised when the database does not answer, or not in time."""

P = ParamSpec("P")
T = TypeVar("T")


class Database:
    """An engine with the two kinds of transaction that this service uses."""

    def __init__(self, url: str, told: Callable[[News], None] | None = None) -> None:
        """Open `url` (SQLAlchemy form).

        told: called with what the transaction of a `write` has told, after its commit; must neither wait nor raise.
        """
        parsed = make_url(url)
        self.told = told
        self.embedded = parsed.get_backend_name() == "sqlite"
        self.engine: Engine = open_sqlite(parsed) if self.embedded else open_postgres(parsed)
        self._writing = self.engine.execution_options(write=True)
        self._reading = self.engine
        if not self.embedded:
            self._reading = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        # Threads of one process queue here; SQLite's own waiting is a sleep in a loop, and unfair.
        self._turn = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database and changes nothing."""
        with self._reading.connect() as connection:
            yield connection

    @contextmanager
    def write(self, *, alone: bool = True) -> Iterator[Connection]:
        """A transaction that is committed at the end of the block, or rolled back by an exception.

        alone: whether no other such transaction may run at the same time (see above).
        """
        if self.embedded:
            with self._turn, self._transaction() as connection:
                yield connection
        else:
            with self._transaction() as connection:
                if alone:
                    take_turns(connection)
                yield connection

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._writing.connect() as connection:
            connection.info.pop(_NEWS, None)
            with connection.begin():
                yield connection
            news: News | None = connection.info.pop(_NEWS, None)
        if news and self.told is not None:
            self.told(news)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def tell(connection: Connection, topic: str, name: str) -> None:
    """Have something told after the commit of this transaction."""
    connection.info.setdefault(_NEWS, {}).setdefault(topic, set()).add(name)


def hold(connection: Connection, column: Column[Any], name: str) -> None:
    """Keep a row from other transactions that hold or change it, until this one ends; its key may be referred to.

    For `write(alone=False)`; on SQLite nothing else writes anyway.
    """
    if connection.dialect.name != "sqlite":
        connection.execute(select(column).where(column == name).with_for_update(key_share=True))


def settled(method: Callable[P, T]) -> Callable[P, T]:
    """Repeat what the database broke off because it and another transaction waited for each other."""

    @functools.wraps(method)
    def repeated(*args: P.args, **kwargs: P.kwargs) -> T:
        for _ in range(_TRIES - 1):
            try:
                return method(*args, **kwargs)
            except DBAPIError as error:
                if not broken_off(error):
                    raise
            time.sleep(random.uniform(0.005, 0.05))
        return method(*args, **kwargs)

    return repeated


def broken_off(error: DBAPIError) -> bool:
    """Whether the transaction was fine, and only in the way of another."""
    original: Any = error.orig
    return getattr(original, "sqlstate", None) in _BROKEN_OFF
