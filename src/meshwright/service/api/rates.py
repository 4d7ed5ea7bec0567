"""Limits of how often: counted in this process, and where there is Redis by all replicas together.

Redis is not the truth: while it is away every replica goes on with what it has counted by itself.
"""

from __future__ import annotations

import logging
import math
import time
from typing import Any, Final

from anyio import to_thread
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter

from meshwright.service.errors import TooMany

log = logging.getLogger("meshwright.redis")

PATIENCE: Final = 0.25
"""Seconds that Redis has for an answer."""
PAUSE: Final = 5.0
"""Seconds for which it is not asked again after it had none."""


class RateLimits:
    """Counts per key; a limit that is passed is a `TooMany`."""

    def __init__(self, redis_url: str = "") -> None:
        self.waits = bool(redis_url)  # whether counting takes a network's time
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._redis = _storage(redis_url) if redis_url else None
        self._shared = MovingWindowRateLimiter(self._redis) if self._redis is not None else None
        self._away_until = 0.0

    def spend(self, what: str, who: str, amount: int, minutes: int = 1) -> None:
        """Count one event. Raises `TooMany` if `who` has had `amount` of them in `minutes`."""
        if not self._may("hit", what, who, amount, minutes):
            wait = self._wait(what, who, amount, minutes)
            raise TooMany(f"too many requests of this kind (limit: {amount} in {minutes} min)", wait, amount)

    async def soon(self, what: str, who: str, amount: int, minutes: int = 1) -> None:
        """As `spend`, from a coroutine."""
        if self.waits:
            await to_thread.run_sync(self.spend, what, who, amount, minutes)
        else:
            self.spend(what, who, amount, minutes)

    def check(self, what: str, who: str, amount: int, minutes: int) -> None:
        """As `spend`, without counting."""
        if not self._may("test", what, who, amount, minutes):
            wait = self._wait(what, who, amount, minutes)
            raise TooMany(f"too many failures (limit: {amount} in {minutes} min)", wait, amount)

    def close(self) -> None:
        """Close the connections."""
        if self._redis is not None:
            self._redis.storage.close()

    def _may(self, act: str, what: str, who: str, amount: int, minutes: int) -> bool:
        item = RateLimitItemPerMinute(amount, minutes)
        shared = False
        if self._shared is not None and time.monotonic() >= self._away_until:
            try:
                if not getattr(self._shared, act)(item, what, who):
                    return False
                shared = True
            except Exception as error:
                self._away_until = time.monotonic() + PAUSE
                log.warning("counting alone", extra={"fields": {"error": type(error).__name__}})
        # Our own count goes on beside the shared one, to have it when that is lost.
        own = bool(getattr(self._own, act)(item, what, who))
        return own or shared

    def _wait(self, what: str, who: str, amount: int, minutes: int) -> int:
        """Seconds until the oldest event that counts is forgotten; as far as this process knows."""
        stats = self._own.get_window_stats(RateLimitItemPerMinute(amount, minutes), what, who)
        seconds = math.ceil(stats.reset_time - time.time()) if stats.remaining == 0 else 60 * minutes
        return min(max(1, seconds), 60 * minutes)


def _storage(url: str) -> RedisStorage:
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    options: dict[str, Any] = {"retry": Retry(NoBackoff(), 0), "protocol": 2}
    return RedisStorage(
        url, key_prefix="meshwright", socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, **options
    )
