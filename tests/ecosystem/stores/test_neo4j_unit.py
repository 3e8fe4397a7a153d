"""What the Neo4j store sends, in which order, and what it makes of the answers; no server needed."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from ecosystem import model
from ecosystem.errors import InvalidStoreUrl, SchemaMismatch, StoreError, StoreUnavailable
from ecosystem.stores import cypher, neo4j_, open_store
from ecosystem.stores.base import SCHEMA_VERSION
from ecosystem.stores.bolt import OutcomeUnknown
from ecosystem.stores.neo4j_ import Neo4jStore
from ecosystem.stores.neo4j_rows import row_hash, wrong_keys
from tests.builders import batch
from tests.ecosystem.stores.recording import NotRegistered, RecordingRunner, opened_answers

STORES = Path(neo4j_.__file__).parent


@pytest.fixture(autouse=True)
def _own_scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


def opened(runner: RecordingRunner) -> Neo4jStore:
    return Neo4jStore("bolt://127.0.0.1:1", runner=runner)


# --- texts ---------------------------------------------------------------------------------------


def test_no_two_texts_are_alike_and_none_holds_a_quote_mark_of_a_value() -> None:
    named = dict(cypher.texts())
    assert len(set(named.values())) == len(named) > 300
    literals = {"'store'", *(f"'{table}'" for table in model.TABLES)}
    for name, text in named.items():
        quoted = {f"'{each}'" for each in text.split("'")[1::2]}
        assert quoted <= literals, name


@pytest.mark.parametrize("name", ["", "A B", "A`", "1A", "A) DETACH DELETE n //", "Ä", "A\n"])
def test_a_name_that_could_end_a_pattern_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be a name"):
        cypher._checked(name)


def test_only_one_module_hands_texts_to_the_driver() -> None:
    calls = {
        (file.name, ast.unparse(node.func))
        for file in STORES.glob("*.py")
        if file.name.startswith(("neo4j", "bolt", "cypher"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"run", "execute_query", "execute_read", "execute_write"}
    }
    assert calls == {("bolt.py", "transaction.run"), ("bolt.py", "session.execute_write")}


def test_every_text_the_store_sends_is_a_constant_and_values_are_parameters() -> None:
    known = {text for _, text in cypher.texts()}
    hostile = "`) DETACH DELETE n //"
    runner = RecordingRunner(opened_answers() | {
        cypher.ADD_NODES["partners"]: [], cypher.LINK["partners", "parent_id"]: [],
    })
    store = opened(runner)
    store.write(batch(store, hostile, {"partners": [{"id": hostile, "name": hostile, "parent_id": hostile}]}))
    assert set(runner.texts()) - {""} <= known
    assert not any(hostile in text for text in runner.texts())


def test_a_text_that_nobody_answers_for_raises_instead_of_passing_quietly() -> None:
    store = opened(RecordingRunner(opened_answers()))
    with pytest.raises(NotRegistered, match="Partner"):
        store.record("Partner", "a")


# --- opening -------------------------------------------------------------------------------------


def test_an_empty_database_gets_constraints_first_and_the_store_node_last() -> None:
    texts = (*cypher.SCHEMA, cypher.META, cypher.COUNTS, cypher.WAIT_FOR_INDEXES, cypher.FOUND)
    runner = RecordingRunner({text: [] for text in texts})
    opened(runner)
    written = [(text, values) for how, text, values in runner.sent if how == "write"]
    assert [text for text, _ in written] == [*cypher.SCHEMA, cypher.FOUND]
    assert written[-1][1] == {"version": SCHEMA_VERSION}
    assert runner.texts("commit") == [""] * len(written)


def test_a_known_store_is_opened_with_one_question() -> None:
    runner = RecordingRunner(opened_answers())
    opened(runner)
    assert runner.texts() == [cypher.META]


def test_a_database_with_partners_of_somebody_else_is_refused() -> None:
    runner = RecordingRunner({cypher.META: [], cypher.COUNTS: [["partners", 3], ["capabilities", 0]]})
    with pytest.raises(SchemaMismatch, match="Use an empty database"):
        opened(runner)
    assert runner.closed
    assert runner.texts("write") == []


def test_a_newer_schema_is_refused_with_the_way_out() -> None:
    with pytest.raises(SchemaMismatch, match=r"version 7.*works with 1.*allygraph export"):
        opened(RecordingRunner(opened_answers(version=7)))


def test_an_older_schema_without_a_migration_is_refused() -> None:
    with pytest.raises(SchemaMismatch, match="version 0"):
        opened(RecordingRunner(opened_answers(version=0)))


def test_migrations_run_in_order_and_then_the_version_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cypher.MIGRATIONS, 0, ("FIRST", "SECOND"))
    runner = RecordingRunner(opened_answers(version=0) | {"FIRST": [], "SECOND": [], cypher.SET_VERSION: []})
    opened(runner)
    assert runner.texts("write") == ["FIRST", "SECOND", cypher.SET_VERSION]
    assert runner.sent[-2][2] == {"version": 1}


@pytest.mark.parametrize("url", [
    "bolt://neo4j:secret@host", "bolt://", "bolt://host:7687/a/b", "bolt://host?database=x", "bolt://host/a b",
    "bolt://host:port", "neo4j://host#x",
])
def test_addresses_that_cannot_be_one_are_refused_and_passwords_are_not_repeated(url: str) -> None:
    with pytest.raises(InvalidStoreUrl) as refused:
        open_store(url, user="neo4j", password="p")
    assert "secret" not in str(refused.value)


# --- writing -------------------------------------------------------------------------------------


def test_a_batch_is_one_transaction_that_locks_asks_writes_and_leaves_its_id() -> None:
    runner = RecordingRunner(opened_answers(commit_seq=4) | {
        cypher.ADD_NODES["partners"]: [], cypher.ADD_NODES["capabilities"]: [],
        cypher.ADD_EDGES["partner_capabilities"]: [[1]],
    })
    store = opened(runner)
    receipt = store.write(batch(store, "i:1", {
        "partner_capabilities": [{"partner_id": "a", "capability_id": "x", "weight": 0.5}],
        "partners": [{"id": "b", "name": "B", "aliases": "x;y"}, {"id": "a", "name": "A"}],
        "capabilities": [{"id": "x", "name": "X"}],
    }))
    assert runner.texts()[1:] == [
        cypher.LOCK, cypher.BATCH, cypher.COUNTS, cypher.ADD_NODES["partners"], cypher.ADD_NODES["capabilities"],
        cypher.ADD_EDGES["partner_capabilities"], cypher.ADD_BATCH, cypher.UNLOCK, "",
    ]
    sent = {text: values for _, text, values in runner.sent}
    assert sent[cypher.ADD_NODES["partners"]] == {"rows": [
        {"id": "a", "name": "A"}, {"id": "b", "name": "B", "aliases": ["x", "y"]}]}
    key = row_hash(["a", "x", None, None, None])
    assert sent[cypher.ADD_EDGES["partner_capabilities"]] == {"rows": [["a", "x", {"weight": 0.5, "key": key}]]}
    assert sent[cypher.UNLOCK] == {"commit_seq": 5}
    left = sent[cypher.ADD_BATCH]["batch"]
    assert (left["id"], left["commit_seq"], left["inserted"], left["unchanged"]) == ("i:1", 5, 4, 0)
    assert receipt.commit_seq == 5 and dict(receipt.inserted) == {
        "partners": 2, "capabilities": 1, "partner_capabilities": 1}


def test_only_what_differs_is_set_and_references_follow() -> None:
    runner = RecordingRunner(opened_answers() | {
        cypher.COUNTS: [["partners", 3]],
        cypher.OLD_NODES["partners"]: [
            ["a", {"id": "a", "name": "A"}],
            ["b", {"id": "b", "name": "B", "parent_id": "a"}],
            ["c", {"id": "c", "name": "C", "parent_id": "a"}],
        ],
        cypher.SET_NODES["partners"]: [], cypher.UNLINK["partners", "parent_id"]: [],
        cypher.LINK["partners", "parent_id"]: [],
    })
    store = opened(runner)
    receipt = store.write(batch(store, "1", {"partners": [
        {"id": "a", "name": "A"}, {"id": "b", "name": "B", "parent_id": "c"}, {"id": "c", "name": "C"}]}))
    sent = {text: values for _, text, values in runner.sent}
    assert [row["id"] for row in sent[cypher.SET_NODES["partners"]]["rows"]] == ["b", "c"]
    assert sent[cypher.UNLINK["partners", "parent_id"]] == {"keys": ["b", "c"]}
    assert sent[cypher.LINK["partners", "parent_id"]] == {"pairs": [["b", "c"]]}
    assert (receipt.inserted["partners"], receipt.updated["partners"], receipt.unchanged["partners"]) == (0, 2, 1)


def test_a_batch_that_is_there_already_is_answered_and_not_written() -> None:
    counts = {"inserted": {"partners": 1}, "updated": {"partners": 0}, "unchanged": {"partners": 0}}
    runner = RecordingRunner(opened_answers(commit_seq=9) | {cypher.BATCH: [[3, json.dumps(counts)]]})
    store = opened(runner)
    receipt = store.write(batch(store, "1", {"partners": [{"id": "a", "name": "A"}]}))
    assert (receipt.commit_seq, receipt.repeated, dict(receipt.inserted)) == (3, True, {"partners": 1})
    assert runner.texts()[1:] == [cypher.LOCK, cypher.BATCH, cypher.UNLOCK, ""]


def test_a_lost_answer_to_commit_is_resolved_by_asking_and_not_by_writing_again() -> None:
    runner = RecordingRunner(opened_answers() | {cypher.ADD_NODES["partners"]: []})
    store = opened(runner)

    def lose_the_answer() -> None:
        runner.after_commit = lambda: None
        [left] = [values["batch"] for _, text, values in runner.sent if text == cypher.ADD_BATCH]
        runner.answers[cypher.BATCH] = [[left["commit_seq"], left["tables"]]]
        raise OutcomeUnknown("lost")

    runner.after_commit = lose_the_answer
    receipt = store.write(batch(store, "1", {"partners": [{"id": "a", "name": "A"}]}))
    assert runner.texts().count(cypher.ADD_NODES["partners"]) == 1
    assert (receipt.repeated, receipt.commit_seq, dict(receipt.inserted)) == (False, 1, {"partners": 1})


def test_a_commit_that_never_arrived_is_repeated() -> None:
    runner = RecordingRunner(opened_answers() | {cypher.ADD_NODES["partners"]: []})
    store = opened(runner)

    def lose_the_question() -> None:
        runner.before_commit = lambda: None
        raise OutcomeUnknown("lost")

    runner.before_commit = lose_the_question
    receipt = store.write(batch(store, "1", {"partners": [{"id": "a", "name": "A"}]}))
    assert runner.texts().count(cypher.ADD_NODES["partners"]) == 2
    assert not receipt.repeated


def test_a_doubt_that_stays_says_that_the_import_may_be_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neo4j_, "_DOUBT", 0.0)
    runner = RecordingRunner(opened_answers() | {cypher.ADD_NODES["partners"]: []})
    store = opened(runner)

    def always() -> None:
        raise OutcomeUnknown("The server was lost.")

    runner.before_commit = always
    with pytest.raises(StoreUnavailable, match=r"not known whether batch 'i:1' was stored.*not stored twice"):
        store.write(batch(store, "i:1", {"partners": [{"id": "a", "name": "A"}]}))


def test_without_a_doubt_a_server_that_is_down_is_said_at_once() -> None:
    runner = RecordingRunner(opened_answers())
    store = opened(runner)

    def down(**_: object) -> list[list[object]]:
        raise StoreUnavailable("No Neo4j server answers.")

    runner.answers[cypher.LOCK] = down
    with pytest.raises(StoreUnavailable, match="No Neo4j server answers"):
        store.write(batch(store, "1", {}))
    assert runner.texts().count(cypher.LOCK) == 1


# --- reading and clearing ------------------------------------------------------------------------


def test_a_reading_is_repeated_when_a_batch_came_between_and_at_last_writers_wait() -> None:
    numbers = iter(range(100))
    runner = RecordingRunner(opened_answers() | {cypher.LOCK: lambda: [[next(numbers), False]]})
    store = opened(runner)
    assert store.counts() == {}
    assert [how for how, *_ in runner.sent[1:]] == ["hold", "release", "look", "hold", "release"] * 3 + [
        "hold", "look", "release"]


def test_whoever_meets_a_half_cleared_graph_finishes_it_first() -> None:
    state = {"clearing": True, "left": [20_000, 3, 0]}

    def ended() -> list[list[object]]:
        state["clearing"] = False
        return []

    gone = {text: (lambda size: [[0]]) for text in cypher.CLEAR}
    gone[cypher.CLEAR[-3]] = lambda size: [[state["left"].pop(0)]]
    runner = RecordingRunner(opened_answers() | gone | {
        cypher.META: lambda: [[5, state["clearing"], 1]], cypher.LOCK: lambda: [[5, state["clearing"]]],
        cypher.END_CLEARING: ended, cypher.ADD_NODES["partners"]: [],
    })
    store = opened(runner)
    assert store.record("Partner", "a") is None
    store.write(batch(store, "1", {"partners": [{"id": "a", "name": "A"}]}))
    assert runner.texts().count(cypher.CLEAR[-3]) == 3
    assert runner.texts().count(cypher.END_CLEARING) == 1


def test_a_database_that_somebody_emptied_is_said_so() -> None:
    runner = RecordingRunner(opened_answers())
    store = opened(runner)
    runner.answers |= {cypher.META: [], cypher.LOCK: []}
    for call in (lambda: store.commit_seq, store.counts, lambda: store.write(batch(store, "1", {}))):
        with pytest.raises(StoreError, match="emptied the database"):
            call()


def test_keys_that_do_not_belong_to_their_cells_or_stand_twice_are_named() -> None:
    right = row_hash(["a", "x", None])
    assert wrong_keys([[right, "a", "x", None]]) == []
    assert wrong_keys([["old", "a", "x", None]]) == ["old"]
    assert wrong_keys([[right, "a", "x", None], [right, "a", "x", ""]]) == [right]
    assert wrong_keys([[None, "a", "x", None]]) == ["None"]


def test_the_length_of_each_cell_is_part_of_a_hash_so_that_no_row_can_pose_as_another() -> None:
    rows = [("a", "bc"), ("ab", "c"), ("abc", ""), ("", "abc"), ("1:a", "bc"), ("a2:bc", "")]
    assert len({row_hash(row) for row in rows}) == len(rows)
