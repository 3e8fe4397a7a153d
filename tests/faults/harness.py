"""What every fault trial shares: numbered batches, a writer that is killed, and the judge afterwards.

The invariant, whatever was done to the writer, the file or the server: the store opens by itself or
says exactly what is wrong; every acknowledged batch is there; each batch is whole or absent; nothing
was applied twice; and writing all batches again ends in the same graph, hash by hash.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ecosystem.stores.base import Batch, Store
from ecosystem.stores.memory import MemoryStore
from tests.builders import parquet


@dataclass
class Tally:
    """One row of the table at the end: how often a fault was tried and what came of it."""

    fault: str
    trials: int = 0
    lost: int = 0  # acknowledged batches that are gone without a word
    partial: int = 0  # batches of which only a part is there
    doubled: int = 0  # rows, receipts or commits that are there twice
    refused_loudly: int = 0  # trials in which the store said what is wrong instead of answering
    seconds: float = 0.0

    @property
    def harmless(self) -> bool:
        return self.lost == self.partial == self.doubled == 0


TABLE: list[Tally] = []
"""The rows of this run, in the order in which the trials ended."""


def record(fault: str, *, trials: int, lost: int, partial: int, doubled: int, refused_loudly: int = 0,
           seconds: float = 0.0) -> Tally:
    """Add a row to the table that is printed at the end of the run."""
    TABLE.append(Tally(fault, trials, lost, partial, doubled, refused_loudly, seconds))
    return TABLE[-1]


@contextmanager
def recorded(fault: str) -> Iterator[Tally]:
    """A row that is filled while trials run, and is printed however they end."""
    from time import monotonic

    row, started = record(fault, trials=0, lost=0, partial=0, doubled=0), monotonic()
    try:
        yield row
    finally:
        row.seconds = monotonic() - started


@dataclass(frozen=True)
class Plan:
    """Numbered batches, written beforehand as Parquet files, and the hashes they must end in.

    Each batch brings ``rows`` partners of its own, a tie of each to one capability, and a new name
    for one partner that all batches share: so there are inserts and updates, nodes and edges.
    """

    folder: Path
    batches: int
    rows: int
    hashes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def make(cls, folder: Path, *, batches: int, rows: int) -> Plan:
        folder.mkdir(parents=True)
        plan = cls(folder, batches, rows)
        for number in range(batches):
            for table, made in plan.tables(number).items():
                parquet(plan._file(number, table), table, made)
        with MemoryStore() as clean:
            plan.write_all(clean)
            plan.hashes.update(clean.verify().hashes)
        return plan

    def tables(self, number: int) -> dict[str, list[dict[str, object]]]:
        own = self.own_ids(number)
        return {
            "partners": [*({"id": each, "name": f"Name of {each} " + "n" * 80, "size": number / 7} for each in own),
                         {"id": "shared", "name": f"after batch {number:04}"}],
            "capabilities": [{"id": "common", "name": "Common"}, {"id": f"c{number:04}", "name": "C"}],
            "partner_capabilities": [{"partner_id": each, "capability_id": "common", "source": f"batch {number}"}
                                     for each in own],
        }

    def own_ids(self, number: int) -> list[str]:
        return [f"b{number:04}-{row:05}" for row in range(self.rows)]

    @staticmethod
    def batch_id(number: int) -> str:
        return f"plan:{number}"

    def batch(self, store: Store, number: int) -> Batch:
        """One batch, its files in the store's scratch folder."""
        files = {}
        for table in ("partners", "capabilities", "partner_capabilities"):
            file = store.scratch / f"plan-{number}-{table}.parquet"
            if not file.exists():
                # Renamed when it is whole: the writer may be killed here as well.
                part = file.with_suffix(".part")
                shutil.copyfile(self._file(number, table), part)
                part.rename(file)
            files[table] = (file,)
        return Batch(self.batch_id(number), files)

    def write_all(self, store: Store) -> None:
        for number in range(self.batches):
            store.write(self.batch(store, number))

    def _file(self, number: int, table: str) -> Path:
        return self.folder / f"{number}-{table}.parquet"


def acknowledge(log: Path, number: int) -> None:
    """Note outside of the store that a batch was acknowledged; a kill after this cannot unsay it."""
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(handle, f"{number}\n".encode())
    os.close(handle)


def acknowledged(log: Path) -> set[int]:
    return {int(line) for line in log.read_text().split()} if log.exists() else set()


@dataclass(frozen=True)
class Verdict:
    lost: int
    partial: int
    doubled: int
    applied: frozenset[int]

    def add_to(self, row: Tally) -> None:
        row.lost += self.lost
        row.partial += self.partial
        row.doubled += self.doubled


def judge(store: Store, plan: Plan, acknowledged: Iterable[int]) -> Verdict:
    """Look at a store after a fault: which batches are there, whole, and once."""
    applied = frozenset(n for n in range(plan.batches) if store.receipt(plan.batch_id(n)))
    partners = store.rows("partners", ("id", "name"))
    ids: Sequence[str] = partners["id"].tolist()
    ties: Sequence[str] = store.rows("partner_capabilities", ("partner_id",))["partner_id"].tolist()
    capabilities: Sequence[str] = store.ids("Capability").tolist()
    partial = 0
    for number in range(plan.batches):
        own = set(plan.own_ids(number))
        found = [len(own.intersection(ids)), len(own.intersection(ties)), f"c{number:04}" in capabilities]
        whole = [plan.rows, plan.rows, True] if number in applied else [0, 0, False]
        partial += found != whole
    if applied:
        last = f"after batch {max(applied):04}"
        partial += partners.set_index("id")["name"]["shared"] != last
    doubled = sum(len(each) - len(set(each)) for each in (ids, ties, capabilities))
    doubled += abs(store.commit_seq - len(applied))
    partial += len(store.verify().problems)
    return Verdict(len(set(acknowledged) - applied), partial, doubled, applied)


def finish(store: Store, plan: Plan) -> bool:
    """Write every batch again; whether that ends in the graph of an undisturbed run."""
    plan.write_all(store)
    found = store.verify()
    return found.ok and dict(found.hashes) == plan.hashes and store.commit_seq == plan.batches


def printed(rows: Sequence[Tally]) -> Iterator[str]:
    """The table of a run as lines of text."""
    width = max([len(row.fault) for row in rows] + [len("all of them")])
    head = ("trials", "lost", "partial", "doubled", "refused loudly", "seconds")
    yield f"{'fault':<{width}}  " + "  ".join(head)
    total = Tally("all of them", *(sum(getattr(row, name) for row in rows) for name in (
        "trials", "lost", "partial", "doubled", "refused_loudly", "seconds")))
    for row in (*rows, total):
        cells = (row.trials, row.lost, row.partial, row.doubled, row.refused_loudly, round(row.seconds))
        yield f"{row.fault:<{width}}  " + "  ".join(
            f"{cell:>{len(name)}}" for cell, name in zip(cells, head, strict=True))
