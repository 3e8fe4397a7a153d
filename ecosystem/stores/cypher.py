"""Every Cypher text that is ever sent: built once from the declared model, values always parameters.

Labels, relationship types and property names come from ``model.TABLES`` only; nothing that a user
wrote is part of a text. ``texts()`` lists them all, and a test sends each to a live server.

How a table looks in the graph:

* A row of a node table is a node with the kind's label. Things are found by ``id``; statements
  (traits, identifiers, …) by ``key``, a hash of what tells two rows apart. Both are unique.
* A row of an edge table is a relationship with the kind's type, and a unique ``key`` as well. The
  ids of its two ends are those of its nodes and are not repeated on it.
* A reference (``parent_id`` …) is a property and a relationship too, kept in step.
* An empty cell is an absent property, a list is a list, a date is its text.
* What the store keeps about itself are nodes ``AllygraphStore``, ``AllygraphBatch`` and
  ``AllygraphImport``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from ecosystem import model
from ecosystem.model import EdgeKind, NodeKind, Reference
from ecosystem.stores.base import BEGINNINGS
from ecosystem.stores.records import column_names

MIGRATIONS: Final[dict[int, tuple[str, ...]]] = {}
"""By the schema version they start from: what makes the next version of it, run in order."""

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z", re.ASCII)


def _checked(name: str) -> str:
    """A name from the model as it may stand in a text."""
    if not _NAME.match(name):
        raise ValueError(f"{name!r} in the model cannot be a name in Cypher")
    return name


for _kind in model.TABLES.values():
    _checked(_kind.label if isinstance(_kind, NodeKind) else _kind.type)
    for _column in model.all_columns(_kind):
        _checked(_column.name)
        if _column.refers_to is not None and _column.refers_to.relation is not None:
            _checked(_column.refers_to.relation)

NODE_TABLES: Final = {kind.table: kind for kind in model.NODE_KINDS}
EDGE_TABLES: Final = {kind.table: kind for kind in model.EDGE_KINDS}


def handle(kind: NodeKind) -> str:
    """The unique property by which a node is found."""
    return "key" if kind.is_statement else "id"


def end_labels(kind: EdgeKind) -> tuple[str, str]:
    """The labels of an edge kind's source and target."""
    labels = {declared.name: reference.label for declared, reference in model.references(kind)}
    return labels[kind.source], labels[kind.target]


def own_columns(kind: model.Table) -> tuple[str, ...]:
    """What stands as a property on a node or relationship, in order; the ends of an edge do not."""
    ends = (kind.source, kind.target) if isinstance(kind, EdgeKind) else ()
    return tuple(name for name in column_names(kind) if name not in ends)


# --- what the store keeps about itself -----------------------------------------------------------
META: Final = (
    "MATCH (s:AllygraphStore {id: 'store'}) "
    "RETURN s.commit_seq AS commit_seq, coalesce(s.clearing, false) AS clearing, s.schema_version AS version"
)
FOUND: Final = (
    "MERGE (s:AllygraphStore {id: 'store'}) "
    "ON CREATE SET s.commit_seq = 0, s.schema_version = $version"
)
SET_VERSION: Final = "MATCH (s:AllygraphStore {id: 'store'}) SET s.schema_version = $version"
LOCK: Final = (
    # Setting a property takes the node's write lock, which is kept until the transaction ends: so
    # one writer at a time, and who has it knows that no half-applied batch is in sight.
    "MATCH (s:AllygraphStore {id: 'store'}) SET s.lock = true "
    "WITH s RETURN s.commit_seq AS commit_seq, coalesce(s.clearing, false) AS clearing"
)
UNLOCK: Final = "MATCH (s:AllygraphStore {id: 'store'}) SET s.commit_seq = $commit_seq REMOVE s.lock"
START_CLEARING: Final = (
    "MATCH (s:AllygraphStore {id: 'store'}) SET s.clearing = true, s.commit_seq = $commit_seq REMOVE s.lock"
)
END_CLEARING: Final = "MATCH (s:AllygraphStore {id: 'store'}) REMOVE s.clearing"

