"""What ``eco.opportunities.flows`` answers: citations of patents between industries, beside chance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ecosystem.answers import NodeRef, PartnerRef, frame_of
from ecosystem.answers.showing import Shown

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Flow:
    """Citations in patents of one group to patents of another: directed, the other way is a flow of its own.

    Attributes
    ----------
    citations
        how many; a fraction where a patent belongs to several groups.
    expected
        how many there would be by the sizes of both alone.
    lift, log2
        ``citations / expected``, 1 = as chance would have it; ``log2`` of it, None for 0.
    low, high
        90 % Poisson interval of the lift, only where fewer than 20 citations were counted.
    home_cites, home_is_cited
        whether the citing or the cited group is the asker's own.
    flags
        ``few_citations``: fewer than 20.
    """

    rank: int
    citing: NodeRef
    cited: NodeRef
    citations: float
    expected: float
    lift: float
    log2: float | None
    low: float | None
    high: float | None
    home_cites: bool
    home_is_cited: bool
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Flows(Shown):
    """Flows between different groups, first those that are above chance for certain.

    ``groups`` says what cites: ``industry``; ``field`` (topmost broader capabilities) where no industry is
    on record; ``none`` where there are no fields either. ``citations`` are all on record, ``grouped`` the
    part of them both of whose ends have a group: within groups as well, which ``items`` leave out.
    """

    as_of: date
    snapshot: str
    partner: PartnerRef | None
    groups: str
    home: tuple[NodeRef, ...]
    citations: int
    grouped: float
    reason: str | None  # why there are no flows
    items: tuple[Flow, ...]
    total: int

    def to_frame(self) -> pd.DataFrame:
        """A row per flow."""
        return frame_of([
            {"rank": each.rank, "citing": each.citing.id, "citing_name": each.citing.name, "cited": each.cited.id,
             "cited_name": each.cited.name, "citations": each.citations, "expected": each.expected,
             "lift": each.lift, "log2": each.log2, "low": each.low, "high": each.high,
             "flags": ";".join(each.flags)}
            for each in self.items
        ])
