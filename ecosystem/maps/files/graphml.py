"""A scene as GraphML: the same columns as in GEXF; what is not known is left out, never written as None."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from ecosystem.maps.files.attributes import Column, Value, mark_columns, mark_ids, spots, tie_columns
from ecosystem.maps.files.svg_text import xml_text
from ecosystem.maps.scene import Scene

_TYPES: Final = {"string": "string", "integer": "long", "double": "double"}


def write(scene: Scene, path: Path) -> None:
    """Write ``render`` to a file."""
    path.write_bytes(render(scene))


def render(scene: Scene, **_: Any) -> bytes:
    """The file; two marks can have several ties, which is why each has an id."""
    return "".join(_lines(scene)).encode("utf-8", "replace")


def graph_columns(scene: Scene) -> list[Column]:
    """What is said of the whole."""
    made = scene.provenance
    said: tuple[tuple[str, Value], ...] = (
        ("title", scene.title), ("reading", scene.reading), ("view", made.view), ("as_of", made.as_of.isoformat()),
        ("snapshot", made.snapshot), ("sources", ", ".join(made.sources)),
    )
    return [Column(name, "string", [value]) for name, value in said]


def node_columns(scene: Scene) -> list[Column]:
    """The columns of marks, with how they are drawn."""
    seen = list(spots(scene))
    return [
        Column("label", "string", scene.marks.names), *mark_columns(scene),
        Column("x", "double", [spot.x for spot in seen]), Column("y", "double", [spot.y for spot in seen]),
        Column("size", "double", [spot.size for spot in seen]),
        Column("color", "string", [spot.colour for spot in seen]),
        Column("shape", "string", [spot.shape for spot in seen]),
    ]


def _lines(scene: Scene) -> Iterator[str]:
    yield ('<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns" '
           'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://graphml.graphdrawing.org/'
           'xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n')
    tables = (("graph", "g", graph_columns(scene)), ("node", "n", node_columns(scene)),
              ("edge", "e", tie_columns(scene)))
    for kind, letter, columns in tables:
        for number, column in enumerate(columns):
            yield (f'<key id="{letter}{number}" for="{kind}" attr.name="{xml_text(column.name)}" '
                   f'attr.type="{_TYPES[column.kind]}"/>\n')
    yield f'<graph id="ecosystem" edgedefault="undirected">\n{_data("g", tables[0][2], 0)}\n'
    ids = [xml_text(each) for each in mark_ids(scene)]
    for row, name in enumerate(ids):
        yield f'<node id="{name}">{_data("n", tables[1][2], row)}</node>\n'
    for row, (first, second) in enumerate(zip(scene.ties.first.tolist(), scene.ties.second.tolist(), strict=True)):
        yield f'<edge id="{row}" source="{ids[first]}" target="{ids[second]}">{_data("e", tables[2][2], row)}</edge>\n'
    yield "</graph>\n</graphml>\n"


def _data(letter: str, columns: Sequence[Column], row: int) -> str:
    said = [(number, column.values[row]) for number, column in enumerate(columns)]
    return "".join(f'<data key="{letter}{number}">{_text(value)}</data>' for number, value in said if value is not None)


def _text(value: Value) -> str:
    return xml_text(value) if isinstance(value, str) else repr(value)
