"""Has something happened that lets a side end it, as the agreement says?

A trigger is met, not met, or open: a quarter of which nothing is known counts neither way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ecosystem.life.calendar import Quarter, months_later, quarters
from ecosystem.life.events import Record
from ecosystem.life.readings import attained, readings_of
from ecosystem.life.state import LifeState
from scoring.health.runs import Run, falling, in_a_row

_TIMES: Final = 2  # in a row, where the trigger does not say
_DONE: Final = frozenset({"delivered", "accepted"})


@dataclass(frozen=True, slots=True)
class Finding:
    """Attributes
    ----------
    met
        None where what is known leaves it open.
    since
        the day on which it became so, as far as it is met.
    facts
        ids of the records that made it so.
    """

    met: bool | None
    sentence: str
    since: date | None = None
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    trigger: Record
    agreement: Record
    state: LifeState
    as_of: date

    @property
    def times(self) -> int:
        return int(self.trigger.number("times") or _TIMES)

    def records(self, kind: str) -> list[Record]:
        return self.state.records(self.trigger.partnership, kind)


def finding(trigger: Record, state: LifeState, as_of: date) -> Finding:
    """What a trigger says on a day, from what is known then."""
    agreement = state.record(trigger.text("agreement") or "")
    if agreement is None:
        return Finding(None, "The agreement of this trigger is not on record on that day.")
    asked = _Asked(trigger, agreement, state, as_of)
    test = _TESTS.get(trigger.text("test") or "")
    return Finding(None, "It names no test.") if test is None else test(asked)


def missed_quarters(milestones: Iterable[Record], start: date, as_of: date) -> list[tuple[Quarter, bool | None, tuple[
        str, ...]]]:
    """Of each quarter that is over: whether a milestone that was due in it was missed, and which; None without any."""
    due = [(each, each.day("due")) for each in milestones if each.state != "cancelled"]
    found = []
    for quarter in quarters(start, as_of):
        here = [each for each, day in due if day is not None and quarter.first <= day <= quarter.last]
        late = tuple(each.id for each in here if is_late(each, as_of))
        found.append((quarter, bool(late) if here else None, late))
    return found


def is_late(milestone: Record, as_of: date) -> bool:
    """Whether it was not delivered by its day."""
    due = milestone.day("due")
    if due is None or as_of <= due:
        return False
    delivered = milestone.day("delivered_on") or (milestone.since if milestone.state in _DONE else None)
    return milestone.state not in _DONE or (delivered is not None and delivered > due)


def quarters_late(milestone: Record, as_of: date) -> int:
    """How many whole quarters (three months each) a milestone has been overdue; 0 where it is delivered."""
    due = milestone.day("due")
    if due is None or milestone.state in (*_DONE, "cancelled"):
        return 0
    count = max(0, (12 * (as_of.year - due.year) + as_of.month - due.month) // 3)
    return count - 1 if count and months_later(due, 3 * count) > as_of else count


# --- tests -----------------------------------------------------------------------------------------
def _milestones_missed(asked: _Asked) -> Finding:
    start = asked.agreement.day("starts") or asked.agreement.created_on
    by_quarter = missed_quarters(asked.records("milestone"), start, asked.as_of)
    run = in_a_row([missed for _, missed, _ in by_quarter], asked.times)
    named = [str(by_quarter[row][0]) for row in reversed(run.rows)]
    facts = tuple(each for row in run.rows for each in by_quarter[row][2])
    what = f"Milestones were missed in {_listed(named)}" if named else "No quarter with a missed milestone"
    since = by_quarter[run.rows[-asked.times]][0].last if run.met and len(run.rows) >= asked.times else None
    return Finding(run.met, f"{what}; {asked.times} in a row are asked for{_open(run)}.", since, facts)


def _incident(asked: _Asked) -> Finding:
    wanted = asked.trigger.text("incident")
    found = [each for each in asked.records("incident") if each.state == "noted" and each.fields.get("grave") is True
             and (wanted is None or each.text("sort") == wanted)]
    if not found:
        return Finding(False, f"No grave incident{f' ({wanted})' if wanted else ''} is on record.")
    first = min(found, key=lambda each: (each.text("day") or "", each.id))
    return Finding(True, f"A grave incident on {first.text('day')}: {first.text('title')}.", first.day("day"),
                   tuple(each.id for each in found))


def _strategy_changed(asked: _Asked) -> Finding:
    found = [each for each in asked.records("incident") if each.state == "noted"
             and each.text("sort") == "strategy_change"]
    if not found:
        return Finding(False, "No change of a partner's strategy is on record.")
    last = max(found, key=lambda each: (each.text("day") or "", each.id))
    who = last.text("partner") or "A partner"
    return Finding(True, f"{who} turned on {last.text('day')}: {last.text('title')}.", last.day("day"),
                   tuple(each.id for each in found))


def _satisfaction_falling(asked: _Asked) -> Finding:
    readings = readings_of(asked.state, asked.trigger.partnership, asked.trigger.text("kpi"), asked.as_of)
    run = falling([each.number("value") for each in readings], asked.times)
    values = " → ".join(f"{each.number('value'):g}" for each in readings[-(asked.times + 1):])
    what = f"The last readings are {values}" if readings else "There is no reading"
    return Finding(run.met, f"{what}; {asked.times} falls in a row are asked for{_open(run)}.",
                   readings[run.rows[-asked.times]].day("day") if run.met else None,
                   tuple(readings[row].id for row in run.rows))


def _kpi_below(asked: _Asked) -> Finding:
    kpi, bar = asked.state.record(asked.trigger.text("kpi") or ""), asked.trigger.number("bar")
    if kpi is None or bar is None:
        return Finding(None, "The trigger names no measure, or no bar.")
    readings = readings_of(asked.state, asked.trigger.partnership, kpi.id, asked.as_of)
    states = [None if share is None else share < bar for share in (attained(kpi, each) for each in readings)]
    run = in_a_row(states, asked.times)
    return Finding(run.met, f"{kpi.text('name')} was below {bar:.0%} of its target {run.length} times in a row; "
                            f"{asked.times} are asked for{_open(run)}.",
                   readings[run.rows[-asked.times]].day("day") if run.met else None,
                   tuple(readings[row].id for row in run.rows))


def _delay_rate(asked: _Asked) -> Finding:
    rate, late, due = delay_rate(asked.records("milestone"), asked.as_of)
    bar = asked.trigger.number("bar")
    if rate is None or bar is None:
        return Finding(None, "No milestone has been due yet." if bar is not None else "The trigger names no bar.")
    return Finding(rate > bar, f"{len(late)} of {due} milestones that were due are late or were ({rate:.0%}); the bar "
                               f"is {bar:.0%}.", asked.as_of if rate > bar else None, late)


_TESTS: Final[dict[str, Callable[[_Asked], Finding]]] = {
    "milestones_missed": _milestones_missed, "incident": _incident, "strategy_changed": _strategy_changed,
    "satisfaction_falling": _satisfaction_falling, "kpi_below": _kpi_below, "delay_rate": _delay_rate,
}


# --- what they have in common ----------------------------------------------------------------------
def delay_rate(milestones: Iterable[Record], as_of: date) -> tuple[float | None, tuple[str, ...], int]:
    """The share of milestones due by a day that were not delivered in time; which; and of how many. None of none."""
    due = [each for each in milestones if each.state != "cancelled" and (day := each.day("due")) is not None
           and day < as_of]
    late = tuple(each.id for each in due if is_late(each, as_of))
    return (len(late) / len(due) if due else None), late, len(due)


def _open(run: Run) -> str:
    return "" if run.met is not None else ", and what is not known could make it so"


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words[:-1]) + (" and " if len(words) > 1 else "") + words[-1]
