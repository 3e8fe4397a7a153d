"""Every transformation gives the value worked out by hand, and no text leaves its quotes."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ecosystem.errors import InvalidMapping
from ecosystem.ingest.mapping import Mapping
from ecosystem.ingest.mapping_keys import DATE_FORMS
from ecosystem.ingest.mapping_sql import identifier, literal
from ecosystem.ingest.tables import InputFile
from tests.ecosystem.ingest.mapped import HEAD, column, mapped, partners, rows_by_table

HOSTILE = ["O'Hara", "'; DROP TABLE x; --", '"', "''", "\\'", "$$", "{id}", "%s", "?", "a\nb", "<script>", "=1+1",
           "\u202e", "😀", "NULL", "'||chr(0)||'", "名字", "x" * 5_000]

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=50)


@given(TEXT)
@settings(max_examples=300, deadline=None)
@example("\0")
@example("a'\0'b")
@example("'")
@example("\\")
def test_a_literal_is_exactly_its_text(text: str) -> None:
    with duckdb.connect() as connection:
        assert connection.execute(f"SELECT {literal(text)}").fetchall() == [(text,)]


@given(TEXT.filter(lambda text: text.strip("\0") != "" and "\0" not in text))
@settings(max_examples=200, deadline=None)
@example('"')
@example('a"; DROP TABLE x; --')
def test_an_identifier_is_exactly_its_name(name: str) -> None:
    with duckdb.connect() as connection:
        assert connection.execute(f"SELECT 1 AS {identifier(name)}").description[0][0] == name


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_of_a_mapping_arrive_as_texts(text: str, tmp_path: Path) -> None:
    quoted = "'" + text.replace("'", "''").replace("\n", "\n\n") + "'"
    braces = quoted.replace("{", "{{").replace("}", "}}")
    mapping = partners(f"id: {{column: id, prefix: {quoted}}}\n"
                       f"name: {{template: {braces}}}\n"
                       f"kind: {{column: name, map: {{a: {quoted}}}}}\n"
                       f"country: {{column: name, nulls: [{quoted}], default: {quoted}}}\n"
                       f"website: {{column: id, when: [{{column: name, in: [{quoted}]}}]}}")
    rows = mapped(mapping, {"t.csv": "id,name\n1,a\n"}, tmp_path)["partners"]
    assert rows[0]["id"] == text + "1"
    assert (rows[0]["name"], rows[0]["kind"], rows[0]["country"]) == (text, text, "a")
    assert "website" not in rows[0]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_of_a_file_arrive_as_texts(text: str, tmp_path: Path) -> None:
    cell = '"' + text.replace('"', '""') + '"'
    rows = mapped(partners("id: id\nname: {column: name, prefix: x}"), {"t.csv": f"id,name\n1,{cell}\n"},
                  tmp_path)["partners"]
    assert rows[0]["name"] == "x" + text


def one(field: str, cell: str, folder: Path) -> object:
    """What a field makes of one cell of the column ``v``."""
    mapping = partners(f"id: id\nname: {{constant: n}}\nkind: {field}", "columns: [id, v]")
    return mapped(mapping, {"t.csv": f'id,v\n1,"{cell}"\n'}, folder)["partners"][0].get("kind")


@pytest.mark.parametrize(("field", "cell", "made"), [
    ("v", "  a b\t", "a b"),
    ("v", "\u00a0\u3000a\u00a0", "a"),
    ("v", "   ", None),
    ("v", "NA", "NA"),
    ("v", "NULL", "NULL"),
    ("{column: v, nulls: NA}", "NA", None),
    ("{column: v, nulls: [NA, '-']}", " - ", None),
    ("{column: v, nulls: NA}", "na", "na"),
    ("{column: v, nulls: NA, default: unknown}", "NA", "unknown"),
    ("{column: v, default: unknown}", "", "unknown"),
    ("{constant: x}", "a", "x"),
    ("{column: v, lower: true}", "ÉCOLE", "école"),
    ("{column: v, map: {a: b}}", "a", "b"),
    ("{column: v, map: {a: b}}", "c", "c"),
    ("{column: v, map: {a: b}, otherwise: empty}", "c", None),
    ("{column: v, map: {a: ''}}", "a", None),
    ("{column: v, map: {NO: Norway, 1e3: thousand}}", "NO", "Norway"),
    ("{column: v, map: {NO: Norway, 1e3: thousand}}", "1e3", "thousand"),
    ("{column: v, lower: true, map: {a: b}}", "A", "b"),
    ("{column: v, country: true}", "el", "GR"),
    ("{column: v, country: true}", "UK", "GB"),
    ("{column: v, country: true}", "de", "DE"),
    ("{column: v, country: true}", "NA", "NA"),
    ("{column: v, map: {Germany: DE}, country: true}", "Germany", "DE"),
    ("{column: v, list: ','}", "a, b,,c;d ,", "a;b;c,d"),
    ("{column: v, list: ' / '}", "a / b", "a;b"),
    ("{column: v, list: ','}", ",", None),
    ("{column: v, slug: true}", "Société Générale, S.A.", "société-générale-s-a"),
    ("{column: v, slug: true}", "汽车 (深圳)", "汽车-深圳"),
    ("{column: v, slug: true, prefix: 'x:'}", "—", None),
    ("{column: v, prefix: 'x:'}", "a", "x:a"),
    ("{column: v, prefix: 'x:'}", "", None),
    ("{column: v, prefix: 'x:', default: y}", "", "y"),
    ("{template: 'PIC {v} of {id}'}", "7", "PIC 7 of 1"),
    ("{template: '{{{v}}}'}", "7", "{7}"),
    ("{template: 'PIC {v}'}", "", None),
    ("{template: '{v}/{v}', slug: true}", "A", "a-a"),
    ("{column: v, when: [{column: id, in: ['1', '2']}]}", "a", "a"),
    ("{column: v, when: [{column: id, not_in: ['1']}]}", "a", None),
    ("{column: v, when: [{column: v, missing: true}], default: d}", "a", None),
    ("{column: v, when: [{column: v, missing: true}], default: d}", "", "d"),
    ("{column: v, when: [{column: v, at_least: 2}]}", "2", "2"),
    ("{column: v, when: [{column: v, at_least: 2}]}", "10", "10"),
    ("{column: v, when: [{column: v, at_most: 2.5}]}", "3", None),
    ("{column: v, when: [{column: v, at_most: 2}]}", "many", None),
])
def test_a_field_makes_the_value_worked_out_by_hand(field: str, cell: str, made: object, tmp_path: Path) -> None:
    assert one(field, cell, tmp_path) == made


@pytest.mark.parametrize(("form", "cell", "made"), [
    ("'%Y-%m-%d'", "2020-01-05", "2020-01-05"),
    ("'%d/%m/%Y'", "5/1/2020", "2020-01-05"),
    ("'%m/%d/%Y'", "1/5/2020", "2020-01-05"),
    ("'%d.%m.%Y'", "05.01.2020", "2020-01-05"),
    ("'%d %b %Y'", "5 Jan 2020", "2020-01-05"),
    ("'%b %d, %Y'", "Jan 5, 2020", "2020-01-05"),
    ("'%Y%m%d'", "20200105", "2020-01-05"),
    ("'%Y'", "2018", "2018"),
    ("'%Y-%m'", "2018-03", "2018-03"),
    ("'%m/%Y'", "3/2018", "2018-03"),
    ("iso", "2025-03-11 19:27:29+00:00", "2025-03-11"),
    ("iso", "2025-03-11T23:59:59.123Z", "2025-03-11"),
    ("iso", "2025-03-11", "2025-03-11"),
    ("['%d/%m/%Y', '%Y']", "2018", "2018"),
    # What no form fits stays as it stands, for the stage to refuse with its text.
    ("'%d/%m/%Y'", "31/02/2020", "31/02/2020"),
    ("'%d/%m/%Y'", "18/1/20", "18/1/20"),
    ("iso", "2025-02-30 10:00:00", "2025-02-30 10:00:00"),
    ("iso", "2025-03-11 or so", "2025-03-11 or so"),
    ("'%Y'", "", None),
])
def test_a_date_is_read_in_its_form_and_kept_in_its_precision(form: str, cell: str, made: object,
                                                              tmp_path: Path) -> None:
    assert one(f"{{column: v, date: {form}}}", cell, tmp_path) == made


@pytest.mark.parametrize("form", DATE_FORMS)
def test_every_form_of_date_reads_what_it_writes(form: str, tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        written = connection.execute("SELECT strftime(DATE '2019-11-23', ?)",
                                     [form if form != "iso" else "%Y-%m-%dT10:00:00"]).fetchall()[0][0]
    assert str(one(f"{{column: v, date: '{form}'}}", written, tmp_path)) == "2019-11-23"[:len(
        "2019-11-23" if "%d" in form or form == "iso" else "2019-11" if "%m" in form else "2019")]


def test_a_value_without_an_entry_refuses_its_row_where_the_mapping_says_so(tmp_path: Path) -> None:
    mapping = partners("id: id\nname: name\nkind: {column: name, map: {a: b}, otherwise: refuse}")
    rows = mapped(mapping, {"t.csv": "id,name\n1,a\n2,c\n3,\n"}, tmp_path)["partners"]
    assert [("_reason" in row, row.get("kind")) for row in rows] == [(False, "b"), (True, None), (False, None)]
    assert (rows[1]["_line"], rows[1]["_column"], rows[1]["_value"], rows[1]["_reason"]) == (
        3, "kind", "c", "the mapping has no entry for this value")


TABLES = f"""{HEAD}sources:
  t:
    files: t.csv
    columns: [id, name, since, tags]
    counts:
      same: {{of: id, per: name}}
  u:
    files: u.csv
    columns: [id, place]
