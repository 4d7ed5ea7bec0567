"""Topics of what a committed transaction tells the processes that wait for it (`db.database.tell`)."""

from typing import Final

QUEUED: Final = "queued"
"""A job can be claimed; no names."""
EVENTS: Final = "events"
"""Jobs have new events; their identifiers."""
REVOKED: Final = "revoked"
"""Sessions, keys or accounts have ended; no names."""
