"""The view of a day in which groups stand in place of organisations: whoever is named, his head answers."""

from __future__ import annotations

from ecosystem.view import View
from scoring.consolidation import Consolidation


class GroupView(View):
    """A merged snapshot; ids and names of all members lead to their group."""

    def __init__(self, members: View, consolidation: Consolidation) -> None:
        super().__init__(consolidation.snapshot)
        self._members = members
        self._row_of = consolidation.row_of

    @property
    def version(self) -> str:
        return self._members.version

    def row_of(self, partner: str) -> int:
        """The row of the group that an organisation belongs to.

        Raises
        ------
        UnknownPartner, AmbiguousName
            as for single organisations.
        """
        return int(self._row_of[self._members.row_of(partner)])
