"""Worker processes on this machine: started, started again when they end, and told to stop."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
import threading
from pathlib import Path

from meshwright.service.identifiers import new_id
from meshwright.service.jobs.store import JobStore
from meshwright.service.settings import Settings

log = logging.getLogger("meshwright.crew")

GRACE = 10.0  # seconds that a worker has to give back its job


class Crew:
    """`settings.workers` processes that ask the job table."""

    def __init__(self, settings: Settings, jobs: JobStore, scratch: Path) -> None:
        """scratch: each worker gets a folder in it."""
        self.settings = settings
        self.jobs = jobs
        self.scratch = scratch
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._keep) for _ in range(settings.workers)]

    def start(self) -> None:
        """Start all workers."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Tell the workers to give back their jobs and end; those that do not are killed after 10 s."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _keep(self) -> None:
        while not self._stopping.is_set():
            worker_id = new_id("worker")
            folder = self.scratch / worker_id
            process = subprocess.Popen([sys.executable, "-m", "meshwright.service.jobs.worker"], stdin=subprocess.PIPE)
            assert process.stdin is not None
            order = {"settings": self.settings.to_json(), "worker_id": worker_id, "scratch": str(folder)}
            try:
                process.stdin.write(json.dumps(order).encode() + b"\n")
                process.stdin.flush()
            except BrokenPipeError:
                log.error("a worker ended before it had its settings")
            while process.poll() is None and not self._stopping.wait(0.1):
                pass
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(GRACE)
                except subprocess.TimeoutExpired:
                    process.kill()
            code = process.wait()
            process.stdin.close()
            # It is dead for certain, so its jobs need not wait for the end of their leases.
            try:
                self.jobs.release(worker_id)
            except Exception:
                log.exception("cannot release the jobs of a worker; their leases will end")
            shutil.rmtree(folder, ignore_errors=True)
            if not self._stopping.is_set():
                log.error("a worker ended", extra={"fields": {"worker": worker_id, "exit_code": code}})
                self._stopping.wait(0.5)
