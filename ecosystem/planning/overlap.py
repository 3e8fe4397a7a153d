"""How alike are two organisations, by every measure and at every level of their groups?"""

from __future__ import annotations

from ecosystem.dates import AsOf
from ecosystem.view import View, Viewer


class Overlaps:
    """``eco.overlap``: how alike are two organisations, by every measure and at every level of their groups?"""

    def __init__(self, view: Viewer) -> None:
        self._view = view

    def _at(self, as_of: AsOf) -> View:
        return self._view(as_of)
