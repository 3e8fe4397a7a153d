"""Answers about how partnerships are established: due diligence, milestones, annexes, differences, templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ecosystem.answers import frame_of
from ecosystem.answers.showing import Shown

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """One question of due diligence; ``overdue_days`` is None where it is not overdue."""

    id: str
    question: str
    risk_kind: str | None
    partner: str | None
    state: str
    owner: str | None
    due: str | None
    overdue_days: int | None
    finding: str | None
    source: str | None


@dataclass(frozen=True, slots=True, repr=False)
class Diligence(Shown):
    """The due diligence of a partnership (尽职调查): what is open comes first, what is not known before the rest."""

    partnership: str
    as_of: date
    counts: Mapping[str, int]  # by state
    without_owner: int  # of the open ones
    items: tuple[CheckAnswer, ...]

    def to_frame(self) -> pd.DataFrame:
        """A row per check."""
        return frame_of([{"id": each.id, "question": each.question, "partner": each.partner, "state": each.state,
                          "owner": each.owner, "due": each.due, "finding": each.finding} for each in self.items])


@dataclass(frozen=True, slots=True)
class Blocker:
    """What a milestone waits for, and whose that is; None where nobody is named."""

    record: str
    who: str | None
    sentence: str
    sentence_zh: str


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A milestone on a day.

    Attributes
    ----------
    resources
        by partner: what it puts in for this milestone.
    status
        ``accepted``, ``delivered``, ``cancelled``, ``overdue``, ``due_soon`` or ``open``.
    overdue_days
        for how many days it has been due and not delivered.
    days_left
        how many days are left where it is not delivered yet.
    late_days
        how many days after it was due it was delivered.
    """

    id: str
    partnership: str
    annex: str
    quarter: str
    name: str
    due: str
    partner: str | None
    owner: str | None
    resources: Mapping[str, tuple[str, ...]]
    assessment: str | None
    verdict: str | None
    state: str
    status: str
    overdue_days: int | None
    days_left: int | None
    late_days: int | None
    blockers: tuple[Blocker, ...]


@dataclass(frozen=True, slots=True, repr=False)
class AnnexTable(Shown):
    """Milestone – resource – assessment (里程碑-资源-考核): a row per milestone, by quarter."""

    partnership: str
    annex: str
    name: str
    state: str
    as_of: date
    partners: Mapping[str, str]  # id → name
    rows: tuple[MilestoneRow, ...]
    common: Mapping[str, tuple[str, ...]]  # by partner: resources that are for no single milestone

    def to_frame(self) -> pd.DataFrame:
        """A row per milestone, a column per side."""
        return frame_of([{
            "quarter": each.quarter, "milestone": each.name, "due": each.due, "partner": each.partner,
            **{f"resources_{who}": "; ".join(each.resources.get(who, ())) for who in self.partners},
            "assessment": each.assessment, "state": each.state, "status": each.status,
            "overdue_days": each.overdue_days,
        } for each in self.rows])


@dataclass(frozen=True, slots=True, repr=False)
class Milestones(Shown):
    """Milestones over one or all partnerships, the longest overdue first, then by the day on which they are due."""

    as_of: date
    within: int
    items: tuple[MilestoneRow, ...]

    def to_frame(self) -> pd.DataFrame:
        """A row per milestone."""
        return frame_of([{
            "id": each.id, "partnership": each.partnership, "name": each.name, "due": each.due,
            "partner": each.partner, "status": each.status, "overdue_days": each.overdue_days,
            "blockers": "; ".join(blocker.sentence for blocker in each.blockers),
        } for each in self.items])


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is different; ``sort`` is ``added``, ``removed`` or ``changed``."""

    record: str
    kind: str
    path: str  # a field, a field and its row, or ``state``; empty for a record as a whole
    sort: str
    before: object
    after: object
    by: str
    on: date | None
    why: str
    sentence: str


@dataclass(frozen=True, slots=True, repr=False)
class Differences(Shown):
    """What is different in a record, and in all that hangs under it, between two days."""

    record: str
    since: date
    until: date
    items: tuple[Difference, ...]

    def to_frame(self) -> pd.DataFrame:
        """A row per difference."""
        return frame_of([{"record": each.record, "path": each.path, "sort": each.sort, "before": each.before,
                          "after": each.after, "by": each.by, "on": each.on, "why": each.why} for each in self.items])


@dataclass(frozen=True, slots=True)
class TemplateAnswer:
    """A way to start; ``records`` counts what it writes by kind."""

    id: str
    type: str
    name: str
    name_zh: str
    about: str
    about_zh: str
    records: Mapping[str, int]


@dataclass(frozen=True, slots=True, repr=False)
class Templates(Shown):
    items: tuple[TemplateAnswer, ...]

    def to_frame(self) -> pd.DataFrame:
        """A row per template."""
        return frame_of([{"id": each.id, "name": each.name, "name_zh": each.name_zh, "type": each.type, **each.records}
                         for each in self.items])
