"""`meshwright serve`: the API in this process, workers in processes of their own, all data in one folder."""

from __future__ import annotations

import argparse
import json
import logging
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from meshwright.errors import InputError
from meshwright.service.api.application import build_application
from meshwright.service.db.database import Database
from meshwright.service.db.migrate import upgrade
from meshwright.service.identifiers import new_id
from meshwright.service.jobs.store import JobStore
from meshwright.service.jobs.worker import policy
from meshwright.service.logs import configure_logs
from meshwright.service.settings import Settings

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
    settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _sole_user(settings.folder):
        shutil.rmtree(settings.scratch, ignore_errors=True)  # left by a run that was killed
        settings.scratch.mkdir(mode=0o700)
        database = Database(settings.url)
        upgrade(database)
        jobs = JobStore(database, policy(settings))
        app = build_application(settings, database)
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
        crew = Crew(settings, jobs)
        crew.start()
        try:
            host = f"[{settings.host}]" if ":" in settings.host else settings.host
            print(f"Meshwright listens on http://{host}:{socket.getsockname()[1]}", flush=True)
            if settings.single_user:
                print("Everyone on this machine may use it: single-user mode has no login.", flush=True)
            server.run(sockets=[socket])
        finally:
            crew.stop()
            database.close()
    return 0


class Crew:
    """The workers: started, started again when they end, and told to stop."""

    def __init__(self, settings: Settings, jobs: JobStore) -> None:
        self.settings = settings
        self.jobs = jobs
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
            process = subprocess.Popen([sys.executable, "-m", "meshwright.service.jobs.worker"], stdin=subprocess.PIPE)
            assert process.stdin is not None
            order = {"settings": self.settings.to_json(), "worker_id": worker_id}
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
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
            code = process.wait()
            process.stdin.close()
            # It is dead for certain, so its jobs need not wait for the end of their leases.
            try:
                self.jobs.release(worker_id)
            except Exception:
                log.exception("cannot release the jobs of a worker; their leases will end")
            shutil.rmtree(self.settings.scratch / worker_id, ignore_errors=True)
            if not self._stopping.is_set():
                log.error("a worker ended", extra={"fields": {"worker": worker_id, "exit_code": code}})
                self._stopping.wait(0.5)


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
