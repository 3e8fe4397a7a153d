"""What may stand in a mapping file: every key, and the checked form a mapping takes in memory.

``KEYS`` is the whole language. The parser below refuses what is not in it, and the table in
``docs/mappings.md`` is compared with it by a test. Every transformation is one of a closed list:
there is no expression, no pattern and no template language in which a mapping could compute.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, NoReturn

from ecosystem import model
from ecosystem.ingest.mapping_file import Items, Named, Node, Text, nearest, parse, refuse
from ecosystem.ingest.text import ENCODINGS

KEYS: Final[dict[str, dict[str, str]]] = {
    "mapping": {
        "mapping": "name of the mapping (required)",
        "about": "what the data are, for a reader",
        "attribution": "what the licence asks to be shown with results",
        "source": "who says so: fills the column `source` of every row (required)",
        "importer": "named importer that makes the sources with a `relation`",
        "sources": "the relations that are read, by name (required)",
        "tables": "the rows that are made of them (required)",
    },
    "source": {
        "files": "patterns of file names, such as `h2020*.csv.gz` (required unless `relation`)",
        "format": "`csv` (also gzipped, the default), `jsonl`, `parquet`, or `file`: left to the importer",
        "columns": "the columns that are used, as the header writes them (required unless `file`)",
        "delimiter": "one character between cells; `,` unless said",
        "quote": "one character round cells that hold the delimiter; `\"` unless said",
        "encoding": "`utf-8` unless said; `latin-1`, `cp1252`, `gb18030` and the other known ones",
        "header": "`true` (the default), or `false`: the file has no header and `columns` are all of them",
        "nulls": "texts that mean that a value is missing: a list, or a list per column",
        "optional": "`true`: the mapping works without this file",
        "counts": "columns that count: how many different values of one column there are per another",
        "relation": "which relation of the importer this is, in place of `files`",
    },
    "count": {
        "of": "the column whose different values are counted (required)",
        "per": "the column, or list of columns, that they are counted for (required)",
    },
    "table": {
        "table": "table of the exchange format that is filled (required)",
        "from": "source of the rows, or a list of sources one after the other (required)",
        "join": "columns of a second source, beside",
        "split": "one row per part of a column that holds a list",
        "where": "list of conditions; only rows that meet all are used",
        "distinct": "one row per combination of these columns",
        "columns": "what fills the table's columns (required)",
        "attributes": "what is kept beside them under names of your own",
    },
    "join": {
        "source": "the second source (required)",
        "on": "column, or list of columns, that both have and that must be equal (required)",
        "keep": "`matched` (the default): rows without a partner fall out; `all`: they stay",
    },
    "split": {
        "column": "the column that holds the list (required)",
        "by": "the separator (required)",
    },
    "distinct": {
        "by": "columns of the table that are to be unique together (required)",
        "first": "column of the table: the row in which it is smallest stays (missing last)",
        "last": "column of the table: the row in which it is largest stays (missing last)",
    },
    "condition": {
        "column": "the column that is asked (required)",
        "in": "list of texts: it is one of these",
        "not_in": "list of texts: it is none of these, or missing",
        "missing": "`true`: nothing stands there; `false`: something does",
        "at_least": "number: it is not smaller",
        "at_most": "number: it is not larger",
    },
    "field": {
        "column": "take a column of the source (a bare text means this)",
        "constant": "take this text",
        "template": "take a text with columns in it: `PIC {pic}`; missing if one of them is; `{{` is a brace",
        "nulls": "further texts that mean that the value is missing",
        "lower": "`true`: in small letters",
        "map": "table of texts: left is replaced by right",
        "otherwise": "for texts that are not in `map`: `keep` (the default), `empty`, or `refuse` the row",
        "country": "`true`: capital letters, and EL and UK become GR and GB",
        "date": "form of a date, or a list of forms that are tried in order",
        "list": "separator of a list, which is written with `;` from there on",
        "slug": "`true`: small letters and digits of any script, and `-` for all between them",
        "prefix": "text put in front",
        "default": "text where nothing stands in the end",
        "when": "list of conditions; nothing stands here for other rows",
    },
}

DATE_FORMS: Final[dict[str, str]] = {
    "%Y-%m-%d": "%Y-%m-%d", "%Y/%m/%d": "%Y-%m-%d", "%Y%m%d": "%Y-%m-%d", "%d/%m/%Y": "%Y-%m-%d",
    "%m/%d/%Y": "%Y-%m-%d", "%d.%m.%Y": "%Y-%m-%d", "%d-%m-%Y": "%Y-%m-%d", "%d %b %Y": "%Y-%m-%d",
    "%b %d, %Y": "%Y-%m-%d", "%Y-%m": "%Y-%m", "%m/%Y": "%Y-%m", "%Y": "%Y", "iso": "%Y-%m-%d",
}
"""Accepted forms of dates with the precision they are kept in; ``iso`` has a time of day behind."""

FORMATS: Final = ("csv", "jsonl", "parquet", "file")
OTHERWISE: Final = ("keep", "empty", "refuse")

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,62}\Z", re.ASCII)
_MAPPING_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Count:
    name: str
    of: str
    per: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A relation of texts: read from files, or (``relation``) made by the named importer."""

    name: str
    line: int
    columns: tuple[str, ...]
    files: tuple[str, ...] = ()
    format: str = "csv"
    delimiter: str = ","
    quote: str = '"'
    encoding: str = "utf-8"
    header: bool = True
    nulls: tuple[str, ...] = ()  # for every column
    column_nulls: tuple[tuple[str, tuple[str, ...]], ...] = ()
    optional: bool = False
    counts: tuple[Count, ...] = ()
    relation: str | None = None

    @property
    def all_columns(self) -> tuple[str, ...]:
        return (*self.columns, *(count.name for count in self.counts))


