"""Which kinds of node and edge exist: one declared table that everything else follows.

The exchange format's files, the embedded store's DDL, Neo4j's labels, constraints and
relationship types, the validation of imports and the page ``docs/data_model.md`` are all derived
from ``TABLES``. Adding a kind is one row here and its tests.

Every row of every table carries the provenance columns as well: ``valid_from``, ``valid_to``
(true in the world, both inclusive), ``recorded_at`` (when the source says it learned it),
``source`` and ``confidence``; and ``attributes``, a JSON object of the columns we did not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class ColumnType(StrEnum):
    """What a cell may hold. ``DATE`` is ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, kept as written."""

    TEXT = "text"
    LIST = "list"  # separated by ``;`` in a cell
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"


NUMERIC: Final = frozenset({ColumnType.NUMBER, ColumnType.INTEGER, ColumnType.BOOLEAN})
"""Types whose cells compare as numbers; the cells of all others are text."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that names a node of another kind; in Neo4j it is a relationship as well."""

    label: str
    relation: str | None = None  # relationship type; None for the two ends of an edge kind
    incoming: bool = False  # True: the relationship points from the named node to this one


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: ColumnType = ColumnType.TEXT
    required: bool = False
    refers_to: Reference | None = None
    minimum: float | None = None
    maximum: float | None = None
    default: float | None = None  # what a reader takes where the cell is empty
    planned: bool = False  # a date that lies ahead and says nothing of what is on record
    about: str = ""


@dataclass(frozen=True, slots=True)
class NodeKind:
    """A table of nodes.

    ``key`` is ``("id",)`` for things with an identity of their own. Other nodes are dated
    statements about a thing (a trait, a risk): their key is what they state, and the dates and the
    source belong to it, so that two sources may say different things.
    """

    label: str
    table: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("id",)
    about: str = ""
    is_note: bool = False  # what somebody works on, and no fact: in no snapshot, and no day on record comes from it

    @property
    def is_statement(self) -> bool:
        return self.key != ("id",)


@dataclass(frozen=True, slots=True)
class EdgeKind:
    """A table of edges: dated statements that a source node is related to a target node."""

    type: str
    table: str
    source: str
    target: str
    columns: tuple[Column, ...]
    extra_key: tuple[str, ...] = ()
    about: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        return (self.source, self.target, *self.extra_key)

    @property
    def is_statement(self) -> bool:
        return True


Table = NodeKind | EdgeKind

T, L, N, I, B, D = (  # noqa: E741 - the table below is read, not computed with
    ColumnType.TEXT,
    ColumnType.LIST,
    ColumnType.NUMBER,
    ColumnType.INTEGER,
    ColumnType.BOOLEAN,
    ColumnType.DATE,
)

PROVENANCE: Final[tuple[Column, ...]] = (
    Column("valid_from", D, about="first day on which it is true"),
    Column("valid_to", D, about="last day on which it is true"),
    Column("recorded_at", D, about="when the source learned it"),
    Column("source", T, about="who says so"),
    Column("confidence", N, minimum=0, maximum=1, about="the source's certainty, 0 to 1"),
)
"""The columns that every table has beside its own."""

STATEMENT_KEY: Final[tuple[str, ...]] = ("valid_from", "recorded_at", "source")
"""What belongs to the key of a dated statement beside the things it speaks of."""

ATTRIBUTES: Final = "attributes"
"""JSON object text of unknown columns, keys sorted; NULL where there are none."""


def _ref(name: str, label: str, relation: str | None = None, *, required: bool = False,
         incoming: bool = False, about: str = "") -> Column:
    return Column(name, T, required, Reference(label, relation, incoming), about=about)


def _end(name: str, label: str) -> Column:
    return Column(name, T, True, Reference(label))


_ID = Column("id", T, required=True, about="unique within its table")
_NAME = Column("name", T, required=True)
_WEIGHT = Column("weight", N, minimum=0, default=1.0, about="how much of it; 1 where nothing is said")

