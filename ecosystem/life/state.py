"""All records of all partnerships on one day; folded when they are looked at, kept while nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from ecosystem.life.events import Event, Record
from ecosystem.life.kinds import PARTNERSHIP
from ecosystem.life.log import EventLog

NodeLookup = Callable[[str, str], bool]
"""Whether the graph has a node of this label and id."""


class LifeState:
    """What is so on ``as_of``; None = everything that is written.

    A state sees the log as it is when it is asked, so it is made for one question and thrown away.
    """

    def __init__(self, log: EventLog, as_of: date | None, has_node: NodeLookup = lambda label, node_id: True) -> None:
        self._log, self.as_of, self.has_node = log, as_of, has_node
        self._draft: Record | None = None
        self._folded: dict[str, Record | None] = {}  # on a day; what is so now the log keeps itself

    def over(self, draft: Record) -> LifeState:
        """The same with one record as it would be."""
        other = LifeState(self._log, self.as_of, self.has_node)
        other._draft = draft
        return other

    def record(self, record_id: str) -> Record | None:
        """A record, or None where there is none of this id on that day."""
        if self._draft is not None and self._draft.id == record_id:
            return self._draft
        if self.as_of is None:
            return self._log.folded(record_id, None)
        if record_id not in self._folded:
            self._folded[record_id] = self._log.folded(record_id, self.as_of)
        return self._folded[record_id]

    def events(self, record_id: str) -> tuple[Event, ...]:
        """What happened to a record up to that day, in the order of its versions."""
        return tuple(each for each in self._log.events_of(record_id)
                     if self.as_of is None or (each.on <= self.as_of and each.recorded_on <= self.as_of))

    def partnerships(self) -> Iterator[Record]:
        """Every partnership, in the order of their ids."""
        for each in sorted(self._log.partnerships()):
            found = self.record(each)
            if found is not None and found.kind == PARTNERSHIP:
                yield found

    def records(self, partnership: str, kind: str | None = None, **fields: object) -> list[Record]:
        """The records of a partnership, of one kind, whose fields hold these values; in the order they were made."""
        names = self._log.records_of(partnership, kind)
        draft = self._draft
        if draft is not None and draft.partnership == partnership and draft.id not in names:
            names = (*names, draft.id)
        found = (self.record(each) for each in names)
        return [each for each in found if each is not None and (kind is None or each.kind == kind)
                and all(each.fields.get(name) == value for name, value in fields.items())]

    def all(self, kind: str) -> Iterator[Record]:
        """Every record of a kind, by partnership."""
        for each in sorted(self._log.partnerships()):
            yield from self.records(each, kind)