@dataclass(frozen=True, slots=True)
class Condition:
    column: str
    test: Literal["in", "not_in", "missing", "at_least", "at_most"]
    values: tuple[str, ...] = ()
    number: float = 0.0
    flag: bool = True


@dataclass(frozen=True, slots=True)
class Field:
    """How one cell comes about: ``parts`` are texts and ``("column", name)`` pairs in a row."""

    target: str
    parts: tuple[tuple[Literal["text", "column"], str], ...]
    nulls: tuple[str, ...] = ()
    lower: bool = False
    map: tuple[tuple[str, str], ...] | None = None
    otherwise: str = "keep"
    country: bool = False
    dates: tuple[str, ...] = ()
    separator: str | None = None
    slug: bool = False
    prefix: str = ""
    default: str | None = None
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Join:
    source: str
    on: tuple[str, ...]
    keep_all: bool


@dataclass(frozen=True, slots=True)
class Split:
    column: str
    by: str


@dataclass(frozen=True, slots=True)
class Distinct:
    by: tuple[str, ...]
    order: str | None = None
    last: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """The rows of one table, as they are made of sources."""

    table: str
    line: int
    sources: tuple[str, ...]
    fields: tuple[Field, ...]
    join: Join | None = None
    split: Split | None = None
    where: tuple[Condition, ...] = ()
    distinct: Distinct | None = None


@dataclass(frozen=True, slots=True)
class Declaration:
    """A whole mapping file, checked."""

    name: str
    about: str
    attribution: str
    source: str
    importer: str | None
    sources: tuple[Source, ...]
    targets: tuple[Target, ...]


def declaration(text: str, name: str) -> Declaration:
    """Read and check a mapping file; ``name`` is what error messages call it.

    Raises
    ------
    InvalidMapping
        with the line, and the nearest thing that would have been understood.
    """
    return _Parser(name).mapping(parse(text, name))


