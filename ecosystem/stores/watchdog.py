"""What ends a statement that takes too long: one thread that looks at all that are under way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Final

_TICK: Final = 0.05  # seconds between two looks; a statement may take that much longer


class Watchdog:
    """Calls ``end`` of everything that is watched beyond its time.

    Examples
    --------
    >>> ended = []
    >>> with Watchdog().watching(lambda: ended.append(True), seconds=0.01):
    ...     sleep(0.5)
    >>> bool(ended)
    True
    """

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._watched: dict[object, tuple[float, Callable[[], None]]] = {}
        self._sleeps = False
        self._thread: threading.Thread | None = None

    @contextmanager
    def watching(self, end: Callable[[], None], seconds: float) -> Iterator[None]:
        entry = object()
        with self._change:
            self._watched[entry] = monotonic() + seconds, end
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, name="allygraph-watchdog", daemon=True)
                self._thread.start()
            elif self._sleeps:
                self._change.notify()
        try:
            yield
        finally:
            # Under the same lock as the look: once this is left, nothing is ended any more.
            with self._change:
                del self._watched[entry]

    def _look(self) -> None:
        while True:
            with self._change:
                self._sleeps = not self._watched
                while not self._watched:
                    self._change.wait()
                self._sleeps = False
                now = monotonic()
                for deadline, end in self._watched.values():
                    if now > deadline:
                        end()
            sleep(_TICK)
