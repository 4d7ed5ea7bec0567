"""Load on the service: many clients that submit and poll, with work that does nothing.

    python benchmarks/load.py --clients 200 --jobs 2000

A server is started on loopback with a folder of its own, and stopped at the end. Server and clients share the
machine's cores. Prints the time to accept a job and to answer a poll (p50, p95, p99), answers by status, jobs
per second, and the memory of the server and its workers as the jobs go by.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psutil

from meshwright.service.jobs.task import Report, Result, Task


def work(task: Task, report: Report) -> list[Result]:
    """A job that makes one small file."""
    report("nothing", 1.0)
    (Path(task.folder) / "nothing.glb").write_bytes(b"glTF")
    return [Result("nothing", ("nothing.glb",))]


class Load:
    """What was seen."""

    def __init__(self, url: str, accounts: int) -> None:
        self.url = url
        self.accounts = accounts
        self.tokens: list[str] = []
        self.statuses: Counter[int] = Counter()
        self.accept: list[float] = []
        self.poll: list[float] = []
        self.finished = 0

    async def sign_in(self) -> None:
        """Open the accounts that the clients share."""
        async with httpx.AsyncClient(base_url=self.url, timeout=60) as client:
            for number in range(self.accounts):
                body = {"email": f"load{number}@example.org", "password": "a long password"}
                (await client.post("/v1/auth/register", json=body)).raise_for_status()
                self.tokens.append((await client.post("/v1/auth/login", json=body)).json()["access_token"])

    async def client(self, number: int, jobs: int, pause: float) -> None:
        """Submit a job, poll until it has ended, and so on."""
        headers = {"Authorization": f"Bearer {self.tokens[number % self.accounts]}"}
        async with httpx.AsyncClient(base_url=self.url, headers=headers, timeout=60) as client:
            # Clients do not all come in the same instant.
            await asyncio.sleep(pause * number / 100)
            for _ in range(jobs):
                answer = await self._timed(self.accept, client.post("/v1/generations", json={"prompt": "x"}))
                if answer.status_code != 202:
                    await asyncio.sleep(pause)
                    continue
                path = f"/v1/jobs/{answer.json()['id']}"
                while True:
                    await asyncio.sleep(pause)
                    found = await self._timed(self.poll, client.get(path))
                    if found.status_code == 200 and found.json()["state"] in ("succeeded", "failed"):
                        break
                self.finished += found.json()["state"] == "succeeded"

    async def _timed(self, into: list[float], request: Any) -> httpx.Response:
        start = time.perf_counter()
        answer: httpx.Response = await request
        into.append(time.perf_counter() - start)
        self.statuses[answer.status_code] += 1
        return answer


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2000, help="in all")
    parser.add_argument("--accounts", type=int, default=8)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between two polls of a client")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = measure(Path(folder), options)
    if options.json:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name:<28}{value}")


def measure(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Start a server, load it, stop it."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parent),
        "MESHWRIGHT_WORK": "load:work",
        "MESHWRIGHT_SUBMISSIONS": "1000000",
        "MESHWRIGHT_QUEUED_JOBS": "1000000",
        "MESHWRIGHT_REGISTRATIONS": "1000000",
    }
    command = [sys.executable, "-m", "meshwright.service.run", "--port", "0", "--data", str(folder / "data")]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [*command, "--workers", str(options.workers)],
            stdout=subprocess.PIPE,
            stderr=log,
            env=environment,
            text=True,
        )
        assert server.stdout is not None
        url = server.stdout.readline().split()[-1]
        try:
            return asyncio.run(_load(url, server.pid, options))
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


async def _load(url: str, pid: int, options: argparse.Namespace) -> dict[str, Any]:
    load = Load(url, options.accounts)
    await load.sign_in()
    each = max(1, options.jobs // options.clients)
    total = each * options.clients
    memory: list[tuple[int, float]] = []

    async def watch() -> None:
        while True:
            tree = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
            memory.append((load.finished, sum(p.memory_info().rss for p in tree) / 2**20))
            await asyncio.sleep(1.0)

    watcher = asyncio.create_task(watch())
    start = time.perf_counter()
    await asyncio.gather(*(load.client(number, each, options.pause) for number in range(options.clients)))
    seconds = time.perf_counter() - start
    watcher.cancel()

    def percentiles(values: list[float]) -> str:
        return " / ".join(f"{1000 * v:.0f}" for v in np.percentile(values, [50, 95, 99]))

    marks = [next((mb for done, mb in memory if done >= share * total), memory[-1][1]) for share in (0.1, 0.5)]
    return {
        "machine": f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores shared with the clients",
        "clients, jobs": f"{options.clients}, {total}",
        "succeeded": load.finished,
        "accept p50/p95/p99 (ms)": percentiles(load.accept),
        "poll p50/p95/p99 (ms)": percentiles(load.poll),
        "answers by status": dict(load.statuses),
        "requests per second": round(len(load.accept + load.poll) / seconds, 1),
        "jobs per second": round(load.finished / seconds, 1),
        "memory at 10/50/100 % (MB)": " / ".join(f"{mb:.0f}" for mb in [*marks, memory[-1][1]]),
    }


if __name__ == "__main__":
    main()
