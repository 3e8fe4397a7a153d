"""How are two organisations connected: by a chain of supplies, or by any ties, step by step?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from ecosystem.answers.opportunities import Hop, Route
from ecosystem.maps.scene import Role, Scene
from ecosystem.maps.views.lenses import lenses_of
from ecosystem.maps.views.sheet import Drawn, Sheet, scene_of
from ecosystem.maps.views.speech import short, sources_of, stated
from ecosystem.maps.views.stage import Stage, joined, stage_of, ties_between

STEPS: Final = 6
"""Longest chain that is looked for."""


@dataclass(frozen=True, slots=True)
class Step:
    """From one organisation (row) to the next, with the words for it."""

    first: int
    second: int
    relation: str
    since: str | None
    source: str | None


def path_scene(sheet: Sheet, route: Route) -> Scene:
    """A chain of supplies between the two ends of a route where there is one, else the route's own chain."""
    view = sheet.view
    a, b = view.row_of(route.a.id), view.row_of(route.b.id)
    supplied = supply_chain(sheet, a, b) or supply_chain(sheet, b, a)
    steps = _supplies(sheet, supplied) if supplied else [_hop(sheet, each) for each in route.path]
    rows = [steps[0].first, *(step.second for step in steps)] if steps else [a, b]
    stage = stage_of(sheet, rows)
    marks = stage.marks(dict.fromkeys(rows, Role.PATH), {each: rank for rank, each in enumerate(rows, start=1)})
    at = stage.mark_of[np.array(rows, np.int64)]
    chain = ties_between(at[:-1], at[1:], sheet.say("tie.chain")) if steps else ties_between(at[:0], at[:0], "")
    evidence = stage.spoken(marks)
    for rank, step in enumerate(steps, start=1):
        _add(evidence, int(stage.mark_of[step.second]), _said(stage, step, rank))
    if not steps:
        _add(evidence, int(stage.mark_of[a]), sheet.say("path.none", steps=STEPS))
    if route.third_parties:
        _add(evidence, int(stage.mark_of[a]), _third_parties(sheet, route))
    return scene_of(sheet, Drawn(
        view="path", parameters={"a": route.a.id, "b": route.b.id}, title=_title(stage, (a, b), steps, supplied),
        reading=sheet.say("path.reading", supply=_of_supplies(stage, supplied, len(route.path))), marks=marks,
        ties=joined(stage.ties(), chain), sentence=stage.speech.line, bundled=len(stage.lines),
        total=view.snapshot.partner_count, evidence=evidence, lenses=lenses_of(sheet, stage.rows, len(marks)),
        sources=sources_of(sheet),
    ))


def supply_chain(sheet: Sheet, start: int, end: int) -> list[int]:
    """Rows of a shortest chain in which each supplies the next, of at most ``STEPS`` steps; of equal ones the first."""
    supplies = sheet.view.layer("supplies")
    if supplies is None:
        return []
    came: dict[int, int] = {start: -1}
    edge = [start]
    for _ in range(STEPS):
        following = []
        for row in edge:
            for other in supplies.neighbours(row).tolist():
                if other not in came:
                    came[other] = row
                    following.append(other)
        edge = following
        if end in came:
            break
    return _back(came, end) if end in came else []


def _back(came: dict[int, int], end: int) -> list[int]:
    rows = [end]
    while came[rows[-1]] >= 0:
        rows.append(came[rows[-1]])
    return rows[::-1]


def _supplies(sheet: Sheet, rows: list[int]) -> list[Step]:
    layer, steps = sheet.view.snapshot.layer("supplies"), []
    for first, second in pairwise(rows):
        source, begun, _, _ = sheet.view.provenance_of(layer.fact_of(first, second))
        steps.append(Step(first, second, sheet.say("relation.supplies"), begun, source))
    return steps


def _hop(sheet: Sheet, hop: Hop) -> Step:
    relations = sheet.say("list.between").join(sheet.called("relation", each) for each in hop.relations)
    fact = next((each for each in hop.facts if each.source or each.date), None)
    return Step(sheet.view.row_of(hop.start.id), sheet.view.row_of(hop.end.id), relations,
                None if fact is None else fact.date, None if fact is None else fact.source)


def _said(stage: Stage, step: Step, rank: int) -> str:
    sheet, name = stage.sheet, stage.speech.name
    said = sheet.say("path.step", rank=rank, first=name(step.first), second=name(step.second),
                     relations=step.relation)
    return said + stated(sheet, step.since, step.source)


def _add(evidence: dict[int, tuple[str, ...]], mark: int, sentence: str) -> None:
    """What belongs to the path comes first."""
    evidence[mark] = (sentence, *evidence.get(mark, ()))


def _third_parties(sheet: Sheet, route: Route) -> str:
    names = sheet.say("list.between").join(short(each.name) for each in route.third_parties[:5])
    more = route.third_parties_total - len(route.third_parties[:5])
    return sheet.say("path.third", names=names + (sheet.say("list.more", count=more) if more > 0 else ""))


def _title(stage: Stage, ends: tuple[int, int], steps: list[Step], supplied: list[int]) -> str:
    sheet, (a, b) = stage.sheet, (stage.speech.name(each) for each in ends)
    if supplied:
        first, last = (stage.speech.name(each) for each in (supplied[0], supplied[-1]))
        return sheet.say("path.title.supply", a=first, b=last, steps=len(steps))
    if not steps:
        return sheet.say("path.title.none", a=a, b=b)
    if len(steps) == 1:
        return sheet.say("path.title.one", a=a, b=b, relations=steps[0].relation)
    return sheet.say("path.title", a=a, b=b, steps=len(steps))


def _of_supplies(stage: Stage, supplied: list[int], by_any: int) -> str:
    """Through whom supplies lead and whether another chain is shorter; or that there is no chain of supplies."""
    sheet, between = stage.sheet, [stage.speech.name(each) for each in supplied[1:-1]]
    if not supplied:
        return sheet.say("path.no_supply")
    through = sheet.say("path.supply", names=sheet.say("list.between").join(between)) if between else ""
    shorter = 0 < by_any < len(supplied) - 1
    return through + (sheet.say("path.shorter", steps=by_any) if shorter else "")
