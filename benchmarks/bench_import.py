"""How fast tables get into a store: generated partners, capabilities and edges, end to end.

    python benchmarks/bench_import.py --edges 20000000 --partners 1000000

Files are written once to ``--folder`` and used again. "End to end" is ``import_paths``: hashed, read in
a process of its own, validated, staged, stored. Beside it: DuckDB reading and sorting out the same
CSV file with ``store_rejects`` and nothing else, in the same run.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from ecosystem.ingest.pipeline import import_paths
from ecosystem.stores import open_store


def generate(folder: Path, *, edges: int, partners: int, capabilities: int) -> None:
    """Write the three tables as CSV and as Parquet; nothing is done where they are there."""
    if (folder / "parquet" / "partner_capabilities.parquet").exists():
        return
    for form in ("csv", "parquet"):
        (folder / form).mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute("SET VARIABLE partners = ?", [partners])
        connection.execute("SET VARIABLE capabilities = ?", [capabilities])
        connection.execute("SET VARIABLE edges = ?", [edges])
        tables = {
            "partners": "SELECT 'P' || lpad(i::VARCHAR, 7, '0') AS id, 'Organisation ' || i AS name, 'DE' AS country "
                        "FROM range(getvariable('partners')) AS t(i)",
            "capabilities": "SELECT 'C' || lpad(i::VARCHAR, 5, '0') AS id, 'Capability ' || i AS name "
                            "FROM range(getvariable('capabilities')) AS t(i)",
            # distinct pairs: the stride walks all capabilities before it meets one again
            "partner_capabilities":
                "SELECT 'P' || lpad((i % getvariable('partners'))::VARCHAR, 7, '0') AS partner_id, "
                "'C' || lpad(((hash(i % getvariable('partners')) + (i // getvariable('partners')) * 7919) "
                "% getvariable('capabilities'))::VARCHAR, 5, '0') AS capability_id, "
                "round((hash(i * 3) % 1000) / 100.0, 2) AS weight, "
                "(2000 + hash(i) % 24)::VARCHAR || '-01-02' AS valid_from "
                "FROM range(getvariable('edges')) AS t(i)",
        }
        for table, select in tables.items():
            connection.execute(f"CREATE TABLE {table} AS {select}")
            connection.execute(f"COPY {table} TO ?", [str(folder / "csv" / f"{table}.csv")])
            connection.execute(f"COPY {table} TO ? (FORMAT parquet)", [str(folder / "parquet" / f"{table}.parquet")])
            connection.execute(f"DROP TABLE {table}")


def bare_read(path: Path) -> float:
    """Seconds in which DuckDB alone reads the CSV file into memory, bad rows set aside."""
    with duckdb.connect(config={"threads": 2}) as connection:
        started = time.perf_counter()
        connection.execute("CREATE TABLE t AS SELECT * FROM read_csv(?, all_varchar=true, store_rejects=true)",
                           [str(path)])
        return time.perf_counter() - started


def cpu_seconds() -> tuple[float, float]:
    """Processor time so far of this process (it stores) and of its children (they read and check)."""
    spent = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    own, children = (each.ru_utime + each.ru_stime for each in spent)
    return own, children


def timed_import(url: str, folder: Path, *, verbose: bool) -> dict[str, float | int]:
    """Seconds of one import into an empty store, whole and by step.

    On a machine that does other work too, the processor time says more than the clock: with two
    threads, an import cannot take less than half of it.
    """
    steps: list[tuple[float, str]] = []
    with open_store(url) as store:
        before = cpu_seconds()
        started = time.perf_counter()
        report = import_paths(store, [folder], progress=lambda done, total, what: steps.append(
            (time.perf_counter() - started, what)))
        seconds = time.perf_counter() - started
        store_cpu, stage_cpu = (now - then for now, then in zip(cpu_seconds(), before, strict=True))
        edges = report.accepted["partner_capabilities"]
    if verbose:
        for (at, what), (after, _) in zip(steps, [*steps[1:], (seconds, "")], strict=True):
            print(f"    {at:8.2f} s  {after - at:7.2f} s  {what}", file=sys.stderr)
    return {"seconds": round(seconds, 2), "edges": edges, "edges_per_s": round(edges / seconds),
            "store_cpu_s": round(store_cpu, 2), "stage_cpu_s": round(stage_cpu, 2),
            "rejected": sum(report.rejected.values())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edges", type=int, default=2_000_000)
    parser.add_argument("--partners", type=int, default=200_000)
    parser.add_argument("--capabilities", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, help="where generated tables lie or are put (default: temporary)")
    parser.add_argument("--store", default="duckdb", help="duckdb (a new file each time) or an address")
    parser.add_argument("--form", choices=["csv", "parquet"], action="append")
    parser.add_argument("--verbose", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="allygraph-bench-") as temporary:
        folder = asked.folder or Path(temporary) / "tables"
        generate(folder, edges=asked.edges, partners=asked.partners, capabilities=asked.capabilities)
        results: dict[str, object] = {}
        for form in asked.form or ["csv", "parquet"]:
            work = Path(temporary) / form
            work.mkdir()
            url = f"duckdb:{work / 'bench.duckdb'}" if asked.store == "duckdb" else asked.store
            results[form] = timed_import(url, folder / form, verbose=asked.verbose)
            shutil.rmtree(work)
        results["csv_read_alone_s"] = round(bare_read(folder / "csv" / "partner_capabilities.csv"), 2)
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
