"""The Neo4j store on a real server: every text is sent, the graph looks as promised, errors are sentences."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import neo4j
import pytest

from ecosystem import model
from ecosystem.errors import StoreError, StoreUnavailable, UnknownNode
from ecosystem.model import EdgeKind
from ecosystem.stores import cypher, open_store
from ecosystem.stores.base import Batch, ImportRecord
from ecosystem.stores.bolt import BoltRunner, Patience
from ecosystem.stores.memory import MemoryStore
from ecosystem.stores.neo4j_ import Neo4jStore
from ecosystem.stores.neo4j_rows import row_hash
from tests.builders import batch, write
from tests.neo4j_server.server import Server, free_port

pytestmark = pytest.mark.neo4j

Query = Callable[..., list[list[Any]]]


@pytest.fixture
def store(neo4j_store_url: str, neo4j_credentials: tuple[str, str]) -> Iterator[Neo4jStore]:
    user, password = neo4j_credentials
    with Neo4jStore(neo4j_store_url, user=user, password=password) as store:
        yield store


@pytest.fixture
def query(neo4j_store_url: str, neo4j_credentials: tuple[str, str]) -> Iterator[Query]:
    """As somebody beside Allygraph would ask or change the database."""
    with neo4j.GraphDatabase.driver(
        neo4j_store_url, auth=neo4j_credentials, notifications_min_severity="OFF"
    ) as driver:
        yield lambda text, **values: [list(each.values()) for each in driver.execute_query(text, values).records]


# --- every text ----------------------------------------------------------------------------------


class Listening(BoltRunner):
    """A runner on a real server that keeps which texts the server accepted."""

    accepted: set[str]

    def _heard(self, work):
        def listening(run):
            def running(text: str, **parameters: object):
                rows = run(text, **parameters)
                self.accepted.add(text)
                return rows

            return work(running)

        return listening

    def look(self, work):
        return super().look(self._heard(work))

    def write(self, work):
        return super().write(self._heard(work))

    @contextmanager
    def hold(self, text: str):
        with super().hold(text) as rows:
            self.accepted.add(text)
            yield rows


def row_of(kind: model.Table, number: int, **given: object) -> dict[str, object]:
    """A row with all required cells, which names the nodes ``1`` of the other tables."""
    row: dict[str, object] = {}
    for declared in kind.columns:
        if declared.name == "id":
            row["id"] = str(number)
        elif declared.refers_to is not None:
            row[declared.name] = "1"
        elif declared.required:
            row[declared.name] = 1.0 if declared.type in model.NUMERIC else "said"
    return row | given


def test_every_text_is_accepted_by_a_server_and_used(
    neo4j_server: Server, neo4j_credentials: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    query: Query,
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    query("MATCH (n) DETACH DELETE n")
    user, password = neo4j_credentials
    runner = Listening(neo4j_server.url, user=user, password=password)
    runner.accepted = set()
    store = Neo4jStore(neo4j_server.url, runner=runner)
    # Whoever refers comes before what it refers to, so that relationships are made late as well.
    statements = model.NODE_KINDS[::-1]
    for kind in statements:
        write(store, f"early {kind.table}", {kind.table: [row_of(kind, 2)]})
    for kind in model.NODE_KINDS:
        if not kind.is_statement:
            write(store, f"late {kind.table}", {kind.table: [row_of(kind, 1), row_of(kind, 3)]})
    for kind in model.EDGE_KINDS:
        for end in (kind.source, kind.target):
            with pytest.raises(StoreError, match="nobody"):
                write(store, f"refused {kind.table}", {kind.table: [row_of(kind, 1) | {end: "nobody"}]})
        write(store, f"first {kind.table}", {kind.table: [row_of(kind, 1)]})
        write(store, f"other {kind.table}", {kind.table: [row_of(kind, 1, confidence=0.5)]})
    for kind in model.NODE_KINDS:
        others = {column: "3" for column, _ in cypher.reference_columns(kind)}
        write(store, f"moved {kind.table}", {kind.table: [row_of(kind, 2) | others | {"confidence": 0.5}]})
        if kind.is_statement:
            write(store, f"moved again {kind.table}", {kind.table: [row_of(kind, 2, confidence=0.5)]})
        else:
            store.neighbourhood(kind.label, "1")
            with pytest.raises(UnknownNode):
                store.neighbourhood(kind.label, "nobody")
    store.record_import(ImportRecord("i", "h", ("f",), "open", 1, "2024-01-01"))
    assert [each.import_id for each in store.imports()] == ["i"]
    assert store.receipt("never") is None
    assert store.note_commits == 0
    assert store.verify().problems == ()
    assert store.last_day() is None
    store.clear()
    store.close()
    query("MATCH (s:AllygraphStore) SET s.schema_version = 0")
    monkeypatch.setitem(cypher.MIGRATIONS, 0, ())
    again = Listening(neo4j_server.url, user=user, password=password)
    again.accepted = runner.accepted
    Neo4jStore(neo4j_server.url, runner=again).close()
    assert {name for name, text in cypher.texts() if text not in runner.accepted} == set()


# --- the graph -----------------------------------------------------------------------------------


def test_the_graph_reads_as_one_would_draw_it(store: Neo4jStore, query: Query) -> None:
    write(store, "1", {
        "partners": [{"id": "a", "name": "Alpha", "aliases": "A;阿尔法", "founded": "2001-05", "size": 7.0},
                     {"id": "b", "name": "Beta", "parent_id": "a"}],
        "capabilities": [{"id": "x", "name": "X"}],
        "partnerships": [{"id": "j", "valid_from": "2020"}],
        "strategies": [{"id": "s", "partner_id": "a"}],
        "needs": [{"id": "n", "strategy_id": "s", "capability_id": "x", "must": True}],
        "traits": [{"partner_id": "a", "measure": "horizon", "value": "5"}],
        "partner_capabilities": [{"partner_id": "b", "capability_id": "x", "weight": 0.5, "source": "web"}],
        "partnership_members": [{"partnership_id": "j", "partner_id": "a"}, {"partnership_id": "j", "partner_id": "b"}],
    })
    [[alpha]] = query("MATCH (p:Partner {name: 'Alpha'}) RETURN properties(p)")
    assert alpha == {"id": "a", "name": "Alpha", "aliases": ["A", "阿尔法"], "founded": "2001-05", "size": 7.0}
    assert query("MATCH (p:Partner)<-[:SUBSIDIARY_OF]-(q) RETURN p.id, q.id, q.parent_id") == [["a", "b", "a"]]
    assert query(
        "MATCH (:Partner {id: 'a'})-[:PURSUES]->(:Strategy)-[:HAS_NEED]->(n:Need)-[:NEEDS]->(c:Capability)"
        "<-[r:HAS_CAPABILITY]-(other) RETURN n.must, c.id, other.id, r.weight, r.source"
    ) == [[True, "x", "b", 0.5, "web"]]
    assert query("MATCH (p)-[:HAS_TRAIT]->(t:Trait) RETURN p.id, t.measure, t.value") == [["a", "horizon", "5"]]
    assert query(
        "MATCH (:Partner {id: 'a'})<-[:MEMBER_OF]-(:Partnership)-[:MEMBER_OF]->(o) RETURN o.id"
    ) == [["b"]]


def test_ids_and_keys_are_unique_by_constraints_of_the_database(store: Neo4jStore, query: Query) -> None:
    write(store, "1", {"partners": [{"id": "a", "name": "A"}], "capabilities": [{"id": "x", "name": "X"}],
                       "partner_capabilities": [{"partner_id": "a", "capability_id": "x"}],
                       "traits": [{"partner_id": "a", "measure": "m", "value": "v"}]})
    for text in (
        "CREATE (:Partner {id: 'a'})",
        "MATCH (t:Trait) CREATE (:Trait {key: t.key})",
        "MATCH (a:Partner)-[r:HAS_CAPABILITY]->(c) CREATE (a)-[:HAS_CAPABILITY {key: r.key}]->(c)",
        "CREATE (:AllygraphBatch {id: '1'})",
    ):
        with pytest.raises(neo4j.exceptions.ConstraintError):
            query(text)
    declared = {row[0] for row in query("SHOW CONSTRAINTS YIELD name")}
    assert {f"{kind.type}_key" for kind in model.EDGE_KINDS} <= declared
    assert {f"{kind.label}_{cypher.handle(kind)}" for kind in model.NODE_KINDS} <= declared


@pytest.mark.parametrize(("table", "column", "pattern"), [
    ("partners", "parent_id", "(n)-[:SUBSIDIARY_OF]->(t)"), ("programmes", "owner_id", "(n)<-[:RUNS]-(t)"),
])
def test_a_reference_and_its_relationship_move_together(
    store: Neo4jStore, query: Query, table: str, column: str, pattern: str
) -> None:
    def related() -> list[list[str]]:
        return query(f"MATCH (n {{id: 'n'}}) MATCH {pattern} RETURN t.id ORDER BY t.id")

    row = {"id": "n", "name": "N"}
    write(store, "1", {table: [row | {column: "late"}]})
    assert related() == [] and not store.verify().ok
    write(store, "2", {"partners": [{"id": "late", "name": "L"}, {"id": "other", "name": "O"}]})
    assert related() == [["late"]] and store.verify().ok
    write(store, "3", {table: [row | {column: "other"}]})
    assert related() == [["other"]]
    write(store, "4", {table: [row | {column: "other", "confidence": 0.5}]})
    assert related() == [["other"]]
    write(store, "5", {table: [row]})
    assert related() == [] and store.verify().ok


def test_each_batch_leaves_a_node_with_its_counts(store: Neo4jStore, query: Query) -> None:
    write(store, "i:partners:0", {"partners": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]})
    write(store, "i:partners:1", {"partners": [{"id": "a", "name": "A"}, {"id": "b", "name": "C"}]})
    assert query("MATCH (b:AllygraphBatch) WHERE b.written_at STARTS WITH '20' "
                 "RETURN b.id, b.commit_seq, b.inserted, b.updated, b.unchanged ORDER BY b.id") == [
        ["i:partners:0", 1, 2, 0, 0], ["i:partners:1", 2, 0, 1, 1]]


def test_two_addresses_of_one_database_name_the_same_graph(
    store: Neo4jStore, neo4j_credentials: tuple[str, str]
) -> None:
    write(store, "1", {"partners": [{"id": "a", "name": "A"}]})
    user, password = neo4j_credentials
    with open_store(f"{store.url}/neo4j", user=user, password=password) as other:
        assert other.ids("Partner").tolist() == ["a"]
        assert other.scratch != store.scratch


def test_ties_come_by_table_id_and_key_and_the_limit_cuts_them(store: Neo4jStore) -> None:
    memory = MemoryStore()
    ids = ["\uff21", "😀", "a", "Z", "é", "雪", "a b"]
    rows = {
        "partners": [{"id": "hub", "name": "Hub"}, *({"id": each, "name": each, "parent_id": "hub"} for each in ids)],
        "supplies": [tie for each in ids for tie in (
            {"supplier_id": "hub", "customer_id": each}, {"supplier_id": each, "customer_id": "hub", "source": "s"},
            {"supplier_id": each, "customer_id": "hub", "valid_from": "2020"})],
        "traits": [{"partner_id": "hub", "measure": each, "value": "v"} for each in ids],
    }
    for each in (store, memory):
        write(each, "1", rows)
    assert store.neighbourhood("Partner", "hub") == memory.neighbourhood("Partner", "hub")
    for limit in (1, 7, 8, 30):
        assert len(store.neighbourhood("Partner", "hub", limit=limit)) == limit
    memory.close()


# --- damage by hand ------------------------------------------------------------------------------


@pytest.fixture
def known(store: Neo4jStore) -> Neo4jStore:
    write(store, "1", {
        "partners": [{"id": "a", "name": "A"}, {"id": "b", "name": "B", "parent_id": "a"}],
        "capabilities": [{"id": "x", "name": "X"}],
        "partner_capabilities": [{"partner_id": "a", "capability_id": "x", "valid_from": "2020", "weight": 1.0}],
        "traits": [{"partner_id": "a", "measure": "m", "value": "v"}],
    })
    assert store.verify().ok
    return store


@pytest.mark.parametrize(("damage", "problem"), [
    ("MATCH ()-[r:HAS_CAPABILITY]->() SET r.weight = 'much'", "weight is not a number in 1 row"),
    ("MATCH (p:Partner {id: 'a'}) SET p.aliases = 'one'", "aliases is not a list in 1 row"),
    ("MATCH (p:Partner {id: 'a'}) SET p.founded = date('2020-01-01')", "founded is not a date in 1 row"),
    ("MATCH (p:Partner {id: 'a'}) REMOVE p.name", "name is missing"),
    ("MATCH (p:Partner {id: 'a'}) SET p.founded = 'long ago'", "founded is no date"),
    ("MATCH ()-[r:SUBSIDIARY_OF]->() DELETE r", "parent_id has no relationship in 1 row"),
    ("MATCH (p:Partner {id: 'b'}) REMOVE p.parent_id", "relationship(s) say something else than parent_id"),
    ("MATCH ()-[r:HAS_CAPABILITY]->() SET r.valid_from = '2021'", "the key of 1 row"),
    ("MATCH (t:Trait) SET t.measure = 'other'", "the key of 1 row"),
    ("MATCH (p:Partner {id: 'a'}) DETACH DELETE p", "without its Partner"),
])
def test_verify_names_what_somebody_changed_by_hand(
    known: Neo4jStore, query: Query, damage: str, problem: str
) -> None:
    query(damage)
    assert any(problem in each for each in known.verify().problems), known.verify().problems


# --- many at once --------------------------------------------------------------------------------


def test_writers_of_two_stores_take_turns_and_each_commit_has_its_own_number(
    store: Neo4jStore, neo4j_credentials: tuple[str, str]
) -> None:
    user, password = neo4j_credentials
    with open_store(store.url, user=user, password=password) as other, ThreadPoolExecutor(8) as pool:
        stores = [store, other]

        def written(number: int) -> int:
            # The same two rows in opposite order: without a lock and an order they would deadlock.
            rows = [{"id": "a", "name": f"{number}"}, {"id": "b", "name": f"{number}"}]
            rows = rows[:: 1 if number % 2 else -1]
            mine = stores[number % 2]
            return mine.write(batch(mine, f"b{number}", {"partners": rows})).commit_seq

        numbers = list(pool.map(written, range(24)))
    assert sorted(numbers) == list(range(1, 25))
    assert store.commit_seq == 24 and store.verify().ok


def test_thirty_two_threads_share_one_store(known: Neo4jStore) -> None:
    with ThreadPoolExecutor(32) as pool:
        names = list(pool.map(lambda _: known.record("Partner", "a")["name"], range(128)))
    assert set(names) == {"A"}


def test_a_reading_beside_a_writer_sees_whole_batches_only(
    store: Neo4jStore, neo4j_credentials: tuple[str, str]
) -> None:
    user, password = neo4j_credentials
    write(store, "0", {"capabilities": [{"id": "x", "name": "X"}]})
    stop = threading.Event()

    def keep_writing() -> None:
        with open_store(store.url, user=user, password=password) as writer:
            for number in range(200):
                if stop.is_set():
                    return
                write(writer, f"n{number}", {"partners": [{"id": f"{number}-{n}", "name": "N"} for n in range(50)],
                                             "partner_capabilities": [
                    {"partner_id": f"{number}-{n}", "capability_id": "x"} for n in range(50)]})

    thread = threading.Thread(target=keep_writing)
    thread.start()
    try:
        for _ in range(6):
            assert len(store.rows("partners")) % 50 == 0
            assert sum(len(chunk) for chunk in store.iter_rows("partner_capabilities", 7)) % 50 == 0
            edges = store.edges("partner_capabilities")
            assert len(edges) % 50 == 0 and edges.source.min(initial=0) >= 0
    finally:
        stop.set()
        thread.join()


def test_a_clearing_that_broke_off_is_finished_by_the_next_who_comes(
    known: Neo4jStore, query: Query, neo4j_credentials: tuple[str, str]
) -> None:
    query("MATCH (s:AllygraphStore) SET s.clearing = true, s.commit_seq = 2")
    query("MATCH ()-[r:HAS_CAPABILITY]->() DELETE r")
    assert known.record("Partner", "a") is None and known.receipt("1") is None
    user, password = neo4j_credentials
    with open_store(known.url, user=user, password=password) as other:
        assert other.counts() == dict.fromkeys(model.TABLES, 0)
        assert other.commit_seq == 2
    assert query("MATCH (s:AllygraphStore) RETURN s.clearing, s.lock") == [[None, None]]


# --- what goes wrong -----------------------------------------------------------------------------


def test_a_wrong_password_is_a_sentence_that_names_the_settings(neo4j_store_url: str) -> None:
    with pytest.raises(StoreUnavailable, match=r"refused the user 'neo4j' or the password.*NEO4J_PASSWORD") as refused:
        open_store(neo4j_store_url, user="neo4j", password="not this one")
    assert "not this one" not in str(refused.value)
    with pytest.raises(StoreUnavailable, match="refused the user"):
        open_store(neo4j_store_url)


def test_a_password_that_must_be_changed_first_says_so(neo4j_store_url: str, query: Query) -> None:
    query("CREATE USER fresh SET PASSWORD 'to be changed' CHANGE REQUIRED")
    try:
        with pytest.raises(StoreUnavailable, match="must be changed before its first use"):
            open_store(neo4j_store_url, user="fresh", password="to be changed")
    finally:
        query("DROP USER fresh")


def test_a_database_that_does_not_exist_is_named(neo4j_store_url: str, neo4j_credentials: tuple[str, str]) -> None:
    user, password = neo4j_credentials
    with pytest.raises(StoreUnavailable, match="elsewhere"):
        open_store(f"{neo4j_store_url}/elsewhere", user=user, password=password)


def test_a_server_that_is_down_is_said_within_seconds() -> None:
    started = time.monotonic()
    with pytest.raises(StoreUnavailable, match=r"No Neo4j server answers at bolt://127\.0\.0\.1:\d+"):
        open_store(f"bolt://127.0.0.1:{free_port()}", user="neo4j", password="p")
    assert time.monotonic() - started < 10


def test_something_else_on_the_port_is_said_within_seconds() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        started = time.monotonic()
        with pytest.raises(StoreUnavailable):
            open_store(f"bolt://127.0.0.1:{listener.getsockname()[1]}", user="neo4j", password="p")
        assert time.monotonic() - started < 10


def test_a_port_that_accepts_and_never_answers_is_given_up_within_ten_seconds() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        started = time.monotonic()
        with pytest.raises(StoreUnavailable, match=r"does not answer in time|No Neo4j server answers"):
            open_store(f"bolt://127.0.0.1:{listener.getsockname()[1]}", user="neo4j", password="p")
        assert time.monotonic() - started < 10


def test_an_id_longer_than_an_index_allows_refuses_the_batch_with_a_sentence(known: Neo4jStore) -> None:
    longest = known.features.longest_id or 0
    write(known, "2", {"partners": [{"id": "长" * (longest // 3), "name": "L" * 40_000}]})
    with pytest.raises(StoreError, match=r"ids of at most 8000 bytes, and partners has '长.*with 8001"):
        write(known, "3", {"partners": [{"id": "长" * 2_667, "name": "L"}, {"id": "c", "name": "C"}]})
    with pytest.raises(StoreError, match="8,000 bytes"):
        write(known, "3", {"partners": [{"id": "c", "name": "C", "parent_id": "p" * 9_000}]})
    assert known.receipt("3") is None and known.counts()["partners"] == 3


def test_a_text_that_takes_too_long_is_given_up_and_the_store_goes_on(
    neo4j_store_url: str, neo4j_credentials: tuple[str, str]
) -> None:
    user, password = neo4j_credentials
    with Neo4jStore(neo4j_store_url, user=user, password=password, patience=Patience(answer=1.5, write=1.5)) as store:
        started = time.monotonic()
        with pytest.raises(StoreUnavailable, match="does not answer in time"):
            store._ask("UNWIND range(1, 1000000000) AS n RETURN count(n % 7)")
        assert time.monotonic() - started < 5
        assert store.commit_seq == 0


def test_a_closed_store_says_so_and_closing_twice_does_no_harm(known: Neo4jStore) -> None:
    known.close()
    known.close()
    with pytest.raises(StoreError, match="closed"):
        known.counts()


def test_hints_of_the_server_never_become_warnings_of_ours(known: Neo4jStore, recwarn: pytest.WarningsRecorder) -> None:
    assert len(known.rows("partnership_members")) == 0  # a label and properties the server never saw
    assert [str(each.message) for each in recwarn] == []


def test_keys_on_the_server_are_the_hash_of_the_row(known: Neo4jStore, query: Query) -> None:
    kind = model.TABLES["partner_capabilities"]
    assert isinstance(kind, EdgeKind)
    assert query("MATCH ()-[r:HAS_CAPABILITY]->() RETURN r.key") == [[row_hash(["a", "x", "2020", None, None])]]


def test_a_batch_without_its_files_leaves_the_store_as_it_was(known: Neo4jStore) -> None:
    with pytest.raises(StoreError):
        known.write(Batch("2", {"partners": (known.scratch / "absent.parquet",)}))
    assert known.receipt("2") is None and known.verify().ok
