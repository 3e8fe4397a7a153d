"""Files of every format become the same rows, each with its line; what cannot be read is handed on."""

from __future__ import annotations

import gzip
from pathlib import Path

import duckdb
import pytest

from ecosystem.errors import ImportRejected
from ecosystem.ingest.mapping import Mapping
from ecosystem.ingest.tables import InputFile
from tests.ecosystem.ingest.mapped import column, mapped, partners, rows_by_table

ROWS = [("1", "a", 2), ("2", "b", 3)]
PLAIN = partners("id: id\nname: name")


def rows(source: str, name: str, content: str | bytes, folder: Path) -> list[tuple[object, object, object]]:
    text = partners("id: id\nname: name", source).replace("files: t.csv", f"files: '{name}'")
    return [(row.get("id"), row.get("name"), row.get("_line"))
            for row in mapped(text, {name: content}, folder)["partners"]]


@pytest.mark.parametrize(("source", "name", "content"), [
    ("columns: [id, name]", "t.csv", "id,name\n1,a\n2,b\n"),
    ("columns: [id, name]", "t.csv", "id,name\n1,a\n2,b"),
    ("columns: [id, name]", "t.csv", "id,name\r\n1,a\r\n2,b\r\n"),
    ("columns: [id, name]", "t.csv", "id,name\r1,a\r2,b\r"),
    ("columns: [id, name]", "t.csv", "id,name\r\n1,a\n2,b\r\n"),
    ("columns: [id, name]", "t.csv", "\ufeffid,name\n1,a\n2,b\n"),
    ("columns: [id, name]", "t.csv", ' name ,x,"id"\na,,1\nb,,2\n'),
    ("columns: [id, name]", "t.csv", "name,,id\na,7,1\nb,8,2\n"),
    ("columns: [id, name]", "t.csv.gz", gzip.compress(b"id,name\n1,a\n2,b\n", mtime=0)),
    ("columns: [id, name]", "packed.csv", gzip.compress(b"id,name\n1,a\n2,b\n", mtime=0)),
    ("columns: [id, name]\n    delimiter: ;", "t.csv", "id;name\n1;a\n2;b\n"),
    ("columns: [id, name]\n    delimiter: \\t", "t.tsv", "id\tname\n1\ta\n2\tb\n"),
    ("columns: [id, name]\n    delimiter: '|'\n    quote: \"'\"", "t.txt", "id|name\n'1'|a\n2|'b'\n"),
    ("columns: [id, name]\n    encoding: utf-16", "t.csv", "id,name\n1,a\n2,b\n".encode("utf-16")),
])
def test_a_table_reads_the_same_in_every_dress(source: str, name: str, content: str | bytes,
                                               tmp_path: Path) -> None:
    assert rows(source, name, content, tmp_path) == ROWS


def test_a_file_without_a_header_begins_in_its_first_line(tmp_path: Path) -> None:
    assert rows("columns: [id, name]\n    header: false", "t.csv", "1,a\n2,b\n", tmp_path) == [
        ("1", "a", 1), ("2", "b", 2)]


def test_json_lines_read_as_a_table(tmp_path: Path) -> None:
    content = '{"id": 1, "name": "a", "more": [1, 2]}\n\n{"name": "b", "id": "2"}\n{"id": 3, "name": null}\n'
    assert rows("format: jsonl\n    columns: [id, name]", "t.jsonl", content, tmp_path) == [
        ("1", "a", 1), ("2", "b", 3), ("3", None, 4)]


def test_json_names_with_signs_of_a_path_are_names(tmp_path: Path) -> None:
    text = partners("id: a/b\nname: c~d\nkind: \"e'f\"", "format: jsonl\n    columns: [a/b, c~d, \"e'f\"]")
    found = mapped(text, {"t.csv": '{"a/b": "1", "c~d": "x", "e\'f": "y"}\n'}, tmp_path)["partners"]
    assert (found[0]["id"], found[0]["name"], found[0]["kind"]) == ("1", "x", "y")


def test_parquet_reads_as_a_table_of_texts(tmp_path: Path) -> None:
    file = tmp_path / "t.parquet"
    with duckdb.connect() as connection:
        connection.execute("COPY (SELECT 1 AS id, 'a' AS name, DATE '2020-01-05' AS \"the day\" UNION ALL "
                           "SELECT 2, 'b', NULL) TO ? (FORMAT parquet)", [str(file)])
    text = partners("id: id\nname: name\nfounded: the day", "format: parquet\n    columns: [name, id, the day]")
    found = mapped(text.replace("t.csv", "t.parquet"), {"t.parquet": file.read_bytes()}, tmp_path)["partners"]
    assert [(row["id"], row["name"], row.get("founded"), row["_line"]) for row in found] == [
        ("1", "a", "2020-01-05", 1), ("2", "b", None, 2)]


@pytest.mark.parametrize(("encoding", "name"), [
    ("latin-1", "Société"), ("cp1252", "Straße – ‘x’"), ("gb18030", "深圳汽车"), ("shift_jis", "トヨタ"),
    ("utf-16-le", "名字")])
def test_other_encodings_are_read_where_the_mapping_says_so(encoding: str, name: str, tmp_path: Path) -> None:
    source = f"columns: [id, name]\n    encoding: {encoding}"
    assert rows(source, "t.csv", f"id,name\n1,{name}\n".encode(encoding), tmp_path) == [("1", name, 2)]


def test_line_breaks_inside_cells_count_as_lines(tmp_path: Path) -> None:
    content = 'id,name,x\n1,"a\nb",\n2,c,"\n\n"\n3,d,\n'
    assert rows("columns: [id, name]", "t.csv", content, tmp_path) == [
        ("1", "a\nb", 2), ("2", "c", 4), ("3", "d", 7)]


