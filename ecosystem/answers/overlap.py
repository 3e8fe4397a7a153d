"""Answers of ``eco.overlap``: two portfolios beside each other, with the counts behind every ratio."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ecosystem.answers import FactRef, MeasurePair, PartnerRef, frame_of
from ecosystem.answers.showing import Shown

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class PortfolioSize:
    """What stands behind the ratios of one side."""

    partner: PartnerRef
    organisations: int  # members of the group at this level, 1 for a single organisation
    units: float  # declared weights plus patents, what shares are shares of
    capabilities: int
    patents: int
    families: int
    unclassified_families: int  # these are in no pool
    citations: int  # made by its patents, as far as on record


@dataclass(frozen=True, slots=True)
class LikenessBounds:
    """A measure with what is known of its error: the true profiles lie within ``low`` … ``high`` (90 %).

    ``method`` is ``posterior`` below 100 units (true profiles drawn with the population as prior), and
    ``resampled`` from there on (portfolios drawn again); what resampling says is given beside it anyway.
    ``bias`` is how far ``value`` is expected to be off with portfolios of these sizes, below 0: too low.
    """

    measure: str
    value: float | None
    method: str
    estimate: float | None
    low: float | None
    high: float | None
    bias: float | None
    resampled_low: float | None
    resampled_high: float | None
    resampled_bias: float | None


@dataclass(frozen=True, slots=True)
class ClassLevel:
    """Both portfolios at one level of classes; rates rise as classes get coarser."""

    name: str
    depth: int  # 1 is the coarsest
    default: bool  # the level of ``pool_overlap`` among the measures
    a_classes: int
    b_classes: int
    common_classes: int
    overlap: float | None  # of the profiles, min-complement
    pool_a_to_b: float | None  # of A's families
    pool_b_to_a: float | None
    pool_ruzicka: float | None  # of both pools together


@dataclass(frozen=True, slots=True)
class CoOwned:
    """Families that both own: the pools' literal overlap."""

    families: int
    of: int  # families of either
    rate: float | None
    documents: tuple[FactRef, ...]  # the first few


@dataclass(frozen=True, slots=True)
class CitationWay:
    """Citations in one side's patents to the other's; shares are None where none are made."""

    given: int
    made: int
    share: float | None
    own: int
    share_without_own: float | None


@dataclass(frozen=True, slots=True)
class CitationBothWays:
    a_to_b: CitationWay
    b_to_a: CitationWay
    both: float | None  # the sum of both shares (Mowery et al.)
    one_sided: bool  # one side makes no citations on record, and ``both`` is the other's share


@dataclass(frozen=True, slots=True)
class SharedClass:
    """A capability that both hold, with its part of the overlap and what is on record for it."""

    capability: str
    name: str
    contribution: float
    a_amount: float
    b_amount: float
    a_share: float
    b_share: float
    facts: tuple[FactRef, ...]


@dataclass(frozen=True, slots=True, repr=False)
class PairOverlap(Shown):
    """How alike two organisations are, by every measure and both ways."""

    a: PortfolioSize
    b: PortfolioSize
    level: str  # entity, direct_parent, ultimate_parent
    as_of: date
    snapshot: str
    partners_at_as_of: bool
    one_group: bool  # both are under the same ultimate parent
    support: float  # units of the smaller side
    flags: tuple[str, ...]
    measures: tuple[MeasurePair, ...]
    bounds: tuple[LikenessBounds, ...]
    levels: tuple[ClassLevel, ...]  # the finest first
    co_owned: CoOwned
    citations: CitationBothWays
    shared: tuple[SharedClass, ...]  # the largest contributions to the overlap
    shared_in_all: int
    notes: tuple[str, ...]
    draws: int
    seed: int

    def to_frame(self) -> pd.DataFrame:
        """A row per measure, both ways, with the interval where there is one."""
        bounds = {each.measure: each for each in self.bounds}
        return frame_of([
            {
                "measure": each.name, "a_to_b": each.a_to_b.value, "b_to_a": each.b_to_a.value,
                "symmetric": each.symmetric, "support": each.a_to_b.support,
                "low": bounds[each.name].low if each.name in bounds else None,
                "high": bounds[each.name].high if each.name in bounds else None,
                "bias": bounds[each.name].bias if each.name in bounds else None,
                "reason": each.a_to_b.reason or each.b_to_a.reason, "about": each.about,
            }
            for each in self.measures
        ])

    def levels_frame(self) -> pd.DataFrame:
        """A row per level of classes, the finest first."""
        return frame_of([
            {
                "level": each.name, "a_classes": each.a_classes, "b_classes": each.b_classes,
                "common_classes": each.common_classes, "overlap": each.overlap,
                "pool_a_to_b": each.pool_a_to_b, "pool_b_to_a": each.pool_b_to_a,
                "pool_ruzicka": each.pool_ruzicka,
            }
            for each in self.levels
        ])

    def shared_frame(self) -> pd.DataFrame:
        """A row per shared capability."""
        return frame_of([
            {
                "capability": each.capability, "name": each.name, "contribution": each.contribution,
                "a_amount": each.a_amount, "b_amount": each.b_amount, "a_share": each.a_share,
                "b_share": each.b_share,
                "patents": ";".join(fact.id for fact in each.facts if fact.kind == "patents"),
            }
            for each in self.shared
        ])
