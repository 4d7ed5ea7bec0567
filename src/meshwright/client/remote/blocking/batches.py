# Made from ../asynchronous by scripts/make-blocking: change it there.
"""Batches: up to 1,000 generations in one order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from meshwright.client.remote.blocking.runtime import sleep
from meshwright.client.remote.blocking.transport import Transport, given, segment
from meshwright.client.remote.errors import WaitTimeout
from meshwright.client.remote.models import BatchItem, BatchSummary

SHORTEST_POLL: Final = 0.5
LONGEST_POLL: Final = 5.0


class Batches(Transport):
    """Many generations at once, each with a result or an error of its own."""

    def batch(
        self,
        items: Sequence[str | Mapping[str, Any]],
        *,
        defaults: Mapping[str, Any] | None = None,
        project: str | None = None,
        key: str | None = None,
    ) -> BatchSummary:
        """Submit prompts, or bodies as those of `POST /v1/generations`.

        defaults: what holds for every item that does not say otherwise (`polycount`, `formats`, ...).
        key: as of `generate`.
        Items that are not accepted are `rejected` in `batch_items`, and the others go ahead. Raises `BadRequest` if
        none is accepted.
        """
        bodies = [{"prompt": item} if isinstance(item, str) else dict(item) for item in items]
        body = given({"items": bodies, "defaults": None if defaults is None else dict(defaults), "project_id": project})
        return self.order(BatchSummary, "/v1/batches", body, key)

    def batches(self, *, project: str | None = None) -> Iterator[BatchSummary]:
        """Batches that you can read, newest first."""
        return self.pages(BatchSummary, "/v1/batches", project_id=project)

    def batch_summary(self, batch_id: str) -> BatchSummary:
        """How far a batch is."""
        return self.get(BatchSummary, f"/v1/batches/{segment(batch_id)}", limit=1)

    def batch_items(self, batch_id: str, *, state: str | None = None) -> Iterator[BatchItem]:
        """The items of a batch in the order of the request; only those in a state."""
        return self.pages(BatchItem, f"/v1/batches/{segment(batch_id)}", state=state, limit=100)

    def cancel_batch(self, batch_id: str) -> BatchSummary:
        """Cancel every job of the batch that has not ended."""
        return self.post(BatchSummary, f"/v1/batches/{segment(batch_id)}/cancel", repeatable=True)

    def wait_batch(
        self,
        batch_id: str,
        progress: Callable[[BatchSummary], None] | None = None,
        *,
        timeout: float | None = None,
    ) -> BatchSummary:
        """Wait until all jobs of a batch have ended; whether they succeeded is in its counts.

        progress: called when something has changed.  timeout: seconds; None waits for as long as it takes.
        Raises `WaitTimeout`, and `Unreachable` as `call` does.
        """
        end = None if timeout is None else time.monotonic() + timeout
        last, pause = None, SHORTEST_POLL
        while True:
            found = self.batch_summary(batch_id)
            if found != last:
                last, pause = found, SHORTEST_POLL
                if progress is not None:
                    progress(found)
            if found.done:
                return found
            if end is not None and time.monotonic() >= end:
                raise WaitTimeout(f"{batch_id} is at {found.progress:.0f} %")
            sleep(pause if end is None else max(0.0, min(pause, end - time.monotonic())))
            pause = min(LONGEST_POLL, 1.5 * pause)
