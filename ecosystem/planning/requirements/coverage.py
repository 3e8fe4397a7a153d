"""How much of what an organisation requires do others cover, one by one and together?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast

import numpy as np

from ecosystem.answers import FactRef
from ecosystem.answers.requirements import (
    JointNeed,
    NeedCovered,
    PartnerCoverage,
    RequirementCoverage,
)
from ecosystem.errors import InvalidParameter
from ecosystem.evidence import evidence_parts
from ecosystem.planning.requirements.facts import Facts
from ecosystem.planning.requirements.graph import NeedRow, needs_of, plans_of
from ecosystem.view import View
from scoring.base import Evidence
from scoring.covering.greedy import joint_levels
from scoring.covering.standards import NeedState, capped, need_state
from scoring.needs import Level, Levels, NeedCoverage
from scoring.overlap import capability_facts
from scoring.snapshot import PROFILE
from scoring.wording import count_of, listed, name_of, number, percent

ENOUGH: Final = 0.5
"""The level from which a capability counts as held, where nothing else is asked."""

_FACTS_NAMED: Final = 4
_MOST_PARTNERS: Final = 100


def coverage(view: View, row: int, *, strategy: str | None, partners: Sequence[int] | None,
             enough: float) -> RequirementCoverage:
    """What a set of partners covers; of today's partners and the own group where none is named.

    Raises
    ------
    UnknownNode, InvalidParameter
    """
    check_enough(enough)
    needs = asked_needs(view, row, strategy)
    chosen = sorted({*view.partners_of(row).tolist(), *view.group_of(row)}) if partners is None else [*partners]
    chosen = list(dict.fromkeys(chosen))
    if partners is not None and len(chosen) > _MOST_PARTNERS:
        raise InvalidParameter(f"{len(chosen)} partners are named; a set can have {_MOST_PARTNERS}.")
    judge = Judge(view, needs, enough)
    each = [judge.partner(partner) for partner in chosen]
    joint = tuple(_joint(judge, number_, each) for number_ in range(len(needs)))
    low, high = (sum(need.share * getattr(need, end) for need in joint) for end in ("low", "high"))
    musts = {state: tuple(need.need for need in joint if need.must and need.state == state) for state in NeedState}
    return RequirementCoverage(
        view.reference(row), view.snapshot.as_of, view.snapshot.version, enough, min(low, 1.0), min(high, 1.0),
        musts[NeedState.COVERED], musts[NeedState.NOT_COVERED], musts[NeedState.UNKNOWN], joint,
        _best_first(each if partners is not None else [one for one in each if one.high > 0 and _says_something(one)]),
        _summary(view, row, partners is None, joint, low, high),
    )


def _best_first(found: Sequence[PartnerCoverage]) -> tuple[PartnerCoverage, ...]:
    """By what is certain, then by what is possible, then by id."""
    return tuple(sorted(found, key=lambda each: (-each.low, -each.high, each.partner.id)))


def asked_needs(view: View, row: int, strategy: str | None) -> list[NeedRow]:
    """The needs that are asked about.

    Raises
    ------
    UnknownNode, InvalidParameter
        if there is none.
    """
    needs = needs_of(plans_of(view, row, strategy))
    if not needs:
        raise InvalidParameter(
            f"{view.reference(row).name} has no needs with a weight above 0 on {view.snapshot.as_of}; save some with "
            "`allygraph requirements save`, or ask about a day on which it has."
        )
    return needs


def check_enough(enough: float) -> None:
    if not 0 < enough <= 1:
        raise InvalidParameter(f"enough is {enough}; it can be above 0 and up to 1.")


class Judge:
    """What is needed to say of any partner how it stands to each need."""

    def __init__(self, view: View, needs: Sequence[NeedRow], enough: float) -> None:
        self.view, self.needs, self.enough = view, list(needs), enough
        self.facts = Facts(view, [standard for need in needs for standard in need.standards])
        total = sum(need.weight for need in needs)
        self.shares = [need.weight / total for need in needs]
        self.levels: Levels | None = cast(NeedCoverage, view.scorer(NeedCoverage.name)).levels_

    def partner(self, partner: int) -> PartnerCoverage:
        found = [self.need(place, partner, level) for place, level in enumerate(self._levels_of(partner))]
        low, high = (sum(each.share * getattr(each, end) for each in found) for end in ("low", "high"))
        musts = {state: tuple(each.need for each in found if each.must and each.state == state)
                 for state in NeedState}
        return PartnerCoverage(
            self.view.reference(partner), min(low, 1.0), min(high, 1.0), musts[NeedState.COVERED],
            musts[NeedState.NOT_COVERED], musts[NeedState.UNKNOWN], tuple(found),
        )

    def one(self, place: int, partner: int) -> NeedCovered:
        """One partner and one need."""
        return self.need(place, partner, self._levels_of(partner)[place])

    def need(self, place: int, partner: int, level: Level) -> NeedCovered:
        need, states = self.needs[place], self.facts.states(partner, self.needs[place].standards)
        low, high = capped(level.low, level.high, states)
        standards = tuple(self.facts.explained(partner, each) for each in need.standards)
        state = need_state(level.low, level.high, states, self.enough)
        _, name = self.view.named_node("Capability", need.capability)
        return NeedCovered(
            need.id, need.capability, name, need.weight, self.shares[place], need.must, level.low, level.high,
            low, high, str(state), standards, self._capability_facts(partner, level),
            self._sentence(need, partner, level, state, [str(each.state) for each in standards]),
        )

    def _levels_of(self, partner: int) -> list[Level]:
        if self.levels is None:
            return [Level(0.0, 1.0, False, False, ())] * len(self.needs)
        return self.levels.of_one(partner, [need.row for need in self.needs])

    def _capability_facts(self, partner: int, level: Level) -> tuple[FactRef, ...]:
        layer = self.view.layer(PROFILE)
        if layer is None or not level.known:
            return ()
        facts = tuple(fact for each in level.through[:_FACTS_NAMED]
                      for fact in capability_facts(self.view.snapshot, layer, each, (partner,)))
        return evidence_parts(self.view, [Evidence("", 0.0, "", facts)])[0].facts

    def _sentence(self, need: NeedRow, partner: int, level: Level, state: NeedState, standards: list[str]) -> str:
        capability = name_of(self.view.snapshot.nodes["Capability"], need.row)
        them = self.view.reference(partner).name
        if not level.known:
            held = f"nothing is on record about {capability} for {them}"
        else:
            held = f"{them} has {capability} to a degree of {number(level.low)}"
            if level.low < self.enough and state is NeedState.NOT_COVERED:
                held += f", and {number(self.enough)} is asked"
        counts = [f"{standards.count(each)} {each}" for each in ("met", "failed", "unknown") if each in standards]
        judged = f"; of {count_of(len(standards), 'standard', 'standards')} {listed(counts)}" if counts else ""
        verdict = {NeedState.COVERED: "Covered", NeedState.NOT_COVERED: "Not covered",
                   NeedState.UNKNOWN: "Unknown"}[state]
        return f"{verdict}: {held}{judged}."


def _says_something(partner: PartnerCoverage) -> bool:
    return any(need.facts or need.state == NeedState.COVERED for need in partner.needs)


def _joint(judge: Judge, place: int, partners: Sequence[PartnerCoverage]) -> JointNeed:
    need, found = judge.needs[place], [(each.partner, each.needs[place]) for each in partners]
    low, high = (float(joint_levels(np.array([[getattr(one, end)] for _, one in found] or [[0.0]]))[0])
                 for end in ("low", "high"))
    by = tuple(partner for partner, one in found if one.state == NeedState.COVERED)
    # Whoever has nothing on record may have it as well, but is no answer to who may.
    perhaps = tuple(partner for partner, one in found if one.state == NeedState.UNKNOWN and one.facts)
    unknown = any(one.state == NeedState.UNKNOWN for _, one in found)
    state = NeedState.COVERED if by else NeedState.UNKNOWN if unknown else NeedState.NOT_COVERED
    _, name = judge.view.named_node("Capability", need.capability)
    named = name or need.capability
    if by:
        sentence = f"{named} is covered by {listed([each.name for each in by[:3]])}."
    elif perhaps:
        sentence = f"{named} may be covered by {listed([each.name for each in perhaps[:3]])}: not all is known."
    elif unknown:
        sentence = f"Nothing is on record about {named} for anybody who could still have it."
    else:
        sentence = f"Nobody of them covers {named}."
    return JointNeed(need.id, need.capability, name, need.weight, judge.shares[place], need.must, low, high,
                     str(state), by, perhaps, sentence)


def _summary(view: View, row: int, of_today: bool, needs: Sequence[JointNeed], low: float, high: float) -> str:
    who = "Its partners of today and its own group" if of_today else "Together they"
    musts = [need for need in needs if need.must]
    covered = sum(need.state == NeedState.COVERED for need in musts)
    of_musts = f"; of {count_of(len(musts), 'must', 'musts')} {covered} for certain" if musts else ""
    return (f"{who} cover between {percent(min(low, 1.0))} and {percent(min(high, 1.0))} of what "
            f"{view.reference(row).name} requires{of_musts}.")
