"""What should this meeting talk about? What is open, each line with the record that it comes from.

Executives see goals, triggers and conflicts; the middle what blocks work and what is late; teams their
tasks. Alerts go to the level that they are at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final

from ecosystem.answers.life_operate import AgendaLine
from ecosystem.life.ending.triggers import finding, is_late, quarters_late
from ecosystem.life.events import Record
from ecosystem.life.operate.due import missed
from ecosystem.life.readings import readings_of
from ecosystem.life.state import LifeState
from scoring.health.runs import falling

GOAL_DAYS: Final = 90
TASK_DAYS: Final = 14
"""How far ahead a goal, and a task, is spoken of."""

FALLS: Final = 2
"""How often in a row a measure got worse."""

OPEN_CONFLICT: Final = frozenset({"open", "analysed", "shared", "in_remedy"})
_UNDONE: Final = frozenset({"planned", "running", "blocked"})
_SAID: Final = {"open": "it is open: nobody has asked why yet", "analysed": "its loss is not shared yet",
                "shared": "its remedy has not begun", "in_remedy": "its remedy runs"}

Lines = Iterator[AgendaLine]


def lines(state: LifeState, partnership: Record, level: str, as_of: date) -> list[AgendaLine]:
    """Everything open that belongs to a level; what is due first leads within each group."""
    found: dict[tuple[str, str], AgendaLine] = {}
    for group in _BY_LEVEL[level]:
        for each in sorted(group(state, partnership, as_of), key=lambda line: (line.due or date.max, line.record)):
            found.setdefault((each.record, each.title), each)
    for each in _alerts(state, partnership, level):
        found.setdefault((each.record, each.title), each)
    return list(found.values())


# --- groups ----------------------------------------------------------------------------------------
def _goals(state: LifeState, partnership: Record, as_of: date) -> Lines:
    for agreement in state.records(partnership.id, "agreement"):
        if agreement.state != "signed":
            continue
        for goal in agreement.items("goals"):
            due = date.fromisoformat(goal["date"]) if goal.get("date") else None
            if due is not None and (due - as_of).days <= GOAL_DAYS:
                unit = f" {goal['unit']}" if goal.get("unit") else ""
                when = f"was due on {due}" if due < as_of else f"is due on {due}"
                yield AgendaLine(agreement.id, "goal", str(goal["measure"]),
                                 f"the goal of {goal['target']:g}{unit} {when}", None, due)


def _triggers(state: LifeState, partnership: Record, as_of: date) -> Lines:
    for each in state.records(partnership.id, "trigger"):
        if each.state == "in_force" and (found := finding(each, state, as_of)).met:
            yield AgendaLine(each.id, "trigger", each.text("name") or each.id,
                             f"it is met ({each.text('hardness')}): {found.sentence}", None, found.since)


def _conflicts(state: LifeState, partnership: Record, as_of: date) -> Lines:
    for each in state.records(partnership.id, "conflict"):
        if each.state in OPEN_CONFLICT:
            days = (as_of - each.created_on).days
            yield AgendaLine(each.id, "conflict", each.text("title") or "",
                             f"{_SAID[each.state]}; it came up {days} days ago", None, None)


def _blocked(state: LifeState, partnership: Record, as_of: date) -> Lines:
    for kind, title in (("milestone", "name"), ("action", "text")):
        for each in state.records(partnership.id, kind):
            if each.state == "blocked":
                who = each.text("blocked_by")
                yield _work(each, title, f"it is blocked since {each.since}" + (f" by {who}" if who else ""))
    for each in state.records(partnership.id, "issue"):
        if each.state == "open":
            yield _work(each, "title", f"it blocks work since {each.created_on}")


def _late_milestones(state: LifeState, partnership: Record, as_of: date) -> Lines:
    for each in state.records(partnership.id, "milestone"):
        due = each.day("due")
        if each.state in _UNDONE and due is not None and is_late(each, as_of):
            yield _work(each, "name", f"it was due {(as_of - due).days} days ago")


def _very_late(state: LifeState, partnership: Record, as_of: date) -> Lines:
    for each in state.records(partnership.id, "milestone"):
        if (count := quarters_late(each, as_of)) >= 1:
            yield _work(each, "name", f"it is late by {count} quarter{'s' if count > 1 else ''}")


def _late_actions(state: LifeState, partnership: Record, as_of: date) -> Lines:
    return (each for each in _actions(state, partnership, as_of) if each.due is not None and each.due < as_of)


def _actions(state: LifeState, partnership: Record, as_of: date) -> Lines:
    """Those that are late, or due soon, or have no day."""
    for each in state.records(partnership.id, "action"):
        due = each.day("due")
        if each.state in ("open", "blocked") and (due is None or (due - as_of).days <= TASK_DAYS):
            yield _work(each, "text", "it has no day" if due is None else _when(due, as_of))


def _next_milestones(state: LifeState, partnership: Record, as_of: date) -> Lines:
    for each in state.records(partnership.id, "milestone"):
        due = each.day("due")
        if each.state in _UNDONE and due is not None and (due - as_of).days <= TASK_DAYS:
            yield _work(each, "name", _when(due, as_of))


def _falling(state: LifeState, partnership: Record, as_of: date) -> Lines:
    for kpi in state.records(partnership.id, "kpi"):
        if kpi.state != "in_force":
            continue
        readings = readings_of(state, partnership.id, kpi.id, as_of)
        values = [each.number("value") for each in readings]
        turned = [None if value is None else -value for value in values] if kpi.text("better") == "lower" else values
        if falling(turned, FALLS).met:
            told = " → ".join("–" if value is None else f"{value:g}" for value in values[-(FALLS + 1):])
            yield AgendaLine(kpi.id, "kpi", kpi.text("name") or kpi.id, f"it got worse {FALLS} times in a row: {told}",
                             None, None)


def _missed(state: LifeState, partnership: Record, as_of: date) -> Lines:
    """The last meeting of each cadence, where that was missed."""
    last = {each.cadence.id: each for each in missed(state, partnership, as_of)}
    for each in last.values():
        if (as_of - each.occurrence.day) < timedelta(days=GOAL_DAYS):
            yield AgendaLine(each.cadence.id, "cadence", f"meeting of {each.cadence.text('level')} level",
                             f"the one of {each.occurrence.day} was missed: {each.reason}", None, each.occurrence.day)


def _alerts(state: LifeState, partnership: Record, level: str) -> Lines:
    for each in state.records(partnership.id, "alert"):
        if each.state != "resolved" and each.text("level") == level:
            yield AgendaLine(each.id, "alert", each.text("title") or "", f"it is {each.state} since {each.since}",
                             each.text("owner"), None)


_BY_LEVEL: Final[dict[str, tuple[Callable[[LifeState, Record, date], Lines], ...]]] = {
    "executive": (_triggers, _very_late, _goals, _conflicts, _falling, _missed),
    "middle": (_blocked, _late_milestones, _late_actions, _falling, _missed),
    "team": (_actions, _next_milestones, _blocked),
}


# --- pieces ----------------------------------------------------------------------------------------
def _work(record: Record, title: str, why: str) -> AgendaLine:
    return AgendaLine(record.id, record.kind, record.text(title) or record.id, why, record.text("owner"),
                      record.day("due"))


def _when(due: date, as_of: date) -> str:
    days = (due - as_of).days
    if days < 0:
        return f"it was due {-days} days ago"
    return f"it is due in {days} days" if days else "it is due today"