def test_a_line_that_is_no_row_is_handed_on_and_the_others_keep_their_numbers(tmp_path: Path) -> None:
    content = 'id,name\n1,"a\nb"\n2,b,c\n3,c\n4\n5,e\n6,"f"g"\n7,h\n'
    found = mapped(PLAIN, {"t.csv": content}, tmp_path)["partners"]
    assert [(row["_line"], row.get("id"), row.get("_value")) for row in found] == [
        (2, "1", None), (4, None, "2,b,c"), (5, "3", None), (6, None, "4"), (7, "5", None),
        (8, None, '6,"f"g"'), (9, "7", None)]
    reasons = [row["_reason"] for row in found if "_reason" in row]
    assert reasons[:2] == ["more cells than the header has names", "fewer cells than the header has names"]
    assert "quote" in reasons[2]
    assert found[3]["_column"] == "name"


def test_lines_that_are_no_rows_are_handed_on_once(tmp_path: Path) -> None:
    text = PLAIN + ("  - table: identifiers\n    from: t\n"
                    "    columns: {partner_id: id, scheme: {constant: x}, value: id}\n")
    found = mapped(text, {"t.csv": "id,name\n1\n2,b\n"}, tmp_path)
    assert column(found["partners"], "_value") == ["1", None]
    assert column(found["identifiers"], "value") == ["2"]


def test_a_json_line_that_is_no_object_is_handed_on(tmp_path: Path) -> None:
    text = partners("id: id\nname: name", "format: jsonl\n    columns: [id, name]")
    found = mapped(text, {"t.csv": '{"id": 1, "name": "a"}\n[1]\n{"id": 2, \n"x"\n'}, tmp_path)["partners"]
    assert [(row["_line"], row.get("_reason")) for row in found] == [
        (1, None), (2, "not a JSON object"), (3, "not a JSON object"), (4, "not a JSON object")]


def test_files_of_one_source_stand_in_the_order_they_are_given(tmp_path: Path) -> None:
    text = PLAIN.replace("files: t.csv", "files: t*.csv")
    found = mapped(text, {"t2.csv": "id,name\n1,a\n", "t1.csv": "name,id\nb,2\n"}, tmp_path)["partners"]
    assert [(row["_file"], row["id"]) for row in found] == [("t1.csv", "2"), ("t2.csv", "1")]


def refused(source: str, content: str | bytes, folder: Path) -> str:
    with pytest.raises(ImportRejected) as caught:
        rows(source, "t.csv", content, folder)
    return str(caught.value)


@pytest.mark.parametrize(("content", "words"), [
    ("id,nmae\n1,a\n", "t.csv, line 1: the header has no column 'name', which source 't' of the mapping uses; "
                       "did you mean 'nmae'?"),
    ("id,name,name\n1,a,b\n", "line 1: the header has 'name' 2 times"),
    ("id;name\n1;a\n", "the header has no column 'id'"),
    ("", "t.csv is empty"),
    ("id,name\n1,a\0b\n", "t.csv, line 2: a NUL byte"),
    ("id,name\n1,Société\n".encode("latin-1"), "t.csv, line 2: not UTF-8 text"),
    (gzip.compress(b"id,name\n1,a\n", mtime=0)[:-6], "t.csv is not a whole gzip file"),
    ('id,"name\n1,a\n', "t.csv, line 1: the header cannot be read"),
    ("id,name\n" + "1," + "x" * (3 << 20) + "\n", "t.csv, line 2: longer than 2 MiB"),
])
def test_a_file_that_cannot_be_accepted_is_refused_with_the_place(content: str | bytes, words: str,
                                                                  tmp_path: Path) -> None:
    assert words in refused("columns: [id, name]", content, tmp_path)


def test_a_compressed_bomb_is_refused(tmp_path: Path) -> None:
    bomb = gzip.compress(b"id,name\n" + b"1,a\n" * (30 << 20))
    assert "decompression bomb" in refused("columns: [id, name]", bomb, tmp_path)


def test_damaged_parquet_is_refused(tmp_path: Path) -> None:
    assert "t.csv cannot be read" in refused("format: parquet\n    columns: [id, name]", b"PAR1xxxxxxPAR1", tmp_path)


@pytest.mark.parametrize("rows_behind", [10, 400_000])
def test_nothing_is_lost_without_a_word_behind_an_open_quote(rows_behind: int, tmp_path: Path) -> None:
    content = 'id,name\n1,"a\n' + "".join(f"{i},b\n" for i in range(2, 2 + rows_behind))
    try:
        found = mapped(PLAIN, {"t.csv": content}, tmp_path)["partners"]
    except ImportRejected as error:
        assert "belong to no row" in str(error)
    else:
        assert [(row["_line"], "_reason" in row) for row in found] == [(2, True)]


def test_copies_are_made_only_where_the_connection_may_read(tmp_path: Path) -> None:
    file = tmp_path / "t.csv.gz"
    file.write_bytes(gzip.compress(b"id,name\n1,a\n"))
    room = tmp_path / "room"
    room.mkdir()
    with duckdb.connect(config={"temp_directory": str(room / "spill")}) as connection:
        connection.execute("SET allowed_directories = ?", [[str(room)]])
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        mapping = Mapping.of(PLAIN.replace("t.csv", "t.csv*"), "m.yaml")
        found = rows_by_table(connection, mapping, [InputFile(file, "t.csv.gz")])
    assert column(found["partners"], "id") == ["1"]
    assert list(room.iterdir()) == []
