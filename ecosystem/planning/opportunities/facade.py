"""What lies across the industry border: near capabilities that are lacking, and who has them?"""

from __future__ import annotations

from ecosystem.answers.flows import Flows
from ecosystem.answers.opportunities import Radar, Routes
from ecosystem.dates import AsOf
from ecosystem.once import Once
from ecosystem.planning.opportunities.basis import Basis
from ecosystem.planning.opportunities.flows import Counted, asked_by, counted, flows
from ecosystem.planning.opportunities.radar import RadarQuestion, radar
from ecosystem.planning.opportunities.routes import route_between, routes_from
from ecosystem.view import Viewer

_KEPT = 3


class Opportunities:
    """``eco.opportunities``: near capabilities that are lacking, in other industries, and who has them."""

    def __init__(self, view: Viewer) -> None:
        self._view = view
        self._bases: Once[str, Basis] = Once(_KEPT)
        self._counted: Once[tuple[str, str], Counted] = Once(_KEPT)

    def radar(self, partner: str, *, cross_industry: bool = True, limit: int = 10, holders: int = 5,
              order: str = "pareto", seed: int = 0, as_of: AsOf = None) -> Radar:
        """Capabilities near to what ``partner`` can do that it lacks, and who has them (跨界机会雷达).

        Parameters
        ----------
        partner
            an id or a name.
        cross_industry
            only capabilities of industries that the organisation is not in; False = all.
        limit, holders
            how many capabilities, and how many organisations for each.
        order
            ``pareto`` (the front first), one axis (``feasibility``, ``worth``, ``option``), or ``product``.
        seed
            of the draws behind the error bars.

        Raises
        ------
        UnknownPartner, AmbiguousName, InvalidParameter, InvalidDate
        """
        question = RadarQuestion(partner=partner, cross_industry=cross_industry, limit=limit, holders=holders,
                                 order=order, seed=seed)
        return radar(self._basis(as_of), question)

    def routes(self, a: str, b: str | None = None, *, limit: int = 10, as_of: AsOf = None) -> Routes:
        """What connects ``a`` with ``b``, who may share no capability at all; or with those nearest of such.

        Content (how near their capabilities are, and who has both), a shortest chain of partnerships,
        supplies, programmes, channels and citations, common third parties, and the novelty of the pair.

        Parameters
        ----------
        a
            an id or a name.
        b
            the other one; by default the ``limit`` organisations that share no capability with ``a``, are no
            partners, and of whose portfolios ``a`` reaches most.

        Raises
        ------
        UnknownPartner, AmbiguousName, InvalidParameter, InvalidDate
        """
        basis = self._basis(as_of)
        return routes_from(basis, a, limit) if b is None else route_between(basis, a, b)

    def flows(self, partner: str | None = None, *, limit: int = 20, as_of: AsOf = None) -> Flows:
        """Which industries cite which, more than chance would have it: lift of citations of patents (引用提升度).

        Directed, between different industries; fields of capabilities stand in where no industry is on record.

        Parameters
        ----------
        partner
            an id or a name: only flows from and to its own industries. By default all.
        limit
            how many flows.

        Raises
        ------
        UnknownPartner, AmbiguousName, InvalidParameter, InvalidDate
        """
        basis = self._basis(as_of)
        asked = asked_by(basis, partner)
        key = basis.view.snapshot.version, asked.kind
        return flows(basis, asked, self._counted.get(key, lambda: counted(basis, asked.kind)), limit)

    def _basis(self, as_of: AsOf) -> Basis:
        view = self._view(as_of)
        return self._bases.get(view.snapshot.version, lambda: Basis(view))
