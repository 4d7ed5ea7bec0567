"""How long stages take, over all workers: a histogram in the database, which every server can show.

Workers count in memory and add to the table now and then, so that a job costs no transaction more; what a killed
worker had not yet added is lost, and nothing else.
"""

from __future__ import annotations

import bisect
import logging
import threading
from collections import Counter
from typing import Final

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from meshwright.service.db.database import Database
from meshwright.service.db.schema import stage_times

log = logging.getLogger("meshwright.worker")

BOUNDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 900.0)
BEYOND: Final = 1e9
"""Stands for infinity as the last bound."""
WHOLE: Final = "*"
"""The stage that is the whole attempt."""
SOON: Final = 2.0
"""Seconds after the first count that all are added to the table."""

Place = tuple[str, str, float]
"""Kind, stage, upper bound in seconds."""


class StageTimes:
    """Counts of one worker; safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._lock = threading.Lock()
        self._counts: Counter[Place] = Counter()
        self._seconds: dict[Place, float] = {}
        self._timer: threading.Timer | None = None

    def observe(self, kind: str, stage: str, seconds: float) -> None:
        """Count one stage of one attempt."""
        at = bisect.bisect_left(BOUNDS, seconds)
        place = (kind, stage[:40], BOUNDS[at] if at < len(BOUNDS) else BEYOND)
        with self._lock:
            self._counts[place] += 1
            self._seconds[place] = self._seconds.get(place, 0.0) + seconds
            if self._timer is None:
                self._timer = threading.Timer(SOON, self.add)
                self._timer.daemon = True
                self._timer.start()

    def add(self) -> None:
        """Add the counts to the table; what cannot be added is kept for the next time."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            counts, seconds = self._counts, self._seconds
            self._counts, self._seconds = Counter(), {}
        if not counts:
            return
        try:
            with self.database.write() as connection:
                for place in sorted(counts):
                    _add(connection, place, counts[place], seconds[place])
        except Exception:
            log.exception("cannot record how long stages take")
            with self._lock:
                self._counts += counts
                for place, value in seconds.items():
                    self._seconds[place] = self._seconds.get(place, 0.0) + value


def _add(connection: Connection, place: Place, count: int, seconds: float) -> None:
    mine = [column == value for column, value in zip(stage_times.primary_key, place, strict=True)]
    more = {"count": stage_times.c.count + count, "seconds": stage_times.c.seconds + seconds}
    change = update(stage_times).where(*mine).values(**more)
    if connection.execute(change).rowcount:
        return
    names = dict(zip(("kind", "stage", "bound"), place, strict=True))
    try:
        with connection.begin_nested():
            connection.execute(insert(stage_times).values(**names, count=count, seconds=seconds))
    except IntegrityError:  # another worker was first
        connection.execute(change)


def histograms(connection: Connection) -> dict[tuple[str, str], tuple[list[tuple[str, float]], float]]:
    """By kind and stage: cumulative counts by upper bound (as Prometheus has them), and the sum in seconds."""
    found: dict[tuple[str, str], dict[float, tuple[int, float]]] = {}
    for row in connection.execute(select(stage_times)).mappings():
        found.setdefault((row["kind"], row["stage"]), {})[row["bound"]] = (row["count"], row["seconds"])
    result = {}
    for key, by_bound in found.items():
        buckets, total = [], 0
        for bound in (*BOUNDS, BEYOND):
            total += by_bound.get(bound, (0, 0.0))[0]
            buckets.append(("+Inf" if bound == BEYOND else str(bound), float(total)))
        result[key] = (buckets, sum(seconds for _, seconds in by_bound.values()))
    return result
