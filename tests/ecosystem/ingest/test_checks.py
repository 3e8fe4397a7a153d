"""What a row may hold: every reason to refuse one, and what passes."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.ecosystem.ingest.staging import CAPABILITIES, PARTNERS, only_reject, rows_of, staged


def cells(column: str, *values: str) -> str:
    """Partners A0, A1 … with one more column."""
    return f"id,name,{column}\n" + "".join(f"A{n},Alpha,{value}\n" for n, value in enumerate(values))


@pytest.mark.parametrize(("column", "value", "reason"), [
    ("size", "many", "size is not a number"),
    ("size", "1_000", "size is not a number"),
    ("size", '"1,5"', "size is not a number"),
    ("size", "nan", "size is not a finite number"),
    ("size", "NaN", "size is not a finite number"),
    ("size", "-inf", "size is not a finite number"),
    ("size", "1e999", "size is not a finite number"),
    ("size", "-0.5", "size is below 0"),
    ("confidence", "1.01", "confidence is above 1"),
    ("founded", "1999-13", "founded is not a date; write YYYY, YYYY-MM or YYYY-MM-DD"),
    ("founded", "31.12.1999", "founded is not a date; write YYYY, YYYY-MM or YYYY-MM-DD"),
    ("founded", "1999-1-01 ", "founded is not a date; write YYYY, YYYY-MM or YYYY-MM-DD"),
    ("founded", "١٩٩٩", "founded is not a date; write YYYY, YYYY-MM or YYYY-MM-DD"),
    ("founded", "2019-02-29", "founded is not a day that exists"),
    ("founded", "0000", "founded is not a day that exists"),
    ("founded", "9999-12-31", "founded lies beyond the year 2900, as a placeholder does; leave it empty"),
    ("valid_to", "2023-02-30", "valid_to is not a day that exists"),
    ("parent_id", "Z", "parent_id is the id of no Partner, neither in these files nor in the store"),
    ("parent_id", "A0", "parent_id makes the row its own ancestor"),
    ("attributes", "[1]", "attributes is not a JSON object"),
    ("attributes", '"{""a"": NaN}"', "attributes is not a JSON object"),
])
def test_a_cell_that_cannot_be_is_refused_with_its_line(tmp_path: Path, column: str, value: str, reason: str) -> None:
    result = staged(tmp_path, {"partners": cells(column, value) + "OK,Fine,\n"})
    reject = only_reject(result)
    assert (reject.reason, reject.column, reject.count) == (reason, column, 1)
    assert (reject.samples[0].file, reject.samples[0].line) == ("partners.csv", 2)
    assert reject.samples[0].value == value.strip('"').replace('""', '"')
    assert rows_of(tmp_path, result, "partners")["id"].tolist() == ["OK"]


@pytest.mark.parametrize(("column", "value", "kept"), [
    ("size", "1e3", 1000.0),
    ("size", "0", 0.0),
    ("size", "", None),
    ("founded", "1999", "1999"),
    ("founded", "2020-02-29", "2020-02-29"),
    ("valid_to", "9999-12-31", None),
    ("valid_to", "9999", None),
    ("valid_to", "3000-01-01", None),
    ("valid_to", "2899-12", "2899-12"),
    ("country", "NA", "NA"),
    ("country", "NULL", "NULL"),
    ("aliases", "a;b;雪", "a;b;雪"),
    ("name_2", "=1+1", "=1+1"),
])
def test_a_cell_that_can_be_is_kept_as_it_is_written(tmp_path: Path, column: str, value: str, kept: object) -> None:
    result = staged(tmp_path, {"partners": cells(column, value)})
    row = rows_of(tmp_path, result, "partners").iloc[0]
    assert not result.rejects
    if column == "name_2":
        assert row["attributes"] == '{"name_2":"=1+1"}'
    else:
        assert row[column] == kept


@pytest.mark.parametrize(("begin", "end", "refused"), [
    ("2020", "2019", True), ("2020", "2020", False), ("2020", "2020-03", False), ("2020-05", "2020-04", True),
    ("2020-05-02", "2020-05", False), ("2020-05-02", "2020-05-01", True), ("2020-05", "2020", False),
    ("2020", "9999-12-31", False),
])
def test_an_end_before_its_beginning_is_refused(tmp_path: Path, begin: str, end: str, refused: bool) -> None:
    result = staged(tmp_path, {"partners": f"id,name,valid_from,valid_to\nA,Alpha,{begin},{end}\n"})
    assert [each.reason for each in result.rejects] == ["valid_to ends before valid_from begins"] * refused


@pytest.mark.parametrize("blank", ["", " ", "\t ", '"  "'])
def test_a_required_cell_may_not_be_blank(tmp_path: Path, blank: str) -> None:
    result = staged(tmp_path, {"partners": f"id,name\n{blank},Alpha\nB,{blank}\n"})
    assert [(each.reason, each.count) for each in result.rejects] == [
        ("id is required and empty", 1), ("name is required and empty", 1)]


def test_an_id_that_no_index_could_hold_is_refused(tmp_path: Path) -> None:
    result = staged(tmp_path, {"partners": f"id,name\n{'雪' * 1000},Fine\n{'x' * 1001},Alpha\n"})
    assert only_reject(result).reason == "id is longer than 1,000 characters, too long for an id"
    assert result.accepted == 1


def test_true_and_false_are_understood_in_the_usual_words(tmp_path: Path) -> None:
    base = {"partners": PARTNERS, "capabilities": CAPABILITIES, "strategies": "id,partner_id\nS,A\n"}
    words = ["true", "FALSE", "yes", "no", "1", "0", "", "perhaps"]
    needs = "id,strategy_id,capability_id,must\n" + "".join(f"N{n},S,C1,{word}\n" for n, word in enumerate(words))
    result = staged(tmp_path, {**base, "needs": needs})
    assert rows_of(tmp_path, result, "needs")["must"].tolist() == [True, False, True, False, True, False, None]
    assert only_reject(result).reason == "must is neither true nor false"


# --- keys ---
def test_the_same_row_twice_counts_once(tmp_path: Path) -> None:
    result = staged(tmp_path, {"partners": PARTNERS + "A,Alpha\nA,Alpha\n"})
    (table,) = result.tables
    assert (table.accepted, table.doubled, table.rejected) == (2, 2, 0)


def test_different_rows_with_one_key_refuse_each_other_and_name_both_lines(tmp_path: Path) -> None:
    result = staged(tmp_path, {"partners": PARTNERS + "A,Alfa\n"})
    reject = only_reject(result)
    assert reject.count == 2
    assert [sample.reason for sample in reject.samples] == [
        "another row has the same key and says something else (partners.csv, line 4)",
        "another row has the same key and says something else (partners.csv, line 2)",
    ]


def test_doubles_are_seen_across_files_and_formats(tmp_path: Path) -> None:
    again = gzip.compress(b"id,name,country\nA,Alpha,\nB,Bravo,\n")
    result = staged(tmp_path, {"partners.csv": PARTNERS, "partners.csv.gz": again})
    (table,) = result.tables
    assert (table.accepted, table.doubled, table.rejected) == (1, 1, 2)
    assert "(partners.csv.gz, line 3)" in only_reject(result).samples[0].reason


def test_two_sources_and_two_times_may_say_different_things_of_one_edge(tmp_path: Path) -> None:
    edges = ("partner_id,capability_id,weight,valid_from,source\nA,C1,1,2020,s\nA,C1,2,2021,s\nA,C1,3,2020,t\n"
             "A,C1,4,,\nA,C1,5,,\n")
    result = staged(tmp_path, {"partners": PARTNERS, "capabilities": CAPABILITIES, "partner_capabilities": edges})
    assert only_reject(result).count == 2  # empty cells compare as equal
    assert rows_of(tmp_path, result, "partner_capabilities")["weight"].tolist() == [1.0, 2.0, 3.0]


def test_many_rows_are_compared_by_sorted_hashes_with_the_same_result(tmp_path: Path) -> None:
    rows = "".join(f"P{n},Name {n}\n" for n in range(60_000))
    result = staged(tmp_path, {"partners": f"id,name\n{rows}P7,Name 7\nP8,Other\n"})
    (table,) = result.tables
    assert (table.accepted, table.doubled, table.rejected) == (59_999, 1, 2)


# --- references ---
def test_an_edge_to_nothing_is_refused(tmp_path: Path) -> None:
    result = staged(tmp_path, {"partners": PARTNERS, "capabilities": CAPABILITIES,
                               "partner_capabilities": "partner_id,capability_id\nA,C1\nA,C9\nX,C1\n"})
    assert sorted(each.reason for each in result.rejects) == [
        "capability_id is the id of no Capability, neither in these files nor in the store",
        "partner_id is the id of no Partner, neither in these files nor in the store",
    ]
    assert result.accepted == 5


def test_what_names_a_refused_row_falls_with_it_and_says_so(tmp_path: Path) -> None:
    tables = {"partners": "id,name,size,parent_id\nA,Alpha,,B\nB,Beta,,C\nC,Gamma,many,\nD,Delta,,\n",
              "traits": "partner_id,measure,value\nA,m,1\nD,m,1\n"}
    result = staged(tmp_path, tables)
    assert [(each.table, each.reason, each.count) for each in result.rejects] == [
        ("partners", "size is not a number", 1),
        ("partners", "parent_id is the id of a Partner that was refused itself", 2),
        ("traits", "partner_id is the id of a Partner that was refused itself", 1),
    ]
    assert rows_of(tmp_path, result, "traits")["partner_id"].tolist() == ["D"]


def test_cycles_are_refused_with_the_way_round(tmp_path: Path) -> None:
    tables = {"capabilities": "id,name,broader_id\na,A,b\nb,B,c\nc,C,b\nroot,R,\nleaf,L,root\n"}
    result = staged(tmp_path, tables)
    cycle = next(each for each in result.rejects if "ancestor" in each.reason)
    assert cycle.count == 2
    assert cycle.samples[0].reason == "broader_id makes the row its own ancestor: b → c → b"
    assert rows_of(tmp_path, result, "capabilities")["id"].tolist() == ["root", "leaf"]


def test_a_chain_of_ten_thousand_parents_is_no_cycle(tmp_path: Path) -> None:
    rows = "".join(f"P{n},Name,P{n - 1}\n" for n in range(1, 10_000))
    result = staged(tmp_path, {"partners": f"id,name,parent_id\nP0,Name,\n{rows}"})
    assert (result.accepted, result.rejected) == (10_000, 0)


# --- attributes ---
def test_unknown_columns_become_attributes_with_sorted_keys(tmp_path: Path) -> None:
    result = staged(tmp_path, {"partners": 'id,zeta,name,"it\'s ""so""",Alpha\nA,z,Alpha,q,\nB,,Beta,,\n'})
    frame = rows_of(tmp_path, result, "partners")
    assert frame["attributes"].tolist() == ['{"it\'s \\"so\\"":"q","zeta":"z"}', None]


