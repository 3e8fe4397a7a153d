"""Every statement text of the embedded store; each follows from the model table and nothing else.

Only this module makes a ``Statement`` and only ``duckdb_`` executes one, so that no text of a user
can become part of a statement: values are always bound. ``tests/ecosystem/stores/test_sql.py``
proves both.

Layout (``docs/data_model.md``): a table of nodes has the columns of the exchange format and, where
nodes have an id, an integer ``node_key``. Edges are kept as integers in ``edges_<table>``: the keys
of both ends and the row of ``facts`` that holds their provenance. The view ``<table>`` shows them in
the columns of the exchange format, so that an analyst sees the same tables as in an export.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from ecosystem import model
from ecosystem.model import ColumnType, EdgeKind, NodeKind
from ecosystem.stores.records import column_names


class Statement(str):
    """A statement text that was made here."""

    __slots__ = ()


_TYPES: Final = {ColumnType.NUMBER: "DOUBLE", ColumnType.INTEGER: "BIGINT", ColumnType.BOOLEAN: "BOOLEAN"}
_FACT: Final = tuple(declared.name for declared in model.PROVENANCE)
_SAID_BY: Final = model.STATEMENT_KEY
BEGINNINGS: Final = ("valid_from", "recorded_at")


def _q(name: str) -> str:
    """A declared name as an identifier; several are SQL words (``source``)."""
    return '"' + name.replace('"', '""') + '"'


def _listed(names: Iterable[str], prefix: str = "") -> str:
    return ", ".join(f"{prefix}{_q(name)}" for name in names)


def _alike(names: Iterable[str], left: str, right: str) -> str:
    return " AND ".join(f"{left}.{_q(name)} IS NOT DISTINCT FROM {right}.{_q(name)}" for name in names) or "true"


def _matching(names: Iterable[str], required: Iterable[str], left: str, right: str) -> str:
    """Equality of keys; plain ``=`` where no cell is empty, because that is what engines filter by."""
    always = set(required)
    return " AND ".join(
        f"{left}.{_q(name)} {'=' if name in always else 'IS NOT DISTINCT FROM'} {right}.{_q(name)}"
        for name in names
    )


def _definition(declared: model.Column) -> str:
    return f"{_q(declared.name)} {_TYPES.get(declared.type, 'VARCHAR')}"


# --- the store's own books -----------------------------------------------------------------------

CREATE_BOOKS: Final = (
    Statement("""
        CREATE TABLE store (
            schema_version INTEGER NOT NULL, layout VARCHAR NOT NULL, engine VARCHAR NOT NULL,
            store_id VARCHAR NOT NULL, commit_seq BIGINT NOT NULL)"""),
    Statement("INSERT INTO store VALUES ($version, '', $engine, $store_id, 0)"),
    Statement("""
        CREATE TABLE batches (
            batch_id VARCHAR NOT NULL, commit_seq BIGINT NOT NULL,
            inserted VARCHAR NOT NULL, updated VARCHAR NOT NULL, unchanged VARCHAR NOT NULL,
            changed BOOLEAN NOT NULL)"""),
    Statement("""
        CREATE TABLE imports (
            import_id VARCHAR NOT NULL, content_hash VARCHAR NOT NULL, sources VARCHAR NOT NULL,
            state VARCHAR NOT NULL, batches BIGINT NOT NULL, started_at VARCHAR NOT NULL,
            finished_at VARCHAR, accepted BIGINT NOT NULL, rejected BIGINT NOT NULL,
            commit_seq BIGINT NOT NULL)"""),
    Statement(
        "CREATE TABLE facts (fact INTEGER NOT NULL, said INTEGER NOT NULL, "
        + ", ".join(_definition(declared) for declared in model.PROVENANCE) + ")"
    ),
)
"""``facts.said`` is alike for facts of the same dates and source: that part belongs to a key."""

MIGRATIONS: Final[dict[int, tuple[Statement, ...]]] = {}
"""What brings a store of one schema version to the next; tables and columns that the model gained
need no entry, they are added by themselves."""

HAS_BOOKS: Final = Statement("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'store'")
HAS_TABLES: Final = Statement("SELECT count(*) FROM duckdb_tables()")
READ_BOOKS: Final = Statement("SELECT schema_version, layout, store_id FROM store")
KEEP_BOOKS: Final = Statement("UPDATE store SET schema_version = $version, layout = $layout, engine = $engine")
COMMIT_SEQ: Final = Statement("SELECT commit_seq FROM store")
NEXT_COMMIT: Final = Statement("UPDATE store SET commit_seq = commit_seq + 1 RETURNING commit_seq")

READ_RECEIPT: Final = Statement(
    "SELECT commit_seq, inserted, updated, unchanged FROM batches WHERE batch_id = $batch_id"
)
ADD_RECEIPT: Final = Statement(
    "INSERT INTO batches VALUES ($batch_id, $commit_seq, $inserted, $updated, $unchanged, $changed)"
)
NOTE_COMMITS: Final = Statement("SELECT count(*) FROM batches WHERE changed AND starts_with(batch_id, $start)")
CHECK_RECEIPTS: Final = Statement("""
    SELECT (SELECT commit_seq FROM store), coalesce(max(commit_seq), 0),
           count(*) FILTER (WHERE changed), count(DISTINCT commit_seq) FILTER (WHERE changed),
           count(*) - count(DISTINCT batch_id)
    FROM batches""")

_IMPORT: Final = (
    "import_id", "content_hash", "sources", "state", "batches", "started_at", "finished_at", "accepted",
    "rejected", "commit_seq",
)
READ_IMPORTS: Final = Statement(f"SELECT {_listed(_IMPORT)} FROM imports ORDER BY started_at, import_id")
DROP_IMPORT: Final = Statement("DELETE FROM imports WHERE import_id = $import_id")
ADD_IMPORT: Final = Statement(
    f"INSERT INTO imports ({_listed(_IMPORT)}) VALUES ({', '.join('$' + name for name in _IMPORT)})"
)

# --- what closes the connection to the outside ---------------------------------------------------

ALLOW_SCRATCH: Final = Statement("SET allowed_directories = $folders")
CLOSE_OUTSIDE: Final = (
    Statement("SET enable_external_access = false"),
    # A log that was torn stays as it was found; a clean ``close`` checkpoints by itself.
    Statement("PRAGMA disable_checkpoint_on_shutdown"),
    Statement("SET lock_configuration = true"),
)
IS_LOCKED: Final = Statement("SELECT current_setting('lock_configuration')")

# --- layout of the model's tables ----------------------------------------------------------------


def _own(kind: EdgeKind) -> tuple[model.Column, ...]:
    """The columns of an edge table beside its two ends and its provenance."""
    return tuple(declared for declared in kind.columns if declared.name not in (kind.source, kind.target))


def _end_table(kind: EdgeKind, column: str) -> str:
    reference = model.column(kind, column).refers_to
    assert reference is not None
    return model.NODE_BY_LABEL[reference.label].table


def _has_id(kind: model.Table) -> bool:
    return kind.key == ("id",)


def base_table(kind: model.Table) -> str:
    """The table that holds a kind's rows; for edges it is not the one that people read.

    Examples
    --------
    >>> base_table(model.table("partners")), base_table(model.table("supplies"))
    ('partners', 'edges_supplies')
    """
    return f"edges_{kind.table}" if isinstance(kind, EdgeKind) else kind.table


def _base_columns(kind: model.Table) -> Iterator[tuple[str, str]]:
    """Name and type of each column of a base table."""
    if isinstance(kind, EdgeKind):
        yield from (("source_key", "INTEGER"), ("target_key", "INTEGER"), ("fact", "INTEGER"),
                    ("said", "INTEGER"))
        declared_here = _own(kind)
    else:
        if _has_id(kind):
            yield "node_key", "INTEGER"
        declared_here = model.all_columns(kind)
    yield from ((declared.name, _TYPES.get(declared.type, "VARCHAR")) for declared in declared_here)
    yield model.ATTRIBUTES, "VARCHAR"


def _create(kind: model.Table) -> Iterator[Statement]:
    columns = ", ".join(f"{_q(column)} {type_}" for column, type_ in _base_columns(kind))
    yield Statement(f"CREATE TABLE IF NOT EXISTS {_q(base_table(kind))} ({columns})")
    if isinstance(kind, EdgeKind):
        yield _view(kind)


def _view(kind: EdgeKind) -> Statement:
    own = _listed((declared.name for declared in _own(kind)), "e.")
    return Statement(f"""
        CREATE OR REPLACE VIEW {_q(kind.table)} AS
        SELECT s.id AS {_q(kind.source)}, t.id AS {_q(kind.target)}, {own + ', ' if own else ''}
               {_listed(_FACT, 'f.')}, e.{_q(model.ATTRIBUTES)}
        FROM {_q(base_table(kind))} e
        JOIN {_q(_end_table(kind, kind.source))} s ON s.node_key = e.source_key
        JOIN {_q(_end_table(kind, kind.target))} t ON t.node_key = e.target_key
        JOIN facts f ON f.fact = e.fact""")


@cache
def layout() -> tuple[Statement, ...]:
    """What makes every table and view of the model."""
    return tuple(statement for kind in model.TABLES.values() for statement in _create(kind))


def growth() -> tuple[Statement, ...]:
    """What adds the tables and columns that the model gained since a store was made."""
    columns = tuple(
        Statement(f"ALTER TABLE IF EXISTS {_q(base_table(kind))} ADD COLUMN IF NOT EXISTS {_q(column)} {type_}")
        for kind in model.TABLES.values() for column, type_ in _base_columns(kind)
    )
    return (*columns, *layout())


# --- writing a batch -----------------------------------------------------------------------------

LEARN_FACTS: Final = Statement(f"""
    INSERT INTO facts
    WITH fresh AS (
        SELECT (SELECT coalesce(max(fact), -1) FROM facts)
               + row_number() OVER (ORDER BY {_listed(_FACT)}) AS fact, *
        FROM (SELECT DISTINCT {_listed(_FACT)} FROM read_parquet($files)) b
        WHERE NOT EXISTS (SELECT 1 FROM facts f WHERE {_alike(_FACT, 'f', 'b')})),
    known AS (SELECT said, {_listed(_SAID_BY)} FROM facts GROUP BY ALL)
    SELECT b.fact, coalesce(known.said, min(b.fact) OVER (PARTITION BY {_listed(_SAID_BY, 'b.')})),
           {_listed(_FACT, 'b.')}
    FROM fresh b LEFT JOIN known ON {_alike(_SAID_BY, 'known', 'b')}""")

STAGED_COUNTS: Final = Statement("""
    SELECT count(*) FILTER (WHERE old_row IS NULL), count(*) FILTER (WHERE old_row IS NOT NULL AND NOT same),
           count(*) FILTER (WHERE same)
    FROM staged""")
DROP_STAGED: Final = Statement("DROP TABLE IF EXISTS staged")


@dataclass(frozen=True, slots=True)
class Writing:
    """The statements that apply the rows of one table of a batch, in this order.

    ``stage`` reads the files and finds for each row the one with the same key, ``strangers`` names
    an edge's ends that are not in the store, ``insert`` and ``update`` apply what differs.
    """

    stage: Statement
    strangers: tuple[tuple[str, Statement], ...]
    insert: Statement
    update: Statement


@cache
def writing(table: str) -> Writing:
    kind = model.table(table)
    return _edge_writing(kind) if isinstance(kind, EdgeKind) else _node_writing(kind)


def _node_writing(kind: NodeKind) -> Writing:
    names = column_names(kind)
    required = [declared.name for declared in kind.columns if declared.required]
    key = model.row_key(kind)
    others = [name for name in names if name not in key]
    table = _q(kind.table)
    next_key = "(SELECT coalesce(max(node_key), -1) FROM {}) + row_number() OVER (ORDER BY id), "
    return Writing(
        Statement(f"""
            CREATE TEMP TABLE staged AS
            SELECT {_listed(names, 'b.')}, old.rowid AS old_row,
                   old.rowid IS NOT NULL AND {_alike(others, 'b', 'old')} AS same
            FROM read_parquet($files) b
            LEFT JOIN {table} old ON {_matching(key, required, 'b', 'old')}"""),
        (),
        Statement(f"""
            INSERT INTO {table} ({'node_key, ' if _has_id(kind) else ''}{_listed(names)})
            SELECT {next_key.format(table) if _has_id(kind) else ''}{_listed(names)}
            FROM staged WHERE old_row IS NULL ORDER BY {_listed(key)}"""),
        _update(table, others),
    )


def _edge_writing(kind: EdgeKind) -> Writing:
    own = [declared.name for declared in _own(kind)]
    values = [name for name in own if name not in kind.extra_key] + ["fact", model.ATTRIBUTES]
    key = ("source_key", "target_key", *kind.extra_key, "said")
    names = ("source_key", "target_key", "fact", "said", *own, model.ATTRIBUTES)
    ends = [(column, _q(_end_table(kind, column))) for column in (kind.source, kind.target)]
    (source, sources), (target, targets) = ends
    table = _q(base_table(kind))
    return Writing(
        Statement(f"""
            CREATE TEMP TABLE staged AS
            WITH placed AS (
                SELECT s.node_key AS source_key, t.node_key AS target_key, f.fact, f.said,
                       {_listed((*own, model.ATTRIBUTES), 'b.')}
                FROM read_parquet($files) b
                LEFT JOIN {sources} s ON s.id = b.{_q(source)}
                LEFT JOIN {targets} t ON t.id = b.{_q(target)}
                LEFT JOIN facts f ON {_alike(_FACT, 'f', 'b')})
            SELECT b.*, old.rowid AS old_row, old.rowid IS NOT NULL AND {_alike(values, 'b', 'old')} AS same
            FROM placed b
            LEFT JOIN {table} old
              ON {_matching(key, ('source_key', 'target_key', 'said'), 'b', 'old')}"""),
        tuple(
            (column, Statement(f"""
                SELECT b.{_q(column)} FROM read_parquet($files) b
                WHERE NOT EXISTS (SELECT 1 FROM {nodes} n WHERE n.id = b.{_q(column)}) LIMIT 1"""))
            for column, nodes in ends
        ),
        Statement(f"INSERT INTO {table} ({_listed(names)}) SELECT {_listed(names)} FROM staged "
                  "WHERE old_row IS NULL ORDER BY source_key, target_key"),
        _update(table, values),
    )


HAS_STRANGERS: Final = Statement(
    "SELECT count(*) FROM staged WHERE source_key IS NULL OR target_key IS NULL"
)


def _update(table: str, values: Iterable[str]) -> Statement:
    changes = ", ".join(f"{_q(name)} = staged.{_q(name)}" for name in values)
    return Statement(f"UPDATE {table} SET {changes} FROM staged "
                     f"WHERE {table}.rowid = staged.old_row AND NOT staged.same")


def emptying() -> tuple[Statement, ...]:
    """What removes all content and its books, but not the number of commits."""
    tables = (*(base_table(kind) for kind in model.TABLES.values()), "facts", "batches", "imports")
    return tuple(Statement(f"DELETE FROM {_q(table)}") for table in tables)


# --- reading -------------------------------------------------------------------------------------


@cache
def counts() -> Statement:
    return Statement("SELECT " + ", ".join(
        f"(SELECT count(*) FROM {_q(base_table(kind))}) AS {_q(kind.table)}" for kind in model.TABLES.values()
    ))


def _stands() -> str:
    """``ecosystem.dates.stands`` in SQL; $year, $month and $day are ``dates.periods_over(as_of)``."""
    begun = " AND ".join(
        f"({_q(name)} IS NULL OR CASE length({_q(name)}) WHEN 4 THEN {_q(name)} <= $year "
        f"WHEN 7 THEN {_q(name)} <= $month ELSE {_q(name)} <= $day END)"
        for name in ("valid_from", "recorded_at")
    )
    return f"{begun} AND (valid_to IS NULL OR valid_to >= left($day, length(valid_to)))"


@cache
def rows(table: str, columns: tuple[str, ...], *, standing: bool) -> Statement:
    """The rows of a table in the order of their keys.

    Raises
    ------
    KeyError
        if the model has no such table or column.
    """
    kind = model.table(table)
    unknown = set(columns) - set(column_names(kind))
    if unknown:
        raise KeyError(f"table {table!r} has no columns {sorted(unknown)}")
    where = f"WHERE {_stands()}" if standing else ""
    order = ", ".join(f"{_q(name)} NULLS FIRST" for name in model.row_key(kind))
    return Statement(f"SELECT {_listed(columns)} FROM {_q(table)} {where} ORDER BY {order}")


def _nodes(label: str) -> NodeKind:
    kind = model.NODE_BY_LABEL[label]
    if not _has_id(kind):
        raise KeyError(f"{label} nodes have no id")
    return kind


@cache
def ids(label: str) -> Statement:
    return Statement(f"SELECT id FROM {_q(_nodes(label).table)} ORDER BY id")


@cache
def node_keys(label: str) -> Statement:
    """Integer keys in the order of the ids."""
    return Statement(f"SELECT node_key FROM {_q(_nodes(label).table)} ORDER BY id")


@cache
def record(label: str) -> Statement:
    kind = _nodes(label)
    return Statement(f"SELECT {_listed(column_names(kind))} FROM {_q(kind.table)} WHERE id = $id")


@cache
def near_ids(label: str) -> Statement:
    return Statement(f"SELECT id FROM {_q(_nodes(label).table)} WHERE starts_with(lower(id), lower($start)) "
                     "ORDER BY id LIMIT 3")


@cache
def days() -> Statement:
    """Every distinct date on which something began, was recorded, or that a node has of its own."""
    used = " UNION ALL ".join(
        f"SELECT DISTINCT fact FROM {_q(base_table(kind))}" for kind in model.EDGE_KINDS
    )
    found = [f"SELECT unnest([{_listed(BEGINNINGS)}]) AS day FROM facts WHERE fact IN ({used})"]
    for kind in model.FACT_KINDS:
        own = (*BEGINNINGS, *model.own_days(kind))
        found += [f"SELECT DISTINCT {_q(name)} FROM {_q(kind.table)}" for name in own]
    return Statement(f"SELECT DISTINCT day FROM ({' UNION ALL '.join(found)}) WHERE day IS NOT NULL")


FACTS: Final = Statement(f"SELECT {_listed(_FACT)} FROM facts ORDER BY fact")


@cache
def edges(table: str) -> Statement:
    """An edge table's keys, facts and own columns as numbers; texts as codes of ``edge_labels``."""
    kind = model.table(table)
    assert isinstance(kind, EdgeKind)
    numbers = [declared.name for declared in _own(kind) if declared.type in model.NUMERIC]
    texts = list(edge_labels(table))
    base = _q(base_table(kind))
    return Statement(
        "SELECT e.source_key, e.target_key, e.fact"
        + "".join(f", e.{_q(name)}::DOUBLE AS {_q(name)}" for name in numbers)
        + "".join(f", coalesce({_q('of_' + name)}.code, -1)::INTEGER AS {_q(name)}" for name in texts)
        + f" FROM {base} e"
        + "".join(f"""
            LEFT JOIN (SELECT label, row_number() OVER (ORDER BY label) - 1 AS code
                       FROM ({edge_labels(table)[name]})) {_q('of_' + name)}
            ON {_q('of_' + name)}.label = e.{_q(name)}""" for name in texts)
    )


