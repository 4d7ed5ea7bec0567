"""Server-sent events of jobs. One query a tick asks for all watched jobs, however many clients follow."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator

from anyio import to_thread
from fastapi.sse import format_sse_event
from pydantic_core import to_json

from meshwright.service.errors import TooMany
from meshwright.service.jobs.store import FINAL, JobStore
from meshwright.service.news import EVENTS
from meshwright.service.wakes import Wakes

log = logging.getLogger("meshwright.events")

TICK = 0.15
LATE = 1.5
"""Seconds between two looks while wake-ups are heard."""
TOGETHER = 0.02
"""Seconds in which what happens is looked at once."""
PING = 15.0
LONGEST = 600.0
STREAMS = 1000
STREAMS_PER_ACCOUNT = 20


class EventHub:
    """Wakes streams when their job has a new event."""

    def __init__(self, jobs: JobStore, wakes: Wakes) -> None:
        """wakes: tell of events at once; where they cannot, the database is asked often."""
        self.jobs = jobs
        self._wakes = wakes
        self._rung = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        wakes.on(EVENTS, self._heard)
        self._heads: dict[str, int] = {}
        self._watched: Counter[str] = Counter()
        self._accounts: Counter[str] = Counter()
        self._news = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None

    def stream(self, account_id: str, job_id: str, after: int) -> AsyncIterator[bytes]:
        """Events after number `after`, as they come; ends with the final one, or after ten minutes.

        Raises `TooMany` at once above 20 streams per account and 1,000 in all.
        """
        if self._accounts[account_id] >= STREAMS_PER_ACCOUNT or self._accounts.total() >= STREAMS:
            raise TooMany(f"too many event streams are open (limit: {STREAMS_PER_ACCOUNT})", 10)
        return self._follow(account_id, job_id, after)

    async def _follow(self, account_id: str, job_id: str, after: int) -> AsyncIterator[bytes]:
        self._accounts[account_id] += 1
        self._watched[job_id] += 1
        if self._task is None or self._task.done():
            self._loop = asyncio.get_running_loop()
            self._task = asyncio.create_task(self._poll())
        start = pinged = time.monotonic()
        try:
            while time.monotonic() - start < LONGEST:
                final = False
                for event in await to_thread.run_sync(self.jobs.events, job_id, after):
                    after = event["seq"]
                    data = to_json(event["data"]).decode()
                    yield format_sse_event(data_str=data, event=event["kind"], id=str(after))
                    # A job that was retried goes on after its final event, so only the last one counts.
                    final = event["kind"] == "state" and event["data"]["state"] in FINAL
                if final:
                    return
                if not await self._changed(job_id, after, PING - (time.monotonic() - pinged)):
                    pinged = time.monotonic()
                    yield b": ping\n\n"
        finally:
            self._watched[job_id] -= 1
            self._accounts[account_id] -= 1
            self._watched += Counter()  # drop the zeros
            self._accounts += Counter()

    async def _changed(self, job_id: str, after: int, seconds: float) -> bool:
        async with self._news:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(
                    self._news.wait_for(lambda: self._heads.get(job_id, 0) > after), max(seconds, 0.01)
                )
                return True
        return False

    async def _poll(self) -> None:
        while self._watched:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._rung.wait(), LATE if self._wakes.live else TICK)
            self._rung.clear()
            await asyncio.sleep(TOGETHER)
            names = list(self._watched)
            try:
                heads: dict[str, int] = {}
                for first in range(0, len(names), 500):
                    heads |= await to_thread.run_sync(self.jobs.heads, names[first : first + 500])
            except Exception:
                log.exception("cannot look for events")
                await asyncio.sleep(1.0)
                continue
            if heads != self._heads:
                async with self._news:
                    self._heads = heads
                    self._news.notify_all()

    def _heard(self, names: frozenset[str]) -> None:
        # From another thread, for which a stale look is good enough: there is a next time.
        if self._loop is not None and (not names or any(name in self._watched for name in names)):
            with contextlib.suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._rung.set)