def test_given_attributes_and_unknown_columns_are_one(tmp_path: Path) -> None:
    rows = '''id,name,attributes,note
A,Alpha,"{""n"": 1, ""a"": [true, null]}",hello
B,Beta,{},
C,Gamma,,hello
D,Delta,"{""note"": ""old""}",new
'''
    result = staged(tmp_path, {"partners": rows})
    assert rows_of(tmp_path, result, "partners")["attributes"].tolist() == [
        '{"a":[true,null],"n":1,"note":"hello"}', None, '{"note":"hello"}', '{"note":"new"}']


def test_a_nearly_known_column_is_kept_and_spoken_of(tmp_path: Path) -> None:
    result = staged(tmp_path, {"partners": "id,name,Country\nA,Alpha,DE\n"})
    assert result.notes == ("partners.csv: the column 'Country' is kept as an attribute; was 'country' meant?",)


def test_chunks_hold_at_most_the_rows_of_a_batch(tmp_path: Path) -> None:
    rows = "".join(f"P{n},Name {n}\n" for n in range(50_000))
    result = staged(tmp_path, {"partners": f"id,name\n{rows}"}, batch_rows=10_000)
    sizes = [chunk.rows for chunk in result.tables[0].chunks]
    assert sum(sizes) == 50_000
    assert max(sizes) <= 10_000
    assert rows_of(tmp_path, result, "partners")["id"].is_unique