class _Parser:
    """Turns nodes into declarations; every complaint goes through ``no`` and has a line."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.sources: dict[str, Source] = {}

    def no(self, line: int, what: str) -> NoReturn:
        refuse(self.name, line, what)

    # --- the whole ---------------------------------------------------------------------------------
    def mapping(self, root: Named) -> Declaration:
        self.known(root, "mapping")
        title = self.text(root, "mapping", required=True)
        if not _MAPPING_NAME.match(title):
            self.no(root.lines["mapping"], f"{title!r} is not a name; use small letters, digits and '-'")
        importer = self.text(root, "importer") or None
        self.sources = {name: self.source(name, node, line, importer)
                        for name, node, line in self.named(root, "sources", required=True)}
        targets = [self.target(self.must_be_named(node, "a table"))
                   for node in self.items(root, "tables", required=True)]
        return Declaration(title, self.text(root, "about"), self.text(root, "attribution"),
                           self.text(root, "source", required=True), importer,
                           tuple(self.sources.values()), tuple(targets))

    def source(self, name: str, node: Node, line: int, importer: str | None) -> Source:
        if not _NAME.match(name):
            self.no(line, f"{name!r} is not a name for a source; use letters, digits and '_'")
        given = self.must_be_named(node, f"source {name!r}", line)
        self.known(given, "source")
        relation = self.text(given, "relation") or None
        files = self.texts(given, "files")
        if bool(relation) == bool(files):
            self.no(line, f"source {name!r} needs either 'files' or a 'relation' of the importer")
        kind = self.one_of(given, "format", FORMATS, "csv")
        if importer is None and (relation or kind == "file"):
            self.no(line, f"source {name!r} is made by an importer, but the mapping names no 'importer'")
        columns = self.texts(given, "columns", required=kind != "file")
        self.no_doubles(given, "columns", columns)
        everywhere, by_column = self.nulls(given, columns)
        return Source(
            name, line, columns, files, kind, self.character(given, "delimiter", ","),
            self.character(given, "quote", '"'), self.one_of(given, "encoding", ENCODINGS, "utf-8"),
            self.flag(given, "header", True), everywhere, by_column,
            self.flag(given, "optional", False), self.counts(given, columns), relation)

    def nulls(self, given: Named, columns: Sequence[str]
              ) -> tuple[tuple[str, ...], tuple[tuple[str, tuple[str, ...]], ...]]:
        node = given.values.get("nulls")
        if not isinstance(node, Named):
            return self.texts(given, "nulls"), ()
        for column, line in node.lines.items():
            self.column_of(column, columns, line)
        return (), tuple((column, self.texts(node, column)) for column in node.values)

    def counts(self, given: Named, columns: Sequence[str]) -> tuple[Count, ...]:
        counts = []
        for name, node, line in self.named(given, "counts"):
            if name in columns or not _NAME.match(name):
                self.no(line, f"{name!r} cannot be the name of a count; it is a column or not a name")
            inner = self.must_be_named(node, f"count {name!r}", line)
            self.known(inner, "count")
            of, per = self.text(inner, "of", required=True), self.texts(inner, "per", required=True)
            for column in (of, *per):
                self.column_of(column, columns, line)
            counts.append(Count(name, of, per))
        return tuple(counts)

    # --- tables ------------------------------------------------------------------------------------
    def target(self, given: Named) -> Target:
        self.known(given, "table")
        table = self.text(given, "table", required=True)
        if table not in model.TABLES:
            self.no(given.lines["table"], f"there is no table {table!r}; {nearest(table, [*model.TABLES])}")
        names = self.texts(given, "from", required=True)
        columns: list[str] = []
        for name in names:
            columns += [c for c in self.source_named(name, given.lines["from"]).all_columns
                        if c not in columns]
        join = self.join(given, names, columns)
        if join is not None:
            columns += [c for c in self.sources[join.source].all_columns if c not in columns]
        split = self.split(given, columns)
        fields = self.fields(given, table, columns)
        return Target(table, given.line, names, fields, join, split,
                      self.conditions(given, "where", columns), self.distinct(given, fields))

    def join(self, given: Named, names: Sequence[str], columns: Sequence[str]) -> Join | None:
        if "join" not in given.values:
            return None
        line = given.lines["join"]
        inner = self.must_be_named(given.values["join"], "'join'", line)
        self.known(inner, "join")
        other = self.source_named(self.text(inner, "source", required=True), line)
        on = self.texts(inner, "on", required=True)
        for column in on:
            self.column_of(column, columns, line)
            self.column_of(column, other.all_columns, line)
        both = sorted(set(columns) & set(other.all_columns) - set(on))
        if both:
            self.no(line, f"{both[0]!r} is a column of both sources, so it is unclear which one is meant")
        if other.name in names:
            self.no(line, f"source {other.name!r} cannot be joined with itself")
        return Join(other.name, on, self.one_of(inner, "keep", ("matched", "all"), "matched") == "all")

    def split(self, given: Named, columns: Sequence[str]) -> Split | None:
        if "split" not in given.values:
            return None
        line = given.lines["split"]
        inner = self.must_be_named(given.values["split"], "'split'", line)
        self.known(inner, "split")
        column = self.text(inner, "column", required=True)
        self.column_of(column, columns, line)
        return Split(column, self.separator(inner, "by", required=True))

    def distinct(self, given: Named, fields: Sequence[Field]) -> Distinct | None:
        if "distinct" not in given.values:
            return None
        line = given.lines["distinct"]
        made = [f.target for f in fields]
        node = given.values["distinct"]
        if not isinstance(node, Named):
            by = self.texts(given, "distinct", required=True)
            inner = Named({}, {}, line)
        else:
            inner = node
            self.known(inner, "distinct")
            by = self.texts(inner, "by", required=True)
        first, last = self.text(inner, "first"), self.text(inner, "last")
        if first and last:
            self.no(line, "'distinct' takes 'first' or 'last', not both")
        for column in (*by, *filter(None, (first, last))):
            self.column_of(column, made, line, "of this table")
        return Distinct(by, first or last or None, bool(last))

    def fields(self, given: Named, table: str, columns: Sequence[str]) -> tuple[Field, ...]:
        kind = model.table(table)
        own = [c.name for c in model.all_columns(kind)]
        fields = []
        for name, node, line in self.named(given, "columns", required=True):
            self.column_of(name, own, line, f"of table {table}; what is not goes under 'attributes'")
            fields.append(self.field(name, node, line, columns))
        made = {f.target for f in fields}
        for column in kind.columns:
            if column.required and column.name not in made:
                self.no(given.line, f"table {table} needs its column {column.name!r}")
        for name, node, line in self.named(given, "attributes"):
            if name in own or name == model.ATTRIBUTES or not _NAME.match(name):
                self.no(line, f"{name!r} cannot be an attribute: it is a column of the table, or not a "
                              "name of letters, digits and '_'")
            fields.append(self.field(name, node, line, columns))
        return tuple(fields)

    def field(self, target: str, node: Node, line: int, columns: Sequence[str]) -> Field:
        if isinstance(node, Text):
            if node.empty:
                self.no(line, f"nothing says what fills {target!r}")
            self.column_of(node.value, columns, line)
            return Field(target, (("column", node.value),))
        given = self.must_be_named(node, f"{target!r}", line)
        self.known(given, "field")
        taken = [key for key in ("column", "constant", "template") if key in given.values]
        if len(taken) != 1:
            self.no(line, f"{target!r} needs one of 'column', 'constant' and 'template'")
        value = self.text(given, taken[0], required=taken[0] != "constant")
        parts: tuple[tuple[Literal["text", "column"], str], ...]
        if taken[0] == "template":
            parts = self.template(value, line)
        else:
            parts = (("column" if taken[0] == "column" else "text", value),)
        for what, part in parts:
            if what == "column":
                self.column_of(part, columns, line)
        return Field(
            target, parts, self.texts(given, "nulls"), self.flag(given, "lower", False),
            self.pairs(given, "map"), self.one_of(given, "otherwise", OTHERWISE, "keep"),
            self.flag(given, "country", False), self.dates(given), self.separator(given, "list") or None,
            self.flag(given, "slug", False), self.text(given, "prefix"),
            self.text(given, "default") if "default" in given.values else None,
            self.conditions(given, "when", columns))

    def template(self, text: str, line: int) -> tuple[tuple[Literal["text", "column"], str], ...]:
        parts: list[tuple[Literal["text", "column"], str]] = []
        plain, at = "", 0
        while at < len(text):
            if text[at:at + 2] in ("{{", "}}"):
                plain, at = plain + text[at], at + 2
            elif text[at] == "{":
                end = text.find("}", at)
                if end < 0:
                    self.no(line, f"the template {text!r} has a '{{' without its '}}'")
                parts += [("text", plain)] if plain else []
                parts.append(("column", text[at + 1:end]))
                plain, at = "", end + 1
            elif text[at] == "}":
                self.no(line, f"the template {text!r} has a '}}' without its '{{'; write '}}}}' for a brace")
            else:
                plain, at = plain + text[at], at + 1
        return (*parts, ("text", plain)) if plain else tuple(parts)

    def dates(self, given: Named) -> tuple[str, ...]:
        forms = self.texts(given, "date")
        for form in forms:
            if form not in DATE_FORMS:
                self.no(given.lines["date"], f"{form!r} is not a known form of a date; known are: "
                                             + ", ".join(DATE_FORMS))
        return forms

    def conditions(self, given: Named, key: str, columns: Sequence[str]) -> tuple[Condition, ...]:
        return tuple(self.condition(self.must_be_named(node, f"a condition of {key!r}"), columns)
                     for node in self.items(given, key))

    def condition(self, given: Named, columns: Sequence[str]) -> Condition:
        self.known(given, "condition")
        column = self.text(given, "column", required=True)
        self.column_of(column, columns, given.line)
        tests = [key for key in given.values if key != "column"]
        if len(tests) != 1:
            self.no(given.line, "a condition has one of 'in', 'not_in', 'missing', 'at_least', 'at_most'")
        if tests[0] == "missing":
            return Condition(column, "missing", flag=self.flag(given, "missing", True))
        if tests[0] in ("in", "not_in"):
            return Condition(column, "in" if tests[0] == "in" else "not_in",
                             self.texts(given, tests[0], required=True))
        return Condition(column, "at_least" if tests[0] == "at_least" else "at_most",
                         number=self.number(given, tests[0]))

    # --- pieces ------------------------------------------------------------------------------------
    def known(self, given: Named, place: str) -> None:
        for key, line in given.lines.items():
            if key not in KEYS[place]:
                self.no(line, f"unknown key {key!r}; {nearest(key, [*KEYS[place]])}")

    def must_be_named(self, node: Node, what: str, line: int | None = None) -> Named:
        if not isinstance(node, Named):
            refuse(self.name, line or node.line, f"{what} needs named values below it")
        return node

    def missing(self, given: Named, key: str) -> NoReturn:
        self.no(given.line, f"{key!r} is missing here")

    def text(self, given: Named, key: str, *, required: bool = False) -> str:
        node = given.values.get(key)
        if node is None:
            if required:
                self.missing(given, key)
            return ""
        if not isinstance(node, Text) or node.empty or (required and not node.value):
            refuse(self.name, given.lines[key], f"{key!r} needs a text")
        return node.value

    def texts(self, given: Named, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts; a single text stands for a list of one."""
        node = given.values.get(key)
        if node is None:
            if required:
                self.missing(given, key)
            return ()
        nodes = node.values if isinstance(node, Items) else (node,)
        out = []
        for item in nodes:
            if not isinstance(item, Text) or item.empty:
                refuse(self.name, item.line, f"{key!r} needs texts, one or a list of them")
            out.append(item.value)
        if required and not out:
            self.no(given.lines[key], f"{key!r} is an empty list")
        return tuple(out)

    def items(self, given: Named, key: str, *, required: bool = False) -> tuple[Node, ...]:
        node = given.values.get(key)
        if node is None:
            if required:
                self.missing(given, key)
            return ()
        if not isinstance(node, Items) or not node.values:
            refuse(self.name, given.lines[key], f"{key!r} needs a list with '- ' before each item")
        return node.values

    def named(self, given: Named, key: str, *, required: bool = False) -> list[tuple[str, Node, int]]:
        node = given.values.get(key)
        if node is None:
            if required:
                self.missing(given, key)
            return []
        if not isinstance(node, Named) or not node.values:
            refuse(self.name, given.lines[key], f"{key!r} needs named values below it")
        return [(name, value, node.lines[name]) for name, value in node.values.items()]

    def pairs(self, given: Named, key: str) -> tuple[tuple[str, str], ...] | None:
        if key not in given.values:
            return None
        inner = self.must_be_named(given.values[key], f"{key!r}", given.lines[key])
        return tuple((left, self.text(inner, left)) for left in inner.values)

    def flag(self, given: Named, key: str, default: bool) -> bool:
        return self.one_of(given, key, ("true", "false"), "true" if default else "false") == "true"

    def one_of(self, given: Named, key: str, known: Sequence[str], default: str) -> str:
        value = self.text(given, key) if key in given.values else default
        if value not in known:
            self.no(given.lines[key], f"{key!r} is one of {', '.join(known)}, not {value!r}")
        return value

    def character(self, given: Named, key: str, default: str) -> str:
        value = self.text(given, key) if key in given.values else default
        value = "\t" if value == "\\t" else value
        if len(value) != 1 or (not value.isprintable() and value != "\t"):
            self.no(given.lines[key], f"{key!r} is one character (or \\t for a tabulator), not {value!r}")
        return value

    def separator(self, given: Named, key: str, *, required: bool = False) -> str:
        value = self.text(given, key, required=required)
        if len(value) > 8:
            self.no(given.lines[key], f"{key!r} is a separator of at most 8 characters")
        return "\t" if value == "\\t" else value

    def number(self, given: Named, key: str) -> float:
        value = self.text(given, key, required=True)
        # Only plain numbers: float() would also take 'nan', 'inf' and '1_000'.
        if not re.match(r"-?\d{1,15}(\.\d{1,6})?\Z", value, re.ASCII):
            self.no(given.lines[key], f"{key!r} is a number, not {value!r}")
        return float(value)

    def no_doubles(self, given: Named, key: str, values: Sequence[str]) -> None:
        for value in values:
            if values.count(value) > 1:
                self.no(given.lines[key], f"{value!r} stands twice in {key!r}")

    def source_named(self, name: str, line: int) -> Source:
        if name not in self.sources:
            self.no(line, f"there is no source {name!r}; {nearest(name, [*self.sources])}")
        found = self.sources[name]
        if found.format == "file" and found.relation is None:
            self.no(line, f"source {name!r} is left to the importer; rows come from its relations")
        return found

    def column_of(self, name: str, columns: Sequence[str], line: int, of: str = "of the source") -> None:
        if name not in columns:
            self.no(line, f"{name!r} is not a column {of}; {nearest(name, columns)}")


