"""Wake-ups between processes: what one has committed, others need not find by asking the database again and again.

Through Redis where there is one. It is never the truth: a message that is lost, or a Redis that is away, silent or
empty costs a second, since everyone who listens also looks by itself, more often while it hears nothing.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from meshwright.service.db.database import News
from meshwright.service.news import EVENTS, QUEUED, REVOKED

if TYPE_CHECKING:
    from redis import Redis

    from meshwright.service.jobs.attempt import Stopping

log = logging.getLogger("meshwright.redis")

PREFIX: Final = "meshwright:"
TOPICS: Final = (QUEUED, EVENTS, REVOKED)
PATIENCE: Final = 1.0
"""Seconds that Redis has for an answer."""
BEAT: Final = 2.0
"""Seconds between two questions whether Redis still lives; it is given up after three without an answer."""
PAUSE: Final = 1.0
MOST: Final = 10_000
"""Messages that wait to be sent; further ones are dropped."""
SLICE: Final = 0.1

Heard = Callable[[frozenset[str]], None]
"""Called with names, from a thread; must neither wait nor raise."""


class Wakes:
    """Tells and hears. Without an address it reaches this process alone."""

    def __init__(self, url: str = "") -> None:
        """url: of Redis."""
        if url:
            import_module("redis")  # here, since threads that import one package at once may see the half of it
        self._url = url
        self._heard: dict[str, list[Heard]] = {topic: [] for topic in TOPICS}
        self._live = threading.Event()
        self._ending = threading.Event()
        self._waiting: queue.Queue[tuple[str, str] | None] = queue.Queue(MOST)
        self._lock = threading.Lock()
        self._threads: dict[str, threading.Thread] = {}

    @property
    def live(self) -> bool:
        """Whether what others tell would be heard now, as far as one can know."""
        return self._live.is_set()

    def on(self, topic: str, heard: Heard) -> None:
        """Call `heard` with the names of each message on a topic; with none when some may have been missed."""
        self._heard[topic].append(heard)
        self._need("redis-hear", self._receive)

    def tell(self, news: News) -> None:
        """Tell everyone, soon; neither waits nor raises."""
        for topic, names in news.items():
            if not self._url:
                self._deliver(topic, frozenset(names))
                continue
            self._need("redis-tell", self._send)
            with contextlib.suppress(queue.Full):
                self._waiting.put_nowait((topic, " ".join(names)))

    def close(self) -> None:
        """Send what waits, and stop."""
        self._ending.set()
        with contextlib.suppress(queue.Full):
            self._waiting.put_nowait(None)
        for thread in self._threads.values():
            thread.join(3 * PATIENCE)

    def _need(self, name: str, work: Callable[[], None]) -> None:
        # Not before it is needed: a process may fork first, and threads do not come along.
        with self._lock:
            if self._url and name not in self._threads:
                self._threads[name] = threading.Thread(target=work, name=name, daemon=True)
                self._threads[name].start()

    def _deliver(self, topic: str, names: frozenset[str]) -> None:
        for heard in self._heard[topic]:
            heard(names)

    def _send(self) -> None:
        client = connect(self._url)
        lost_until = 0.0
        with contextlib.closing(client):
            while (message := self._waiting.get()) is not None:
                if time.monotonic() < lost_until:
                    continue  # it would be late, and so would those behind it
                topic, names = message
                try:
                    client.publish(PREFIX + topic, names)
                except Exception as error:
                    lost_until = time.monotonic() + PAUSE
                    log.warning("cannot tell others", extra={"fields": {"error": type(error).__name__}})

    def _receive(self) -> None:
        client = connect(self._url)
        with contextlib.closing(client):
            while not self._ending.is_set():
                try:
                    self._follow(client)
                except Exception as error:
                    if self._live.is_set() and not self._ending.is_set():
                        log.warning("cannot hear others", extra={"fields": {"error": type(error).__name__}})
                    self._live.clear()
                self._ending.wait(PAUSE)

    def _follow(self, client: Redis) -> None:
        with client.pubsub() as channel:  # type: ignore[no-untyped-call]
            channel.subscribe(*(PREFIX + topic for topic in TOPICS))
            asked = answered = time.monotonic()
            while not self._ending.is_set():
                message: dict[str, Any] | None = channel.get_message(timeout=PATIENCE / 2)
                now = time.monotonic()
                if message is not None:
                    answered = now
                    self._take(message)
                if now - answered > 3 * BEAT:
                    raise TimeoutError
                if now - asked > BEAT:
                    asked = now
                    channel.ping()

    def _take(self, message: dict[str, Any]) -> None:
        if message["type"] == "message":
            topic = message["channel"].decode().removeprefix(PREFIX)
            self._deliver(topic, frozenset(message["data"].decode().split(" ")))
        elif message["type"] == "subscribe" and not self._live.is_set():
            self._live.set()
            log.info("hearing others")
            for topic in TOPICS:  # who knows what was told before
                self._deliver(topic, frozenset())


class Bell:
    """Waits for a topic, from a thread."""

    def __init__(self, wakes: Wakes, topic: str, *, soon: float, late: float) -> None:
        """soon, late: seconds after which one should look even if nothing rings, while Redis is away or there."""
        self._wakes = wakes
        self._times = (soon, late)
        self._rung = threading.Event()
        wakes.on(topic, lambda _names: self._rung.set())

    def wait(self, stopping: Stopping) -> None:
        """Until it rings, or it is time to look, or `stopping`."""
        start = time.monotonic()
        while not stopping.is_set() and not self._rung.is_set():
            left = start + self._times[self._wakes.live] - time.monotonic()
            if left <= 0:
                return
            self._rung.wait(min(SLICE, left))
        self._rung.clear()


def connect(url: str) -> Redis:
    """A client that gives up soon and does not try twice; it connects when it is used."""
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return Redis.from_url(
        url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=Retry(NoBackoff(), 0), protocol=2
    )
