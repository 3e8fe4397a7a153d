"""``eco.maps``: every question that is answered by a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ecosystem.answers.maps import MapViews
from ecosystem.dates import AsOf
from ecosystem.maps.catalogue import check, views
from ecosystem.maps.ground import Ground, ground_of
from ecosystem.maps.picture import EcosystemMap
from ecosystem.maps.views.ecosystem import MOST_MARKS, ecosystem_scene
from ecosystem.maps.views.sheet import Sheet
from ecosystem.maps.words import check_language
from ecosystem.once import Once

if TYPE_CHECKING:
    from ecosystem.service import Ecosystem

_KEPT: Final = 3


class Maps:
    """Views of one fixed ground; each answers an ``EcosystemMap``."""

    def __init__(self, eco: Ecosystem) -> None:
        self._eco = eco
        self._grounds: Once[str, Ground] = Once(_KEPT)

    def views(self) -> MapViews:
        """Every view with what it finds and what it asks for, and every format that a map can be had as."""
        return views(self)

    def view(self, name: str, **parameters: object) -> EcosystemMap:
        """A view by its name: what the command line and the API ask.

        Raises
        ------
        UnknownView, InvalidParameter
            for a view or a parameter that there is not; says which there are and which is near.
        """
        check(name, {each.name: each for each in self.views().items}, parameters)
        drawn: EcosystemMap = getattr(self, name)(**parameters)
        return drawn

    def ground(self, as_of: AsOf = None) -> Ground:
        """Where everybody stands at ``as_of``."""
        view = self._eco.view(as_of)
        return self._grounds.get(view.version, lambda: ground_of(view))

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

    def _sheet(self, as_of: AsOf, language: str) -> Sheet:
        check_language(language)
        return Sheet(self._eco.view(as_of), self.ground(as_of), language)
