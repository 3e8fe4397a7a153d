"""What does an organisation need, who meets it, and which few partners cover it together?"""

from __future__ import annotations

from ecosystem.dates import AsOf
from ecosystem.view import View, Viewer


class Requirements:
    """``eco.requirements``: what does an organisation need, who meets it, and which few partners cover it together?"""

    def __init__(self, view: Viewer) -> None:
        self._view = view

    def _at(self, as_of: AsOf) -> View:
        return self._view(as_of)
