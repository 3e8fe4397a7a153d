"""The reading process: what a crash, a limit or a full disk in it means for the import."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import psutil
import pytest

from ecosystem.errors import ImportRejected, StoreFull
from ecosystem.ingest.limits import MIB, Limits
from ecosystem.ingest.pipeline import import_paths
from ecosystem.stores.memory import MemoryStore
from tests.ecosystem.ingest.staging import PARTNERS, write

ROWS = 60_000


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Partners enough for the reading process to be caught at work."""
    rows = "".join(f"P{n},Name number {n} of many\n" for n in range(ROWS))
    return write(tmp_path_factory.mktemp("large"), {"partners": f"id,name\n{rows}"})


def assert_untouched(store: MemoryStore) -> None:
    assert (store.commit_seq, store.imports()) == (0, [])
    assert not list((store.scratch / "imports").iterdir())


def signalled(number: int) -> Callable[[int, int, str], None]:
    """A progress callback that sends a signal to the process at work."""
    def send(done: int, total: int, what: str) -> None:
        for child in psutil.Process().children():
            with contextlib.suppress(psutil.NoSuchProcess):  # it may have ended at the first signal
                if "ecosystem.ingest.child" in child.cmdline():
                    child.send_signal(number)
    return send


@pytest.mark.parametrize(("number", "said"), [
    (signal.SIGSEGV, "the reading process crashed (SIGSEGV) while reading"),
    (signal.SIGABRT, "the reading process crashed (SIGABRT) while reading"),
    (signal.SIGKILL, "needs more than"),
])
def test_a_crash_of_the_reading_process_is_a_sentence(large: Path, number: int, said: str) -> None:
    with MemoryStore() as store:
        with pytest.raises(ImportRejected, match="Nothing was imported: ") as caught:
            import_paths(store, [large], progress=signalled(number))
        assert said in str(caught.value)
        assert_untouched(store)
        assert import_paths(store, [large]).accepted == {"partners": ROWS}


def test_too_little_memory_is_a_sentence(tmp_path: Path) -> None:
    path = parquet(tmp_path / "partners.parquet",
                   "SELECT 'A' || i AS id, repeat('x', 80_000_000) AS name FROM range(8) AS t(i)")
    with MemoryStore() as store:
        with pytest.raises(ImportRejected, match=r"needs more than 512 MiB of memory\. Import the files one"):
            import_paths(store, [path], limits=Limits(memory=1))
        assert_untouched(store)


def test_too_little_time_is_a_sentence(large: Path) -> None:
    with MemoryStore() as store:
        with pytest.raises(ImportRejected, match=r"took longer than 0\.05 seconds\. Import the files one after"):
            import_paths(store, [large], limits=Limits(seconds=0.05))
        assert_untouched(store)


def test_no_room_in_the_scratch_folder_is_a_sentence_and_leaves_room(large: Path) -> None:
    with MemoryStore() as store:
        with pytest.raises(StoreFull, match=r"Nothing was imported: there is no room in .+\. Free some space"):
            import_paths(store, [large], limits=Limits(scratch_file=200_000))
        assert_untouched(store)
        assert import_paths(store, [large]).accepted == {"partners": ROWS}


def test_the_reading_process_ends_with_its_parent(large: Path, tmp_path: Path) -> None:
    script = textwrap.dedent(f"""
        import os, psutil, time
        from ecosystem.ingest.pipeline import import_paths
        from ecosystem.stores.memory import MemoryStore

        def die(done, total, what):
            print(psutil.Process().children()[0].pid, flush=True)
            os.kill(os.getpid(), 9)

        import_paths(MemoryStore(), [{str(large)!r}], progress=die)
    """)
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False,
                           env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[3])})
    pid = int(ended.stdout)
    deadline = time.monotonic() + 10
    while psutil.pid_exists(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert ended.returncode == -signal.SIGKILL
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


# --- Parquet from strangers ---
def parquet(path: Path, select: str) -> Path:
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({select}) TO ? (FORMAT parquet)", [str(path)])
    return path


def test_a_parquet_file_that_claims_more_rows_than_it_can_hold_is_refused(tmp_path: Path) -> None:
    path = parquet(tmp_path / "partners.parquet", "SELECT 'A' AS id, 'Alpha' AS name FROM range(5_000_000)")
    with MemoryStore() as store, pytest.raises(ImportRejected, match="claims to hold 5,000,000 rows, more than such"):
        import_paths(store, [path])


def test_a_parquet_file_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = parquet(tmp_path / "partners.parquet",
                   "SELECT 'A' || i AS id, repeat('x', 500) || i AS name FROM range(9000) AS t(i)")
    with MemoryStore() as store, pytest.raises(ImportRejected, match=r"unpacks to .+ MiB; 1 MiB are allowed"):
        import_paths(store, [path], limits=Limits(unpacked=MIB))


def test_broken_parquet_never_harms_this_process(tmp_path: Path) -> None:
    good = parquet(tmp_path / "good.parquet", "SELECT 'A' || i AS id, 'Alpha' || i AS name FROM range(500) t(i)")
    content = good.read_bytes()
    path = tmp_path / "partners.parquet"
    refused = 0
    for place in range(0, len(content), max(1, len(content) // 8)):
        path.write_bytes(content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1:])
        with MemoryStore() as store:
            try:
                import_paths(store, [path])
            except ImportRejected as error:
                assert str(error).strip()
                assert_untouched(store)
                refused += 1
    assert refused > 0
    path.write_bytes(content[:-100])
    with MemoryStore() as store, pytest.raises(ImportRejected, match="is not a whole Parquet file; get it again"):
        import_paths(store, [path])


def test_parquet_types_of_other_tools_are_read_as_cells(tmp_path: Path) -> None:
    path = parquet(tmp_path / "partners.parquet", """
        SELECT 1 AS id, 'Alpha' AS name, ['a', 'b'] AS aliases, 1999.0::DOUBLE AS founded, 5::SMALLINT AS size,
               DATE '2020-05-01' AS valid_from, TIMESTAMP '2021-05-01 00:00:00' AS valid_to,
               0.5::DECIMAL(3,2) AS confidence,
               true AS listed, {'k': 1} AS nested, '' AS country""")
    with MemoryStore() as store:
        import_paths(store, [path])
        record = store.record("Partner", "1")
    assert record is not None
    assert {name: value for name, value in record.items() if value is not None} == {
        "id": "1", "name": "Alpha", "aliases": "a;b", "founded": "1999", "size": 5.0, "valid_from": "2020-05-01",
        "valid_to": "2021-05-01", "confidence": 0.5, "attributes": {"listed": "true", "nested": "{'k': 1}"}}


def test_a_doubled_column_of_a_parquet_file_is_refused(tmp_path: Path) -> None:
    path = parquet(tmp_path / "capabilities.parquet", "SELECT 'A' AS id, 'x' AS name")
    path.write_bytes(path.read_bytes().replace(b"name", b"id\0\0"))
    with MemoryStore() as store, pytest.raises(ImportRejected):
        import_paths(store, [path])


def test_names_of_folders_and_files_are_no_patterns_and_no_statements(tmp_path: Path) -> None:
    folder = write(tmp_path / "it's [a] *?; DROP TABLE x --", {"partners": PARTNERS})
    with MemoryStore() as store:
        assert import_paths(store, [folder]).accepted == {"partners": 2}
