"""Which milestones are overdue, due soon or blocked, by whom, and what does each side put in for them?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from ecosystem.answers.life_establish import Blocker, MilestoneRow
from ecosystem.life.calendar import quarter_of
from ecosystem.life.establish.rules import DONE
from ecosystem.life.events import Record
from ecosystem.life.state import LifeState

WITHIN: Final = 30
"""Days before it is due within which a milestone is due soon."""

STATUSES: Final = ("overdue", "due_soon", "open", "delivered", "accepted", "cancelled")
_OVER: Final = (*DONE, "cancelled")


def milestone_rows(state: LifeState, milestones: Iterable[Record], as_of: date, within: int) -> list[MilestoneRow]:
    """A row for each milestone, in the given order."""
    return [_row(state, each, as_of, within) for each in milestones]


def put_in(resources: Iterable[Record]) -> Mapping[str, tuple[str, ...]]:
    """By partner what it puts in, in words; without what was withdrawn."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in resources:
        if each.state != "withdrawn":
            found[each.text("partner") or ""].append(_words(each))
    return {who: tuple(words) for who, words in sorted(found.items())}


def _row(state: LifeState, milestone: Record, as_of: date, within: int) -> MilestoneRow:
    due = milestone.day("due") or as_of
    delivered = milestone.day("delivered_on") or (milestone.since if milestone.state in DONE else None)
    left, over = (due - as_of).days, milestone.state in _OVER
    verdicts = state.records(milestone.partnership, "acceptance", milestone=milestone.id)
    status = milestone.state if over else "overdue" if left < 0 else "due_soon" if left <= within else "open"
    return MilestoneRow(
        milestone.id, milestone.partnership, milestone.text("annex") or "", str(quarter_of(due)),
        milestone.text("name") or "", due.isoformat(), milestone.text("partner"), milestone.text("owner"),
        put_in(state.records(milestone.partnership, "resource", milestone=milestone.id)),
        milestone.text("assessment"), next((each.text("verdict") for each in verdicts[::-1] if each.state == "noted"),
                                           None),
        milestone.state, status, -left if not over and left < 0 else None, left if not over and left >= 0 else None,
        max(0, (delivered - due).days) if milestone.state in DONE and delivered is not None else None,
        () if over else tuple(_blockers(state, milestone, as_of)),
    )


def _blockers(state: LifeState, milestone: Record, as_of: date) -> Iterator[Blocker]:
    """What it waits for: what is written, earlier milestones, open issues, resources that did not come."""
    home = milestone.partnership
    if milestone.state == "blocked":
        said = milestone.text("blocked_by")
        yield Blocker(milestone.id, said, f"blocked by {said}" if said else "blocked; nobody says by whom",
                      f"被{said}阻塞" if said else "受阻，未注明原因")
    for name in milestone.texts("after"):
        earlier = state.record(name)
        if earlier is not None and earlier.state not in _OVER:
            who = earlier.text("owner") or earlier.text("partner")
            title = earlier.text("name")
            yield Blocker(name, who, f"waits for {title}, which is {earlier.state}", f"等待“{title}”完成")
    for issue in state.records(home, "issue", milestone=milestone.id):
        if issue.state == "open":
            yield Blocker(issue.id, issue.text("owner"), f"open issue: {issue.text('title')}",
                          f"未解决的问题：{issue.text('title')}")
    for each in state.records(home, "resource", milestone=milestone.id):
        starts = each.day("starts")
        if each.state == "promised" and starts is not None and starts < as_of:
            what = each.text("what")
            yield Blocker(each.id, each.text("partner"), f"{what} was promised for {starts} and is not there",
                          f"{what}承诺于 {starts} 提供，尚未到位")


def _words(resource: Record) -> str:
    amount, unit = resource.number("amount"), resource.text("currency") or resource.text("unit")
    size = "" if amount is None else f" {amount:,.10g}" + (f" {unit}" if unit else "")
    return f"{resource.text('what')}{size} ({resource.state})"
