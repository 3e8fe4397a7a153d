"""The Neo4j store while clients are killed, the server dies, and the network swallows what was said."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ecosystem.errors import StoreError, StoreUnavailable
from ecosystem.stores.bolt import Patience
from ecosystem.stores.neo4j_ import Neo4jStore
from tests.faults import neo4j_writer as writer
from tests.faults.harness import Plan, Tally, acknowledge, acknowledged, finish, judge, recorded
from tests.faults.proxy import Fault, Proxy
from tests.neo4j_server.server import PASSWORD, USER, Server

pytestmark = pytest.mark.neo4j

STATEMENTS = 14  # that a batch of the plan sends, from the lock to the store's new number
SERVER_KILLS = 3
HASTY = Patience(answer=9.0, write=20.0, commit=0.4, transaction=4.0)
"""So that a swallowed answer is given up soon, and a transaction that hangs is ended by the server."""

Restart = Callable[[], Server]


@pytest.fixture(scope="module")
def server(neo4j_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of these tests' own: they kill it. (The shared one is asked for its reasons to skip.)"""
    server = Server(tmp_path_factory.mktemp("neo4j-faults"))
    server.start()
    Neo4jStore(server.url, user=USER, password=PASSWORD).close()
    yield server
    server.kill()


@pytest.fixture(autouse=True)
def _own_scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def clean(server: Server) -> Server:
    server.empty()
    return server


def opened(url: str, patience: Patience | None = None) -> Neo4jStore:
    return Neo4jStore(url, user=USER, password=PASSWORD, patience=patience)


def judged(store: Neo4jStore, plan: Plan, log: Path, row: Tally) -> frozenset[int]:
    verdict = judge(store, plan, acknowledged(log))
    verdict.add_to(row)
    row.partial += not finish(store, plan)
    return verdict.applied


def test_a_client_killed_at_every_step_of_a_batch(clean: Server, plan: Plan, tmp_path: Path) -> None:
    # Before each statement of the third batch, before and after its commit, after its receipt.
    points = [("statement", 2 * STATEMENTS + number) for number in range(1, STATEMENTS + 1)]
    points += [("before_commit", 1), ("before_commit", 5), ("committed", 1), ("committed", 5), ("acknowledged", 3)]
    with recorded("Neo4j: client killed -9 at a step of a write") as row:
        for point, times in points:
            clean.empty()
            log = tmp_path / f"{point}-{times}"
            process = writer.start(clean.url, plan, log, point=point, times=times)
            process.join(60)
            assert process.exitcode == -9, (point, times)
            row.trials += 1
            with opened(clean.url) as store:
                applied = judged(store, plan, log, row)
            late = point in ("committed", "acknowledged")
            expected = (times - 1) // STATEMENTS if point == "statement" else times if late else times - 1
            # The first batch meets empty tables and asks less, so the count may be a batch further on.
            assert len(applied) - expected in ((0, 1) if point == "statement" else (0,)), (point, times, applied)
        assert row.trials >= 19 and row.harmless


def test_a_client_killed_while_it_clears(clean: Server, plan: Plan) -> None:
    with recorded("Neo4j: client killed -9 while it clears") as row:
        for point, times in (("before_commit", 1), ("committed", 1), ("committed", 2), ("committed", 12),
                             ("before_commit", 30), ("committed", 40)):
            with opened(clean.url) as store:
                plan.write_all(store)
                before = store.commit_seq
            process = writer.start_clearing(clean.url, point, times)
            process.join(60)
            assert process.exitcode == -9, (point, times)
            row.trials += 1
            with opened(clean.url) as store:
                left = sum(store.counts().values())
                gone = store.receipt(plan.batch_id(0)) is None
                row.partial += (left, gone) not in {(0, True), (rows_in_all(plan), False)}
                row.lost += store.commit_seq != before + gone
                store.clear()
        assert row.harmless


