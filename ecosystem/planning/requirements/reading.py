"""How is a standard read, and how is a fact held against it? From text to one of three states."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from typing import Final

from ecosystem.units import UnitsDiffer, convert, normal_unit
from scoring.covering.standards import (
    ORDERED,
    Demand,
    Operator,
    State,
    WordDemand,
    number_meets,
    numbers_contradict,
    words_contradict,
    words_meet,
)

_SPELLINGS: Final = {
    "<=": Operator.AT_MOST, "=<": Operator.AT_MOST, "≤": Operator.AT_MOST, "at most": Operator.AT_MOST,
    "max": Operator.AT_MOST, ">=": Operator.AT_LEAST, "=>": Operator.AT_LEAST, "≥": Operator.AT_LEAST,
    "at least": Operator.AT_LEAST, "min": Operator.AT_LEAST, "<": Operator.BELOW, "below": Operator.BELOW,
    ">": Operator.ABOVE, "above": Operator.ABOVE, "=": Operator.EQUAL, "==": Operator.EQUAL, "is": Operator.EQUAL,
    "!=": Operator.NOT_EQUAL, "<>": Operator.NOT_EQUAL, "≠": Operator.NOT_EQUAL, "is not": Operator.NOT_EQUAL,
    "between": Operator.BETWEEN, "one of": Operator.ONE_OF, "in": Operator.ONE_OF, "includes": Operator.INCLUDES,
    "contains": Operator.INCLUDES,
}  # fmt: skip
OPERATORS: Final = ", ".join(Operator)

_NUMBER: Final = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:e[+-]?\d{1,3})?", re.ASCII | re.I)
_WITH_UNIT: Final = re.compile(rf"({_NUMBER.pattern})\s*(.*)", re.ASCII | re.I | re.S)
_RANGE: Final = re.compile(r"\s*(?:\.\.+|…|\bto\b|\band\b|[;,，；至到])\s*")
_LIST: Final = re.compile(r"\s*[,;，；、]\s*")


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard as it was read; ``demand`` is None where it cannot be, with the ``problem``."""

    measure: str
    operator: str
    value: str
    unit: str | None
    demand: Demand | WordDemand | None
    problem: str | None = None

    @property
    def key(self) -> str:
        return measure_key(self.measure)

    def __str__(self) -> str:
        return f"{self.measure} {self.operator} {self.value}{f' {self.unit}' if self.unit else ''}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A standard and one fact. ``amount`` is the fact's number in the standard's unit."""

    state: State
    reason: str | None = None
    amount: float | None = None


@lru_cache(maxsize=4096)
def measure_key(text: str) -> str:
    """What measures have in common that are the same: capitals, blanks, ``_`` and ``-`` do not tell them apart.

    >>> measure_key("Release_Interval") == measure_key("release  interval")
    True
    """
    return " ".join(re.split(r"[\s_\-]+", unicodedata.normalize("NFKC", text).casefold())).strip()


@lru_cache(maxsize=1 << 14)
def read_standard(measure: str, operator: str, value: str, unit: str | None) -> Standard:
    """A standard out of four texts; what is wrong with it stands in ``problem``."""
    known = _SPELLINGS.get(" ".join(operator.casefold().split()))
    said = normal_unit(unit)
    if known is None:
        unknown = f"the operator {operator[:40]!r} is not one of {OPERATORS}"
        return Standard(measure, operator, value, said, None, unknown)
    demand = _demand(known, value)
    problem = demand if isinstance(demand, str) else None
    return Standard(measure, known.value, value, said, None if isinstance(demand, str) else demand, problem)


