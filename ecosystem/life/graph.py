"""What of a partnership's life is a fact of the graph: the partnership, and since when and until when it binds whom.

Records are notes; scorers, maps and candidates see a partnership by its node and its members only. A
partnership binds from the day on which it is activated to the day on which it ends. What a pilot showed of
an organisation is a trait of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from ecosystem.life.establish.traits import OBSERVATION, trait_rows
from ecosystem.life.events import Event, effective, state_of
from ecosystem.life.kinds import PARTNERSHIP, kind_of

Rows = Mapping[str, Sequence[Mapping[str, object]]]

SOURCE: Final = "life"
_BINDING: Final = frozenset({"active", "buffer", "exiting"})


class Interval(NamedTuple):
    """Days on which a partnership binds; ``stop`` is the last one, None while it goes on."""

    start: date
    stop: date | None
    known_on: date


def binding(events: Sequence[Event]) -> list[Interval]:
    """When a partnership binds, by all that is known of it.

    Examples
    --------
    >>> from ecosystem.life.events import Act
    >>> day = date(2024, 1, 1)
    >>> made = Event("p", "partnership", "p", 1, Act.CREATE, day, day, "ann")
    >>> binding([made])
    []
    """
    standing = sorted(effective(events), key=lambda each: (each.on, each.version))
    machine = kind_of(PARTNERSHIP).machine
    state, found = machine.start, list[Interval]()
    for each in standing:
        following = machine.steps.get(state, {}).get(each.step or "", state)
        if following in _BINDING and state not in _BINDING:
            found.append(Interval(each.on, None, each.recorded_on))
        elif state in _BINDING and following not in _BINDING:
            found[-1] = found[-1]._replace(stop=each.on)
        state = following
    return found


def graph_rows(before: Sequence[Event], after: Sequence[Event]) -> Rows:
    """The rows of the graph that change when a record's events do: of partnerships, and of what pilots showed."""
    if after[0].kind == OBSERVATION:
        return trait_rows(before, after)
    if after[0].kind != PARTNERSHIP:
        return {}
    was, now = binding(before), binding(after)
    record = state_of(after)
    name, sort = (record.text("name"), record.text("type")) if record is not None else (None, None)
    held = state_of(before) if before else None
    changed = held is None or record is None or (name, sort) != (held.text("name"), held.text("type"))
    if not changed and was == now:
        return {}
    whole = {"id": after[0].record, "name": name, "kind": sort, "source": SOURCE,
             "valid_from": now[0].start.isoformat() if now else None,
             "valid_to": now[-1].stop.isoformat() if now and now[-1].stop else None}
    members = _members(after[0].record, _partners(before) | _partners(after), _partners(after), was, now)
    return {"partnerships": [whole], **({"partnership_members": members} if members else {})}


def _partners(events: Sequence[Event]) -> set[str]:
    record = state_of(events) if events else None
    return set(record.texts("partners")) if record is not None else set()


def _members(partnership: str, all_partners: set[str], partners: set[str], was: list[Interval],
             now: list[Interval]) -> list[dict[str, object]]:
    """A row for each partner and interval; one that is no more ends before it began, so it never stands."""
    rows: list[dict[str, object]] = []
    kept = {(each.start, each.known_on): each for each in now}
    for start, known in sorted({(each.start, each.known_on) for each in (*was, *now)}):
        for partner in sorted(all_partners):
            stays = kept.get((start, known)) if partner in partners else None
            stop = start - timedelta(days=1) if stays is None else stays.stop
            rows.append({
                "partnership_id": partnership, "partner_id": partner, "role": None, "source": SOURCE,
                "valid_from": start.isoformat(), "valid_to": stop.isoformat() if stop else None,
                "recorded_at": known.isoformat(),
            })
    return rows
