"""What do the colours, shapes and lines of a drawing mean, and of how many things? The column on the right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from ecosystem.maps.files.looks import HOLLOW, RINGS, Looks
from ecosystem.maps.files.svg_lines import STYLES
from ecosystem.maps.files.svg_marks import DASHED, badge, shape, sign
from ecosystem.maps.files.svg_text import number, text
from ecosystem.maps.labels import shown_text, text_width
from ecosystem.maps.palette import Palette
from ecosystem.maps.scene import Key, Kind, Lens, Role, Scene
from ecosystem.maps.words import say, speaks_of

_ORDER: Final = ("region", "lens", "role", "kind", "state", "size", "tie")
_LINE: Final = 25.0  # pixels from one line to the next on a slide of 1600 × 900
_TYPE: Final = 14.0
_MOST_KINDS: Final = 6  # of ties
_LONE: Final = frozenset(("kind", "tie"))  # channels that tell nothing where there is one of them only


@dataclass(frozen=True, slots=True)
class _Row:
    label: str
    count: int | None
    glyph: str = ""  # drawn around (0, 0)
    heading: bool = False


def legend(scene: Scene, palette: Palette, looks: Looks, lens: Lens | None, *, left: float, top: float, width: float,
           height: float, unit: float) -> Iterator[str]:
    """As many lines as there is room for; the last one says how many are missing."""
    rows = list(_rows(scene, palette, looks, lens, unit))
    line = _LINE * unit
    room = max(1, int(height // line))
    if len(rows) > room:
        hidden = sum(not row.heading for row in rows[room - 1 :])
        rows = [*rows[: room - 1], _Row(say(scene.language, "drawn.more", count=hidden), None)]
    for turn, row in enumerate(rows):
        yield from _drawn(row, palette, left=left, y=top + (turn + 0.5) * line, width=width, unit=unit)


def _drawn(row: _Row, palette: Palette, *, left: float, y: float, width: float, unit: float) -> Iterator[str]:
    size = _TYPE * unit
    if row.heading:
        label = shown_text(row.label, width / size, bold=True)
        yield text(left, y + 2 * unit, label, size, fill=palette.text, bold=True)
        return
    indent = 30 * unit
    count = "" if row.count is None else f"{row.count:,}"
    room = (width - indent) / size - text_width(count, 1) - 0.6
    label = shown_text(row.label, max(3.0, room))
    if row.glyph:
        yield f'<g transform="translate({number(left + 10 * unit)} {number(y)})">{row.glyph}</g>'
    yield text(left + indent, y, label, size, fill=palette.text)
    if count:
        yield text(left + width, y, count, size, fill=palette.quiet, align="right")


def _rows(scene: Scene, palette: Palette, looks: Looks, lens: Lens | None, unit: float) -> Iterator[_Row]:
    keys = _keys(scene, lens)
    for channel in _ORDER:
        found = keys.get(channel, [])
        if not found and not (channel == "tie" and scene.bundles) and channel != "size":
            continue
        if channel == "size":
            yield from _size(scene, palette, unit)
            continue
        if channel in _LONE and len(found) < 2 and not (channel == "tie" and scene.bundles):
            continue
        yield _Row(_heading(scene.language, channel, lens), None, heading=True)
        if channel == "tie":
            yield from _bundles(scene, palette, unit)
            found = _commonest(scene, found)
        for key in found:
            code = scene.regions[key.code].colour if channel == "region" and key.code < len(scene.regions) else key.code
            yield _Row(key.label, key.count, _glyph(replace(key, code=code), palette, looks, unit))


def _keys(scene: Scene, lens: Lens | None) -> dict[str, list[Key]]:
    """By channel; those of a lens are counted here, and take the place of the regions."""
    found: dict[str, list[Key]] = {}
    for key in scene.legend:
        if not key.channel.startswith("lens:"):
            found.setdefault(key.channel, []).append(key)
    if lens is not None:
        found.pop("region", None)
        counts = np.bincount(lens.codes.astype(np.int64) + 1, minlength=len(lens.labels) + 1).tolist()
        found["lens"] = [Key("lens", code, label, counts[code + 1]) for code, label in enumerate(lens.labels)]
        unknown = [key for key in scene.legend if key.channel == f"lens:{lens.name}" and key.code < 0]
        if counts[0]:
            found["lens"].append(unknown[0] if unknown
                                 else Key("lens", -1, say(scene.language, "drawn.unknown"), counts[0]))
    elif not scene.regions:
        found.pop("region", None)
    return found


def _commonest(scene: Scene, keys: list[Key]) -> list[Key]:
    if len(keys) <= _MOST_KINDS:
        return keys
    order = sorted(keys, key=lambda key: -key.count)
    rest = order[_MOST_KINDS - 1 :]
    more = say(scene.language, "drawn.more", count=len(rest))
    return [*order[: _MOST_KINDS - 1], Key("tie", -1, more, sum(key.count for key in rest))]


def _heading(language: str, channel: str, lens: Lens | None) -> str:
    if channel != "lens" or lens is None:
        return say(language, f"drawn.{channel}")
    key = f"drawn.lens.{lens.name}"
    return say(language, key) if speaks_of(key) else lens.name.replace("_", " ").capitalize()


def _glyph(key: Key, palette: Palette, looks: Looks, unit: float) -> str:
    radius = 6 * unit
    if key.channel == "role":
        return _role_glyph(Role(key.code), palette, radius, unit)
    if key.channel == "kind":
        return f'<path d="{shape(key.code, 0, 0, radius)}" fill="{palette.quiet}"/>'
    if key.channel == "state":
        colour, dashes = STYLES[key.code]
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        return _stroke(getattr(palette, colour), 2 * unit, unit, dashed)
    if key.channel == "tie":
        return ""  # kinds of tie are counted; they are all drawn alike
    fill = looks.fills[key.code] if -1 <= key.code < len(looks.fills) else palette.unknown
    outline = looks.outlines[key.code] if -1 <= key.code < len(looks.outlines) else palette.quiet
    return f'<path d="{shape(Kind.ORGANISATION, 0, 0, radius)}" fill="{fill}" stroke="{outline}"/>'


def _role_glyph(role: Role, palette: Palette, radius: float, unit: float) -> str:
    ring = getattr(palette, RINGS[role]) if role in RINGS else palette.quiet
    fill = palette.ground if role in HOLLOW else palette.unknown
    dashes = f' stroke-dasharray="{number(3 * unit)} {number(2 * unit)}"' if role in DASHED else ""
    around = (f'<path d="{shape(Kind.ORGANISATION, 0, 0, radius + 3 * unit)}" fill="none" stroke="{ring}"/>'
              if role == Role.SELF else "")
    place = (badge(0.75 * radius, -0.75 * radius, 1, palette, 0.62 * unit)
             if role in (Role.CANDIDATE, Role.PATH) else "")
    return (f'{around}<path d="{shape(Kind.ORGANISATION, 0, 0, radius)}" fill="{fill}" stroke="{ring}" '
            f'stroke-width="{number(2 * unit)}"{dashes}/>{sign(role, 0, 0, radius, palette, unit)}{place}')


def _bundles(scene: Scene, palette: Palette, unit: float) -> Iterator[_Row]:
    inner = sum(each.count for each in scene.bundles if not each.crosses)
    crossing = sum(each.count for each in scene.bundles if each.crosses)
    if inner:
        yield _Row(say(scene.language, "drawn.bundle"), inner, _stroke(palette.tie, 4 * unit, unit))
    if crossing:
        dashed = f' stroke-dasharray="{number(6 * unit)} {number(3 * unit)}"'
        yield _Row(say(scene.language, "drawn.crosses"), crossing, _stroke(palette.alert, 4 * unit, unit, dashed))


def _size(scene: Scene, palette: Palette, unit: float) -> Iterator[_Row]:
    if not scene.size_means or len(np.unique(scene.marks.size)) < 2:
        return
    yield _Row(say(scene.language, "drawn.size"), None, heading=True)
    dots = "".join(f'<path d="{shape(Kind.ORGANISATION, across * unit, 0, radius * unit)}" fill="{palette.quiet}"/>'
                   for across, radius in ((-7, 1.8), (-1, 3), (8, 5)))
    yield _Row(scene.size_means, None, dots)


def _stroke(colour: str, width: float, unit: float, dashed: str = "") -> str:
    path = f"M{number(-10 * unit)} 0H{number(10 * unit)}"
    return f'<path d="{path}" stroke="{colour}" stroke-width="{number(width)}"{dashed}/>'
