"""What goes out comes back: every table, every text, byte for byte."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecosystem import model
from ecosystem.errors import InvalidParameter, StoreDamaged, StoreFull
from ecosystem.ingest import export
from ecosystem.ingest.export import FORMATS, export_tables
from ecosystem.ingest.formulas import protect, restore
from ecosystem.ingest.manifest import check_export
from ecosystem.ingest.pipeline import import_frames, import_paths
from ecosystem.model import ColumnType
from ecosystem.stores.memory import MemoryStore
from tests.ecosystem.ingest.staging import PARTNERS, contents, write

HARD = ["=HYPERLINK(\"http://x\")", "'=1+1", "''=1", "'", "''", "'tis", "-5", "+1", "@x", "\tx", "\rx", "\nx", "a,b",
        'say "hi"', '"', '""', "NULL", "NA", " lead", "trail ", "#comment", "{\"a\":1}", "比亚迪", "\u202eevil",
        "<script>alert(1)</script>", "a;b", "x\r\ny", "naïve", "x" * 5000, "1_000", "0", "\\N", "\\", "\x0b\x1f",
        "\\u000B"]

TEXTS = st.one_of(
    st.sampled_from(HARD),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12),
).filter(lambda text: text.strip(" \t\r\n") != "")


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def round_trip(store: MemoryStore, folder: Path, format: str) -> None:
    """Export, import into an empty store, export again: the same bytes and the same content."""
    shutil.rmtree(folder, ignore_errors=True)
    export_tables(store, folder / "one", format)
    with MemoryStore() as other:
        report = import_paths(other, [folder / "one"])
        assert (report.rejected, report.notes, report.ignored) == ({}, (), ())
        assert contents(other) == contents(store)
        export_tables(other, folder / "two", format)
    assert bytes_of(folder / "one") == bytes_of(folder / "two")


def cell(column: model.Column) -> object:
    if column.refers_to:
        return None
    return {ColumnType.NUMBER: 0.30000000000000004, ColumnType.INTEGER: 7, ColumnType.BOOLEAN: True,
            ColumnType.DATE: "2020-05"}.get(column.type, f"{column.name} ' \" = ,;雪")


def whole_model() -> dict[str, pd.DataFrame]:
    """Two rows of every table, with every cell filled in the first and as few as may be in the second."""
    frames = {}
    for name, kind in model.TABLES.items():
        rows = []
        for number in ("1", "2"):
            row = {column.name: cell(column) if number == "1" or column.required else None
                   for column in model.all_columns(kind)}
            row |= {column.name: number for column, _ in model.references(kind) if column.required or number == "1"}
            if name in ("partners", "capabilities", "industries", "strategies"):
                row |= {column.name: None for column, _ in model.references(kind) if not column.required}
            if "id" in row:
                row["id"] = number
            if number == "1":
                row |= {"valid_to": "2021"}
            rows.append(row)
        frames[name] = pd.DataFrame(rows)
    return frames


@pytest.mark.parametrize("format", FORMATS)
def test_every_table_of_the_model_makes_the_round_trip(tmp_path: Path, format: str) -> None:
    with MemoryStore() as store:
        import_frames(store, whole_model())
        assert set(contents(store)) == set(model.TABLES)
        round_trip(store, tmp_path / "out", format)


@pytest.mark.parametrize("format", FORMATS)
def test_hard_texts_make_the_round_trip_as_names_attributes_and_keys(tmp_path: Path, format: str) -> None:
    frame = pd.DataFrame({"id": [f"P{n}" for n in range(len(HARD))], "name": HARD, "source": HARD[::-1],
                          "note": HARD, "=key": HARD[::-1], "'=key": HARD, "a,\"b\"": "x", "Name": "y"})
    with MemoryStore() as store:
        import_frames(store, {"partners": frame})
        round_trip(store, tmp_path / "out", format)
        assert contents(store)["partners"][0]["name"] in HARD


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(
    TEXTS, st.none() | TEXTS, st.none() | st.floats(0, allow_infinity=False),
    st.dictionaries(TEXTS, TEXTS | st.integers() | st.none() | st.booleans() | st.just(""), max_size=3),
), min_size=1, max_size=8), format=st.sampled_from(FORMATS))
def test_whatever_is_stored_makes_the_round_trip(
    tmp_path: Path, rows: list[tuple[str, str | None, float | None, dict[str, object]]], format: str,
) -> None:
    frame = pd.DataFrame(
        [(f"P{n}", name, source, size, json.dumps(attributes) if attributes else None)
         for n, (name, source, size, attributes) in enumerate(rows)],
        columns=["id", "name", "source", "size", "attributes"]).astype({"size": "float64"})
    with MemoryStore() as store:
        import_frames(store, {"partners": frame})
        assert [row["name"] for row in contents(store)["partners"]] == [name for name, *_ in rows]
        round_trip(store, tmp_path / "out", format)


@given(st.text("'=+-@\t\r\nab"))
def test_protecting_a_cell_is_undone_by_restoring_it(cell: str) -> None:
    assert restore(protect(cell)) == cell
    assert not protect(cell).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@pytest.mark.parametrize("cell", HARD)
def test_sql_and_python_protect_alike(cell: str) -> None:
    import duckdb

    from ecosystem.ingest.formulas import protect_sql, restore_sql

    with duckdb.connect() as connection:
        statement = f"SELECT {protect_sql('x')}, {restore_sql('x')} FROM (SELECT ? AS x)"
        found = connection.execute(statement, [cell]).fetchall()
    assert found == [(protect(cell), restore(cell))]


def test_no_cell_of_an_exported_csv_file_is_a_formula(tmp_path: Path) -> None:
    with MemoryStore() as store:
        import_frames(store, {"partners": pd.DataFrame({
            "id": [f"P{n}" for n in range(len(HARD))], "name": HARD, "-key": HARD, "note": HARD})})
        export_tables(store, tmp_path / "out")
    with (tmp_path / "out" / "partners.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]


def test_a_negative_coefficient_stays_a_number(tmp_path: Path) -> None:
    tables = {"industries": "id,name\n1,One\n2,Two\n",
              "industry_inputs": "supplier_industry_id,customer_industry_id,coefficient\n1,2,-0.5\n"}
    with MemoryStore() as store:
        import_paths(store, [write(tmp_path / "in", tables)])
        export_tables(store, tmp_path / "out")
    assert (tmp_path / "out" / "industry_inputs.csv").read_text().splitlines()[1] == "1,2,-0.5,,,,,"


def test_attributes_are_columns_where_they_can_and_json_where_not(tmp_path: Path) -> None:
    given_ = ['{"note":"n","rank":1}', '{"note":"m","country":"x","":"e"}', None]
    frame = pd.DataFrame({"id": list("ABC"), "name": "Name", "attributes": given_})
    with MemoryStore() as store:
        import_frames(store, {"partners": frame})
        export_tables(store, tmp_path / "out")
    with (tmp_path / "out" / "partners.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[-2:] == ["note", "attributes"]
    assert [(row["note"], row["attributes"]) for row in rows] == [
        ("n", '{"rank":1}'), ("m", '{"":"e","country":"x"}'), ("", "")]


def test_very_many_attribute_keys_stay_json(tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": [f"P{n}" for n in range(150)], "name": "Name",
                          "attributes": [json.dumps({f"key{n}": "x"}) for n in range(150)]})
    with MemoryStore() as store:
        import_frames(store, {"partners": frame})
        round_trip(store, tmp_path / "out", "csv")
    assert (tmp_path / "out" / "one" / "partners.csv").read_text().splitlines()[0].endswith(",confidence,attributes")


# --- the folder ---
@pytest.fixture
def store() -> MemoryStore:
    store = MemoryStore()
    import_frames(store, {"partners": pd.DataFrame({"id": ["A"], "name": ["Alpha"]})})
    return store


def test_an_export_says_what_it_holds_and_nothing_of_time_or_place(store: MemoryStore, tmp_path: Path) -> None:
    assert export_tables(store, tmp_path / "out") == {"partners": 1}
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert set(manifest) == {"format", "schema_version", "files"}
    assert manifest["files"]["partners.csv"]["rows"] == 1
    assert check_export(tmp_path / "out") == manifest
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_gzip_files_of_equal_content_are_equal_bytes(store: MemoryStore, tmp_path: Path) -> None:
    export_tables(store, tmp_path / "one", "csv.gz")
    export_tables(store, tmp_path / "two", "csv.gz")
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")
    assert gzip.decompress((tmp_path / "one" / "partners.csv.gz").read_bytes()).startswith(b"id,name,")


def test_an_earlier_export_is_replaced_and_anything_else_is_left(store: MemoryStore, tmp_path: Path) -> None:
    export_tables(store, tmp_path / "out", "parquet")
    export_tables(store, tmp_path / "out", "csv")
    assert sorted(bytes_of(tmp_path / "out")) == ["manifest.json", "partners.csv"]
    (tmp_path / "out" / "notes.txt").write_text("mine")
    with pytest.raises(InvalidParameter, match=r"holds 'notes\.txt', which is not of an export"):
        export_tables(store, tmp_path / "out")
    foreign = write(tmp_path / "tables", {"partners": PARTNERS})
    with pytest.raises(InvalidParameter, match=r"holds 'partners\.csv', which is not of an export"):
        export_tables(store, foreign)
    with pytest.raises(InvalidParameter, match="is not a folder; name a new or empty one"):
        export_tables(store, foreign / "partners.csv")
    assert (foreign / "partners.csv").read_text() == PARTNERS


def test_an_unknown_format_is_refused(store: MemoryStore, tmp_path: Path) -> None:
    with pytest.raises(InvalidParameter, match=r"'xlsx' is no format of an export; use csv, csv\.gz, parquet"):
        export_tables(store, tmp_path / "out", "xlsx")


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), OSError(13, "Permission denied")])
def test_what_cannot_be_written_leaves_the_earlier_export(
    store: MemoryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: OSError,
) -> None:
    export_tables(store, tmp_path / "out")
    before = bytes_of(tmp_path / "out")

    def fail(*args: object) -> None:
        raise fault

    monkeypatch.setattr(export, "write_manifest", fail)
    with pytest.raises((StoreFull, InvalidParameter), match=str(fault.strerror)):
        export_tables(store, tmp_path / "out")
    assert bytes_of(tmp_path / "out") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_a_changed_file_of_an_export_is_noticed(store: MemoryStore, tmp_path: Path) -> None:
    export_tables(store, tmp_path / "out")
    path = tmp_path / "out" / "partners.csv"
    path.write_text(path.read_text().replace("Alpha", "Alphb"))
    with pytest.raises(StoreDamaged, match=r"partners\.csv is not what manifest\.json says"):
        check_export(tmp_path / "out")
    with MemoryStore() as other:
        notes = import_paths(other, [tmp_path / "out"]).notes
    assert notes == (f"{path} is not as it was exported: it was changed, or is damaged.",)
    path.unlink()
    with pytest.raises(StoreDamaged):
        check_export(tmp_path / "out")


def test_what_is_no_manifest_of_ours_is_none(tmp_path: Path) -> None:
    for content in ("{}", "[]", "x", '{"files":{"../x":{"rows":1,"sha256":"x","bytes":1}},'
                                     '"format":"allygraph exchange format"}'):
        with pytest.raises(StoreDamaged, match="is no export"):
            check_export(write(tmp_path / "in", {"manifest.json": content}))


def test_progress_counts_tables(store: MemoryStore, tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    export_tables(store, tmp_path / "out", progress=lambda *step: told.append(step))
    assert told == [(0, 1, "writing partners"), (1, 1, "written")]


