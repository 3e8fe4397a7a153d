"""What must hold of cadences and of the three steps of a conflict?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import Final

from ecosystem.errors import Fault
from ecosystem.life.checks import Draft, rule
from ecosystem.life.events import Record
from ecosystem.life.operate.cadence import zones
from ecosystem.life.state import LifeState

WHYS: Final = 5
FIRST: Final = 1970
LAST: Final = 9000
"""Years in which a cadence can start."""

Faults = Iterator[Fault]


@rule("cadence")
def a_cadence_has_an_hour_and_a_zone_that_exist(draft: Draft, state: LifeState) -> Faults:
    """The hour is HH:MM, the zone one of the world's, and the end does not lie before the start."""
    record = draft.record
    if (zone := record.text("zone")) is not None and zone not in zones():
        yield Fault("zone", "unknown_zone", f"There is no time zone {zone[:40]!r}; write one like Asia/Shanghai.")
    if (hour := record.text("time")) is not None and not _is_hour(hour):
        yield Fault("time", "invalid_time", f"{hour[:20]!r} is no hour of a day; write HH:MM.")
    starts, ends = record.day("starts"), record.day("ends")
    if starts is not None and not FIRST <= starts.year <= LAST:
        yield Fault("starts", "out_of_range", f"It starts in {starts.year}; it can be {FIRST} to {LAST}.")
    if starts is not None and ends is not None and ends < starts:
        yield Fault("ends", "before_start", f"It ends on {ends}, before it starts on {starts}.")


def _is_hour(text: str) -> bool:
    try:
        return len(text) == 5 and time.fromisoformat(text) is not None
    except ValueError:
        return False


@rule("conflict")
def a_conflict_goes_through_its_three_steps(draft: Draft, state: LifeState) -> Faults:
    """Whys before it is analysed, shares before they are borne, a project with an end, and what it changed."""
    record = draft.record
    yield from _whys(record, draft.step)
    yield from _shares(record, draft.step, state)
    if draft.step == "remedy":
        yield from _remedy(record, state)
    if draft.step == "close":
        yield from _outcome(record, state)


def _whys(record: Record, step: str | None) -> Faults:
    count = len(record.texts("whys"))
    if count > WHYS:
        yield Fault("whys", "five_whys", f"It asks why {count} times; five is the most (5-Why).")
    elif step == "analyse" and not count:
        yield Fault("whys", "five_whys", "Ask why at least once before it is analysed, five times at the most (5-Why).")


def _shares(record: Record, step: str | None, state: LifeState) -> Faults:
    shares, home = record.shares("shares"), state.record(record.partnership)
    partners = home.texts("partners") if home is not None else ()
    for each in shares:
        if each not in partners:
            yield Fault("shares", "no_partner", f"{each[:80]!r} is none of the partners: {', '.join(partners)}.")
    if step == "share" and not shares:
        yield Fault("shares", "required", "Say who bears how many percent of the loss before it is shared.")


def _remedy(record: Record, state: LifeState) -> Faults:
    project = state.record(record.text("project") or "")
    if project is None:
        yield Fault("project", "required", "A remedy is a project: name it.")
    elif project.day("ends") is None:
        yield Fault("project", "without_end", f"The project {project.id} has no end; set its ends first.")


def _outcome(record: Record, state: LifeState) -> Faults:
    clause = state.record(record.text("clause") or "")
    if clause is None:
        if record.text("reason") is None:
            yield Fault("clause", "required", "Name the clause that it changed, or in reason why none was.")
    elif max(clause.created_on, clause.changed_on) < record.created_on and record.text("reason") is None:
        yield Fault("clause", "unchanged",
                    f"The clause {clause.id} was last changed on {clause.changed_on}, before the conflict came up on "
                    f"{record.created_on}; change it, or say in reason why not.")
