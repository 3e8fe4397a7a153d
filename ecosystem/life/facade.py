"""``eco.life``: records of partnerships, written as events and read at any day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from ecosystem.dates import AsOf, parse_as_of
from ecosystem.errors import Conflict, Fault, InvalidParameter, InvalidRecord, UnknownNode
from ecosystem.life import rules  # noqa: F401 - registers the rules of all stages
from ecosystem.life.checks import Draft, faults_of
from ecosystem.life.ending.facade import Asker, Ending
from ecosystem.life.establish.facade import Asked, Establish
from ecosystem.life.evaluate.facade import Evaluate
from ecosystem.life.events import Act, Event, Record, Values, state_of
from ecosystem.life.fields import read_fields
from ecosystem.life.kinds import PARTNERSHIP, RecordKind, kind_of
from ecosystem.life.log import EventLog
from ecosystem.life.operate.facade import Operate
from ecosystem.life.state import LifeState
from ecosystem.life.watch.facade import Watch
from ecosystem.life.writing import Hand, New
from ecosystem.stores.base import Store
from ecosystem.view import Viewer

__all__ = ["Hand", "Life", "New"]

_LONGEST_ID: Final = 200


class Life:
    """``eco.life``: what happens to partnerships after they were found.

    Parameters
    ----------
    store
    view, candidates, risks
        ``eco.view``, ``eco.candidates`` and ``eco.risks``: the graph that records speak of.
    """

    def __init__(self, store: Store, view: Viewer, candidates: Asker, risks: Asked) -> None:
        self.log = EventLog(store)
        self._store, self._view = store, view
        self.operate = Operate(self)
        self.establish = Establish(self.state, self.create_all, view, risks)
        self.evaluate = Evaluate(self.state)
        self.watch = Watch(self.state, self)
        self.ending = Ending(self.state, view, candidates)

    # --- reading -----------------------------------------------------------------------------------
    def state(self, as_of: AsOf = None) -> LifeState:
        """Everything as it is on a day; None = everything that is written."""
        return LifeState(self.log, None if as_of is None else parse_as_of(as_of), self._has_node)

    def record(self, record_id: str, *, as_of: AsOf = None) -> Record:
        """One record on a day.

        Raises
        ------
        UnknownNode
            if there is none of this id by then.
        """
        found = self.state(as_of).record(record_id)
        if found is None:
            raise UnknownNode("record", record_id, self._near(record_id))
        return found

    def records(self, partnership: str, kind: str | None = None, *, as_of: AsOf = None) -> list[Record]:
        """The records of a partnership, of one kind.

        Raises
        ------
        UnknownNode, InvalidParameter
        """
        if kind is not None:
            kind_of(kind)
        self.record(partnership, as_of=as_of)
        return self.state(as_of).records(partnership, kind)

    def partnerships(self, *, as_of: AsOf = None) -> list[Record]:
        """Every partnership on a day, by id."""
        return list(self.state(as_of).partnerships())

    def history(self, record_id: str, *, as_of: AsOf = None) -> tuple[Event, ...]:
        """What happened to a record, in the order in which it was written.

        Raises
        ------
        UnknownNode
        """
        self.record(record_id, as_of=as_of)
        return self.state(as_of).events(record_id)

    # --- writing -----------------------------------------------------------------------------------
    def create(self, kind: str, fields: Values, hand: Hand, *, partnership: str | None = None,
               record_id: str | None = None) -> Record:
        """A new record.

        Parameters
        ----------
        partnership
            that it belongs to; none for a partnership itself.
        record_id
            chosen by the caller; otherwise the next of its kind.

        Raises
        ------
        InvalidRecord
            names each field and the rule that it breaks; nothing is written.
        Conflict
            if there is a record of this id.
        """
        kind_of(kind)

        def make() -> Sequence[Event]:
            return () if self._is_repeated(hand) else (self._created(New(kind, fields, record_id), partnership, hand),)

        if kind != PARTNERSHIP and (partnership is None or not self.log.events_of(partnership)):
            raise UnknownNode(PARTNERSHIP, partnership or "", self._near(partnership or ""))
        return self._written(make, hand)

    def create_all(self, made: Callable[[], Sequence[New]], hand: Hand, *, partnership: str) -> list[Record]:
        """Several new records of a partnership, all or none; later ones may name earlier ones.

        Parameters
        ----------
        made
            says which, while nobody else writes.

        Raises
        ------
        UnknownNode, InvalidRecord, Conflict, ForbiddenStep
            nothing was written.
        """
        self.record(partnership)
        written: list[str] = []

        def make() -> Sequence[Event]:
            if self._is_repeated(hand):
                written.extend(self._made_under(str(hand.key)))
                return ()
            events: list[Event] = []
            with self.log.supposing() as suppose:
                for each in made():
                    numbered = replace(hand, key=_nth(hand.key, len(events)))
                    events += self._made(each, partnership, numbered, suppose)
            written.extend(dict.fromkeys(event.record for event in events))
            return events

        self.log.append(make)
        state = self.state()
        return [found for each in written if (found := state.record(each)) is not None]

    def change(self, record_id: str, fields: Values, hand: Hand, *, version: int | None = None) -> Record:
        """Change fields of a record; a field set to None is emptied. What changes nothing writes nothing.

        Parameters
        ----------
        version
            that the caller has seen; a change of an older one is refused.

        Raises
        ------
        UnknownNode, InvalidRecord
        Conflict
            if the record has been changed since.
        """

        def make() -> Sequence[Event]:
            if self._is_repeated(hand):
                return ()
            now = self._present(record_id, version)
            values = self._read(kind_of(now.kind), fields, whole=False)
            changed = {name: value for name, value in values.items() if now.fields.get(name) != value}
            if not changed:
                return ()
            event = _event(now.id, kind_of(now.kind), now.partnership, now.version + 1, Act.CHANGE, hand,
                           before={name: now.fields.get(name) for name in changed}, after=changed)
            self._check(event, hand)
            return (event,)

        return self._written(make, hand, record_id)

    def step(self, record_id: str, step: str, hand: Hand, *, fields: Values | None = None,
             version: int | None = None) -> Record:
        """Take a step of the record's machine, and change fields with it.

        Raises
        ------
        UnknownNode, InvalidRecord, Conflict
        ForbiddenStep
            says which steps can be taken.
        InvalidParameter
            for a step that lies before one that was taken.
        """

        def make() -> Sequence[Event]:
            if self._is_repeated(hand):
                return ()
            return (self._stepped(record_id, step, hand, fields or {}, version),)

        return self._written(make, hand, record_id)

    def step_and_create(self, record_id: str, step: str, hand: Hand, *, made: Mapping[str, New],
                        fields: Values | None = None, version: int | None = None) -> Record:
        """Take a step and make the records that come of it: all of it, or nothing.

        Parameters
        ----------
        made
            by where a fault in it is said to be.

        Raises
        ------
        UnknownNode, InvalidRecord, Conflict, ForbiddenStep, InvalidParameter
            nothing was written.
        """
        partnership = self.record(record_id).partnership

        def make() -> Sequence[Event]:
            if self._is_repeated(hand):
                return ()
            events = [self._stepped(record_id, step, hand, fields or {}, version)]
            with self.log.supposing() as suppose:
                suppose(events[0])
                for where, each in made.items():
                    numbered = replace(hand, key=_nth(hand.key, len(events)))
                    try:
                        events += self._made(each, partnership, numbered, suppose)
                    except InvalidRecord as error:
                        raise InvalidRecord(error.kind, [replace(fault, field=f"{where}/{fault.field}")
                                                         for fault in error.faults]) from error
            return events

        return self._written(make, hand, record_id)

    def correct(self, record_id: str, about: int, fields: Values, hand: Hand, *, on: date | None = None,
                version: int | None = None) -> Record:
        """Say what an earlier event should have said; the history keeps both.

        Parameters
        ----------
        about
            the version that the event made.
        on
            the day on which it really was; as it was said where it is None.

        Raises
        ------
        UnknownNode, InvalidRecord, InvalidParameter, Conflict
        """
        return self._amend(record_id, about, hand, version, fields, on)

    def undo(self, record_id: str, hand: Hand, *, about: int | None = None,
             version: int | None = None) -> Record:
        """Take an event back, the last one where none is named; undoing an undo restores.

        A record that is not there any more comes back in the state ``undone``, without fields.

        Raises
        ------
        UnknownNode, InvalidRecord, InvalidParameter, Conflict
        """
        last = len(self.log.events_of(record_id))
        return self._amend(record_id, last if about is None else about, hand, version, None, None)

    # --- how ---------------------------------------------------------------------------------------
    def _created(self, new: New, partnership: str | None, hand: Hand) -> Event:
        declared = kind_of(new.kind)
        home = new.id if new.kind == PARTNERSHIP else partnership
        chosen = new.id or self._next_id(declared, home)
        if self.log.events_of(chosen):
            raise Conflict(f"There is a record {chosen!r} already; change that, or choose another id.")
        values = self._read(declared, new.fields, whole=True)
        event = _event(chosen, declared, chosen if new.kind == PARTNERSHIP else str(home), 1, Act.CREATE, hand,
                       after={name: value for name, value in values.items() if value is not None})
        self._check(event, hand)
        return event

    def _stepped(self, record_id: str, step: str, hand: Hand, fields: Values, version: int | None) -> Event:
        now = self._present(record_id, version)
        declared = kind_of(now.kind)
        declared.machine.after(now.state, step)
        if hand.on < now.since:
            raise InvalidParameter(f"The step is dated {hand.on}, and {record_id} is {now.state} since "
                                   f"{now.since}; a step cannot lie before the last one. Correct that one.")
        values = self._read(declared, fields, whole=False)
        event = _event(now.id, declared, now.partnership, now.version + 1, Act.STEP, hand,
                       before={name: now.fields.get(name) for name in values}, after=values, step=step)
        self._check(event, hand)
        return event

    def _made(self, new: New, partnership: str, hand: Hand, suppose: Callable[[Event], None]) -> list[Event]:
        """The event that makes a record and those of its steps, each checked against those before it."""
        events = [self._created(new, partnership, hand)]
        suppose(events[0])
        declared, made = kind_of(new.kind), events[0].record
        for number, step in enumerate(new.steps):
            declared.machine.after(self._present(made, None).state, step)
            event = _event(made, declared, partnership, number + 2, Act.STEP, replace(hand, key=None), step=step)
            self._check(event, hand)
            suppose(event)
            events.append(event)
        return events

    def _made_under(self, key: str) -> list[str]:
        """The records that were made together under an idempotency key."""
        first = self.log.by_key(key)
        if first is None:
            return []
        keys = {each: self.log.events_of(each)[0].key or "" for each in self.log.records_of(first.partnership)}
        return [each for each, made in keys.items() if made == key or made.startswith(f"{key}#")]

    def _amend(self, record_id: str, about: int, hand: Hand, version: int | None, fields: Values | None,
               on: date | None) -> Record:
        def make() -> Sequence[Event]:
            if self._is_repeated(hand):
                return ()
            events = self.log.events_of(record_id)
            if not events:
                raise UnknownNode("record", record_id, self._near(record_id))
            _is_present(record_id, len(events), version)
            if not 1 <= about <= len(events):
                raise InvalidParameter(f"{record_id} has no version {about}; it has 1 to {len(events)}.")
            old, declared = events[about - 1], kind_of(events[0].kind)
            values = {} if fields is None else self._read(declared, fields, whole=False)
            act = Act.UNDO if fields is None else Act.CORRECT
            event = _event(record_id, declared, old.partnership, len(events) + 1, act,
                           replace(hand, on=on or old.on, recorded_on=hand.recorded_on or hand.on), about=about,
                           before={name: old.after.get(name) for name in values}, after=values)
            if state_of([*events, event]) is not None:
                self._check(event, hand)
            elif any(self.state().record(each) for each in self._below(record_id)):
                raise Conflict(f"{record_id} has records below it; take those back first.")
            return (event,)

        return self._written(make, hand, record_id)

    def _written(self, make: Callable[[], Sequence[Event]], hand: Hand, record_id: str | None = None) -> Record:
        events = self.log.append(make)
        if not events and hand.key is not None and (done := self.log.by_key(hand.key)) is not None:
            record_id = done.record
        found = self.state().record(events[0].record if events else record_id or "")
        if found is not None:
            return found
        last = self.log.events_of(events[0].record if events else record_id or "")
        return Record(last[0].record, last[0].kind, last[0].partnership, "undone", len(last), {}, last[0].on,
                      last[-1].on, last[-1].on)

    def _has_node(self, label: str, node_id: str) -> bool:
        """Whether a node is on record, on the last day or on any other."""
        return (self._view(None).snapshot.nodes[label].ids.find(node_id) >= 0
                or self._store.record(label, node_id) is not None)

    def _is_repeated(self, hand: Hand) -> bool:
        return hand.key is not None and self.log.by_key(hand.key) is not None

    def _present(self, record_id: str, version: int | None) -> Record:
        found = self.record(record_id)
        _is_present(record_id, found.version, version)
        return found

    def _read(self, declared: RecordKind, fields: Values, *, whole: bool) -> dict[str, object]:
        values, faults = read_fields(declared.fields, fields, whole=whole)
        if faults:
            raise InvalidRecord(declared.name, faults)
        return values

    def _check(self, event: Event, hand: Hand) -> None:
        """Refuse an event whose outcome breaks a rule."""
        if not hand.by.strip():
            raise InvalidRecord(event.kind, [Fault("by", "required", "Whoever writes must be named.")])
        before = self.state().record(event.record)
        after = state_of([*self.log.events_of(event.record), event])
        assert after is not None
        if faults := faults_of(Draft(after, event.step, before), self.state()):
            raise InvalidRecord(event.kind, faults)

    def _next_id(self, declared: RecordKind, partnership: str | None) -> str:
        if declared.name == PARTNERSHIP:
            taken = len(self.log.partnerships())
            return f"{PARTNERSHIP}-{taken + 1}"
        taken = len(self.log.records_of(partnership or "", declared.name))
        return f"{partnership}/{declared.name}-{taken + 1}"[-_LONGEST_ID:]

    def _below(self, record_id: str) -> list[str]:
        events = self.log.events_of(record_id)
        if events[0].kind == PARTNERSHIP:
            return [each for each in self.log.records_of(record_id) if each != record_id]
        kind, home = events[0].kind, events[0].partnership
        return [each.id for each in self.state().records(home) if each.fields.get(kind) == record_id]

    def _near(self, record_id: str) -> list[str]:
        from rapidfuzz import process

        known = [each for home in self.log.partnerships() for each in self.log.records_of(home)][:100_000]
        return [found[0] for found in process.extract(record_id, known, limit=3, score_cutoff=60)]


def _nth(key: str | None, number: int) -> str | None:
    """The key of one of several events that are written under one."""
    return key if key is None or number == 0 else f"{key}#{number}"


def _is_present(record_id: str, now: int, seen: int | None) -> None:
    if seen is not None and seen != now:
        raise Conflict(f"{record_id} has been changed meanwhile: it is at version {now}, and you saw {seen}. "
                       "Read it again, and make the change there.")


def _event(record: str, kind: RecordKind, partnership: str, version: int, act: Act, hand: Hand, *,
           before: Mapping[str, object] | None = None, after: Mapping[str, object] | None = None,
           step: str | None = None, about: int | None = None) -> Event:
    return Event(record, kind.name, partnership, version, act, hand.on, hand.recorded_on or hand.on, hand.by, hand.why,
                 hand.at, before or {}, after or {}, step, about, hand.key)


