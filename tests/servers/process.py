"""What all real servers of the tests share: a folder, ports, a process group that cannot outlive the tests."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

PATIENCE = 60.0
_KEEPER = Path(__file__).with_name("keeper.py")


class Missing(Exception):
    """A program that a server needs is not installed; the text says how to get it."""


def program(name: str, package: str) -> str:
    """The path of an installed program, by its name or a pattern of its path. Raises `Missing`."""
    found = sorted(map(str, Path("/").glob(name[1:]))) if name.startswith("/") else [shutil.which(name) or ""]
    if not found or not found[-1]:
        raise Missing(f"{name} is missing (apt-get install {package})")
    return found[-1]


def free_port() -> int:
    """A port on loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Program:
    """One running process group; it ends with `stop`, `kill`, or the process that started it."""

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        environment: Mapping[str, str] | None = None,
        user: str = "",
        end: signal.Signals = signal.SIGTERM,
    ) -> None:
        """user: whom to run as, where root is refused.  end: the signal that asks it to end."""
        with log.open("ab") as output:
            self._keeper = subprocess.Popen(
                [sys.executable, "-I", "-S", str(_KEEPER), user, str(int(end)), *command],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                env=dict(environment or os.environ),
                cwd=log.parent,
                start_new_session=True,
            )

    @property
    def ended(self) -> bool:
        """Whether the program has ended by itself."""
        return self._keeper.poll() is not None

    def processes(self) -> list[psutil.Process]:
        """The program's processes, without the keeper."""
        with contextlib.suppress(psutil.NoSuchProcess):
            return psutil.Process(self._keeper.pid).children(recursive=True)
        return []

    def stop(self) -> None:
        """Ask it to end, and make sure."""
        self.resume()
        assert self._keeper.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._keeper.stdin.close()
        self._keeper.wait()

    def kill(self) -> None:
        """End it as a power cut does."""
        for process in self.processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self.stop()

    def pause(self) -> None:
        """Stop all of its processes where they are (SIGSTOP)."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let them go on (SIGCONT)."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        for process in self.processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(number)


class Server:
    """A server on loopback with a folder of its own that is removed at the end; use it with `with`.

    It can be stopped or killed and started again on the same port and data.
    """

    END = signal.SIGTERM

    def __init__(self, parent: str | None = None) -> None:
        """parent: where its folder is to be; None is where temporary folders usually are."""
        self.folder = Path(tempfile.mkdtemp(prefix="meshwright-test-", dir=parent))
        self.log = self.folder / "log"
        self.port = free_port()
        self._program: Program | None = None

    def command(self) -> Sequence[str]:
        """What to run."""
        raise NotImplementedError

    def environment(self) -> Mapping[str, str] | None:
        """Its environment; None for ours."""
        return None

    def user(self) -> str:
        """Whom to run as; empty for ourselves."""
        return ""

    def answers(self) -> bool:
        """Whether it is ready."""
        return listening(self.port)

    def start(self) -> None:
        """Start it and wait until it is ready."""
        self._program = Program(self.command(), self.log, self.environment(), self.user(), self.END)
        end = time.monotonic() + PATIENCE
        while not self.answers():
            if self._program.ended or time.monotonic() > end:
                self.stop()
                raise RuntimeError(f"{type(self).__name__} did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.02)

    def stop(self) -> None:
        """End it politely; nothing happens to one that does not run."""
        if self._program is not None:
            self._program.stop()
            self._program = None

    def kill(self) -> None:
        """End it as a power cut does."""
        if self._program is not None:
            self._program.kill()
            self._program = None

    def pause(self) -> None:
        """Make it silent (SIGSTOP)."""
        if self._program is not None:
            self._program.pause()

    def resume(self) -> None:
        """End the silence (SIGCONT)."""
        if self._program is not None:
            self._program.resume()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def listening(port: int) -> bool:
    """Whether something accepts connections on a port of loopback."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1.0):
        return True
    return False