NOTE_COMMITS: Final = (
    "MATCH (b:AllygraphBatch) WHERE b.id STARTS WITH $start AND b.inserted + b.updated > 0 RETURN count(b) AS commits"
)
ADD_BATCH: Final = (
    "CREATE (b:AllygraphBatch) SET b = $batch, b.written_at = toString(datetime.realtime())"
)
BATCH: Final = (
    "MATCH (b:AllygraphBatch {id: $id}) "
    "RETURN b.commit_seq AS commit_seq, b.tables AS tables"
)
SET_IMPORT: Final = "MERGE (i:AllygraphImport {id: $record.id}) SET i = $record"
IMPORTS: Final = "MATCH (i:AllygraphImport) RETURN properties(i) AS record"

SCHEMA: Final[tuple[str, ...]] = (
    *(f"CREATE CONSTRAINT {label}_id IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
      for label in ("AllygraphStore", "AllygraphBatch", "AllygraphImport")),
    *(f"CREATE CONSTRAINT {kind.label}_{handle(kind)} IF NOT EXISTS "
      f"FOR (n:{kind.label}) REQUIRE n.{handle(kind)} IS UNIQUE" for kind in model.NODE_KINDS),
    *(f"CREATE INDEX {kind.label}_{declared.name} IF NOT EXISTS FOR (n:{kind.label}) ON (n.{declared.name})"
      for kind in model.NODE_KINDS for declared, _ in model.references(kind)),
    *(f"CREATE CONSTRAINT {kind.type}_key IF NOT EXISTS "
      f"FOR ()-[r:{kind.type}]-() REQUIRE r.key IS UNIQUE" for kind in model.EDGE_KINDS),
)
"""Constraints and indexes; each text can be run again without harm."""

WAIT_FOR_INDEXES: Final = "CALL db.awaitIndexes(60)"

# --- reading -------------------------------------------------------------------------------------
COUNTS: Final = " UNION ALL ".join((
    *(f"RETURN '{kind.table}' AS name, COUNT {{ (:{kind.label}) }} AS rows" for kind in model.NODE_KINDS),
    *(f"RETURN '{kind.table}' AS name, COUNT {{ ()-[:{kind.type}]->() }} AS rows" for kind in model.EDGE_KINDS),
))


def _in_parts(text: str) -> str:
    """Collect one value per match on the server and send it 10,000 at a time: six times faster."""
    return f"{text} UNWIND range(0, size(every) - 1, 10000) AS at RETURN every[at .. at + 10000] AS some"


HANDLES: Final[Mapping[str, str]] = {
    kind.table: _in_parts(f"MATCH (n:{kind.label}) WITH collect(n.{handle(kind)}) AS every")
    for kind in model.NODE_KINDS
}
"""All ids of a kind of node (or keys, of a kind of statement), in no order."""

SOURCES: Final[Mapping[str, str]] = {
    kind.table: _in_parts(
        f"MATCH (a:{end_labels(kind)[0]}) WHERE EXISTS {{ (a)-[:{kind.type}]->() }} WITH collect(a.id) AS every"
    )
    for kind in model.EDGE_KINDS
}
"""Ids of the nodes from which edges of a kind start, in no order."""


def _cells(of: str, names: tuple[str, ...]) -> str:
    return ", ".join(f"{of}.{name}" for name in names)


NODES: Final[Mapping[str, str]] = {
    kind.table: (
        f"UNWIND $handles AS handle MATCH (n:{kind.label} {{{handle(kind)}: handle}}) "
        f"RETURN collect([{_cells('n', own_columns(kind))}]) AS some"
    )
    for kind in model.NODE_KINDS
}

EDGES: Final[Mapping[str, str]] = {
    kind.table: (
        f"UNWIND $handles AS handle MATCH (a:{end_labels(kind)[0]} {{id: handle}}) "
        f"RETURN handle, [(a)-[r:{kind.type}]->(b) | [b.id, {_cells('r', own_columns(kind))}]] AS some"
    )
    for kind in model.EDGE_KINDS
}

