"""Many callers' short changes in one transaction: a commit waits for the disk, and one wait serves them all."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from meshwright.service.db.database import Database, broken_off, settled

MOST: Final = 64

T = TypeVar("T")
Change = Callable[[Connection], T]


@dataclass(frozen=True)
class _Wish:
    whose: str
    change: Change[Any]
    future: Future[Any]


class GroupWriter:
    """Commits what has come in while the last commit was under way, together; each change succeeds or fails alone.

    A change is done when its future is: then it is on the disk. It may be run again after the database broke off
    its transaction, so it must have no effect beside the connection.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self._waiting: queue.SimpleQueue[_Wish | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    async def ask(self, whose: str, change: Change[T]) -> T:
        """What the change returns, once it has been committed. Raises what it raises.

        whose: the account; changes of a group run in this order, so that groups of several servers do not wait for
        each other's rows.
        """
        future: Future[T] = Future()
        self._waiting.put(_Wish(whose, change, future))
        # Whoever stops waiting does not stop the change.
        return await asyncio.shield(asyncio.wrap_future(future))

    def close(self) -> None:
        """Commit what waits, and stop."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            group = []
            wish = self._waiting.get()
            while wish is not None:
                group.append(wish)
                if len(group) == MOST:
                    break
                try:
                    wish = self._waiting.get_nowait()
                except queue.Empty:
                    break
            if group:
                self._serve(sorted(group, key=lambda w: w.whose))
            if wish is None:
                return

    def _serve(self, group: Sequence[_Wish]) -> None:
        try:
            outcomes = self._commit(group)
        except Exception as error:
            outcomes = [error] * len(group)
        for wish, outcome in zip(group, outcomes, strict=True):
            if isinstance(outcome, BaseException):
                wish.future.set_exception(outcome)
            else:
                wish.future.set_result(outcome)

    @settled
    def _commit(self, group: Sequence[_Wish]) -> list[Any]:
        with self.database.write(alone=False) as connection:
            if len(group) == 1:
                return [group[0].change(connection)]
            outcomes: list[Any] = []
            for wish in group:
                try:
                    with connection.begin_nested():
                        outcomes.append(wish.change(connection))
                except DBAPIError as error:
                    if broken_off(error):  # the whole transaction is void
                        raise
                    outcomes.append(error)
                except Exception as error:
                    outcomes.append(error)
            return outcomes
