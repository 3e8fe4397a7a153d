"""What a cell must be: the model's columns as DuckDB expressions, for its value and its faults.

Expressions are built from the model's names and our own slots (``c0``, ``c1``, …) only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ecosystem import model
from ecosystem.ingest.sources import Slot, Source
from ecosystem.ingest.tables import COLUMN, REASON
from ecosystem.model import Column, ColumnType

REASONS: Final = {
    "reader": "{detail}",
    "empty": "{column} is required and empty",
    "nul": "{column} holds a NUL byte",
    "long": "{column} is longer than 1,000 characters, too long for an id",
    "number": "{column} is not a number",
    "finite": "{column} is not a finite number",
    "integer": "{column} is not a whole number",
    "below": "{column} is below {minimum:g}",
    "above": "{column} is above {maximum:g}",
    "boolean": "{column} is neither true nor false",
    "date": "{column} is not a date; write YYYY, YYYY-MM or YYYY-MM-DD",
    "day": "{column} is not a day that exists",
    "far": "{column} lies beyond the year 2900, as a placeholder does; leave it empty",
    "order": "valid_to ends before valid_from begins",
    "json": "{column} is not a JSON object",
    "double": "another row has the same key and says something else",
    "unknown": "{column} is the id of no {label}, neither in these files nor in the store",
    "refused": "{column} is the id of a {label} that was refused itself",
    "cycle": "{column} makes the row its own ancestor",
}
"""Why a row was refused, by a short code. What belongs to one row only (``detail``) is added."""

_FAR: Final = "2900"
_DATE: Final = r"\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?"
_NUMERIC: Final = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER",
                   "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL")
_FLOATING: Final = ("FLOAT", "DOUBLE")
_TRUE: Final = "('true', 't', 'yes', 'y', '1')"
_FALSE: Final = "('false', 'f', 'no', 'n', '0')"
_ID_LENGTH: Final = 1000


@dataclass(frozen=True, slots=True)
class Fault:
    """A way in which a cell can be wrong: where, why, and the SQL that is true then.

    ``guard`` is cheaper and true at least as often: every row is asked the guards, and only rows
    that fail one are asked for their faults.
    """

    column: str
    code: str
    condition: str
    guard: str = ""

    @property
    def filter(self) -> str:
        return self.guard or self.condition


def quoted(column: Column) -> str:
    return f'"{column.name}"'


def text_of(slot: Slot) -> str:
    """The cell as text; empty text is NULL. Numbers that are whole lose their ``.0``."""
    cell, kind = slot.sql, slot.type.upper()
    if kind == "VARCHAR":
        return f"nullif({cell}, '')"
    if kind.endswith("[]"):
        return f"nullif(array_to_string({cell}, ';'), '')"
    if kind in _FLOATING:
        whole = f"{cell} = trunc({cell}) AND abs({cell}) < 1e15"
        return f"CASE WHEN {whole} THEN {cell}::BIGINT::VARCHAR ELSE {cell}::VARCHAR END"
    if kind.startswith("TIMESTAMP"):
        day = f"{cell}::TIMESTAMP = date_trunc('day', {cell}::TIMESTAMP)"
        return f"CASE WHEN {day} THEN {cell}::DATE::VARCHAR ELSE {cell}::VARCHAR END"
    return f"nullif({cell}::VARCHAR, '')"


def value_of(column: Column, slot: Slot | None) -> str:
    """The cell as it is stored; NULL where it cannot be (``faults_of`` says why)."""
    if slot is None:
        return f"NULL::{sql_type(column)}"
    cell = text_of(slot)
    if column.type is ColumnType.NUMBER:
        return f"{slot.sql}::DOUBLE" if _is_numeric(slot) else f"try_cast({cell} AS DOUBLE)"
    if column.type is ColumnType.INTEGER:
        return f"try_cast({cell} AS BIGINT)"
    if column.type is ColumnType.BOOLEAN:
        return (f"CASE WHEN lower({cell}) IN {_TRUE} THEN true "
                f"WHEN lower({cell}) IN {_FALSE} THEN false END")
    if column.name == "valid_to":
        return f"CASE WHEN {_is_far(cell)} THEN NULL ELSE {cell} END"
    return cell


def faults_of(column: Column, slot: Slot) -> list[Fault]:
    """Every way in which the cells of this slot can be wrong for this column."""
    cell, name, faults = text_of(slot), column.name, []
    if column.required and slot.type.upper() == "VARCHAR":
        # blanks sort before "!", so that hardly any cell is trimmed
        faults.append(Fault(name, "empty", f"({slot.sql} IS NULL OR {slot.sql} <= '!' AND "
                                           f"trim({slot.sql}, chr(9) || chr(10) || chr(13) || ' ') = '')"))
    elif column.required:
        faults.append(Fault(name, "empty", f"{cell} IS NULL"))
    if column.type in (ColumnType.TEXT, ColumnType.LIST) and slot.type.upper() in ("VARCHAR", "VARCHAR[]"):
        faults.append(Fault(name, "nul", f"coalesce(contains({cell}, chr(0)), false)"))
    if column.name == "id" or column.refers_to:
        faults.append(Fault(name, "long", f"coalesce(strlen({cell}) > {_ID_LENGTH} AND "
                                          f"length({cell}) > {_ID_LENGTH}, false)"))
    if column.type is ColumnType.NUMBER:
        faults += _number_faults(column, slot)
    if column.type is ColumnType.INTEGER:
        faults.append(Fault(name, "integer", f"coalesce(NOT regexp_full_match({cell}, '[+-]?\\d{{1,18}}'), false)"))
    if column.type is ColumnType.BOOLEAN:
        faults.append(Fault(name, "boolean", f"coalesce(lower({cell}) NOT IN {_TRUE} AND "
                                             f"lower({cell}) NOT IN {_FALSE}, false)"))
    if column.type is ColumnType.DATE:
        faults += _date_faults(column, cell)
    return faults


def row_faults(source: Source) -> list[Fault]:
    """Faults that no single cell has: an end before its beginning."""
    faults = []
    if {"valid_from", "valid_to"} <= source.slots.keys():
        begins, ends = text_of(source.slots["valid_from"]), text_of(source.slots["valid_to"])
        # compared in the coarser of the two precisions: 2018 may hold until 2018-06
        shorter = f"least(length({begins}), length({ends}))"
        faults.append(Fault("valid_to", "order",
                            f"coalesce(left({ends}, {shorter}) < left({begins}, {shorter}), false)"))
    return faults


def reader_faults(source: Source, faults: list[Fault]) -> list[Fault]:
    """What the reader of a foreign file refused itself; such a row is not looked at further."""
    if not (source.mapped and REASON in source.slots):
        return faults
    refused = f"{text_of(source.slots[REASON])} IS NOT NULL"
    passed = [Fault(each.column, each.code, f"(NOT ({refused}) AND {each.condition})", each.filter)
              for each in faults]
    return [Fault(COLUMN, "reader", refused), *passed]


def sql_type(column: Column) -> str:
    return {ColumnType.NUMBER: "DOUBLE", ColumnType.INTEGER: "BIGINT",
            ColumnType.BOOLEAN: "BOOLEAN"}.get(column.type, "VARCHAR")


_HEXADECIMAL: Final = (0x0B, 0x0E, 0x0F, *range(0x1A, 0x20))
"""Control characters whose escape has a letter and no short form."""


def typed_columns(source: Source) -> list[str]:
    """``expression AS "name"`` for every column of the table, attributes included, then ``n``."""
    kind = model.table(source.table)
    columns = [f"{value_of(column, source.slots.get(column.name))} AS {quoted(column)}"
               for column in model.all_columns(kind)]
    return [*columns, f"{attributes_of(source)} AS {model.ATTRIBUTES}", "n"]


def attributes_of(source: Source) -> str:
    """The unknown columns as JSON text with sorted keys, NULL where all of them are empty.

    The keys are in the variable ``keys_K``, as JSON with their colon.
    """
    if not source.unknown:
        return "NULL::VARCHAR"
    parts = ", ".join(f"getvariable('keys_{source.number}')[{place}] || {_as_json(text_of(slot))}"
                      for place, slot in enumerate(source.unknown, 1))
    return f"'{{' || nullif(concat_ws(',', {parts}), '') || '}}'"


def _as_json(text: str) -> str:
    """A text as JSON, spelled as Python spells it: DuckDB writes the escapes of control characters in capitals.

    A doubled backslash is put aside meanwhile, so that a text about escapes stays what it is; no
    control character can stand in JSON, so one of them can stand for it.
    """
    whole, backslashes = f"to_json({text})::VARCHAR", r"'\\'"
    spelled = f"replace({whole}, {backslashes}, chr(1))"
    for code in _HEXADECIMAL:
        spelled = f"replace({spelled}, '\\u{code:04X}', '\\u{code:04x}')"
    return f"CASE WHEN contains({whole}, '\\u00') THEN replace({spelled}, chr(1), {backslashes}) ELSE {whole} END"


def _number_faults(column: Column, slot: Slot) -> list[Fault]:
    cell, value, name = text_of(slot), value_of(column, slot), column.name
    low = "'-infinity'::DOUBLE" if column.minimum is None else f"{column.minimum!r}::DOUBLE"
    high = "'infinity'::DOUBLE" if column.maximum is None else f"{column.maximum!r}::DOUBLE"
    inside = f"({value} >= {low} AND {value} <= {high} AND isfinite({value}))"
    guard = f"coalesce(NOT {inside}, {slot.sql} IS NOT NULL)"
    faults = []
    if not _is_numeric(slot):
        # DuckDB reads 1_000 as a number; nobody else does
        guard = f"({guard} OR contains({slot.sql}, '_'))"
        wrong = f"{cell} IS NOT NULL AND ({value} IS NULL OR contains({cell}, '_'))"
        faults.append(Fault(name, "number", f"coalesce({wrong}, false)", guard))
    faults.append(Fault(name, "finite", f"coalesce(NOT isfinite({value}), false)", guard))
    if column.minimum is not None:
        faults.append(Fault(name, "below", f"coalesce({value} < {low}, false)", guard))
    if column.maximum is not None:
        faults.append(Fault(name, "above", f"coalesce({value} > {high} AND isfinite({value}), false)", guard))
    return faults


def _date_faults(column: Column, cell: str) -> list[Fault]:
    form = f"regexp_full_match({cell}, '{_DATE}')"
    right = (f"CASE length({cell}) WHEN 10 THEN coalesce(try_cast({cell} AS DATE)::VARCHAR = {cell}, false) "
             f"ELSE {form} AND {cell} >= '0001' END")
    guard = f"coalesce(NOT ({right}), false)"
    faults = [
        Fault(column.name, "date", f"coalesce(NOT {form}, false)", guard),
        Fault(column.name, "day", f"coalesce({form} AND NOT ({right}), false)", guard),
    ]
    if column.name != "valid_to":
        faults.append(Fault(column.name, "far", f"coalesce({form} AND {_is_far(cell)}, false)",
                            f"coalesce({cell} >= '{_FAR}', false)"))
    return faults


def _is_far(cell: str) -> str:
    return f"length({cell}) IN (4, 7, 10) AND {cell} >= '{_FAR}'"


def _is_numeric(slot: Slot) -> bool:
    return slot.type.upper().partition("(")[0] in _NUMERIC
