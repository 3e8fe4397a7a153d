"""Which rows of a table cannot be accepted: found column by column, never row by row.

Refused rows are collected in the temporary table ``bad`` (source, row number, column, code), rows
that say the same as an earlier one in ``dropped``. What passes is what the stage writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Final

import duckdb
from duckdb.func import FunctionNullHandling

from ecosystem import model
from ecosystem.ingest import cells
from ecosystem.ingest.cells import Fault, quoted, text_of
from ecosystem.ingest.sources import PARQUET, Desk, Source, view_of
from ecosystem.model import Column, NodeKind, Table

PLACES: Final = {"double": 1000, "reference": 2000, "cycle": 3000}
"""Where faults that concern several rows stand among the faults of one row: after its cells."""

_BAD: Final = """CREATE OR REPLACE TEMP TABLE bad (
    src INTEGER, n BIGINT, place INTEGER, col VARCHAR, code VARCHAR, detail VARCHAR,
    other_src INTEGER, other_n BIGINT)"""
_DROPPED: Final = "CREATE OR REPLACE TEMP TABLE dropped (src INTEGER, n BIGINT)"
_PEEL_ROUNDS: Final = 64
_FEW: Final = 50_000


class TableCheck:
    """The checks of one table over all its sources, in the order in which they must run."""

    def __init__(self, desk: Desk, kind: Table, sources: Sequence[Source]) -> None:
        self._desk, self.kind, self.sources = desk, kind, sources
        self.faults: dict[tuple[str, str], None] = {}  # (column, code) that may occur, in order
        self._touched: set[int] = set()  # sources with refused or dropped rows
        desk.run(_BAD)
        desk.run(_DROPPED)
        self._merged = {source.number for source in sources if _create_typed(desk, source)}

    def run(self) -> None:
        for source in self.sources:
            self._check_cells(source)
        self._check_doubles()
        own: list[Column] = []
        for column, reference in model.references(self.kind):
            if reference.label == getattr(self.kind, "label", None):
                own.append(column)
            else:
                self._check_reference(column, reference.label)
        # a refused row takes with it those that name it, until no more fall
        while any([self._check_own_reference(column) for column in own] + [self._check_cycles(c) for c in own]):
            pass

    def accepted(self, source: Source) -> str:
        """SQL for the source's typed rows without the refused and dropped ones."""
        if source.number not in self._touched:
            return f"typed_{source.number}"
        gone = (f"SELECT n FROM bad WHERE src = {source.number} "
                f"UNION ALL SELECT n FROM dropped WHERE src = {source.number}")
        return f"(SELECT * FROM typed_{source.number} WHERE n NOT IN ({gone}))"

    def all_accepted(self, columns: str) -> str:
        """SQL for ``columns`` of the accepted rows of all sources, one after the other."""
        return " UNION ALL ".join(f"SELECT {columns} FROM {self.accepted(source)}" for source in self.sources)

    # --- one row alone ---
    def _check_cells(self, source: Source) -> None:
        faults = [fault for column in model.all_columns(self.kind) if column.name in source.slots
                  for fault in cells.faults_of(column, source.slots[column.name])
                  if not (fault.code == "nul" and source.csv)]  # a CSV file with NUL was refused whole
        if source.number in self._merged:
            faults.append(Fault(model.ATTRIBUTES, "json", "merged IS NULL"))
        faults = cells.reader_faults(source, [*faults, *cells.row_faults(source)])
        if not faults or not source.rows:
            return
        cases = ", ".join(f"CASE WHEN {fault.condition} THEN {place} END" for place, fault in enumerate(faults))
        listed = ", ".join(f"({place}, '{fault.column}', '{fault.code}')" for place, fault in enumerate(faults))
        self._add(
            f"SELECT {source.number}, n, place, col, code, NULL, NULL, NULL FROM ("
            f"SELECT n, unnest(list_filter([{cases}], lambda p: p IS NOT NULL)) AS place FROM {source.view} "
            f"WHERE {' OR '.join(dict.fromkeys(fault.filter for fault in faults))}) "
            f"JOIN (VALUES {listed}) AS known(place, col, code) USING (place)",
            faults, [source],
        )

    # --- rows of one table ---
    def _check_doubles(self) -> None:
        """Equal keys: the same said twice counts once, different things refuse each other.

        Hashes are compared first, by sorting numbers: equal keys have equal hashes, so that tables
        without doubles (nearly all) are done without sorting text.
        """
        keys = [quoted(model.column(self.kind, name)) for name in model.row_key(self.kind)
                if any(name in source.slots for source in self.sources)]
        hashed = f"hash({', '.join(keys)})"
        if not self._any_equal(hashed):
            return
        desk, key = self._desk, ", ".join(keys)
        whole = [quoted(column) for column in model.all_columns(self.kind)] + [model.ATTRIBUTES]
        content = ", ".join(f"'{place}': {column}" for place, column in enumerate(whole))
        desk.run("CREATE OR REPLACE TEMP TABLE doubled AS SELECT h FROM ("
                 f"{self.all_accepted(f'{hashed} AS h')}) GROUP BY h HAVING count(*) > 1")
        rows = " UNION ALL ".join(
            f"SELECT {source.number} AS src, * FROM {self.accepted(source)} WHERE {hashed} IN (SELECT h FROM doubled)"
            for source in self.sources
        )
        desk.run(
            "CREATE OR REPLACE TEMP TABLE twins AS SELECT src, n, row_number() OVER one AS turn, "
            "first_value({'s': src, 'n': n}) OVER one AS first, nth_value({'s': src, 'n': n}, 2) OVER whole AS second, "
            f"count(DISTINCT {{{content}}}) OVER (PARTITION BY {key}) AS versions FROM ({rows}) WINDOW "
            f"one AS (PARTITION BY {key} ORDER BY src, n), whole AS (PARTITION BY {key} ORDER BY src, n "
            "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)"
        )
        desk.run("INSERT INTO dropped SELECT src, n FROM twins WHERE versions = 1 AND turn > 1")
        self._touched |= {int(str(row[0])) for row in desk.run("SELECT DISTINCT src FROM dropped")}
        column = model.row_key(self.kind)[0]
        other = "CASE WHEN turn = 1 THEN second ELSE first END"
        self._add(
            f"SELECT src, n, {PLACES['double']}, '{column}', 'double', NULL, ({other}).s, ({other}).n "
            "FROM twins WHERE versions > 1",
            [Fault(column, "double", "")], self.sources,
        )

    def _any_equal(self, hashed: str) -> bool:
        if sum(source.rows for source in self.sources) < _FEW:
            hashes = self.all_accepted(f"{hashed} AS h")
            return self._desk.number(f"SELECT count(*) - count(DISTINCT h) FROM ({hashes})") > 0
        import numpy as np

        parts = []
        for source in self.sources:
            found = self._desk.connection.execute(f"SELECT {hashed} AS h FROM {self.accepted(source)}").fetchnumpy()
            parts.append(np.asarray(found["h"], dtype=np.uint64))
        sorted_ = np.sort(parts[0] if len(parts) == 1 else np.concatenate(parts))
        return bool((sorted_[1:] == sorted_[:-1]).any())

    # --- references ---
    def _check_reference(self, column: Column, label: str) -> None:
        for source in self.sources:
            if column.name in source.slots:
                self._add(self._dangling(source, column, label, f"known_{label}"),
                          _reference_faults(column), [source])

    def _check_own_reference(self, column: Column) -> bool:
        """The same for references to rows of the same table, which may be refused themselves."""
        assert isinstance(self.kind, NodeKind)
        label = self.kind.label
        self._desk.run(f"CREATE OR REPLACE TEMP TABLE own AS SELECT id FROM stored_{label} "
                       f"UNION ALL {self.all_accepted('id')}")
        self.collect_refused()
        found = [self._add(self._dangling(source, column, label, "own"), _reference_faults(column), [source])
                 for source in self.sources if column.name in source.slots]
        return any(found)

    def _dangling(self, source: Source, column: Column, label: str, known: str) -> str:
        name = quoted(column)
        return (
            f"SELECT {source.number}, n, {PLACES['reference'] + self._place(column)}, '{column.name}', "
            f"CASE WHEN {name} IN (SELECT id FROM refused WHERE label = '{label}') THEN 'refused' ELSE 'unknown' END, "
            f"NULL, NULL, NULL FROM {self.accepted(source)} AS t ANTI JOIN {known} AS k ON t.{name} = k.id "
            f"WHERE t.{name} IS NOT NULL"
        )

    def _check_cycles(self, column: Column) -> bool:
        """Rows that are their own ancestors, by way of stored rows too."""
        desk, name = self._desk, quoted(column)
        desk.run(
            f"CREATE OR REPLACE TEMP TABLE steps AS WITH fresh AS ("
            f"{self.all_accepted(f'id, {name} AS up')}) SELECT id, up FROM fresh WHERE up IS NOT NULL "
            f"UNION ALL SELECT s.id, s.up FROM parents_{self.kind.table} AS s ANTI JOIN fresh AS f ON s.id = f.id "
            "WHERE s.up IS NOT NULL"
        )
        left = desk.number("SELECT count(*) FROM steps")
        for _ in range(_PEEL_ROUNDS):  # whoever leads to a root is in no cycle; hierarchies are shallow
            desk.run("CREATE OR REPLACE TEMP TABLE steps AS "
                     "SELECT a.* FROM steps AS a SEMI JOIN steps AS b ON a.up = b.id")
            before, left = left, desk.number("SELECT count(*) FROM steps")
            if left in (0, before):
                break
        paths = _cycles({str(child): str(up) for child, up in desk.run("SELECT id, up FROM steps")}) if left else {}
        if not paths:
            return False
        desk.let("cycle_ids", list(paths))
        desk.let("cycle_paths", list(paths.values()))
        desk.run("CREATE OR REPLACE TEMP TABLE cycles AS "
                 "SELECT unnest(getvariable('cycle_ids')) AS id, unnest(getvariable('cycle_paths')) AS path")
        found = [
            self._add(
                f"SELECT {source.number}, t.n, {PLACES['cycle']}, '{column.name}', 'cycle', c.path, NULL, NULL "
                f"FROM {self.accepted(source)} AS t JOIN cycles AS c USING (id)",
                [Fault(column.name, "cycle", "")], [source],
            )
            for source in self.sources
        ]
        return any(found)

    def collect_refused(self) -> None:
        """Remember the ids of refused rows, so that those who name them can say why they fall."""
        if isinstance(self.kind, NodeKind) and not self.kind.is_statement:
            for source in self.sources:
                if source.number in self._touched:
                    self._desk.run(
                        f"INSERT INTO refused SELECT DISTINCT '{self.kind.label}', id FROM typed_{source.number} "
                        f"WHERE n IN (SELECT n FROM bad WHERE src = {source.number}) AND id IS NOT NULL"
                    )

    def _place(self, column: Column) -> int:
        return [each.name for each in self.kind.columns].index(column.name)

    def _add(self, select: str, faults: Iterable[Fault], sources: Sequence[Source]) -> bool:
        """Insert into ``bad``; says whether anything was."""
        self.faults.update(dict.fromkeys((fault.column, fault.code) for fault in faults))
        added = self._desk.number(f"INSERT INTO bad {select}") > 0
        if added:
            self._touched |= {source.number for source in sources}
        return added


