"""The whole ecosystem by region and community: who is there, how large, tied to whom?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.errors import InvalidParameter
from ecosystem.maps.scene import Kind, Marks, Scene, Ties
from ecosystem.maps.views.lenses import lenses_of
from ecosystem.maps.views.marks import HELD_BY, held, together
from ecosystem.maps.views.sheet import Drawn, Sheet, scene_of
from ecosystem.maps.views.speech import sources_of
from ecosystem.maps.views.stage import Stage, joined, largest, stage_of, ties_between

MOST_MARKS: Final = 100_000
KINDS: Final = ("organisation", "capability", "channel", "patent")
"""What can be drawn as marks; organisations always are."""

Ints = NDArray[np.int64]


def ecosystem_scene(sheet: Sheet, *, most: int = MOST_MARKS, kinds: Sequence[str] = KINDS[:1]) -> Scene:
    """All organisations at their places, the best tied where there are more than ``most``.

    Raises
    ------
    InvalidParameter
        for fewer than one mark or an unknown kind.
    """
    wanted = _kinds(kinds)
    if most < 1:
        raise InvalidParameter(f"most is {most}; it can be 1 or more.")
    stage = stage_of(sheet, most=most)
    marks = together([stage.marks(), *_held_marks(sheet, wanted, most - len(stage.rows))])
    holding = [_holding(stage, marks, Kind[each.upper()]) for each in wanted[1:]]
    return scene_of(sheet, Drawn(
        view="ecosystem", parameters={"most": most, "kinds": ",".join(wanted)}, title=_title(stage),
        reading=sheet.say("ecosystem.reading"), marks=marks, ties=joined(stage.ties(), *holding),
        sentence=stage.speech.line, bundled=len(stage.lines), total=_total(sheet, wanted),
        evidence=stage.spoken(marks), lenses=lenses_of(sheet, stage.rows, len(marks)), sources=sources_of(sheet),
    ))


def _kinds(kinds: Sequence[str]) -> tuple[str, ...]:
    unknown = [each for each in kinds if each not in KINDS]
    if unknown:
        raise InvalidParameter(f"kinds has {unknown[0][:40]!r}; it can have {', '.join(KINDS)}.")
    return tuple(each for each in KINDS if each in kinds or each == KINDS[0])


def _held_marks(sheet: Sheet, kinds: Sequence[str], room: int) -> list[Marks]:
    """Marks of the other kinds as far as there is room, what most organisations have first."""
    found = []
    for each in kinds[1:]:
        kind = Kind[each.upper()]
        count = _holders(sheet, kind)
        rows = largest(count, max(room, 0))
        rows = rows[count[rows] > 0]
        room -= len(rows)
        found.append(held(sheet, kind, rows))
    return found


def _holders(sheet: Sheet, kind: Kind) -> Ints:
    """How many organisations have each node of a kind."""
    label, layer_name = HELD_BY[kind]
    layer, count = sheet.view.layer(layer_name), len(sheet.view.snapshot.nodes[label])
    found: Ints = np.zeros(count, np.int64) if layer is None else np.bincount(layer.indices, minlength=count)
    return found


def _holding(stage: Stage, marks: Marks, kind: Kind) -> Ties:
    """Lines from organisations to the marks of one kind that they have."""
    label, layer_name = HELD_BY[kind]
    layer, nodes = stage.sheet.view.layer(layer_name), stage.sheet.view.snapshot.nodes[label].ids
    at = np.flatnonzero(marks.kind == kind)
    if layer is None:
        return ties_between(at[:0], at[:0], "")
    mark_of_node = np.full(len(nodes), -1, np.int64)
    mark_of_node[[nodes.find(marks.ids[each]) for each in at.tolist()]] = at
    owner = stage.mark_of[np.repeat(np.arange(layer.shape[0]), np.diff(layer.indptr))]
    there = mark_of_node[layer.indices]
    keep = (owner >= 0) & (there >= 0)
    return ties_between(owner[keep], there[keep], stage.sheet.say(f"tie.holds.{int(kind)}"))


def _total(sheet: Sheet, kinds: Sequence[str]) -> int:
    """How many marks there would be with room for all."""
    others = sum(int((_holders(sheet, Kind[each.upper()]) > 0).sum()) for each in kinds[1:])
    return sheet.view.snapshot.partner_count + others


def _title(stage: Stage) -> str:
    """The finding: the largest region, and how many ties cross the borders of regions, or how many have none."""
    sheet, count = stage.sheet, len(stage.sheet.ground.ids)
    regions = sheet.ground.regions(sheet.language)
    tied = [each for each in regions if each.colour >= 0]
    if not regions:
        return sheet.say("ecosystem.empty", as_of=sheet.view.snapshot.as_of)
    if not tied:
        return sheet.say("ecosystem.alone", count=count)
    largest_one = max(tied, key=lambda each: each.count).name
    lone = sum(each.count for each in regions if each.colour < 0)
    said = sheet.say("ecosystem.lone", count=lone, total=count) if lone else ""
    if len(tied) == 1:
        return sheet.say("ecosystem.one", count=count, largest=largest_one, lone=said)
    if not len(stage.lines):
        return sheet.say("ecosystem.title", regions=len(tied), largest=largest_one, lone=said)
    return sheet.say("ecosystem.finding", regions=len(tied), largest=largest_one, share=_crossing(stage))


def _crossing(stage: Stage) -> int:
    """Per cent of the lines that are drawn between two regions."""
    region, lines = stage.sheet.ground.territories.region_of, stage.lines
    return round(100 * int((region[lines.first] != region[lines.second]).sum()) / len(lines))
