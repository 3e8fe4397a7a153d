"""``eco.life.ending``: triggers, the buffer, the plan of exit, types through time, and whom to ask instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple
from datetime import date

from ecosystem.answers import Candidates
from ecosystem.answers.life_ending import (
    BufferAnswer,
    ExitPlanDraft,
    Replacement,
    Replacements,
    TriggerAnswer,
    Triggers,
    TypeAnswer,
    Types,
)
from ecosystem.errors import InvalidParameter, UnknownNode
from ecosystem.life.ending.buffer import buffer_of, signed_agreement
from ecosystem.life.ending.plan import STATEMENTS, exit_plan
from ecosystem.life.ending.triggers import finding, quarters_late
from ecosystem.life.ending.types import typed_intervals
from ecosystem.life.events import Record
from ecosystem.life.kinds import PARTNERSHIP
from ecosystem.life.readings import readings_of
from ecosystem.life.state import LifeState
from ecosystem.view import Viewer
from scoring.health.runs import falling

Asker = Callable[..., Candidates]
"""``eco.candidates``."""

LATE_QUARTERS = 2
_FALLS = 2
_BEST = 3


class Ending:
    """``eco.life.ending``: how partnerships end or become other ones.

    Parameters
    ----------
    state
        everything as it is on a day.
    view, candidates
        the graph on a day, and who could take a partner's place.
    """

    def __init__(self, state: Callable[[date], LifeState], view: Viewer, candidates: Asker) -> None:
        self._state, self._view, self._candidates = state, view, candidates

    def triggers(self, partnership: str, *, as_of: date) -> Triggers:
        """Every trigger of a partnership's agreements on a day: met, not met, or open (触发条件).

        Raises
        ------
        UnknownNode
        """
        state = self._state(as_of)
        _partnership(state, partnership)
        items = []
        for each in state.records(partnership, "trigger"):
            if each.state != "in_force":
                continue
            found = finding(each, state, as_of)
            items.append(TriggerAnswer(each.id, each.text("name") or "", each.text("hardness") or "", found.met,
                                       found.sentence, found.since, found.facts))
        return Triggers(partnership, as_of, tuple(items))

    def buffer(self, partnership: str, *, as_of: date) -> BufferAnswer:
        """The buffer in which a transformation is assessed, as a clock; empty where it is in none.

        Raises
        ------
        UnknownNode
        """
        state = self._state(as_of)
        found = buffer_of(_partnership(state, partnership), state, as_of)
        if found is None:
            return BufferAnswer(partnership, as_of, None, None, None, (), f"{partnership} is in no buffer.")
        return BufferAnswer(partnership, as_of, found.since, found.ends, found.days_left, found.reviews, found.sentence)

    def plan(self, partnership: str, *, notice_on: date, leaving: str | None = None, language: str = "en",
             as_of: date | None = None) -> ExitPlanDraft:
        """The stepped exit (分步退出) that follows from the signed agreement; nothing is written.

        Parameters
        ----------
        leaving
            the partner who goes.
        language
            of the statement.

        Raises
        ------
        UnknownNode, InvalidParameter
            without a signed agreement, or for a partner who is none.
        """
        state = self._state(as_of or notice_on)
        found, agreement = _partnership(state, partnership), signed_agreement(state, partnership)
        if agreement is None:
            raise InvalidParameter(f"{partnership} has no signed agreement on {as_of or notice_on}; an exit follows "
                                   "from one.")
        if leaving is not None and leaving not in found.texts("partners"):
            raise InvalidParameter(f"{leaving[:80]!r} is none of the partners: {', '.join(found.texts('partners'))}.")
        if language not in STATEMENTS:
            raise InvalidParameter(f"language is {language[:20]!r}; it can be {' or '.join(STATEMENTS)}.")
        fields = exit_plan(agreement, state, notice_on=notice_on, leaving=leaving, language=language)
        return ExitPlanDraft(partnership, as_of or notice_on, fields)

    def types(self, partnership: str, *, as_of: date) -> Types:
        """Which type it had from when to when: on any day exactly one.

        Raises
        ------
        UnknownNode
        """
        state = self._state(as_of)
        _partnership(state, partnership)
        intervals = typed_intervals(state.events(partnership))
        return Types(partnership, as_of, tuple(TypeAnswer(*astuple(each)) for each in intervals))

    def replacements(self, *, as_of: date, quarters: int = LATE_QUARTERS, falls: int = _FALLS,
                     limit: int = _BEST) -> Replacements:
        """Active annexes whose milestone is late while satisfaction falls, and who could cover the same need.

        Parameters
        ----------
        quarters
            from how many quarters on a milestone is late.
        falls
            how often in a row satisfaction fell; a measure whose branch or name says satisfaction.
        limit
            how many are named for each need, best first.
        """
        state = self._state(as_of)
        items = []
        for partnership in state.partnerships():
            if partnership.state not in ("active", "buffer"):
                continue
            late = _late_annexes(state, partnership, quarters, as_of)
            fallen = _falling_satisfaction(state, partnership, falls, as_of) if late else ()
            if fallen:
                items += [self._replacement(partnership, annex, milestones, fallen, limit, as_of)
                          for annex, milestones in late]
        return Replacements(as_of, quarters, falls, tuple(items))

    def _replacement(self, partnership: Record, annex: Record, late: tuple[str, ...], fallen: tuple[str, ...],
                     limit: int, as_of: date) -> Replacement:
        partners = partnership.texts("partners")
        found = {}
        for need in annex.texts("needs") or partnership.texts("needs"):
            asker = self._owner_of(need, as_of)
            if asker is not None:
                others = [each for each in partners if each != asker]
                found[need] = self._candidates(asker, need=need, limit=limit, exclude=others, as_of=as_of)
        return Replacement(partnership.id, annex.id, annex.text("name") or "", partners, late, fallen, found,
                           None if found else "The annex names no need that is on record, so nobody can be compared.")

    def _owner_of(self, need: str, as_of: date) -> str | None:
        """Whose need it is; None where it is not on record on that day."""
        snapshot = self._view(as_of).snapshot
        row = snapshot.nodes["Need"].ids.find(need)
        for name in ("needs.strategy_id", "strategies.partner_id"):
            layer = snapshot.layers.get(name)
            above = layer.neighbours(row).tolist() if layer is not None and row >= 0 else []
            row = above[0] if above else -1
        return snapshot.partners.ids[row] if row >= 0 else None


def _partnership(state: LifeState, partnership: str) -> Record:
    found = state.record(partnership)
    if found is None or found.kind != PARTNERSHIP:
        raise UnknownNode(PARTNERSHIP, partnership)
    return found


def _late_annexes(state: LifeState, partnership: Record, quarters: int,
                  as_of: date) -> list[tuple[Record, tuple[str, ...]]]:
    late: dict[str, list[str]] = {}
    for each in state.records(partnership.id, "milestone"):
        if quarters_late(each, as_of) >= quarters:
            late.setdefault(each.text("annex") or "", []).append(each.id)
    return [(annex, tuple(late[annex.id])) for annex in state.records(partnership.id, "annex")
            if annex.state == "active" and annex.id in late]


def _falling_satisfaction(state: LifeState, partnership: Record, falls: int, as_of: date) -> tuple[str, ...]:
    for kpi in state.records(partnership.id, "kpi"):
        words = f"{kpi.text('name')} {kpi.text('branch')}".lower()
        if kpi.state != "in_force" or not ("satisfaction" in words or "满意" in words):
            continue
        readings = readings_of(state, partnership.id, kpi.id, as_of)
        run = falling([each.number("value") for each in readings], falls)
        if run.met:
            return tuple(readings[row].id for row in run.rows)
    return ()
