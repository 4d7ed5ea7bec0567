"""Transactions mean the same on SQLite and PostgreSQL: races lose nothing and do nothing twice."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from meshwright.service.accounts.access import add_personal_project
from meshwright.service.db import schema
from meshwright.service.db.database import Database, News, broken_off, settled, tell
from meshwright.service.db.migrate import drift, upgrade
from meshwright.service.errors import Problem
from meshwright.service.identifiers import new_id
from meshwright.service.jobs.rows import Claim
from meshwright.service.jobs.store import JobStore, LeaseLost
from meshwright.service.jobs.worker import policy
from meshwright.service.settings import Settings
from tests.servers.postgres import PostgreSQL


def _accounts(database: Database, count: int) -> list[str]:
    names = [new_id("account") for _ in range(count)]
    with database.write() as connection:
        for name in names:
            values = {"id": name, "email": f"{name}@example.org", "password_hash": "!", "created_at": time.time()}
            connection.execute(insert(schema.accounts).values(**values))
            add_personal_project(connection, name)
    return names


def _store(database: Database, **chosen: Any) -> JobStore:
    return JobStore(database, policy(replace(Settings("data", lease=60.0, backoff=0.01), **chosen)))


def _at_once(count: int, act: Callable[[int], object]) -> list[object]:
    """What `act` returns, or raises, in threads that begin together."""
    results: list[object] = [None] * count
    start = threading.Barrier(count)

    def run(index: int) -> None:
        start.wait()
        try:
            results[index] = act(index)
        except Exception as error:
            results[index] = error

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_the_migrations_make_the_tables_of_the_code(database: Database) -> None:
    assert drift(database) == []
    upgrade(database)


def test_an_idempotency_key_makes_one_job_however_many_use_it_at_once(database: Database) -> None:
    (owner,) = _accounts(database, 1)
    jobs = _store(database)
    found = _at_once(8, lambda _: jobs.submit(owner, "generation", {}, key="one", fingerprint="same"))
    assert not [f for f in found if isinstance(f, Exception)], found
    assert len({row["id"] for row, _ in found}) == 1  # type: ignore[misc]
    assert sorted(repeated for _, repeated in found) == [False] + [True] * 7  # type: ignore[misc]
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(schema.jobs)).scalar_one() == 1


def test_a_limit_is_kept_to_the_job_however_many_submit_at_once(database: Database) -> None:
    (owner,) = _accounts(database, 1)
    jobs = _store(database, queued_jobs=5)
    found = _at_once(12, lambda _: jobs.submit(owner, "generation", {}))
    assert sum(isinstance(f, Problem) for f in found) == 7, found
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(schema.jobs)).scalar_one() == 5


def test_every_job_is_claimed_and_finished_once_and_fairly(database: Database) -> None:
    owners = _accounts(database, 3)
    jobs = _store(database)
    made = {jobs.submit(owner, "generation", {"n": n})[0]["id"] for owner in owners for n in range(12)}
    order: list[Claim] = []
    effects: Counter[str] = Counter()

    def work(index: int) -> None:
        while claims := jobs.claim(f"worker_{index}", batch=1 + index % 3):
            order.extend(claims)
            for claim in claims:
                jobs.report(claim, "draw", 50.0)
                jobs.complete(claim, lambda _connection, row: effects.update([row["id"]]) or {"assets": []})

    failures = [f for f in _at_once(6, work) if f is not None]
    assert failures == []
    assert Counter(claim.job_id for claim in order) == Counter(made)
    assert {claim.attempt for claim in order} == {1}
    assert effects == Counter(made)
    # No owner is done long before another one has had anything.
    assert {claim.owner_id for claim in order[:18]} == set(owners)
    with database.read() as connection:
        states = connection.execute(select(schema.jobs.c.state, func.count()).group_by(schema.jobs.c.state)).all()
    assert [tuple(state) for state in states] == [("succeeded", len(made))]


def test_cancel_and_complete_at_once_have_one_winner(database: Database) -> None:
    (owner,) = _accounts(database, 1)
    jobs = _store(database)
    for _ in range(6):
        job_id = jobs.submit(owner, "generation", {})[0]["id"]
        (claim,) = jobs.claim("worker_a")
        acts: list[Callable[[], object]] = [
            lambda claim=claim: jobs.complete(claim, lambda *_: {"assets": []}),  # type: ignore[misc]
            lambda job_id=job_id: jobs.cancel(owner, job_id),  # type: ignore[misc]
        ]
        found = _at_once(2, lambda index, acts=acts: acts[index]())  # type: ignore[misc]
        lost = isinstance(found[0], LeaseLost)
        assert lost != isinstance(found[1], Problem), found
        assert jobs.get(owner, job_id)["state"] == ("cancelled" if lost else "succeeded")


def test_sweepers_at_once_give_a_silent_job_back_once(database: Database) -> None:
    (owner,) = _accounts(database, 1)
    jobs = _store(database)
    job_id = jobs.submit(owner, "generation", {})[0]["id"]
    (claim,) = jobs.claim("worker_a")
    with database.write() as connection:
        connection.execute(update(schema.jobs).values(lease_until=time.time() - 1))
    assert sum(_at_once(5, lambda _: jobs.sweep())) == 1  # type: ignore[arg-type]
    assert [e["data"]["state"] for e in jobs.events(job_id, 0)] == ["queued", "running", "queued"]
    with pytest.raises(LeaseLost):
        jobs.report(claim, "draw", 1.0)


def test_a_read_sees_one_state(database: Database) -> None:
    _accounts(database, 1)
    count = select(func.count()).select_from(schema.accounts)
    with database.read() as connection:
        before = connection.execute(count).scalar_one()
        _accounts(database, 2)
        assert connection.execute(count).scalar_one() == before
    with database.read() as connection:
        assert connection.execute(count).scalar_one() == before + 2


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_read_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError, match="read-only"), database.read() as connection:
        connection.execute(update(schema.accounts).values(email="x"))


def test_writers_that_look_first_are_alone(database: Database) -> None:
    (owner,) = _accounts(database, 1)
    mine = schema.accounts.c.id == owner

    def add(_: int) -> None:
        for _ in range(5):
            with database.write() as connection:
                seen = connection.execute(select(schema.accounts.c.served_at).where(mine)).scalar_one()
                connection.execute(update(schema.accounts).where(mine).values(served_at=seen + 1))

    assert _at_once(6, add) == [None] * 6
    with database.read() as connection:
        assert connection.execute(select(schema.accounts.c.served_at).where(mine)).scalar_one() == 30


def test_news_is_told_after_the_commit_and_never_of_what_was_rolled_back(database: Database) -> None:
    told: list[News] = []
    database.told = told.append
    with database.write() as connection:
        tell(connection, "topic", "a")
        tell(connection, "topic", "b")
        assert told == []
    assert told == [{"topic": {"a", "b"}}]
    with contextlib.suppress(RuntimeError), database.write() as connection:
        tell(connection, "topic", "c")
        raise RuntimeError
    with database.write() as connection:
        connection.execute(select(1))
    assert told == [{"topic": {"a", "b"}}]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_deadlocks_are_settled(database: Database) -> None:
    one, two = _accounts(database, 2)
    met = threading.Barrier(2, timeout=5)
    tries: Counter[int] = Counter()

    @settled
    def both(index: int) -> None:
        tries[index] += 1
        with database.write(alone=False) as connection:
            for place, name in enumerate((one, two) if index else (two, one)):
                mine = schema.accounts.c.id == name
                connection.execute(
                    update(schema.accounts).where(mine).values(served_at=schema.accounts.c.served_at + 1)
                )
                if place == 0 and tries[index] == 1:
                    met.wait()

    assert _at_once(2, both) == [None, None]
    assert sorted(tries.values()) == [1, 2]
    with database.read() as connection:
        found = connection.execute(select(schema.accounts.c.served_at)).scalars().all()
    assert set(found) == {2.0}


def test_only_what_another_transaction_caused_is_tried_again(database: Database) -> None:
    tries = 0

    @settled
    def wrong() -> None:
        nonlocal tries
        tries += 1
        with database.write(alone=False) as connection:
            connection.execute(text("SELECT * FROM no_such_table"))

    with pytest.raises(DBAPIError) as raised:
        wrong()
    assert (tries, broken_off(raised.value)) == (1, False)


def test_connections_survive_a_crash_of_the_server(tmp_path: Path) -> None:
    from tests.servers.fixtures import running

    starter = running(PostgreSQL)
    server = next(starter)
    database = Database(server.database())
    try:
        upgrade(database)
        (owner,) = _accounts(database, 1)
        jobs = _store(database)
        kept = jobs.submit(owner, "generation", {})[0]["id"]
        server.kill()
        with pytest.raises(DBAPIError):
            jobs.submit(owner, "generation", {})
        server.start()
        assert [claim.job_id for claim in jobs.claim("worker_a")] == [kept]
        assert jobs.submit(owner, "generation", {})[1] is False
    finally:
        database.close()
        assert next(starter, None) is None


def test_errors_do_not_tell_the_values(database: Database) -> None:
    with pytest.raises(DBAPIError) as raised, database.write() as connection:
        connection.execute(text("SELECT no_such_column, :value"), {"value": "a secret value"})
    assert "a secret value" not in str(raised.value)
