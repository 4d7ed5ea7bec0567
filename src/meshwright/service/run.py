"""`meshwright serve`: the API in this process, workers in processes of their own, all data in one folder."""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI

from meshwright.errors import InputError
from meshwright.service import telemetry
from meshwright.service.api.application import build_application
from meshwright.service.crew import Crew
from meshwright.service.db.database import Database
from meshwright.service.db.migrate import upgrade
from meshwright.service.jobs.store import JobStore
from meshwright.service.jobs.worker import policy
from meshwright.service.logs import configure_logs
from meshwright.service.retention import Sweeper
from meshwright.service.settings import Settings
from meshwright.service.wakes import Wakes
from meshwright.service.webhooks.courier import Courier

if TYPE_CHECKING:
    from meshwright.service.jobs.dispatch import Dispatcher

log = logging.getLogger("meshwright.serve")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `meshwright serve`; every setting can also be given as `MESHWRIGHT_<NAME>`."""
    parser.add_argument("--host", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on, 0 for a free one (8000)")
    parser.add_argument("--data", metavar="DIR", help="folder of everything that must survive (meshwright-data)")
    parser.add_argument("--workers", type=int, help="worker processes, one job each (1)")
    parser.add_argument("--single-user", action="store_true", default=None, help="no login; only on a loopback address")
    parser.add_argument(
        "--closed",
        dest="registration",
        action="store_false",
        default=None,
        help="strangers cannot open accounts",
    )


def main(options: argparse.Namespace) -> int:
    """Run until a signal says stop; returns the exit code. Raises `InputError` for bad settings."""
    names = ("host", "port", "workers", "single_user", "registration")
    given = {name: getattr(options, name) for name in names}
    folder = options.data or os.environ.get("MESHWRIGHT_DATA") or "meshwright-data"
    return serve(Settings.from_environment(data=str(Path(folder).resolve()), **given))


def serve(settings: Settings) -> int:
    """Migrate, listen, start the workers and keep them running until SIGINT or SIGTERM."""
    configure_logs()
    telemetry.start("api")
    settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _sole_user(settings.folder):
        shutil.rmtree(settings.scratch, ignore_errors=True)  # left by a run that was killed
        settings.scratch.mkdir(mode=0o700)
        wakes = Wakes(settings.redis_url)
        database = Database(settings.url, wakes.tell)
        upgrade(database)
        jobs = JobStore(database, policy(settings))
        app = build_application(settings, database, wakes)
        config = uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
            h11_max_incomplete_event_size=64 * 1024,
        )
        server = uvicorn.Server(config)
        socket = config.bind_socket()
        socket.listen(config.backlog)  # from here on connections wait instead of being refused
        crew = Crew(settings, jobs, settings.scratch)
        crew.start()
        dispatcher = _dispatcher(settings, jobs)
        courier = Courier(database, settings)
        courier.start()
        sweeper = Sweeper(database, app.state.context.blobs, settings)
        sweeper.start()
        try:
            host = f"[{settings.host}]" if ":" in settings.host else settings.host
            print(f"Meshwright listens on http://{host}:{socket.getsockname()[1]}", flush=True)
            _offer_setup(app, settings, f"http://{host}:{socket.getsockname()[1]}")
            if settings.single_user:
                print("Everyone on this machine may use it: single-user mode has no login.", flush=True)
            server.run(sockets=[socket])
        finally:
            if dispatcher is not None:
                dispatcher.stop()
            crew.stop()
            courier.stop()
            sweeper.stop()
            database.close()
            wakes.close()
            telemetry.stop()
    return 0


def _dispatcher(settings: Settings, jobs: JobStore) -> Dispatcher | None:
    if not settings.broker_url:
        return None
    from meshwright.service.jobs.dispatch import Dispatcher

    dispatcher = Dispatcher(settings, jobs)
    dispatcher.start()
    return dispatcher


def _offer_setup(app: FastAPI, settings: Settings, url: str) -> None:
    """Print the link by which the first admin is made, for who can see this output and nobody else."""
    token = None if settings.single_user else app.state.context.site.setup_token()
    if token is not None:
        print(f"First run: make the admin's account at {settings.public_url or url}/setup#{token}", flush=True)


@contextmanager
def _sole_user(folder: Path) -> Iterator[None]:
    """Hold the folder for this process; the lock ends with it, however it ends."""
    with (folder / "lock").open("w") as file:
        try:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:  # no such locks on Windows
            pass
        except OSError as error:
            raise InputError("--data", f"{folder} is used by another server") from error
        yield


if __name__ == "__main__":
    _parser = argparse.ArgumentParser(prog="meshwright serve")
    add_arguments(_parser)
    try:
        sys.exit(main(_parser.parse_args()))
    except InputError as problem:
        print(f"error: {problem}", file=sys.stderr)
        sys.exit(problem.exit_code)
