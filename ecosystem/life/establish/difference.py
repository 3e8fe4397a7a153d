"""What is different in an agreement or annex, and in all that hangs under it, between two days?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain

from ecosystem.answers.life_establish import Difference
from ecosystem.life.events import Event, Record
from ecosystem.life.kinds import kind_of
from ecosystem.life.state import LifeState


def differences(record: str, before: LifeState, after: LifeState) -> Iterator[Difference]:
    """Every difference of a record and of what hangs under it, in the order in which they were made."""
    names = dict.fromkeys(chain(_family(record, before), _family(record, after)))
    for name in names:
        yield from _of_record(name, before.record(name), after.record(name), after)


def _family(record: str, state: LifeState) -> Iterator[str]:
    """A record and those that hang under it, at any depth: the field of its kind that they need names it."""
    found = state.record(record)
    if found is None:
        return
    yield record
    for each in state.records(found.partnership):
        hangs = any(field.name == found.kind and field.required for field in kind_of(each.kind).fields)
        if hangs and each.fields.get(found.kind) == record:
            yield from _family(each.id, state)


def _of_record(name: str, was: Record | None, now: Record | None, state: LifeState) -> Iterator[Difference]:
    events = state.events(name)
    held = now or was
    if held is None:
        return
    if was is None or now is None:
        sort, event = ("added", events[0]) if was is None else ("removed", events[-1])
        title = held.text("name") or held.text("title") or held.text("what") or name
        yield _said(held, "", sort, (None, title) if was is None else (title, None), event)
        return
    fields = dict.fromkeys((*was.fields, *now.fields))
    for field in fields:
        for path, old, new in _changed(field, was.fields.get(field), now.fields.get(field)):
            sort = "added" if old is None else "removed" if new is None else "changed"
            yield _said(held, path, sort, (old, new), _source(events, field))
    if was.state != now.state:
        yield _said(held, "state", "changed", (was.state, now.state), _source(events, None))


def _changed(path: str, old: object, new: object) -> Iterator[tuple[str, object, object]]:
    """(path, before, after) of what differs within two values of a field."""
    if old == new:
        return
    if isinstance(old, Mapping) or isinstance(new, Mapping):
        left, right = (value if isinstance(value, Mapping) else {} for value in (old, new))
        for key in dict.fromkeys((*left, *right)):
            if left.get(key) != right.get(key):
                yield f"{path}/{key}", left.get(key), right.get(key)
    elif isinstance(old, list) or isinstance(new, list):
        yield from _of_lists(path, old if isinstance(old, list) else [], new if isinstance(new, list) else [])
    else:
        yield path, old, new


def _of_lists(path: str, old: list[object], new: list[object]) -> Iterator[tuple[str, object, object]]:
    """Entries that came or went; of rows that are told apart by their first column, the cells that differ."""
    left, right = ({_key(each): each for each in values} for values in (old, new))
    for key in dict.fromkeys((*left, *right)):
        if key in left and key in right and isinstance(left[key], Mapping):
            yield from _changed(f"{path}/{key}", left[key], right[key])
        elif key not in left or key not in right:
            yield path, left.get(key), right.get(key)


def _key(entry: object) -> str:
    return str(next(iter(entry.values()), "")) if isinstance(entry, Mapping) else str(entry)


def _source(events: tuple[Event, ...], field: str | None) -> Event:
    """The last event that touched a field, or a state; an event that was taken back speaks of all."""
    for each in reversed(events):
        if each.about is not None or (each.step is not None if field is None else field in each.after):
            return each
    return events[-1]


def _said(record: Record, path: str, sort: str, values: tuple[object, object], event: Event) -> Difference:
    old, new = values
    what = f"{record.id}{' ' + path if path else ''}"
    told = {"added": f"{what}: {_words(new)} added", "removed": f"{what}: {_words(old)} removed",
            "changed": f"{what}: {_words(old)} → {_words(new)}"}[sort]
    day: date = event.recorded_on if event.about is not None else event.on
    return Difference(record.id, record.kind, path, sort, old, new, event.by, day, event.why, told)


def _words(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_words(each)}" for key, each in value.items() if each is not None)
    if isinstance(value, float):
        return f"{value:g}"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