NODE_KINDS: Final[tuple[NodeKind, ...]] = (
    NodeKind("Partner", "partners", (
        _ID, _NAME, Column("kind"), Column("country", about="ISO 3166-1 alpha-2"),
        Column("aliases", L, about="other names, in any script"), Column("website"), Column("lei"),
        Column("founded", D), Column("size", N, minimum=0),
        _ref("parent_id", "Partner", "SUBSIDIARY_OF", about="the direct parent"),
    ), about="an organisation, as one source records it"),
    NodeKind("Capability", "capabilities", (
        _ID, _NAME, Column("scheme"), _ref("broader_id", "Capability", "NARROWER_THAN"),
        Column("name_zh"),
    ), about="something an organisation can do: a technology class, a product, a service"),
    NodeKind("Industry", "industries", (
        _ID, _NAME, Column("scheme"), _ref("broader_id", "Industry", "PART_OF_INDUSTRY"),
    ), about="a line of business"),
    NodeKind("Channel", "channels", (
        _ID, _NAME, Column("kind"), Column("region"),
        Column("size", N, minimum=0, default=1.0, about="how much is sold through it; 1 where nothing is said"),
    ),
             about="a way to customers: a market, a marketplace, a distributor"),
    NodeKind("Patent", "patents", (
        _ID, Column("title"), Column("family_id"), Column("filed", D), Column("granted", D),
    ), about="a patent document; documents of one family share family_id"),
    NodeKind("Partnership", "partnerships", (_ID, Column("kind"), Column("name")),
             about="a dated tie between two or more organisations; its first date is valid_from"),
    NodeKind("Programme", "programmes", (
        _ID, _NAME, _ref("owner_id", "Partner", "RUNS", incoming=True), Column("kind"), Column("terms"),
    ), about="an open ecosystem programme that partners join"),
    NodeKind("Strategy", "strategies", (
        _ID, _ref("partner_id", "Partner", "PURSUES", required=True, incoming=True), Column("name"),
        Column("horizon", D, planned=True, about="until when it is meant to be reached"),
        Column("version", I, minimum=1, default=1.0),
        _ref("supersedes_id", "Strategy", "SUPERSEDES", about="the version before"),
    ), about="what an organisation is out for in the next years; a change is a new version"),
    NodeKind("Need", "needs", (
        _ID, _ref("strategy_id", "Strategy", "HAS_NEED", required=True, incoming=True),
        _ref("capability_id", "Capability", "NEEDS", required=True),
        Column("weight", N, minimum=0, default=1.0), Column("must", B),
        Column("horizon", D, planned=True, about="by when it is needed"),
    ), about="a capability that a strategy requires"),
    NodeKind("Standard", "need_standards", (
        _ref("need_id", "Need", "HAS_STANDARD", required=True, incoming=True),
        Column("measure", required=True), Column("operator", required=True),
        Column("value", required=True), Column("unit"),
    ), key=("need_id", "measure", "operator"), about="what makes a need measurably met"),
    NodeKind("Trait", "traits", (
        _ref("partner_id", "Partner", "HAS_TRAIT", required=True, incoming=True),
        Column("measure", required=True), Column("value", required=True), Column("unit"),
    ), key=("partner_id", "measure"), about="strategy horizon, decision style, risk appetite, R&D cycle …"),
    NodeKind("Identifier", "identifiers", (
        _ref("partner_id", "Partner", "IDENTIFIED_BY", required=True, incoming=True),
        Column("scheme", required=True), Column("value", required=True),
    ), key=("partner_id", "scheme", "value"), about="LEI, ISNI, ROR, national register …"),
    NodeKind("Risk", "risks", (
        _ref("partner_id", "Partner", "HAS_RISK", required=True, incoming=True),
        Column("kind", required=True), Column("likelihood", N, minimum=0, maximum=1),
        Column("impact", N, minimum=0, maximum=1), Column("owner"), Column("note"),
    ), key=("partner_id", "kind"), about="what may go wrong with an organisation"),
    NodeKind("TradeBarrier", "trade_barriers", (
        Column("exporter_country", required=True, about="ISO 3166-1 alpha-2"),
        Column("importer_country", required=True, about="ISO 3166-1 alpha-2"),
        Column("kind", required=True, about="tariff, quota, export control, embargo, licence …"),
        Column("likelihood", N, minimum=0, maximum=1), Column("impact", N, minimum=0, maximum=1), Column("note"),
    ), key=("exporter_country", "importer_country", "kind"), about="what stands between two countries"),
    NodeKind("ListedEntity", "listed_entities", (
        _ID, _NAME, Column("schema", about="Person, Organization, Company, Vessel …"), Column("aliases", L),
        Column("countries", L), Column("identifiers", L, about="scheme:value, as in identifiers"),
        Column("topics", L, about="sanction, debarment, export.control …"), Column("programme"),
    ), about="somebody on a list of sanctions or the like, as the list records it"),
    NodeKind("Exclusion", "exclusions", (
        _ref("partner_id", "Partner", "EXCLUDES", required=True, incoming=True),
        _ref("excluded_id", "Partner", "EXCLUDED_BY", required=True, about="who is not to be proposed"),
        Column("kind", about="rival or veto; withdrawn where it was taken back"), Column("reason"),
    ), key=("partner_id", "excluded_id"), about="whom an organisation does not want, why, and until when"),
    NodeKind("Shortlisted", "shortlist", (
        _ref("partner_id", "Partner", "SHORTLISTS", required=True, incoming=True),
        _ref("candidate_id", "Partner", "SHORTLISTED_AS", required=True),
        Column("state", required=True, about="considered, approached, negotiating, agreed, dropped; or removed"),
        Column("note"), Column("position", N, minimum=0, about="the place in the list, smallest first"),
        Column("revision", I, minimum=1, default=1.0, about="1 for the first statement about a candidate, then 2"),
    ), key=("partner_id", "candidate_id"), is_note=True,
             about="with whom an organisation means to talk; the statement with the largest revision counts"),
    NodeKind("LifeEvent", "life_events", (
        _ID, Column("record", required=True, about="the id of the record that it happened to"),
        Column("kind", required=True, about="of the record: partnership, agreement, milestone …"),
        _ref("partnership_id", "Partnership", "HAPPENED_IN", required=True),
        Column("version", I, required=True, minimum=1, about="of the record after it"),
        Column("act", required=True, about="create, change, step, correct, undo"),
        Column("step", about="of the record's states"), Column("about", I, about="the version corrected or undone"),
        Column("before", about="the changed fields as they were, JSON"),
        Column("after", about="and as they are, JSON"), Column("person", required=True, about="who wrote it"),
        Column("why"), Column("written", about="the moment of writing; it decides nothing"),
        Column("key", about="under which the writer may repeat it"),
    ), is_note=True, about="what happened to a record in the life of a partnership; never changed"),
)

