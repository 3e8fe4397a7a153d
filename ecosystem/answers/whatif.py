"""Answers about what would change: before and after, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ecosystem.answers import EvidencePart, PartnerRef, frame_of
from ecosystem.answers.showing import Shown

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class ChangeStated:
    """One change of the set, as it can be asked again; ids are canonical, what does not apply is null."""

    action: str  # add, remove
    kind: str  # partner, capability, tie
    partner: str
    other: str | None
    capability: str | None
    weight: float | None
    name: str | None
    country: str | None
    says: str


@dataclass(frozen=True, slots=True)
class NamedId:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class HoldingChange:
    """Who has a capability. ``hhi`` is null where nobody does; 1 = one holder has all of it."""

    capability: NamedId
    holders_before: int
    holders_after: int
    amount_before: float
    amount_after: float
    hhi_before: float | None
    hhi_after: float | None


@dataclass(frozen=True, slots=True)
class Holds:
    partner: PartnerRef
    level: float


@dataclass(frozen=True, slots=True)
class NeedChange:
    """A need whose holders change. ``level`` is the best of them; its owner is not counted."""

    need: str
    owner: PartnerRef
    capability: NamedId
    weight: float
    must: bool
    holders_before: int
    holders_after: int
    level_before: float
    level_after: float
    partners_before: int  # holders that are partners of the owner
    partners_after: int
    instead: tuple[Holds, ...]  # who is left, best first


@dataclass(frozen=True, slots=True)
class CoverChange:
    """Share of the asker's needs, by weight, that is met; null where it has no needs, with the reason."""

    by_partners_before: float | None
    by_partners_after: float | None
    by_anybody_before: float | None
    by_anybody_after: float | None
    open_musts_before: int | None  # musts that no partner has at all
    open_musts_after: int | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class SupplyChange:
    """Something that an organisation buys from somebody who goes."""

    buyer: PartnerRef
    capability: NamedId
    suppliers_before: int
    suppliers_after: int


@dataclass(frozen=True, slots=True)
class SubstitutePart:
    capability: NamedId
    share: float  # of all that is lost


@dataclass(frozen=True, slots=True)
class Substitute:
    rank: int
    partner: PartnerRef
    coverage: float  # share of what is lost, by amount, that it has itself
    is_partner: bool | None  # of the asker; null where nobody asks
    parts: tuple[SubstitutePart, ...]  # the largest
    lacks: int  # how many of the lost capabilities it does not have


@dataclass(frozen=True, slots=True)
class CutPoint:
    """An organisation that holds others together: ``cuts_off`` of them are lost to the rest without it."""

    partner: PartnerRef
    cuts_off: int


@dataclass(frozen=True, slots=True)
class StructureState:
    organisations: int
    ties: int
    components: int  # of organisations with ties
    largest: int
    without_ties: int
    articulation_points: int
    bridges: int


@dataclass(frozen=True, slots=True)
class StructureChange:
    before: StructureState
    after: StructureState
    new_articulation_points: tuple[CutPoint, ...]  # the gravest
    new_articulation_points_total: int
    no_longer_articulation_points: int  # of those that are still there
    new_bridges: tuple[tuple[PartnerRef, PartnerRef], ...]  # the first
    new_bridges_total: int
    cut_off: tuple[PartnerRef, ...]  # were in the largest component, are there, and are not in it; the first
    cut_off_total: int


@dataclass(frozen=True, slots=True)
class Move:
    """One candidate before and after. A rank is null where it is no candidate; ``state`` says why.

    ``state``: same, up, down; enters, leaves (the first places); removed, added (as an organisation);
    now_partner, no_partner_any_more; no_candidate_any_more, new_candidate.
    """

    partner: PartnerRef
    state: str
    rank_before: int | None
    rank_after: int | None
    score_before: float | None
    score_after: float | None
    evidence: tuple[EvidencePart, ...]  # of the later score; of the earlier one where it is gone


@dataclass(frozen=True, slots=True, repr=False)
class WhatIfAnswer(Shown):
    """What a set of changes would do, for one asker or for the whole graph. Nothing is stored."""

    changes: tuple[ChangeStated, ...]
    partner: PartnerRef | None
    scorer: str | None
    as_of: date
    snapshot: str
    changed_snapshot: str
    sentences: tuple[str, ...]
    capabilities: tuple[HoldingChange, ...]  # those that lose or gain most, the scarcest first
    capabilities_total: int
    without_holder: int
    coverage: CoverChange | None
    needs: tuple[NeedChange, ...]  # the asker's first, then by what is left of the holders
    needs_total: int
    needs_without_holder: int
    supplies: tuple[SupplyChange, ...]  # the asker's first, then by what is left of the suppliers
    supplies_total: int
    supplies_without_supplier: int
    substitutes: tuple[Substitute, ...]
    structure: StructureChange
    candidates: tuple[Move, ...]

    def to_frame(self) -> pd.DataFrame:
        """The candidates before and after, a row each."""
        return frame_of([
            {
                "id": move.partner.id, "name": move.partner.name, "state": move.state,
                "rank_before": move.rank_before, "rank_after": move.rank_after,
                "score_before": move.score_before, "score_after": move.score_after,
            }
            for move in self.candidates
        ])

    def capabilities_frame(self) -> pd.DataFrame:
        """The capabilities whose holders change, a row each."""
        return frame_of([
            {
                "id": each.capability.id, "name": each.capability.name,
                "holders_before": each.holders_before, "holders_after": each.holders_after,
                "hhi_before": each.hhi_before, "hhi_after": each.hhi_after,
            }
            for each in self.capabilities
        ])
