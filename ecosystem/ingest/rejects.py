"""What is said about rows that were refused: a summary by reason, and files that can be mended.

A rejects file is named like its table and has the table's columns, so that a folder of them can be
imported again once its cells are put right; ``_file _line _column _value _reason`` are passed over.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from ecosystem import model
from ecosystem.ingest.cells import REASONS, text_of
from ecosystem.ingest.checks import TableCheck
from ecosystem.ingest.formulas import protect, protect_sql
from ecosystem.ingest.lines import first_lines
from ecosystem.ingest.sources import Desk, Source, file_column, line_column
from ecosystem.ingest.tables import COLUMN, MARKS, REASON, VALUE
from ecosystem.model import Table

SAMPLES: Final = 5
_WIDE: Final = 10_000
"""Characters of an unreadable record, or of a sample's value, that are shown."""

_UNREADABLE: Final = {
    "MISSING COLUMNS": "the row has fewer cells than the header",
    "TOO MANY COLUMNS": "the row has more cells than the header",
    "UNQUOTED VALUE": "a quote is opened and not closed, or stands inside a quoted cell without being doubled",
    "LINE SIZE OVER MAXIMUM": "the row is too long",
    "INVALID ENCODING": "the row is not UTF-8 text",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """One refused row: where it stood, what was in the cell, and the whole reason."""

    file: str
    line: int | None
    value: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class RejectSummary:
    """How many rows of a table were refused for one reason, with a few of them."""

    table: str
    column: str | None
    reason: str
    count: int
    samples: tuple[Sample, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> RejectSummary:
        return cls(**{**read, "samples": tuple(Sample(**each) for each in read["samples"])})


def summarised(desk: Desk, check: TableCheck, folder: Path) -> list[RejectSummary]:
    """Write the table's rejects file, if any row was refused, and say why in short."""
    sources = check.sources
    refused = desk.number("SELECT count(*) FROM bad")
    if not refused and not any(source.unreadable for source in sources):
        return []
    desk.run("CREATE OR REPLACE TEMP TABLE lines (src INTEGER, n BIGINT, file VARCHAR, line BIGINT)")
    for source in sources:
        _find_lines(desk, source)
    _create_verdicts(desk, check)
    path = folder / f"{check.kind.table}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(desk, check.kind, sources, path)
    return [*_summaries(desk, check), *_unreadable_summaries(check.kind, sources)]


def refused_rows(desk: Desk, sources: Sequence[Source]) -> int:
    rows = desk.number("SELECT count(*) FROM (SELECT DISTINCT src, n FROM bad)")
    return rows + sum(len(source.unreadable) for source in sources)


def _find_lines(desk: Desk, source: Source) -> None:
    """Say for each row that will be spoken of where it stands."""
    number = source.number
    wanted = (f"SELECT n FROM bad WHERE src = {number} UNION SELECT other_n FROM bad WHERE other_src = {number}")
    line = f"coalesce({line_column(source)}, n + 1)"
    if source.csv:
        import numpy as np

        rows = np.asarray(desk.connection.execute(wanted).fetchnumpy()["n"], dtype=np.int64)
        if not len(rows):
            return
        lines = first_lines(source.csv, source.rows, source.unreadable)
        # a row number is said where breaks inside broken cells make lines uncountable
        known = lines[rows] if lines is not None else rows + 1
        desk.connection.register("found_lines", {"n": rows, "line": known})
        desk.run(f"CREATE OR REPLACE TEMP TABLE line_of_{number} AS SELECT n AS row, line FROM found_lines")
        desk.connection.unregister("found_lines")
        line = f"(SELECT any_value(line) FROM line_of_{number} WHERE row = n)"
    desk.run(f"INSERT INTO lines SELECT {number}, n, {file_column(source)}, {line} "
             f"FROM {source.view} WHERE n IN ({wanted})")


def _create_verdicts(desk: Desk, check: TableCheck) -> None:
    """One row per refused row: its first faulty column, and all reasons in one sentence."""
    sentences = ", ".join(
        f"('{column}', '{code}', {_literal(_reason(check.kind, column, code))})" for column, code in check.faults
    ) or "('', '', '')"
    other = "coalesce(' (' || o.file || ', line ' || o.line || ')', '')"
    desk.run(
        "CREATE OR REPLACE TEMP TABLE verdicts AS "
        "SELECT b.src, b.n, arg_min(b.col, b.place) AS col, arg_min(b.code, b.place) AS code, "
        f"string_agg(s.sentence || {other} || coalesce(': ' || b.detail, ''), '; ' ORDER BY b.place) AS reason "
        f"FROM bad AS b JOIN (VALUES {sentences}) AS s(col, code, sentence) ON s.col = b.col AND s.code = b.code "
        "LEFT JOIN lines AS o ON o.src = b.other_src AND o.n = b.other_n GROUP BY b.src, b.n"
    )


def _reason(kind: Table, column: str, code: str) -> str:
    try:
        declared = model.column(kind, column)
    except KeyError:  # of the row, or the attributes
        return REASONS[code].format(column=column, detail="")
    label = declared.refers_to.label if declared.refers_to else ""
    return REASONS[code].format(column=column, label=label, minimum=declared.minimum or 0,
                                maximum=declared.maximum or 0, detail="")


def _literal(sentence: str) -> str:
    return "'" + sentence.replace("'", "''") + "'"


def _write(desk: Desk, kind: Table, sources: Sequence[Source], path: Path) -> None:
    known = [column.name for column in (*model.all_columns(kind), model.Column(model.ATTRIBUTES))
             if any(column.name in source.slots for source in sources)]
    unknown = sorted({slot.name for source in sources for slot in source.unknown})
    names = [*known, *unknown]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow([*(protect(name) for name in names), *MARKS])
        for source in sources:
            for each in source.unreadable:
                out.writerow([*[""] * len(names), protect(source.name), each.line, "",
                              protect(each.text[:_WIDE]), _sentence(each.kind)])
    with path.open("ab") as whole:
        for source in sources:
            part = Path(desk.path("part.csv"))
            desk.let("part", str(part))
            desk.run(_rejects_sql(source, names))
            with part.open("rb") as file:
                while piece := file.read(1 << 20):
                    whole.write(piece)
            part.unlink()


def _rejects_sql(source: Source, names: Sequence[str]) -> str:
    cells = [text_of(source.slots[name]) if name in source.slots else "NULL" for name in names]
    column = _said(source, COLUMN, f"nullif(col, '{COLUMN}')")
    marks = [protect_sql("file"), "line", column, protect_sql("value"), protect_sql("reason")]
    shown = ", ".join([*(protect_sql(cell) if cell != "NULL" else cell for cell in cells), *marks])
    return (f"COPY (SELECT {shown} FROM ({_refused_sql(source)}) ORDER BY n) "
            "TO (getvariable('part')) (FORMAT csv, HEADER false)")


def _refused_sql(source: Source) -> str:
    """The refused rows of a source with where they stood, the faulty cell and the reason."""
    value = " ".join(f"WHEN '{name}' THEN {text_of(slot)}" for name, slot in source.slots.items()
                     if _is_known(source.table, name))
    reason = "v.reason"
    if source.mapped and REASON in source.slots:
        reason = f"concat_ws('; ', {text_of(source.slots[REASON])}, nullif(v.reason, ''))"
    cell = _said(source, VALUE, f"CASE v.col {value} END")
    return (f"SELECT s.*, l.file, l.line, v.col, v.code, {cell} AS value, {reason} AS reason "
            f"FROM {source.view} AS s JOIN (SELECT * FROM verdicts WHERE src = {source.number}) AS v USING (n) "
            f"JOIN (SELECT * FROM lines WHERE src = {source.number}) AS l USING (n)")


def _said(source: Source, mark: str, otherwise: str) -> str:
    """What the reader of a foreign file said itself comes before what we found."""
    if source.mapped and mark in source.slots and REASON in source.slots:
        return f"coalesce({text_of(source.slots[mark])}, {otherwise})"
    return otherwise


def _is_known(table: str, name: str) -> bool:
    return name == model.ATTRIBUTES or name in {column.name for column in model.all_columns(model.table(table))}


def _summaries(desk: Desk, check: TableCheck) -> list[RejectSummary]:
    summaries: list[RejectSummary] = []
    for column, code in check.faults:
        where = f"col = '{column}' AND code = '{code}'"
        count = desk.number(f"SELECT count(*) FROM verdicts WHERE {where}")
        if not count:
            continue
        if code == "reader":
            summaries += _reader_summaries(desk, check)
            continue
        samples: list[Sample] = []
        for source in check.sources:
            samples += _samples(desk, source, where, SAMPLES - len(samples))
        summaries.append(RejectSummary(check.kind.table, column, _reason(check.kind, column, code), count,
                                       tuple(samples)))
    return summaries


def _reader_summaries(desk: Desk, check: TableCheck) -> Iterable[RejectSummary]:
    """What a mapping or importer refused, by its own sentences."""
    for source in (each for each in check.sources if each.mapped and REASON in each.slots):
        said = text_of(source.slots[REASON])
        where = "code = 'reader'"
        for reason, count in desk.run(
            f"SELECT {said} AS reason, count(*) FROM {source.view} JOIN (SELECT n FROM verdicts WHERE "
            f"src = {source.number} AND {where}) USING (n) GROUP BY reason ORDER BY count(*) DESC, reason LIMIT 20"
        ):
            desk.let("reason", reason)
            samples = _samples(desk, source, f"{where} AND {said} = getvariable('reason')", SAMPLES)
            yield RejectSummary(source.table, None, str(reason), int(str(count)), tuple(samples))


def _samples(desk: Desk, source: Source, where: str, most: int) -> list[Sample]:
    rows = desk.run(f"SELECT file, line, left(value, 200), left(reason, 1000) FROM ({_refused_sql(source)}) "
                    f"WHERE {where} ORDER BY n LIMIT {max(most, 0)}")
    return [Sample(str(file), None if line is None else int(str(line)),
                   None if value is None else str(value), str(reason)) for file, line, value, reason in rows]


def _unreadable_summaries(kind: Table, sources: Sequence[Source]) -> list[RejectSummary]:
    found: dict[str, list[Sample]] = {}
    for source in sources:
        for each in source.unreadable:
            sentence = _sentence(each.kind)
            found.setdefault(sentence, []).append(Sample(source.name, each.line, each.text[:200], sentence))
    return [RejectSummary(kind.table, None, sentence, len(samples), tuple(samples[:SAMPLES]))
            for sentence, samples in found.items()]


def _sentence(kind: str) -> str:
    return _UNREADABLE.get(kind, f"the row cannot be read ({kind.lower()})")
