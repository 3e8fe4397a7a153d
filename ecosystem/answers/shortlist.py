"""What is answered about shortlists: who is on one, how far it is, what was noted, what a change did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ecosystem.answers import ExclusionNote, PartnerRef, frame_of
from ecosystem.answers.showing import Shown

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class ShortlistEntry:
    """One candidate on a list. ``since`` is the day it came on it, ``changed`` that of the last change."""

    rank: int
    candidate: PartnerRef
    state: str
    note: str | None
    since: str | None
    changed: str | None
    source: str | None
    revision: int
    is_partner: bool  # it became a partner: the list may have done its work


@dataclass(frozen=True, slots=True, repr=False)
class Shortlist(Shown):
    """Whom one organisation has on its list, in its order; ``states`` are those that an entry can have."""

    partner: PartnerRef
    as_of: date
    snapshot: str
    states: tuple[str, ...]
    items: tuple[ShortlistEntry, ...]

    def to_frame(self) -> pd.DataFrame:
        """A row per candidate."""
        return frame_of([
            {"rank": each.rank, "id": each.candidate.id, "name": each.candidate.name,
             "country": each.candidate.country, "kind": each.candidate.kind, "state": each.state, "note": each.note,
             "since": each.since, "changed": each.changed, "source": each.source, "is_partner": each.is_partner}
            for each in self.items
        ])


@dataclass(frozen=True, slots=True)
class ShortlistSummary:
    """One list in a sentence: how many are on it, by state, and when it was last changed."""

    partner: PartnerRef
    count: int
    by_state: Mapping[str, int]
    changed: str | None


@dataclass(frozen=True, slots=True)
class Shortlists:
    """Every list that is not empty, the one that was changed last first."""

    as_of: date
    snapshot: str
    items: tuple[ShortlistSummary, ...]


@dataclass(frozen=True, slots=True)
class ShortlistChange:
    """What a change did; ``before`` is None for who was not on the list, ``after`` for who no longer is."""

    partner: PartnerRef
    candidate: PartnerRef
    on: date
    before: ShortlistEntry | None
    after: ShortlistEntry | None
    sentence: str


@dataclass(frozen=True, slots=True)
class ExclusionChange:
    """What became of a statement that somebody is not to be proposed; ``note`` is None once it is taken back."""

    partner: PartnerRef
    excluded: PartnerRef
    on: date
    note: ExclusionNote | None
    sentence: str
