"""What every store promises (``ecosystem/stores/base.py``), held against all three of them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from ecosystem import model
from ecosystem.dates import stands
from ecosystem.errors import StoreError, UnknownNode
from ecosystem.stores.base import NOTE_BATCH, Batch, ImportRecord, Store
from ecosystem.stores.memory import MemoryStore
from ecosystem.stores.records import column_names, numeric_columns
from tests.builders import batch, write

PARTNERS = [{"id": "b", "name": "Beta"}, {"id": "a", "name": "Alpha", "size": 3.0}]
CAPABILITIES = [{"id": "x", "name": "X"}, {"id": "y", "name": "Y"}]

HOSTILE = {
    "quotes": "O'Brien \"and\" `sons`; DROP TABLE partners; --",
    "back-ticks and Cypher": "`) DETACH DELETE n //\u0060",
    "parameters": "$id :id ? %s {0} {{x}} ${day}",
    "markup": "</script><img src=x onerror=alert(1)>]]>",
    "formula": '=HYPERLINK("http://e.example","x")',
    "control characters": "tab\tline\nreturn\rbell\x07unit\x1f",
    "right to left": "\u202eevil\u202c \u2066x\u2069 شركة",
    "joined emoji": "👩\u200d🔬🏳\ufe0f\u200d🌈",
    "chinese": "北京智能汽车有限公司",
    "not composed": "e\u0301 \u00e9 ﬁ Ⅷ",
    "outside the basic plane": "𠮷野家 \U0010fffd",
    "specials": "\ufffd\uffff\ufeff",
    "long": "长" * 5_000,
    "spaces": "  two  before and after  ",
    "json": '{"a": null}',
    "looks like a number": "007",
    "looks like nothing": "NULL",
    "backslashes": "\\N \\u0041 C:\\x",
}


def as_lists(frame):
    """A frame as rows of plain values, None for every empty cell."""
    return [[None if value is None or value != value else value for value in row]
            for row in frame.itertuples(index=False, name=None)]


def full_rows(kind: model.Table, text: str, ends: dict[str, str]) -> dict[str, object]:
    """One row of a table with ``text`` in every column that takes any text."""
    row: dict[str, object] = {model.ATTRIBUTES: None}
    for declared in model.all_columns(kind):
        if declared.refers_to is not None:
            row[declared.name] = ends[declared.refers_to.label]
        elif declared.type in (model.ColumnType.TEXT, model.ColumnType.LIST):
            row[declared.name] = text
        elif declared.type is model.ColumnType.DATE:
            row[declared.name] = "2020-02"
        elif declared.type is model.ColumnType.BOOLEAN:
            row[declared.name] = True
        else:
            row[declared.name] = 3 if declared.type is model.ColumnType.INTEGER else 0.25
    return row


def fill(store: Store) -> None:
    """A small ecosystem that uses every table."""
    ends = {kind.label: f"{kind.table}-1" for kind in model.NODE_KINDS}
    tables = {}
    for kind in model.TABLES.values():
        tables[kind.table] = [full_rows(kind, "text", ends)]
        if kind.key == ("id",):
            tables[kind.table][0]["id"] = f"{kind.table}-1"
    write(store, "fill", tables)


# --- writing -------------------------------------------------------------------------------------


def test_a_new_store_holds_nothing(store: Store):
    assert store.counts() == dict.fromkeys(model.TABLES, 0)
    assert store.imports() == []
    assert store.receipt("never") is None
    assert store.last_day() is None
    assert store.verify().ok


def test_what_was_written_is_read_back_with_empty_cells_as_none_or_nan(store: Store):
    write(store, "1", {"partners": PARTNERS})
    frame = store.rows("partners")
    assert list(frame.columns) == list(column_names(model.table("partners")))
    assert frame["id"].tolist() == ["a", "b"]
    assert frame["country"].tolist() == [None, None]
    assert frame["size"].dtype == np.float64
    assert frame["size"][0] == 3.0 and np.isnan(frame["size"][1])


@pytest.mark.parametrize("table", model.TABLES)
def test_columns_have_the_promised_types_even_without_rows(store: Store, table: str):
    frame, kind = store.rows(table), model.table(table)
    assert len(frame) == 0 and list(frame.columns) == list(column_names(kind))
    for name in frame.columns:
        assert frame[name].dtype == (np.float64 if name in numeric_columns(kind) else object), name


def test_every_table_of_the_model_keeps_every_column(store: Store):
    fill(store)
    for kind in model.TABLES.values():
        (row,) = as_lists(store.rows(kind.table))
        wanted = full_rows(kind, "text", {each.label: f"{each.table}-1" for each in model.NODE_KINDS})
        if kind.key == ("id",):
            wanted["id"] = f"{kind.table}-1"
        assert dict(zip(column_names(kind), row, strict=True)) == wanted
    assert store.verify().ok


def test_a_receipt_says_what_a_batch_did(store: Store):
    before = store.commit_seq
    receipt = store.write(batch(store, "1", {"partners": PARTNERS}))
    assert (receipt.batch_id, receipt.commit_seq, receipt.repeated) == ("1", before + 1, False)
    assert (dict(receipt.inserted), dict(receipt.updated), dict(receipt.unchanged)) == (
        {"partners": 2}, {"partners": 0}, {"partners": 0})
    assert store.receipt("1") == receipt
    assert store.commit_seq == before + 1


def test_a_batch_id_that_was_applied_before_changes_nothing(store: Store):
    first = store.write(batch(store, "1", {"partners": PARTNERS}))
    again = store.write(batch(store, "1", {"partners": [{"id": "z", "name": "Zeta"}]}))
    assert again == replace(first, repeated=True)
    assert store.ids("Partner").tolist() == ["a", "b"]
    assert store.commit_seq == first.commit_seq


def test_identical_rows_change_nothing_but_leave_a_receipt(store: Store):
    write(store, "1", {"partners": PARTNERS, "capabilities": CAPABILITIES})
    before = store.commit_seq
    receipt = store.write(batch(store, "2", {"partners": PARTNERS, "capabilities": CAPABILITIES}))
    assert dict(receipt.unchanged) == {"partners": 2, "capabilities": 2}
    assert sum(receipt.inserted.values()) == sum(receipt.updated.values()) == 0
    assert receipt.commit_seq == before == store.commit_seq
    assert store.receipt("2") == receipt


def test_a_row_with_a_known_key_replaces_what_was_said_before_also_by_emptiness(store: Store):
    write(store, "1", {"partners": [{"id": "a", "name": "Old", "country": "DE", "size": 1.0}, PARTNERS[0]]})
    receipt = store.write(batch(store, "2", {"partners": [{"id": "a", "name": "New"}]}))
    assert dict(receipt.updated) == {"partners": 1}
    record = store.record("Partner", "a")
    assert (record["name"], record["country"], record["size"]) == ("New", None, None)
    assert store.record("Partner", "b")["name"] == "Beta"
    assert store.verify().ok


@pytest.mark.parametrize("changed", [
    {"size": 2.5}, {"country": "CN"}, {"valid_from": "2019"}, {"confidence": 0.5}, {"attributes": '{"k": 1}'},
    {"source": "s"}, {"name": "other"}, {"parent_id": "b"},
])
def test_a_difference_in_any_one_cell_is_a_change(store: Store, changed: dict[str, object]):
    write(store, "1", {"partners": PARTNERS})
    before = store.commit_seq
    receipt = store.write(batch(store, "2", {"partners": [PARTNERS[1] | changed]}))
    assert dict(receipt.updated) == {"partners": 1}
    assert store.commit_seq == before + 1


def test_dates_and_source_belong_to_the_key_of_a_statement(store: Store):
    write(store, "1", {"partners": PARTNERS, "capabilities": CAPABILITIES})
    tie = {"partner_id": "a", "capability_id": "x"}
    said = [{}, {"source": "s"}, {"recorded_at": "2019"}, {"valid_from": "2019"},
            {"source": "s", "recorded_at": "2019", "valid_from": "2018-05"}]
    write(store, "2", {"partner_capabilities": [tie | each for each in said]})
    assert store.counts()["partner_capabilities"] == 5
    receipt = store.write(batch(store, "3", {"partner_capabilities": [
        tie | {"weight": 2.0}, tie | {"source": "s", "valid_to": "2020"}, tie | {"recorded_at": "2019"}]}))
    assert dict(receipt.updated) == {"partner_capabilities": 2}
    assert dict(receipt.unchanged) == {"partner_capabilities": 1}
    assert store.counts()["partner_capabilities"] == 5
    assert store.verify().ok


def test_a_confidence_that_changes_replaces_the_statement(store: Store):
    write(store, "1", {"partners": PARTNERS, "capabilities": CAPABILITIES})
    tie = {"partner_id": "a", "capability_id": "x", "source": "s"}
    for number, confidence in enumerate((0.5, 0.75, None)):
        write(store, f"c{number}", {"partner_capabilities": [tie | {"confidence": confidence}]})
        assert as_lists(store.rows("partner_capabilities", ("confidence",))) == [[confidence]]


@pytest.mark.parametrize(("table", "rows"), [
    ("supplies", [{"capability_id": None}, {"capability_id": "x"}, {"capability_id": "y"}]),
    ("partnership_members", [{"role": None}, {"role": "leader"}, {"role": "guest"}]),
])
def test_further_key_columns_tell_edges_apart(store: Store, table: str, rows: list[dict[str, object]]):
    write(store, "1", {"partners": PARTNERS, "capabilities": CAPABILITIES,
                       "partnerships": [{"id": "a"}]})
    ends = dict(zip(model.table(table).key[:2], ("a", "b"), strict=True))
    write(store, "2", {table: [ends | row for row in rows]})
    receipt = store.write(batch(store, "3", {table: [ends | row | {"valid_to": "2030"} for row in rows]}))
    assert dict(receipt.updated) == {table: 3}
    assert store.counts()[table] == 3


def test_two_statements_of_one_node_are_kept_and_one_is_replaced(store: Store):
    write(store, "1", {"partners": PARTNERS})
    trait = {"partner_id": "a", "measure": "horizon", "value": "3 years"}
    write(store, "2", {"traits": [trait, trait | {"source": "s", "value": "5 years"}]})
    write(store, "3", {"traits": [trait | {"value": "4 years"}]})
    assert store.rows("traits")["value"].tolist() == ["4 years", "5 years"]


def test_nodes_and_the_edges_between_them_may_come_in_one_batch(store: Store):
    receipt = store.write(batch(store, "1", {
        "partner_capabilities": [{"partner_id": "a", "capability_id": "x"}],
        "capabilities": CAPABILITIES, "partners": PARTNERS}))
    assert dict(receipt.inserted) == {"partners": 2, "capabilities": 2, "partner_capabilities": 1}


@pytest.mark.parametrize("tie", [{"partner_id": "nobody", "capability_id": "x"},
                                 {"partner_id": "a", "capability_id": "nothing"}])
def test_an_edge_to_a_node_that_is_not_there_refuses_the_whole_batch(store: Store, tie: dict[str, str]):
    write(store, "1", {"partners": PARTNERS})
    before = store.verify()
    with pytest.raises(StoreError, match=r"nobody|nothing"):
        write(store, "2", {"capabilities": CAPABILITIES,
                           "partner_capabilities": [{"partner_id": "a", "capability_id": "x"}, tie]})
    assert store.verify() == before
    assert store.receipt("2") is None
    write(store, "2", {"capabilities": CAPABILITIES})
    assert store.counts()["capabilities"] == 2


def test_a_batch_without_rows_leaves_a_receipt_and_no_write(store: Store):
    before = store.commit_seq
    assert store.write(Batch("1", {})).commit_seq == before
    assert store.write(batch(store, "2", {"partners": []})).commit_seq == before
    assert store.receipt("1") is not None and store.receipt("2") is not None


def test_a_table_of_a_batch_may_lie_in_several_files(store: Store):
    first, second = (batch(store, str(n), {"partners": [each]}) for n, each in enumerate(PARTNERS))
    receipt = store.write(Batch("both", {"partners": (*first.tables["partners"], *second.tables["partners"])}))
    assert dict(receipt.inserted) == {"partners": 2}


def test_a_missing_file_refuses_the_batch_and_the_store_stays_usable(store: Store):
    whole = batch(store, "1", {"partners": PARTNERS})
    with pytest.raises(StoreError):
        store.write(Batch("1", {"partners": (*whole.tables["partners"], store.scratch / "absent.parquet")}))
    assert store.counts()["partners"] == 0
    assert store.receipt("1") is None
    store.write(whole)
    assert store.counts()["partners"] == 2


def test_ten_thousand_rows_in_one_batch(store: Store):
    partners = [{"id": f"p{n:05}", "name": f"Name {n}", "size": float(n)} for n in range(10_000)]
    ties = [{"partner_id": f"p{n:05}", "capability_id": "xy"[n % 2], "weight": n / 7} for n in range(10_000)]
    write(store, "1", {"partners": partners, "capabilities": CAPABILITIES, "partner_capabilities": ties})
    receipt = store.write(batch(store, "2", {"partners": [row | {"size": 1.0} for row in partners[:5_000]]}))
    assert dict(receipt.updated) == {"partners": 4_999}  # one had that size before
    edges = store.edges("partner_capabilities")
    assert edges.source.tolist() == list(range(10_000))
    assert np.array_equal(edges.numbers["weight"], np.arange(10_000) / 7)


def test_clearing_removes_all_and_the_commits_go_on(store: Store):
    fill(store)
    store.record_import(ImportRecord("i", "h", ("f",), "open", 1, "2024-01-01T00:00:00Z"))
    before = store.commit_seq
    store.clear()
    assert not any(store.counts().values())
    assert store.imports() == [] and store.receipt("fill") is None
    assert store.commit_seq == before + 1
    fill(store)
    assert store.counts()["partners"] == 1


def test_import_records_are_kept_replaced_and_told_oldest_first(store: Store):
    late = ImportRecord("a", "h1", ("x.csv", "it's;y.csv"), "open", 3, "2024-02-01T00:00:00Z")
    early = ImportRecord("b", "h2", (), "done", 1, "2024-01-01T00:00:00Z", "2024-01-01T00:01:00Z", 10, 2, 5)
    before = store.commit_seq
    for record in (late, early):
        store.record_import(record)
    assert store.imports() == [early, late]
    done = replace(late, state="done", finished_at="2024-02-01T00:05:00Z", accepted=7, commit_seq=9)
    store.record_import(done)
    assert store.imports() == [early, done]
    assert store.commit_seq == before


# --- reading -------------------------------------------------------------------------------------


def test_columns_are_answered_in_the_order_in_which_they_are_asked_for(store: Store):
    write(store, "1", {"partners": PARTNERS})
    assert list(store.rows("partners", ("name", "id")).columns) == ["name", "id"]
    assert store.rows("partners", ("name",))["name"].tolist() == ["Alpha", "Beta"]


def test_tables_columns_and_kinds_that_do_not_exist_are_refused_by_name(store: Store):
    for wrong in (lambda: store.rows("nowhere"), lambda: store.rows("partners", ("id; --",)),
                  lambda: store.edges("partners"), lambda: store.edges("nowhere"),
                  lambda: list(store.iter_rows("nowhere")), lambda: store.ids("Nobody"),
                  lambda: store.ids("Trait"), lambda: store.record("Trait", "a")):
        with pytest.raises(KeyError):
            wrong()


def test_rows_come_sorted_by_key_with_empty_cells_first(store: Store):
    write(store, "1", {"partners": PARTNERS, "capabilities": CAPABILITIES})
    said = [("b", "x", None, None, None), ("a", "y", None, None, None), ("a", "x", "2019", None, "s"),
            ("a", "x", "2019", None, None), ("a", "x", None, "2018", "r"), ("a", "x", None, None, "z"),
            ("a", "x", "2018-12", None, None)]
    names = ("partner_id", "capability_id", "valid_from", "recorded_at", "source")
    write(store, "2", {"partner_capabilities": [dict(zip(names, row, strict=True)) for row in said]})
    assert as_lists(store.rows("partner_capabilities", names)) == [
        ["a", "x", None, None, "z"], ["a", "x", None, "2018", "r"], ["a", "x", "2018-12", None, None],
        ["a", "x", "2019", None, None], ["a", "x", "2019", None, "s"], ["a", "y", None, None, None],
        ["b", "x", None, None, None]]


def test_ids_are_sorted_by_their_bytes(store: Store):
    ids = ["a", "B", "Z", "z", "ä", "北", "\uffee", "𠮷", "a b", "a-b", "a\u0301", "10", "9", "👍"]
    write(store, "1", {"partners": [{"id": each, "name": "n"} for each in ids]})
    wanted = sorted(ids, key=lambda text: text.encode())
    assert store.ids("Partner").tolist() == wanted
    assert store.rows("partners")["id"].tolist() == wanted
    assert [row for frame in store.iter_rows("partners", 4) for row in frame["id"]] == wanted


def test_chunks_hold_at_most_so_many_rows_and_together_the_table(store: Store):
    write(store, "1", {"partners": [{"id": f"{n:04}", "name": "n", "size": 1.0} for n in range(2_500)]})
    chunks = list(store.iter_rows("partners", 1_000))
    assert all(0 < len(chunk) <= 1_000 for chunk in chunks)
    assert [row for chunk in chunks for row in as_lists(chunk)] == as_lists(store.rows("partners"))
    assert list(store.iter_rows("channels")) == []


def test_a_record_has_its_attributes_as_an_object(store: Store):
    write(store, "1", {"partners": [
        {"id": "a", "name": "A", "aliases": "x;y", "attributes": '{"staff": [1, null], "π": "ü"}'},
        {"id": "b", "name": "B"}]})
    record = store.record("Partner", "a")
    assert list(record) == list(column_names(model.table("partners")))
    assert record["attributes"] == {"staff": [1, None], "π": "ü"}
    assert (record["aliases"], record["size"]) == ("x;y", None)
    assert store.record("Partner", "b")["attributes"] == {}
    assert store.record("Partner", "c") is None


def test_the_last_day_on_record_is_found_in_nodes_and_edges(store: Store):
    write(store, "1", {"partners": [PARTNERS[1] | {"founded": "1999"}], "capabilities": CAPABILITIES})
    assert store.last_day() == date(1999, 12, 31)
    tie = {"partner_id": "a", "capability_id": "x"}
    write(store, "2", {"partner_capabilities": [tie | {"valid_from": "2004-02", "valid_to": "2030"}]})
    assert store.last_day() == date(2004, 2, 29)
    write(store, "3", {"traits": [{"partner_id": "a", "measure": "m", "value": "v", "recorded_at": "2005"}]})
    assert store.last_day() == date(2005, 12, 31)
    write(store, "4", {"strategies": [{"id": "s", "partner_id": "a", "horizon": "2030"}]})
    assert store.last_day() == date(2005, 12, 31)  # a plan for later is nothing that is on record


DATES = [None, "2018", "2019", "2018-06", "2018-07", "2018-06-15", "2018-06-30"]
DAYS = [date(2017, 12, 31), date(2018, 6, 14), date(2018, 6, 15), date(2018, 6, 29), date(2018, 6, 30),
        date(2018, 7, 1), date(2018, 12, 31), date(2019, 1, 1), date(2019, 12, 31)]


def test_only_what_is_true_and_known_on_a_day_stands_on_that_day(store: Store):
    said = [(begun, ended, known) for begun in DATES for ended in DATES for known in DATES[:5]]
    names = ("valid_from", "valid_to", "recorded_at")
    write(store, "1", {
        "partners": [dict(zip(names, each, strict=True), id=f"{n:03}", name="n") for n, each in enumerate(said)],
        "capabilities": CAPABILITIES,
        "partner_capabilities": [dict(zip(names, each, strict=True), partner_id=f"{n:03}", capability_id="x")
                                 for n, each in enumerate(said)]})
    for day in DAYS:
        wanted = [f"{n:03}" for n, each in enumerate(said) if stands(*each, day)]
        assert store.rows("partners", ("id",), as_of=day)["id"].tolist() == wanted, day
        assert store.rows("partner_capabilities", as_of=day)["partner_id"].tolist() == wanted, day
        assert [f"{n:03}" for n in store.edges("partner_capabilities", day).source] == wanted, day


def test_edges_point_into_the_sorted_ids(store: Store):
    write(store, "1", {"partners": [{"id": each, "name": "n"} for each in "cab"], "capabilities": CAPABILITIES})
    write(store, "2", {"partners": [{"id": "aa", "name": "n"}]})
    write(store, "3", {"partner_capabilities": [
        {"partner_id": "c", "capability_id": "x", "weight": 3.0},
        {"partner_id": "aa", "capability_id": "y"}, {"partner_id": "a", "capability_id": "y", "weight": 0.5}]})
    edges = store.edges("partner_capabilities")
    assert (edges.source.tolist(), edges.target.tolist()) == ([0, 1, 3], [1, 1, 0])
    assert edges.source.dtype == edges.target.dtype == edges.facts.dtype == np.int32
    assert edges.numbers["weight"].tolist()[::2] == [0.5, 3.0] and np.isnan(edges.numbers["weight"][1])


def test_of_doubled_edges_the_one_that_was_recorded_last_and_is_surest_comes_first(store: Store):
    write(store, "1", {"partners": PARTNERS, "capabilities": CAPABILITIES})
    said = [(1.0, None, None, "s"), (2.0, "2017", 0.9, "s"), (3.0, "2018-01", None, "b"),
            (4.0, "2018-01", 0.5, "c"), (5.0, "2018-01", 0.6, "d"), (6.0, "2018-01", 0.6, "a"),
            (7.0, "2016-12-31", 1.0, "a")]
    names = ("weight", "recorded_at", "confidence", "source")
    tie = {"partner_id": "a", "capability_id": "x"}
    write(store, "2", {"partner_capabilities": [
        *(tie | dict(zip(names, row, strict=True)) for row in said), tie | {"capability_id": "y", "weight": 8.0}]})
    edges = store.edges("partner_capabilities")
    assert edges.numbers["weight"].tolist() == [6, 5, 4, 3, 2, 7, 1, 8]
    assert edges.provenance["source"][edges.facts].tolist() == ["a", "d", "c", "b", "s", "a", "s", None]
    assert store.edges("partner_capabilities", date(2017, 6, 1)).numbers["weight"].tolist() == [7, 1, 8]


def test_edges_carry_their_own_texts_as_codes(store: Store):
    write(store, "1", {"partners": PARTNERS, "partnerships": [{"id": "j"}]})
    write(store, "2", {"partnership_members": [
        {"partnership_id": "j", "partner_id": "a", "role": "leader"},
        {"partnership_id": "j", "partner_id": "b", "role": "guest"},
        {"partnership_id": "j", "partner_id": "b"}]})
    roles = store.edges("partnership_members").texts["role"]
    assert roles.labels == ("guest", "leader")
    assert roles.codes.tolist() == [1, -1, 0]


@pytest.mark.parametrize("kind", model.EDGE_KINDS, ids=lambda kind: kind.table)
@pytest.mark.parametrize("day", [None, date(2018, 6, 30)])
def test_the_fast_way_to_edges_answers_as_the_general_one(store: Store, kind: model.EdgeKind, day: date | None):
    _many_edges(store, kind)
    fast, general = store.edges(kind.table, day), Store.edges(store, kind.table, day)
    assert len(fast) > 20
    for name in ("source", "target", "facts"):
        assert np.array_equal(getattr(fast, name), getattr(general, name)), name
    assert as_lists(fast.provenance) == as_lists(general.provenance)
    assert fast.numbers.keys() == general.numbers.keys() and fast.texts.keys() == general.texts.keys()
    for name, values in fast.numbers.items():
        assert np.array_equal(values, general.numbers[name], equal_nan=True)
    for name, coded in fast.texts.items():
        assert coded.labels == general.texts[name].labels
        assert np.array_equal(coded.codes, general.texts[name].codes)


def _many_edges(store: Store, kind: model.EdgeKind) -> None:
    rng = np.random.default_rng(4)
    labels = {reference.label for _, reference in model.references(kind)}
    write(store, "nodes", {model.NODE_BY_LABEL[label].table: [
        {"id": f"{n}", "name": "n"} if label != "Patent" else {"id": f"{n}"} for n in range(6)]
        for label in labels})
    rows: dict[tuple[object, ...], dict[str, object]] = {}
    for number in range(80):
        row = {name: None if rng.random() < 0.3 else f"{rng.integers(6)}" for name in kind.extra_key}
        row |= {kind.source: f"{rng.integers(6)}", kind.target: f"{rng.integers(6)}"}
        row |= {name: rng.choice([None, "2017", "2018-06"]) for name in ("valid_from", "recorded_at", "source")}
        row |= {"valid_to": rng.choice([None, "2018"]), "confidence": rng.choice([None, 0.25, 0.5])}
        for declared in kind.columns:
            if declared.type is model.ColumnType.NUMBER:
                row[declared.name] = float(number) if declared.required or rng.random() < 0.7 else None
        rows[tuple(row[name] for name in model.row_key(kind))] = row
    write(store, "edges", {kind.table: list(rows.values())})


def test_a_neighbourhood_holds_edges_and_references_both_ways(store: Store):
    write(store, "1", {
        "partners": [{"id": "p", "name": "Mother"}, {"id": "a", "name": "A", "parent_id": "p"},
                     {"id": "d", "name": "Daughter", "parent_id": "a"}, {"id": "z", "name": "Zeta"}],
        "capabilities": CAPABILITIES,
        "patents": [{"id": "w", "title": "a title is no name"}],
        "programmes": [{"id": "g", "name": "Open car", "owner_id": "a"}],
        "traits": [{"partner_id": "a", "measure": "horizon", "value": "5"}],
        "identifiers": [{"partner_id": "a", "scheme": "lei", "value": "X1"}],
        "partner_capabilities": [{"partner_id": "a", "capability_id": "y", "weight": 2.0},
                                 {"partner_id": "a", "capability_id": "x"},
                                 {"partner_id": "a", "capability_id": "x", "source": "s"},
                                 {"partner_id": "z", "capability_id": "x"}],
        "patent_owners": [{"patent_id": "w", "partner_id": "a"}],
        "supplies": [{"supplier_id": "a", "customer_id": "z", "capability_id": "x"},
                     {"supplier_id": "z", "customer_id": "a"}, {"supplier_id": "a", "customer_id": "a"}]})
    found = [(tie.table, tie.relation, tie.outgoing, tie.label, tie.id, tie.name)
             for tie in store.neighbourhood("Partner", "a")]
    assert found == [
        ("identifiers", "IDENTIFIED_BY", True, "Identifier", "lei X1", None),
        ("partner_capabilities", "HAS_CAPABILITY", True, "Capability", "x", "X"),
        ("partner_capabilities", "HAS_CAPABILITY", True, "Capability", "x", "X"),
        ("partner_capabilities", "HAS_CAPABILITY", True, "Capability", "y", "Y"),
        ("partners", "SUBSIDIARY_OF", False, "Partner", "d", "Daughter"),
        ("partners", "SUBSIDIARY_OF", True, "Partner", "p", "Mother"),
        ("patent_owners", "OWNED_BY", False, "Patent", "w", None),
        ("programmes", "RUNS", True, "Programme", "g", "Open car"),
        ("supplies", "SUPPLIES", True, "Partner", "a", "A"),
        ("supplies", "SUPPLIES", False, "Partner", "a", "A"),
        ("supplies", "SUPPLIES", True, "Partner", "z", "Zeta"),
        ("supplies", "SUPPLIES", False, "Partner", "z", "Zeta"),
        ("traits", "HAS_TRAIT", True, "Trait", "horizon", None),
    ]
    rows = [tie.row for tie in store.neighbourhood("Partner", "a") if tie.table == "partner_capabilities"]
    assert [row["source"] for row in rows] == [None, "s", None]
    assert (rows[2]["weight"], rows[2]["attributes"], rows[0]["weight"]) == (2.0, {}, None)
    assert [tie.id for tie in store.neighbourhood("Partner", "a", limit=3)] == ["lei X1", "x", "x"]
    assert [(tie.relation, tie.outgoing, tie.id) for tie in store.neighbourhood("Programme", "g")] == [
        ("RUNS", False, "a")]
    assert store.neighbourhood("Capability", "y")[0].id == "a"


def test_a_node_that_is_not_there_has_no_neighbourhood_but_near_ids(store: Store):
    write(store, "1", {"partners": [{"id": "acme-1", "name": "n"}, {"id": "acme-2", "name": "n"}]})
    with pytest.raises(UnknownNode) as caught:
        store.neighbourhood("Partner", "ACME-3")
    assert caught.value.near == ("acme-1", "acme-2")
    assert store.neighbourhood("Partner", "acme-1") == []


# --- hostile content -----------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_text_of_any_kind_passes_through_every_column(store: Store, text: str):
    longest = store.features.longest_id
    given = text if longest is None or len(text.encode()) <= longest else text[: longest // 4]
    ends = {kind.label: given for kind in model.NODE_KINDS}
    rows = {kind.table: full_rows(kind, text, ends) for kind in model.TABLES.values()}
    for kind in model.NODE_KINDS:
        if not kind.is_statement:
            rows[kind.table]["id"] = given
    for table, row in rows.items():
        write(store, f"{table}: {given}"[:2_000], {table: [row]})
    for kind in model.TABLES.values():
        (row,) = as_lists(store.rows(kind.table))
        assert dict(zip(column_names(kind), row, strict=True)) == rows[kind.table]
    assert store.record("Partner", given)["name"] == text
    assert store.ids("Capability").tolist() == [given]
    assert store.receipt(f"partners: {given}"[:2_000]) is not None
    assert {tie.id for tie in store.neighbourhood("Partner", given)} >= {given}
    assert store.edges("partnership_members").texts["role"].labels == (text,)
    assert store.verify().ok


def test_texts_that_look_alike_are_different_ids(store: Store):
    ids = ["é", "e\u0301", "A", "a", "a ", " a", "ａ", "0", "00", "0.0", "ß", "ss", "I", "ı"]
    write(store, "1", {"partners": [{"id": each, "name": each} for each in ids]})
    assert store.counts()["partners"] == len(ids)
    assert all(store.record("Partner", each)["name"] == each for each in ids)


@pytest.mark.parametrize("number", [0.0, 1.0, 0.1, 1 / 3, 5e-324, 1.7976931348623157e308, 2.0**53 + 2, 1e-7])
def test_numbers_come_back_to_the_last_bit(store: Store, number: float):
    write(store, "1", {"partners": [{"id": "a", "name": "A", "size": number}]})
    assert store.rows("partners")["size"][0] == number
    assert store.record("Partner", "a")["size"] == number


def test_truth_values_are_true_false_or_unknown(store: Store):
    write(store, "1", {"partners": PARTNERS, "capabilities": CAPABILITIES,
                       "strategies": [{"id": "s", "partner_id": "a"}]})
    write(store, "2", {"needs": [{"id": each, "strategy_id": "s", "capability_id": "x", "must": value}
                                 for each, value in (("1", True), ("2", False), ("3", None))]})
    assert store.rows("needs")["must"].tolist() == [True, False, None]
    assert store.record("Need", "2")["must"] is False


# --- threads -------------------------------------------------------------------------------------


def test_readers_see_whole_batches_only(store: Store):
    write(store, "0", {"capabilities": CAPABILITIES})
    stop, wrong = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            counts = store.counts()
            if counts["partners"] % 10 or counts["partners"] != counts["partner_capabilities"]:
                wrong.append(counts)
            if len(store.rows("partners", ("id",))) % 10:
                wrong.append("rows")

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for n in range(12):
            ids = [f"{n}-{k}" for k in range(10)]
            write(store, f"b{n}", {
                "partners": [{"id": each, "name": "n"} for each in ids],
                "partner_capabilities": [{"partner_id": each, "capability_id": "x"} for each in ids]})
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert wrong == []
    assert store.counts()["partners"] == 120


def test_eight_writers_at_once_lose_nothing_and_double_nothing(store: Store):
    write(store, "0", {"partners": PARTNERS})
    before = store.commit_seq
    batches = [batch(store, f"w{n % 40}", {"partners": [{"id": f"w{n % 40}", "name": "n"},
                                                        {"id": "shared", "name": f"{n % 40}"}]})
               for n in range(80)]  # every batch is offered twice
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(store.write, batches))
    assert store.counts()["partners"] == 43
    assert store.commit_seq == before + 40
    assert sum(receipt.repeated for receipt in receipts) == 40
    assert sorted(receipt.commit_seq for receipt in receipts if not receipt.repeated) == list(
        range(before + 1, before + 41))
    assert store.verify().ok


# --- care ----------------------------------------------------------------------------------------


def test_the_same_content_has_the_same_hashes_in_every_store(store: Store):
    other = MemoryStore()
    for each in (store, other):
        fill(each)
        write(each, "more", {"partners": [
            {"id": f"{n}", "name": text, "size": n / 3, "attributes": '{"ü": 1}'}
            for n, text in enumerate(HOSTILE.values())]})
    mine, theirs = store.verify(), other.verify()
    assert mine.hashes == theirs.hashes and mine.counts == theirs.counts
    assert len(set(mine.hashes.values())) == len(model.TABLES)


def test_the_order_of_writing_leaves_no_trace_in_the_hashes(store: Store):
    rows = [{"id": f"{n}", "name": f"n{n}", "size": float(n)} for n in range(20)]
    write(store, "1", {"partners": rows[10:]})
    write(store, "2", {"partners": [*rows[:10], {"id": "15", "name": "wrong"}]})
    write(store, "3", {"partners": [rows[15]]})
    other = MemoryStore()
    write(other, "1", {"partners": rows[::-1]})
    assert store.verify().hashes == other.verify().hashes


def test_any_difference_shows_in_the_hash_of_its_table(store: Store):
    write(store, "1", {"partners": PARTNERS})
    seen = [store.verify().hashes["partners"]]
    for number, change in enumerate(({"size": 4.0}, {"size": None}, {"country": "DE"}, {"kind": "DE"})):
        write(store, f"c{number}", {"partners": [PARTNERS[1] | change]})
        seen.append(store.verify().hashes["partners"])
    assert len(set(seen)) == 5
    assert store.verify().hashes["capabilities"] == MemoryStore().verify().hashes["capabilities"]


@pytest.mark.parametrize(("rows", "says"), [
    ({"partners": [{"id": "a", "name": "A", "parent_id": "gone"}]}, "gone"),
    ({"partners": [{"id": "a", "name": "A", "founded": "2019-02-30"}]}, "2019-02-30"),
    ({"partners": [{"id": "a", "name": "A", "attributes": "[1]"}]}, "JSON"),
    ({"partners": [{"id": "a", "name": "A", "size": -1.0}]}, "bounds"),
    ({"partners": [{"id": "a", "name": "A", "confidence": 1.5}]}, "bounds"),
])
def test_verification_names_what_an_import_should_have_refused(store: Store, rows, says: str):
    write(store, "1", rows)
    found = store.verify()
    assert not found.ok
    assert any(says in problem and "partners" in problem for problem in found.problems)


def test_a_store_can_be_closed_twice_and_answers_nothing_afterwards(opened: Callable[[], Store]):
    with opened() as store:
        store.counts()
    store.close()
    for question in (store.counts, store.verify, lambda: store.rows("partners"), lambda: store.receipt("1"),
                     lambda: store.commit_seq, lambda: store.write(Batch("1", {}))):
        with pytest.raises(StoreError, match="closed"):
            question()


def test_a_persistent_store_holds_everything_when_it_is_opened_again(store: Store, opened: Callable[[], Store]):
    if not store.features.persistent:
        assert store.features.shared is False
        return
    fill(store)
    record = ImportRecord("i", "h", ("f",), "done", 1, "2024-01-01T00:00:00Z")
    store.record_import(record)
    before, receipt = store.verify(), store.receipt("fill")
    store.close()
    again = opened()
    assert again.verify() == before
    assert again.imports() == [record]
    assert again.receipt("fill") == receipt
    assert again.write(batch(again, "fill", {"partners": PARTNERS})).repeated


def test_the_scratch_folder_exists(store: Store):
    assert store.scratch.is_dir()


def test_features_are_declared(store: Store):
    assert store.features.batch_rows >= 10_000
    assert store.url.partition(":")[0] in {"memory", "duckdb", "bolt", "neo4j"}


def test_preference_is_a_strict_order(store: Store):
    """No two different facts of one pair compare as equal, so no engine's own order shows."""
    _many_edges(store, model.table("supplies"))
    edges = store.edges("supplies")
    keys = list(zip(edges.source.tolist(), edges.target.tolist(), edges.facts.tolist(),
                    edges.texts["capability_id"].codes.tolist(), strict=True))
    assert all(left < right for left, right in pairwise(keys))


def test_batches_of_notes_leave_the_count_of_changed_facts(store: Store) -> None:
    store.write(batch(store, "1", {"partners": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]}))
    before, facts = store.commit_seq, store.facts_seq
    note = {"partner_id": "a", "candidate_id": "b", "state": "considered"}
    store.write(batch(store, f"{NOTE_BATCH}1", {"shortlist": [note]}))
    store.write(batch(store, f"{NOTE_BATCH}2", {"shortlist": [note]}))  # says nothing new
    assert (store.commit_seq, store.facts_seq, store.note_commits) == (before + 1, facts, 1)
    store.write(batch(store, "2", {"partners": [{"id": "c", "name": "C"}]}))
    assert store.facts_seq == facts + 1
