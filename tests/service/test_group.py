"""Group commits: changes that share a transaction, each of which succeeds or fails alone."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from meshwright.service.accounts.known import MOMENT, KnownCallers
from meshwright.service.accounts.store import Principal
from meshwright.service.db.database import Database
from meshwright.service.db.group import GroupWriter


class Counted(Database):
    """Counts its transactions; the first one waits for `go`."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.writes = 0
        self.go = threading.Event()
        self.broken = False

    @contextmanager
    def write(self, *, alone: bool = True) -> Iterator[Connection]:
        self.writes += 1
        if self.writes == 1:
            self.go.wait(10)
        with super().write(alone=alone) as connection:
            yield connection
            if self.broken:
                raise OSError("the disk is full")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Counted]:
    found = Counted(f"sqlite:///{tmp_path / 'a.db'}")
    with found.engine.begin() as connection:
        connection.execute(text("create table t (n integer primary key)"))
    yield found
    found.close()


def _add(number: int) -> Any:
    def change(connection: Connection) -> int:
        connection.execute(text("insert into t values (:n)"), {"n": number})
        if number < 0:
            raise ValueError(number)
        return number

    return change


def _kept(database: Database) -> list[int]:
    with database.read() as connection:
        return list(connection.execute(text("select n from t order by n")).scalars())


def test_what_comes_together_is_committed_together_and_fails_alone(database: Counted) -> None:
    writer = GroupWriter(database)

    async def all_at_once() -> list[Any]:
        asked = [asyncio.ensure_future(writer.ask("a", _add(n))) for n in (0, 1, 2, -3, 2, 4)]
        await asyncio.sleep(0.2)  # all wait behind the first
        database.go.set()
        return await asyncio.gather(*asked, return_exceptions=True)

    outcomes = asyncio.run(all_at_once())
    writer.close()
    assert [o for o in outcomes if isinstance(o, int)] == [0, 1, 2, 4]
    assert isinstance(outcomes[3], ValueError)
    assert "UNIQUE" in str(outcomes[4])
    assert _kept(database) == [0, 1, 2, 4], "a change that failed has left nothing"
    assert database.writes <= 2


def test_nothing_is_said_to_be_done_that_is_not_on_the_disk(database: Counted) -> None:
    database.go.set()
    database.broken = True
    writer = GroupWriter(database)

    async def ask(*numbers: int) -> list[Any]:
        return await asyncio.gather(*(writer.ask("a", _add(n)) for n in numbers), return_exceptions=True)

    assert all(isinstance(outcome, OSError) for outcome in asyncio.run(ask(1, 2, 3)))
    assert _kept(database) == []
    database.broken = False
    assert asyncio.run(ask(1, 2)) == [1, 2], "the writer goes on"
    writer.close()
    assert _kept(database) == [1, 2]


def test_credentials_are_known_for_a_moment_only() -> None:
    known, caller = KnownCallers(), Principal("account_1", frozenset({"read"}))
    known.remember("secret", caller, known.era)
    assert known.find("secret") == caller
    assert known.find("other") is None
    era = known.era
    known.forget()
    assert known.find("secret") is None
    known.remember("secret", caller, era)  # a check that began before the revocation
    assert known.find("secret") is None
    known.remember("secret", caller, known.era)
    time.sleep(MOMENT + 0.1)
    assert known.find("secret") is None
