"""No text of a user can become part of a statement."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from ecosystem import model
from ecosystem.stores import open_store, sql
from ecosystem.stores.duckdb_ import DuckDBStore
from ecosystem.stores.sql import Statement

STORES = Path(__file__).parents[3] / "ecosystem" / "stores"
EXECUTING = {"execute", "executemany", "sql", "query", "extract_statements", "from_query"}


def calls(file: Path) -> list[ast.Call]:
    return [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)]


def test_one_module_executes_statements_of_the_embedded_store():
    executing = {
        file.name for file in STORES.glob("*.py") for call in calls(file)
        if isinstance(call.func, ast.Attribute) and call.func.attr in EXECUTING
    }
    assert executing == {"duckdb_file.py"}


def test_only_the_module_of_statement_texts_makes_statements():
    making = {
        file.name for file in STORES.parents[0].rglob("*.py") for call in calls(file)
        if getattr(call.func, "id", getattr(call.func, "attr", None)) == "Statement"
    }
    assert making == {"sql.py"}


def test_the_one_place_that_executes_refuses_other_texts(tmp_path: Path):
    with DuckDBStore(f"duckdb:{tmp_path}/eco.duckdb") as store, store._file.session() as session:
        assert session.row(Statement("SELECT 1")) == (1,)
        for text in ("SELECT 1", Statement("SELECT") + " 1"):
            with pytest.raises(TypeError, match=r"ecosystem\.stores\.sql"):
                session.rows(text)


def test_texts_passed_to_sessions_are_never_put_together_on_the_way():
    """Each first argument is a constant of ``sql``, a call of one of its functions, or a name for one."""
    for file in (STORES / "duckdb_.py", STORES / "duckdb_file.py"):
        for call in calls(file):
            if isinstance(call.func, ast.Attribute) and call.func.attr in {"rows", "row", "do", "arrays", "frames"}:
                if isinstance(call.func.value, ast.Name) and call.func.value.id in {"session", "writer"}:
                    assert not isinstance(call.args[0], (ast.BinOp, ast.JoinedStr, ast.Constant)), ast.dump(call)


@pytest.mark.parametrize("name", ["nowhere", "partners; DROP TABLE store", 'partners" --', "", "store"])
def test_names_that_the_model_does_not_declare_make_no_statement(name: str):
    for make in (sql.writing, lambda each: sql.rows(each, ("id",), standing=False),
                 lambda each: sql.rows("partners", (each,), standing=False),
                 sql.ids, sql.record, sql.node_keys, sql.near_ids, sql.edges, sql.edge_labels):
        with pytest.raises(KeyError):
            make(name)
    assert sql.around(name) == ()


def test_every_table_of_the_model_has_its_table_and_edges_a_view(tmp_path: Path):
    with DuckDBStore(f"duckdb:{tmp_path}/eco.duckdb") as store, store._file.session() as session:
        tables = {name for (name,) in session.rows(Statement("SELECT table_name FROM duckdb_tables()"))}
        views = {name for (name,) in session.rows(
            Statement("SELECT view_name FROM duckdb_views() WHERE NOT internal"))}
    assert tables == {"store", "batches", "imports", "facts"} | {
        sql.base_table(kind) for kind in model.TABLES.values()}
    assert views == {kind.table for kind in model.EDGE_KINDS}


def test_the_connection_reaches_no_other_file_and_stays_so(tmp_path: Path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with open_store(f"duckdb:{tmp_path}/eco.duckdb") as store, store._file.session() as session:
        for text in (
            f"SELECT * FROM read_csv('{secret}')", f"COPY partners TO '{tmp_path}/out.csv'",
            f"ATTACH '{tmp_path}/other.duckdb'", "INSTALL httpfs", "LOAD httpfs",
            "SET enable_external_access = true", "SET allowed_directories = ['/']",
            "SET lock_configuration = false", f"SELECT * FROM read_text('{store.scratch}/../secret.csv')",
            "SET memory_limit = '1TB'", f"EXPORT DATABASE '{tmp_path}/all'",
        ):
            with pytest.raises(Exception, match=r"(?i)locked|disabled|permission|may only read|not be loaded|asked"):
                session.do(Statement(text))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["eco.duckdb", "eco.duckdb.scratch", "secret.csv"]
