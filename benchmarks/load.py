"""Load on the service: many clients that submit and poll, with work that does nothing.

    python benchmarks/load.py --clients 200 --jobs 2000

A server is started on loopback with a folder of its own, and stopped at the end; the clients are one process of
their own that speaks plain HTTP/1.1 over kept connections. All share the machine's cores, so the CPU time of each
is printed too, and the same clients first ask for `/healthz` at the same pace: what the frame alone costs, in the
same conditions. Prints the time to accept a job and to answer a poll (p50, p95, p99), answers by status,
throughput, CPU per request, and the memory of the server and its workers as the jobs go by.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np
import psutil

from meshwright.service.jobs.task import Report, Result, Task

FINAL = (b'"state":"succeeded"', b'"state":"failed"', b'"state":"cancelled"')


def work(task: Task, report: Report) -> list[Result]:
    """A job that makes one small file."""
    report("nothing", 1.0)
    (Path(task.folder) / "nothing.glb").write_bytes(b"glTF")
    return [Result("nothing", ("nothing.glb",))]


class Client:
    """One kept connection; answers have a Content-Length."""

    def __init__(self, url: str, token: str, statuses: Counter[int]) -> None:
        self.host = urlsplit(url).netloc
        self.token = token
        self.statuses = statuses
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """Status and body of an answer."""
        if self._streams is None:
            name, _, port = self.host.partition(":")
            self._streams = await asyncio.open_connection(name, int(port))
        reader, writer = self._streams
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.host}\r\nAuthorization: Bearer {self.token}\r\n"
        if body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        writer.write(f"{head}\r\n".encode() + body)
        answer = (await reader.readuntil(b"\r\n\r\n")).lower()
        status = int(answer[9:12])
        start = answer.index(b"content-length:") + 15
        length = int(answer[start : answer.index(b"\r\n", start)])
        self.statuses[status] += 1
        return status, await reader.readexactly(length)

    def close(self) -> None:
        """Give the connection back."""
        if self._streams is not None:
            self._streams[1].close()


class Load:
    """What the clients saw; times in seconds."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.statuses: Counter[int] = Counter()
        self.health: list[float] = []
        self.accept: list[float] = []
        self.poll: list[float] = []
        self.wait: list[float] = []
        self.probe: list[float] = []
        self.chance = random.Random(1)
        self.finished = 0

    async def run(self) -> dict[str, Any]:
        """All phases; prints the phase and the number of finished jobs as they change, for the parent."""
        tokens = await self._sign_in()
        number = self.options.clients
        clients = [Client(self.options.url, tokens[i % len(tokens)], self.statuses) for i in range(number)]
        print("health", flush=True)
        asked = max(2, self.options.jobs // number)
        await asyncio.gather(*(self._healthy(client, i, asked) for i, client in enumerate(clients)))
        print("jobs", flush=True)
        start = time.perf_counter()
        each = max(1, self.options.jobs // number)
        prober = Client(self.options.url, tokens[0], self.statuses)
        watchers = [asyncio.create_task(self._tell()), asyncio.create_task(self._probe(prober))]
        await asyncio.gather(*(self._submit(client, i, each) for i, client in enumerate(clients)))
        seconds = time.perf_counter() - start
        for watcher in watchers:
            watcher.cancel()
        for client in [*clients, prober]:
            client.close()
        print("end", flush=True)
        times = {
            "health": self.health,
            "accept": self.accept,
            "poll": self.poll,
            "done": self.wait,
            "probe": self.probe,
        }
        return {
            "milliseconds": {name: _percentiles(values) for name, values in times.items()},
            "n": {name: len(values) for name, values in times.items()},
            "statuses": dict(self.statuses),
            "seconds": seconds,
            "finished": self.finished,
            "wanted": each * number,
        }

    async def _sign_in(self) -> list[str]:
        tokens = []
        async with httpx.AsyncClient(base_url=self.options.url, timeout=60) as client:
            for number in range(self.options.accounts):
                body = {"email": f"load{number}@example.org", "password": "a long password"}
                (await client.post("/v1/auth/register", json=body)).raise_for_status()
                tokens.append((await client.post("/v1/auth/login", json=body)).json()["access_token"])
        return tokens

    async def _healthy(self, client: Client, number: int, count: int) -> None:
        pause = self.options.pause
        await asyncio.sleep(pause * number / self.options.clients)
        for _ in range(count):
            await self._timed(self.health, client.ask("GET", "/healthz"))
            await self._pause()

    async def _submit(self, client: Client, number: int, count: int) -> None:
        """Submit a job, poll until it has ended, and so on."""
        pause = self.options.pause
        await asyncio.sleep(pause * number / self.options.clients)  # clients do not all come in the same instant
        for _ in range(count):
            start = time.perf_counter()
            status, body = await self._timed(self.accept, client.ask("POST", "/v1/generations", b'{"prompt":"x"}'))
            if status != 202:
                await self._pause()
                continue
            path = f"/v1/jobs/{json.loads(body)['id']}"
            while True:
                await self._pause()
                status, body = await self._timed(self.poll, client.ask("GET", path))
                if status == 200 and any(state in body for state in FINAL):
                    break
            self.wait.append(time.perf_counter() - start)
            self.finished += FINAL[0] in body

    async def _pause(self) -> None:
        # Clients that are independent of each other do not come in step, not even after a stall.
        await asyncio.sleep(self.options.pause * self.chance.uniform(0.75, 1.25))

    async def _probe(self, client: Client) -> None:
        """Ask for `/healthz` all the time: what the frame takes while the jobs are asked for."""
        while True:
            await self._timed(self.probe, client.ask("GET", "/healthz"))
            await asyncio.sleep(0.1)

    async def _timed(self, into: list[float], request: Any) -> tuple[int, bytes]:
        start = time.perf_counter()
        answer: tuple[int, bytes] = await request
        into.append(time.perf_counter() - start)
        return answer

    async def _tell(self) -> None:
        while True:
            await asyncio.sleep(1.0)
            print(f"finished {self.finished}", flush=True)


def _percentiles(values: list[float]) -> dict[str, float]:
    return {f"p{p}": round(1000 * float(np.percentile(values, p)), 1) for p in (50, 95, 99)}


class Meter:
    """CPU seconds and memory of a process and, apart from it, of its descendants."""

    def __init__(self, pid: int) -> None:
        self.process = psutil.Process(pid)
        self.gone = 0.0

    def own(self) -> float:
        """CPU seconds of the process itself."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def others(self) -> float:
        """CPU seconds of its descendants, as far as they live."""
        total = 0.0
        for child in self.process.children(recursive=True):
            try:
                times = child.cpu_times()
            except psutil.Error:
                continue
            total += times.user + times.system
        return total

    def memory(self) -> tuple[float, float]:
        """Resident MiB: of the process, of its descendants."""
        own = self.process.memory_info().rss / 2**20
        others = 0.0
        for child in self.process.children(recursive=True):
            try:
                others += child.memory_info().rss / 2**20
            except psutil.Error:
                continue
        return own, others


def measure(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Start a server, load it, stop it."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parent),
        "MESHWRIGHT_WORK": "load:work",
        **{
            f"MESHWRIGHT_{name}": "1000000"
            for name in ("SUBMISSIONS", "QUEUED_JOBS", "REGISTRATIONS", "REQUESTS", "DAILY_JOBS")
        },
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
        options.url = server.stdout.readline().split()[-1]
        try:
            return _drive(server.pid, options)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)
            server.stdout.close()


def _drive(pid: int, options: argparse.Namespace) -> dict[str, Any]:
    given = json.dumps({**vars(options), "generate": True})
    clients = subprocess.Popen([sys.executable, __file__, "--generate", given], stdout=subprocess.PIPE, text=True)
    meter, own = Meter(pid), Meter(clients.pid)
    marks: dict[str, tuple[float, float, float]] = {}
    memory: list[tuple[int, float, float]] = []
    assert clients.stdout is not None
    with clients.stdout as lines:
        for line in lines:
            word, _, rest = line.strip().partition(" ")
            if word == "finished":
                memory.append((int(rest), *meter.memory()))
            elif word == "result":
                found: dict[str, Any] = json.loads(rest)
            else:
                marks[word] = (meter.own(), meter.others(), own.own())
    assert clients.wait(30) == 0, "the clients failed"
    server, workers, load = (marks["end"][i] - marks["jobs"][i] for i in range(3))
    health = marks["jobs"][0] - marks["health"][0]
    requests = found["n"]["accept"] + found["n"]["poll"] + found["n"]["probe"]
    at = [next((m for m in memory if m[0] >= share * found["wanted"]), memory[-1]) for share in (0.1, 0.5, 1.0)]
    per_health, per_request = 1000 * health / found["n"]["health"], 1000 * server / requests
    return {
        "machine": f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores shared with the clients, "
        f"load average before {options.load:.1f}",
        "clients": options.clients,
        "jobs": found["wanted"],
        "succeeded": found["finished"],
        "accept_ms": found["milliseconds"]["accept"],
        "poll_ms": found["milliseconds"]["poll"],
        "healthz_ms_alone": found["milliseconds"]["health"],
        "healthz_ms_beside": found["milliseconds"]["probe"],
        "submit_to_seen_ms": found["milliseconds"]["done"],
        "answers_by_status": found["statuses"],
        "requests_per_second": round(requests / found["seconds"], 1),
        "jobs_per_second": round(found["finished"] / found["seconds"], 1),
        "cpu_ms_per_request": {
            "healthz": round(per_health, 2),
            "jobs": round(per_request, 2),
            "ratio": round(per_request / per_health, 2),
        },
        "cpu_cores_used": {
            "server": round(server / found["seconds"], 2),
            "workers": round(workers / found["seconds"], 2),
            "clients": round(load / found["seconds"], 2),
        },
        "memory_mib_at_10_50_100_percent": {
            "server": [round(m[1]) for m in at],
            "workers": [round(m[2]) for m in at],
        },
    }


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2000, help="in all")
    parser.add_argument("--accounts", type=int, default=8)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between two requests of a client")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--generate", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.generate:
        given = argparse.Namespace(**json.loads(options.generate))
        print("result", json.dumps(asyncio.run(Load(given).run())), flush=True)
        return
    options.load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        result = measure(Path(folder), options)
    if options.json:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name:<34}{value}")


if __name__ == "__main__":
    main()
