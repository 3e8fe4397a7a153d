"""``eco.maps``: every question that is answered by a drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ecosystem.answers.maps import MapAnchor, MapViews
from ecosystem.dates import AsOf
from ecosystem.errors import InvalidParameter
from ecosystem.languages import check_language
from ecosystem.maps.catalogue import check, views
from ecosystem.maps.ground import Ground
from ecosystem.maps.grounds import Anchor, Grounds
from ecosystem.maps.picture import EcosystemMap
from ecosystem.maps.views.board import Paper
from ecosystem.maps.views.candidates import candidates_scene
from ecosystem.maps.views.difference import difference_scene
from ecosystem.maps.views.ecosystem import MOST_MARKS, ecosystem_scene
from ecosystem.maps.views.footprint import footprint_scene
from ecosystem.maps.views.lanes import MOST as MOST_IN_LANES
from ecosystem.maps.views.lanes import lanes_scene
from ecosystem.maps.views.path import path_scene
from ecosystem.maps.views.portfolio import MOST as IN_PORTFOLIO
from ecosystem.maps.views.portfolio import portfolio_of
from ecosystem.maps.views.quadrants import LIMIT as IN_QUADRANTS
from ecosystem.maps.views.quadrants import quadrants_scene
from ecosystem.maps.views.radar import LIMIT as ON_RADAR
from ecosystem.maps.views.radar import radar_scene
from ecosystem.maps.views.requirement import LIMIT as COVERING
from ecosystem.maps.views.requirement import Told, requirement_scene
from ecosystem.maps.views.sheet import Sheet
from ecosystem.once import Once

if TYPE_CHECKING:
    from ecosystem.maps.grid import MapGrid
    from ecosystem.service import Ecosystem

_DRAWN: Final = 6
_MOST_COVERING: Final = 100  # candidates whose coverage is asked for


class Maps:
    """Views of one fixed ground; each answers an ``EcosystemMap``."""

    def __init__(self, eco: Ecosystem, cache: Path | None) -> None:
        self._eco = eco
        # An embedded store is told by its place: its address may be written from another folder.
        embedded = cache is not None and eco.store.features.persistent and not eco.store.features.shared
        self._grounds = Grounds(cache, str(eco.store.scratch.resolve()) if embedded else eco.store.url)
        self._drawn: Once[tuple[str, ...], EcosystemMap] = Once(_DRAWN)

    def views(self) -> MapViews:
        """Every view with what it finds and what it asks for, and every format that a map can be had as."""
        return views(self)

    def view(self, name: str, **parameters: object) -> EcosystemMap:
        """A view by its name: what the command line and the API ask. The last few are kept: one map, many formats.

        Raises
        ------
        UnknownView, InvalidParameter
            for a view or a parameter that there is not; says which there are and which is near.
        """
        check(name, {each.name: each for each in self.views().items}, parameters)
        asked = {each: value for each, value in parameters.items() if each != "as_of"}
        snapshot = self._eco.snapshot(_day(parameters, "as_of"))
        key = (name, repr(sorted(asked.items())), str(snapshot.as_of), snapshot.version,
               self.stamp(_day(parameters, "since")))

        def draw() -> EcosystemMap:
            found: EcosystemMap = getattr(self, name)(**parameters)
            return found

        return self._drawn.get(key, draw)

    def grid(self, maps: Sequence[EcosystemMap], *, columns: int | None = None,
             lenses: Sequence[str | None] | None = None) -> MapGrid:
        """Maps side by side: days, organisations or lenses to compare at a glance (小多图).

        Raises
        ------
        InvalidParameter
            for no map or too many, or as many lenses as there are not maps.
        """
        from ecosystem.maps.grid import MapGrid

        return MapGrid(maps, columns=columns, lenses=lenses)

    def ground(self, as_of: AsOf = None) -> Ground:
        """Where everybody stands at ``as_of``."""
        return self._grounds.of(self._eco.view(as_of))

    def anchor(self, as_of: AsOf = None) -> MapAnchor:
        """Keep the ground of a day: from that day on everybody stands where he stands now, whatever comes.

        It lies beside the store; of ``memory:`` it lasts as long as this object.
        """
        return _told(self._grounds.set(self._eco.view(as_of)))

    def anchored(self) -> MapAnchor:
        """The day and snapshot whose ground maps follow, if they follow one."""
        anchor = self._grounds.anchor()
        return MapAnchor(False) if anchor is None else _told(anchor)

    def release(self) -> bool:
        """Forget the anchor, so that each map is made from its own data; whether there was one."""
        return self._grounds.release()

    @property
    def state(self) -> str:
        """What the same view of the same snapshot may differ by: the anchor."""
        anchor = self._grounds.anchor()
        return "" if anchor is None else f"anchor {anchor.as_of} {anchor.snapshot}"

    def stamp(self, since: AsOf = None) -> str:
        """``state``, and what an earlier day that a view goes back to was like."""
        return self.state if since is None else f"{self.state} since {self._eco.snapshot(since).version}"

    def ecosystem(self, *, most: int = MOST_MARKS, kinds: str | Sequence[str] = "organisation", language: str = "en",
                  as_of: AsOf = None) -> EcosystemMap:
        """The whole ecosystem by region and community (行业生态地图).

        Parameters
        ----------
        most
            marks at most; the best tied are drawn where there are more.
        kinds
            what is drawn: ``organisation``, and beside it ``capability``, ``channel``, ``patent``; a list, or
            text with commas between.
        """
        wanted = kinds.split(",") if isinstance(kinds, str) else kinds
        return EcosystemMap(ecosystem_scene(self._sheet(as_of, language), most=most, kinds=wanted))

    # --- with lanes or axes of their own -----------------------------------------------------------
    def lanes(self, partner: str | None = None, *, most: int = MOST_IN_LANES, language: str = "en",
              as_of: AsOf = None) -> EcosystemMap:
        """The value chain in lanes (价值链泳道): around one organisation, or of everybody who supplies.

        Raises
        ------
        UnknownPartner, AmbiguousName, InvalidParameter, InvalidDate
        """
        return EcosystemMap(lanes_scene(self._paper(as_of, language), partner, most=most))

    def radar(self, partner: str, *, limit: int = ON_RADAR, language: str = "en", as_of: AsOf = None) -> EcosystemMap:
        """Capabilities near its own that an organisation lacks, by feasibility and worth (跨界机会雷达).

        Raises
        ------
        UnknownPartner, AmbiguousName, InvalidParameter, InvalidDate
        """
        paper = self._paper(as_of, language)
        answer = self._eco.opportunities.radar(partner, limit=limit, as_of=paper.view.snapshot.as_of)
        return EcosystemMap(radar_scene(paper, answer, limit=limit))

    def quadrants(self, partner: str, *, limit: int = IN_QUADRANTS, language: str = "en",
                  as_of: AsOf = None) -> EcosystemMap:
        """Similarity × complementarity of everybody who may be proposed; ``limit`` of each quadrant.

        Raises
        ------
        UnknownPartner, AmbiguousName, InvalidParameter, InvalidDate
        """
        paper = self._paper(as_of, language)
        answer = self._eco.exchange.axes(partner, limit=limit, as_of=paper.view.snapshot.as_of)
        return EcosystemMap(quadrants_scene(paper, answer, limit=limit))

    def requirement(self, partner: str, strategy: str | None = None, *, limit: int = COVERING, language: str = "en",
                    as_of: AsOf = None) -> EcosystemMap:
        """What a strategy needs and who covers it (伙伴能力需求图谱); ``limit`` candidates for each need.

        Raises
        ------
        UnknownPartner, AmbiguousName, UnknownNode, InvalidParameter, InvalidDate
        """
        paper = self._paper(as_of, language)
        return EcosystemMap(requirement_scene(paper, self._requirements(paper, partner, strategy, limit)))

    def _requirements(self, paper: Paper, partner: str, strategy: str | None, limit: int) -> Told:
        asked, day = self._eco.requirements, paper.view.snapshot.as_of
        graph = asked.graph(partner, strategy, as_of=day)
        needs = [need.id for plan in graph.strategies for need in plan.needs]
        if not needs:
            return Told(graph, None, None, strategy, limit)
        best = dict.fromkeys(item.partner.id for need in needs
                             for item in self._eco.candidates(partner, need=need, limit=limit, as_of=day).items)
        named = asked.coverage(partner, list(best)[:_MOST_COVERING], strategy=strategy, as_of=day) if best else None
        return Told(graph, asked.coverage(partner, strategy=strategy, as_of=day), named, strategy, limit)

    def portfolio(self, partner: str | None = None, *, most: int = IN_PORTFOLIO, language: str = "en",
                  as_of: AsOf = None) -> EcosystemMap:
        """Partnerships by health and age (伙伴关系组合): of one organisation, or of all who are in one.

        Raises
        ------
        UnknownPartner, AmbiguousName, InvalidParameter, InvalidDate
        """
        paper = self._paper(as_of, language)
        return EcosystemMap(portfolio_of(paper, self._eco.risks, partner, most=most))

    def _paper(self, as_of: AsOf, language: str) -> Paper:
        return Paper(self._eco.view(as_of), language)

    def footprint(self, partner: str, *, limit: int = 20, language: str = "en", as_of: AsOf = None) -> EcosystemMap:
        """What an organisation holds and with whom it works on the map of all, and what is next to its own.

        Parameters
        ----------
        partner
            an id or a name.
        limit
            how many capabilities near to its own are outlined.

        Raises
        ------
        UnknownPartner, AmbiguousName, InvalidParameter, InvalidDate
        """
        sheet = self._sheet(as_of, language)
        radar = self._eco.opportunities.radar(partner, cross_industry=False, limit=limit, holders=0, as_of=as_of)
        return EcosystemMap(footprint_scene(sheet, partner, radar, limit))

    def candidates(self, partner: str, *, need: str | None = None, scorer: str = "blend", limit: int = 10,
                   language: str = "en", as_of: AsOf = None) -> EcosystemMap:
        """Who is not yet a partner and would be a good one, where they stand, and why (候选伙伴).

        Parameters
        ----------
        partner
            an id or a name.
        need
            the id of one of its needs; then ``scorer`` is ignored.

        Raises
        ------
        UnknownPartner, AmbiguousName, UnknownNode, InvalidParameter, InvalidDate
        """
        sheet = self._sheet(as_of, language)
        answer = self._eco.candidates(partner, need=need, scorer=scorer, limit=limit, as_of=as_of)
        return EcosystemMap(candidates_scene(sheet, answer, limit))

    def path(self, a: str, b: str, *, language: str = "en", as_of: AsOf = None) -> EcosystemMap:
        """How two organisations are connected: a chain of supplies where there is one, else of any ties (供应路径).

        Raises
        ------
        UnknownPartner, AmbiguousName, InvalidParameter, InvalidDate
        """
        sheet = self._sheet(as_of, language)
        return EcosystemMap(path_scene(sheet, self._eco.opportunities.routes(a, b, as_of=as_of).items[0]))

    def difference(self, since: str, *, language: str = "en", as_of: AsOf = None) -> EcosystemMap:
        """What changed from the day ``since`` to ``as_of``: who entered, who left, which ties are new, gone or other.

        Raises
        ------
        InvalidDate
        InvalidParameter
            if ``since`` is not before ``as_of``.
        """
        then = self._sheet(since, language)
        view = self._eco.view(as_of)
        days = then.view.snapshot.as_of, view.snapshot.as_of
        if days[0] >= days[1]:
            raise InvalidParameter(f"since is {days[0]}, which is not before as_of, {days[1]}.")
        ground = self._grounds.following(then.ground, view, self.state, then.view.version)
        return EcosystemMap(difference_scene(then, replace(then, view=view, ground=ground)))

    def _sheet(self, as_of: AsOf, language: str) -> Sheet:
        check_language(language)
        view = self._eco.view(as_of)
        anchor = self._grounds.anchor_of(view)
        return Sheet(view, self._grounds.of(view), language, None if anchor is None else anchor.as_of)


def _told(anchor: Anchor) -> MapAnchor:
    return MapAnchor(True, anchor.as_of, anchor.snapshot, len(anchor.ground.ids))


def _day(parameters: Mapping[str, object], name: str) -> AsOf:
    """A day among parameters that have been checked."""
    found = parameters.get(name)
    return found if isinstance(found, str | date) else None
