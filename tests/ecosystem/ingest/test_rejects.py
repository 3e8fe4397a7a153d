"""Refused rows come back as files that can be mended and imported."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ecosystem.errors import ImportRejected, TooManyRejects
from ecosystem.ingest.pipeline import import_paths
from ecosystem.stores.memory import MemoryStore
from tests.ecosystem.ingest.staging import CAPABILITIES, PARTNERS, contents, write

BAD = {
    "partners": 'id,name,size,note\nA,Alpha,1,"=cmd|\' /C calc\'!A0"\nB,"=HYPERLINK(""http://x"")",many,-1\nC,Gamma\n',
    "capabilities": CAPABILITIES,
    "partner_capabilities": "partner_id,capability_id,weight\nA,C1,1\nB,C1,2\nA,C2,much\n",
}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_files_have_the_rows_and_say_where_they_stood_and_why(tmp_path: Path) -> None:
    with MemoryStore() as store:
        report = import_paths(store, [write(tmp_path / "in", BAD)], rejects_to=tmp_path / "out")
    assert report.rejected == {"partners": 2, "partner_capabilities": 2}
    assert report.rejects_path == tmp_path / "out"
    assert rows(tmp_path / "out" / "partners.csv") == [
        {"id": "", "name": "", "size": "", "note": "", "_file": "partners.csv", "_line": "4", "_column": "",
         "_value": "C,Gamma", "_reason": "the row has fewer cells than the header"},
        {"id": "B", "name": '\'=HYPERLINK("http://x")', "size": "many", "note": "'-1", "_file": "partners.csv",
         "_line": "3", "_column": "size", "_value": "many", "_reason": "size is not a number"},
    ]
    assert [row["_line"] for row in rows(tmp_path / "out" / "partner_capabilities.csv")] == ["3", "4"]
    assert not (tmp_path / "out" / "capabilities.csv").exists()


def test_mended_rejects_are_imported_and_complete_the_graph(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with MemoryStore() as store, MemoryStore() as clean:
        import_paths(store, [write(tmp_path / "in", BAD)], rejects_to=out)
        for path in out.glob("*.csv"):
            mended = path.read_text().replace(",many,", ",2,").replace(",much,", ",3,")
            mended = mended.replace(',,,,partners.csv,4,,"C,Gamma"', "C,Gamma,,,partners.csv,4,,")
            path.write_text(mended)
        report = import_paths(store, [out])
        assert not report.rejected
        good = {name: text.replace("many", "2").replace("much", "3").replace("C,Gamma\n", "C,Gamma,,\n")
                for name, text in BAD.items()}
        import_paths(clean, [write(tmp_path / "good", good)])
        assert contents(store) == contents(clean)
        record = store.record("Partner", "B")
    assert record is not None
    assert (record["name"], record["attributes"]) == ('=HYPERLINK("http://x")', {"note": "-1"})


def test_several_reasons_of_one_row_stand_in_one_sentence(tmp_path: Path) -> None:
    tables = {"partners": "id,name,size,valid_from,valid_to\nA,,many,2020,2019\n"}
    with MemoryStore() as store:
        import_paths(store, [write(tmp_path / "in", tables)], rejects_to=tmp_path / "out")
    (row,) = rows(tmp_path / "out" / "partners.csv")
    assert row["_reason"] == ("name is required and empty; size is not a number; "
                              "valid_to ends before valid_from begins")


def test_more_rejects_than_allowed_import_nothing_and_leave_the_files(tmp_path: Path) -> None:
    with MemoryStore() as store:
        with pytest.raises(TooManyRejects) as caught:
            import_paths(store, [write(tmp_path / "in", BAD)], max_rejects=3, rejects_to=tmp_path / "out")
        assert (store.commit_seq, store.imports()) == (0, [])
        assert not list((store.scratch / "imports").iterdir())
    said = str(caught.value)
    assert said.startswith("Nothing was imported: 4 rows were refused and 3 are allowed. 1 in partners: size is not a "
                           "number (partners.csv, line 3: 'many'); ")
    assert said.endswith(f"All of them are in {tmp_path / 'out'}: mend them there and import that folder too.")
    assert len(rows(tmp_path / "out" / "partners.csv")) == 2


def test_as_many_rejects_as_allowed_are_no_error(tmp_path: Path) -> None:
    with MemoryStore() as store:
        report = import_paths(store, [write(tmp_path / "in", BAD)], max_rejects=4)
        assert sum(report.rejected.values()) == 4
        assert report.rejects_path is None


def test_older_rejects_go_where_newer_ones_are_written(tmp_path: Path) -> None:
    with MemoryStore() as store:
        import_paths(store, [write(tmp_path / "in", BAD)], rejects_to=tmp_path / "out")
        report = import_paths(store, [write(tmp_path / "in2", {"partners": PARTNERS})], rejects_to=tmp_path / "out")
    assert report.rejects_path is None
    assert not list((tmp_path / "out").iterdir())


def test_rejects_are_never_written_over_tables(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", BAD)
    other = write(tmp_path / "other", {"partners": PARTNERS})
    with MemoryStore() as store:
        for asked, said in (
            (folder, "would be written over the files to be imported"),
            (other, "is a table and no file of refused rows; name another folder"),
            (other / "partners.csv", "is a file; name a folder for the refused rows"),
        ):
            with pytest.raises(ImportRejected, match=said):
                import_paths(store, [folder], rejects_to=asked)
    assert (other / "partners.csv").read_text() == PARTNERS


def test_the_same_rejects_are_told_again_though_nothing_is_written_again(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", BAD)
    with MemoryStore() as store:
        first = import_paths(store, [folder])
        again = import_paths(store, [folder], rejects_to=tmp_path / "out")
        assert len(store.imports()) == 1
    assert (again.up_to_date, again.rejects, again.commit_seq) == (True, first.rejects, first.commit_seq)
    assert (tmp_path / "out" / "partners.csv").exists()
