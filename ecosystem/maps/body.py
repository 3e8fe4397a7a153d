"""A scene as plain tables: what programs read where people look at a drawing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ecosystem.answers.maps import (
    MapAnswer,
    MapAxes,
    MapAxis,
    MapBundle,
    MapCommunity,
    MapKey,
    MapLane,
    MapMark,
    MapRegion,
    MapTick,
    MapTie,
)
from ecosystem.maps.scene import GRID, Axis, Kind, Role, Scene
from ecosystem.view import number_or_none

STATES: Final = ("known", "new", "gone", "changed", "predicted")
"""Words for ``Ties.state``."""


def map_answer(scene: Scene) -> MapAnswer:
    """The whole scene; marks stand in the order in which they deserve a label."""
    made = scene.provenance
    return MapAnswer(
        made.view, dict(made.parameters), made.as_of, made.snapshot, scene.language, scene.title, scene.reading,
        made.shown, made.total, made.sources, GRID, scene.size_means,
        marks=tuple(marks_of(scene)), ties=tuple(_ties(scene)),
        regions=tuple(MapRegion(each.name, each.x, each.y, each.radius, each.count) for each in scene.regions),
        communities=tuple(
            MapCommunity(each.name, scene.regions[each.region].name, each.x, each.y, each.radius, each.count)
            for each in scene.communities
        ),
        bundles=tuple(MapBundle(each.first, each.second, each.count, each.crosses, each.evidence)
                      for each in scene.bundles),
        lanes=tuple(MapLane(each.name, each.start, each.stop) for each in scene.lanes),
        axes=_axes(scene),
        legend=tuple(MapKey(each.channel, each.code, each.label, each.count) for each in scene.legend),
    )


def marks_of(scene: Scene) -> Iterator[MapMark]:
    """The marks with words in place of codes, in the order of ``scene.order``."""
    marks, region = scene.marks, scene.region_of.tolist()
    communities, lenses = marks.community.tolist(), [(each, each.codes.tolist()) for each in scene.lenses]
    for row in scene.order.tolist():
        yield MapMark(
            marks.ids[row], marks.names[row], Kind(int(marks.kind[row])).name.lower(),
            Role(int(marks.role[row])).name.lower(), int(marks.x[row]), int(marks.y[row]), float(marks.size[row]),
            region=scene.regions[region[row]].name if region[row] >= 0 else None,
            community=scene.communities[communities[row]].name if communities[row] >= 0 else None,
            rank=int(marks.rank[row]) or None,
            lenses={lens.name: lens.labels[codes[row]] if codes[row] >= 0 else None for lens, codes in lenses},
            evidence=tuple(scene.evidence.get(row, ())),
        )


def _ties(scene: Scene) -> Iterator[MapTie]:
    place = {row: position for position, row in enumerate(scene.order.tolist())}
    ties = scene.ties
    columns = (ties.first, ties.second, ties.kind, ties.weight, ties.state)
    for first, second, kind, weight, state in zip(*(each.tolist() for each in columns), strict=True):
        yield MapTie(place[first], place[second], ties.labels[kind], number_or_none(weight), STATES[state])


def _axes(scene: Scene) -> MapAxes | None:
    if scene.axes is None:
        return None
    return MapAxes(_axis(scene.axes.x), _axis(scene.axes.y), tuple(scene.axes.quadrants))


def _axis(axis: Axis) -> MapAxis:
    return MapAxis(axis.title, tuple(MapTick(at, label) for at, label in axis.ticks), axis.divide)
