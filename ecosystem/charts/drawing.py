"""How does a figure become an Altair chart of a fixed size?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecosystem.charts.figure import NARROWEST, WIDEST, Brush, Figure, measured
from ecosystem.charts.library import altair
from ecosystem.charts.theme import configuration, palette_of
from ecosystem.charts.words import say
from ecosystem.errors import InvalidParameter

if TYPE_CHECKING:
    import altair as alt


def drawn(figure: Figure, *, theme: str, width: int) -> alt.LayerChart:
    """The chart of a figure; everything that was in the answer is in its data, not in its specification.

    Raises
    ------
    InvalidParameter
    """
    if not NARROWEST <= width <= WIDEST:
        raise InvalidParameter(f"width is {width}; it can be {NARROWEST} to {WIDEST} pixels.")
    palette, library = palette_of(theme), altair()
    longest = max((measured(str(row.get("label") or "")) for row in figure.rows), default=0)
    brush = Brush(library, palette, figure.language, width, longest)
    title, reading = figure.lines(width - 16)
    rows = figure.rows or [{"nothing": say(figure.language, "nothing")}]
    layers = figure.draw(brush, rows) if figure.rows else [_nothing(brush)]
    chart: alt.LayerChart = library.layer(*layers, data=library.Data(values=[dict(row) for row in rows]))
    finished: alt.LayerChart = chart.properties(
        usermeta={"columns": dict(figure.columns)},
        title=library.TitleParams(text=title, subtitle=reading), description=figure.description,
        width=width, height=figure.height(width), autosize=library.AutoSizeParams(type="fit", contains="padding"),
    ).configure(**configuration(palette))
    return finished


def _nothing(brush: Brush) -> Any:
    """Where there is nothing to draw, a sentence stands in the middle."""
    return brush.alt.Chart().mark_text(color=brush.palette.quiet).encode(text="nothing:N")