KEYS: Final[Mapping[str, str]] = {
    kind.table: (
        f"UNWIND $handles AS handle MATCH (n:{kind.label} {{key: handle}}) "
        f"RETURN collect([n.key, {_cells('n', model.row_key(kind))}]) AS some"
    )
    for kind in model.NODE_KINDS if kind.is_statement
} | {
    kind.table: (
        f"UNWIND $handles AS handle MATCH (a:{end_labels(kind)[0]} {{id: handle}})-[r:{kind.type}]->(b) "
        f"RETURN collect([r.key, a.id, b.id, {_cells('r', model.row_key(kind)[2:])}]) AS some"
    )
    for kind in model.EDGE_KINDS
}
"""The keys that are stored, beside the cells that they are made of."""

def day_columns(kind: model.Table) -> tuple[str, ...]:
    """The columns that say since when something is so: of provenance, and dates of a node's own."""
    return (*BEGINNINGS, *(model.own_days(kind) if isinstance(kind, NodeKind) else ()))


def _days(kind: model.Table) -> str:
    of, pattern = _match(kind)
    return f"MATCH {pattern} RETURN " + ", ".join(
        f"collect(DISTINCT {of}.{name}) AS {name}" for name in day_columns(kind)
    )


def _match(kind: model.Table) -> tuple[str, str]:
    """A name and the pattern of all rows of a table."""
    return ("n", f"(n:{kind.label})") if isinstance(kind, NodeKind) else ("r", f"()-[r:{kind.type}]->()")


DAYS: Final[Mapping[str, str]] = {
    kind.table: _days(kind) for kind in model.DATED
}
"""The distinct days on which things began or were recorded."""

RECORD: Final[Mapping[str, str]] = {
    kind.table: f"MATCH (n:{kind.label} {{id: $id}}) RETURN {_cells('n', own_columns(kind))}"
    for kind in model.NODE_KINDS if not kind.is_statement
}

NEAR: Final[Mapping[str, str]] = {
    kind.table: (
        f"MATCH (n:{kind.label}) WHERE toLower(n.id) STARTS WITH $start "
        "RETURN n.id AS id ORDER BY id LIMIT 3"
    )
    for kind in model.NODE_KINDS if not kind.is_statement
}


def _name_of(label: str, node: str) -> str:
    named = any(declared.name == "name" for declared in model.NODE_BY_LABEL[label].columns)
    return f"{node}.name" if named else "null"


def _order(of: str, names: tuple[str, ...]) -> str:
    """Empty cells first, as everywhere."""
    return ", ".join(f"{of}.{name} IS NOT NULL, {of}.{name}" for name in names)


def _ties(kind: EdgeKind, outgoing: bool) -> str:
    here, there = end_labels(kind) if outgoing else end_labels(kind)[::-1]
    arrow = f"-[r:{kind.type}]->" if outgoing else f"<-[r:{kind.type}]-"
    return (
        f"MATCH (n:{here} {{id: $id}}){arrow}(o:{there}) "
        f"WITH r, o ORDER BY o.id, {_order('r', model.row_key(kind)[2:])} LIMIT $limit "
        f"RETURN o.id AS other, {_name_of(there, 'o')} AS name, [{_cells('r', own_columns(kind))}] AS cells"
    )


TIES: Final[Mapping[tuple[str, bool], str]] = {
    (kind.table, outgoing): _ties(kind, outgoing) for kind in model.EDGE_KINDS for outgoing in (True, False)
}
"""The edges of one node, by table and direction."""


def reference_columns(kind: NodeKind) -> Iterator[tuple[str, Reference]]:
    """The columns of a node table that are a relationship as well."""
    for declared, reference in model.references(kind):
        if reference.relation is not None:
            yield declared.name, reference