tables:
  - table: partners
    from: t
"""


def run(rest: str, t: str, u: str, folder: Path) -> list[dict[str, object]]:
    return mapped(TABLES + rest, {"t.csv": "id,name,since,tags\n" + t, "u.csv": "id,place\n" + u},
                  folder)["partners"]


COLUMNS = "    columns: {id: id, name: name, founded: since}\n"


def test_only_rows_that_meet_all_conditions_are_used(tmp_path: Path) -> None:
    where = "    where: [{column: name, not_in: [b]}, {column: since, missing: false}]\n"
    rows = run(where + COLUMNS, "1,a,2001,\n2,b,2002,\n3,c,,\n4,,2004,\n", "", tmp_path)
    assert column(rows, "id") == ["1", "4"]


def test_of_equal_rows_the_first_in_the_file_stays(tmp_path: Path) -> None:
    rows = run("    distinct: name\n" + COLUMNS, "1,a,2003,\n2,a,2001,\n3,b,,\n", "", tmp_path)
    assert column(rows, "id") == ["1", "3"]


@pytest.mark.parametrize(("order", "stays"), [("first: founded", ["2", "4"]), ("last: founded", ["1", "4"])])
def test_of_equal_rows_the_one_with_the_first_or_last_date_stays(order: str, stays: list[str],
                                                                 tmp_path: Path) -> None:
    rows = run(f"    distinct: {{by: name, {order}}}\n" + COLUMNS,
               "1,a,2003,\n2,a,2001,\n3,a,,\n4,b,,\n", "", tmp_path)
    assert sorted(column(rows, "id")) == stays


def test_refused_rows_are_not_hidden_by_equal_ones(tmp_path: Path) -> None:
    rest = ("    distinct: name\n    columns: {id: id, name: name, "
            "founded: {column: since, map: {'2001': '2001'}, otherwise: refuse}}\n")
    rows = run(rest, "1,a,2001,\n2,a,2002,\n3,a,2001,\n", "", tmp_path)
    assert [(row["id"], "_reason" in row) for row in rows] == [("1", False), ("2", True)]


def test_one_row_comes_out_for_each_part_of_a_list(tmp_path: Path) -> None:
    rest = "    split: {column: tags, by: '|'}\n    columns: {id: id, name: tags}\n"
    rows = run(rest, "1,a,,x| y ||\n2,b,,\n3,c,,z\n", "", tmp_path)
    assert [(row["id"], row["name"], row["_line"]) for row in rows] == [("1", "x", 2), ("1", "y", 2), ("3", "z", 4)]


def test_a_second_source_gives_its_columns_to_rows_with_the_same_key(tmp_path: Path) -> None:
    rest = "    join: {source: u, on: id}\n    columns: {id: id, name: place}\n"
    rows = run(rest, "1,a,,\n2,b,,\n,c,,\n", "1,Rome\n1,Oslo\n3,Bern\n,Nowhere\n", tmp_path)
    assert [(row["id"], row["name"]) for row in rows] == [("1", "Oslo"), ("1", "Rome")]


def test_rows_without_a_second_row_stay_where_all_are_kept(tmp_path: Path) -> None:
    rest = "    join: {source: u, on: id, keep: all}\n    columns: {id: id, name: name, kind: place}\n"
    rows = run(rest, "1,a,,\n2,b,,\n", "1,Rome\n", tmp_path)
    assert column(rows, "kind") == ["Rome", None]


def test_a_count_tells_how_many_different_values_there_are(tmp_path: Path) -> None:
    rest = "    where: [{column: same, at_least: 2}]\n    columns: {id: id, name: same}\n"
    rows = run(rest, "1,a,,\n1,a,,\n2,a,,\n3,b,,\n4,,,\n5,,,\n", "", tmp_path)
    assert [(row["id"], row["name"]) for row in rows] == [("1", "2"), ("1", "2"), ("2", "2"), ("4", "2"), ("5", "2")]


def test_rows_of_several_sources_stand_one_after_the_other(tmp_path: Path) -> None:
    text = TABLES.replace("    from: t\n", "    from: [t, u]\n") + (
        "    columns: {id: id, name: {column: name, default: unnamed}, kind: place}\n")
    rows = mapped(text, {"t.csv": "id,name,since,tags\n1,a,,\n", "u.csv": "id,place\n2,Rome\n"}, tmp_path)["partners"]
    assert [(row["id"], row["name"], row.get("kind"), row["_file"]) for row in rows] == [
        ("1", "a", None, "t.csv"), ("2", "unnamed", "Rome", "u.csv")]


def test_every_row_says_who_states_it(tmp_path: Path) -> None:
    files = {"t.csv": "id,name\n1,a\n"}
    assert mapped(partners("id: id\nname: name"), files, tmp_path)["partners"][0]["source"] == "Tiny"
    stated = mapped(partners("id: id\nname: name\nsource: name"), files, tmp_path)["partners"]
    assert stated[0]["source"] == "a"


def test_attributes_stand_beside_the_columns_of_the_table(tmp_path: Path) -> None:
    text = partners("id: id\nname: name") + "    attributes: {members: id}\n"
    assert mapped(text, {"t.csv": "id,name\n1,a\n"}, tmp_path)["partners"][0]["members"] == "1"


def test_the_same_files_always_give_the_same_rows(tmp_path: Path) -> None:
    text = "".join(f"{i},{'abc'[i % 3]},{2000 + i % 5},x|y\n" for i in range(5_000))
    rest = ("    split: {column: tags, by: '|'}\n    distinct: {by: [name, founded], first: founded}\n"
            "    columns: {id: id, name: name, founded: since, kind: tags}\n")
    runs = [run(rest, text, "", tmp_path / str(i)) for i in range(3)]
    assert runs[0] == runs[1] == runs[2]
    assert {row["kind"] for row in runs[0]} == {"x"}


def test_the_mapping_of_a_file_can_run_beside_other_tables(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,name\n1,a\n")
    with duckdb.connect() as connection:
        connection.execute("CREATE TEMP TABLE src_0 (a INTEGER)")
        found = rows_by_table(connection, Mapping.of(partners("id: id\nname: name"), "m.yaml"),
                              [InputFile(tmp_path / "t.csv", "t.csv")])
        assert len(found["partners"]) == 1
        assert connection.execute("SELECT count(*) FROM src_0").fetchall() == [(0,)]


def test_a_template_with_code_in_it_is_refused() -> None:
    with pytest.raises(InvalidMapping, match="is not a column"):
        Mapping.of(partners("id: id\nname: {template: '{__import__(os)}'}"), "m.yaml")
