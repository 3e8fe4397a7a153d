"""``eco.retrieval``: whom should a slower measure look at, and who is most alike, for everybody at once?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ecosystem.answers.retrieval import RetrievalAnswer, RetrievedCandidate, SilentRoute, WayFound
from ecosystem.dates import AsOf
from ecosystem.errors import InvalidParameter
from ecosystem.exclusions import proposable, usual_reasons
from ecosystem.view import View, Viewer
from scoring.allpairs import most_alike
from scoring.retrieval import CORRECTED, ROUTES, Retriever
from scoring.snapshot import PROFILE, TIES

if TYPE_CHECKING:
    import pandas as pd


class Retrievals:
    """Candidates by several exact routes, and the most alike pairs of the whole graph."""

    def __init__(self, view: Viewer) -> None:
        self._view = view

    def candidates(self, partner: str, *, per_route: int = 20, corrected: bool = False,
                   as_of: AsOf = None) -> RetrievalAnswer:
        """The best of three exact routes (content, network, complement), with the ways each was found.

        Partners of today, the own group and whom exclusions on record name are not among them;
        ``excluded`` counts them.

        Parameters
        ----------
        partner
            an id or a name.
        per_route
            how many of each route, 1 to 1,000.
        corrected
            whether hubs are set back on the route by content (``tfidf_popularity_corrected``).

        Raises
        ------
        UnknownPartner, AmbiguousName, InvalidParameter
        """
        if not 1 <= per_route <= 1_000:
            raise InvalidParameter(f"per_route is {per_route}; it can be 1 to 1,000.")
        view = self._view(as_of)
        row, routes = view.row_of(partner), CORRECTED if corrected else ROUTES
        retriever = Retriever(view.snapshot, routes=routes, scorers=[view.scorer(name) for name in routes.values()])
        allowed, excluded = proposable(view, usual_reasons(view, row), silently=(row,))
        out = np.setdiff1d(np.arange(view.snapshot.partner_count), allowed)
        found = retriever.retrieve(row, per_route, leave_out=out.tolist())
        return RetrievalAnswer(
            partner=view.reference(row), as_of=view.snapshot.as_of, snapshot=view.snapshot.version,
            per_route=per_route,
            items=tuple(
                RetrievedCandidate(view.reference(each.row), tuple(
                    WayFound(way.route, routes[way.route], way.rank, way.score, way.support) for way in each.found))
                for each in found.candidates),
            silent=tuple(SilentRoute(route, routes[route], str(reason)) for route, reason in found.silent.items()),
            excluded=excluded,
        )

    def alike(self, k: int = 20, *, with_partners: bool = False, threads: int = 1, as_of: AsOf = None) -> pd.DataFrame:
        """The ``k`` most alike of every organisation by TF-IDF cosine, exact: a row per pair.

        Pairs that are partners already are left out unless ``with_partners``. Columns: ``partner_id``,
        ``rank``, ``other_id``, ``score``; sorted by partner and rank.

        Raises
        ------
        InvalidParameter
            for a ``k`` outside 1 to 1,000.
        """
        if not 1 <= k <= 1_000:
            raise InvalidParameter(f"k is {k}; it can be 1 to 1,000.")
        return _frame(self._view(as_of), k, None if with_partners else TIES, threads)


def _frame(view: View, k: int, leave_out: str | None, threads: int) -> pd.DataFrame:
    import pandas as pd

    profile, ids = view.layer(PROFILE), np.array(list(view.snapshot.partners.ids), dtype=object)
    if profile is None:
        return pd.DataFrame({"partner_id": [], "rank": [], "other_id": [], "score": []})
    found = most_alike(profile, k, leave_out=view.layer(leave_out) if leave_out else None, threads=threads)
    rows, places = np.nonzero(found.rows >= 0)
    return pd.DataFrame({"partner_id": ids[rows], "rank": places + 1, "other_id": ids[found.rows[rows, places]],
                         "score": found.scores[rows, places]})