def _demand(operator: Operator, value: str) -> Demand | WordDemand | str:
    if operator is Operator.BETWEEN:
        ends = [read_number(part) for part in _RANGE.split(value.strip())]
        if len(ends) != 2 or ends[0] is None or ends[1] is None:
            return f"{value[:60]!r} is not a range; write two numbers, as in 3..6"
        return Demand(operator, (min(ends[0], ends[1]), max(ends[0], ends[1])))
    if operator is Operator.INCLUDES:
        return WordDemand(operator, words) if (words := read_words(value)) else "its value is empty"
    many = operator is Operator.ONE_OF
    numbers = [read_number(part) for part in (_LIST.split(value.strip(" ,;，；、")) if many else [value])]
    if None not in numbers:
        return Demand(operator, tuple(each for each in numbers if each is not None))
    if operator in ORDERED:
        return f"{value[:60]!r} is not a number, and {operator.value} compares numbers"
    return WordDemand(operator, words) if (words := read_words(value)) else "its value is empty"


def read_number(text: str) -> float | None:
    """
    >>> read_number(" 1,250.5 "), read_number("５"), read_number("six"), read_number("nan")
    (1250.5, 5.0, None, None)
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if not text or not _NUMBER.fullmatch(text) or not any(each.isdigit() for each in text):
        return None
    try:
        found = float(text.replace(",", ""))
    except ValueError:
        return None
    return found if isfinite(found) else None


def read_words(text: str) -> frozenset[str]:
    """
    >>> sorted(read_words("Type approval, cybersecurity ; DATA  protection"))
    ['cybersecurity', 'data protection', 'type approval']
    """
    parts = _LIST.split(unicodedata.normalize("NFKC", text))
    return frozenset(" ".join(part.casefold().split()) for part in parts if part.strip())


@lru_cache(maxsize=1 << 16)
def judge(standard: Standard, value: str, unit: str | None) -> Verdict:
    """The state of a standard by one fact; unknown, with the reason, where the two cannot be compared."""
    if standard.demand is None:
        return Verdict(State.UNKNOWN, f"The standard cannot be checked: {standard.problem}.")
    if isinstance(standard.demand, WordDemand):
        met = words_meet(standard.demand, read_words(value))
        return Verdict(State.MET if met else State.FAILED)
    number, said = amount_of(value, unit)
    if number is None:
        return Verdict(State.UNKNOWN, f"What is on record, {value[:60]!r}, is not a number.")
    try:
        amount = convert(number, said, standard.unit)
    except UnitsDiffer as error:
        return Verdict(State.UNKNOWN, f"The units do not compare: {error}.")
    return Verdict(State.MET if number_meets(standard.demand, amount) else State.FAILED, None, amount)


def amount_of(value: str, unit: str | None) -> tuple[float | None, str | None]:
    """The number and the unit of a fact; the unit may stand behind the number.

    >>> amount_of("42 days", None), amount_of("5", "weeks"), amount_of("soon", None)
    ((42.0, 'days'), (5.0, 'weeks'), (None, None))
    """
    number = read_number(value)
    if number is not None or unit:
        return number, normal_unit(unit)
    parts = _WITH_UNIT.fullmatch(unicodedata.normalize("NFKC", value).strip())
    if parts is None or (number := read_number(parts[1])) is None:
        return None, None
    return number, normal_unit(parts[2])


def contradictions(standards: tuple[Standard, ...]) -> list[str]:
    """Sentences about standards of one need that no partner can meet together, or that cannot be compared."""
    found = []
    by_measure: dict[str, list[Standard]] = {}
    for each in standards:
        if each.demand is not None:
            by_measure.setdefault(each.key, []).append(each)
    for same in by_measure.values():
        listed = " and ".join(str(each) for each in same)
        words = [each.demand for each in same if isinstance(each.demand, WordDemand)]
        numeric = [each for each in same if isinstance(each.demand, Demand)]
        try:
            numbers = [_in_unit(each, numeric[0].unit) for each in numeric]
        except UnitsDiffer as error:
            found.append(f"{listed} are in units that do not compare: {error}")
            continue
        if numbers_contradict(numbers) or words_contradict(words):
            found.append(f"{listed} contradict each other: nothing meets both")
    return found


def _in_unit(standard: Standard, unit: str | None) -> Demand:
    assert isinstance(standard.demand, Demand)
    numbers = tuple(convert(each, standard.unit, unit) for each in standard.demand.numbers)
    return Demand(standard.demand.operator, numbers)
