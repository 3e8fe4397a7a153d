"""How long do advantage, proximity, density and ECI take for everybody at once, and in how much memory?"""

from __future__ import annotations

import multiprocessing
import time
import warnings
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from scipy import sparse

from benchmarks.measuring import Disagreement, peak, resident
from benchmarks.report import Line
from benchmarks.workplace import Workplace
from scoring.crossindustry.complexity import eci_pci
from scoring.crossindustry.proximity import density_blocks, nearest_kept, proximity
from scoring.crossindustry.specialisation import presence, rca

TITLE = "Economic complexity"

STEPS = ("advantage", "proximity", "density", "ECI and PCI")


def run(place: Workplace) -> Iterator[Line | str]:
    """Everything for everybody in a process of its own; then beside ecomplexity, which is dense, on less."""
    place.say("complexity")
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        found = pool.apply(_whole, (_amounts(place.tables(place.sizes.large)),))
    for step in STEPS:
        yield Line(what=step, ours=found[step], unit="s")
    yield Line(what="all four, for everybody", ours=sum(found[step] for step in STEPS), unit="s",
               cpu=found["cpu"], target=60, note=found["note"])
    yield Line(what="peak of the process", ours=found["peak"] / 1024, unit="GiB", target=4,
               note=f"the matrix of amounts alone is {found['matrix'] / 1024:.2f} GiB")
    yield from _beside(place)


def _amounts(tables: Path) -> sparse.csr_matrix:
    """Organisation × capability, straight from the generated tables."""
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute("SET enable_progress_bar = false")
        for table in ("partners", "capabilities"):
            connection.execute(f"CREATE TABLE {table} AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS row "
                               "FROM read_parquet(?)", [str(tables / f"{table}.parquet")])
        columns = connection.execute(
            "SELECT p.row::INTEGER AS p, c.row::INTEGER AS c, coalesce(weight, 1)::FLOAT AS w FROM read_parquet(?) e "
            "JOIN partners p ON p.id = e.partner_id JOIN capabilities c ON c.id = e.capability_id ORDER BY p, c",
            [str(tables / "partner_capabilities.parquet")]).fetchnumpy()
    starts = np.concatenate([[0], np.cumsum(np.bincount(columns["p"]))]).astype(np.int32)
    shape = len(starts) - 1, int(columns["c"].max()) + 1
    made = sparse.csr_matrix((columns["w"], columns["c"], starts), shape=shape)
    made.sum_duplicates()
    return made


def _whole(amounts: sparse.csr_matrix) -> dict[str, Any]:
    before, busy = resident(), time.process_time()
    spent: dict[str, Any] = {}

    def step(name: str, do: Any) -> Any:
        started = time.perf_counter()
        made = do()
        spent[name] = time.perf_counter() - started
        return made

    m = step("advantage", lambda: presence(rca(amounts)))
    phi = step("proximity", lambda: proximity(m, most=nearest_kept(m.shape[1])))
    cells = step("density", lambda: sum(block.nnz for _, block in density_blocks(m, phi)))
    index = step("ECI and PCI", lambda: eci_pci(m))
    said = f"λ₂ − λ₃ {index.eigenvalues[0] - index.eigenvalues[1]:.4f}" if index.reason is None else index.reason
    note = f"{m.nnz:,} of {amounts.nnz:,} are strengths; {cells:,} densities above 0; index: {said}"
    return {**spent, "cpu": time.process_time() - busy, "peak": peak(), "matrix": before, "note": note}


def _beside(place: Workplace) -> Iterator[Line | str]:
    try:
        from ecomplexity import ecomplexity
    except ImportError:
        yield "ecomplexity is not installed (extra `bench`): no peer."
        return
    import pandas as pd

    x = _amounts(place.tables(place.sizes.least))
    triples = sparse.coo_matrix(x)
    frame = pd.DataFrame({"year": 0, "who": triples.row, "what": triples.col, "amount": triples.data})
    started = time.perf_counter()
    with warnings.catch_warnings(), redirect_stdout(StringIO()):
        warnings.simplefilter("ignore")
        theirs = ecomplexity(frame, {"time": "year", "loc": "who", "prod": "what", "val": "amount"})
    took = time.perf_counter() - started
    started = time.perf_counter()
    m = presence(rca(x))
    phi = proximity(m, diagonal=True)
    blocks = sparse.vstack([block for _, block in density_blocks(m, phi)]).tocsr()
    index = eci_pci(m)
    ours = time.perf_counter() - started
    seen = theirs.dropna(subset=["density"])
    apart = np.abs(np.asarray(blocks[seen["who"].to_numpy(), seen["what"].to_numpy()]).ravel() - seen["density"])
    if float(apart.max()) > 1e-5:
        raise Disagreement(f"densities differ by up to {apart.max():.2g}")
    yield Line(what=f"the same for {place.sizes.least}", ours=ours, unit="s", peer="ecomplexity (dense)", theirs=took,
               note=f"same densities; index: {_agreement(index, theirs)}; it also makes a data frame of all pairs")


def _agreement(index: Any, theirs: Any) -> str:
    if index.reason is not None:
        return f"none, {index.reason}"
    known = theirs.groupby("who")["eci"].first()
    both = ~np.isnan(index.eci[known.index])
    return f"correlation {np.corrcoef(index.eci[known.index][both], known[both])[0, 1]:.9f}"
