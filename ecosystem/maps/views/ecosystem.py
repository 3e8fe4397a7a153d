"""The whole ecosystem by region and community: who is there, how large, tied to whom?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.errors import InvalidParameter
from ecosystem.maps.scene import Kind, Marks, Scene, Ties
from ecosystem.maps.views.lenses import lenses_of
from ecosystem.maps.views.lines import Lines, degrees, lines_among
from ecosystem.maps.views.marks import HELD_BY, held, organisations, together
from ecosystem.maps.views.sheet import Drawn, Sheet, order_of, scene_of
from ecosystem.maps.views.speech import Speech, sources_of

MOST_MARKS: Final = 100_000
KINDS: Final = ("organisation", "capability", "channel", "patent")
"""What can be drawn as marks, beside organisations, which always are."""

_SPOKEN: Final = (600, 20_000, 2_000)  # marks with sentences; from so many marks on; so many then

Ints = NDArray[np.int64]


def ecosystem_scene(sheet: Sheet, *, most: int = MOST_MARKS, kinds: Sequence[str] = KINDS[:1]) -> Scene:
    """All organisations at their places, the best tied where there are more than ``most``.

    Raises
    ------
    InvalidParameter
        for fewer than one mark or an unknown kind.
    """
    wanted = _kinds(kinds)
    if most < 1:
        raise InvalidParameter(f"most is {most}; it can be 1 or more.")
    view, degree = sheet.view, degrees(sheet.view)
    rows = best_tied(degree, most)
    shown = np.zeros(len(degree), dtype=bool)
    shown[rows] = True
    lines = lines_among(view, shown)
    marks = together([organisations(sheet, rows, degree), *_held_marks(sheet, wanted, most - len(rows))])
    mark_of = np.full(len(degree), -1, np.int64)
    mark_of[rows] = np.arange(len(rows))
    ties = joined(lines.as_ties(mark_of, lambda code: sheet.called("tie", code)), _holding(sheet, marks, mark_of))
    speech = Speech(sheet, lines)
    return scene_of(sheet, Drawn(
        view="ecosystem", parameters={"most": most, "kinds": ",".join(wanted)}, title=_title(sheet, lines),
        reading=sheet.say("ecosystem.reading"), marks=marks, ties=ties, sentence=speech.line, bundled=len(lines),
        total=_total(sheet, wanted), evidence=spoken(marks, rows, speech),
        lenses=lenses_of(sheet, rows, len(marks)), sources=sources_of(sheet),
    ))


def best_tied(degree: Ints, most: int) -> Ints:
    """The rows with most ties, in the order of rows."""
    best: Ints = np.sort(np.lexsort((np.arange(len(degree)), -degree))[:most])
    return best


def spoken(marks: Marks, rows: Ints, speech: Speech) -> dict[int, tuple[str, ...]]:
    """Sentences about the organisations that deserve them first: a file of all would be too large to mail."""
    few, many, more = _SPOKEN
    order = order_of(marks).astype(np.int64)
    best = order[order < len(rows)][: more if len(marks) >= many else few]
    said = ((each, speech.organisation(int(rows[each]))) for each in np.sort(best).tolist())
    return {each: sentences for each, sentences in said if sentences}


def joined(first: Ties, second: Ties) -> Ties:
    """Ties after ties; the kinds of the second come after those of the first."""
    kind = second.kind + np.uint8(len(first.labels))
    return Ties(
        np.concatenate((first.first, second.first)), np.concatenate((first.second, second.second)),
        np.concatenate((first.kind, kind)), np.concatenate((first.weight, second.weight)),
        np.concatenate((first.state, second.state)), (*first.labels, *second.labels),
    )


def _kinds(kinds: Sequence[str]) -> tuple[str, ...]:
    unknown = [each for each in kinds if each not in KINDS]
    if unknown:
        raise InvalidParameter(f"kinds has {unknown[0][:40]!r}; it can have {', '.join(KINDS)}.")
    return tuple(each for each in KINDS if each in kinds or each == KINDS[0])


def _held_marks(sheet: Sheet, kinds: Sequence[str], room: int) -> list[Marks]:
    """Marks of the other kinds as far as there is room, what most organisations have first."""
    found = []
    for each in kinds[1:]:
        kind = Kind[each.upper()]
        label, layer_name = HELD_BY[kind]
        layer = sheet.view.layer(layer_name)
        count = np.zeros(len(sheet.view.snapshot.nodes[label]), np.int64)
        if layer is not None:
            count = np.bincount(layer.indices, minlength=len(count))
        rows = best_tied(count, max(room, 0))
        room -= len(rows)
        found.append(held(sheet, kind, rows[count[rows] > 0]))
    return found


def _holding(sheet: Sheet, marks: Marks, mark_of: Ints) -> Ties:
    """Lines from organisations to the marks of what they hold, a kind of tie for each kind of mark."""
    parts: list[tuple[Ints, Ints, Ints]] = []
    labels = []
    for kind in (Kind.CAPABILITY, Kind.CHANNEL, Kind.PATENT):
        at = np.flatnonzero(marks.kind == kind)
        label, layer_name = HELD_BY[kind]
        layer = sheet.view.layer(layer_name)
        if not len(at) or layer is None:
            continue
        nodes = sheet.view.snapshot.nodes[label].ids
        mark_of_node = np.full(len(nodes), -1, np.int64)
        mark_of_node[[nodes.find(marks.ids[each]) for each in at.tolist()]] = at
        owner = np.repeat(np.arange(layer.shape[0]), np.diff(layer.indptr))
        keep = (mark_of[owner] >= 0) & (mark_of_node[layer.indices] >= 0)
        first, second = mark_of[owner[keep]], mark_of_node[layer.indices[keep]]
        parts.append((first, second, np.full(len(first), len(labels), np.int64)))
        labels.append(sheet.say(f"tie.holds.{int(kind)}"))
    columns = [np.concatenate([np.zeros(0, np.int64), *(part[each] for part in parts)]) for each in range(3)]
    count = len(columns[0])
    return Ties(columns[0].astype(np.uint32), columns[1].astype(np.uint32), columns[2].astype(np.uint8),
                np.ones(count, np.float32), np.zeros(count, np.uint8), tuple(labels))


def _total(sheet: Sheet, kinds: Sequence[str]) -> int:
    """How many marks there would be with room for all."""
    total = sheet.view.snapshot.partner_count
    for each in kinds[1:]:
        layer = sheet.view.layer(HELD_BY[Kind[each.upper()]][1])
        total += 0 if layer is None else len(np.unique(layer.indices))
    return total


def _title(sheet: Sheet, lines: Lines) -> str:
    """The finding: how much of what is tied crosses the border of regions, and which region is the largest."""
    regions = sheet.ground.regions(sheet.language)
    if not regions:
        return sheet.say("ecosystem.empty", as_of=sheet.view.snapshot.as_of)
    largest = max(regions, key=lambda each: each.count).name
    if not len(lines):
        return sheet.say("ecosystem.title", regions=len(regions), largest=largest)
    region = sheet.ground.territories.region_of
    crossing = int((region[lines.first] != region[lines.second]).sum())
    return sheet.say("ecosystem.finding", regions=len(regions), largest=largest,
                     share=round(100 * crossing / len(lines)))
