"""Which names stand on the drawing? Regions, what is lit, communities, then the most important marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from ecosystem.maps.files.looks import Looks
from ecosystem.maps.files.svg_frame import Frame
from ecosystem.maps.files.svg_ground import quadrant_boxes
from ecosystem.maps.files.svg_lines import Curve
from ecosystem.maps.files.svg_text import text
from ecosystem.maps.labels import Box, Candidate, Placed, place_labels
from ecosystem.maps.palette import Palette
from ecosystem.maps.scene import Role, Scene

_MOST_CONSIDERED: Final = 900
_FEW: Final = 400
_FEW_LIT: Final = 150
_MOST_NAMES: Final = 46  # of marks, where nothing is lit
_MOST_BESIDE: Final = 8  # of marks that are not lit, where others are
_MOST_COUNTS: Final = 14  # of bundles
_MOST_COMMUNITIES: Final = 24


@dataclass(frozen=True, slots=True)
class _Wish:
    candidate: Candidate
    fill: str


def names(scene: Scene, frame: Frame, looks: Looks, palette: Palette, drawn: Sequence[Curve]) -> Iterator[str]:
    """Names with a halo, none over another; counts of bundles among them."""
    wishes = [*_regions(scene, frame, palette), *_marks(scene, frame, looks, palette, lit=True),
              *_communities(scene, frame, palette, looks), *_counts(drawn, frame, palette, looks),
              *_marks(scene, frame, looks, palette, lit=False)]
    for each in _placed([wish.candidate for wish in wishes], scene, frame, _taken(scene, frame, looks)):
        wish = wishes[each.index]
        yield text(each.x + frame.left, each.y + frame.top, each.text, wish.candidate.font, fill=wish.fill,
                   align=each.align, bold=wish.candidate.bold, halo=palette.ground)


def _placed(candidates: Sequence[Candidate], scene: Scene, frame: Frame, taken: list[Box]) -> list[Placed]:
    """Names of regions keep off the heart of other regions where they can; all others come behind."""
    moved = [replace(each, x=each.x - frame.left, y=each.y - frame.top) for each in candidates]
    regions = moved[: len(scene.regions)]
    hearts = [_around(each.x, each.y, each.radius * 0.6) for each in regions]
    first = place_labels(regions, width=frame.width, height=frame.height, obstacles=[*taken, *hearts])
    done = {each.index for each in first}
    for index in sorted(set(range(len(regions))) - done):  # no room beside it: upon its own disc
        others = [*(heart for row, heart in enumerate(hearts) if row != index), *(each.box for each in first)]
        inside = replace(regions[index], place="centre", radius=0)
        first += [replace(each, index=index) for each in place_labels([inside], width=frame.width, height=frame.height,
                                                                      obstacles=others)]
    done = {each.index for each in first}
    rest = [index for index in range(len(moved)) if index not in done]
    behind = place_labels([moved[index] for index in rest], width=frame.width, height=frame.height,
                          obstacles=[*taken, *(each.box for each in first)])
    return [*first, *(replace(each, index=rest[each.index]) for each in behind)]


def _around(x: float, y: float, reach: float) -> Box:
    return x - reach, y - reach, x + reach, y + reach


def _names_for(frame: Frame) -> int:
    """A small drawing has room for fewer names."""
    return int(_MOST_NAMES * min(1.0, frame.width * frame.height / (850_000 * frame.unit**2)))


def _taken(scene: Scene, frame: Frame, looks: Looks) -> list[Box]:
    """Marks that are lit, in a small drawing all marks, and names of quadrants are not written over."""
    boxes = list(quadrant_boxes(scene, frame))
    all_of_them = not scene.communities and len(scene.marks) <= _FEW
    lit = np.flatnonzero(looks.lit)
    kept = np.arange(len(scene.marks)) if all_of_them else lit if len(lit) <= _FEW_LIT else lit[:0]
    for row in kept.tolist():
        x, y = frame.x(float(scene.marks.x[row])), frame.y(float(scene.marks.y[row]))
        reach = float(looks.radius[row])
        boxes.append(_around(x, y, reach * 0.8))
        if scene.marks.rank[row]:
            boxes.append(_around(x + 0.75 * reach + 3 * frame.unit, y - 0.75 * reach - 3 * frame.unit, 8 * frame.unit))
    return [(left - frame.left, top - frame.top, right - frame.left, bottom - frame.top)
            for left, top, right, bottom in boxes]


def _regions(scene: Scene, frame: Frame, palette: Palette) -> Iterator[_Wish]:
    most = max((each.count for each in scene.regions), default=1)
    for each in sorted(scene.regions, key=lambda region: -region.count):
        font = (15 + 7 * (each.count / most) ** 0.5) * frame.unit
        yield _Wish(Candidate(each.name, frame.x(each.x), frame.y(each.y), each.radius * frame.scale_x, font, "above",
                              True, 24), palette.text)


def _communities(scene: Scene, frame: Frame, palette: Palette, looks: Looks) -> Iterator[_Wish]:
    if looks.any_lit or len(scene.communities) <= len(scene.regions):
        return
    for each in sorted(scene.communities, key=lambda community: -community.count)[:_MOST_COMMUNITIES]:
        told = each.region >= 0 and scene.regions[each.region].name == each.name  # its region says it already
        if each.radius * frame.scale_x > 20 * frame.unit and not told:
            x, y = frame.x(each.x), frame.y(each.y)
            yield _Wish(Candidate(each.name, x, y, 0, 13.5 * frame.unit, "centre", True, 20), palette.quiet)


def _counts(drawn: Sequence[Curve], frame: Frame, palette: Palette, looks: Looks) -> Iterator[_Wish]:
    if looks.any_lit:
        return
    for each in sorted(drawn, key=lambda curve: -curve.count)[:_MOST_COUNTS]:
        yield _Wish(Candidate(f"{each.count:,}", each.x, each.y, 0, 12 * frame.unit, "centre", True),
                    palette.alert if each.crosses else palette.quiet)


def _marks(scene: Scene, frame: Frame, looks: Looks, palette: Palette, *, lit: bool) -> Iterator[_Wish]:
    order = scene.order[looks.lit[scene.order] == lit]
    if not lit:
        small = not (scene.communities or scene.bundles)
        crowded = _MOST_BESIDE if looks.any_lit else _names_for(frame)
        order = order[: _MOST_CONSIDERED if small else crowded]
    for row in order[:_MOST_CONSIDERED].tolist():
        important = scene.marks.role[row] == Role.SELF
        size = 16 if important else 13.5 if lit else 12
        reach = float(looks.radius[row])
        if lit and scene.marks.rank[row]:
            reach = 0.75 * reach + 11 * frame.unit  # beyond the number at its upper right
        yield _Wish(
            Candidate(scene.marks.names[row], frame.x(float(scene.marks.x[row])), frame.y(float(scene.marks.y[row])),
                      reach + (4 * frame.unit if important else 0), size * frame.unit, "side", bool(important)),
            palette.text if lit or not looks.any_lit else palette.quiet,
        )
