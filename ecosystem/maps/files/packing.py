"""A scene as few bytes as possible, and back: what a page carries and what a saved file is read from.

Packed, a scene is gzip over ``u32 length of the head · head (JSON) · columns one after another``. The head
holds all that is small, names the columns and says how each is coded (``columns.py``);
``ecosystem/maps/browser/decode.js`` reads the same.
"""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from ecosystem.errors import InvalidParameter
from ecosystem.maps.files.columns import Columns, columns_of
from ecosystem.maps.scene import (
    SCHEMA,
    Axes,
    Axis,
    Bundle,
    Community,
    Key,
    Lane,
    Lens,
    Marks,
    Provenance,
    Region,
    Scene,
    Ties,
)

_LEVEL: Final = 9


def pack(scene: Scene) -> bytes:
    """The scene as bytes, the same for the same scene."""
    columns = Columns()
    marks, ties = scene.marks, scene.ties
    columns.fronts("ids", marks.ids)
    columns.texts("names", marks.names)
    columns.texts("search", marks.search)
    columns.numbers("kind", marks.kind, "planes")
    columns.numbers("role", marks.role, "planes")
    columns.numbers("community", marks.community, "steps")
    columns.inside("x", marks.x, marks.community, [each.x for each in scene.communities])
    columns.inside("y", marks.y, marks.community, [each.y for each in scene.communities])
    columns.numbers("size", marks.size, "whole")
    columns.numbers("rank", marks.rank, "whole")
    columns.numbers("first", ties.first, "steps")
    columns.ends("second", ties.first, ties.second)
    columns.numbers("tie", ties.kind, "planes")
    columns.numbers("weight", ties.weight, "whole")
    columns.numbers("state", ties.state, "planes")
    columns.order("order", scene.order, marks.size)
    for place, lens in enumerate(scene.lenses):
        columns.numbers(f"lens{place}", lens.codes, "planes")
    head = json.dumps(_head(scene) | {"columns": columns.heads}, ensure_ascii=False, separators=(",", ":"))
    written = head.encode("utf-8", "surrogatepass")
    body = b"".join((len(written).to_bytes(4, "little"), written, *columns.bodies))
    return gzip.compress(body, _LEVEL, mtime=0)


def unpack(packed: bytes) -> Scene:
    """The scene that was packed, equal to it in every value.

    Raises
    ------
    InvalidParameter
        for bytes that are no packed scene, or one of another schema.
    """
    try:
        body = gzip.decompress(packed)
        start = 4 + int.from_bytes(body[:4], "little")
        head = json.loads(body[4:start].decode("utf-8", "surrogatepass"))
        schema = head["schema"]
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        raise InvalidParameter("These bytes are no packed scene.") from error
    if schema != SCHEMA:
        raise InvalidParameter(f"The scene is of schema {schema!r}; this version reads {SCHEMA!r}.")
    return _scene(head, columns_of(head["columns"], memoryview(body)[start:]))


def _head(scene: Scene) -> dict[str, Any]:
    """All of a scene that is small."""
    made = scene.provenance
    return {
        "schema": scene.schema, "language": scene.language, "title": scene.title, "reading": scene.reading,
        "size_means": scene.size_means,
        "provenance": asdict(made) | {"as_of": made.as_of.isoformat(), "parameters": dict(made.parameters)},
        "regions": [asdict(each) for each in scene.regions],
        "communities": [asdict(each) for each in scene.communities],
        "bundles": [asdict(each) for each in scene.bundles], "lanes": [asdict(each) for each in scene.lanes],
        "axes": asdict(scene.axes) if scene.axes else None,
        "lenses": [{"name": lens.name, "labels": lens.labels, "sequential": lens.sequential} for lens in scene.lenses],
        "legend": [asdict(each) for each in scene.legend], "tie_labels": scene.ties.labels,
        "evidence": [[row, list(sentences)] for row, sentences in sorted(scene.evidence.items())],
    }


def _scene(head: dict[str, Any], columns: dict[str, Any]) -> Scene:
    made = head["provenance"]
    return Scene(
        title=head["title"], reading=head["reading"], size_means=head["size_means"],
        provenance=Provenance(**made | {"as_of": date.fromisoformat(made["as_of"]), "sources": tuple(made["sources"])}),
        marks=Marks(**{name: columns[name] for name in Marks.__slots__}),
        ties=Ties(columns["first"], columns["second"], columns["tie"], columns["weight"], columns["state"],
                  tuple(head["tie_labels"])),
        order=columns["order"], evidence={row: tuple(sentences) for row, sentences in head["evidence"]},
        legend=tuple(Key(**each) for each in head["legend"]),
        regions=tuple(Region(**each) for each in head["regions"]),
        communities=tuple(Community(**each) for each in head["communities"]),
        bundles=tuple(Bundle(**each | {"evidence": tuple(each["evidence"])}) for each in head["bundles"]),
        lanes=tuple(Lane(**each) for each in head["lanes"]), axes=_axes(head["axes"]),
        lenses=tuple(Lens(lens["name"], tuple(lens["labels"]), columns[f"lens{place}"], lens["sequential"])
                     for place, lens in enumerate(head["lenses"])),
        language=head["language"], schema=head["schema"],
    )


def _axes(head: dict[str, Any] | None) -> Axes | None:
    if head is None:
        return None
    return Axes(_axis(head["x"]), _axis(head["y"]), tuple(head["quadrants"]))


def _axis(head: dict[str, Any]) -> Axis:
    return Axis(head["title"], tuple((place, text) for place, text in head["ticks"]), head["divide"])
