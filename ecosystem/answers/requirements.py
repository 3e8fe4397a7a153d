"""What is answered about requirements: the graph, its versions, who covers it, and the smallest set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ecosystem.answers import Exclusion, FactRef, PartnerRef, frame_of
from ecosystem.answers.showing import Shown

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class RequiredStandard:
    """What makes a need measurably met: a measure, how it is compared, with what."""

    measure: str
    operator: str
    value: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """One need of a strategy; ``share`` is its weight among all of them."""

    id: str
    capability: str
    capability_name: str | None
    weight: float
    share: float
    must: bool
    horizon: str | None
    standards: tuple[RequiredStandard, ...]


@dataclass(frozen=True, slots=True)
class StrategyRequirements:
    """One version of a strategy with what it requires; ``problems`` are sentences about what cannot be met."""

    strategy: str
    name: str | None
    version: int
    supersedes: str | None
    horizon: str | None
    needs: tuple[Requirement, ...]
    valid_from: str | None
    valid_to: str | None
    recorded_at: str | None
    source: str | None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class RequirementGraph(Shown):
    """What an organisation requires of its partners (伙伴能力需求图谱): strategy → need → capability, standards."""

    partner: PartnerRef
    as_of: date
    snapshot: str
    strategies: tuple[StrategyRequirements, ...]

    def to_frame(self) -> pd.DataFrame:
        """A row per need and standard; needs without standards have one row."""
        return frame_of([
            {"strategy": plan.strategy, "version": plan.version, "need": need.id, "capability": need.capability,
             "weight": need.weight, "must": need.must, "horizon": need.horizon or plan.horizon,
             "measure": each and each.measure, "operator": each and each.operator,
             "value": each and each.value, "unit": each and each.unit}
            for plan in self.strategies for need in plan.needs for each in (need.standards or (None,))
        ])


@dataclass(frozen=True, slots=True)
class RequirementVersion:
    """One version of a strategy and, in ``changes``, what it changed; ``current`` if it stands at ``as_of``."""

    strategy: str
    name: str | None
    version: int
    supersedes: str | None
    valid_from: str | None
    valid_to: str | None
    recorded_at: str | None
    source: str | None
    needs: int
    current: bool
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequirementVersions:
    """Every version that was known at ``as_of``, the newest of each strategy first."""

    partner: PartnerRef
    as_of: date
    snapshot: str
    items: tuple[RequirementVersion, ...]


@dataclass(frozen=True, slots=True)
class RequirementTemplate:
    """A strategy as the document that ``save`` takes; without one, an example to be filled in."""

    partner: str
    as_of: date
    snapshot: str
    document: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class SavedVersion:
    """What became of one document: a version that was written, or nothing because nothing changed."""

    strategy: str
    version: int
    supersedes: str | None
    written: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class SavedRequirements:
    """What was saved; ``graph`` is what stands now, on the day of the change."""

    partner: PartnerRef
    as_of: date
    snapshot: str
    items: tuple[SavedVersion, ...]
    graph: RequirementGraph


@dataclass(frozen=True, slots=True)
class StandardVerdict:
    """A standard held against what is on record: met, failed or unknown (``state``), and by which fact.

    ``found`` is the fact as it was told, ``amount`` its number in the unit of the standard. The
    latest recorded statement counts; ``others`` says how many more there are.
    """

    measure: str
    operator: str
    value: str
    unit: str | None
    state: str
    reason: str | None
    found: str | None
    amount: float | None
    sentence: str
    fact: FactRef | None
    others: int = 0


@dataclass(frozen=True, slots=True)
class NeedCovered:
    """One need and one partner.

    ``level_low`` to ``level_high``: the level in the capability. ``low`` to ``high``: that level times
    the share of standards that are met, or not failed. ``state``: covered, not_covered, unknown.
    """

    need: str
    capability: str
    capability_name: str | None
    weight: float
    share: float
    must: bool
    level_low: float
    level_high: float
    low: float
    high: float
    state: str
    standards: tuple[StandardVerdict, ...]
    facts: tuple[FactRef, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class PartnerCoverage:
    """What one partner covers: shares of the weight between ``low`` and ``high``; musts by state (ids)."""

    partner: PartnerRef
    low: float
    high: float
    musts_covered: tuple[str, ...]
    musts_not_covered: tuple[str, ...]
    musts_unknown: tuple[str, ...]
    needs: tuple[NeedCovered, ...]


@dataclass(frozen=True, slots=True)
class JointNeed:
    """One need and a set of partners: who of them covers it, and who may."""

    need: str
    capability: str
    capability_name: str | None
    weight: float
    share: float
    must: bool
    low: float
    high: float
    state: str
    by: tuple[PartnerRef, ...]
    perhaps_by: tuple[PartnerRef, ...]
    sentence: str


@dataclass(frozen=True, slots=True, repr=False)
class RequirementCoverage(Shown):
    """How much of what ``partner`` requires a set of partners covers, one by one and together.

    ``low`` takes what is unknown as 0, ``high`` as 1; a need is met by several to the degree
    ``1 − Π (1 − level)``.
    """

    partner: PartnerRef
    as_of: date
    snapshot: str
    enough: float
    low: float
    high: float
    musts_covered: tuple[str, ...]
    musts_not_covered: tuple[str, ...]
    musts_unknown: tuple[str, ...]
    needs: tuple[JointNeed, ...]
    partners: tuple[PartnerCoverage, ...]
    sentence: str

    def to_frame(self) -> pd.DataFrame:
        """A row per partner and need."""
        return frame_of([
            {"partner": each.partner.id, "need": need.need, "capability": need.capability, "must": need.must,
             "weight": need.weight, "low": need.low, "high": need.high, "state": need.state, "why": need.sentence}
            for each in self.partners for need in each.needs
        ])


@dataclass(frozen=True, slots=True)
class CoverPick:
    """One partner of the set, in the order of choice; ``gain`` is the share of all weight that it adds."""

    rank: int
    partner: PartnerRef
    cost: float
    gain: float
    covers: tuple[str, ...]  # needs that nobody before it covers
    also: tuple[str, ...]  # needs that it covers as well
    instead: tuple[PartnerRef, ...]  # others that could take its place in the set
    sentence: str
    needs: tuple[NeedCovered, ...]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """Who comes nearest to a need, and what stands between."""

    partner: PartnerRef
    low: float
    high: float
    sentence: str


@dataclass(frozen=True, slots=True)
class CoverNeed:
    """One need in the answer: who of the set covers it, who of today's partners does, how many could."""

    need: str
    capability: str
    capability_name: str | None
    weight: float
    share: float
    must: bool
    by: tuple[PartnerRef, ...]
    already: tuple[PartnerRef, ...]
    candidates: int
    perhaps: int
    near: tuple[NearMiss, ...]
    sentence: str


@dataclass(frozen=True, slots=True, repr=False)
class RequirementCover(Shown):
    """The smallest set of partners that covers every must, and how good it is known to be.

    ``complete``: every must that anybody covers is covered. ``exact``: there is no better set; else
    no complete set costs less than ``bound`` (no set within the limits covers musts of more weight),
    and ``gap`` is how far that is away, as a share.
    """

    partner: PartnerRef
    as_of: date
    snapshot: str
    goal: str
    enough: float
    hopeful: bool
    new_only: bool
    most: int | None
    budget: float | None
    picks: tuple[CoverPick, ...]
    needs: tuple[CoverNeed, ...]
    nobody: tuple[str, ...]
    complete: bool
    exact: bool
    value: float
    bound: float
    gap: float
    covered: float
    low: float
    high: float
    candidates: int
    left_out: tuple[Exclusion, ...]
    sentence: str

    def to_frame(self) -> pd.DataFrame:
        """A row per pick."""
        return frame_of([
            {"rank": each.rank, "id": each.partner.id, "name": each.partner.name, "cost": each.cost,
             "gain": each.gain, "covers": ";".join(each.covers), "why": each.sentence}
            for each in self.picks
        ])
