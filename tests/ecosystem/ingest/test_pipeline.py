"""From files to a store: once, twice, interrupted, and at the same time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tarfile
import textwrap
import threading
import zipfile
from pathlib import Path
from typing import ClassVar

import pandas as pd
import pytest

from ecosystem.errors import ImportRejected, StoreFull, StoreUnavailable, TooManyRejects
from ecosystem.ingest.export import export_tables
from ecosystem.ingest.pipeline import import_frames, import_paths
from ecosystem.stores import open_store
from ecosystem.stores.base import Batch, Features, Receipt
from ecosystem.stores.memory import MemoryStore
from tests.ecosystem.ingest.staging import CAPABILITIES, PARTNERS, contents, write

EDGES = "partner_id,capability_id,weight\nA,C1,1\nB,C2,2\n"
SMALL = {"partners": PARTNERS, "capabilities": CAPABILITIES, "partner_capabilities": EDGES}
NOW = "2024-01-02T03:04:05+00:00"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write(tmp_path / "small", SMALL)


class Flaky(MemoryStore):
    """Small batches; fails at the ``fails_at``-th write, before or after it took place."""

    features: ClassVar[Features] = Features(persistent=False, shared=False, batch_rows=2048, fast_columns=False)

    def __init__(self, fails_at: int, *, answer_lost: bool = False) -> None:
        super().__init__()
        self.fails_at, self.answer_lost, self.writes = fails_at, answer_lost, 0

    def write(self, batch: Batch) -> Receipt:
        self.writes += 1
        fails = self.writes == self.fails_at
        receipt = super().write(batch) if not fails or self.answer_lost else None
        if fails or receipt is None:
            raise StoreUnavailable("The line is cut.")
        return receipt


def many(folder: Path, rows: int = 10_000) -> Path:
    return write(folder, {"partners": "id,name\n" + "".join(f"P{n},Name {n}\n" for n in range(rows))})


# --- what comes of it ---
def test_an_import_reports_what_it_did_and_is_on_record(small: Path) -> None:
    with MemoryStore() as store:
        report = import_paths(store, [small], now=NOW)
        (record,) = store.imports()
        assert report.accepted == report.inserted == {"partners": 2, "capabilities": 2, "partner_capabilities": 2}
        assert (report.resumed, report.up_to_date, report.commit_seq) == (False, False, store.commit_seq)
        assert (record.import_id, record.state, record.batches, record.accepted) == (report.import_id, "done", 3, 6)
        assert (record.started_at, record.finished_at, record.sources) == (NOW, NOW, (str(small),))
        assert contents(store)["partner_capabilities"][0]["weight"] == 1.0
        assert not list((store.scratch / "imports").iterdir())


def test_the_same_import_twice_does_nothing(small: Path) -> None:
    with MemoryStore() as store:
        first, again = import_paths(store, [small]), import_paths(store, [small])
        assert len(store.imports()) == 1
    assert (again.up_to_date, again.import_id, again.commit_seq) == (True, first.import_id, first.commit_seq)


def test_after_another_write_the_same_import_changes_what_differs(small: Path, tmp_path: Path) -> None:
    with MemoryStore() as store:
        first = import_paths(store, [small])
        before = contents(store)
        import_paths(store, [write(tmp_path / "other", {"partners": "id,name\nA,Alfa\n"})])
        again = import_paths(store, [small])
        assert contents(store) == before
    assert first.import_id != again.import_id
    assert (again.updated["partners"], again.unchanged["partners"]) == (1, 1)


def test_references_may_point_into_the_store(small: Path, tmp_path: Path) -> None:
    more = write(tmp_path / "more", {"traits": "partner_id,measure,value\nA,m,1\nZ,m,1\n",
                                     "partners": "id,name,parent_id\nN,New,B\n"})
    with MemoryStore() as store:
        import_paths(store, [small])
        report = import_paths(store, [more])
    assert (report.accepted, report.rejected) == ({"partners": 1, "traits": 1}, {"traits": 1})


def test_a_cycle_through_stored_parents_is_seen(tmp_path: Path) -> None:
    with MemoryStore() as store:
        import_paths(store, [write(tmp_path / "one", {"partners": "id,name,parent_id\nA,Alpha,\nB,Beta,A\n"})])
        report = import_paths(store, [write(tmp_path / "two", {"partners": "id,name,parent_id\nA,Alpha,B\n"})])
        assert report.rejects[0].samples[0].reason == "parent_id makes the row its own ancestor: A → B → A"
        moved = import_paths(store, [write(tmp_path / "three", {
            "partners": "id,name,parent_id\nA,Alpha,B\nB,Beta,\n"})])
    assert (report.accepted, moved.updated) == ({"partners": 0}, {"partners": 2})


def test_a_dry_run_tells_and_writes_nothing(small: Path, tmp_path: Path) -> None:
    with MemoryStore() as store:
        report = import_paths(store, [small], dry_run=True)
        assert (report.dry_run, report.accepted["partners"], report.inserted) == (True, 2, {})
        assert (store.commit_seq, store.imports()) == (0, [])


def test_progress_is_told_in_steps_that_end(small: Path) -> None:
    told: list[tuple[int, int, str]] = []
    with MemoryStore() as store:
        import_paths(store, [small], progress=lambda *step: told.append(step))
    assert [what for _, _, what in told if what.startswith("checking")] == [
        "checking partners", "checking capabilities", "checking partner_capabilities"]
    assert told[-1] == (6, 6, "stored")
    assert all(done <= total or total == 0 for done, total, _ in told)


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_an_archive_of_an_export_is_imported(small: Path, tmp_path: Path, kind: str) -> None:
    archive = tmp_path / f"tables.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(archive, "w") as packed:
            for path in small.iterdir():
                packed.write(path, f"export/{path.name}")
    else:
        with tarfile.open(archive, "w:gz") as tar:
            tar.add(small, "export")
    with MemoryStore() as store, MemoryStore() as plain:
        report = import_paths(store, [archive])
        import_paths(plain, [small])
        assert contents(store) == contents(plain)
    assert report.accepted["partner_capabilities"] == 2


def test_the_encoding_of_files_can_be_said(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"partners": "id,name\nA,比亚迪\n".encode("gb18030")})
    with MemoryStore() as store:
        with pytest.raises(ImportRejected, match=r"encoding: gb18030"):
            import_paths(store, [folder])
        import_paths(store, [folder], encoding="GB18030")
        assert contents(store)["partners"][0]["name"] == "比亚迪"


def test_files_seen_and_left_alone_are_listed(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {**SMALL, "readme.txt": "x"})
    with MemoryStore() as store:
        assert import_paths(store, [folder]).ignored == ("readme.txt",)


# --- interrupted ---
def test_an_import_that_failed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    folder = many(tmp_path / "in")
    with Flaky(3) as store:
        with pytest.raises(StoreUnavailable):
            import_paths(store, [folder], now=NOW)
        (record,) = store.imports()
        assert (record.state, store.commit_seq) == ("open", 2)
        report = import_paths(store, [folder], now=NOW)
        assert (report.resumed, report.import_id) == (True, record.import_id)
        assert store.writes == record.batches + 1  # no batch was written twice, one failed
        assert report.inserted == {"partners": 10_000}
        assert [each.state for each in store.imports()] == ["done"]
        assert not list((store.scratch / "imports").iterdir())
        assert len(contents(store)["partners"]) == 10_000


def test_a_write_whose_answer_was_lost_is_not_repeated(tmp_path: Path) -> None:
    with Flaky(2, answer_lost=True) as store:
        report = import_paths(store, [many(tmp_path / "in")])
        assert report.inserted == {"partners": 10_000}
        assert store.writes == store.imports()[0].batches


def test_a_damaged_stage_is_made_again_and_the_old_import_is_closed(tmp_path: Path) -> None:
    folder = many(tmp_path / "in")
    with Flaky(3) as store:
        with pytest.raises(StoreUnavailable):
            import_paths(store, [folder])
        chunk = sorted((store.scratch / "imports").glob("*/chunks/partners/*.parquet"))[-1]
        chunk.write_bytes(chunk.read_bytes()[:-9])
        report = import_paths(store, [folder])
        assert not report.resumed
        assert (report.inserted["partners"] + report.unchanged["partners"], report.unchanged["partners"] > 0) == (
            10_000, True)
        assert [each.state for each in store.imports()] == ["done", "done"]
        assert len(contents(store)["partners"]) == 10_000


def test_an_open_import_keeps_its_stage_while_another_one_runs(small: Path, tmp_path: Path) -> None:
    folder = many(tmp_path / "in")
    with Flaky(2) as store:
        with pytest.raises(StoreUnavailable):
            import_paths(store, [folder])
        import_paths(store, [small])
        assert import_paths(store, [folder]).resumed


def test_what_a_dead_process_left_without_a_record_is_removed(small: Path) -> None:
    with MemoryStore() as store:
        left = store.scratch / "imports"
        write(left / "dead", {"x": "y"})
        (left / "dead.lock").touch()
        import_paths(store, [small])
        assert not list(left.iterdir())


def test_the_same_files_are_not_imported_twice_at_once(small: Path) -> None:
    errors: list[str] = []
    reached, go_on = threading.Event(), threading.Event()

    def wait(done: int, total: int, what: str) -> None:
        reached.set()
        go_on.wait(30)

    with MemoryStore() as store:
        first = threading.Thread(target=import_paths, args=(store, [small]), kwargs={"progress": wait})
        first.start()
        reached.wait(30)
        try:
            import_paths(store, [small])
        except ImportRejected as error:
            errors.append(str(error))
        go_on.set()
        first.join()
        assert errors == ["The same files are being imported already; wait for that import to end."]
        assert contents(store)["partners"][0]["name"] == "Alpha"


KILLED = """
    import os
    from ecosystem.ingest.pipeline import import_paths
    from ecosystem.stores import open_store

    steps = 0

    def die(done, total, what):
        global steps
        steps += 1
        if steps == {at}:
            os.kill(os.getpid(), 9)

    with open_store({url!r}) as store:
        import_paths(store, [{folder!r}], progress=die)
