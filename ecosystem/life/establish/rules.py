"""What no agreement, annex, milestone, resource, acceptance or project may break."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ecosystem.errors import Fault
from ecosystem.life.checks import Draft, rule
from ecosystem.life.events import Record
from ecosystem.life.state import LifeState

DONE: Final = ("delivered", "accepted")
_BY_PARTNER: Final = {"agreement": ("ip_ownership", "cost_split"), "project": ("shares",)}
_ROWS: Final = {"agreement": ("territories",), "project": ("leaders",)}


def partners_of(record: Record, state: LifeState) -> tuple[str, ...]:
    """The partners of a record's partnership."""
    home = state.record(record.partnership)
    return home.texts("partners") if home is not None else ()


@rule("agreement", "project", "milestone", "resource", "check", "observation")
def whoever_is_named_is_a_partner(draft: Draft, state: LifeState) -> Iterator[Fault]:
    """Costs, ownership, tasks and resources fall to partners of the partnership, and to nobody else."""
    record, partners = draft.record, partners_of(draft.record, state)
    named = [(field, who) for field in _BY_PARTNER.get(record.kind, ()) for who in record.shares(field)]
    named += [(f"{field}/{number}/partner", str(row["partner"])) for field in _ROWS.get(record.kind, ())
              for number, row in enumerate(record.items(field))]
    if (who := record.text("partner")) is not None:
        named.append(("partner", who))
    for path, name in named:
        if name not in partners:
            yield Fault(path, "no_partner", f"{name[:80]!r} is none of the partners: {', '.join(partners)}.")


@rule("annex")
def an_annex_lies_within_its_agreement(draft: Draft, state: LifeState) -> Iterator[Fault]:
    agreement = state.record(draft.record.text("agreement") or "")
    if agreement is None or not _is_new(draft, "starts", "ends", "agreement"):
        return
    for field in ("starts", "ends"):
        yield from _outside(draft.record.text(field), agreement, field)


@rule("milestone")
def a_milestone_lies_within_agreement_and_annex(draft: Draft, state: LifeState) -> Iterator[Fault]:
    """Nothing is due before the agreement or the annex starts, or after it ends."""
    if not _is_new(draft, "due", "annex"):
        return
    annex = state.record(draft.record.text("annex") or "")
    agreement = state.record(annex.text("agreement") or "") if annex is not None else None
    for each in (annex, agreement):
        if each is not None:
            yield from _outside(draft.record.text("due"), each, "due")


@rule("agreement", "annex")
def dates_move_over_no_milestone(draft: Draft, state: LifeState) -> Iterator[Fault]:
    """An agreement or annex ends after it starts; its dates may move, but over no milestone that stands."""
    record = draft.record
    if not _is_new(draft, "starts", "ends"):
        return
    starts, ends = record.text("starts"), record.text("ends")
    if starts and ends and ends < starts:
        yield Fault("ends", "before_start", f"It ends on {ends}, before it starts on {starts}.")
    annexes = {record.id} if record.kind == "annex" else {
        each.id for each in state.records(record.partnership, "annex", agreement=record.id)}
    for each in state.records(record.partnership, "milestone"):
        due = each.text("due") or ""
        if each.text("annex") in annexes and each.state != "cancelled":
            if starts and due < starts:
                yield Fault("starts", "over_milestone", f"{each.id} is due on {due}, before {starts}; move it first.")
            if ends and due > ends:
                yield Fault("ends", "over_milestone", f"{each.id} is due on {due}, after {ends}; move it first.")


@rule("milestone")
def nothing_waits_for_itself(draft: Draft, state: LifeState) -> Iterator[Fault]:
    """What must be done before a milestone does not, in the end, wait for it."""
    way = _cycle(draft.record, state)
    if way:
        yield Fault("after", "cycle", f"{' waits for '.join(way)}: this never ends.")


@rule("resource")
def a_resource_is_for_its_annex_in_one_currency(draft: Draft, state: LifeState) -> Iterator[Fault]:
    """A resource goes to a milestone of its annex; the amounts of an annex are in one currency."""
    record = draft.record
    milestone, annex = state.record(record.text("milestone") or ""), record.text("annex")
    if milestone is not None and milestone.text("annex") != annex:
        yield Fault("milestone", "other_annex", f"{milestone.id} belongs to the annex {milestone.text('annex')}.")
    mine = (record.text("currency") or "").upper()
    for each in state.records(record.partnership, "resource", annex=annex) if mine else ():
        other = (each.text("currency") or "").upper()
        if each.id != record.id and each.state != "withdrawn" and other not in ("", mine):
            yield Fault("currency", "two_currencies", f"{each.id} of this annex is in {other}, and this is in {mine}; "
                                                      "amounts in two currencies are not added.")
            return


@rule("acceptance")
def only_what_was_delivered_is_judged(draft: Draft, state: LifeState) -> Iterator[Fault]:
    milestone = state.record(draft.record.text("milestone") or "")
    if draft.before is None and milestone is not None and milestone.state not in DONE:
        yield Fault("milestone", "not_delivered", f"{milestone.id} is {milestone.state}; what is not delivered "
                                                  "cannot be judged.")


@rule("project")
def a_seed_project_has_a_leader_on_each_side(draft: Draft, state: LifeState) -> Iterator[Fault]:
    """Before a seed project (种子项目) starts, each side has exactly one project manager (双项目经理)."""
    if draft.step != "start" or draft.record.text("purpose") != "seed":
        return
    leaders = [str(row["partner"]) for row in draft.record.items("leaders")]
    for each in partners_of(draft.record, state):
        if leaders.count(each) != 1:
            yield Fault("leaders", "leader_on_each_side", f"{each} has {leaders.count(each)} leaders; each side needs "
                                                          "exactly one before a seed project starts.")


def _is_new(draft: Draft, *fields: str) -> bool:
    """Whether one of these fields is said for the first time or differently."""
    held = draft.before.fields if draft.before is not None else {}
    return draft.before is None or any(held.get(each) != draft.record.fields.get(each) for each in fields)


def _outside(day: str | None, of: Record, field: str) -> Iterator[Fault]:
    starts, ends = of.text("starts"), of.text("ends")
    if day and starts and day < starts:
        yield Fault(field, f"before_{of.kind}", f"It is {day}, and the {of.kind} {of.id} starts on {starts}.")
    if day and ends and day > ends:
        yield Fault(field, f"after_{of.kind}", f"It is {day}, and the {of.kind} {of.id} ends on {ends}.")


def _cycle(record: Record, state: LifeState) -> list[str]:
    """A way from a milestone through what it waits for back to itself; empty where there is none."""
    came_from: dict[str, str] = {}
    waiting = [(each, record.id) for each in record.texts("after")]
    while waiting:
        each, source = waiting.pop()
        if each in came_from:
            continue
        came_from[each] = source
        if each == record.id:
            way = [each, source]
            while way[-1] != record.id:
                way.append(came_from[way[-1]])
            return way[::-1]
        found = state.record(each)
        waiting += [(name, each) for name in (found.texts("after") if found is not None else ())]
    return []
