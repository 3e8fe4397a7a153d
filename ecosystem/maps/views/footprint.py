"""What does one organisation hold on the map of all, with whom does it work, and what is next to its own?"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.answers.opportunities import Radar
from ecosystem.maps.scene import Kind, Role, Scene
from ecosystem.maps.views.lenses import lenses_of
from ecosystem.maps.views.marks import held, together
from ecosystem.maps.views.sheet import Drawn, Sheet, scene_of
from ecosystem.maps.views.speech import sources_of, stated
from ecosystem.maps.views.stage import joined, stage_of, ties_between

MOST_HELD: Final = 100
"""Capabilities of one organisation that are drawn, the largest in its portfolio first."""

Ints = NDArray[np.int64]


def footprint_scene(sheet: Sheet, partner: str, radar: Radar, limit: int) -> Scene:
    """An organisation on the ground; ``radar`` has the capabilities that are near to its own.

    Raises
    ------
    UnknownPartner, AmbiguousName
    """
    view = sheet.view
    row = view.row_of(partner)
    mine = _tied_to(sheet, row)
    stage = stage_of(sheet, [row, *mine])
    roles = {each: Role.PARTNER for each in mine} | {row: Role.SELF}
    theirs, near = _held(sheet, row), _near(sheet, radar)
    others = [held(sheet, Kind.CAPABILITY, rows, role=dict.fromkeys(rows.tolist(), role))
              for rows, role in ((theirs, Role.HELD), (near, Role.NEXT))]
    marks = together([stage.marks(roles), *others])
    start = len(stage.rows)
    spots = np.arange(start, start + len(theirs)), np.arange(start + len(theirs), len(marks))
    marks.rank[spots[1]] = np.arange(1, len(near) + 1)
    me = int(stage.mark_of[row])
    ties = joined(
        stage.ties(), ties_between(np.full(len(theirs), me), spots[0], sheet.say("tie.holds.1")),
        ties_between(np.full(len(near), me), spots[1], sheet.say("tie.next"), state=4),
    )
    evidence = stage.spoken(marks)
    evidence |= dict(zip(spots[0].tolist(), _said_of_held(sheet, row, theirs), strict=True))
    evidence |= dict(zip(spots[1].tolist(), _said_of_near(sheet, radar), strict=True))
    community = marks.community[spots[0]]
    reached = {int(each) for each in sheet.ground.territories.region[community[community >= 0]]}
    return scene_of(sheet, Drawn(
        view="footprint", parameters={"partner": view.snapshot.partners.ids[row], "limit": limit},
        title=sheet.say("footprint.title", name=stage.speech.name(row), held=_count_of_held(sheet, row),
                        regions=len(reached), all=len(sheet.ground.region_names[sheet.language]), next=len(near)),
        reading=sheet.say("footprint.reading"), marks=marks, ties=ties, sentence=stage.speech.line,
        bundled=len(stage.lines), total=view.snapshot.partner_count + len(theirs) + len(near), evidence=evidence,
        lenses=lenses_of(sheet, stage.rows, len(marks)), sources=sources_of(sheet),
    ))


def _tied_to(sheet: Sheet, row: int) -> list[int]:
    """Partners, suppliers and customers of an organisation."""
    found = set(sheet.view.partners_of(row).tolist())
    supplies = sheet.view.layer("supplies")
    if supplies is not None:
        suppliers = np.repeat(np.arange(supplies.shape[0]), np.diff(supplies.indptr))
        found |= {*supplies.neighbours(row).tolist(), *suppliers[supplies.indices == row].tolist()}
    return sorted(found - {row})


def _held(sheet: Sheet, row: int) -> Ints:
    """Its capabilities, the largest ones where it has very many, ascending."""
    profile = sheet.view.layer("profile")
    if profile is None:
        return np.zeros(0, np.int64)
    span = profile.span(row)
    best = np.lexsort((profile.indices[span], -profile.weights[span]))[:MOST_HELD]
    return np.sort(profile.indices[span][best]).astype(np.int64)


def _count_of_held(sheet: Sheet, row: int) -> int:
    profile = sheet.view.layer("profile")
    return 0 if profile is None else len(profile.neighbours(row))


def _near(sheet: Sheet, radar: Radar) -> Ints:
    ids = sheet.view.snapshot.nodes["Capability"].ids
    return np.array([ids.find(item.capability.id) for item in radar.items], np.int64)


def _said_of_held(sheet: Sheet, row: int, capabilities: Ints) -> list[tuple[str, ...]]:
    """Since when it has each, who says so, and how many others have it."""
    profile = sheet.view.snapshot.layers.get("profile")
    if profile is None:
        return []
    holders = np.bincount(profile.indices, minlength=profile.shape[1])
    said: list[tuple[str, ...]] = []
    for each in capabilities.tolist():
        source, begun, _, _ = sheet.view.provenance_of(profile.fact_of(row, each))
        said.append((sheet.say("footprint.held", count=int(holders[each])) + stated(sheet, begun, source),))
    return said


def _said_of_near(sheet: Sheet, radar: Radar) -> list[tuple[str, ...]]:
    return [tuple(sheet.say("footprint.next", count=item.holders_total, sentence=part.sentence)
                  for part in item.evidence[:2]) for item in radar.items]