"""


@pytest.mark.faults
def test_an_import_killed_at_any_step_ends_in_the_same_bytes_when_run_again(small: Path, tmp_path: Path) -> None:
    with MemoryStore() as store:
        import_paths(store, [small])
        export_tables(store, tmp_path / "expected")
    expected = {path.name: path.read_bytes() for path in (tmp_path / "expected").iterdir()}
    resumed = set()
    for at in range(1, 14):
        url = f"duckdb:{tmp_path / f'{at}.duckdb'}"
        script = textwrap.dedent(KILLED.format(at=at, url=url, folder=str(small)))
        ended = subprocess.run([sys.executable, "-c", script], check=False, cwd=Path(__file__).parents[3],
                               env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])})
        with open_store(url) as store:
            report = import_paths(store, [small])
            resumed.add(report.resumed)
            export_tables(store, tmp_path / f"out{at}")
            assert [each.state for each in store.imports()] == ["done"]
        assert {path.name: path.read_bytes() for path in (tmp_path / f"out{at}").iterdir()} == expected
        if ended.returncode == 0:
            break
        assert ended.returncode == -signal.SIGKILL
    else:
        pytest.fail("the import has more steps than were tried")
    assert resumed == {True, False}


# --- data frames ---
def test_data_frames_are_imported_like_files(small: Path) -> None:
    frames = {name: pd.read_csv(small / f"{name}.csv", keep_default_na=False) for name in SMALL}
    with MemoryStore() as store, MemoryStore() as files:
        report = import_frames(store, frames)
        import_paths(files, [small])
        assert contents(store) == contents(files)
    assert report.inserted["partner_capabilities"] == 2


def test_missing_cells_of_a_frame_are_empty_and_whole_floats_are_years(tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": ["A", "B"], "name": ["Alpha", "Beta"], "founded": [1999.0, None],
                          "size": [float("nan"), 5], "country": [None, "NA"],
                          "valid_from": [pd.NaT, pd.Timestamp("2020-05-01")], "aliases": [["x", "y"], []],
                          7: ["seven", None]})
    with MemoryStore() as store:
        import_frames(store, {"partners": frame}, source="trial")
        one, two = contents(store)["partners"]
    assert (one["founded"], one["size"], one["country"], one["valid_from"], one["aliases"], one["attributes"]) == (
        "1999", None, None, None, "x;y", '{"7":"seven"}')
    assert (two["founded"], two["size"], two["country"], two["valid_from"], two["aliases"], two["source"]) == (
        None, 5.0, "NA", "2020-05-01", None, "trial")


def test_no_refused_row_of_a_frame_is_accepted_unless_allowed() -> None:
    frame = pd.DataFrame({"id": ["A", "B"], "name": ["Alpha", "Beta"], "size": [1.0, float("inf")]})
    with MemoryStore() as store:
        with pytest.raises(TooManyRejects, match=r"size is not a finite number \(data frame partners, line 2: 'inf'\)"):
            import_frames(store, {"partners": frame})
        assert import_frames(store, {"partners": frame}, max_rejects=1).accepted == {"partners": 1}


@pytest.mark.parametrize(("frames", "said"), [
    ({}, "Nothing to import: no data frame was given."),
    ({"partner": pd.DataFrame()}, "No table is called 'partner'; did you mean 'partners'?"),
    ({"partners": [1]}, "What is given for partners is a list, not a DataFrame."),
    ({"partners": pd.DataFrame([["A", "x", "y"]], columns=["id", "name", "name"])},
     "The data frame partners has two columns called 'name'."),
    ({"partners": pd.DataFrame({"id": ["A"]})}, "data frame partners lacks the required column name."),
])
def test_frames_that_cannot_be_tables_are_refused(frames: dict[str, pd.DataFrame], said: str) -> None:
    with MemoryStore() as store, pytest.raises(ImportRejected) as caught:
        import_frames(store, frames)
    assert str(caught.value).startswith(said)


def test_large_frames_are_staged_apart_with_the_same_result() -> None:
    frame = pd.DataFrame({"id": [f"P{n}" for n in range(201_000)], "name": "Name"})
    with MemoryStore() as store:
        assert import_frames(store, {"partners": frame}).inserted == {"partners": 201_000}
        assert not list((store.scratch / "imports").iterdir())


def test_a_dry_run_leaves_an_open_import_resumable(tmp_path: Path) -> None:
    folder = many(tmp_path / "in")
    with Flaky(3) as store:
        with pytest.raises(StoreUnavailable):
            import_paths(store, [folder])
        report = import_paths(store, [folder], dry_run=True)
        assert (report.resumed, report.accepted, store.commit_seq) == (False, {"partners": 10_000}, 2)
        assert import_paths(store, [folder]).resumed


# --- mappings ---
MAPPING = """
mapping: tiny
source: Tiny
sources:
  firms: {files: [firms.csv], columns: [number, label, kind]}
