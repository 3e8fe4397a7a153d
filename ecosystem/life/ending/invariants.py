"""What must hold on every day of an exit, whatever is changed in it?

No customer is without a service owner, no right is withdrawn before its notice, nobody's obligation is
left without an owner after the end. The rules look at a plan whenever it, or what it is about, changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from ecosystem.errors import Fault
from ecosystem.life.calendar import months_later
from ecosystem.life.checks import Draft, rule
from ecosystem.life.events import Record
from ecosystem.life.state import LifeState

RIGHT_NOTICE_MONTHS: Final = 1
"""Between notice and the first right that is withdrawn."""

CUSTOMER_NOTICE_MONTHS: Final = 6
"""Between telling a customer and the end, where the agreement does not say."""

_BINDING: Final = frozenset({"agreed", "running"})
_OPEN: Final[Mapping[str, frozenset[str]]] = {
    "action": frozenset({"open", "blocked"}),
    "milestone": frozenset({"planned", "running", "blocked", "delivered"}),
    "conflict": frozenset({"open", "analysed", "shared", "in_remedy"}),
    "resource": frozenset({"provided"}),
}
"""What is an obligation, and while it is in which state."""


class Step(NamedTuple):
    """A step of a plan with its place in it."""

    number: int
    what: str
    day: date
    thing: str | None
    percent: float
    until: date | None


def obligations(state: LifeState, partnership: str) -> list[Record]:
    """What somebody still owes, by kind and in the order in which it was made."""
    return [each for kind, states in _OPEN.items() for each in state.records(partnership, kind) if each.state in states]


def customer_notice(agreement: Record | None) -> int:
    """How many months before the end a customer is told."""
    said = agreement.number("customer_notice_months") if agreement is not None else None
    return CUSTOMER_NOTICE_MONTHS if said is None else int(said)


def faults_of_plan(plan: Record, state: LifeState) -> Iterator[Fault]:
    """Everything that a plan leaves open or does too early."""
    notice, ends, agreement = plan.day("notice_on"), plan.day("ends_on"), state.record(plan.text("agreement") or "")
    if notice is None or ends is None:
        return
    months = int((agreement.number("notice_months") if agreement is not None else None) or 0)
    if ends < months_later(notice, months):
        yield Fault("ends_on", "before_notice", f"The end, {ends}, lies before the notice of {months} months is over "
                                                f"({months_later(notice, months)}).")
    steps = [_step(number, row) for number, row in enumerate(plan.items("steps"))]
    for each in steps:
        if each.day < notice:
            yield Fault(f"steps/{each.number}/day", "before_notice",
                        f"It is dated {each.day}, and notice is given on {notice}.")
    yield from _rights(steps, notice, ends)
    yield from _customers(steps, plan, state, (notice, ends), customer_notice(agreement))
    yield from _obligations(steps, plan, state)


def _step(number: int, row: Mapping[str, Any]) -> Step:
    until = row.get("until")
    return Step(number, str(row["what"]), date.fromisoformat(str(row["day"])), row.get("thing"),
                float(row.get("percent") or 0.0), date.fromisoformat(str(until)) if until else None)


def _rights(steps: list[Step], notice: date, ends: date) -> Iterator[Fault]:
    """No right is withdrawn before its notice, none twice, and none is left at the end."""
    first = months_later(notice, RIGHT_NOTICE_MONTHS)
    withdrawn: dict[str, float] = {}
    for each in sorted((each for each in steps if each.what == "right"), key=lambda each: (each.day, each.number)):
        where = f"steps/{each.number}"
        if each.day < first:
            yield Fault(f"{where}/day", "right_before_notice",
                        f"A right is withdrawn on {each.day}, before its notice is over ({first}).")
        if each.day > ends:
            yield Fault(f"{where}/day", "right_after_end",
                        f"A right is withdrawn on {each.day}, after the end ({ends}).")
        total = withdrawn[each.thing or ""] = withdrawn.get(each.thing or "", 0.0) + each.percent
        if total > 100 + 1e-9:
            yield Fault(f"{where}/percent", "more_than_all", f"With it {total:g} % of {each.thing} are withdrawn.")
    for thing, total in withdrawn.items():
        if total < 100 - 1e-9:
            yield Fault("steps", "right_left", f"Of the right {thing} {100 - total:g} % are not withdrawn by the end.")


def _customers(steps: list[Step], plan: Record, state: LifeState, days: tuple[date, date],
               months: int) -> Iterator[Fault]:
    """Every customer is told in time, and has a service owner on every day."""
    notice, ends = days
    for customer in state.records(plan.partnership, "customer"):
        if customer.state != "served":
            continue
        told = [each.day for each in steps if each.what == "customer_notice" and each.thing == customer.id]
        if (already := customer.day("told_on")) is not None:
            told.append(already)
        # Counted forwards: the last day of a month has no fixed day some months before it.
        if not told or months_later(min(told), months) > ends:
            yield Fault("steps", "customer_not_told", f"{customer.id} must be told {months} months before the end, "
                                                      f"{ends}; {min(told) if told else 'no step'} is planned.")
        gap = unserved(customer, [each for each in steps if each.what == "service" and each.thing == customer.id],
                       notice, ends)
        if gap is not None:
            yield Fault("steps", "customer_without_service", f"{customer.id} has no service owner on {gap}.")


def unserved(customer: Record, steps: list[Step], notice: date, ends: date) -> date | None:
    """The first day from the notice on on which nobody serves a customer; None where there is none.

    Whoever serves it now does so until the end; after that whom the plan names.
    """
    spans: list[tuple[date, date | None]] = [(each.day, each.until) for each in steps]
    if customer.text("service_owner") is not None:
        spans.append((customer.day("service_from") or notice, ends))
    day = notice
    for start, stop in sorted(spans, key=lambda span: (span[0], span[1] is None, span[1] or date.max)):
        if start > day:
            return day
        if stop is None:
            return None
        day = max(day, stop + timedelta(days=1))
    return day


def _obligations(steps: list[Step], plan: Record, state: LifeState) -> Iterator[Fault]:
    """Nothing that is owed lacks an owner after the end, and nobody stays away."""
    owned = {each.thing for each in steps if each.what == "obligation"}
    for each in obligations(state, plan.partnership):
        if each.id not in owned:
            yield Fault("steps", "obligation_without_owner", f"{each.id} ({each.kind}) has no owner after the end.")
    called = {each.thing for each in steps if each.what == "staff"}
    for each in state.records(plan.partnership, "rotation"):
        if each.state == "away" and each.id not in called:
            yield Fault("steps", "staff_left", f"{each.text('person')} ({each.id}) is not called back.")


@rule("exit_plan")
def an_exit_leaves_nobody_behind(draft: Draft, state: LifeState) -> Iterator[Fault]:
    """A plan of exit breaks none of its invariants, in whatever state it is."""
    if draft.record.state != "dropped":
        yield from faults_of_plan(draft.record, state)


@rule("customer", "rotation", *_OPEN)
def a_change_leaves_the_exit_whole(draft: Draft, state: LifeState) -> Iterator[Fault]:
    """While an exit is agreed or runs, nothing comes up that its plan does not care for."""
    around = state.over(draft.record)
    for plan in around.records(draft.record.partnership, "exit_plan"):
        if plan.state in _BINDING:
            for fault in faults_of_plan(plan, around):
                yield Fault("exit_plan", fault.code, f"The plan {plan.id} would no longer hold: {fault.message} "
                                                     "Revise it first.")
