"""What ``eco.risks`` answers: a panorama, a due-diligence checklist, candidates side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ecosystem.answers import Drawn, EvidencePart, PartnerRef, frame_of
from ecosystem.answers.showing import Shown

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Risk:
    """One thing that may go wrong; a number that is not known is None, with the ``reason``.

    Attributes
    ----------
    basis
        ``stated`` (somebody says so) or ``computed`` (on the graph; ``derivation`` says how).
    level
        ``none`` (looked for and not there), ``low``, ``medium``, ``high``, ``critical``, or ``unknown``:
        then ``at_least`` and ``at_most`` are the levels that it can be.
    state
        of a stated one: ``valid``, ``expiring`` (within 90 days of ``as_of``) or ``expired``.
    date, age_days
        when the newest fact behind it was learned, and how many days before ``as_of`` that was.
    owner
        who looks after it; None where nobody does.
    """

    group: str
    kind: str
    title: str
    title_zh: str
    basis: str
    level: str
    likelihood: float | None
    impact: float | None
    reason: str | None
    at_least: str | None
    at_most: str | None
    sentence: str
    derivation: str | None
    state: str | None
    valid_to: str | None
    source: str | None
    date: str | None
    age_days: int | None
    owner: str | None
    evidence: tuple[EvidencePart, ...]


@dataclass(frozen=True, slots=True)
class RiskGroup:
    """One side of the panorama, its risks from the worst to those that are not there."""

    group: str
    title: str
    title_zh: str
    worst: str | None  # the worst level that is known
    unknown: int
    risks: tuple[Risk, ...]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """Risks of one likelihood, counted by impact. ``band`` is 5 (likeliest) to 1, None for unknown."""

    band: int | None
    likelihood: str  # "80–100 %", "unknown"
    counts: tuple[int, ...]  # by impact band 1 to 5
    unknown: int  # impact not known
    levels: tuple[str, ...]  # what each of the five cells counts as


@dataclass(frozen=True, slots=True, repr=False)
class Panorama(Drawn, Shown):
    """Everything that may go wrong with one candidate, as far as is known, and what is not known."""

    partner: PartnerRef
    asker: PartnerRef | None
    as_of: date
    snapshot: str
    summary: tuple[str, ...]
    groups: tuple[RiskGroup, ...]
    matrix: tuple[MatrixRow, ...]
    levels: Mapping[str, int]  # how many risks of each level
    without_owner: int

    def to_frame(self) -> pd.DataFrame:
        """A row per risk; what is not known is missing."""
        return frame_of([
            {
                "group": each.group, "kind": each.kind, "title": each.title, "level": each.level,
                "likelihood": each.likelihood, "impact": each.impact, "reason": each.reason,
                "sentence": each.sentence, "basis": each.basis, "state": each.state, "source": each.source,
                "date": each.date, "age_days": each.age_days, "owner": each.owner,
            }
            for group in self.groups for each in group.risks
        ])


@dataclass(frozen=True, slots=True)
class DueItem:
    """One thing to be known before signing. ``status``: ``known``, ``expiring``, ``expired`` or ``missing``."""

    id: str
    group: str
    question: str
    question_zh: str
    status: str
    answer: str | None  # what is on record
    ask_for: str | None  # what to ask for where it is missing or runs out
    ask_for_zh: str | None
    valid_to: str | None
    source: str | None
    date: str | None
    age_days: int | None


@dataclass(frozen=True, slots=True, repr=False)
class Checklist(Shown):
    partner: PartnerRef
    asker: PartnerRef | None
    as_of: date
    snapshot: str
    summary: str
    counts: Mapping[str, int]  # by status
    items: tuple[DueItem, ...]

    def to_frame(self) -> pd.DataFrame:
        """A row per item."""
        return frame_of([
            {"id": each.id, "group": each.group, "status": each.status, "question": each.question,
             "answer": each.answer, "ask_for": each.ask_for, "source": each.source, "date": each.date,
             "age_days": each.age_days}
            for each in self.items
        ])


@dataclass(frozen=True, slots=True)
class RiskRow:
    """One candidate among several: how many risks of each level, and the worst sentence."""

    partner: PartnerRef
    levels: Mapping[str, int]
    worst: str | None
    worst_title: str | None
    worst_sentence: str | None
    known_share: float  # of the risks that are not unknown
    checklist_known: int
    checklist_items: int


@dataclass(frozen=True, slots=True, repr=False)
class RiskComparison(Shown):
    """Candidates in the order in which they were asked for: no order of ours says who is safer."""

    asker: PartnerRef | None
    as_of: date
    snapshot: str
    items: tuple[RiskRow, ...]

    def to_frame(self) -> pd.DataFrame:
        """A row per candidate, a column per level."""
        return frame_of([
            {"id": each.partner.id, "name": each.partner.name, **each.levels, "worst": each.worst,
             "known_share": each.known_share, "checklist_known": each.checklist_known,
             "checklist_items": each.checklist_items}
            for each in self.items
        ])
