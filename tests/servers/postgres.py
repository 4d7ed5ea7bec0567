"""PostgreSQL on loopback; every test takes a fresh database in it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import uuid
from collections.abc import Sequence

import psycopg

from .process import Server, program

PACKAGE = "postgresql"
PASSWORD = "pg-secret-word"
_USER = "postgres"  # the server refuses root


class PostgreSQL(Server):
    """One cluster. Kills of its processes lose nothing; a power cut would, as it does not wait for the disk."""

    END = signal.SIGINT  # with SIGTERM it would wait for its clients

    def __init__(self) -> None:
        binary = "/usr/lib/postgresql/*/bin/postgres"
        self._server = program("postgres" if shutil.which("postgres") else binary, PACKAGE)
        # Root's own folder for temporary files may be closed to the user that the server runs as.
        super().__init__("/tmp" if self.user() else None)

    def user(self) -> str:
        return _USER if os.geteuid() == 0 else ""

    def command(self) -> Sequence[str]:
        options = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self.folder),
            "fsync": "off",
            "max_connections": "300",
            "shared_buffers": "32MB",
        }
        words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        return [self._server, "-D", str(self.folder / "data"), "-p", str(self.port), *words]

    def url(self, database: str = "postgres") -> str:
        """Where clients connect."""
        return f"postgresql://mw:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def database(self) -> str:
        """The address of a new empty database."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database with whatever is still connected to it."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {url.rsplit('/', 1)[1]} WITH (FORCE)")

    def answers(self) -> bool:
        try:
            with psycopg.connect(self.url(), connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def start(self) -> None:
        if not (self.folder / "data").exists():
            password = self.folder / "password"
            password.write_text(PASSWORD)
            if self.user():
                shutil.chown(self.folder, _USER, _USER)
                shutil.chown(password, _USER, _USER)
            maker = self._server.removesuffix("postgres") + "initdb"
            options = ["-A", "scram-sha-256", "-U", "mw", "--pwfile", str(password), "-E", "UTF8", "--locale=C.UTF-8"]
            done = subprocess.run(
                [maker, "-D", str(self.folder / "data"), "--no-sync", *options],
                capture_output=True,
                text=True,
                cwd=self.folder,
                user=self.user() or None,
                group=self.user() or None,
                extra_groups=[] if self.user() else None,
                check=False,
            )
            if done.returncode:
                raise RuntimeError(f"initdb failed:\n{done.stderr}")
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)  # left by a kill
        super().start()
