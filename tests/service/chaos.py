"""Jobs while whatever runs them is killed, stopped and started again at random; and a count of what came of it.

The processes are the real ones, the work does next to nothing. `benchmarks/chaos.py` is the long form.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import random
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
from sqlalchemy import select

from meshwright.service.db.database import Database
from meshwright.service.db.schema import files, jobs, versions
from tests.servers.postgres import PostgreSQL
from tests.servers.process import Server as RealServer
from tests.servers.rabbitmq import RabbitMQ

from .server import PASSWORD, Server
from .workers import WorkerProcess

LEASE = 3.0
"""Short, so that a stopped worker loses its job within a test."""


@dataclass
class Verdict:
    """What came of `jobs` accepted jobs; attempts: how many of them needed how many."""

    jobs: int
    seed: int
    seconds: float = 0.0
    finished: int = 0
    lost: int = 0
    failed: int = 0
    duplicated: int = 0
    wrong: int = 0
    attempts: dict[int, int] = field(default_factory=dict)
    harm: dict[str, int] = field(default_factory=dict)
    retried_submissions: int = 0

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)

    @property
    def good(self) -> bool:
        """Whether every job was done, each once and rightly."""
        return self.finished == self.jobs and not (self.lost or self.failed or self.duplicated or self.wrong)


class Site:
    """A running service, and what can be done to it."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.database_url = database_url
        self.servers: list[Server] = []
        self.workers: list[WorkerProcess] = []
        self.others: dict[str, RealServer] = {}

    def url(self, chance: random.Random) -> str:
        """One of the replicas."""
        return chance.choice(self.servers).url

    def harms(self) -> dict[str, Callable[[random.Random], None]]:
        """Ways of doing harm; each leaves the site running again at the end."""
        ways: dict[str, Callable[[random.Random], None]] = {
            "kill-server": self._kill_server,
            "kill-worker": self._kill_worker,
            "kill-child": self._kill_child,
            "stop-worker": self._stop_worker,
        }
        for name in self.others:
            ways[f"kill-{name}"] = lambda chance, name=name: self._kill_other(chance, name)  # type: ignore[misc]
            ways[f"stop-{name}"] = lambda chance, name=name: self._stop_other(chance, name)  # type: ignore[misc]
        return ways

    def _kill_server(self, chance: random.Random) -> None:
        server = chance.choice(self.servers)
        server.kill()
        time.sleep(chance.uniform(0, 1))
        server.start()

    def _worker_processes(self) -> list[psutil.Process]:
        return [p for root in (*self.servers, *self.workers) for p in _below(root.process.pid) if not _is_child(p)]

    def _kill_worker(self, chance: random.Random) -> None:
        mains = [psutil.Process(w.process.pid) for w in self.workers]
        victim = chance.choice([*self._worker_processes(), *mains])
        _send(victim, signal.SIGKILL)
        for worker in self.workers:
            if worker.process.pid == victim.pid:
                worker.process.wait()
                time.sleep(chance.uniform(0, 1))
                worker.start()

    def _kill_child(self, chance: random.Random) -> None:
        children = [p for root in (*self.servers, *self.workers) for p in _below(root.process.pid) if _is_child(p)]
        if children:
            _send(chance.choice(children), signal.SIGKILL)

    def _stop_worker(self, chance: random.Random) -> None:
        """A zombie: stopped until another has its job, then continued."""
        processes = self._worker_processes()
        if not processes:
            return
        victim = chance.choice(processes)
        group = [victim, *_below(victim.pid)]
        for process in group:
            _send(process, signal.SIGSTOP)
        time.sleep(chance.choice([0.5, LEASE + 1.5]))
        for process in reversed(group):
            _send(process, signal.SIGCONT)

    def _kill_other(self, chance: random.Random, name: str) -> None:
        self.others[name].kill()
        time.sleep(chance.uniform(0, 2))
        self.others[name].start()

    def _stop_other(self, chance: random.Random, name: str) -> None:
        self.others[name].pause()
        time.sleep(chance.uniform(0.5, 3))
        self.others[name].resume()


@contextmanager
def embedded(folder: Path, workers: int = 2) -> Iterator[Site]:
    """One process tree with SQLite and a folder."""
    settings = _settings(folder)
    with Server(folder / "data", "--workers", str(workers), **settings) as server:
        site = Site(folder, f"sqlite:///{folder / 'data' / 'meshwright.db'}")
        site.servers.append(server)
        yield site


@contextmanager
def distributed(folder: Path, database: PostgreSQL, broker: RabbitMQ, replicas: int = 2) -> Iterator[Site]:
    """Replicas of the API with dispatchers, and two workers beside them, over servers that will be killed."""
    with ExitStack() as stack:
        site = Site(folder, database.database())
        site.others = {"database": database, "broker": broker}
        settings = _settings(folder) | {"database_url": site.database_url, "broker_url": broker.url}
        for number in range(replicas):
            server = Server(folder / f"data{number}", "--workers", "0", **settings)
            site.servers.append(stack.enter_context(server))
        for _ in range(2):
            worker = WorkerProcess(site.servers[0])
            site.workers.append(stack.enter_context(worker))
        yield site


def _settings(folder: Path) -> dict[str, object]:
    limits = {"lease": LEASE, "max_attempts": 100, "queued_jobs": 100_000, "submissions": 1_000_000}
    return {**limits, "backoff": 0.1, "blob_url": (folder / "blobs").as_uri()}


