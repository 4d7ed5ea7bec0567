"""The starters themselves: nothing that they start outlives them, whichever way the tests end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from .fixtures import running
from .postgres import PostgreSQL
from .process import Missing, Program, Server, listening, program
from .redis import Redis
from .swift import Swift

ROOT = Path(__file__).parents[2]


def _alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE]


def _processes(server: Server) -> list[int]:
    assert server._program is not None
    return [process.pid for process in server._program.processes()]


@pytest.mark.parametrize("kind", [PostgreSQL, Redis])
def test_stopped_killed_and_started_again(kind: Callable[[], Server]) -> None:
    starter = running(kind)
    server = next(starter)
    first = _processes(server)
    assert first
    server.stop()
    assert (_alive(first), listening(server.port)) == ([], False)
    server.start()
    second = _processes(server)
    server.kill()
    assert (_alive(second), listening(server.port)) == ([], False)
    server.start()
    third = _processes(server)
    assert next(starter, None) is None
    assert (_alive(third), server.folder.exists()) == ([], False)


def test_postgres_keeps_what_was_committed_before_a_kill(postgres: PostgreSQL) -> None:
    url = postgres.database()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    postgres.kill()
    postgres.start()
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchall() == [(7,)]
    postgres.drop(url)


def test_buckets_are_not_for_strangers(swift: Swift) -> None:
    assert httpx.get(f"{swift.endpoint}/{swift.bucket()}/x").status_code in (400, 403)


def test_nothing_outlives_killed_tests() -> None:
    code = (
        "import os, signal\nfrom tests.servers.redis import Redis\nserver = Redis()\nserver.start()\n"
        "print(*[p.pid for p in server._program.processes()], server.folder, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    *pids, folder = done.stdout.split()
    end = time.monotonic() + 10
    while _alive([int(pid) for pid in pids]):
        assert time.monotonic() < end
        time.sleep(0.02)
    for path in Path(folder).iterdir():
        path.unlink()
    Path(folder).rmdir()


def test_one_that_ignores_the_request_to_end_is_killed(tmp_path: Path) -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); open('deaf', 'w'); time.sleep(60)"
    stubborn = Program([sys.executable, "-c", deaf], tmp_path / "log", {**os.environ, "KEEPER_PATIENCE": "0.2"})
    while not (tmp_path / "deaf").exists():
        time.sleep(0.02)
    pids = [process.pid for process in stubborn.processes()]
    stubborn.stop()
    assert _alive(pids) == []


def test_a_missing_program_fails_where_nothing_may_be_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Server:
        program("no-such-server", "no-such-package")
        raise AssertionError

    with pytest.raises(Missing, match="apt-get install no-such-package"):
        missing()
    monkeypatch.setenv("CI", "1")
    with pytest.raises(pytest.fail.Exception, match="no-such-package"):
        next(running(missing))
    monkeypatch.setenv("CI", "")
    with pytest.raises(pytest.skip.Exception, match="no-such-package"):
        next(running(missing))
