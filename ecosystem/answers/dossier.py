"""Everything on record about one organisation, each fact with its source and dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ecosystem.answers import FactRef, PartnerRef, frame_of
from ecosystem.answers.showing import Shown

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class RecordNote:
    """One source's record of the organisation."""

    id: str
    name: str
    source: str | None
    recorded_at: str | None


@dataclass(frozen=True, slots=True)
class IdentifierNote:
    scheme: str
    value: str
    source: str | None
    recorded_at: str | None


@dataclass(frozen=True, slots=True)
class Held:
    """A capability, industry or channel. ``weight``: how much of it; with patents for capabilities.

    ``declared`` is the part that was stated; None where only patents tell of it.
    """

    id: str
    name: str | None
    weight: float
    declared: float | None
    source: str | None
    date: str | None
    recorded_at: str | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class PatentNote:
    id: str
    title: str | None
    filed: str | None
    granted: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class ClassCount:
    """A capability and how many of the patents are classified under it."""

    id: str
    name: str | None
    count: int


@dataclass(frozen=True, slots=True)
class PartnershipNote:
    """A partnership that has begun by the day asked about. ``ended`` is None while it stands."""

    id: str
    name: str | None
    kind: str | None
    partners: tuple[PartnerRef, ...]  # the other members
    began: str | None
    ended: str | None
    source: str | None
    recorded_at: str | None


@dataclass(frozen=True, slots=True)
class SourceCount:
    """How many facts about the organisation one source gave, and the last day it gave one on."""

    source: str | None
    facts: int
    last_day: str | None


@dataclass(frozen=True, slots=True, repr=False)
class Dossier(Shown):
    """One organisation at ``as_of``. ``unknown`` names what nothing is on record about.

    ``patents`` and ``standing`` count all; ``latest_patents`` and ``partnerships`` hold the latest.
    """

    partner: PartnerRef
    as_of: date
    snapshot: str
    attributes: Mapping[str, object]
    aliases: tuple[str, ...]
    records: tuple[RecordNote, ...]
    identifiers: tuple[IdentifierNote, ...]
    parent: PartnerRef | None
    ultimate_parent: PartnerRef | None
    subsidiaries: tuple[PartnerRef, ...]
    capabilities: tuple[Held, ...]
    industries: tuple[Held, ...]
    channels: tuple[Held, ...]
    patents: int
    latest_patents: tuple[PatentNote, ...]
    patent_classes: tuple[ClassCount, ...]
    partners: tuple[FactRef, ...]
    standing: int
    ended: int
    partnerships: tuple[PartnershipNote, ...]
    needs: tuple[Mapping[str, object], ...]
    sources: tuple[SourceCount, ...]
    unknown: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """A row per fact of the portfolio: capabilities, industries, channels."""
        return frame_of([
            {"what": what, "id": each.id, "name": each.name, "weight": each.weight, "source": each.source,
             "date": each.date, "recorded_at": each.recorded_at}
            for what, held in (("capability", self.capabilities), ("industry", self.industries),
                               ("channel", self.channels))
            for each in held
        ])
