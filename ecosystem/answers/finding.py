"""A list of organisations as it is looked through: filtered, counted by facets, sorted, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ecosystem.answers import PartnerRef, frame_of
from ecosystem.answers.showing import Shown

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Found:
    """One organisation of a list: how much is on record of it and, in a search, what was found.

    Attributes
    ----------
    partners, capabilities, patents
        how many it works with, has and owns at the list's day.
    score, matched, reason
        of a search: how alike the text is (0 to 1), to which name or alias, and how it was found
        (``exact``, ``prefix``, ``pinyin``, ``typo`` …); None where nobody searched.
    """

    partner: PartnerRef
    aliases: tuple[str, ...]
    partners: int
    capabilities: int
    patents: int
    score: float | None = None
    matched: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value and how many organisations of the list have it (or would, were it added)."""

    value: str
    name: str | None
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one property, the commonest first; ``more`` are not listed, ``unknown`` have none."""

    name: str
    values: tuple[FacetValue, ...]
    more: int
    unknown: int


@dataclass(frozen=True, slots=True, repr=False)
class FoundPartners(Shown):
    """A page of a list, which ``start`` others come before. ``total`` fit it, of ``known`` on record.

    A search looks at the best ``searched`` names only; None where nobody searched.
    """

    query: str | None
    as_of: date
    snapshot: str
    sort: str
    items: tuple[Found, ...]
    start: int
    total: int
    known: int
    searched: int | None
    facets: tuple[Facet, ...]
    next: str | None = None

    def to_frame(self) -> pd.DataFrame:
        """A row per organisation of the page."""
        return frame_of([dict(zip(COLUMNS, cells_of(each), strict=True)) for each in self.items])


COLUMNS = ("id", "name", "country", "kind", "aliases", "partners", "capabilities", "patents", "score", "matched",
           "reason")


def cells_of(item: Found) -> tuple[object, ...]:
    """A row under ``COLUMNS``."""
    who = item.partner
    return (who.id, who.name, who.country, who.kind, "; ".join(item.aliases), item.partners, item.capabilities,
            item.patents, item.score, item.matched, item.reason)


@dataclass(frozen=True, slots=True)
class CandidateFacets:
    """How many organisations that may be proposed have which properties; ``total`` fit all that was chosen."""

    partner: PartnerRef
    as_of: date
    snapshot: str
    total: int
    facets: tuple[Facet, ...]
