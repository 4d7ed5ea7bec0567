"""Redis on loopback."""

from __future__ import annotations

from collections.abc import Sequence

from .process import Server, program

PACKAGE = "redis-server"
PASSWORD = "redis-secret-word"


class Redis(Server):
    """Holds nothing on disk: whatever needs it must live without what it knew."""

    def __init__(self) -> None:
        self._server = program("redis-server", PACKAGE)
        super().__init__()

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"redis://:{PASSWORD}@127.0.0.1:{self.port}/0"

    def command(self) -> Sequence[str]:
        settings = self.folder / "redis.conf"  # not on the command line, where the password could be read
        lines = [f"port {self.port}", "bind 127.0.0.1", f"dir {self.folder}", 'save ""', f"requirepass {PASSWORD}"]
        settings.write_text("\n".join(lines) + "\n")
        return [self._server, str(settings)]
