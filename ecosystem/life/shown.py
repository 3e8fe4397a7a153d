"""Records, events and kinds as answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ecosystem.answers.life import EventAnswer, FieldAnswer, History, KindAnswer, KindList, RecordAnswer, RecordList
from ecosystem.life.events import Event, Record
from ecosystem.life.fields import Field
from ecosystem.life.kinds import KINDS, RecordKind, kind_of


def record_answer(record: Record, as_of: date | None = None) -> RecordAnswer:
    """A record with the steps that it can take."""
    return RecordAnswer(
        record.id, record.kind, record.partnership, record.state, record.version, record.fields, record.created_on,
        record.changed_on, record.since, kind_of(record.kind).machine.allowed(record.state), as_of,
    )


def record_list(records: Iterable[Record], as_of: date | None = None) -> RecordList:
    return RecordList(as_of, tuple(record_answer(each, as_of) for each in records))


def history_answer(events: tuple[Event, ...]) -> History:
    """At least one event."""
    return History(events[0].record, events[0].kind, tuple(
        EventAnswer(each.version, each.act.value, each.on, each.recorded_on, each.by, each.why, each.step, each.about,
                    each.before, each.after)
        for each in events
    ))


def kind_list() -> KindList:
    """Every kind of record."""
    return KindList(tuple(map(_kind, KINDS.values())))


def _kind(kind: RecordKind) -> KindAnswer:
    return KindAnswer(kind.name, kind.zh, kind.about, tuple(map(_field, kind.fields)), kind.machine.start,
                      kind.machine.steps)


def _field(field: Field) -> FieldAnswer:
    columns = tuple({"name": each.name, "type": each.type.value, "required": each.required} for each in field.of)
    return FieldAnswer(field.name, field.type.value, field.required, field.refers_to, field.one_of, field.about,
                       columns)
