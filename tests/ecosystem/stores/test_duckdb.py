"""The embedded file: opening, owning, migrating, and saying what is wrong with it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import namedtuple
from pathlib import Path

import duckdb
import pytest

from ecosystem import model
from ecosystem.errors import (
    InvalidStoreUrl,
    SchemaMismatch,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreUnavailable,
)
from ecosystem.stores import duckdb_, duckdb_file, open_store, sql
from ecosystem.stores.base import Batch, ImportRecord
from ecosystem.stores.duckdb_ import DuckDBStore
from ecosystem.stores.duckdb_file import Conflict, DuckDBFile, Halted, Session, path_of
from ecosystem.stores.sql import Statement
from tests.builders import batch, write

ONE = {"partners": [{"id": "a", "name": "Alpha"}]}


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"duckdb:{tmp_path}/eco.duckdb"


def left_behind(url: str, writes: int = 6) -> Path:
    """A file as a kill leaves it: the newest writes are in its log only."""
    store = DuckDBStore(url)
    for number in range(writes):
        write(store, f"b{number}", {"partners": [{"id": f"p{number}", "name": "n" * 200}]})
        if number == 1:
            with store._file.session() as session:
                session.do(Statement("CHECKPOINT"))
    store._file.abandon()
    assert store.path.with_name("eco.duckdb.wal").stat().st_size > 500
    return store.path


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("eco.duckdb*") if path.is_file()}


# --- addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("url", "path"), [
    ("duckdb:///srv/eco.duckdb", "/srv/eco.duckdb"), ("duckdb:/srv/eco.duckdb", "/srv/eco.duckdb"),
    ("duckdb:/srv/x/../eco.duckdb", "/srv/eco.duckdb"),
])
def test_addresses_name_a_file(url: str, path: str):
    assert path_of(url) == Path(path)


def test_a_relative_address_is_relative_to_the_working_folder(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert path_of("duckdb:sub/eco.duckdb") == tmp_path / "sub" / "eco.duckdb"


def test_an_address_without_a_path_is_in_the_users_data_folder(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with open_store("duckdb:") as store:
        write(store, "1", ONE)
    assert (tmp_path / "allygraph" / "allygraph.duckdb").exists()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_DATA_HOME")
    assert path_of("duckdb:") == tmp_path / "home" / ".local" / "share" / "allygraph" / "allygraph.duckdb"


@pytest.mark.parametrize("url", [
    "duckdb://host/eco.duckdb", "duckdb::memory:", "duckdb:what?.duckdb", "duckdb:a\0b", "sqlite:x", "",
    "eco.duckdb",
])
def test_other_addresses_are_refused(url: str):
    with pytest.raises(InvalidStoreUrl):
        open_store(url)


def test_folders_with_odd_names_work(tmp_path: Path):
    folder = tmp_path / "it's [1] * 北京 \"q\""
    folder.mkdir()
    with open_store(f"duckdb:{folder}/e co.duckdb") as store:
        write(store, "1", ONE)
        assert store.counts()["partners"] == 1


# --- opening -------------------------------------------------------------------------------------


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path):
    with pytest.raises(StoreUnavailable, match="does not exist"):
        open_store(f"duckdb:{tmp_path}/no/eco.duckdb")
    with pytest.raises(StoreUnavailable, match="is a folder"):
        open_store(f"duckdb:{tmp_path}")
    with pytest.raises(StoreUnavailable, match="There is no store"):
        open_store(f"duckdb:{tmp_path}/eco.duckdb", read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_another_process_holds_is_refused_with_its_pid_and_a_way_out(url: str):
    code = ("import sys; from ecosystem.stores import open_store; s = open_store(sys.argv[1]); "
            "print('held', flush=True); sys.stdin.read()")
    with subprocess.Popen([sys.executable, "-c", code, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        for read_only in (False, True):
            with pytest.raises(StoreLocked, match="--server URL") as caught:
                open_store(url, read_only=read_only)
            assert caught.value.pid == holder.pid and str(holder.pid) in str(caught.value)
        holder.stdin.close()
        assert holder.wait(30) == 0
    open_store(url).close()


def test_a_holder_that_was_killed_leaves_nothing_in_the_way(url: str):
    code = ("import os, sys; from ecosystem.stores import open_store; open_store(sys.argv[1]); "
            "os.kill(os.getpid(), 9)")
    assert subprocess.run([sys.executable, "-c", code, url], check=False).returncode == -9
    with open_store(url) as store:
        write(store, "1", ONE)


def test_one_process_may_open_a_file_twice_and_both_see_the_same(url: str):
    with DuckDBStore(url) as first, DuckDBStore(url) as second:
        write(first, "1", ONE)
        assert second.counts()["partners"] == 1
        with pytest.raises(StoreLocked, match="in this process"):
            open_store(url, read_only=True)
        first.close()
        write(second, "2", {"partners": [{"id": "b", "name": "B"}]})
    with DuckDBStore(url) as again:
        assert again.commit_seq == 2


def test_a_read_only_store_reads_and_refuses_to_write(url: str):
    with open_store(url) as store:
        write(store, "1", ONE)
        before = store.verify()
        spare = batch(store, "2", ONE)
    with open_store(url, read_only=True) as store:
        assert store.verify() == before
        record = ImportRecord("i", "h", (), "open", 1, "2024-01-01T00:00:00Z")
        for change in (lambda: store.write(spare), store.clear, lambda: store.record_import(record)):
            with pytest.raises(StoreError):
                change()


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path, url: str):
    (tmp_path / "eco.duckdb").write_bytes(b"id,name\n" * 5_000)
    before = bytes_of(tmp_path)
    with pytest.raises(StoreDamaged, match="nothing was deleted"):
        open_store(url)
    assert bytes_of(tmp_path) == before


def test_a_database_of_somebody_else_is_left_as_it_is(tmp_path: Path, url: str):
    with duckdb.connect(str(tmp_path / "eco.duckdb")) as connection:
        connection.execute("CREATE TABLE accounts AS SELECT 1 AS id")
    before = bytes_of(tmp_path)
    with pytest.raises(SchemaMismatch, match="not an Allygraph store"):
        open_store(url)
    assert bytes_of(tmp_path) == before


# --- schema --------------------------------------------------------------------------------------


def test_a_store_of_a_newer_schema_is_refused(url: str, monkeypatch):
    monkeypatch.setattr(duckdb_, "SCHEMA_VERSION", 7)
    open_store(url).close()
    monkeypatch.undo()
    with pytest.raises(SchemaMismatch, match=r"schema version 7; this release reads up to 1"):
        open_store(url)


def test_an_older_store_is_brought_up_step_by_step_and_keeps_its_content(url: str, monkeypatch):
    with open_store(url) as store:
        write(store, "1", ONE)
        before = store.verify()
    monkeypatch.setattr(duckdb_, "SCHEMA_VERSION", 3)
    monkeypatch.setitem(sql.MIGRATIONS, 1, (Statement("CREATE TABLE notes (text VARCHAR)"),))
    with pytest.raises(SchemaMismatch, match="schema version 2"):  # the second step is missing
        open_store(url)
    with pytest.raises(SchemaMismatch, match="open it for writing"):
        open_store(url, read_only=True)
    monkeypatch.setitem(sql.MIGRATIONS, 2, (Statement("ALTER TABLE notes RENAME TO remarks"),))
    with open_store(url) as store:
        assert store.verify() == before
        with store._file.session() as session:
            assert session.row(sql.READ_BOOKS)[0] == 3
            assert session.row(Statement("SELECT count(*) FROM remarks")) == (0,)


def test_tables_and_columns_that_the_model_gained_are_added(url: str, monkeypatch):
    """A store made by a release whose model knew less: one table and two columns are missing."""
    with open_store(url) as store:
        write(store, "1", {**ONE, "capabilities": [{"id": "x", "name": "X"}],
                           "partner_capabilities": [{"partner_id": "a", "capability_id": "x"}]})
        before = store.verify()
    with duckdb.connect(str(path_of(url))) as connection:
        for text in ("DROP TABLE risks", "ALTER TABLE partners DROP website", "DROP VIEW partner_capabilities",
                     "ALTER TABLE edges_partner_capabilities DROP weight", "UPDATE store SET layout = 'older'"):
            connection.execute(text)
    with pytest.raises(SchemaMismatch, match="open it for writing"):
        open_store(url, read_only=True)
    with open_store(url) as store:
        assert store.verify() == before
        write(store, "2", {"risks": [{"partner_id": "a", "kind": "k"}],
                           "partners": [{"id": "b", "name": "B", "website": "w"}]})
        assert store.record("Partner", "b")["website"] == "w"


def test_opening_an_unchanged_store_writes_nothing(tmp_path: Path, url: str):
    with open_store(url) as store:
        write(store, "1", ONE)
    before = bytes_of(tmp_path)
    with open_store(url) as store:
        store.counts()
    assert bytes_of(tmp_path) == before


# --- damage --------------------------------------------------------------------------------------


def test_a_log_with_a_flipped_bit_is_refused_loudly_and_kept(tmp_path: Path, url: str):
    path = left_behind(url)
    log = path.with_name("eco.duckdb.wal")
    raw = bytearray(log.read_bytes())
    raw[raw.index(b"n" * 100) + 50] ^= 8
    log.write_bytes(raw)
    before = bytes_of(tmp_path)
    with pytest.raises(StoreDamaged, match=r"log .* nothing was deleted.*Restore a backup"):
        open_store(url)
    assert bytes_of(tmp_path) == before
    # The way that the message names: the log aside, then the loss is counted, then it is accepted.
    log.rename(tmp_path / "aside.wal")
    with pytest.raises(StoreDamaged, match=r"holds 2 writes, but 6 were acknowledged: the last 4 are gone"):
        open_store(url)
    (tmp_path / "eco.duckdb.scratch" / "acknowledged").unlink()
    with open_store(url) as store:
        assert store.ids("Partner").tolist() == ["p0", "p1"]
        assert store.verify().ok


def test_a_log_that_was_cut_is_noticed_and_kept(tmp_path: Path, url: str):
    path = left_behind(url)
    log = path.with_name("eco.duckdb.wal")
    os.truncate(log, log.stat().st_size * 2 // 3)
    before = bytes_of(tmp_path)
    with pytest.raises(StoreDamaged, match=r"but 6 were acknowledged: the last \d are gone"):
        open_store(url)
    assert bytes_of(tmp_path) == before


def test_a_log_that_held_everything_and_was_taken_away_is_noticed(tmp_path: Path, url: str):
    store = DuckDBStore(url)
    write(store, "1", ONE)
    store._file.abandon()
    store.path.with_name("eco.duckdb.wal").rename(tmp_path / "aside.wal")
    with pytest.raises(StoreDamaged, match="is empty, but 1 writes to it were acknowledged"):
        open_store(url)
    (tmp_path / "aside.wal").rename(tmp_path / "eco.duckdb.wal")
    with open_store(url) as again:
        assert again.ids("Partner").tolist() == ["a"]


def test_a_file_that_was_emptied_is_noticed(tmp_path: Path, url: str):
    path = left_behind(url)
    path.with_name("eco.duckdb.wal").unlink()
    path.write_bytes(b"")
    with pytest.raises(StoreDamaged):
        open_store(url)
    assert path.read_bytes() == b""


def test_a_file_that_was_deleted_on_purpose_starts_anew(tmp_path: Path, url: str):
    path = left_behind(url)
    path.with_name("eco.duckdb.wal").unlink()
    path.unlink()
    with open_store(url) as store:
        assert store.commit_seq == 0
        write(store, "1", ONE)
    open_store(url).close()


def test_a_note_of_acknowledged_writes_that_is_garbled_or_gone_does_no_harm(tmp_path: Path, url: str):
    with open_store(url) as store:
        write(store, "1", ONE)
    note = tmp_path / "eco.duckdb.scratch" / "acknowledged"
    for content in (b"", b"\xff\xfe", b"x", b"a b c", b"other 99"):
        note.write_bytes(content)
        open_store(url).close()


def test_a_flipped_bit_in_the_file_is_found_by_verification_or_at_opening(tmp_path: Path, url: str):
    with open_store(url) as store:
        write(store, "1", {"partners": [{"id": f"p{n}", "name": f"{n * 7919}"} for n in range(5_000)]})
    path = tmp_path / "eco.duckdb"
    whole = path.read_bytes()
    position = whole.index(b"p1234") if b"p1234" in whole else len(whole) - 4_000
    path.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
    try:
        with open_store(url) as store:
            found = store.verify()
            assert any("does not read back" in problem for problem in found.problems)
    except StoreDamaged as error:
        assert "nothing was deleted" in str(error)


# --- space, errors in the middle, time -----------------------------------------------------------


def test_a_batch_wants_three_times_its_size_of_free_space(url: str, monkeypatch):
    usage = namedtuple("usage", "total used free")
    with open_store(url) as store:
        made = batch(store, "1", ONE)
        size = made.tables["partners"][0].stat().st_size
        monkeypatch.setattr(duckdb_.shutil, "disk_usage", lambda _: usage(0, 0, 3 * size - 1))
        with pytest.raises(StoreFull, match="Free some"):
            store.write(made)
        assert store.receipt("1") is None
        monkeypatch.setattr(duckdb_.shutil, "disk_usage", lambda _: usage(0, 0, 3 * size))
        assert store.write(made).commit_seq == 1


def test_a_batch_from_another_folder_is_refused(tmp_path: Path, url: str):
    with open_store(url) as store:
        made = batch(store, "1", ONE)
        moved = made.tables["partners"][0].rename(tmp_path / "moved.parquet")
        with pytest.raises(StoreError, match="may only read its own folder"):
            store.write(Batch("1", {"partners": (moved,)}))
        assert store.counts()["partners"] == 0


@pytest.mark.parametrize("damage", [lambda raw: raw[:-20], lambda raw: b"", lambda raw: b"id,name\n" * 99,
                                    lambda raw: raw[:40] + bytes(40) + raw[80:]])
def test_a_damaged_batch_is_refused_and_not_taken_for_a_damaged_store(url: str, damage):
    with open_store(url) as store:
        made = batch(store, "1", {"partners": [{"id": f"p{n}", "name": f"{n * 7919}"} for n in range(500)]})
        file = made.tables["partners"][0]
        file.write_bytes(damage(file.read_bytes()))
        with pytest.raises(StoreError) as caught:
            store.write(made)
        assert type(caught.value) is StoreError
        assert store.counts()["partners"] == 0 and store.verify().ok
        write(store, "1", ONE)


def failing(monkeypatch, point: str, error: Exception) -> None:
    def reach(name: str) -> None:
        if name == point:
            raise error

    monkeypatch.setattr(duckdb_, "reach", reach)


@pytest.mark.parametrize("point", ["begun", "staged:partners", "written:partners", "before_commit"])
def test_an_error_before_the_commit_leaves_nothing_of_the_batch(url: str, monkeypatch, point: str):
    with open_store(url) as store:
        failing(monkeypatch, point, StoreError("the disk says no"))
        with pytest.raises(StoreError, match="the disk says no"):
            write(store, "1", ONE)
        monkeypatch.undo()
        assert (store.commit_seq, store.receipt("1"), store.counts()["partners"]) == (0, None, 0)
        assert store.write(batch(store, "1", ONE)).commit_seq == 1


def test_an_error_after_the_commit_is_answered_with_the_receipt(url: str, monkeypatch):
    with open_store(url) as store:
        failing(monkeypatch, "committed", StoreError("too late"))
        receipt = store.write(batch(store, "1", ONE))
        assert (receipt.commit_seq, dict(receipt.inserted), receipt.repeated) == (1, {"partners": 1}, False)
        assert store.commit_seq == 1


class Engine:
    """Stands before the real one, and refuses everything from one moment on, until told otherwise."""

    def __init__(self, monkeypatch, point: str) -> None:
        self.dead = False
        whole_rows, whole_connected = Session.rows, DuckDBFile._connected

        def reach(name: str) -> None:
            if name == point:
                self.dead = True
                raise StoreError("the disk says no")

        def rows(session, statement, values=None):
            if self.dead:
                raise Halted("nor does the engine answer")
            return whole_rows(session, statement, values)

        def connected(file):
            if self.dead:
                raise StoreFull("still no space")
            return whole_connected(file)

        monkeypatch.setattr(duckdb_, "reach", reach)
        monkeypatch.setattr(Session, "rows", rows)
        monkeypatch.setattr(DuckDBFile, "_connected", connected)
        self.heal = monkeypatch.undo


@pytest.mark.parametrize(("point", "happened"), [("before_commit", False), ("committed", True)])
def test_a_store_that_cannot_be_read_back_takes_no_writes_until_it_can(url: str, monkeypatch, point, happened):
    with open_store(url) as store:
        write(store, "1", ONE)
        second = batch(store, "2", {"partners": [{"id": "b", "name": "B"}]})
        engine = Engine(monkeypatch, point)
        with pytest.raises(StoreError, match=r"the disk says no .*not known.*takes no writes.*still no space"):
            store.write(second)
        for change in (lambda: store.write(second), store.clear):
            with pytest.raises(StoreError, match=r"takes no writes.* Now: still no space"):
                change()
        with pytest.raises(StoreError, match="cannot be opened again after a failed write"):
            store.counts()
        engine.heal()
        receipt = store.write(second)
        assert (receipt.commit_seq, receipt.repeated) == (2, happened)
        assert store.ids("Partner").tolist() == ["a", "b"]
        assert refused_elsewhere(url)


@pytest.mark.parametrize("point", ["before_commit", "committed"])
def test_an_engine_that_stopped_is_started_anew_and_asked_what_happened(url: str, monkeypatch, point: str):
    whole = Session.rows
    with open_store(url) as store:
        dead = []

        def rows(session, statement, values=None):
            if len(dead) == 1 and statement == sql.READ_RECEIPT:
                dead.append("once")
                raise Halted("nothing works")
            return whole(session, statement, values)

        def reach(name: str) -> None:
            if name == point:
                dead.append(name)
                raise Halted("the engine stopped")

        made = batch(store, "1", ONE)
        monkeypatch.setattr(Session, "rows", rows)
        monkeypatch.setattr(duckdb_, "reach", reach)
        if point == "committed":
            assert store.write(made).commit_seq == 1
        else:
            with pytest.raises(Halted):
                store.write(made)
        monkeypatch.undo()
        assert store.commit_seq == (point == "committed")
        assert store.write(made).commit_seq == 1
        assert refused_elsewhere(url)


def refused_elsewhere(url: str) -> bool:
    """Whether another process is kept out of the file."""
    code = ("import sys; from ecosystem.stores import open_store; from ecosystem.errors import StoreLocked\n"
            "try: open_store(sys.argv[1])\nexcept StoreLocked: print('refused')")
    return subprocess.run([sys.executable, "-c", code, url], capture_output=True, text=True,
                          check=True).stdout == "refused\n"


def test_an_engine_is_not_started_anew_under_a_reader(url: str, monkeypatch):
    monkeypatch.setattr(duckdb_file, "_PATIENCE", 0.05)
    with DuckDBStore(url) as store:
        write(store, "1", ONE)
        rows = store.iter_rows("partners")
        next(rows)
        with pytest.raises(StoreError, match="while somebody reads it"):
            store._revive()
        assert store.commit_seq == 1
        rows.close()
        store._revive()
        assert store.commit_seq == 1
        with DuckDBStore(url), pytest.raises(StoreError, match="open twice"):
            store._revive()
    with pytest.raises(StoreError, match="was closed"):
        store._revive()


def test_a_write_that_met_another_writer_is_tried_again(url: str, monkeypatch):
    met: list[str] = []

    def reach(name: str) -> None:
        if name == "before_commit" and len(met) < 3:
            met.append(name)
            raise Conflict("another was faster")

    with open_store(url) as store:
        monkeypatch.setattr(duckdb_, "reach", reach)
        assert store.write(batch(store, "1", ONE)).commit_seq == 1
    assert len(met) == 3


def test_a_write_that_always_meets_another_gives_up(url: str, monkeypatch):
    with open_store(url) as store:
        failing(monkeypatch, "before_commit", Conflict("another was faster"))
        monkeypatch.setattr(duckdb_.time, "sleep", lambda seconds: None)
        with pytest.raises(Conflict):
            write(store, "1", ONE)
        assert store.commit_seq == 0


def test_an_interrupted_caller_leaves_nothing_of_the_batch(url: str, monkeypatch):
    with open_store(url) as store:
        failing(monkeypatch, "written:partners", KeyboardInterrupt())
        with pytest.raises(KeyboardInterrupt):
            write(store, "1", ONE)
        monkeypatch.undo()
        assert store.counts()["partners"] == 0
        write(store, "1", ONE)


def test_a_statement_that_takes_too_long_is_ended(url: str):
    with DuckDBStore(url, statement_seconds=0.1) as store, store._file.session() as session:
        with pytest.raises(StoreUnavailable, match=r"longer than 0\.1 s"):
            session.rows(Statement("SELECT count(*) FROM range(100000000000) r(i) WHERE i % 7 = 1"))
        assert session.row(Statement("SELECT 1")) == (1,)


def test_readers_in_threads_do_not_wait_for_a_long_write(url: str, monkeypatch):
    reached, go_on = threading.Event(), threading.Event()

    def reach(name: str) -> None:
        if name == "before_commit":
            reached.set()
            assert go_on.wait(30)

    with open_store(url) as store:
        monkeypatch.setattr(duckdb_, "reach", reach)
        writer = threading.Thread(target=write, args=(store, "1", ONE))
        writer.start()
        assert reached.wait(30)
        assert store.counts()["partners"] == 0
        go_on.set()
        writer.join()
        assert store.counts()["partners"] == 1


def test_verification_notices_books_that_do_not_add_up(url: str):
    with DuckDBStore(url) as store:
        write(store, "1", ONE)
        for text, says in (("UPDATE store SET commit_seq = 0", "the store counts 0"),
                           ("INSERT INTO batches SELECT * FROM batches", "applied twice"),
                           ("INSERT INTO partners SELECT * FROM partners", "doubled key")):
            with store._file.session() as session:
                session.do(Statement(text))
            assert any(says in problem for problem in store.verify().problems), says


def test_an_edge_whose_node_vanished_is_noticed(url: str):
    with DuckDBStore(url) as store:
        write(store, "1", {**ONE, "capabilities": [{"id": "x", "name": "X"}],
                           "partner_capabilities": [{"partner_id": "a", "capability_id": "x"}]})
        with store._file.session() as session:
            session.do(Statement("DELETE FROM capabilities"))
        assert "partner_capabilities: 0 rows read back, 1 counted." in store.verify().problems


def test_an_analyst_reads_the_tables_of_the_exchange_format(tmp_path: Path, url: str):
    with open_store(url) as store:
        write(store, "1", {**ONE, "capabilities": [{"id": "x", "name": "X"}],
                           "partner_capabilities": [{"partner_id": "a", "capability_id": "x", "weight": 0.5,
                                                     "source": "s"}]})
    with duckdb.connect(str(tmp_path / "eco.duckdb"), read_only=True) as connection:
        assert connection.execute(
            "SELECT partner_id, capability_id, weight, source FROM partner_capabilities").fetchall() == [
                ("a", "x", 0.5, "s")]


def test_every_kind_can_be_written_by_statements_derived_from_it():
    for kind in model.TABLES.values():
        writing = sql.writing(kind.table)
        assert all(isinstance(each, Statement) for each in (writing.stage, writing.insert, writing.update))
        assert bool(writing.strangers) == isinstance(kind, model.EdgeKind)