def run(
    site: Site,
    *,
    count: int,
    seed: int,
    pause: tuple[float, float],
    patience: float,
    pace: float = 0.0,
    rounds: int | None = None,
) -> Verdict:
    """Submit `count` jobs of two accounts, `pace` seconds apart, while harm is done every `pause` seconds.

    In a round every way of doing harm has its turn, in an order of chance. Ends when all jobs have, or after
    `patience` seconds.  rounds: so many; None is as long as there are jobs.
    """
    chance = random.Random(seed)
    verdict = Verdict(count, seed)
    start = time.monotonic()
    accepted: dict[str, str] = {}
    submitter = threading.Thread(target=_submit, args=(site, random.Random(seed + 1), count, pace, accepted, verdict))
    submitter.start()
    ways = site.harms()
    harm: Counter[str] = Counter()

    def over() -> bool:
        late = time.monotonic() - start > patience
        return late or (rounds is None and not submitter.is_alive() and not _unfinished(site))

    try:
        for _ in itertools.count() if rounds is None else range(rounds):
            for way in chance.sample(sorted(ways), len(ways)):
                _wait(chance.uniform(*pause), over)
                if not over():
                    ways[way](chance)
                    harm[way] += 1
            if over():
                break
    finally:
        submitter.join()
    while _unfinished(site) and time.monotonic() - start < patience:
        time.sleep(0.2)
    verdict.seconds = round(time.monotonic() - start, 1)
    verdict.harm = dict(sorted(harm.items()))
    judge(site, accepted, verdict)
    return verdict


def judge(site: Site, accepted: dict[str, str], verdict: Verdict) -> None:
    """Compare what the tables and blobs hold with what was accepted (job by prompt)."""
    database = Database(site.database_url)
    try:
        with database.read() as connection:
            found = {row["id"]: row for row in connection.execute(select(jobs)).mappings()}
            made = Counter(connection.execute(select(versions.c.job_id)).scalars())
            named = select(versions.c.job_id, files.c.sha256, files.c.size).join(
                files, (files.c.asset_id == versions.c.asset_id) & (files.c.number == versions.c.number)
            )
            contents = {row.job_id: row for row in connection.execute(named.where(files.c.name == "thing.glb"))}
    finally:
        database.close()
    verdict.duplicated = sum(many - 1 for many in made.values()) + len(found) - len(set(found) & set(accepted.values()))
    for prompt, job_id in accepted.items():
        row = found.get(job_id)
        if row is None or row["state"] not in ("succeeded", "failed"):
            verdict.lost += 1
        elif row["state"] == "failed":
            verdict.failed += 1
        elif made[job_id] != 1:
            verdict.lost += made[job_id] == 0
        else:
            verdict.finished += 1
            file = contents[job_id]
            content = (site.folder / "blobs" / file.sha256[:2] / file.sha256).read_bytes()
            right = hashlib.sha256(content).hexdigest() == file.sha256 and content.startswith(prompt.encode())
            verdict.wrong += not right
    tries = Counter(row["attempt"] for row in found.values())
    verdict.attempts = dict(sorted(tries.items()))


def _submit(
    site: Site, chance: random.Random, count: int, pace: float, accepted: dict[str, str], verdict: Verdict
) -> None:
    """As a careful client: an idempotency key each, asked again until there is an answer."""
    with httpx.Client(timeout=5) as client:
        tokens = [_sign_in(site, chance, client, f"chaos{number}@example.org") for number in range(2)]
        for number in range(count):
            time.sleep(pace)
            prompt = f"sleep 0.0{chance.randint(0, 9)}{number:06d}"
            headers = {"Authorization": f"Bearer {tokens[number % 2]}", "Idempotency-Key": f"job-{number}"}
            while True:
                try:
                    url = f"{site.url(chance)}/v1/generations"
                    answer = client.post(url, json={"prompt": prompt}, headers=headers)
                    if answer.status_code == 202:
                        accepted[prompt] = answer.json()["id"]
                        break
                    if answer.status_code == 401:
                        tokens[number % 2] = _sign_in(site, chance, client, f"chaos{number % 2}@example.org")
                        headers["Authorization"] = f"Bearer {tokens[number % 2]}"
                    elif answer.status_code < 500:
                        raise AssertionError(answer.text)
                except httpx.HTTPError:
                    pass
                verdict.retried_submissions += 1
                time.sleep(0.2)


def _sign_in(site: Site, chance: random.Random, client: httpx.Client, email: str) -> str:
    credentials = {"email": email, "password": PASSWORD}
    while True:
        with contextlib.suppress(httpx.HTTPError, KeyError, ValueError):
            client.post(f"{site.url(chance)}/v1/auth/register", json=credentials)
            answer = client.post(f"{site.url(chance)}/v1/auth/login", json=credentials)
            return str(answer.json()["access_token"])
        time.sleep(0.3)


def _unfinished(site: Site) -> bool:
    database = Database(site.database_url)
    try:
        with database.read() as connection:
            query = select(jobs.c.id).where(jobs.c.state.in_(["queued", "running"])).limit(1)
            return connection.execute(query).first() is not None
    except Exception:  # it is away, by our own doing
        return True
    finally:
        database.close()


def _wait(seconds: float, done: Callable[[], bool]) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and not done():
        time.sleep(min(0.3, max(0.0, end - time.monotonic())))


def _below(pid: int) -> list[psutil.Process]:
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).children(recursive=True)
    return []


def _is_child(process: psutil.Process) -> bool:
    """Whether it does the work itself, below a worker."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return any("jobs.child" in word for word in process.cmdline())
    return False


def _send(process: psutil.Process, number: signal.Signals) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        os.kill(process.pid, number)


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder for a site."""
    return tempfile.TemporaryDirectory(prefix="meshwright-chaos-")