@cache
def edge_labels(table: str) -> dict[str, Statement]:
    """For each text column of an edge table beside its ends: the distinct values, sorted."""
    kind = model.table(table)
    assert isinstance(kind, EdgeKind)
    return {
        declared.name: Statement(
            f"SELECT DISTINCT {_q(declared.name)} AS label FROM {_q(base_table(kind))} "
            f"WHERE {_q(declared.name)} IS NOT NULL ORDER BY label")
        for declared in _own(kind) if declared.type not in model.NUMERIC
    }


@dataclass(frozen=True, slots=True)
class Around:
    """One way in which rows of a table tie a node to others; ``tie.name`` is the other one's name."""

    table: str
    relation: str
    outgoing: bool
    label: str  # of the node at the other end
    subject: str  # the column that names the node that was asked about
    ties: Statement


@cache
def around(label: str) -> tuple[Around, ...]:
    """Every way in which a node of this kind is tied to others: by edges and by references."""
    found: list[Around] = []
    for kind in model.TABLES.values():
        if isinstance(kind, EdgeKind):
            found += _edges_around(kind, label)
            continue
        for declared, reference in model.references(kind):
            assert reference.relation is not None
            if reference.label == label:
                other = "v.id" if _has_id(kind) else _stated(kind, declared.name)
                name = "v.name" if _has_name(kind) else "NULL"
                found.append(Around(kind.table, reference.relation, reference.incoming, kind.label,
                                    declared.name, _ties(kind, declared.name, other, name)))
            if kind.label == label and _has_id(kind):
                found.append(_reference_from(kind, declared.name, reference))
    return tuple(found)


