"""Whom should a slower measure look at? Candidates by three exact routes, with the routes that found them.

``content``: who is alike (TF-IDF cosine). ``network``: who shares partners (Adamic–Adar or resource
allocation), which content does not see. ``complement``: who holds what goes together with the asker's
capabilities and what it lacks (``complement_tau``). Each route gives its best ``k``; the union is
answered. Nothing is approximate: who is not in the union is behind ``k`` others on every route.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.base import PartnerScorer, Reason
from scoring.errors import InvalidParameter
from scoring.registry import get_scorer
from scoring.snapshot import TIES, Snapshot
from scoring.topk import top_rows

ROUTES: Final[Mapping[str, str]] = MappingProxyType({
    "content": "tfidf_cosine", "network": "adamic_adar", "complement": "complement_tau",
})
"""The routes and the scorers that they follow."""

CORRECTED: Final[Mapping[str, str]] = MappingProxyType({**ROUTES, "content": "tfidf_popularity_corrected"})
"""The same with hubs set back on the route by content."""


class Found(NamedTuple):
    """One route that found a candidate: its place there, from 1, and the score."""

    route: str
    rank: int
    score: float
    support: float


class Retrieved(NamedTuple):
    """A candidate with every route that found it, in the order of ``ROUTES``."""

    row: int
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Who was found, and why a route found nobody.

    ``candidates`` are sorted by the number of routes, then by the best rank on any, then by row.
    ``silent`` gives the reason of routes that can say nothing to this asker.
    """

    candidates: tuple[Retrieved, ...]
    silent: Mapping[str, Reason]


class Retriever:
    """The routes, fitted to a snapshot.

    Parameters
    ----------
    snapshot : Snapshot
    routes : mapping of str to str
        name of each route and of its scorer.
    scorers : sequence of PartnerScorer, optional
        fitted scorers of these routes, where they exist already.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> snapshot = tiny_snapshot(profile={"a": {"x": 1}, "b": {"x": 1}}, ties=[("a", "c"), ("c", "d")])
    >>> found = Retriever(snapshot).retrieve(0, 5)
    >>> [(snapshot.partners.ids[each.row], [one.route for one in each.found]) for each in found.candidates]
    [('b', ['content']), ('d', ['network'])]

    References
    ----------
    Salton & Buckley (1988); Adamic & Adar (2003): see the scorers.
    """

    def __init__(self, snapshot: Snapshot, *, routes: Mapping[str, str] = ROUTES,
                 scorers: Sequence[PartnerScorer] | None = None) -> None:
        self.snapshot = snapshot
        fitted = [get_scorer(name).fit(snapshot) for name in routes.values()] if scorers is None else scorers
        self.scorers = dict(zip(routes, fitted, strict=True))

    def retrieve(self, row: int, k: int = 100, *, with_partners: bool = False,
                 leave_out: Iterable[int] = ()) -> Retrieval:
        """The best ``k`` of each route who are not partners yet, are not left out, and score above 0.

        Raises
        ------
        InvalidParameter
            for a ``k`` outside 1 to 10,000.
        IndexError
            for a row that does not exist.
        """
        if not 1 <= k <= 10_000:
            raise InvalidParameter(f"k is {k}; it can be 1 to 10,000.")
        allowed = self._allowed(row, with_partners)
        allowed[np.fromiter(leave_out, dtype=np.int64)] = False
        found: dict[int, list[Found]] = {}
        silent: dict[str, Reason] = {}
        for route, scorer in self.scorers.items():
            scores = scorer.scores_for(row)
            if np.isnan(scores).all():
                silent[route] = self._reason(scorer, row)
                continue
            supports = scorer.support_for(row)
            for rank, other in enumerate(top_rows(scores, allowed & (scores > 0), k).tolist(), 1):
                found.setdefault(other, []).append(
                    Found(route, rank, float(scores[other]), float(supports[other])))
        union = [Retrieved(other, tuple(ways)) for other, ways in found.items()]
        union.sort(key=lambda each: (-len(each.found), min(way.rank for way in each.found), each.row))
        return Retrieval(tuple(union), MappingProxyType(silent))

    def _allowed(self, row: int, with_partners: bool) -> NDArray[np.bool_]:
        allowed = np.ones(self.snapshot.partner_count, dtype=bool)
        if not 0 <= row < len(allowed):
            raise IndexError(f"partner row {row} of {len(allowed)}")
        allowed[row] = False
        ties = self.snapshot.layers.get(TIES)
        if ties is not None and not with_partners:
            allowed[ties.neighbours(row)] = False
        return allowed

    def _reason(self, scorer: PartnerScorer, row: int) -> Reason:
        """Why a route has nothing to say: the asker's own reason, where it has one."""
        other = next((each for each in range(self.snapshot.partner_count) if each != row), row)
        return scorer.reason_for(row, other) or Reason.NO_DATA
