"""Who is not yet a partner and would be a good one: where do they stand on the map of all, and why they?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ecosystem.answers import Candidate, Candidates, EvidencePart
from ecosystem.maps.ground import name_in
from ecosystem.maps.scene import Role, Scene
from ecosystem.maps.views.lenses import lenses_of
from ecosystem.maps.views.sheet import Drawn, Sheet, scene_of
from ecosystem.maps.views.speech import short, sources_of
from ecosystem.maps.views.stage import Stage, joined, stage_of, ties_between


def candidates_scene(sheet: Sheet, answer: Candidates, limit: int) -> Scene:
    """The candidates of an answer on the ground, each with the evidence of the answer."""
    view = sheet.view
    row = view.row_of(answer.partner.id)
    rows = np.array([view.row_of(item.partner.id) for item in answer.items], np.int64)
    mine = [each for each in view.partners_of(row).tolist() if each != row]
    stage = stage_of(sheet, [row, *mine, *rows.tolist()])
    roles = (dict.fromkeys(mine, Role.PARTNER) | dict.fromkeys(rows.tolist(), Role.CANDIDATE) | {row: Role.SELF})
    ranks = {int(each): item.rank for each, item in zip(rows, answer.items, strict=True)}
    marks = stage.marks(roles, ranks)
    proposed = ties_between(np.full(len(rows), stage.mark_of[row]), stage.mark_of[rows], sheet.say("tie.candidate"),
                            state=4, weight=np.array([item.score for item in answer.items]))
    evidence = stage.spoken(marks)
    for each, item in zip(rows.tolist(), answer.items, strict=True):
        mark = int(stage.mark_of[each])
        evidence[mark] = (*_said(sheet, answer, item), *evidence.get(mark, ()))
    return scene_of(sheet, Drawn(
        view="candidates", parameters={"partner": answer.partner.id, "need": answer.need, "scorer": answer.scorer,
                                       "limit": limit},
        title=_title(stage, answer, row), reading=_reading(sheet, answer), marks=marks,
        ties=joined(stage.ties(), proposed), sentence=stage.speech.line, bundled=len(stage.lines),
        total=view.snapshot.partner_count, evidence=evidence, lenses=lenses_of(sheet, stage.rows, len(marks)),
        sources=sources_of(sheet),
    ))


def _reading(sheet: Sheet, answer: Candidates) -> str:
    ranked = sheet.say("candidates.by_need") if answer.need is not None else answer.scorer
    return sheet.say("candidates.reading", scorer=ranked)


def _title(stage: Stage, answer: Candidates, row: int) -> str:
    sheet, name = stage.sheet, stage.speech.name(row)
    if not answer.items:
        return sheet.say("candidates.none", name=name)
    first = short(answer.items[0].partner.name)
    if answer.need is not None:
        return sheet.say("candidates.title.need", count=len(answer.items), name=name, first=first,
                         need=_capability_of(sheet, answer.need))
    region = sheet.ground.territories.region_of
    far = sum(int(region[sheet.view.row_of(item.partner.id)]) != int(region[row]) for item in answer.items)
    return sheet.say("candidates.title", count=len(answer.items), name=name, first=first, far=far)


def _capability_of(sheet: Sheet, need: str) -> str:
    """What a need asks for."""
    wanted = sheet.view.snapshot.layer("needs.capability_id").neighbours(sheet.view.node_row("Need", need))
    nodes = sheet.view.snapshot.nodes["Capability"]
    return short(name_in(sheet.language, nodes, int(wanted[0]))) if len(wanted) else need


def _said(sheet: Sheet, answer: Candidates, item: Candidate) -> Iterator[str]:
    """Its rank and interval, then each part of the score with the first fact behind it."""
    yield sheet.say("candidates.rank", rank=item.rank, total=answer.total, score=f"{item.score:.2f}",
                    low=f"{item.low:.2f}", high=f"{item.high:.2f}")
    for part in item.evidence:
        yield part.sentence + _stated(sheet, part)


def _stated(sheet: Sheet, part: EvidencePart) -> str:
    """Who says so, and since when."""
    fact = next((each for each in part.facts if each.source), None)
    return "" if fact is None else sheet.say("said.of", source=short(fact.source or ""), date=fact.date or "?")
