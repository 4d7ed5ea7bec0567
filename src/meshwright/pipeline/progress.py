"""Progress and timing of the stages of one job."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from meshwright.pipeline.preview import Preview

Progress = Callable[[str, float], None]
"""Called with the name of the stage that runs and the share (0-1) of the whole job that is done."""

Show = Callable[["Preview"], None]
"""Called with what the asset will look like, as soon as that is known, and again when it changes."""

SHARES: Final[Mapping[str, float]] = {
    "load": 0.5, "sample": 5.0, "decode": 1.0, "preview": 0.0, "surface": 1.5, "parts": 1.0,
    "decimate": 1.0, "retopologise": 2.0,
    "unwrap": 0.3, "levels": 0.5, "bake": 3.0, "collision": 1.0, "report": 0.6,
    "read": 0.3, "repair": 2.0, "region": 0.7,
}  # fmt: skip
"""Roughly how long each stage takes, in seconds on two cores; only progress bars depend on it."""

FIELD_STAGES: Final = ("surface", "parts", "decimate", "unwrap", "bake", "collision", "levels", "report")
"""Stages of finishing a field."""


class Stages:
    """Times stages and tells a callback how far the job is.

    expected: the stages this job will run.  A stage that runs again does not move the progress back.
    show: called with previews.
    """

    def __init__(
        self, progress: Progress | None = None, expected: tuple[str, ...] = (), show: Show | None = None
    ) -> None:
        self._show = show
        self.timings: dict[str, float] = {}
        self._progress = progress
        self._total = sum(SHARES.get(name, 0.5) for name in expected) or 1.0
        self._done: dict[str, float] = {}
        self._furthest = 0.0

    @contextmanager
    def stage(self, name: str) -> Iterator[Callable[[float], None]]:
        """Run a stage; yields a function to call with the share of it that is done."""
        start = time.perf_counter()

        def tick(share: float) -> None:
            self._done[name] = max(self._done.get(name, 0.0), min(share, 1.0))
            self._tell(name)

        tick(0.0)
        try:
            yield tick
            tick(1.0)
        finally:
            self.add(name, time.perf_counter() - start)

    def show(self, make: Callable[[], Preview]) -> None:
        """Make a preview, if anyone wants to see it."""
        if self._show is not None:
            with self.stage("preview"):
                self._show(make())

    def add(self, name: str, seconds: float) -> None:
        """Count seconds towards a stage."""
        self.timings[name] = self.timings.get(name, 0.0) + seconds

    def _tell(self, name: str) -> None:
        if self._progress is None:
            return
        done = sum(SHARES.get(k, 0.5) * v for k, v in self._done.items()) / self._total
        self._furthest = max(self._furthest, min(done, 1.0))
        self._progress(name, self._furthest)
