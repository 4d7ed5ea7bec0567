"""Names for rows: sortable by time, impossible to guess."""

from __future__ import annotations

import os
import threading
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_lock = threading.Lock()
_last = 0


def new_id(prefix: str) -> str:
    """`prefix_` and 26 characters: 48 bits of milliseconds and 80 random bits (as ULID does, in lower case).

    Later identifiers of one process sort after earlier ones, those of others to the millisecond, so that lists
    page by identifier alone and the jobs of a batch keep their order.
    """
    global _last
    number = (int(time.time() * 1000) << 80) | int.from_bytes(os.urandom(10), "big")
    with _lock:
        if number >> 80 <= _last >> 80:
            # The same millisecond: a random step further on, which leaves 64 bits to guess.
            number = _last + 1 + int.from_bytes(os.urandom(8), "big")
        _last = number
    letters = [_ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5)]
    return f"{prefix}_{''.join(letters)}"
