"""Lines of a `text/event-stream` into events (WHATWG HTML, 9.2.6)."""

from __future__ import annotations

import json

from meshwright.client.remote.errors import UnexpectedAnswer
from meshwright.client.remote.models import JobEvent


class EventParser:
    """Feed it lines; an empty line completes an event."""

    def __init__(self) -> None:
        self._id, self._kind = "", ""
        self._data: list[str] = []

    def feed(self, line: str) -> JobEvent | None:
        """The event that this line completes, or None. Raises `UnexpectedAnswer` for data that is no JSON object."""
        if line:
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if name == "id":
                self._id = value
            elif name == "event":
                self._kind = value
            elif name == "data":
                self._data.append(value)
            return None
        kind, lines = self._kind or "message", self._data
        self._kind, self._data = "", []
        if not lines:
            return None
        try:
            data = json.loads("\n".join(lines))
        except ValueError as error:
            raise UnexpectedAnswer("an event of the service is not JSON") from error
        if not isinstance(data, dict) or not self._id.isdecimal():
            raise UnexpectedAnswer("an event of the service is not a numbered object")
        return JobEvent(int(self._id), kind, data)
