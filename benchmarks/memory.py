"""Whether memory stays flat while jobs go by: a server, one worker, work that makes one small file.

    python benchmarks/memory.py --jobs 10000

Prints, after each thousand of jobs, the memory that each process holds alone (USS, MB): the API, the worker, and the
child that does the work (which is replaced after every 500 tasks, so its figure says little about leaks). The exit
code is 1 if API or worker grew by more than 10 % and 5 MB between the first thousand and the last.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.service.server import Server, User

STEP = 1000


def main() -> int:
    """Run it; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=10_000)
    options = parser.parse_args()
    rows: list[dict[str, Any]] = []
    start = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="meshwright-memory-") as folder,
        Server(
            Path(folder) / "data", work="benchmarks.load:work", queued_jobs=2 * STEP, access_seconds=86400
        ) as server,
    ):
        user = server.user()
        for done in range(STEP, options.jobs + 1, STEP):
            _thousand(user)
            rows.append({"jobs": done, **_held(server)})
            print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
    grown = {name: round(rows[-1][name] - rows[0][name], 1) for name in ("api", "worker")}
    flat = all(grown[name] <= max(5.0, 0.1 * rows[0][name]) for name in grown)
    seconds = round(time.monotonic() - start, 1)
    machine = {"cores": os.cpu_count(), "load": os.getloadavg()[0]}
    print(json.dumps({"rows": rows, "grown_mb": grown, "flat": flat, "seconds": seconds, "machine": machine}))
    return 0 if flat else 1


def _thousand(user: User) -> None:
    """A batch, waited for by polling as clients do."""
    answer = user.post("/v1/batches", json={"items": [{"prompt": f"nothing {i}"} for i in range(STEP)]})
    answer.raise_for_status()
    batch = f"/v1/batches/{answer.json()['id']}"
    while (found := user.get(batch).json())["counts"]["succeeded"] < STEP:
        ended = sum(found["counts"][state] for state in ("failed", "cancelled", "rejected"))
        assert ended == 0, found["counts"]
        time.sleep(0.5)


def _held(server: Server) -> dict[str, float]:
    """MB that the processes do not share with others."""
    (worker,) = server.workers()
    tree = {"api": psutil.Process(server.process.pid), "worker": worker}
    tree |= dict(zip(["child"], worker.children(), strict=False))
    return {name: round(process.memory_full_info().uss / 2**20, 1) for name, process in tree.items()}


if __name__ == "__main__":
    sys.exit(main())
