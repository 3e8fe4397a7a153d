"""The most important marks of a scene alone: what a notebook shows of a very large one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ecosystem.maps.scene import Array, Lens, Marks, Scene, Ties
from ecosystem.maps.words import say


def best_of(scene: Scene, most: int) -> Scene:
    """The first ``most`` marks in the order of their labels, with the ties between them; ``reading`` says so.

    Regions, communities, bundles and the legend go on to speak of all.
    """
    if len(scene.marks) <= most:
        return scene
    rows = np.sort(scene.order[:most].astype(np.int64))
    place = np.full(len(scene.marks), -1, np.int64)
    place[rows] = np.arange(len(rows))
    shown = say(scene.language, "shown.sentence", shown=len(rows), total=scene.provenance.total)
    return replace(
        scene, marks=_marks(scene.marks, rows), ties=_ties(scene.ties, place),
        order=place[scene.order[:most].astype(np.int64)].astype(np.uint32),
        evidence={int(place[row]): said for row, said in scene.evidence.items() if place[row] >= 0},
        lenses=tuple(Lens(each.name, each.labels, each.codes[rows], each.sequential) for each in scene.lenses),
        reading=f"{scene.reading} {shown}", provenance=replace(scene.provenance, shown=len(rows)),
    )


def _marks(marks: Marks, rows: Array) -> Marks:
    listed = rows.tolist()

    def texts(column: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(column[row] for row in listed)

    return Marks(texts(marks.ids), texts(marks.names), texts(marks.search), marks.kind[rows], marks.role[rows],
                 marks.x[rows], marks.y[rows], marks.size[rows], marks.community[rows], marks.rank[rows])


def _ties(ties: Ties, place: Array) -> Ties:
    first, second = place[ties.first], place[ties.second]
    kept = (first >= 0) & (second >= 0)
    return Ties(first[kept].astype(np.uint32), second[kept].astype(np.uint32), ties.kind[kept], ties.weight[kept],
                ties.state[kept], ties.labels)
