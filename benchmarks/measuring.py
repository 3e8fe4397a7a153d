"""How the benchmarks measure: seconds by the clock and of processor time, memory, percentiles."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

Result = TypeVar("Result")


class Disagreement(AssertionError):
    """Ours and a peer's results differ: their times must not be compared."""


@dataclass(slots=True)
class Spent:
    """Seconds by the clock, and of processor time of this process and the children it waited for."""

    wall: float = 0.0
    cpu: float = 0.0


@contextmanager
def spent() -> Iterator[Spent]:
    """Times of what is done inside; filled in at its end."""
    found, cpu, started = Spent(), _cpu(), time.perf_counter()
    try:
        yield found
    finally:
        found.wall, found.cpu = time.perf_counter() - started, _cpu() - cpu


def _cpu() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)


def quickest(do: Callable[[], object], times: int) -> Spent:
    """The run of ``do`` that took least, of several: what others do on the machine only adds."""
    runs = []
    for _ in range(times):
        with spent() as each:
            do()
        runs.append(each)
    return min(runs, key=lambda each: each.wall)


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of many calls: percentiles by the clock, the median of this thread's CPU time."""

    p50: float
    p95: float
    p99: float
    cpu: float

    @classmethod
    def of(cls, wall: Sequence[float], cpu: Sequence[float]) -> Times:
        """From seconds."""
        p50, p95, p99 = (float(each) * 1e3 for each in np.percentile(wall, [50, 95, 99]))
        return cls(p50, p95, p99, float(np.median(cpu)) * 1e3)


def times(ask: Callable[[Result], object], questions: Sequence[Result]) -> Times:
    """Ask each question once, one after the other."""
    wall, cpu = [], []
    for question in questions:
        busy, started = time.thread_time(), time.perf_counter()
        ask(question)
        wall.append(time.perf_counter() - started)
        cpu.append(time.thread_time() - busy)
    return Times.of(wall, cpu)


def resident() -> float:
    """Memory that this process holds now, in MiB; pages of mapped files that were touched count."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def peak() -> float:
    """The most memory that this process held so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
