"""What the projection reads: all edges of a table as arrays, alike from every store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecosystem.dates import last_day, stands


class Fact(NamedTuple):
    """The provenance of one statement; None where nothing is said."""

    valid_from: str | None
    valid_to: str | None
    recorded_at: str | None
    source: str | None
    confidence: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """Text of many rows as codes into its distinct values; -1 where the cell is empty.

    Examples
    --------
    >>> roles = Coded.of(["leader", None, "guest"])
    >>> roles.codes.tolist(), roles.labels
    ([1, -1, 0], ('guest', 'leader'))
    """

    codes: NDArray[np.int32]
    labels: tuple[str, ...]  # sorted by UTF-8 bytes

    @classmethod
    def of(cls, values: Sequence[str | None]) -> Coded:
        labels = sorted({value for value in values if value is not None})
        code = {label: position for position, label in enumerate(labels)}
        codes = (-1 if value is None else code[value] for value in values)
        return cls(np.fromiter(codes, dtype=np.int32, count=len(values)), tuple(labels))


@dataclass(frozen=True, slots=True, eq=False)
class EdgeColumns:
    """The edges of one table, sorted by source, target, then preference.

    Of several edges between the same two nodes the preferred one comes first: recorded last, then
    the most certain, then by source, dates and own columns. So "the first stands" is right.

    Attributes
    ----------
    source, target
        positions in the sorted ids of the two kinds of node (``Store.ids``), whatever their dates.
    facts
        row of ``provenance`` per edge.
    provenance
        distinct provenance of these edges in order of preference: ``valid_from``, ``valid_to``,
        ``recorded_at``, ``source`` (str or None) and ``confidence`` (float, NaN where unknown).
    numbers, texts
        the table's own columns beside its two ends; NaN and -1 where a cell is empty.
    """

    source: NDArray[np.int32]
    target: NDArray[np.int32]
    facts: NDArray[np.int32]
    provenance: pd.DataFrame
    numbers: Mapping[str, NDArray[np.float64]]
    texts: Mapping[str, Coded]

    def __len__(self) -> int:
        return len(self.source)


def preference(fact: Fact) -> tuple[object, ...]:
    """Sort key: what was learned last comes first, then the most certain, then by source.

    Examples
    --------
    >>> old, new = (Fact("2010", None, year, "s", 0.5) for year in ("2011", "2012-03"))
    >>> sorted([old, new], key=preference)[0].recorded_at
    '2012-03'
    """
    known = -last_day(fact.recorded_at).toordinal() if fact.recorded_at else 1
    certain = 1.0 if fact.confidence is None else -fact.confidence
    # a longer text of the same last day is the more exact one
    exact = -len(fact.recorded_at or "")
    texts = ((text is None, text or "") for text in (fact.source, fact.valid_from, fact.valid_to))
    return (known, certain, *texts, exact)


def edge_columns(source: NDArray[Any], target: NDArray[Any], facts: NDArray[Any], known: Sequence[Fact], *,
                 numbers: Mapping[str, NDArray[np.float64]], texts: Mapping[str, Coded]) -> EdgeColumns:
    """Arrange edges in any order; ``facts`` points into ``known``, which may hold unused entries."""
    used = np.zeros(len(known), dtype=bool)
    used[facts] = True
    ranked = sorted(np.flatnonzero(used).tolist(), key=lambda entry: preference(known[entry]))
    rank = np.zeros(len(known), dtype=np.int32)
    rank[ranked] = np.arange(len(ranked), dtype=np.int32)
    facts = rank[facts]
    ties: list[NDArray[Any]] = [*(coded.codes for coded in texts.values()), *numbers.values()]
    order = _order(source, target, [facts, *ties])
    return EdgeColumns(
        _taken(source, order).astype(np.int32, copy=False),
        _taken(target, order).astype(np.int32, copy=False),
        _taken(facts, order), provenance_frame(known[entry] for entry in ranked),
        {name: _taken(values, order) for name, values in numbers.items()},
        {name: Coded(_taken(coded.codes, order), coded.labels) for name, coded in texts.items()},
    )


def provenance_frame(facts: Iterable[Fact]) -> pd.DataFrame:
    """Facts as a data frame whose text cells are str or None."""
    rows = list(facts)
    return pd.DataFrame({
        name: pd.Series([getattr(fact, name) for fact in rows],
                        dtype="float64" if name == "confidence" else object)
        for name in Fact._fields
    })


def facts_of(frame: pd.DataFrame) -> tuple[NDArray[np.int32], list[Fact]]:
    """The distinct provenance of a table's rows, and which of it each row has."""
    confidence = (None if value != value else value for value in frame["confidence"].tolist())
    cells = zip(*(frame[name].tolist() for name in Fact._fields[:-1]), confidence, strict=True)
    found: dict[Fact, int] = {}
    codes = (found.setdefault(Fact(*row), len(found)) for row in cells)
    return np.fromiter(codes, dtype=np.int32, count=len(frame)), list(found)


def standing(facts: Sequence[Fact], as_of: date) -> NDArray[np.bool_]:
    """Which facts are true and known on a day."""
    # Dates repeat far more often than facts: each is judged once.
    begun = {day: stands(day, None, None, as_of) for day in {day for fact in facts for day in (fact[0], fact[2])}}
    lasting = {day: stands(None, day, None, as_of) for day in {fact.valid_to for fact in facts}}
    verdicts = (begun[fact.valid_from] and begun[fact.recorded_at] and lasting[fact.valid_to] for fact in facts)
    return np.fromiter(verdicts, dtype=bool, count=len(facts))


def _order(source: NDArray[Any], target: NDArray[Any], ties: Sequence[NDArray[Any]]) -> NDArray[Any] | None:
    """Positions in sorted order; None where the edges are sorted already."""
    if len(source) < 2:
        return None
    order = None
    same = source[1:] == source[:-1]
    if bool(((source[1:] > source[:-1]) | (same & (target[1:] >= target[:-1]))).all()):
        doubled = np.flatnonzero(same & (target[1:] == target[:-1]))
        if len(doubled) == 0:
            return None
    key = source.astype(np.int64) * (int(target.max()) + 1) + target
    if not bool((key[1:] >= key[:-1]).all()):
        order = np.argsort(key)
        key = key[order]
    doubled = np.flatnonzero(key[1:] == key[:-1])
    if len(doubled) == 0:
        return order
    # Few edges have a double: only those are sorted by all that tells them apart.
    some = np.union1d(doubled, doubled + 1)
    order = np.arange(len(key)) if order is None else order
    chosen = order[some]
    order[some] = chosen[np.lexsort([*(values[chosen] for values in reversed(ties)), key[some]])]
    return order


def _taken(values: NDArray[Any], order: NDArray[Any] | None) -> NDArray[Any]:
    return values if order is None else values[order]
