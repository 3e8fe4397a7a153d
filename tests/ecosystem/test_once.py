"""Values that are made once: under threads, when making fails, and when there are too many."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from ecosystem.once import Once


def test_many_threads_that_ask_at_once_get_one_value_made_once() -> None:
    once, made, together = Once[str, object](most=4), [], Barrier(8)

    def ask(_: int) -> object:
        together.wait()
        return once.get("key", lambda: made.append(1) or object())

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(ask, range(8)))) == 1 and made == [1]


def test_who_asks_for_another_key_does_not_wait() -> None:
    once, started, finish = Once[str, str](most=4), Event(), Event()

    def slow() -> str:
        started.set()
        assert finish.wait(30)
        return "slow"

    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(once.get, "slow", slow)
        assert started.wait(30) and once.get("fast", lambda: "fast") == "fast"
        finish.set()
        assert waiting.result(30) == "slow"


def test_a_failure_is_raised_and_not_kept() -> None:
    once = Once[str, int](most=2)
    with pytest.raises(ZeroDivisionError):
        once.get("key", lambda: 1 // 0)
    assert once.get("key", lambda: 7) == 7


def test_the_least_recently_asked_for_is_dropped_first() -> None:
    once = Once[str, int](most=2)
    for key, value in (("a", 1), ("b", 2), ("a", 0), ("c", 3)):
        once.get(key, lambda value=value: value)  # type: ignore[misc]
    assert once.get("a", lambda: -1) == 1 and once.get("b", lambda: -1) == -1
