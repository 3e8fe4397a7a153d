"""What is dear is made once, whichever thread asks first, and nobody waits for what he did not ask for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class _Slot(Generic[V]):
    """A place for one value; its lock is held while it is being made."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.made: list[V] = []


class Once(Generic[K, V]):
    """At most ``most`` values by key, the least recently asked for dropped first.

    Examples
    --------
    >>> squares = Once[int, int](most=2)
    >>> squares.get(3, lambda: 3 * 3), squares.get(3, lambda: 1 // 0)
    (9, 9)
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._slots: OrderedDict[K, _Slot[V]] = OrderedDict()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value of ``key``; ``make`` is called if there is none. What it raises is raised, and not kept."""
        with self._lock:
            slot = self._slots.setdefault(key, _Slot())
            self._slots.move_to_end(key)
            while len(self._slots) > self._most:
                self._slots.popitem(last=False)
        with slot.lock:
            if not slot.made:
                slot.made.append(make())
            return slot.made[0]

    def clear(self) -> None:
        """Forget everything; who is making something keeps what he makes."""
        with self._lock:
            self._slots.clear()
