"""`meshwright worker` for tests, as a process of its own."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType

import psutil

from meshwright.service.jobs.child import die_with_parent

from .server import Server


class WorkerProcess:
    """Joins a server with the same settings; use it with `with`."""

    def __init__(self, server: Server, *options: str, **settings: object) -> None:
        self.command = [sys.executable, "-m", "meshwright", "worker", "--data", str(server.folder), *options]
        more = {f"MESHWRIGHT_{name.upper()}": str(value) for name, value in settings.items()}
        self.environment = {**server.environment, **more}
        self.log = server.folder.parent / "worker.log"

    def start(self) -> None:
        """Start without waiting."""
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                self.command,
                stdout=log,
                stderr=log,
                env=self.environment,
                cwd=self.log.parent,
                start_new_session=True,
                preexec_fn=die_with_parent,  # tests that are killed leave no worker behind
            )

    def stop(self) -> int:
        """Stop as an operator does; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)

    def kill(self) -> None:
        """Kill the process that was started, not its children."""
        self.process.kill()
        self.process.wait()

    def tree(self) -> list[psutil.Process]:
        """All processes below it."""
        with contextlib.suppress(psutil.NoSuchProcess):
            return psutil.Process(self.process.pid).children(recursive=True)
        return []

    def logs(self) -> str:
        """All that it has logged."""
        return Path(self.log).read_text()

    def __enter__(self) -> WorkerProcess:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        for process in self.tree():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.resume()
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise
