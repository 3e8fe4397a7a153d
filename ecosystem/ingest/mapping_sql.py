"""How a checked mapping becomes SQL: quoted names, quoted texts, and constant pieces between.

A mapping's texts reach a statement through ``literal`` and its names of target columns through
``identifier``, never in another way. Columns of foreign files have no names here at all: they are
called ``c0, c1 …`` in the order of their declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ecosystem.ingest.mapping_keys import DATE_FORMS, Condition, Field, Source, Target
from ecosystem.ingest.tables import COLUMN, FILE, LINE, REASON, VALUE

BLANKS: Final = " \t\r\n\v\f\u00a0\u3000\ufeff"
"""What is cut off both ends of every cell."""

_ISO: Final = r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)?)?"


def literal(text: str) -> str:
    """A text as an SQL expression that is exactly this text, whatever stands in it.

    Examples
    --------
    >>> print(literal("O'Hara; --"))
    'O''Hara; --'
    """
    # A NUL would end the statement for a parser written in C, so it is joined on as a number.
    return "'" + text.replace("'", "''").replace("\0", "' || chr(0) || '") + "'"


def identifier(name: str) -> str:
    """A column's name as SQL.

    Examples
    --------
    >>> print(identifier('an "odd" name'))
    "an ""odd"" name"
    """
    return '"' + name.replace('"', '""') + '"'


def texts(values: Sequence[str]) -> str:
    return ", ".join(map(literal, values))


def trimmed(cell: str) -> str:
    # The ends are looked at first: trimming by a set of characters takes four times as long.
    blanks = literal(BLANKS)
    return (f"CASE WHEN contains({blanks}, left({cell}, 1)) OR contains({blanks}, right({cell}, 1)) "
            f"THEN trim({cell}, {blanks}) ELSE {cell} END")


Lookup = Callable[[tuple[tuple[str, str], ...]], str]
"""Makes a table of texts available to the statement; gives its name."""


@dataclass(frozen=True, slots=True)
class Made:
    """One target cell as SQL, and when the row is to be refused because of it."""

    target: str
    value: str
    refused: str | None = None
    asked: str | None = None


def cell(field: Field, columns: Mapping[str, str], lookup: Lookup) -> Made:
    """The expression that fills a cell. The steps stand in the order that the documentation names."""
    value = " || ".join(columns[part] if what == "column" else literal(part) for what, part in field.parts)
    refused = asked = None
    if field.nulls:
        value = f"CASE WHEN ({value}) NOT IN ({texts(field.nulls)}) THEN {value} END"
    if field.lower:
        value = f"lower({value})"
    if field.map is not None:
        table = lookup(field.map)
        known, found = f"({value}) IN (SELECT k FROM {table})", f"(SELECT v FROM {table} WHERE k = ({value}))"
        if field.otherwise == "refuse":
            refused, asked = f"NOT ({known})", value
        value = f"CASE WHEN {known} THEN {found} ELSE {value} END" if field.otherwise == "keep" else found
    if field.country:
        value = f"CASE upper({value}) WHEN 'EL' THEN 'GR' WHEN 'UK' THEN 'GB' ELSE upper({value}) END"
    if field.dates:
        # What no form fits stays as it is: the stage refuses it with its place and its text.
        value = f"coalesce({', '.join(_date(value, form) for form in field.dates)}, {value})"
    if field.separator is not None:
        part = "replace(trim(p), ';', ',')"
        value = (f"array_to_string([{part} FOR p IN string_split({value}, {literal(field.separator)}) "
                 "IF trim(p) <> ''], ';')")
    if field.slug:
        value = f"trim(regexp_replace(lower({value}), '[^\\p{{L}}\\p{{N}}]+', '-', 'g'), '-')"
    value = f"nullif({value}, '')"
    if field.prefix:
        value = f"({literal(field.prefix)} || {value})"
    if field.default is not None:
        value = f"coalesce({value}, {literal(field.default)})"
    if field.when:
        met = meets(field.when, columns)
        value = f"CASE WHEN {met} THEN {value} END"
        refused = refused and f"{met} AND {refused}"
    return Made(field.target, value, refused, asked)


def _date(value: str, form: str) -> str:
    if form == "iso":
        return (f"CASE WHEN regexp_full_match({value}, {literal(_ISO)}) "
                f"AND try_cast(left({value}, 10) AS DATE) IS NOT NULL THEN left({value}, 10) END")
    day = f"try_strptime({value}, {literal(form)})"
    # strptime takes 20 for the year 20; four digits are meant wherever a year stands.
    return f"CASE WHEN year({day}) >= 1000 THEN strftime({day}, {literal(DATE_FORMS[form])}) END"


def meets(conditions: Sequence[Condition], columns: Mapping[str, str]) -> str:
    """All of these conditions, as one SQL condition that is never unknown."""
    return " AND ".join(_condition(each, columns[each.column]) for each in conditions) or "true"


def _condition(asked: Condition, column: str) -> str:
    if asked.test == "missing":
        return f"{column} IS NULL" if asked.flag else f"{column} IS NOT NULL"
    if asked.test == "in":
        return f"coalesce({column} IN ({texts(asked.values)}), false)"
    if asked.test == "not_in":
        return f"coalesce({column} NOT IN ({texts(asked.values)}), true)"
    sign = ">=" if asked.test == "at_least" else "<="
    return f"coalesce(try_cast({column} AS DOUBLE) {sign} {asked.number!r}, false)"


def rows(target: Target, sources: Mapping[str, Source], relations: Mapping[str, str], *,
         stated_by: str, lookup: Lookup) -> str:
    """The SELECT that makes the rows of one table; ``relations`` are the names of the sources' tables."""
    columns = _used(target, sources)
    parts = [_from(target, name, number, columns, sources, relations)
             for number, name in enumerate(target.sources)]
    base = " UNION ALL ".join(parts)
    if target.split is not None:
        base = _split(base, columns[target.split.column], target.split.by)
    made = [cell(field, columns, lookup) for field in target.fields]
    if "source" not in {each.target for each in made}:
        made.append(Made("source", literal(stated_by)))
    listed = ", ".join(f"{each.value} AS {identifier(each.target)}" for each in made)
    select = (f"SELECT {listed}, {FILE}, {LINE}, {_refusal(made)}, _s, _n, _m, _p "
              f"FROM ({base}) WHERE {meets(target.where, columns)}")
    return f"SELECT * EXCLUDE (_s, _n, _m, _p) FROM ({select}) {_one_each(target)}"


def _used(target: Target, sources: Mapping[str, Source]) -> dict[str, str]:
    """Every column that the rows may draw on, by its name in the mapping: ``k0, k1 …``."""
    names: dict[str, str] = {}
    for source in (*target.sources, *([target.join.source] if target.join else [])):
        for column in sources[source].all_columns:
            names.setdefault(column, f"k{len(names)}")
    return names


def _from(target: Target, name: str, number: int, columns: Mapping[str, str], sources: Mapping[str, Source],
          relations: Mapping[str, str]) -> str:
    own = {column: f"a.c{i}" for i, column in enumerate(sources[name].all_columns)}
    joined: dict[str, str] = {}
    join, order = "", "0"
    if target.join is not None:
        joined = {column: f"b.c{i}" for i, column in enumerate(sources[target.join.source].all_columns)}
        on = " AND ".join(f"{own.get(column, 'NULL')} = {joined[column]}" for column in target.join.on)
        join = f"{'LEFT ' if target.join.keep_all else ''}JOIN {relations[target.join.source]} b ON {on}"
        order = "coalesce(b._n, 0)"
    picked = ", ".join(f"{own.get(column) or joined.get(column, 'NULL::VARCHAR')} AS {key}"
                       for column, key in columns.items())
    return (f"SELECT {picked}, a.{FILE}, a.{LINE}, {number} AS _s, a._n AS _n, {order} AS _m, 0 AS _p "
            f"FROM {relations[name]} a {join}")


def _split(base: str, column: str, by: str) -> str:
    part = f"({trimmed('u.part')})"
    return (f"SELECT a.* REPLACE ({part} AS {column}, u.place AS _p) FROM ({base}) a, "
            f"unnest(string_split(a.{column}, {literal(by)})) WITH ORDINALITY AS u(part, place) "
            f"WHERE {part} <> ''")


def _refusal(made: Sequence[Made]) -> str:
    """The three columns that refuse a row; NULL for rows that are not refused, the first reason wins."""
    reasons = [each for each in made if each.refused]
    if not reasons:
        return f"NULL::VARCHAR AS {REASON}, NULL::VARCHAR AS {COLUMN}, NULL::VARCHAR AS {VALUE}"

    def cases(then: Callable[[Made], str]) -> str:
        return "CASE " + " ".join(f"WHEN {each.refused} THEN {then(each)}" for each in reasons) + " END"

    why = literal("the mapping has no entry for this value")
    return (f"{cases(lambda each: why)} AS {REASON}, {cases(lambda each: literal(each.target))} AS {COLUMN}, "
            f"{cases(lambda each: str(each.asked))} AS {VALUE}")


def _one_each(target: Target) -> str:
    if target.distinct is None:
        return ""
    by = ", ".join(map(identifier, target.distinct.by))
    order = ["_s", "_n", "_m", "_p"]
    if target.distinct.order is not None:
        order.insert(0, f"{identifier(target.distinct.order)} {'DESC' if target.distinct.last else 'ASC'} "
                        "NULLS LAST")
    # Refused rows stay: which of several equal ones is refused must not depend on their order.
    return (f"QUALIFY {REASON} IS NOT NULL OR row_number() OVER "
            f"(PARTITION BY {REASON} IS NULL, {by} ORDER BY {', '.join(order)}) = 1")