REFERENCES: Final = tuple(
    (kind, column, reference) for kind in model.NODE_KINDS for column, reference in reference_columns(kind)
)

REFERRING: Final[Mapping[tuple[str, str], str]] = {
    (kind.table, column): (
        f"MATCH (n:{kind.label} {{{column}: $id}}) WITH n ORDER BY "
        + (f"n.{handle(kind)}" if not kind.is_statement
           else f"{_order('n', tuple(name for name in model.row_key(kind) if name != column))}")
        + f" LIMIT $limit RETURN {_name_of(kind.label, 'n')} AS name, [{_cells('n', own_columns(kind))}] AS cells"
    )
    for kind, column, _ in REFERENCES
}
"""The nodes whose column names one node."""

REFERRED_NAME: Final[Mapping[str, str]] = {
    label: f"MATCH (n:{label} {{id: $id}}) RETURN {_name_of(label, 'n')} AS name"
    for label in sorted({reference.label for kind, _, reference in REFERENCES if not kind.is_statement})
}

# --- writing -------------------------------------------------------------------------------------
OLD_NODES: Final[Mapping[str, str]] = {
    kind.table: (
        f"UNWIND $keys AS key MATCH (n:{kind.label} {{{handle(kind)}: key}}) RETURN key, properties(n) AS old"
    )
    for kind in model.NODE_KINDS
}
ADD_NODES: Final[Mapping[str, str]] = {
    kind.table: f"UNWIND $rows AS row CREATE (n:{kind.label}) SET n = row" for kind in model.NODE_KINDS
}
SET_NODES: Final[Mapping[str, str]] = {
    kind.table: (
        f"UNWIND $rows AS row MATCH (n:{kind.label} {{{handle(kind)}: row.{handle(kind)}}}) SET n = row"
    )
    for kind in model.NODE_KINDS
}


def _path(kind: NodeKind, reference: Reference, relation: str = "") -> str:
    """The relationship of a reference, from its row ``n`` to what it names, ``t``."""
    left, right = ("<-", "-") if reference.incoming else ("-", "->")
    return f"(n){left}[{relation}:{reference.relation}]{right}(t)"


UNLINK: Final[Mapping[tuple[str, str], str]] = {
    (kind.table, column): (
        f"UNWIND $keys AS key MATCH (n:{kind.label} {{{handle(kind)}: key}}) "
        f"MATCH {_path(kind, reference, 'r')} DELETE r"
    )
    for kind, column, reference in REFERENCES if column not in kind.key
}
"""For references that moved; what belongs to a row's key cannot."""

LINK: Final[Mapping[tuple[str, str], str]] = {
    (kind.table, column): (
        f"UNWIND $pairs AS pair MATCH (n:{kind.label} {{{handle(kind)}: pair[0]}}) "
        f"MATCH (t:{reference.label} {{id: pair[1]}}) MERGE {_path(kind, reference)}"
    )
    for kind, column, reference in REFERENCES
}
LINK_LATE: Final[Mapping[tuple[str, str], str]] = {
    (kind.table, column): (
        f"UNWIND $ids AS id MATCH (n:{kind.label} {{{column}: id}}) "
        f"MATCH (t:{reference.label} {{id: id}}) MERGE {_path(kind, reference)}"
    )
    for kind, column, reference in REFERENCES
}
"""For new nodes that rows of earlier batches had named already."""