EDGE_KINDS: Final[tuple[EdgeKind, ...]] = (
    EdgeKind("HAS_CAPABILITY", "partner_capabilities", "partner_id", "capability_id",
             (_end("partner_id", "Partner"), _end("capability_id", "Capability"), _WEIGHT)),
    EdgeKind("IN_INDUSTRY", "partner_industries", "partner_id", "industry_id",
             (_end("partner_id", "Partner"), _end("industry_id", "Industry"), _WEIGHT)),
    EdgeKind("USES_CHANNEL", "partner_channels", "partner_id", "channel_id",
             (_end("partner_id", "Partner"), _end("channel_id", "Channel"), _WEIGHT)),
    EdgeKind("OWNED_BY", "patent_owners", "patent_id", "partner_id",
             (_end("patent_id", "Patent"), _end("partner_id", "Partner"))),
    EdgeKind("CLASSIFIED_AS", "patent_classes", "patent_id", "capability_id",
             (_end("patent_id", "Patent"), _end("capability_id", "Capability"))),
    EdgeKind("CITES", "citations", "citing_id", "cited_id",
             (_end("citing_id", "Patent"), _end("cited_id", "Patent"))),
    EdgeKind("SUPPLIES", "supplies", "supplier_id", "customer_id",
             (_end("supplier_id", "Partner"), _end("customer_id", "Partner"),
              _ref("capability_id", "Capability")), extra_key=("capability_id",)),
    EdgeKind("MEMBER_OF", "partnership_members", "partnership_id", "partner_id",
             (_end("partnership_id", "Partnership"), _end("partner_id", "Partner"), Column("role")),
             extra_key=("role",), about="in Neo4j from the partnership to its member"),
    EdgeKind("HAS_PROGRAMME_MEMBER", "programme_members", "programme_id", "partner_id",
             (_end("programme_id", "Programme"), _end("partner_id", "Partner"), Column("tier"))),
    EdgeKind("INPUT_TO", "industry_inputs", "supplier_industry_id", "customer_industry_id",
             (_end("supplier_industry_id", "Industry"), _end("customer_industry_id", "Industry"),
              Column("coefficient", N, required=True))),
)

