"""What differs between the two clients: how they sleep and lock. (`asynchronous` has its own.)"""

from __future__ import annotations

import threading
import time
from contextlib import closing

Lock = threading.Lock

__all__ = ["Lock", "closing", "sleep"]


def sleep(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)
