"""What changes if a partner, a capability or a tie comes or goes?"""

from __future__ import annotations

from ecosystem.dates import AsOf
from ecosystem.view import View, Viewer


class WhatIf:
    """``eco.whatif``: what changes if a partner, a capability or a tie comes or goes?"""

    def __init__(self, view: Viewer) -> None:
        self._view = view

    def _at(self, as_of: AsOf) -> View:
        return self._view(as_of)
