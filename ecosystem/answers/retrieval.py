"""Answers about whom a slower measure should look at, and which way each was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ecosystem.answers import Exclusion, PartnerRef
from ecosystem.answers.showing import Shown

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class WayFound:
    """One route to a candidate: its place there and the score and support of the route's scorer."""

    route: str  # content, network, complement
    scorer: str
    rank: int
    score: float
    support: float


@dataclass(frozen=True, slots=True)
class RetrievedCandidate:
    partner: PartnerRef
    ways: tuple[WayFound, ...]


@dataclass(frozen=True, slots=True)
class SilentRoute:
    """A route that can say nothing to this asker, and why."""

    route: str
    scorer: str
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class RetrievalAnswer(Shown):
    """The union of the best of each route: by most routes, then best rank on any, then id."""

    partner: PartnerRef
    as_of: date
    snapshot: str
    per_route: int
    items: tuple[RetrievedCandidate, ...]
    silent: tuple[SilentRoute, ...]
    excluded: tuple[Exclusion, ...]  # who may not be proposed

    def to_frame(self) -> pd.DataFrame:
        """A row per candidate, with its rank on each route (NaN: not among the best there)."""
        import pandas as pd

        rows = [
            {"id": item.partner.id, "name": item.partner.name, "routes": len(item.ways),
             **{f"{way.route}_rank": way.rank for way in item.ways}}
            for item in self.items
        ]
        return pd.DataFrame(rows)