def rows_in_all(plan: Plan) -> int:
    """One partner and one capability stand in every batch, and are there once."""
    return sum(len(rows) for number in range(plan.batches) for rows in plan.tables(number).values()) \
        - 2 * (plan.batches - 1)


def load(store: Neo4jStore, plan: Plan, log: Path, errors: list[StoreError]) -> None:
    try:
        for number in range(plan.batches):
            store.write(plan.batch(store, number))
            acknowledge(log, number)
    except StoreError as error:
        errors.append(error)


def test_the_server_killed_in_the_middle_of_an_import(clean: Server, plan: Plan, tmp_path: Path) -> None:
    random_ = random.Random(20261124)
    with recorded("Neo4j: server killed -9 and started again during an import") as row, \
            opened(clean.url) as store:
        for trial in range(SERVER_KILLS):
            clean.empty()
            log = tmp_path / str(trial)
            errors: list[StoreError] = []

            loading = threading.Thread(target=load, args=(store, plan, log, errors))
            loading.start()
            wanted = random_.randrange(plan.batches - 1)
            while loading.is_alive() and len(acknowledged(log)) < wanted:
                time.sleep(0.002)
            time.sleep(random_.uniform(0, 0.05))
            clean.kill()
            loading.join(60)
            assert not loading.is_alive()
            assert all(isinstance(error, StoreUnavailable) for error in errors), errors
            with pytest.raises(StoreUnavailable, match=r"No Neo4j server answers"):
                store.counts()
            clean.start()
            row.trials += 1
            judged(store, plan, log, row)  # the same open store: nothing of ours was started again
        assert row.harmless


@pytest.mark.parametrize(("fault", "commits"), [
    ("swallow the answer", 60), ("reset after it", 70), ("reset before it", 70), ("drop it", 3),
])
def test_the_network_fails_at_commit(
    clean: Server, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, fault: Fault, commits: int
) -> None:
    plan = Plan.make(tmp_path_factory.mktemp("plans") / "commits", batches=commits, rows=2)
    log = tmp_path / "log"
    with recorded(f"Neo4j: a proxy at COMMIT: {fault}") as row, Proxy(clean.port) as proxy, \
            opened(proxy.url, HASTY) as store:
        for number in range(commits):
            proxy.arm(fault)
            receipt = store.write(plan.batch(store, number))
            acknowledge(log, number)
            row.trials += 1
            row.doubled += receipt.commit_seq != number + 1
        assert proxy.fired == commits
        with opened(clean.url) as direct:
            assert judged(direct, plan, log, row) == frozenset(range(commits))
        assert row.harmless


def test_a_port_that_accepts_and_never_answers_is_given_up_within_ten_seconds() -> None:
    with recorded("Neo4j: half-open, a port that accepts and never answers") as row, \
            socket.create_server(("127.0.0.1", 0)) as listener:
        started = time.monotonic()
        with pytest.raises(StoreUnavailable):
            opened(f"bolt://127.0.0.1:{listener.getsockname()[1]}")
        row.trials, row.refused_loudly = 1, 1
        assert time.monotonic() - started < 10


def test_a_server_that_falls_silent_is_given_up_within_ten_seconds_and_found_again(
    clean: Server, plan: Plan, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with recorded("Neo4j: an open connection falls silent, then the server comes back") as row, \
            opened(clean.url) as store:
        store.write(plan.batch(store, 0))
        acknowledge(log, 0)
        clean.pause()
        try:
            started = time.monotonic()
            with pytest.raises(StoreUnavailable, match=r"does not answer in time"):
                store.record("Partner", "shared")
            assert time.monotonic() - started < 10
        finally:
            clean.resume()
        started = time.monotonic()
        assert store.record("Partner", "shared") is not None
        assert time.monotonic() - started < 15
        row.trials, row.refused_loudly = 1, 1
        judged(store, plan, log, row)
        assert row.harmless
