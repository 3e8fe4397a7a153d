"""What ``eco.opportunities`` answers: the radar of one organisation, and routes to those it shares nothing with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ecosystem.answers import Drawn, EvidencePart, FactRef, NodeRef, PartnerRef, frame_of
from ecosystem.answers.showing import Shown

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of the radar: the place within the candidates (0 lowest, 1 highest) and the raw value.

    ``low`` and ``high`` are the error bar of the raw value where there is one; the place of such a value
    is that of its low end. Where the value is not known all are None, with the ``reason``.
    """

    rank: float | None
    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class IndustryShare:
    """How much of a capability's holders an industry has; ``lift`` is that over its share in everything.

    Where fields stand in for industries: the field of the capability, with a share of 1 and no lift.
    """

    id: str
    name: str | None
    share: float
    lift: float | None
    home: bool  # one of the asker's own industries, or above or below one


@dataclass(frozen=True, slots=True)
class RadarHolder:
    """An organisation that is strong in a capability.

    Attributes
    ----------
    strength
        its advantage, shrunk: how many times larger the share in its portfolio is than in everybody's.
    need_coverage
        share of the asker's needs that it covers for certain; None where the asker has none on record.
    novelty, conventionality
        10th percentile and median of the relatedness τ over all pairs of one capability of the asker's
        and one of the holder's: low novelty = unusual combinations.
    flags
        ``already_partner``, ``low_support``.
    """

    rank: int
    partner: PartnerRef
    strength: float
    need_coverage: float | None
    novelty: float | None
    conventionality: float | None
    flags: tuple[str, ...]
    facts: tuple[FactRef, ...]


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A capability near the asker's own that it lacks.

    Attributes
    ----------
    layer
        1 is the Pareto front: no other candidate is at least as good on all axes and better on one.
    feasibility, worth, option
        the three axes; never multiplied.
    growth
        of the number of holders per year, over the last three years, whatever ``worth`` rests on.
    cross_industry
        whether none of its ``industries`` is the asker's; None where that is not known.
    evidence
        which of the asker's capabilities are near; the contributions add up to the density.
    flags
        ``low_support`` (the asker's portfolio is small), ``held_weakly`` (on record, but not one of its
        strengths), ``few_holders`` (fewer than three), ``thin_neighbourhood`` (fewer than five organisations
        show what is near to it).
    """

    rank: int
    layer: int
    capability: NodeRef
    feasibility: Axis
    worth: Axis
    option: Axis
    growth: float | None
    cross_industry: bool | None
    industries: tuple[IndustryShare, ...]
    holders_total: int
    holders: tuple[RadarHolder, ...]
    evidence: tuple[EvidencePart, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommunityRef:
    """The community of ties and supplies that an organisation belongs to.

    ``id`` counts from the largest; ``stability`` is the mean adjusted Rand index over seeds of the whole
    partition, ``quality`` its modularity.
    """

    id: int
    size: int
    quality: float
    stability: float
    runs: int
    members: tuple[PartnerRef, ...]  # the best connected within it


@dataclass(frozen=True, slots=True)
class Position:
    """Where an organisation stands among capabilities and partners; None with a reason in ``reasons``.

    Attributes
    ----------
    support
        size of its portfolio; below 20 it is small.
    diversity
        number of capabilities that are its strengths.
    eci, coi
        complexity of what it can do, and of what lies near.
    constraint, effective_size
        Burt: low constraint, large effective size = stands between organisations that are not tied.
    participation
        how far its partners are spread over industries: 0 = all in one.
    """

    support: float
    diversity: int
    eci: float | None
    coi: float | None
    partners: int
    constraint: float | None
    effective_size: float | None
    participation: float | None
    community: CommunityRef | None
    reasons: dict[str, str]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Capabilities that are not on the radar, and why: how many, and the first few."""

    reason: str
    count: int
    capabilities: tuple[NodeRef, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Radar(Drawn, Shown):
    """Opportunities of one organisation, the Pareto front first.

    ``border`` says what is crossed: ``industry``; ``field`` (topmost broader capabilities) where the asker has
    no industry on record; ``none`` where there are no fields either. ``home`` is what is on this side.
    ``worth_from`` says what stands on the axis of worth: ``pci``, or ``growth`` where ``pci_reason`` says why
    there is no PCI; ``option_from`` is ``pci`` or ``reach`` in the same way.
    """

    partner: PartnerRef
    as_of: date
    snapshot: str
    cross_industry_only: bool
    border: str
    home: tuple[NodeRef, ...]
    order: str
    holders_by: str  # need_coverage or strength
    worth_from: str
    option_from: str
    pci_reason: str | None
    reason: str | None  # why there is no radar at all
    items: tuple[Opportunity, ...]
    total: int
    front: int
    left_out: tuple[LeftOut, ...]
    position: Position
    flags: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """A row per opportunity."""
        return frame_of([
            {
                "rank": item.rank, "layer": item.layer, "id": item.capability.id, "name": item.capability.name,
                "feasibility": item.feasibility.rank, "worth": item.worth.rank, "option": item.option.rank,
                "density": item.feasibility.value, "density_low": item.feasibility.low,
                "density_high": item.feasibility.high, "worth_value": item.worth.value,
                "option_value": item.option.value, "growth": item.growth, "cross_industry": item.cross_industry,
                "industry": item.industries[0].name if item.industries else None, "holders": item.holders_total,
                "best_holder": item.holders[0].partner.name if item.holders else None, "flags": ";".join(item.flags),
            }
            for item in self.items
        ])


@dataclass(frozen=True, slots=True)
class Bridge:
    """One capability of A beside one of B: how near they are, and who has both."""

    a: NodeRef
    b: NodeRef
    proximity: float
    both: int  # organisations that are strong in both
    sentence: str
    facts: tuple[FactRef, ...]


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path: which relations tie the two, with a fact for each."""

    start: PartnerRef
    end: PartnerRef
    relations: tuple[str, ...]  # tie, supplies, supplied_by, programme, channel, cites, cited_by
    facts: tuple[FactRef, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """What connects two organisations, whether or not they share a capability.

    Attributes
    ----------
    shared
        capabilities that both have on record: none for whom this was made for.
    a_reaches_b
        share of B's portfolio by its nearness to what A has: ``Σ_d p_Bd max_c φ_cd``; 0 to 1, directed.
    path
        a shortest chain of partnerships, supplies, programmes, channels and citations; empty, with
        ``path_reason``, where there is none of at most six steps.
    third_parties
        partners and trading partners that both have.
    cites, cited_by
        citations of B's patents in A's, and the other way round.
    """

    a: PartnerRef
    b: PartnerRef
    shared: tuple[NodeRef, ...]
    a_reaches_b: float | None
    b_reaches_a: float | None
    bridges: tuple[Bridge, ...]
    novelty: float | None
    conventionality: float | None
    path: tuple[Hop, ...]
    path_reason: str | None
    third_parties: tuple[PartnerRef, ...]
    third_parties_total: int
    cites: int
    cited_by: int
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Routes(Shown):
    """Routes from A: to the one that was named, or to those nearest of whom it shares nothing with."""

    a: PartnerRef
    as_of: date
    snapshot: str
    b: PartnerRef | None
    items: tuple[Route, ...]
    total: int  # organisations that share no capability, where none was named
    reason: str | None

    def to_frame(self) -> pd.DataFrame:
        """A row per route."""
        return frame_of([
            {
                "id": item.b.id, "name": item.b.name, "shared": len(item.shared), "a_reaches_b": item.a_reaches_b,
                "b_reaches_a": item.b_reaches_a, "novelty": item.novelty, "steps": len(item.path) or None,
                "third_parties": item.third_parties_total, "cites": item.cites, "cited_by": item.cited_by,
                "bridge": item.bridges[0].sentence if item.bridges else None,
            }
            for item in self.items
        ])
