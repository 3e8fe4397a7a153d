"""What a backtest answers: per slice and scorer each metric with its interval, and the bar to beat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ecosystem.answers import Drawn, frame_of
from ecosystem.answers.showing import Shown

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Measured:
    """A mean over organisations that asked, with its 95 % interval; None where nobody could be compared."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class SliceResult:
    """One kind of pair. ``pairs`` counts a pair once for each side that asked."""

    queries: int
    pairs: int
    bar: str | None  # the best single baseline by MRR
    scorers: Mapping[str, Mapping[str, Measured]]
    against_bar: Mapping[str, Mapping[str, Measured]]  # mean of the paired differences; above 0 = better
    unanswered: Mapping[str, int]  # organisations to whom a scorer had nothing to say: counted as misses


@dataclass(frozen=True, slots=True)
class Population:
    """Who was there at the cutoff, and who was left out.

    ``absent``: organisations of which nothing but their name and identity is on record by the cutoff;
    they neither ask nor are recommended. ``newcomers``: there, and never had a partner.
    """

    organisations: int
    newcomers: int
    absent: int
    other_kind: int
    asking: int
    without_answer: int  # asked, and nothing came that could have been recommended: dropped
    not_sampled: int


@dataclass(frozen=True, slots=True)
class PairsBegun:
    """Pairs that began within the window, each once, by what became of them here.

    The first four are judged; the others are not: they are partners already, of one group, of another
    kind, or one of them was not there at the cutoff.
    """

    both_known: int
    one_new: int
    both_new: int
    repeat: int
    partners_already: int
    own_group: int
    other_kind: int
    absent: int


@dataclass(frozen=True, slots=True)
class Settings:
    """How it was asked: with these, the same store and the same version it comes out the same."""

    scorers: tuple[str, ...]
    kind: tuple[str, ...]
    most_members: int | None
    remember: bool
    queries: int | None
    seed: int
    resamples: int


@dataclass(frozen=True, slots=True, repr=False)
class BacktestAnswer(Drawn, Shown):
    """What would have been recommended at ``cutoff``, judged by what came until ``until``."""

    cutoff: date
    horizon: str
    until: date
    as_of: date  # the cutoff
    snapshot: str
    queries: int
    slices: Mapping[str, SliceResult]
    population: Population
    pairs: PairsBegun
    settings: Settings
    flags: tuple[str, ...] = ()  # past_record: the window reaches past the last day on record

    def to_frame(self) -> pd.DataFrame:
        """A row per slice, scorer and metric."""
        return frame_of([
            {"slice": name, "scorer": scorer, "metric": metric, "value": measured.value, "low": measured.low,
             "high": measured.high, "queries": found.queries, "bar": found.bar == scorer}
            for name, found in self.slices.items()
            for scorer, metrics in found.scorers.items()
            for metric, measured in metrics.items()
        ])
