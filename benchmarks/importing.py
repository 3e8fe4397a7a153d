"""How fast are tables imported, from file to stored, beside readers that check nothing?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd

from benchmarks.bench_import import cpu_seconds
from benchmarks.measuring import Disagreement, spent
from benchmarks.report import Line
from benchmarks.workplace import Size, Workplace
from ecosystem import model
from ecosystem.ingest.pipeline import import_paths
from ecosystem.stores import open_store
from tests.neo4j_server.server import PASSWORD, USER

TITLE = "Import"
_EDGES = "partner_capabilities"


def run(place: Workplace) -> Iterator[Line | str]:
    """Into all three stores; nodes and edges are stored, edges are counted."""
    size = place.sizes.large
    peers = {"csv": _pandas(place, size), "parquet": _duckdb(place, size, "parquet")}
    targets = {"csv": 500_000.0, "parquet": 1_500_000.0}
    for form in ("csv", "parquet"):
        # The Parquet import comes last and stays: the other sections ask it.
        place.forget(size)
        place.say(f"importing {size} from {form}")
        yield _line(f"{'CSV' if form == 'csv' else 'Parquet'} into the embedded store", place.address(size),
                    [place.tables(size, form)], target=targets[form], peer=peers[form])
    name, speed, note = _duckdb(place, size, "csv")
    yield Line(what=f"(a peer: {name}, CSV)", ours=speed, unit="edges/s", note=note)
    yield _line(f"Parquet into `memory:` ({place.sizes.less.partners:,} partners)", "memory:",
                [place.tables(place.sizes.less)])
    if absent := place.why_no_neo4j():
        yield f"Neo4j was left out: {absent}."
        return
    place.forget_neo4j()
    with place.neo4j_server() as server:
        place.say(f"importing {place.sizes.middle} into Neo4j")
        yield _line(f"Parquet into Neo4j ({place.sizes.middle.partners:,} partners)", server.url,
                    place.beside(place.sizes.middle), target=10_000,
                    note="CPU is the client's; the server's comes on top")
    yield (f"{size}, with two partnerships for each partner. The whole import is timed: hashing, reading in a "
           "child process, checking every cell and reference, collecting rejects, storing nodes and edges. The "
           f"peers read one file ({_EDGES}) and check nothing: they are the bare minimum, not the same work.")


def _line(what: str, address: str, paths: list[Path], *, target: float | None = None,
          peer: tuple[str, float, str] | None = None, note: str = "") -> Line:
    with open_store(address, user=USER, password=PASSWORD) as store:
        before, started = cpu_seconds(), time.perf_counter()
        report = import_paths(store, paths)
        seconds = time.perf_counter() - started
        cpu = sum(cpu_seconds()) - sum(before)
        stored = store.counts()
    if report.rejected or any(stored[table] != count for table, count in report.accepted.items()):
        raise Disagreement(f"{what}: {report.accepted} accepted, {stored} stored, {report.rejected} rejected")
    edges = sum(count for table, count in report.accepted.items() if isinstance(model.TABLES[table], model.EdgeKind))
    nodes = sum(report.accepted.values()) - edges
    told = f"{edges:,} edges and {nodes:,} nodes in {seconds:.1f} s"
    return Line(what=what, ours=edges / seconds, unit="edges/s", cpu=cpu, target=target,
                peer=peer[0] if peer else "", theirs=peer[1] if peer else None,
                note="; ".join(each for each in (told, peer[2] if peer else "", note) if each))


def _pandas(place: Workplace, size: Size) -> tuple[str, float, str]:
    file = place.tables(size, "csv") / f"{_EDGES}.csv"
    with spent() as used:
        count = len(pd.read_csv(file))
    return "`pandas.read_csv` alone", count / used.wall, f"peer: {used.wall:.1f} s, {used.cpu:.1f} s of CPU"


def _duckdb(place: Workplace, size: Size, form: str) -> tuple[str, float, str]:
    """DuckDB into a table of its own, on disk."""
    source = place.tables(size, form) / f"{_EDGES}.{form}"
    target = place.folder / "peer.duckdb"
    with duckdb.connect(str(target), config={"threads": 2}) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute("CREATE TABLE t (partner_id VARCHAR, capability_id VARCHAR, weight DOUBLE)")
        with spent() as used:
            connection.execute(f"COPY t FROM ? (FORMAT {form})", [str(source)])
        row = connection.execute("SELECT count(*) FROM t").fetchone()
    target.unlink()
    assert row is not None
    return "DuckDB `COPY` alone", row[0] / used.wall, f"peer: {used.wall:.1f} s, {used.cpu:.1f} s of CPU"