def _edges_around(kind: EdgeKind, label: str) -> Iterator[Around]:
    labels = {declared.name: reference.label for declared, reference in model.references(kind)}
    for here, there, outgoing in ((kind.source, kind.target, True), (kind.target, kind.source, False)):
        if labels[here] == label:
            yield Around(kind.table, kind.type, outgoing, labels[there], here,
                         _ties_to_node(kind, here, there, labels[there]))


def _reference_from(kind: NodeKind, column: str, reference: model.Reference) -> Around:
    assert reference.relation is not None
    return Around(kind.table, reference.relation, not reference.incoming, reference.label, "id",
                  _ties_to_node(kind, "id", column, reference.label))


def _ties_to_node(kind: model.Table, here: str, there: str, label: str) -> Statement:
    other = model.NODE_BY_LABEL[label]
    name = "n.name" if _has_name(other) else "NULL"
    return _ties(kind, here, f"v.{_q(there)}", name, f"LEFT JOIN {_q(other.table)} n ON n.id = v.{_q(there)}",
                 f"AND v.{_q(there)} IS NOT NULL")


def _ties(kind: model.Table, here: str, other: str, name: str, join: str = "", also: str = "") -> Statement:
    order = ", ".join(f"v.{_q(column)} NULLS FIRST" for column in model.row_key(kind))
    return Statement(f"""
        SELECT {other} AS other_id, {name} AS other_name, {_listed(column_names(kind), 'v.')}
        FROM {_q(kind.table)} v {join}
        WHERE v.{_q(here)} = $id {also}
        ORDER BY other_id, {order} LIMIT $limit""")


def _stated(kind: NodeKind, subject: str) -> str:
    """``records.stated`` in SQL."""
    return "concat_ws(' ', " + _listed((name for name in kind.key if name != subject), "v.") + ")"


def _has_name(kind: NodeKind) -> bool:
    return any(declared.name == "name" for declared in kind.columns)
