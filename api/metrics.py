"""What the server has done so far, in the text format that Prometheus reads."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Final

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
BOUNDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Upper bounds in seconds of the histogram of answer times."""


class Metrics:
    """Counters of this process. Labels come from declared tables, never from what was sent."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._requests: dict[tuple[str, int], int] = defaultdict(int)
        self._times: dict[str, list[int]] = defaultdict(lambda: [0] * (len(BOUNDS) + 1))
        self._seconds: dict[str, float] = defaultdict(float)

    def observe(self, operation: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        with self._lock:
            self._requests[operation, status] += 1
            self._times[operation][bisect_left(BOUNDS, seconds)] += 1
            self._seconds[operation] += seconds

    def text(self, gauges: Mapping[str, tuple[str, float]]) -> str:
        """All of it; ``gauges`` maps a name to what it means and its value now."""
        with self._lock:
            requests, seconds = dict(self._requests), dict(self._seconds)
            times = {operation: list(counts) for operation, counts in self._times.items()}
        lines = [*_head("requests_total", "counter", "Answered requests.")]
        lines += (
            f'allygraph_requests_total{{operation="{operation}",status="{status}"}} {count}'
            for (operation, status), count in sorted(requests.items())
        )
        lines += _head("request_seconds", "histogram", "Time from the first byte to the last.")
        for operation, counts in sorted(times.items()):
            lines += _histogram(operation, counts, seconds[operation])
        for name, (about, value) in gauges.items():
            lines += [*_head(name, "gauge", about), f"allygraph_{name} {value:g}"]
        return "\n".join(lines) + "\n"


def _head(name: str, kind: str, about: str) -> tuple[str, str]:
    return f"# HELP allygraph_{name} {about}", f"# TYPE allygraph_{name} {kind}"


def _histogram(operation: str, counts: Iterable[int], total: float) -> list[str]:
    lines, running = [], 0
    for bound, count in zip((*map(str, BOUNDS), "+Inf"), counts, strict=True):
        running += count
        lines.append(f'allygraph_request_seconds_bucket{{operation="{operation}",le="{bound}"}} {running}')
    lines.append(f'allygraph_request_seconds_sum{{operation="{operation}"}} {total:.6f}')
    lines.append(f'allygraph_request_seconds_count{{operation="{operation}"}} {running}')
    return lines
