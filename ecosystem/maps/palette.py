"""Which colours mean what? One palette for maps, charts and pages, in a light and a dark set.

Ten colours for regions, found by a search that began at those of Okabe and Ito: each has 3:1 on its ground, and
any two differ by 10 (CIEDE2000) for eyes of every kind that the tests simulate. Each mark has an outline of its
own hue as well; a scale for what has an order; a few for roles and states.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as ``#rrggbb``.

    Attributes
    ----------
    regions, outlines
        fill and outline of the marks of region 0 … 9.
    scale
        from low to high, for lenses with an order.
    alert
        what crosses the border of industries, what is lacking.
    """

    name: str
    ground: str
    panel: str
    text: str
    quiet: str  # text of second rank
    line: str  # borders of panels and fields
    tie: str
    focus: str
    alert: str
    good: str
    unknown: str
    regions: tuple[str, ...]
    outlines: tuple[str, ...]
    scale: tuple[str, ...]


LIGHT: Final = Palette(
    name="light", ground="#fcfcfa", panel="#ffffff", text="#14202b", quiet="#4d5966", line="#7a8692",
    tie="#5b6672", focus="#0b57a4", alert="#b34700", good="#00684a", unknown="#6b7580",
    regions=("#4a72b4", "#ce8000", "#12915b", "#a35f86", "#2c9bcf", "#bc5401", "#544a00", "#594494", "#7a553e",
             "#6f9282"),
    outlines=("#184983", "#995700", "#006435", "#73375b", "#006f9d", "#862c00", "#2e2400", "#2d1f65", "#4d2f1b",
              "#476658"),
    scale=("#fde0b2", "#f9a35c", "#dd5a5f", "#9a2a73", "#4a1263"),
)

DARK: Final = Palette(
    name="dark", ground="#11161b", panel="#1a2128", text="#e8edf2", quiet="#a9b4bf", line="#7b8793",
    tie="#93a0ad", focus="#8cc4ff", alert="#ff9a52", good="#4fd0a4", unknown="#8e99a4",
    regions=("#3788b9", "#ac7201", "#48d6a5", "#eea1cb", "#a8dafd", "#ea8542", "#e2cd55", "#aa9aec", "#bd8e70",
             "#6daf9d"),
    outlines=("#94badb", "#d9aa6f", "#b3ffe0", "#ffe2fc", "#d7f5ff", "#ffc69a", "#fff1a8", "#e2d5ff", "#e9c8b4",
              "#b9e2d6"),
    scale=("#5a2a78", "#a33b7f", "#de5f6c", "#f9a35c", "#fde9b8"),
)
