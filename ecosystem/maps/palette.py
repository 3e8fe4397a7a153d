"""Which colours mean what? One palette for maps, charts and pages, in a light and a dark set.

Ten colours for regions after Okabe and Ito, each mark with an outline of its own hue that stands out
from the ground; a scale for what has an order; a few for roles and states.
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
    regions=("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8a7a00", "#6a51a3", "#7a5230",
             "#3b7d6b"),
    outlines=("#00507d", "#966800", "#006b4e", "#9c4a77", "#1f76a8", "#963f00", "#5f5400", "#46307a", "#52351c",
              "#235546"),
    scale=("#fde0b2", "#f9a35c", "#dd5a5f", "#9a2a73", "#4a1263"),
)

DARK: Final = Palette(
    name="dark", ground="#11161b", panel="#1a2128", text="#e8edf2", quiet="#a9b4bf", line="#7b8793",
    tie="#93a0ad", focus="#8cc4ff", alert="#ff9a52", good="#4fd0a4", unknown="#8e99a4",
    regions=("#4aa8e0", "#f0b840", "#3cc79d", "#e39cc4", "#8fd0f5", "#f08a4b", "#c4b23a", "#a48fe0", "#c08f66",
             "#6fb8a3"),
    outlines=("#a5d8f7", "#fadf9f", "#a3e9d2", "#f5cfe2", "#cdeafb", "#fac7a5", "#e6dc94", "#d5c9f5", "#e3c7ae",
              "#b9e0d5"),
    scale=("#5a2a78", "#a33b7f", "#de5f6c", "#f9a35c", "#fde9b8"),
)
