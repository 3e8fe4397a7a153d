"""What lies across the industry border: near capabilities that are lacking, and who has them?"""

from __future__ import annotations

from ecosystem.dates import AsOf
from ecosystem.view import View, Viewer


class Opportunities:
    """``eco.opportunities``: near capabilities that are lacking, in other industries, and who has them."""

    def __init__(self, view: Viewer) -> None:
        self._view = view

    def _at(self, as_of: AsOf) -> View:
        return self._view(as_of)
