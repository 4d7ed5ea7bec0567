"""Redis makes things quicker, and nothing depends on it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from meshwright.service.api.rates import RateLimits
from meshwright.service.errors import TooMany
from meshwright.service.news import EVENTS, QUEUED
from meshwright.service.wakes import Bell, Wakes
from tests.servers.fixtures import running
from tests.servers.redis import Redis


@pytest.fixture(scope="module")
def own_redis() -> Iterator[Redis]:
    """One that may be harmed."""
    yield from running(Redis)


@pytest.fixture
def pair(own_redis: Redis) -> Iterator[tuple[Wakes, Wakes]]:
    one, two = Wakes(own_redis.url), Wakes(own_redis.url)
    yield one, two
    one.close()
    two.close()


def _until(true: Callable[[], bool], seconds: float = 10.0) -> float:
    start = time.monotonic()
    while not true():
        assert time.monotonic() - start < seconds
        time.sleep(0.005)
    return time.monotonic() - start


def test_what_one_tells_another_hears(pair: tuple[Wakes, Wakes]) -> None:
    heard: list[frozenset[str]] = []
    pair[1].on(EVENTS, heard.append)
    _until(lambda: pair[1].live)
    assert heard == [frozenset()]  # it may have missed something before
    pair[0].tell({EVENTS: {"job_a", "job_b"}, QUEUED: {""}})
    _until(lambda: len(heard) == 2, 2.0)
    assert heard[1] == {"job_a", "job_b"}


def test_a_bell_rings_at_once_or_when_it_is_time_to_look(pair: tuple[Wakes, Wakes], own_redis: Redis) -> None:
    stopping = threading.Event()
    bell = Bell(pair[1], QUEUED, soon=0.15, late=30.0)
    _until(lambda: pair[1].live)
    bell.wait(stopping)  # what it was told at the start
    threading.Timer(0.1, pair[0].tell, [{QUEUED: {""}}]).start()
    start = time.monotonic()
    bell.wait(stopping)
    assert time.monotonic() - start < 5.0
    own_redis.kill()
    _until(lambda: not pair[1].live)
    start = time.monotonic()
    bell.wait(stopping)
    assert 0.1 < time.monotonic() - start < 5.0
    pair[0].tell({QUEUED: {""}})  # neither waits nor raises
    own_redis.start()
    _until(lambda: pair[1].live)
    stopping.set()
    start = time.monotonic()
    bell.wait(stopping)
    assert time.monotonic() - start < 5.0


def test_a_silent_redis_is_given_up(pair: tuple[Wakes, Wakes], own_redis: Redis) -> None:
    pair[1].on(QUEUED, lambda _: None)
    _until(lambda: pair[1].live)
    own_redis.pause()
    try:
        _until(lambda: not pair[1].live, 20.0)
    finally:
        own_redis.resume()
    _until(lambda: pair[1].live, 20.0)


def test_limits_hold_for_replicas_together_and_for_each_alone_without_redis(own_redis: Redis) -> None:
    one, two, alone = RateLimits(own_redis.url), RateLimits(own_redis.url), RateLimits()
    try:
        one.spend("act", "ann", 3)
        two.spend("act", "ann", 3)
        one.spend("act", "ann", 3)
        for limits in (one, two):
            with pytest.raises(TooMany):
                limits.spend("act", "ann", 3)
            with pytest.raises(TooMany):
                limits.check("act", "ann", 3, 1)
            limits.check("act", "bob", 3, 1)
        alone.spend("act", "ann", 3)
        own_redis.pause()  # the worst way of being away
        start = time.monotonic()
        for _ in range(50):
            two.spend("many", "ann", 1000)
        assert time.monotonic() - start < 3.0
        for _ in range(2):  # it had counted one of its own
            two.spend("act", "ann", 3)
        with pytest.raises(TooMany):
            two.spend("act", "ann", 3)
    finally:
        own_redis.resume()
        one.close()
        two.close()
