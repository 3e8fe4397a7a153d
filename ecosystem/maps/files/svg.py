"""A scene as a drawing for slides and print: its finding, how to read it, the map, the legend, where it comes from.

Written here without a browser; the text is real text, and the same scene gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final
from zlib import crc32

from ecosystem.errors import InvalidParameter
from ecosystem.maps.files import svg_lines
from ecosystem.maps.files.looks import Looks, lens_of, looks_of, palette_of
from ecosystem.maps.files.svg_frame import Frame, frame_of
from ecosystem.maps.files.svg_ground import ground
from ecosystem.maps.files.svg_legend import legend
from ecosystem.maps.files.svg_marks import marks
from ecosystem.maps.files.svg_names import names
from ecosystem.maps.files.svg_text import FONTS, number, shortened, text, wrapped, xml_text
from ecosystem.maps.palette import Palette
from ecosystem.maps.scene import Lens, Scene
from ecosystem.maps.words import say

WIDTH: Final = 1600
HEIGHT: Final = 900
_SIDES: Final = (200, 10_000)


@dataclass(frozen=True, slots=True)
class _Page:
    """The rectangles of the template; all lengths grow with the page."""

    width: float
    height: float

    @property
    def unit(self) -> float:
        return max(0.75, min(self.width / WIDTH, self.height / HEIGHT))

    @property
    def mark_unit(self) -> float:
        """Marks shrink further than type, which has to be read."""
        return max(0.5, min(self.width / WIDTH, self.height / HEIGHT))

    @property
    def margin(self) -> float:
        return 36 * self.unit

    @property
    def legend_width(self) -> float:
        return min(300 * self.unit, self.width * 0.3)


def write(scene: Scene, path: Path) -> None:
    """Write ``render`` to a file."""
    path.write_bytes(render(scene))


def render(scene: Scene, *, theme: str = "light", width: int = WIDTH, height: int = HEIGHT, lens: str | None = None,
           **_: Any) -> bytes:
    """The drawing as SVG.

    Parameters
    ----------
    theme
        ``light`` or ``dark``.
    width, height
        pixels; type grows with them.
    lens
        by what the marks are coloured, if not by region.

    Raises
    ------
    InvalidParameter
        for a theme or lens that there is not, or a size that nobody can look at.
    """
    for name, pixels in (("width", width), ("height", height)):
        if not _SIDES[0] <= pixels <= _SIDES[1]:
            raise InvalidParameter(f"{name} is {pixels}; it can be from {_SIDES[0]} to {_SIDES[1]} pixels.")
    palette = palette_of(theme)
    inner = "".join(_parts(scene, palette, _Page(width, height), lens))
    return _document(scene, palette, width, height, inner).encode("utf-8", "replace")


def _document(scene: Scene, palette: Palette, width: int, height: int, inner: str) -> str:
    made = scene.provenance
    # Several drawings can stand in one page: their ids must differ.
    told = f"{made.view} {made.snapshot} {made.parameters} {scene.title} {palette.name}"
    name = f"{crc32(told.encode('utf-8', 'replace')):08x}"
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
            f'role="img" aria-labelledby="t{name} d{name}" xml:lang="{xml_text(scene.language)}" '
            f'font-family="{FONTS}">'
            f'<title id="t{name}">{xml_text(shortened(scene.title))}</title>'
            f'<desc id="d{name}">{xml_text(_description(scene))}</desc>'
            f'<rect width="{width}" height="{height}" fill="{palette.ground}"/>{inner}</svg>\n')


def _parts(scene: Scene, palette: Palette, page: _Page, lens_name: str | None) -> Iterator[str]:
    unit, margin = page.unit, page.margin
    top = yield from _heading(scene, palette, page)
    bottom = page.height - 56 * unit
    beside = page.width - margin - page.legend_width
    lens = lens_of(scene, lens_name)
    looks = looks_of(scene, palette, lens=lens, unit=page.mark_unit)
    yield from _picture(scene, _area(scene, page, top, bottom, beside), palette, (lens, looks))
    yield from legend(scene, palette, looks, lens, left=beside, top=top, width=page.legend_width,
                      height=bottom - top, unit=unit)
    origin = wrapped(_origin(scene), ems=(page.width - 2 * margin) / (12.5 * unit), lines=2)
    for turn, line in enumerate(origin):
        yield text(margin, page.height - (18 + 17 * (len(origin) - 1 - turn)) * unit, line, 12.5 * unit,
                   fill=palette.quiet)


def _picture(scene: Scene, frame: Frame, palette: Palette, looked: tuple[Lens | None, Looks]) -> Iterator[str]:
    lens, looks = looked
    if not len(scene.marks):
        yield text(frame.left + frame.width / 2, frame.top + frame.height / 2, say(scene.language, "drawn.nothing"),
                   18 * frame.unit, fill=palette.quiet, align="center")
        return
    drawn = svg_lines.curves(scene, frame)
    yield from ground(scene, frame, palette, coloured=lens is None)
    yield from svg_lines.ties(scene, frame, looks, palette)
    yield from svg_lines.bundles(drawn, frame, palette, faint=looks.any_lit)
    yield from marks(scene, frame, looks, palette)
    yield from names(scene, frame, looks, palette, drawn)


def _area(scene: Scene, page: _Page, top: float, bottom: float, beside: float) -> Frame:
    """The rectangle of the map; axes and names of lanes stand around it."""
    unit = page.unit
    left, right = page.margin, beside - 24 * unit
    if scene.axes is not None:
        left, bottom = left + 70 * unit, bottom - 48 * unit
    if scene.lanes:
        top += 38 * unit
    return frame_of(scene, left=left, top=top, width=right - left, height=bottom - top, unit=unit)


def _heading(scene: Scene, palette: Palette, page: _Page) -> Generator[str, None, float]:
    """The finding and how to read it; answers where they end."""
    unit, room = page.unit, page.width - 2 * page.margin
    size = 27 * (unit + page.mark_unit) / 2
    y = 1.5 * size
    for line in wrapped(scene.title, ems=1.03 * room / size, lines=2, bold=True):
        yield text(page.margin, y, line, size, fill=palette.text, bold=True)
        y += 1.26 * size
    y -= 2 * unit
    for line in wrapped(scene.reading, ems=room / (15.5 * unit), lines=2):
        yield text(page.margin, y, line, 15.5 * unit, fill=palette.quiet)
        y += 21 * unit
    return y + 4 * unit


def _origin(scene: Scene) -> str:
    made = scene.provenance
    undated = made.as_of == date.max  # nothing on record says when it began
    parts = [say(scene.language, "drawn.undated" if undated else "drawn.as_of", as_of=made.as_of.isoformat()),
             say(scene.language, "shown", shown=made.shown, total=made.total)]
    if made.sources:
        parts.append(say(scene.language, "drawn.sources", sources=", ".join(made.sources)))
    return " · ".join(parts)


def _description(scene: Scene) -> str:
    """What somebody who does not see the drawing is told."""
    parts = [scene.reading, _origin(scene) + "."]
    if scene.regions:
        parts.append("; ".join(f"{each.name} ({number(each.count)})" for each in scene.regions) + ".")
    roles = [f"{key.label} ({key.count})" for key in scene.legend if key.channel == "role"]
    if roles:
        parts.append("; ".join(roles) + ".")
    return shortened(" ".join(parts))
