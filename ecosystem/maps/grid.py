"""Several maps side by side: dates, organisations or lenses to compare at a glance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ecosystem.errors import InvalidParameter
from ecosystem.maps.files import image, svg
from ecosystem.maps.files.looks import palette_of
from ecosystem.maps.files.svg_text import shortened, xml_text
from ecosystem.maps.picture import EcosystemMap, put

MOST: Final = 12
_PANEL: Final = (760, 460)
_GAP: Final = 12
_SUFFIXES: Final = (".html", ".svg", ".png", ".pdf")


class MapGrid:
    """Maps as small multiples; each keeps its own title and legend.

    Parameters
    ----------
    lenses
        by what each map is coloured, None for regions; one for each map.
    """

    def __init__(self, maps: Sequence[EcosystemMap], *, columns: int | None = None,
                 lenses: Sequence[str | None] | None = None) -> None:
        self.maps = tuple(maps)
        if not 1 <= len(self.maps) <= MOST:
            raise InvalidParameter(f"A grid shows 1 to {MOST} maps, not {len(self.maps)}.")
        self.lenses = tuple(lenses) if lenses is not None else (None,) * len(self.maps)
        if len(self.lenses) != len(self.maps):
            raise InvalidParameter(f"There are {len(self.lenses)} lenses for {len(self.maps)} maps; say one for each.")
        self.columns = columns if columns is not None else 1 if len(self.maps) == 1 else 2 if len(self.maps) < 5 else 3
        if not 1 <= self.columns <= MOST:
            raise InvalidParameter(f"columns is {columns}; it can be from 1 to {MOST}.")

    def to_svg(self, *, theme: str = "light") -> str:
        """One drawing of all maps."""
        wide, high = _PANEL
        columns = min(self.columns, len(self.maps))
        width = columns * (wide + _GAP) - _GAP
        height = -(-len(self.maps) // columns) * (high + _GAP) - _GAP
        panels = "".join(
            panel.replace("<svg", f'<svg x="{turn % columns * (wide + _GAP)}" y="{turn // columns * (high + _GAP)}"', 1)
            for turn, panel in enumerate(self._panels(theme))
        )
        title = xml_text(shortened("; ".join(each.scene.title for each in self.maps)))
        return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
                f'viewBox="0 0 {width} {height}"><title>{title}</title>'
                f'<rect width="{width}" height="{height}" fill="{palette_of(theme).ground}"/>'
                f"{panels}</svg>\n")

    def to_html(self, *, theme: str = "light") -> str:
        """A page with the drawings side by side, below each other on a small screen; no script."""
        ground, title = palette_of(theme).ground, xml_text(shortened(self.maps[0].scene.title))
        return (
            '<!doctype html>\n<html lang="' + self.maps[0].scene.language + '"><head><meta charset="utf-8">'
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
            f'<meta name="viewport" content="width=device-width"><title>{title}</title>'
            f"<style>body{{margin:1rem;background:{ground}}}</style></head>\n<body><main>{self._cells(theme)}</main>"
            "</body></html>\n"
        )

    def save(self, path: str | Path, *, theme: str = "light") -> Path:
        """Write the grid: .html, .svg, .png or .pdf, as the suffix says.

        Raises
        ------
        InvalidParameter
            for a suffix that is not known, an extra that is missing, or a place that cannot be written to.
        """
        path = Path(path)
        suffix = path.suffix.lower()
        if suffix not in _SUFFIXES:
            raise InvalidParameter(f"{path.name} is no file of a grid; it can end in {', '.join(_SUFFIXES)}.")
        if suffix == ".html":
            content = self.to_html(theme=theme).encode("utf-8", "replace")
        elif suffix == ".svg":
            content = self.to_svg(theme=theme).encode("utf-8", "replace")
        else:
            content = image.converted(self.to_svg(theme=theme), suffix.removeprefix("."), scale=1.0)
        put(path, content)
        return path

    def _repr_html_(self) -> str:
        return self._cells("light")

    def __repr__(self) -> str:
        return f"<MapGrid of {len(self.maps)} maps in {self.columns} columns>"

    def _panels(self, theme: str) -> list[str]:
        width, height = _PANEL
        drawn = [svg.render(each.scene, theme=theme, width=width, height=height, lens=lens).decode()
                 for each, lens in zip(self.maps, self.lenses, strict=True)]
        return [_with_own_ids(each, turn) for turn, each in enumerate(drawn)]

    def _cells(self, theme: str) -> str:
        narrow = max(240, 1_200 // self.columns)
        style = f"display:grid;gap:.75rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,{narrow - 40}px),1fr))"
        width, height = _PANEL
        panels = "".join(
            panel.replace(f'width="{width}" height="{height}" viewBox', 'style="width:100%;height:auto" viewBox', 1)
            for panel in self._panels(theme))
        return f'<div style="{style}">{panels}</div>'


def _with_own_ids(drawing: str, turn: int) -> str:
    """The same map twice in one page must not have the same ids."""
    head, _, rest = drawing.partition("<rect")
    head = re.sub(r'(?<=[" ])([td][0-9a-f]{8})(?=[" ])', rf"\1-{turn}", head)
    return f"{head}<rect{rest}"
