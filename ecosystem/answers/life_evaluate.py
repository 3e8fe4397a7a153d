"""Answers about how partnerships fare: health with its measures, branches of the change, factors of a product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ecosystem.answers import frame_of
from ecosystem.answers.showing import Shown

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class KpiAnswer:
    """A measure on a day. ``contribution`` sums to the index, ``change`` to its change; None where unknown."""

    id: str
    name: str
    target: float | None
    unit: str | None
    weight: float
    value: float | None
    day: date | None
    attainment: float | None
    reason: str | None
    contribution: float | None
    change: float | None
    readings: int
    trend: str | None
    slope: float | None
    p: float | None
    alarm: date | None
    branch: str


@dataclass(frozen=True, slots=True)
class Branch:
    """What the measures of one branch of the fishbone add to the change of the index."""

    name: str
    change: float
    measures: int


@dataclass(frozen=True, slots=True, repr=False)
class HealthAnswer(Shown):
    """``index`` is 0 to 1.2; ``low`` and ``high`` are what unknown measures could make of it."""

    partnership: str
    name: str
    state: str
    as_of: date
    index: float | None
    low: float | None
    high: float | None
    coverage: float
    change: float | None
    change_since: date
    kpis: tuple[KpiAnswer, ...]
    branches: tuple[Branch, ...]
    sentence: str

    def to_frame(self) -> pd.DataFrame:
        """A row per measure."""
        return frame_of([{"id": each.id, "name": each.name, "value": each.value, "target": each.target,
                          "attainment": each.attainment, "weight": each.weight, "contribution": each.contribution,
                          "change": each.change, "trend": each.trend, "reason": each.reason} for each in self.kpis])


@dataclass(frozen=True, slots=True, repr=False)
class Portfolio(Shown):
    as_of: date
    items: tuple[HealthAnswer, ...]

    def to_frame(self) -> pd.DataFrame:
        """A row per partnership."""
        return frame_of([{"partnership": each.partnership, "name": each.name, "state": each.state, "index": each.index,
                          "low": each.low, "high": each.high, "coverage": each.coverage, "change": each.change}
                         for each in self.items])


@dataclass(frozen=True, slots=True)
class Factor:
    id: str
    name: str
    before: float
    now: float
    change: float


@dataclass(frozen=True, slots=True)
class FactorChange:
    """The change of a product, split among its factors without a rest."""

    partnership: str
    kpi: str
    since: date
    as_of: date
    before: float
    now: float
    factors: tuple[Factor, ...]