OLD_EDGES: Final[Mapping[str, str]] = {
    kind.table: f"UNWIND $keys AS key MATCH ()-[r:{kind.type} {{key: key}}]->() RETURN key, properties(r) AS old"
    for kind in model.EDGE_KINDS
}
ADD_EDGES: Final[Mapping[str, str]] = {
    kind.table: (
        f"UNWIND $rows AS row MATCH (a:{end_labels(kind)[0]} {{id: row[0]}}) "
        f"MATCH (b:{end_labels(kind)[1]} {{id: row[1]}}) "
        f"CREATE (a)-[r:{kind.type}]->(b) SET r = row[2] RETURN count(r) AS added"
    )
    for kind in model.EDGE_KINDS
}
SET_EDGES: Final[Mapping[str, str]] = {
    kind.table: f"UNWIND $rows AS row MATCH ()-[r:{kind.type} {{key: row.key}}]->() SET r = row"
    for kind in model.EDGE_KINDS
}
ABSENT: Final[Mapping[str, str]] = {
    label: (
        f"UNWIND $ids AS id WITH id WHERE NOT EXISTS {{ MATCH (n:{label} {{id: id}}) }} "
        "RETURN id ORDER BY id LIMIT 1"
    )
    for label in sorted({label for kind in model.EDGE_KINDS for label in end_labels(kind)})
}

CLEAR: Final[tuple[str, ...]] = (
    # Edges first: a node with a million of them would otherwise be one huge transaction.
    *(f"MATCH ()-[r:{type_}]->() WITH r LIMIT $size DELETE r RETURN count(*) AS gone"
      for type_ in dict.fromkeys((
          *(kind.type for kind in model.EDGE_KINDS),
          *(str(reference.relation) for _, _, reference in REFERENCES),
      ))),
    *(f"MATCH (n:{label}) WITH n LIMIT $size DETACH DELETE n RETURN count(*) AS gone"
      for label in (*(kind.label for kind in model.NODE_KINDS), "AllygraphBatch", "AllygraphImport")),
)

# --- care ----------------------------------------------------------------------------------------
_TYPES: Final = {
    model.ColumnType.TEXT: "STRING",
    model.ColumnType.DATE: "STRING",
    model.ColumnType.LIST: "LIST<STRING NOT NULL>",
    model.ColumnType.NUMBER: "INTEGER | FLOAT",
    model.ColumnType.INTEGER: "INTEGER",
    model.ColumnType.BOOLEAN: "BOOLEAN",
}


def _mistyped(kind: model.Table) -> str:
    of, pattern = _match(kind)
    types = {declared.name: _TYPES[declared.type] for declared in model.all_columns(kind)}
    sums = ", ".join(
        f"sum(CASE WHEN {of}.{name} IS :: {types.get(name, 'STRING')} THEN 0 ELSE 1 END) AS {name}"
        for name in own_columns(kind)
    )
    return f"MATCH {pattern} RETURN {sums}"


MISTYPED: Final[Mapping[str, str]] = {kind.table: _mistyped(kind) for kind in model.TABLES.values()}
"""How many cells of each column are of another type (somebody wrote to the database by hand)."""

STRAYED: Final[Mapping[tuple[str, str], str]] = {
    (kind.table, column): (
        f"CALL () {{ MATCH (n:{kind.label}) WHERE n.{column} IS NOT NULL "
        f"MATCH (t:{reference.label} {{id: n.{column}}}) WHERE NOT EXISTS {{ {_path(kind, reference)} }} "
        "RETURN count(*) AS lacking } "
        f"CALL () {{ MATCH {_path(kind, reference)} "
        f"WHERE n:{kind.label} AND (n.{column} IS NULL OR n.{column} <> t.id) RETURN count(*) AS extra }} "
        "RETURN lacking, extra"
    )
    for kind, column, reference in REFERENCES
}
"""References whose relationship is missing, and relationships without their reference."""


def texts() -> Iterator[tuple[str, str]]:
    """Every text with the name it has here, such as ``("NODES partners", "UNWIND …")``."""
    for name, value in globals().items():
        if not name.isupper() or name.startswith("_"):
            continue
        if isinstance(value, str):
            yield name, value
        elif name in {"SCHEMA", "CLEAR"}:
            yield from ((f"{name} {place}", text) for place, text in enumerate(value))
        elif isinstance(value, Mapping) and name not in {"MIGRATIONS", "NODE_TABLES", "EDGE_TABLES"}:
            for key, text in value.items():
                yield f"{name} {key if isinstance(key, str) else ' '.join(map(str, key))}", text
