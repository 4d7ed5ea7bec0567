"""Credentials that were checked a moment ago, so that a client that polls is not checked at every step."""

from __future__ import annotations

import hashlib
import time
from typing import Final

from meshwright.service.accounts.store import Principal

MOMENT: Final = 2.0
"""Seconds after which credentials are checked again: how long another server's revocation may go unnoticed."""
MOST: Final = 50_000


class KnownCallers:
    """Keeps digests only. Whoever revokes anything in this process calls `forget`, and it holds at once."""

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[Principal, float]] = {}
        self._era = 0

    @property
    def era(self) -> int:
        """Changes whenever all is forgotten; to be read before a check whose result is to be remembered."""
        return self._era

    def find(self, credential: str) -> Principal | None:
        """Who the credential belongs to, if that was found out a moment ago."""
        found = self._known.get(_digest(credential))
        return found[0] if found is not None and found[1] > time.monotonic() else None

    def remember(self, credential: str, caller: Principal, era: int) -> None:
        """Keep the result of a check that began in an era, unless all was forgotten since."""
        if era != self._era:
            return
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[_digest(credential)] = (caller, time.monotonic() + MOMENT)

    def forget(self) -> None:
        """Check everyone again."""
        self._era += 1
        self._known.clear()


def _digest(credential: str) -> bytes:
    return hashlib.sha256(credential.encode()).digest()
