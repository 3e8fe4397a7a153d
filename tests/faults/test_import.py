"""An import that is killed and started again ends in the same export, byte for byte."""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path

import pytest

from ecosystem.ingest.export import export_tables
from ecosystem.stores.duckdb_ import DuckDBStore
from ecosystem.stores.memory import MemoryStore
from tests.faults import writer
from tests.faults.harness import Plan, Tally, recorded

POINTS = ("begun", "staged:partners", "written:partner_capabilities", "before_commit", "committed", "acknowledged")
TIMES = (1, 3)
RANDOM_KILLS = 14


def bytes_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of 8,000 organisations as a folder of CSV tables."""
    folder = tmp_path_factory.mktemp("tables") / "csv"
    plan = Plan.make(folder.with_name("plan"), batches=8, rows=1_000)
    with MemoryStore() as store:
        plan.write_all(store)
        export_tables(store, folder)
    return folder


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory, files: Path) -> tuple[dict[str, bytes], float]:
    """The export after an undisturbed import, and how long that import takes."""
    folder = tmp_path_factory.mktemp("clean")
    started = time.monotonic()
    process = writer.start_import(f"duckdb:{folder}/eco.duckdb", files)
    process.join(120)
    took = time.monotonic() - started
    assert process.exitcode == 0
    with DuckDBStore(f"duckdb:{folder}/eco.duckdb") as store:
        export_tables(store, folder / "out")
    assert bytes_below(folder / "out") == bytes_below(files)
    return bytes_below(folder / "out"), took


def imported_again(folder: Path, files: Path, wanted: dict[str, bytes], row: Tally) -> None:
    """Start the same import again, and compare everything with a clean run."""
    url = f"duckdb:{folder}/eco.duckdb"
    row.trials += 1
    with DuckDBStore(url) as store:
        row.partial += not store.verify().ok
        half = store.commit_seq
    writer.import_in_small_batches(url, files, None)
    with DuckDBStore(url) as store:
        found = store.verify()
        row.partial += not found.ok
        row.lost += found.commit_seq < half
        # One write for each batch, whichever of them happened before the kill.
        row.doubled += found.commit_seq != sum(-(-number // writer.SMALL) for number in found.counts.values())
        assert [record.state for record in store.imports()] == ["done"]
        export_tables(store, folder / "out")
    row.partial += bytes_below(folder / "out") != wanted
    shutil.rmtree(folder)


def test_an_import_killed_at_a_point_of_its_writes(tmp_path: Path, files: Path, wanted):
    with recorded("embedded: importer killed at a named point, import again, export") as row:
        for point in POINTS:
            for times in TIMES:
                folder = tmp_path / f"{point}-{times}".replace(":", "-")
                folder.mkdir()
                process = writer.start_import(f"duckdb:{folder}/eco.duckdb", files, fault=f"{point}:{times}")
                process.join(120)
                assert process.exitcode == -9, f"{point}:{times} was not reached"
                imported_again(folder, files, wanted[0], row)
        assert row.trials == len(POINTS) * len(TIMES) and row.harmless


def test_an_import_killed_at_a_random_time(tmp_path: Path, files: Path, wanted):
    random_ = random.Random(8)
    with recorded("embedded: importer killed at a random time, import again, export") as row:
        for trial in range(RANDOM_KILLS):
            folder = tmp_path / str(trial)
            folder.mkdir()
            process = writer.start_import(f"duckdb:{folder}/eco.duckdb", files)
            process.join(random_.uniform(0, wanted[1]))
            process.kill()
            process.join()
            imported_again(folder, files, wanted[0], row)
        assert row.trials == RANDOM_KILLS and row.harmless