def prepare(desk: Desk) -> None:
    """Create what the checks of all tables share."""
    desk.run("CREATE TEMP TABLE refused (label VARCHAR, id VARCHAR)")


def _create_typed(desk: Desk, source: Source) -> bool:
    """Create the view of a source's rows as they would be stored; says whether it has ``merged``."""
    columns = cells.typed_columns(source)
    if source.unknown:
        desk.let(f"keys_{source.number}",
                 [json.dumps(slot.name, ensure_ascii=False) + ":" for slot in source.unknown])
    merged = _has_attributes(desk, source)
    if merged:
        _merge_attributes(desk, source)
        columns[-2] = f"nullif(merged, '') AS {model.ATTRIBUTES}"
    desk.run(f"CREATE TEMP VIEW typed_{source.number} AS SELECT {', '.join(columns)} FROM {source.view}")
    return merged


def _has_attributes(desk: Desk, source: Source) -> bool:
    """Whether the source has a filled column ``attributes``: JSON text, as an export writes it."""
    slot = source.slots.get(model.ATTRIBUTES)
    return slot is not None and desk.number(f"SELECT count({text_of(slot)}) FROM {source.view}") > 0


def _merge_attributes(desk: Desk, source: Source) -> None:
    """Write the source again with a column ``merged``: given attributes and unknown columns in one."""
    given = text_of(source.slots[model.ATTRIBUTES])
    slots = ", ".join(slot.sql for slot in source.slots.values())
    with suppress(duckdb.NotImplementedException):  # made for an earlier source
        desk.connection.create_function("merged_json", merged_json, ["VARCHAR", "VARCHAR"], "VARCHAR",
                                        null_handling=FunctionNullHandling.SPECIAL)
    desk.let("raw", desk.path(f"merged/{source.number}.parquet"))
    desk.run(f"COPY (SELECT {slots}, merged_json({given}, {cells.attributes_of(source)}) AS merged FROM {source.view}) "
             f"TO (getvariable('raw')) ({PARQUET})")
    desk.run(f"DROP VIEW {source.view}")
    view_of(desk, source.number, desk.path(f"merged/{source.number}.parquet"),
            columns=[*(slot.sql for slot in source.slots.values()), "merged"])


