"""What lies under the marks: territories, lanes or axes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ecosystem.maps.files.svg_frame import Frame
from ecosystem.maps.files.svg_text import number, text, wrapped
from ecosystem.maps.labels import shown_text
from ecosystem.maps.palette import Palette
from ecosystem.maps.scene import Axis, Scene

_MOST_TICKS: Final = 12


def ground(scene: Scene, frame: Frame, palette: Palette, *, coloured: bool) -> Iterator[str]:
    """``coloured``: whether regions have their own colours, or grey for the sake of a lens."""
    yield from _discs(scene, frame, palette, coloured)
    yield from _lanes(scene, frame, palette)
    yield from _axes(scene, frame, palette)


def _discs(scene: Scene, frame: Frame, palette: Palette, coloured: bool) -> Iterator[str]:
    dark = palette.name == "dark"
    grounds: list[str] = []
    for region in scene.regions:
        fill = palette.regions[region.colour] if coloured and region.colour >= 0 else palette.unknown
        grounds.append(_circle(frame, region.x, region.y, region.radius) +
                       f' fill="{fill}" fill-opacity="{0.13 if dark else 0.10}"/>')
    for each in scene.communities:
        colour = scene.regions[each.region].colour if coloured and each.region >= 0 else -1
        fill = palette.regions[colour] if colour >= 0 else palette.unknown
        grounds.append(_circle(frame, each.x, each.y, each.radius) +
                       f' fill="{fill}" fill-opacity="{0.12 if dark else 0.10}"/>')
    if grounds:
        yield f'<g>{"".join(grounds)}</g>'


def _circle(frame: Frame, x: int, y: int, radius: int) -> str:
    return f'<circle cx="{number(frame.x(x))}" cy="{number(frame.y(y))}" r="{number(radius * frame.scale_x)}"'


def _lanes(scene: Scene, frame: Frame, palette: Palette) -> Iterator[str]:
    for turn, lane in enumerate(scene.lanes):
        start, stop = frame.x(lane.start), frame.x(lane.stop)
        if turn % 2 == 0:
            yield (f'<rect x="{number(start)}" y="{number(frame.top)}" width="{number(stop - start)}" '
                   f'height="{number(frame.height)}" fill="{palette.unknown}" fill-opacity="0.08"/>')
        size = 14 * frame.unit
        lines = wrapped(lane.name, ems=max(2.0, (stop - start) / size - 0.3), lines=2, bold=True)
        for above, line in enumerate(reversed(lines)):
            yield text((start + stop) / 2, frame.top - (0.9 + 1.25 * above) * size, line, size, fill=palette.text,
                       align="center", bold=True)


def _axes(scene: Scene, frame: Frame, palette: Palette) -> Iterator[str]:
    if scene.axes is None:
        return
    right, bottom, unit = frame.left + frame.width, frame.top + frame.height, frame.unit
    yield (f'<rect x="{number(frame.left)}" y="{number(frame.top)}" width="{number(frame.width)}" '
           f'height="{number(frame.height)}" fill="none" stroke="{palette.line}"/>')
    lines: list[str] = []
    for at, label in scene.axes.x.ticks[:_MOST_TICKS]:
        lines.append(f"M{number(frame.x(at))} {number(frame.top)}V{number(bottom)}")
        yield text(frame.x(at), bottom + 14 * unit, shown_text(label, 8), 13 * unit, fill=palette.quiet, align="center")
    for at, label in scene.axes.y.ticks[:_MOST_TICKS]:
        lines.append(f"M{number(frame.left)} {number(frame.y(at))}H{number(right)}")
        yield text(frame.left - 8 * unit, frame.y(at), shown_text(label, 5), 13 * unit, fill=palette.quiet,
                   align="right")
    yield f'<path d="{"".join(lines)}" stroke="{palette.unknown}" stroke-opacity="0.25" fill="none"/>'
    yield from _divides(scene.axes.x, scene.axes.y, frame, palette)
    across = shown_text(scene.axes.x.title, frame.width / (15 * unit))
    down = shown_text(scene.axes.y.title, frame.height / (15 * unit))
    yield text(frame.left + frame.width / 2, bottom + 36 * unit, across, 15 * unit,
               fill=palette.text, align="center", bold=True)
    yield text(frame.left - 56 * unit, frame.top + frame.height / 2, down, 15 * unit,
               fill=palette.text, align="center", bold=True, rotate=-90)
    yield from _quadrants(scene, frame, palette)


def _divides(across: Axis, down: Axis, frame: Frame, palette: Palette) -> Iterator[str]:
    lines = ""
    if across.divide is not None:
        lines += f"M{number(frame.x(across.divide))} {number(frame.top)}v{number(frame.height)}"
    if down.divide is not None:
        lines += f"M{number(frame.left)} {number(frame.y(down.divide))}h{number(frame.width)}"
    if lines:
        yield f'<path d="{lines}" stroke="{palette.line}" stroke-width="1.5" stroke-dasharray="2 5" fill="none"/>'


def _quadrants(scene: Scene, frame: Frame, palette: Palette) -> Iterator[str]:
    if scene.axes is None or not scene.axes.quadrants:
        return
    size, inset = 15 * frame.unit, 14 * frame.unit
    for turn, name in enumerate(scene.axes.quadrants):
        right, low = turn % 2, turn // 2
        yield text(frame.left + frame.width - inset if right else frame.left + inset,
                   frame.top + frame.height - inset if low else frame.top + inset,
                   shown_text(name, 24), size, fill=palette.quiet, align="right" if right else "left", bold=True)


def quadrant_boxes(scene: Scene, frame: Frame) -> list[tuple[float, float, float, float]]:
    """What the names of the quadrants cover, for the names of marks to keep away from."""
    if scene.axes is None or not scene.axes.quadrants:
        return []
    deep, wide = 28 * frame.unit, frame.width * 0.25
    right, bottom = frame.left + frame.width, frame.top + frame.height
    return [(frame.left, frame.top, frame.left + wide, frame.top + deep),
            (right - wide, frame.top, right, frame.top + deep),
            (frame.left, bottom - deep, frame.left + wide, bottom), (right - wide, bottom - deep, right, bottom)]
