"""A scene as tables in plain HTML: what is seen without JavaScript, and what is printed beside the map.

Without JavaScript nothing can be sorted by a click, so each table says by what it is sorted: regions and communities
by their marks, marks by rank where they have one, else by the measure that gives their size. A region has its table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

import numpy as np

from ecosystem.maps.scene import Array, Scene
from ecosystem.maps.words import say

_PER_TABLE: Final = 10  # marks of a region
_ALONE: Final = 60  # marks of a scene without regions
_NAMED: Final = 12  # communities of a region
_LONGEST: Final = 160  # letters of a name


def fallback_html(scene: Scene) -> str:
    """Tables of regions, communities and marks; every name is escaped."""
    if not scene.regions:
        return _marks_table(scene, _most(scene, scene.order), say(scene.language, "table.marks"))
    regions = sorted(range(len(scene.regions)), key=lambda row: (-scene.regions[row].count, row))
    return "".join((_regions_table(scene, regions), *(_region_tables(scene, regions))))


def _regions_table(scene: Scene, regions: Iterable[int]) -> str:
    communities = np.bincount([each.region for each in scene.communities], minlength=len(scene.regions)).tolist()
    rows = ((scene.regions[row].name, communities[row], scene.regions[row].count) for row in regions)
    heads = ("table.region", "table.communities", "table.count")
    return _table(scene, say(scene.language, "table.regions"), heads, rows)


def _region_tables(scene: Scene, regions: Iterable[int]) -> Iterator[str]:
    """Per region: its communities in a sentence, and its first marks."""
    region = scene.region_of[scene.order]
    for row in [*regions, -1]:
        inside = scene.order[region == row]
        if not len(inside):
            continue
        name = scene.regions[row].name if row >= 0 else say(scene.language, "table.outside")
        yield f"<h2>{_name(name)}</h2>{_communities(scene, row)}"
        first = _most(scene, inside)[:_PER_TABLE]
        yield _marks_table(scene, first, say(scene.language, "table.first", shown=len(first), total=len(inside)))


def _communities(scene: Scene, region: int) -> str:
    within = sorted((each for each in scene.communities if each.region == region),
                    key=lambda each: (-each.count, each.name))
    if len(within) < 2:
        return ""
    named = "; ".join(f"{_name(each.name)} ({each.count:,})" for each in within[:_NAMED])
    if len(within) > _NAMED:
        named += "; " + escape(say(scene.language, "table.more", count=len(within) - _NAMED))
    return f"<p>{escape(say(scene.language, 'table.communities'))}: {named}</p>"


def _most(scene: Scene, rows: Array) -> list[int]:
    """By rank where there is one, then by size, then in the order of the labels."""
    listed = [int(row) for row in rows]
    rank, size = scene.marks.rank, scene.marks.size
    ordered = sorted(listed, key=lambda row: (rank[row] == 0, int(rank[row]), -float(size[row])))
    return ordered[:_ALONE]


def _marks_table(scene: Scene, rows: Iterable[int], caption: str) -> str:
    marks = scene.marks
    title = f"{caption}; {say(scene.language, 'table.sorted', measure=scene.size_means)}"
    if len(np.unique(marks.kind)) < 2:
        plain = ((marks.names[row], float(marks.size[row])) for row in rows)
        return _table(scene, title, ("table.name", scene.size_means), plain)
    cells = ((marks.names[row], say(scene.language, f"kind.{int(marks.kind[row])}"), float(marks.size[row]))
             for row in rows)
    return _table(scene, title, ("table.name", "table.kind", scene.size_means), cells)


def _table(scene: Scene, caption: str, heads: tuple[str, ...], rows: Iterable[tuple[str | float, ...]]) -> str:
    """A table whose first column names its rows; a head that is no key of the words is a text."""
    titles = [say(scene.language, head) if head.startswith("table.") else head for head in heads]
    body = [list(row) for row in rows]
    numeric = [bool(body) and not isinstance(cell, str) for cell in (body[0] if body else titles)]
    head = "".join(f'<th scope="col"{_side(number)}>{escape(title[:_LONGEST])}</th>'
                   for title, number in zip(titles, numeric, strict=True))
    lines = "".join(_line(row) for row in body)
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>\n"


def _line(row: list[str | float]) -> str:
    first, *others = row
    cells = "".join(f"<td>{escape(cell)}</td>" if isinstance(cell, str) else f'<td class="n">{cell:,g}</td>'
                    for cell in others)
    return f'<tr><th scope="row">{_name(str(first))}</th>{cells}</tr>'


def _side(number: bool) -> str:
    return ' class="n"' if number else ""


def _name(text: str) -> str:
    """A name that anybody may have written, in a direction of its own."""
    kept = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return f"<bdi>{escape(kept)}</bdi>"