TABLES: Final[dict[str, Table]] = {kind.table: kind for kind in NODE_KINDS + EDGE_KINDS}
"""Every table by name, in the order in which they can be written: what is referred to comes first."""

FACT_KINDS: Final[tuple[NodeKind, ...]] = tuple(kind for kind in NODE_KINDS if not kind.is_note)
"""The kinds of node that snapshots hold."""

DATED: Final[tuple[Table, ...]] = (*FACT_KINDS, *EDGE_KINDS)
"""The kinds whose days are days on record."""

NODE_BY_LABEL: Final[dict[str, NodeKind]] = {kind.label: kind for kind in NODE_KINDS}

STRONG_IDENTIFIERS: Final = frozenset(
    {"lei", "isni", "ror", "grid", "pic", "vat", "uscc", "duns", "company_number", "national_register"}
)
"""Schemes (lower case) of which one value belongs to one organisation only."""


def table(name: str) -> Table:
    """The kind that is kept in table ``name``.

    Raises
    ------
    KeyError
        if there is no such table.

    Examples
    --------
    >>> table("partners").label
    'Partner'
    """
    return TABLES[name]


def all_columns(kind: Table) -> tuple[Column, ...]:
    """Own columns, then provenance: the order of an exported file, before unknown columns.

    Examples
    --------
    >>> [c.name for c in all_columns(table("citations"))][:3]
    ['citing_id', 'cited_id', 'valid_from']
    """
    return (*kind.columns, *PROVENANCE)


def row_key(kind: Table) -> tuple[str, ...]:
    """The columns that tell two rows of a table apart (empty cells compare as equal).

    Examples
    --------
    >>> row_key(table("partners"))
    ('id',)
    >>> row_key(table("supplies"))
    ('supplier_id', 'customer_id', 'capability_id', 'valid_from', 'recorded_at', 'source')
    """
    return (*kind.key, *STATEMENT_KEY) if kind.is_statement else kind.key


def own_days(kind: Table) -> tuple[str, ...]:
    """The columns of a node's own that say since when something is so; a plan for later is none.

    Examples
    --------
    >>> own_days(table("patents")), own_days(table("strategies"))
    (('filed', 'granted'), ())
    """
    return tuple(each.name for each in kind.columns if each.type is ColumnType.DATE and not each.planned)


def column(kind: Table, name: str) -> Column:
    """The declaration of one column, provenance included.

    Raises
    ------
    KeyError
        if the table has no such column.
    """
    for declared in all_columns(kind):
        if declared.name == name:
            return declared
    raise KeyError(f"table {kind.table!r} has no column {name!r}")


def references(kind: Table) -> Iterator[tuple[Column, Reference]]:
    """Columns that name nodes, with what they name (the two ends of an edge included)."""
    for declared in kind.columns:
        if declared.refers_to is not None:
            yield declared, declared.refers_to
