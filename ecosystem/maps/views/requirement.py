"""The requirement graph: what a strategy needs, and who covers it for certain, perhaps, or not at all.

From left to right: who asks, its needs, today's partners and the own group, candidates
(伙伴能力需求图谱). Full lines cover for certain; dashed ones would if what is not known is so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ecosystem.answers.requirements import (
    JointNeed,
    NeedCovered,
    PartnerCoverage,
    Requirement,
    RequirementCoverage,
    RequirementGraph,
)
from ecosystem.maps.ground import name_in
from ecosystem.maps.scene import Kind, Lens, Role, Scene
from ecosystem.maps.views.board import Board, Dot, Line, Paper, lanes, organisation, scene_of
from ecosystem.maps.views.columns import stood, untangled
from ecosystem.maps.views.names import found_by
from ecosystem.maps.views.speech import short

LIMIT: Final = 5
"""Candidates for each need, by default."""

COVERED, UNKNOWN = "covered", "unknown"
_KNOWN, _PERHAPS = 0, 4  # states of ties
_CERTAIN, _MAYBE, _NOBODY = range(3)  # of the lens


@dataclass(frozen=True, slots=True)
class Told:
    """What the facade answers: the needs, and who covers them of today's partners and of the candidates."""

    graph: RequirementGraph
    today: RequirementCoverage | None  # None where there are no needs
    candidates: RequirementCoverage | None  # None where there are none
    strategy: str | None = None
    limit: int = LIMIT

    @property
    def needs(self) -> list[tuple[str, Requirement]]:
        """Every need with the name of its strategy, in their order."""
        return [(plan.name or plan.strategy, need) for plan in self.graph.strategies for need in plan.needs]


def requirement_scene(paper: Paper, told: Told) -> Scene:
    """Who asks, what is needed, who covers it."""
    row = paper.view.row_of(told.graph.partner.id)
    if not told.needs or told.today is None:
        return scene_of(paper, _empty(paper, told))
    today = [each for each in told.today.partners if _met(each) and each.partner.id != told.graph.partner.id]
    known = {each.partner.id for each in today}
    candidates = [each for each in (told.candidates.partners if told.candidates else ())
                  if _met(each) and each.partner.id not in known]
    roles = _roles(told)
    count, needs = len(told.needs), {need.id: 1 + place for place, (_, need) in enumerate(told.needs)}
    at = {each.partner.id: 1 + count + place for place, each in enumerate((*today, *candidates))}
    lines = [Line(0, needs[need.id], _requires(paper, told, strategy)) for strategy, need in told.needs]
    lines += [line for each in (*today, *candidates) for line in _covers(paper, each, needs, at[each.partner.id])]
    groups = [[0], list(needs.values()), [at[each.partner.id] for each in today],
              [at[each.partner.id] for each in candidates]]
    stand = stood(untangled(groups, [(line.first, line.second) for line in lines]))
    dots = [organisation(paper, row, *stand[0], role=Role.SELF, size=1.0, evidence=tuple(_asks(paper, told)))]
    dots += [_need(paper, told, need, roles[need.id], *stand[needs[need.id]]) for _, need in told.needs]
    dots += [_partner(paper, each, Role.PARTNER, 0, *stand[at[each.partner.id]]) for each in today]
    dots += [_partner(paper, each, Role.CANDIDATE, place + 1, *stand[at[each.partner.id]])
             for place, each in enumerate(candidates)]
    return scene_of(paper, Board(
        name="requirement", parameters=_parameters(told), title=_finding(paper, told, roles, candidates),
        reading=paper.say("requirement.reading"), size_means=paper.say("size.weight"), dots=dots, lines=lines,
        total=len(dots), lenses=(_lens(paper, roles, (*today, *candidates)),),
        lanes=lanes([paper.say(f"requirement.lane.{number}") for number in range(len(groups))]),
        words={f"role.{role}": paper.say(f"requirement.role.{role}") for role in (Role.HELD, Role.NEXT, Role.LACKING)}
        | {f"state.{_PERHAPS}": paper.say("tie.covers.perhaps")},
        sources=_sources(told),
    ))


def _roles(told: Told) -> dict[str, Role]:
    """Of each need: covered today for certain, to be covered by somebody, or by nobody on record."""
    assert told.today is not None
    certain = {each.need for each in told.today.needs if each.state == COVERED}
    asked = (told.today, told.candidates)
    could = {need.need for coverage in asked if coverage is not None for each in coverage.partners
             for need in _met(each)}
    return {need.id: Role.HELD if need.id in certain else Role.NEXT if need.id in could else Role.LACKING
            for _, need in told.needs}


def _met(each: PartnerCoverage) -> list[NeedCovered]:
    """Needs that somebody covers, or has the capability for while the standards are not known.

    Of whom nothing is on record might cover everything; that says nothing and is not drawn.
    """
    return [need for need in each.needs if need.state == COVERED or (need.state == UNKNOWN and need.level_low > 0)]


def _requires(paper: Paper, told: Told, strategy: str) -> str:
    """A line from the asker to a need; with several strategies each has its own kind."""
    if len(told.graph.strategies) < 2:
        return paper.say("tie.requires")
    return paper.say("tie.requires.by", strategy=short(strategy))


