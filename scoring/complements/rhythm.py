"""Do two organisations develop at the same pace?

R&D rhythm match (研发节奏匹配度) is defined by this product; no standard of the literature was found.
"""

from __future__ import annotations

import math
from datetime import date
from typing import ClassVar, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from scoring.base import Evidence, Explanation, Fact, Reason, Tags
from scoring.complements.tempo import FEWEST_FILINGS, filing_pace, of_doublings, rhythm_match
from scoring.dense import DenseScorer, support_flags
from scoring.snapshot import Snapshot, Strings
from scoring.traits import MONTHS, Traits
from scoring.wording import name_of, number

Floats = NDArray[np.float64]

MEASURE: Final = "rd_cycle_months"


class Pace(NamedTuple):
    """How long one cycle of an organisation is."""

    months: float
    low: float
    high: float
    intervals: int  # between filings that it is taken from; 1 for a statement
    fact: Fact


class Rhythm(DenseScorer):
    """R&D rhythm match (研发节奏匹配度): ``1 − |log2(cycle_a / cycle_b)| / 3``, at least 0.

    The cycle is the trait ``rd_cycle_months`` where both have one (flag ``by_trait``), else the median
    interval between days on which patents were filed, where both have at least five such days (flag
    ``by_filings``); the two kinds are never compared with each other. Of several statements the one
    that began last stands. In [0, 1], symmetric, defined by this product.

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
        values: Floats = np.nan_to_num(of_doublings(self._distances(row)), nan=0.0)
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
        low, high = (float(of_doublings(each)) for each in (max(abs(each) for each in ends), nearest))
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
    """The cycle that each partner is said to have."""
    traits = Traits.of(snapshot)
    months, rows = traits.numbers(MEASURE, MONTHS), traits.stated(MEASURE)
    found = {}
    for partner in np.flatnonzero(~np.isnan(months)).tolist():
        told = float(months[partner])
        found[partner] = Pace(told, told, told, 1, traits.fact(int(rows[partner])))
    return found


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
