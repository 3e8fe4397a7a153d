"""What would have been recommended at a day in the past, and what came?"""

from __future__ import annotations

from ecosystem.dates import AsOf
from ecosystem.view import View, Viewer


class Backtests:
    """``eco.backtest``: what would have been recommended at a day in the past, and what came?"""

    def __init__(self, view: Viewer) -> None:
        self._view = view

    def _at(self, as_of: AsOf) -> View:
        return self._view(as_of)
