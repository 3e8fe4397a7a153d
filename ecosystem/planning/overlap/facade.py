"""How alike are two organisations, by every measure and at every level of their groups?"""

from __future__ import annotations

import numpy as np

from ecosystem.answers.overlap import PairOverlap
from ecosystem.comparison import measure_pair
from ecosystem.dates import AsOf
from ecosystem.errors import InvalidParameter
from ecosystem.planning.overlap.bounds import bounds_of, notes_on
from ecosystem.planning.overlap.pools import citations_of, co_owned_by, levels_of, size_of
from ecosystem.planning.overlap.shared import shared_by
from ecosystem.view import View, Viewer
from scoring.dense import support_flags

MEASURES = (
    "overlap", "jaffe", "tfidf_cosine", "mahalanobis", "morisita", "jaccard", "containment", "bm25",
    "pool_overlap", "cross_citation",
)
"""The scorers that say how alike two organisations are, in the order in which they are shown."""

MOST_DRAWS = 5_000
MOST_SHOWN = 100


class Overlaps:
    """``eco.overlap``: how alike are two organisations, by every measure and at every level of their groups?"""

    def __init__(self, view: Viewer) -> None:
        self._view = view

    def between(self, a: str, b: str, *, level: str = "entity", as_of: AsOf = None, shown: int = 10,
                draws: int = 500, seed: int = 0) -> PairOverlap:
        """Everything about the overlap of A and B: measures both ways, pools by level, citations, intervals.

        Parameters
        ----------
        a, b
            ids or names.
        level
            who is one: ``entity``, ``direct_parent`` or ``ultimate_parent``.
        shown
            how many shared capabilities are listed, 1 to 100.
        draws, seed
            of the intervals; 20 to 5,000 draws.

        Raises
        ------
        UnknownPartner, AmbiguousName, InvalidDate
        InvalidParameter
            for a value out of range, or where A and B are one organisation or one group.
        """
        _check(shown, draws, seed)
        members = self._view(as_of)
        view = members.consolidated(level)
        row, other = view.row_of(a), view.row_of(b)
        if row == other:
            raise InvalidParameter(_one_and_the_same(view, row, a, b))
        return _pair(members, view, (row, other), level, (shown, draws, seed))


def _check(shown: int, draws: int, seed: int) -> None:
    if not 1 <= shown <= MOST_SHOWN:
        raise InvalidParameter(f"shown is {shown}; it can be 1 to {MOST_SHOWN}.")
    if not 20 <= draws <= MOST_DRAWS:
        raise InvalidParameter(f"draws is {draws}; it can be 20 to {MOST_DRAWS:,}.")
    if not 0 <= seed < 2**32:
        raise InvalidParameter(f"seed is {seed}; it can be 0 to {2**32 - 1:,}.")


def _one_and_the_same(view: View, row: int, a: str, b: str) -> str:
    name = view.reference(row).name
    return f"{a[:80]!r} and {b[:80]!r} are both {name} at this level; overlap is asked for between two."


def _pair(members: View, view: View, pair: tuple[int, int], level: str, asked: tuple[int, int, int]) -> PairOverlap:
    row, other = pair
    shown, draws, seed = asked
    measures = tuple(measure_pair(view, name, row, other) for name in MEASURES)
    sizes = size_of(view, row), size_of(view, other)
    bounds = bounds_of(view, row, other, draws, seed)
    citations = citations_of(view, row, other)
    support = min(sizes[0].units, sizes[1].units)
    shared, in_all = shared_by(view, row, other, shown)
    return PairOverlap(
        a=sizes[0], b=sizes[1], level=level, as_of=view.snapshot.as_of, snapshot=view.version,
        partners_at_as_of=bool(np.isin(other, view.partners_of(row))),
        one_group=_one_group(members, view, row, other),
        support=support, flags=support_flags(support) + (("one_sided",) if citations.one_sided else ()),
        measures=measures, bounds=bounds, levels=levels_of(view, row, other),
        co_owned=co_owned_by(view, row, other), citations=citations, shared=shared, shared_in_all=in_all,
        notes=notes_on(sizes, bounds), draws=draws, seed=seed,
    )


def _one_group(members: View, view: View, row: int, other: int) -> bool:
    first, second = (members.row_of(view.snapshot.partners.ids[each]) for each in (row, other))
    return members.ultimate_parent(first) == members.ultimate_parent(second)
