"""How long does it take until a store can answer, afresh and from the cache, and what does it hold?"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from scipy import sparse

from benchmarks.measuring import Disagreement, peak, resident, spent
from benchmarks.report import Line
from benchmarks.workplace import Workplace
from ecosystem import model
from ecosystem.projection import project
from ecosystem.service import Ecosystem
from ecosystem.stores import open_store
from scoring.snapshot import PROFILE, Snapshot, arrays_of

TITLE = "Snapshot"


def run(place: Workplace) -> Iterator[Line | str]:
    """Each measurement in a process of its own: memory of one does not stand in the other."""
    size, address = place.sizes.large, place.store(place.sizes.large)
    place.say("snapshot from the store")
    made, edges, version = _apart(_projected, address)
    theirs, nonzero, total = _bare(place.tables(size))
    if (nonzero, round(total)) != (made["profile"], round(made["weights"])):
        raise Disagreement(f"the profile has {made['profile']:,} entries, read directly it has {nonzero:,}")
    yield Line(what=f"from the embedded store, {edges:,} edges", ours=made["wall"], unit="s", cpu=made["cpu"],
               peer="DuckDB joins, scipy makes one CSR", theirs=theirs, target=8,
               note="the peer makes one matrix of one table, same entries: no dates, names or provenance")
    place.say("snapshot from the cache")
    _apart(_opened, address)  # writes the cache where it is not there yet
    cached, again = _apart(_opened, address)
    if again != version:
        raise Disagreement(f"the cached snapshot is {again}, the one from the store {version}")
    yield Line(what="from the cache, store opened, content hash checked", ours=cached["wall"], unit="s",
               cpu=cached["cpu"], target=2)
    yield Line(what="memory held with it open (resident, mapped pages too)", ours=cached["held"], unit="MiB")
    yield Line(what="peak of a process that makes it", ours=made["peak"], unit="MiB")
    yield Line(what="edges at rest, all layers", ours=made["layers"] / edges, unit="bytes per edge", target=16,
               note="derived layers are counted with the edges they come from")
    yield Line(what="names, ids and provenance", ours=made["texts"] / 2**20, unit="MiB")


def _apart(what: Any, address: str) -> Any:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(what, (address,))


def _projected(address: str) -> tuple[dict[str, float], int, str]:
    with open_store(address) as store:
        counts = store.counts()
        with spent() as used:
            snapshot = project(store, _day(store.last_day()))
    layers, texts = _bytes(snapshot)
    profile = snapshot.layer(PROFILE)
    edges = sum(count for table, count in counts.items() if isinstance(model.TABLES[table], model.EdgeKind))
    return {"wall": used.wall, "cpu": used.cpu, "peak": peak(), "layers": layers, "texts": texts,
            "profile": profile.nnz, "weights": float(profile.weights.sum(dtype=np.float64))}, edges, snapshot.version


def _day(day: Any) -> Any:
    assert day is not None, "generated ecosystems have dates"
    return day


def _opened(address: str) -> tuple[dict[str, float], str]:
    before = resident()
    with spent() as used:
        eco = Ecosystem(address)
        version = eco.snapshot().version
    held = resident() - before
    eco.close()
    return {"wall": used.wall, "cpu": used.cpu, "held": held}, version


def _bytes(snapshot: Snapshot) -> tuple[int, int]:
    """Of layers and of the rest, an array that two layers share once."""
    seen: dict[int, tuple[str, int]] = {}
    for path, array in arrays_of(snapshot).items():
        if array.nbytes:
            seen[array.__array_interface__["data"][0]] = (path, array.nbytes)
    layers = sum(size for path, size in seen.values() if path.startswith("layers/"))
    return layers, sum(size for _, size in seen.values()) - layers


def _bare(tables: Path) -> tuple[float, int, float]:
    """Seconds for the same matrix and nothing else: ids to positions in DuckDB, numpy, CSR."""
    with duckdb.connect(config={"threads": 2}) as connection, spent() as used:
        connection.execute("SET enable_progress_bar = false")
        for table in ("partners", "capabilities"):
            connection.execute(f"CREATE TABLE {table} AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS row "
                               "FROM read_parquet(?)", [str(tables / f"{table}.parquet")])
        columns = connection.execute(
            "SELECT p.row::INTEGER AS p, c.row::INTEGER AS c, weight::FLOAT AS w FROM read_parquet(?) e "
            "JOIN partners p ON p.id = e.partner_id JOIN capabilities c ON c.id = e.capability_id",
            [str(tables / "partner_capabilities.parquet")]).fetchnumpy()
        matrix = sparse.csr_matrix((columns["w"], (columns["p"], columns["c"])))
    return used.wall, matrix.nnz, float(matrix.sum(dtype=np.float64))
