"""What would each side of a partnership give the other, and who gains nothing?"""

from __future__ import annotations

from ecosystem.dates import AsOf
from ecosystem.view import View, Viewer


class Exchange:
    """``eco.exchange``: what would each side of a partnership give the other, and who gains nothing?"""

    def __init__(self, view: Viewer) -> None:
        self._view = view

    def _at(self, as_of: AsOf) -> View:
        return self._view(as_of)
