"""What may go wrong with a candidate, who says so, how old is that, and what is not known?"""

from __future__ import annotations

from ecosystem.dates import AsOf
from ecosystem.view import View, Viewer


class Risks:
    """``eco.risks``: what may go wrong with a candidate, who says so, how old is that, and what is not known?"""

    def __init__(self, view: Viewer) -> None:
        self._view = view

    def _at(self, as_of: AsOf) -> View:
        return self._view(as_of)
