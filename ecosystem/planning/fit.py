"""Do strategy, capability and culture go together, and which fact would change the answer?"""

from __future__ import annotations

from ecosystem.dates import AsOf
from ecosystem.view import View, Viewer


class Fits:
    """``eco.fit``: do strategy, capability and culture go together, and which fact would change the answer?"""

    def __init__(self, view: Viewer) -> None:
        self._view = view

    def _at(self, as_of: AsOf) -> View:
        return self._view(as_of)
