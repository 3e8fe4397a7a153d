"""Similarity × complementarity: who would add what is missing, who is much alike, who is both?

Two axes and never one number (``eco.exchange.axes``). The divides stand in the middle, at stated
values; the scales are stretched near them, because nearly everybody is alike in little.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ecosystem.answers import DirectedMeasure
from ecosystem.answers.exchange import Axes as Answer
from ecosystem.answers.exchange import AxesPoint, AxesQuadrant
from ecosystem.maps.scene import Axes, Lens, Role, Scene
from ecosystem.maps.views.board import Board, Dot, Paper, apart, axis, kept_beside, organisation, scene_of
from ecosystem.maps.views.scales import Parted, written
from ecosystem.maps.views.speech import short

LIMIT = 60
"""Organisations of each quadrant, by default."""

_NAMED = 5  # of the complements and near competitors: lit and numbered
_ORDER = ("complement", "competitor", "stranger", "twin")  # from the upper left, row by row

Place = tuple[AxesQuadrant, AxesPoint]


def quadrants_scene(paper: Paper, answer: Answer, *, limit: int = LIMIT) -> Scene:
    """The plane of one organisation."""
    say = paper.say
    shown = [(each, point) for each in answer.quadrants for point in each.items]
    across = Parted.over([_value(point.similarity) for _, point in shown], answer.thresholds.similarity)
    upward = Parted.over([_value(point.gains) for _, point in shown], answer.thresholds.complementarity)
    exact = np.array([[across.place(_value(point.similarity)), 1 - upward.place(_value(point.gains))]
                      for _, point in shown]).reshape(-1, 2)
    places = kept_beside(apart(exact), exact, (0.5, 0.5))
    total = sum(each.count for each in answer.quadrants)
    names = {each.name: _title(paper, each) for each in answer.quadrants}
    return scene_of(paper, Board(
        name="quadrants", parameters={"partner": answer.partner.id, "limit": limit},
        title=_finding(paper, answer, total), reading=_reading(paper, answer, total), size_means=say("size.gain"),
        dots=list(_dots(paper, shown, places)), total=total,
        axes=Axes(
            axis(say("quadrants.similarity"), across.ticks(), 0.5),
            axis(say("quadrants.gain"), [(1 - at, label) for at, label in upward.ticks()], 0.5),
            (names[_ORDER[0]], names[_ORDER[1]], names[_ORDER[2]], names[_ORDER[3]]),
        ),
        lenses=(_lens(paper, answer, shown),), words={f"role.{Role.CANDIDATE}": say("quadrants.first")},
        sources=_sources(answer),
    ))


def _dots(paper: Paper, shown: list[Place], places: np.ndarray) -> Iterator[Dot]:
    ranks = {"complement": 0, "competitor": 0}
    for (quadrant, point), (x, y) in zip(shown, places.tolist(), strict=True):
        rank = 0
        if quadrant.name in ranks:
            ranks[quadrant.name] += 1
            rank = ranks[quadrant.name] if ranks[quadrant.name] <= _NAMED else 0
        yield organisation(
            paper, paper.view.row_of(point.partner.id), x, y, role=Role.CANDIDATE if rank else Role.OTHER,
            size=_value(point.gains), rank=rank if quadrant.name == "complement" else 0,
            evidence=tuple(_evidence(paper, quadrant, point)))


def _evidence(paper: Paper, quadrant: AxesQuadrant, point: AxesPoint) -> Iterator[str]:
    say = paper.say
    yield say("quadrants.said", quadrant=_title(paper, quadrant, counted=False))
    for key, measure in (("similarity", point.similarity), ("gain", point.gains), ("gives", point.gives)):
        yield say(f"quadrants.{key}.said", value=_known(paper, measure))
        yield from (part.sentence for part in measure.evidence[:2])


def _known(paper: Paper, measure: DirectedMeasure) -> str:
    if measure.value is None:
        return paper.say("unknown.because", reason=(measure.reason or "").replace("_", " "))
    if measure.low is None or measure.high is None or measure.high - measure.low < 1e-9:
        return written(measure.value)
    return paper.say("between", value=written(measure.value), low=written(measure.low), high=written(measure.high))


def _finding(paper: Paper, answer: Answer, total: int) -> str:
    name = short(answer.partner.name)
    upper = {each.name: each for each in answer.quadrants}
    first = upper["complement"].items or upper["competitor"].items
    if not first:
        return paper.say("quadrants.none", name=name)
    return paper.say("quadrants.title", name=name, first=short(first[0].partner.name),
                     count=upper["complement"].count, total=total)


def _reading(paper: Paper, answer: Answer, total: int) -> str:
    thresholds = answer.thresholds
    said = paper.say("quadrants.reading", similarity=written(thresholds.similarity),
                     gain=written(thresholds.complementarity))
    return said + (" " + paper.say("quadrants.undefined", count=answer.undefined) if answer.undefined else "")


def _title(paper: Paper, quadrant: AxesQuadrant, *, counted: bool = True) -> str:
    title = quadrant.title_zh if paper.language == "zh" else quadrant.title
    return paper.say("quadrants.counted", name=title, count=quadrant.count) if counted else title


def _lens(paper: Paper, answer: Answer, shown: list[Place]) -> Lens:
    titles = {each.name: _title(paper, each, counted=False) for each in answer.quadrants}
    codes = np.array([_ORDER.index(quadrant.name) for quadrant, _ in shown], np.int16)
    return Lens("quadrant", tuple(titles[name] for name in _ORDER), codes)


def _sources(answer: Answer) -> tuple[str, ...]:
    found = {fact.source for each in answer.quadrants for point in each.items
             for measure in (point.similarity, point.gains, point.gives) for part in measure.evidence
             for fact in part.facts}
    return tuple(sorted(each for each in found if each))


def _value(measure: DirectedMeasure) -> float:
    return measure.value or 0.0