def _covers(paper: Paper, each: PartnerCoverage, needs: Mapping[str, int], at: int) -> Iterator[Line]:
    for need in _met(each):
        certain = need.state == COVERED
        kind = paper.say("tie.covers" if certain else "tie.covers.perhaps")
        yield Line(needs[need.need], at, kind, max(need.low, 0.01), _KNOWN if certain else _PERHAPS)


def _need(paper: Paper, told: Told, need: Requirement, role: Role, x: float, y: float) -> Dot:
    nodes = paper.view.snapshot.nodes["Capability"]
    row = nodes.ids.find(need.capability)
    name = name_in(paper.language, nodes, row) if row >= 0 else need.capability_name or need.capability
    also = found_by(nodes, [row])[0] if row >= 0 else ""
    return Dot(need.id, name, x, y, Kind.NEED, role, need.share, 0, "\t".join(each for each in (need.id, also) if each),
               tuple(_about_need(paper, told, need)))


def _about_need(paper: Paper, told: Told, need: Requirement) -> Iterator[str]:
    say = paper.say
    yield say("requirement.must" if need.must else "requirement.should", share=f"{need.share:.0%}")
    if need.horizon:
        yield say("requirement.horizon", horizon=need.horizon)
    for each in need.standards:
        unit = f" {each.unit}" if each.unit else ""
        yield say("requirement.standard", standard=f"{each.measure} {each.operator} {each.value}{unit}")
    yield from (each.sentence for each in _joint(told, need.id))


def _joint(told: Told, need: str) -> list[JointNeed]:
    asked = (told.today, told.candidates)
    return [each for coverage in asked if coverage is not None for each in coverage.needs if each.need == need]


def _partner(paper: Paper, each: PartnerCoverage, role: Role, rank: int, x: float, y: float) -> Dot:
    return organisation(paper, paper.view.row_of(each.partner.id), x, y, role=role, size=max(each.low, each.high / 2),
                        rank=rank, evidence=tuple(_about_partner(paper, each)))


def _about_partner(paper: Paper, each: PartnerCoverage) -> Iterator[str]:
    yield paper.say("requirement.share", low=f"{each.low:.0%}", high=f"{each.high:.0%}")
    for need in _met(each):
        yield need.sentence
        yield from (verdict.sentence for verdict in need.standards)


def _asks(paper: Paper, told: Told) -> Iterator[str]:
    for plan in told.graph.strategies:
        horizon = paper.say("requirement.until", horizon=plan.horizon) if plan.horizon else ""
        yield paper.say("requirement.strategy", name=short(plan.name or plan.strategy), version=plan.version,
                        count=len(plan.needs)) + horizon


def _lens(paper: Paper, roles: Mapping[str, Role], partners: Sequence[PartnerCoverage]) -> Lens:
    """By mark: covered or covering for certain, perhaps, by nobody; the asker is none of these."""
    of_need = {Role.HELD: _CERTAIN, Role.NEXT: _MAYBE, Role.LACKING: _NOBODY}
    of_partner = (_CERTAIN if any(need.state == COVERED for need in _met(each)) else _MAYBE for each in partners)
    codes = np.array([-1, *(of_need[each] for each in roles.values()), *of_partner], np.int16)
    return Lens("cover", tuple(paper.say(f"requirement.cover.{each}") for each in (_CERTAIN, _MAYBE, _NOBODY)), codes)


def _finding(paper: Paper, told: Told, roles: Mapping[str, Role], candidates: Sequence[PartnerCoverage]) -> str:
    say = paper.say
    counts = {role: sum(each == role for each in roles.values()) for role in (Role.HELD, Role.NEXT, Role.LACKING)}
    told_of = [say(f"requirement.part.{role}", count=count) for role, count in counts.items() if count]
    if not counts[Role.HELD]:
        told_of.insert(0, say("requirement.part.none"))
    title = say("requirement.title", name=short(told.graph.partner.name), count=len(roles),
                told=say("list.between").join(told_of))
    return title + _best(paper, roles, candidates)


def _best(paper: Paper, roles: Mapping[str, Role], candidates: Sequence[PartnerCoverage]) -> str:
    """The first candidate that would cover for certain what is not covered today."""
    for each in candidates:
        for need in sorted(_met(each), key=lambda one: (-one.share, one.need)):
            if need.state == COVERED and roles.get(need.need) == Role.NEXT:
                nodes = paper.view.snapshot.nodes["Capability"]
                row = nodes.ids.find(need.capability)
                name = name_in(paper.language, nodes, row) if row >= 0 else need.capability_name or need.capability
                return paper.say("requirement.best", name=short(each.partner.name), need=short(name))
    return ""


def _empty(paper: Paper, told: Told) -> Board:
    return Board(
        name="requirement", parameters=_parameters(told),
        title=paper.say("requirement.none", name=short(told.graph.partner.name)),
        reading=paper.say("requirement.none.reading"), size_means=paper.say("size.weight"), dots=(), total=0,
    )


def _parameters(told: Told) -> dict[str, str | int | None]:
    return {"partner": told.graph.partner.id, "strategy": told.strategy, "limit": told.limit}


def _sources(told: Told) -> tuple[str, ...]:
    found = {plan.source for plan in told.graph.strategies}
    for coverage in (told.today, told.candidates):
        for each in coverage.partners if coverage is not None else ():
            found |= {fact.source for need in each.needs for fact in need.facts}
            found |= {verdict.fact.source for need in each.needs for verdict in need.standards if verdict.fact}
    return tuple(sorted(each for each in found if each))
