"""What do all views on the fixed ground have in common? A day, its ground, a language; from marks to a scene."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import numpy as np

from ecosystem.maps.bundles import bundles_of
from ecosystem.maps.ground import Ground
from ecosystem.maps.scene import Array, Key, Lens, Marks, Provenance, Scene, Ties
from ecosystem.maps.views.legend import legend_of
from ecosystem.maps.views.lines import sizes
from ecosystem.maps.words import called, say
from ecosystem.view import View


class Paper(Protocol):
    """A day and a language: all that lenses and sentences need, with or without a ground."""

    @property
    def view(self) -> View: ...

    @property
    def language(self) -> str: ...

    def say(self, key: str, **values: object) -> str: ...

    def called(self, prefix: str, code: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Sheet:
    """The ground of a day, to be drawn upon in one language."""

    view: View
    ground: Ground
    language: str = "en"
    anchor: date | None = None  # the day whose ground this one follows

    def say(self, key: str, **values: object) -> str:
        return say(self.language, key, **values)

    def called(self, prefix: str, code: str) -> str:
        """What a code of the data is called; itself, made readable, where there is no word for it."""
        return called(self.language, prefix, code)


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """What a view puts on the sheet; the rest of a scene follows from it."""

    view: str
    parameters: Mapping[str, str | int | float | bool | None]
    title: str
    reading: str
    marks: Marks
    ties: Ties
    sentence: Callable[[int], str]  # the words for a tie
    bundled: int  # so many of the ties, the first, are between organisations and go into bundles
    total: int  # how many marks there would be
    evidence: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    lenses: tuple[Lens, ...] = ()
    keys: tuple[Key, ...] = ()  # of the legend, beside what follows from the marks
    sources: tuple[str, ...] = ()


def scene_of(sheet: Sheet, drawn: Drawn) -> Scene:
    """The scene of what a view has drawn."""
    regions, communities = sheet.ground.regions(sheet.language), sheet.ground.communities(sheet.language)
    snapshot = sheet.view.snapshot
    marks, ties = drawn.marks, drawn.ties
    shown = len(marks)
    reading = drawn.reading
    if shown < drawn.total:
        reading = f"{reading} {sheet.say('shown.sentence', shown=shown, total=drawn.total)}"
    return Scene(
        title=drawn.title, reading=reading, size_means=sheet.say(sizes(sheet.view)[1]),
        provenance=Provenance(snapshot.as_of, snapshot.version, drawn.sources, drawn.view,
                              _parameters(sheet, drawn), shown, drawn.total),
        marks=marks, ties=ties, order=order_of(marks), evidence=drawn.evidence,
        legend=(*legend_of(marks, ties, regions, drawn.lenses, sheet.say), *drawn.keys),
        regions=regions, communities=communities,
        bundles=bundles_of(first_of(ties, drawn.bundled), marks.community, sheet.ground.territories.region,
                           drawn.sentence),
        lenses=drawn.lenses, language=sheet.language,
    )


def _parameters(sheet: Sheet, drawn: Drawn) -> Mapping[str, str | int | float | bool | None]:
    """What a view was asked, and the day that its ground is anchored to if it is."""
    asked = {name: value for name, value in drawn.parameters.items() if value is not None}
    if sheet.anchor is not None:
        asked["anchor"] = sheet.anchor.isoformat()
    return asked


def order_of(marks: Marks) -> Array:
    """Who deserves a label first: what is lit, by its place in the list; then the largest."""
    lit = (marks.role != 0).astype(np.int64)
    ranked = np.where(marks.rank > 0, marks.rank, np.iinfo(np.int32).max)
    return np.lexsort((np.arange(len(marks)), -marks.size, ranked, -lit)).astype(np.uint32)


def first_of(ties: Ties, count: int) -> Ties:
    """The first of some ties."""
    return Ties(ties.first[:count], ties.second[:count], ties.kind[:count], ties.weight[:count], ties.state[:count],
                ties.labels)