tables:
  - table: partners
    from: firms
    columns:
      id: {column: number, prefix: "t:"}
      name: label
      kind: {column: kind, map: {a: company}, otherwise: refuse}
"""


def test_rows_that_a_mapping_refuses_stand_among_the_rejects_with_their_foreign_place(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"firms.csv": "number,label,kind\n1,One,a\n2,Two,b\n3,,a\n", "other.csv": "x"})
    mapping = tmp_path / "tiny.yaml"
    mapping.write_text(MAPPING)
    with MemoryStore() as store:
        report = import_paths(store, [folder], mapping=mapping, rejects_to=tmp_path / "out")
        assert [row["id"] for row in contents(store)["partners"]] == ["t:1"]
    assert (report.accepted, report.rejected, report.ignored) == ({"partners": 1}, {"partners": 2}, ("other.csv",))
    found = {each.samples[0].line: each for each in report.rejects}
    assert set(found) == {3, 4}
    assert (found[3].samples[0].file, found[3].samples[0].value) == ("firms.csv", "b")
    assert found[4].reason == "name is required and empty"
    rejects = pd.read_csv(tmp_path / "out" / "partners.csv", keep_default_na=False)
    assert sorted(rejects["_line"].tolist()) == [3, 4]
    assert set(rejects["_column"]) == {"kind", "name"}


def test_a_full_disk_before_the_first_batch_is_a_sentence(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ecosystem.ingest import pipeline

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    with MemoryStore() as store:
        monkeypatch.setattr(pipeline, "write_stored", full)
        with pytest.raises(StoreFull, match=r"Nothing was imported: there is no room in .+ Free some space and import"):
            import_paths(store, [small])
        assert not list((store.scratch / "imports").iterdir())
