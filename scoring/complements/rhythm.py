"""Do two organisations develop at the same pace, and plan over the same years?

R&D rhythm match (研发节奏匹配度) is defined by this product; no standard of the literature was found.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from scoring.base import Evidence, Explanation, Fact, Reason, Tags
from scoring.dense import DenseScorer, support_flags
from scoring.snapshot import Categories, Snapshot, Strings
from scoring.wording import name_of, number

Floats = NDArray[np.float64]

MEASURE: Final = "rd_cycle_months"
DOUBLINGS: Final = 3.0
"""A cycle of eight times the length (three doublings) is no match at all."""

FEWEST_FILINGS: Final = 5
"""Days of filing from which a median interval is taken."""

_MONTHS: Final = {"day": 12 / 365.25, "week": 7 * 12 / 365.25, "month": 1.0, "quarter": 3.0, "year": 12.0}
_DAYS_A_MONTH: Final = 365.25 / 12


def rhythm_match(mine: float, theirs: float) -> float:
    """How alike two cycles are: ``max(0, 1 − |log2(mine / theirs)| / 3)``.

    Parameters
    ----------
    mine, theirs : float
        lengths of one cycle, in the same unit, above 0.

    Returns
    -------
    float
        1 for the same pace, 2/3 for twice as fast, 0 from eight times; symmetric; NaN where a cycle is
        not a number above 0.

    Examples
    --------
    >>> rhythm_match(12, 12), round(rhythm_match(18, 6), 3), rhythm_match(1, 100)
    (1.0, 0.472, 0.0)
    """
    if not (0 < mine < math.inf and 0 < theirs < math.inf):
        return math.nan
    return max(0.0, 1.0 - abs(math.log2(mine) - math.log2(theirs)) / DOUBLINGS)


def horizon_match(mine: tuple[float, float], theirs: tuple[float, float]) -> float:
    """How far two planning periods are the same: ``|overlap| / |union|``.

    Parameters
    ----------
    mine, theirs : (float, float)
        begin and end, in the same unit (years); the end is not before the begin.

    Returns
    -------
    float
        in [0, 1], symmetric; 1 for the same moment; the union is from the first begin to the last end.

    Raises
    ------
    ValueError
        if a period ends before it begins.

    Examples
    --------
    >>> horizon_match((2023, 2028), (2025, 2030)), horizon_match((2020, 2021), (2025, 2026))
    (0.42857142857142855, 0.0)
    """
    for begin, end in (mine, theirs):
        if not begin <= end:
            raise ValueError(f"a period from {begin} to {end} ends before it begins")
    union = max(mine[1], theirs[1]) - min(mine[0], theirs[0])
    overlap = min(mine[1], theirs[1]) - max(mine[0], theirs[0])
    return 1.0 if union == 0 else max(0.0, overlap) / union


class Pace(NamedTuple):
    """How long one cycle of an organisation is."""

    months: float
    low: float
    high: float
    intervals: int  # between filings that it is taken from; 1 for a statement
    fact: Fact


def filing_pace(days: Sequence[int]) -> tuple[float, float, float] | None:
    """The median interval between days of filing, in months, with the bounds of its 90 % interval.

    The bounds are order statistics (the sign test turned round), so no distribution is assumed. Filings
    of one day are one. None where there are fewer than five days.

    Examples
    --------
    >>> [round(each, 2) for each in filing_pace([0, 61, 122, 183, 183, 244, 305, 366])]
    [2.0, 2.0, 2.0]
    """
    found = np.unique(np.asarray(days, dtype=np.int64))
    if len(found) < FEWEST_FILINGS:
        return None
    intervals = np.sort(np.diff(found)) / _DAYS_A_MONTH
    outside = _ranks_outside(len(intervals))
    return float(np.median(intervals)), float(intervals[outside]), float(intervals[-1 - outside])


def _ranks_outside(count: int) -> int:
    """How many of the smallest values may be cut off so that the median stays inside with 90 %."""
    tail, chance, rank = 0.0, 0.5**count, 0
    while tail + chance <= 0.05 and rank < (count - 1) // 2:
        tail += chance
        rank += 1
        chance *= (count - rank + 1) / rank
    return rank


class Rhythm(DenseScorer):
    """R&D rhythm match (研发节奏匹配度): ``1 − |log2(cycle_a / cycle_b)| / 3``, at least 0.

    The cycle is the trait ``rd_cycle_months`` where both have one (flag ``by_trait``), else the median
    interval between days on which patents were filed, where both have at least five such days (flag
    ``by_filings``); the two kinds are never compared with each other. Of several statements the one
    recorded last stands. In [0, 1], symmetric, defined by this product.

    A filing interval also depends on how much somebody files: large applicants look alike. Its
    interval comes from the 90 % bounds of both medians; a stated cycle is taken as it is. Support is the
    number of filing intervals of the side with fewer, or 1.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> told = {"a": {"rd_cycle_months": "12"}, "b": {"rd_cycle_months": "24"}, "c": {"rd_cycle_months": "soon"}}
    >>> Rhythm().fit(tiny_snapshot(traits=told)).scores_for(0).round(3).tolist()
    [nan, 0.667, nan]
    """

    name: ClassVar[str] = "rhythm"
    about: ClassVar[str] = "How alike the pace of research and development is"
    tags: ClassVar[Tags] = Tags(symmetric=True)

    traits_: dict[int, Pace]
    filings_: dict[int, Pace]

    def fit(self, snapshot: Snapshot) -> Self:
        self.snapshot_ = snapshot
        self.traits_ = _stated(snapshot)
        self.filings_ = _filed(snapshot)
        count = snapshot.partner_count
        self.by_trait_, self.by_filings_ = (_logs(found, count) for found in (self.traits_, self.filings_))
        self.filing_counts_ = np.zeros(count)
        for row, pace in self.filings_.items():
            self.filing_counts_[row] = pace.intervals
        self.unknown_ = np.isnan(self.by_trait_) & np.isnan(self.by_filings_)
        return self

    def asker_reason(self, row: int) -> Reason | None:
        return Reason.NO_DATA if self.unknown_[row] else None

    def unknown_for(self, row: int) -> NDArray[np.bool_]:
        return np.isnan(self._distances(row))

    def is_unknown(self, row: int, other: int) -> bool:
        return self._paces(row, other) is None

    def _distances(self, row: int) -> Floats:
        by_trait: Floats = np.abs(self.by_trait_ - self.by_trait_[row])
        by_filings: Floats = np.abs(self.by_filings_ - self.by_filings_[row])
        return np.where(np.isnan(by_trait), by_filings, by_trait)

    def values_for(self, row: int) -> Floats:
        values: Floats = np.nan_to_num(np.maximum(0.0, 1.0 - self._distances(row) / DOUBLINGS), nan=0.0)
        return values

    def _paces(self, row: int, other: int) -> tuple[Pace, Pace, str] | None:
        """Two cycles of one kind, and of which."""
        for found, kind in ((self.traits_, "by_trait"), (self.filings_, "by_filings")):
            if row in found and other in found:
                return found[row], found[other], kind
        return None

    def supports(self, row: int) -> Floats:
        told = ~np.isnan(self.by_trait_) & bool(not np.isnan(self.by_trait_[row]))
        filed: Floats = np.minimum(self.filing_counts_, self.filing_counts_[row])
        return np.where(told, 1.0, filed)

    def support(self, row: int, other: int) -> float:
        if row in self.traits_ and other in self.traits_:
            return 1.0
        return float(min(self.filing_counts_[row], self.filing_counts_[other]))

    def explain_known(self, row: int, other: int, shown: int) -> Explanation:
        found = self._paces(row, other)
        assert found is not None  # reason_for has said so
        mine, theirs, kind = found
        score = rhythm_match(mine.months, theirs.months)
        ends = [math.log2(mine.low / theirs.high), math.log2(mine.high / theirs.low)]
        nearest = 0.0 if ends[0] <= 0 <= ends[1] else min(abs(each) for each in ends)
        low, high = (max(0.0, 1 - each / DOUBLINGS) for each in (max(abs(each) for each in ends), nearest))
        me, them = (name_of(self.snapshot_.partners, each) for each in (row, other))
        what = ("research and development takes" if kind == "by_trait" else "a patent is filed about every")
        sentence = (f"With {me} {what} {number(mine.months)} months, with {them} {number(theirs.months)}: "
                    f"{_times(mine.months, theirs.months)}.")
        support = self.support(row, other)
        return Explanation(score, min(low, score), max(high, score), 1.0, support,
                           (Evidence("pace", score, sentence, (mine.fact, theirs.fact)),),
                           (*support_flags(support), kind))


def _times(mine: float, theirs: float) -> str:
    ratio = max(mine, theirs) / min(mine, theirs)
    return "the same pace" if ratio < 1.005 else f"one is {number(ratio)} times as fast as the other"


def _logs(found: dict[int, Pace], count: int) -> Floats:
    logs = np.full(count, np.nan)
    for row, pace in found.items():
        logs[row] = math.log2(pace.months)
    return logs


def _stated(snapshot: Snapshot) -> dict[int, Pace]:
    """The cycle that each partner is said to have; of several statements the one recorded last."""
    nodes, owners = snapshot.nodes.get("Trait"), snapshot.layers.get("traits.partner_id")
    measures = None if nodes is None else nodes.columns.get("measure")
    if nodes is None or owners is None or not isinstance(measures, Categories):
        return {}
    found: dict[int, tuple[tuple[str, str, int], Pace]] = {}
    for trait in np.flatnonzero(measures.mask(MEASURE)).tolist():
        months = _months(_text(nodes.columns.get("value"), trait), _text(nodes.columns.get("unit"), trait))
        for partner in owners.neighbours(trait).tolist() if months else ():
            entry = owners.fact_of(trait, partner)
            order = (*(("", "") if entry < 0 else (snapshot.provenance.recorded_at[entry],
                                                   snapshot.provenance.valid_from[entry])), -trait)
            if partner not in found or order > found[partner][0]:
                fact = Fact("traits", nodes.ids[trait], entry, partner)
                found[partner] = order, Pace(months, months, months, 1, fact)
    return {partner: pace for partner, (_, pace) in sorted(found.items())}


def _text(column: object, row: int) -> str:
    return (column[row] or "") if isinstance(column, Strings | Categories) else ""


def _months(value: str, unit: str) -> float:
    """A stated length in months, 0 where it cannot be read."""
    factor = _MONTHS.get(unit.strip().lower().removesuffix("s") or "month", 0.0)
    try:
        months = float(value) * factor
    except ValueError:
        return 0.0
    return months if 0 < months < math.inf else 0.0


def _filed(snapshot: Snapshot) -> dict[int, Pace]:
    """The median interval between filings of each partner with enough of them."""
    nodes, owned = snapshot.nodes.get("Patent"), snapshot.layers.get("patents_of")
    column = None if nodes is None else nodes.columns.get("filed")
    if nodes is None or owned is None or not isinstance(column, Strings):
        return {}
    days = [_day(text) for text in column]
    found = {}
    for partner in np.flatnonzero(np.diff(owned.indptr) >= FEWEST_FILINGS).tolist():
        patents = [each for each in owned.neighbours(partner).tolist() if days[each] is not None]
        pace = filing_pace([day for each in patents if (day := days[each]) is not None])
        if pace is not None:
            last = max(patents, key=lambda each: (days[each] or 0, -each))
            fact = Fact("patents", nodes.ids[last], owned.fact_of(partner, last), partner)
            count = len({days[each] for each in patents}) - 1
            found[partner] = Pace(*pace, count, fact)
    return found


def _day(text: str) -> int | None:
    """A day as a number; of a month its middle; a year alone says too little."""
    if len(text) < 7:
        return None
    try:
        return date.fromisoformat(text if len(text) == 10 else f"{text}-15").toordinal()
    except ValueError:
        return None
