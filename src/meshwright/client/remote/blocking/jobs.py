# Made from ../asynchronous by scripts/make-blocking: change it there.
"""A job of the service: follow, wait, stop, take what it made."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx

from meshwright.client.remote import policy
from meshwright.client.remote.blocking.runtime import closing, sleep
from meshwright.client.remote.errors import JobCancelled, JobFailed, WaitTimeout
from meshwright.client.remote.models import FINAL, Job, JobEvent
from meshwright.client.remote.sse import EventParser

if TYPE_CHECKING:
    from meshwright.client.remote.blocking.orders import Orders

Progress = Callable[[str, float], None]
"""Called with the name of the running stage and the share (0-1) of the job that is done."""

SILENCE: Final = 45.0  # the service sends a comment every 15 s; a stream that is silent for longer is broken
BROKEN_STREAMS: Final = 3  # streams in a row without an event before the client asks instead
SHORTEST_POLL: Final = 0.5
LONGEST_POLL: Final = 4.0


class JobHandle:
    """A job of the service; `job` is what was last known of it."""

    def __init__(self, remote: Orders, job: Job) -> None:
        self._remote = remote
        self.job = job

    @property
    def id(self) -> str:
        """The job's identifier."""
        return self.job.id

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id}, {self.job.state})"

    def refresh(self) -> Job:
        """Ask for its state."""
        self.job = self._remote.job(self.id)
        return self.job

    def wait(self, progress: Progress | None = None, *, timeout: float | None = None) -> Job:
        """Follow the job to its end, through restarts of the service, and return it.

        timeout: seconds; None waits for as long as it takes.
        Raises `JobFailed`, `JobCancelled`, `WaitTimeout`, and `Unreachable` when the service stays away for
        longer than the client's patience.
        """
        end = None if timeout is None else time.monotonic() + timeout
        while not self.job.done:
            with closing(self._events(0, end)) as events:
                for event in events:
                    if event.kind == "progress" and progress is not None:
                        progress(str(event.data.get("stage", "")), float(event.data.get("progress", 0.0)) / 100.0)
            self.refresh()
        if self.job.state == "failed":
            raise JobFailed(self.job)
        if self.job.state == "cancelled":
            raise JobCancelled(self.job)
        return self.job

    def events(self, *, after: int = 0, timeout: float | None = None) -> Generator[JobEvent, None]:
        """What happens to the job, as it happens, to its final state; a lost connection is resumed.

        after: number of the last event that is known already.  timeout: as of `wait`.
        """
        end = None if timeout is None else time.monotonic() + timeout
        with closing(self._events(after, end)) as events:
            for event in events:
                yield event

    def cancel(self) -> Job:
        """Stop the job; nothing comes of it from this answer on. Raises `Conflict` if it has ended otherwise."""
        self.job = self._remote.cancel_job(self.id)
        return self.job

    def retry(self) -> Job:
        """Run the failed job again. Raises `Conflict` if it has not failed."""
        self.job = self._remote.retry_job(self.id)
        return self.job

    def download(self, folder: str | Path, *, force: bool = False) -> tuple[Path, ...]:
        """The files of what the finished job made; several assets each get a folder of their own: `1`, `2`, ..."""
        found: list[Path] = []
        made = self.job.assets
        for number, item in enumerate(made, start=1):
            version = self._remote.version(item.asset_id, item.version)
            target = Path(folder) if len(made) == 1 else Path(folder) / str(number)
            found += self._remote.download_version(version, target, force=force)
        return tuple(found)

    def _events(self, after: int, end: float | None) -> Generator[JobEvent, None]:
        path, broken = f"/v1/jobs/{self.id}/events", 0
        while broken < BROKEN_STREAMS:
            before, final = after, False
            silence = SILENCE if end is None else max(0.05, min(SILENCE, end - time.monotonic()))
            headers = {"Accept": "text/event-stream", "Last-Event-ID": str(after)}
            try:
                with self._remote.stream(path, headers, timeout=silence) as response:
                    if response.status_code == 204:  # every event has been seen
                        return
                    if response.status_code == 429:  # too many streams are open
                        break
                    if response.headers.get("content-type", "").startswith("text/event-stream"):
                        parser = EventParser()
                        for line in response.iter_lines():
                            event = parser.feed(line)
                            if event is not None:
                                after, final = event.seq, event.data.get("state") in FINAL
                                yield event
                                if not final:
                                    _in_time(self.job, end)
            except httpx.TransportError:
                pass  # the question that follows waits for a service that restarts, or tells that it is gone
            if final:
                return
            _in_time(self.job, end)
            self.refresh()
            broken = 0 if after > before else broken + 1
            sleep(policy.pause(broken))
        with closing(self._asked(end)) as events:
            for event in events:
                yield event

    def _asked(self, end: float | None) -> Generator[JobEvent, None]:
        """Changes of the job as they are found by asking again and again."""
        last, wait = None, SHORTEST_POLL
        while True:
            job = self.refresh()
            if last is None or job.state != last.state:
                yield JobEvent(0, "state", {"state": job.state, "attempt": job.attempt})
            if job.stage and (last is None or (job.stage, job.progress) != (last.stage, last.progress)):
                yield JobEvent(0, "progress", {"stage": job.stage, "progress": job.progress})
                wait = SHORTEST_POLL
            if job.done:
                return
            last = job
            _in_time(job, end)
            sleep(wait if end is None else max(0.0, min(wait, end - time.monotonic())))
            wait = min(LONGEST_POLL, 1.3 * wait)


def _in_time(job: Job, end: float | None) -> None:
    if end is not None and time.monotonic() >= end:
        raise WaitTimeout(f"{job.id} is still {job.state}")
