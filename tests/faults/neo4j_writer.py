"""The process that is killed while it writes to Neo4j, at a chosen statement of a chosen batch."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path

from ecosystem.stores.bolt import BoltRunner, Run
from ecosystem.stores.neo4j_ import Neo4jStore
from tests.faults.harness import Plan, acknowledge
from tests.neo4j_server.server import PASSWORD, USER

_context = multiprocessing.get_context("forkserver")
# One server of forks for all trials of a run: it has both writers imported.
_context.set_forkserver_preload(["tests.faults.writer", "tests.faults.neo4j_writer"])


class Mortal(BoltRunner):
    """Dies before the n-th statement that it writes, or just before or after a commit."""

    countdown: dict[str, int]

    def passing(self, point: str) -> None:
        if point in self.countdown:
            self.countdown[point] -= 1
            if self.countdown[point] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def write(self, work: Callable[[Run], object]) -> object:  # type: ignore[override]
        def counted(run: Run) -> object:
            def running(text: str, **parameters: object) -> object:
                self.passing("statement")
                return run(text, **parameters)

            result = work(running)  # type: ignore[arg-type]
            self.passing("before_commit")
            return result

        result = super().write(counted)
        self.passing("committed")
        return result


def start(url: str, plan: Plan, log: Path, *, point: str, times: int) -> BaseProcess:
    """Write all batches of a plan and die at the ``times``-th passing of a point."""
    process = _context.Process(target=_write, args=(url, plan, log, point, times), daemon=True)
    process.start()
    return process


def start_clearing(url: str, point: str, times: int) -> BaseProcess:
    """Clear the store and die over it."""
    process = _context.Process(target=_clear, args=(url, point, times), daemon=True)
    process.start()
    return process


def _opened(url: str, point: str, times: int) -> tuple[Neo4jStore, Mortal]:
    runner = Mortal(url, user=USER, password=PASSWORD)
    runner.countdown = {}
    store = Neo4jStore(url, runner=runner)
    runner.countdown = {point: times}
    return store, runner


def _write(url: str, plan: Plan, log: Path, point: str, times: int) -> None:
    store, runner = _opened(url, point, times)
    for number in range(plan.batches):
        store.write(plan.batch(store, number))
        acknowledge(log, number)
        runner.passing("acknowledged")


def _clear(url: str, point: str, times: int) -> None:
    store, _ = _opened(url, point, times)
    store.clear()
