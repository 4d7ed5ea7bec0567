"""Run a function in a worker process with limits on time and memory.

Geometry libraries hold Python's lock for seconds, and a few can hang or crash. Workers are plain
Python processes that speak over pipes and are kept for the next call. They are not forked: a fork
of a process with threads (an inference runtime, OpenMP) can deadlock, and they do not import the
caller's main module, as `multiprocessing` would.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import IO, ParamSpec, TypeVar, cast

from meshwright.errors import StageCrash, StageTimeout

P = ParamSpec("P")
R = TypeVar("R")

_HEADER = struct.Struct("<Q")
_IDLE_LIMIT = 2  # workers kept for the next call; each holds about 150 MB of libraries
_JOBS_PER_WORKER = 64  # then it is replaced, so that leaks of native code stay small
_FIRST_MODULES = ("meshwright.geometry.repair", "meshwright.geometry.budget", "meshwright.geometry.unwrap")

_lock = threading.Lock()
_idle: list[_Worker] = []
_owner = os.getpid()


class _Worker:
    """One child process: pickled jobs go in, pickled outcomes come out."""

    def __init__(self) -> None:
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(p or "." for p in sys.path)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "meshwright.geometry.isolation_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )
        self.jobs = 0
        self._unread = 0

    def begin(self, job: bytes) -> None:
        """Hand over a job, short enough for the pipe, whose answer no one waits for."""
        self._send(job)
        self._unread += 1

    def ask(self, job: bytes) -> bytes:
        """The answer to one job; raises `OSError` when the process ends before it answers."""
        while self._unread:
            read_frame(cast(IO[bytes], self.process.stdout))
            self._unread -= 1
        self._send(job)
        return read_frame(cast(IO[bytes], self.process.stdout))

    def _send(self, job: bytes) -> None:
        stdin = cast(IO[bytes], self.process.stdin)
        stdin.write(_HEADER.pack(len(job)))
        stdin.write(job)
        stdin.flush()
        self.jobs += 1

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def read_frame(pipe: IO[bytes]) -> bytes:
    """One length-prefixed message; raises `EOFError` when the other side has closed."""
    header = pipe.read(_HEADER.size)
    if len(header) < _HEADER.size:
        raise EOFError
    (length,) = _HEADER.unpack(header)
    body = pipe.read(length)
    if len(body) < length:
        raise EOFError
    return body


def _take() -> _Worker:
    global _owner
    with _lock:
        if _owner != os.getpid():  # after a fork the idle workers are still the parent's
            _idle.clear()
            _owner = os.getpid()
        while _idle:
            worker = _idle.pop()
            if worker.process.poll() is None:
                return worker
    return _Worker()


def _give_back(worker: _Worker) -> None:
    with _lock:
        if worker.jobs < _JOBS_PER_WORKER and len(_idle) < _IDLE_LIMIT:
            _idle.append(worker)
            return
    worker.end()


@atexit.register
def shutdown() -> None:
    """End all idle workers."""
    with _lock:
        ending = list(_idle) if _owner == os.getpid() else []
        _idle.clear()
    for worker in ending:
        worker.end()


def run_isolated(
    stage: str,
    timeout_s: float,
    function: Callable[P, R],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    """`function(*args, **kwargs)` in a worker process.

    stage: name for error messages.  timeout_s: wall-clock seconds, including a worker's start.
    function: importable by name; it, its arguments and its result must be picklable.
    Returns or raises what the function does. Raises `StageTimeout` past the limit and `StageCrash`
    when the process dies or runs out of memory (`MESHWRIGHT_STAGE_MEMORY_MB`, default 4096 MB more
    than the idle worker).
    """
    return cast(R, _run(stage, timeout_s, _pack_job(function, args, kwargs)))


def _pack_job(function: Callable[..., object], args: tuple[object, ...], kwargs: dict[str, object]) -> bytes:
    limit = int(os.environ.get("MESHWRIGHT_STAGE_MEMORY_MB", "4096"))
    return pickle.dumps((limit, function, args, kwargs), protocol=5)


def _run(stage: str, timeout_s: float, job: bytes) -> object:
    worker = _take()
    answer: list[bytes] = []

    def converse() -> None:
        with contextlib.suppress(OSError, EOFError, ValueError):
            answer.append(worker.ask(job))

    # The pipes block, so a thread waits on them; ending the process releases it.
    thread = threading.Thread(target=converse, daemon=True, name=f"stage-{stage}")
    thread.start()
    try:
        thread.join(timeout_s)
        late = thread.is_alive()
    except BaseException:
        worker.end()
        raise
    if late:
        worker.end()
        thread.join(5.0)
        raise StageTimeout(f"{stage}: not finished after {timeout_s:g} s")
    if not answer:
        code = worker.process.wait()
        worker.end()
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        raise StageCrash(f"{stage}: the worker process died ({how})")
    _give_back(worker)
    kind, value = pickle.loads(answer[0])
    if kind == "result":
        return value
    if kind == "memory":
        raise StageCrash(f"{stage}: out of memory")
    cls, arguments, state = value
    error = cls.__new__(cls)
    error.args = arguments
    error.__dict__.update(state)
    raise error


def prewarm(modules: Sequence[str] = _FIRST_MODULES) -> None:
    """Start a worker that imports `modules` while the caller does other work; the next stage gets it.

    Does nothing where a worker is idle already. Raises `OSError` where no process can be started.
    """
    with _lock:
        if _owner == os.getpid() and _idle:
            return
    worker = _Worker()
    try:
        worker.begin(_pack_job(import_all, (tuple(modules),), {}))
    except OSError:
        worker.end()
        return
    _give_back(worker)


def import_all(modules: Sequence[str]) -> None:
    """Import modules by name."""
    import importlib

    for module in modules:
        importlib.import_module(module)
