"""What would each side of a partnership give the other, and who gains nothing?"""

from __future__ import annotations

from ecosystem.answers.exchange import Axes, TwoSided
from ecosystem.dates import AsOf
from ecosystem.planning.exchange.axes import Plane, axes
from ecosystem.planning.exchange.sides import between
from ecosystem.view import View, Viewer


class Exchange:
    """``eco.exchange``: what would each side of a partnership give the other, and who gains nothing?"""

    def __init__(self, view: Viewer) -> None:
        self._view = view

    def _at(self, as_of: AsOf) -> View:
        return self._view(as_of)

    def axes(self, partner: str, *, similarity: str = "overlap", complementarity: str = "complementarity",
             threshold: str | float = "median", limit: int = 5, as_of: AsOf = None) -> Axes:
        """Similarity × complementarity of everybody who may be proposed to ``partner``.

        Two axes, four named quadrants, never one number. Each organisation that is shown says what
        ``partner`` gains from it and what it gains from ``partner``.

        Parameters
        ----------
        similarity, complementarity
            names of scorers.
        threshold
            ``median`` of everybody who has anything on either axis, or a number from 0 to below 1; what
            lies above it is high.
        limit
            how many organisations are shown of each quadrant.

        Raises
        ------
        UnknownPartner, AmbiguousName, InvalidParameter, InvalidDate
        """
        asked = Plane(partner=partner, similarity=similarity, complementarity=complementarity, threshold=threshold,
                      limit=limit)
        return axes(self._at(as_of), asked)

    def between(self, a: str, b: str, *, as_of: AsOf = None) -> TwoSided:
        """What ``a`` would gain from ``b`` and ``b`` from ``a``: needs, capabilities, channels, supply.

        Raises
        ------
        UnknownPartner, AmbiguousName, InvalidParameter, InvalidDate
        """
        return between(self._at(as_of), a, b)
