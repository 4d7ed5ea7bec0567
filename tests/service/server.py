"""A real server for tests: its own process tree, its own folder, a port of its own on loopback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar

import httpx
import psutil

ROOT = Path(__file__).parents[2]
PASSWORD = "correct horse battery"
PLAIN = False  # there is no TLS to check, and reading the authorities takes longer than most tests
SECRET = "a signing secret of the tests only"


class Server:
    """Start with `with`; `settings` become `MESHWRIGHT_*` variables."""

    def __init__(self, folder: Path, *options: str, **settings: object) -> None:
        self.folder = folder
        self.url = ""
        self.options = options
        self.joined: list[int] = []  # processes of workers that the server has not started
        chosen = {"work": "tests.service.fake_work:run", "registrations": 1000, "backoff": 0.1} | settings
        if "database_url" in settings:
            chosen.setdefault("secret_key", SECRET)
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            **{f"MESHWRIGHT_{name.upper()}": str(value) for name, value in chosen.items()},
        }

    def start(self) -> None:
        """Start, and wait until it listens."""
        self.log = (self.folder.parent / f"{self.folder.name}.log").open("a")
        command = [sys.executable, "-m", "meshwright.service.run", "--data", str(self.folder), "--port", "0"]
        self.process = subprocess.Popen(
            [*command, *self.options],
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
            env=self.environment,
            cwd=self.folder.parent,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if "listens on" not in line:
            self.process.wait(10)
            self._close()
            raise AssertionError(f"{line!r}\n{self.logs()}")
        self.url = line.split()[-1]

    def logs(self) -> str:
        """All that the processes have logged."""
        return Path(self.log.name).read_text()

    def workers(self) -> list[psutil.Process]:
        """The worker processes that live."""
        children = psutil.Process(self.process.pid).children()
        return [p for p in children if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]

    def at_work(self) -> list[psutil.Process]:
        """The processes that do jobs, one per worker that has done any, here and at workers that have joined."""
        roots = [psutil.Process(pid) for pid in (self.process.pid, *self.joined)]
        below = [process for root in roots for process in root.children(recursive=True)]
        return [process for process in below if "meshwright.service.jobs.child" in process.cmdline()]

    def stop(self) -> None:
        """Stop as an operator does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(20)
        self._close()

    def kill(self) -> None:
        """Stop as a power cut does, as far as the server's own process is concerned."""
        self.process.kill()
        self.process.wait()
        self._close()

    def _close(self) -> None:
        for user in [user for user in User.opened if user.base_url == self.url]:
            user.close()
            User.opened.remove(user)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.log.close()

    def __enter__(self) -> Server:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: TracebackType | BaseException | None) -> None:
        self.stop()

    def user(self, email: str = "") -> User:
        """A new account, signed in."""
        credentials = {"email": email or f"{uuid.uuid4().hex[:12]}@example.org", "password": PASSWORD}
        with httpx.Client(base_url=self.url, timeout=20, verify=PLAIN) as client:
            answer = client.post("/v1/auth/register", json=credentials)
            assert answer.status_code == 201, answer.text
            tokens = client.post("/v1/auth/login", json=credentials).json()
        return User(self.url, credentials["email"], tokens)


class User(httpx.Client):
    """A client with someone's access token, closed with its server: a forgotten socket fails a later test."""

    opened: ClassVar[list[User]] = []

    def __init__(self, url: str, email: str, tokens: dict[str, Any]) -> None:
        self.email = email
        self.tokens = tokens
        bearer = f"Bearer {tokens['access_token']}"
        super().__init__(base_url=url, headers={"Authorization": bearer}, timeout=20, verify=PLAIN)
        User.opened.append(self)

    def submit(self, prompt: str, **more: object) -> str:
        """Ask for a generation; returns the job's identifier."""
        answer = self.post("/v1/generations", json={"prompt": prompt, **more})
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def job(self, job_id: str) -> dict[str, Any]:
        """A job as it is now."""
        answer = self.get(f"/v1/jobs/{job_id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def wait(self, job_id: str, *states: str, seconds: float = 20.0) -> dict[str, Any]:
        """The job once it is in one of the states (default: the final ones)."""
        wanted = states or ("succeeded", "failed", "cancelled")
        end = time.monotonic() + seconds
        while (found := self.job(job_id))["state"] not in wanted:
            assert time.monotonic() < end, found
            time.sleep(0.05)
        return found

    def make(self, prompt: str = "make one", **more: object) -> str:
        """A generated asset; returns its identifier."""
        done = self.wait(self.submit(prompt, **more))
        assert done["state"] == "succeeded", done
        return str(done["asset_id"])
