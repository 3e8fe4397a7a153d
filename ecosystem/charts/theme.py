"""How do all charts look alike? One configuration of axes, legends and titles for each palette."""

from __future__ import annotations

from typing import Any, Final

from ecosystem.errors import InvalidParameter
from ecosystem.maps.palette import DARK, LIGHT, Palette

FONT: Final = "Arial, 'Liberation Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
"""Arial and Liberation Sans are equally wide, so that what was laid out here has its room everywhere."""
SHAPES: Final = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
"""Beside colours, in the same order: no series is told by its colour alone."""


def palette_of(theme: str) -> Palette:
    """The palette of a theme.

    Raises
    ------
    InvalidParameter
    """
    found = {"light": LIGHT, "dark": DARK}.get(theme)
    if found is None:
        raise InvalidParameter(f"theme is {theme[:40]!r}; it can be light or dark.")
    return found


def configuration(palette: Palette) -> dict[str, Any]:
    """The ``config`` of a Vega-Lite specification."""
    return {
        "background": palette.panel, "font": FONT, "padding": 8,
        "view": {"stroke": None},
        "title": {"anchor": "start", "frame": "bounds", "color": palette.text, "fontSize": 15, "fontWeight": 600,
                  "lineHeight": 19, "subtitleColor": palette.quiet, "subtitleFontSize": 12, "subtitleLineHeight": 16,
                  "offset": 10, "subtitlePadding": 3},
        "axis": {"labelColor": palette.text, "titleColor": palette.quiet, "titleFontWeight": "normal",
                 "labelFontSize": 12, "titleFontSize": 12, "domainColor": palette.line, "tickColor": palette.line,
                 "gridColor": palette.line, "gridOpacity": 0.25, "labelLimit": 250, "titleLimit": 560},
        "axisX": {"labelFlush": False},
        "axisY": {"domain": False, "ticks": False, "grid": False, "labelPadding": 6},
        "legend": {"labelColor": palette.text, "titleColor": palette.quiet, "titleFontWeight": "normal",
                   "labelFontSize": 12, "titleFontSize": 12, "orient": "top", "direction": "horizontal",
                   "titleOrient": "left", "labelLimit": 220, "symbolSize": 90, "offset": 4, "rowPadding": 4},
        "text": {"color": palette.text, "fontSize": 12},
    }
