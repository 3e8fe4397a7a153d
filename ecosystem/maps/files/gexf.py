"""A scene as GEXF 1.3: marks with their places, colours and sizes, ties with kinds and weights, as Gephi reads it.

Written here, because the writer of networkx stamps the day on which it runs and refuses columns of mixed types.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ecosystem.maps.files.attributes import Column, Spot, Value, mark_columns, mark_ids, spots, tie_columns
from ecosystem.maps.files.svg_text import xml_text
from ecosystem.maps.scene import Scene


def write(scene: Scene, path: Path) -> None:
    """Write ``render`` to a file."""
    path.write_bytes(render(scene))


def render(scene: Scene, **_: Any) -> bytes:
    """The file; ``lastmodifieddate`` is the day that was asked about, so that the same scene is the same bytes."""
    return "".join(_lines(scene)).encode("utf-8", "replace")


def _lines(scene: Scene) -> Iterator[str]:
    made = scene.provenance
    yield ('<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" '
           'xmlns:viz="http://gexf.net/1.3/viz" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
           'xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">\n')
    yield (f'<meta lastmodifieddate="{made.as_of.isoformat()}"><creator>Allygraph</creator>'
           f"<title>{xml_text(scene.title)}</title><description>{xml_text(scene.reading)}</description></meta>\n")
    yield '<graph defaultedgetype="undirected" mode="static">\n'
    of_marks, of_ties = mark_columns(scene), tie_columns(scene)
    yield from _declared("node", of_marks)
    yield from _declared("edge", of_ties)
    yield from _nodes(scene, of_marks)
    yield from _edges(scene, of_ties)
    yield "</graph>\n</gexf>\n"


def _declared(kind: str, columns: Sequence[Column]) -> Iterator[str]:
    yield f'<attributes class="{kind}">\n'
    for number, column in enumerate(columns):
        yield f'<attribute id="{number}" title="{xml_text(column.name)}" type="{column.kind}"/>\n'
    yield "</attributes>\n"


def _nodes(scene: Scene, columns: Sequence[Column]) -> Iterator[str]:
    yield f'<nodes count="{len(scene.marks)}">\n'
    ids, names = mark_ids(scene), scene.marks.names
    for row, spot in enumerate(spots(scene)):
        yield (f'<node id="{xml_text(ids[row])}" label="{xml_text(names[row])}">{_values(columns, row)}'
               f"{_seen(spot)}</node>\n")
    yield "</nodes>\n"


def _seen(spot: Spot) -> str:
    red, green, blue = (int(spot.colour[at : at + 2], 16) for at in (1, 3, 5))
    shape = spot.shape if spot.shape in ("disc", "square", "triangle", "diamond") else "diamond"
    return (f'<viz:size value="{spot.size:g}"/><viz:position x="{spot.x:g}" y="{spot.y:g}" z="0"/>'
            f'<viz:color r="{red}" g="{green}" b="{blue}"/><viz:shape value="{shape}"/>')


def _edges(scene: Scene, columns: Sequence[Column]) -> Iterator[str]:
    ids, ties = [xml_text(each) for each in mark_ids(scene)], scene.ties
    yield f'<edges count="{len(ties)}">\n'
    pairs = zip(ties.first.tolist(), ties.second.tolist(), strict=True)
    weights = next(column.values for column in columns if column.name == "weight")
    kinds = _kinds(scene)
    for row, (first, second) in enumerate(pairs):
        weight = weights[row]
        weighted = f' weight="{weight:g}"' if isinstance(weight, float) and weight > 0 else ""
        yield (f'<edge id="{row}" source="{ids[first]}" target="{ids[second]}" kind="{kinds[row]}"{weighted}>'
               f"{_values(columns, row)}</edge>\n")
    yield "</edges>\n"


def _kinds(scene: Scene) -> list[str]:
    """Gephi keeps several ties of two marks apart only where their kinds differ: repeated ones get a number."""
    ties, seen, found = scene.ties, Counter[tuple[int, int, int]](), []
    for first, second, code in zip(ties.first.tolist(), ties.second.tolist(), ties.kind.tolist(), strict=True):
        same = (min(first, second), max(first, second), code)
        seen[same] += 1
        found.append(xml_text(ties.labels[code] if seen[same] == 1 else f"{ties.labels[code]} {seen[same]}"))
    return found


def _values(columns: Sequence[Column], row: int) -> str:
    said = [(number, column.values[row]) for number, column in enumerate(columns)]
    found = "".join(f'<attvalue for="{number}" value="{_text(value)}"/>' for number, value in said if value is not None)
    return f"<attvalues>{found}</attvalues>"


def _text(value: Value) -> str:
    return xml_text(value) if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else str(value)