@lru_cache(maxsize=4096)
def merged_json(given: str | None, extra: str | None) -> str | None:
    """Two JSON objects as one with sorted keys: '' where nothing is in it, None where it is no object.

    Examples
    --------
    >>> merged_json('{"b": 1, "a": {"d": 2, "c": 3}}', '{"b":"x"}')
    '{"a":{"c":3,"d":2},"b":"x"}'
    >>> merged_json('{"a": NaN}', None), merged_json("[1]", None), merged_json(None, None)
    (None, None, '')
    """
    merged: dict[str, object] = {}
    for text in (given, extra):
        try:
            read = json.loads(text or "{}", parse_constant=_no_number)
        except (ValueError, RecursionError):
            return None
        if not isinstance(read, dict):
            return None
        merged |= read
    try:
        whole = json.dumps(merged, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        whole.encode()
    except (ValueError, RecursionError):  # a number beyond all bounds, or half a character
        return None
    return whole if merged else ""


def _no_number(word: str) -> object:
    raise ValueError(f"{word} is not JSON")


def _cycles(steps: Mapping[str, str]) -> dict[str, str]:
    """For each id that is its own ancestor, the way round, from the smallest id of its cycle.

    Examples
    --------
    >>> _cycles({"a": "b", "b": "c", "c": "b", "d": "d"})
    {'b': 'b → c → b', 'c': 'b → c → b', 'd': 'd → d'}
    """
    found: dict[str, str] = {}
    seen: set[str] = set()
    for start in sorted(steps):
        way: dict[str, None] = {}
        place: str | None = start
        while place is not None and place not in seen:
            seen.add(place)
            way[place] = None
            place = steps.get(place)
        if place is None or place not in way:
            continue
        cycle = list(way)[list(way).index(place):]
        first = cycle.index(min(cycle))
        names = [name[:60] for name in cycle[first:] + cycle[:first]]
        shown = [*names[:8], "…", names[0]] if len(names) > 9 else [*names, names[0]]
        found |= dict.fromkeys(cycle, " → ".join(shown))
    return found


def _reference_faults(column: Column) -> list[Fault]:
    return [Fault(column.name, "unknown", ""), Fault(column.name, "refused", "")]
