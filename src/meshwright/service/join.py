"""`meshwright worker`: workers on this machine for a service that runs elsewhere, with the same settings."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import logging
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from meshwright.errors import InputError
from meshwright.service import telemetry
from meshwright.service.crew import Crew
from meshwright.service.db.database import Database
from meshwright.service.jobs.store import JobStore
from meshwright.service.jobs.worker import policy
from meshwright.service.logs import configure_logs
from meshwright.service.settings import Settings

log = logging.getLogger("meshwright.worker")

_PREFIX = "meshwright-worker-"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `meshwright worker`; every setting can also be given as `MESHWRIGHT_<NAME>`."""
    parser.add_argument("--data", metavar="DIR", help="folder of the service, if it runs here on a folder")
    parser.add_argument("--queues", metavar="NAMES", help="which work to do: cpu, gpu, or gpu,cpu (cpu)")
    parser.add_argument("--concurrency", type=int, dest="workers", help="processes, one job or batch each (1)")
    parser.add_argument("--batch-size", type=int, help="generations that run together on the gpu queue (8)")
    parser.add_argument("--device", help="where networks run: auto, cpu, cuda or cuda:N (auto)")


def main(options: argparse.Namespace) -> int:
    """Work until a signal says stop; returns the exit code. Raises `InputError` for bad settings."""
    given = {name: getattr(options, name) for name in ("workers", "batch_size", "device")}
    if options.workers is not None and options.workers < 1:
        raise InputError("--concurrency", f"is {options.workers}", "at least 1")
    if options.queues is not None:
        given["queues"] = tuple(name.strip() for name in options.queues.split(",") if name.strip())
    folder = options.data or os.environ.get("MESHWRIGHT_DATA") or "meshwright-data"
    return work(Settings.from_environment(data=str(Path(folder).resolve()), **given))


def work(settings: Settings) -> int:
    """Run `settings.workers` workers until SIGINT or SIGTERM, which give their jobs back."""
    configure_logs()
    telemetry.wanted()  # what is wrong with it is said here, and not by every process of the crew
    with _scratch() as scratch:
        if settings.broker_url:
            from meshwright.service.jobs import celery_worker

            return celery_worker.work(settings, scratch)
        return _ask_the_table(settings, scratch)


@contextmanager
def _scratch() -> Iterator[Path]:
    """A folder that is removed at the end; and by the next worker, if this one is killed."""
    for lock in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*/lock"):
        with contextlib.suppress(OSError), lock.open("r+") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)  # refused as long as its owner lives
            shutil.rmtree(lock.parent, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        with (folder / "lock").open("w") as mine:
            fcntl.flock(mine, fcntl.LOCK_EX)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _ask_the_table(settings: Settings, scratch: Path) -> int:
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    database = Database(settings.url)
    crew = Crew(settings, JobStore(database, policy(settings)), scratch)
    crew.start()
    try:
        stopping.wait()
    finally:
        crew.stop()
        database.close()
    return 0
