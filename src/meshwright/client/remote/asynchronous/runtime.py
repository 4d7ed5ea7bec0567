"""What differs between the two clients: how they sleep and lock. (`blocking` has its own.)"""

from __future__ import annotations

from contextlib import aclosing as closing

import anyio

Lock = anyio.Lock

__all__ = ["Lock", "closing", "sleep"]


async def sleep(seconds: float) -> None:
    """Wait."""
    await anyio.sleep(seconds)
