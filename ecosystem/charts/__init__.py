"""Charts of answers: which finding does an answer show, and what is the table behind it?

A figure is made in two steps. ``figure(answer)`` says what is to be seen, in words and rows, and loads
nothing; ``chart(answer)`` draws it with Altair (extra ``export`` or ``notebook``). Each has its finding as
title, a description for whoever does not see it, and the table behind it (``chart_table``). Names are data
and never part of a specification; what is not known is drawn hollow with its reason, never as 0.

>>> from ecosystem.charts import NAMES
>>> sorted(NAMES)[:3]
['backtest', 'contributions', 'fit_parts']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ecosystem.charts.catalogue import NAMES, figure
from ecosystem.charts.figure import WIDTH, Figure
from ecosystem.charts.saving import html, save, svg

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

__all__ = ["NAMES", "WIDTH", "Figure", "chart", "chart_table", "figure", "html", "in_notebooks", "save", "svg"]

THEMES: Final = ("light", "dark")


def chart(answer: object, name: str | None = None, *, theme: str = "light", language: str = "en",
          width: int = WIDTH) -> alt.LayerChart:
    """What an answer shows, as an Altair chart.

    Parameters
    ----------
    answer
        an answer of the facade that has a chart: ``NAMES`` says which.
    name
        which of its charts; the first one by default.
    theme
        ``light`` or ``dark``.
    language
        ``en`` or ``zh``.
    width
        of the whole picture, in pixels, 240 to 2000.

    Raises
    ------
    InvalidParameter
        for an answer without a chart, a name, theme, language or width that there is not, or where the
        library is not installed.
    """
    from ecosystem.charts.drawing import drawn

    return drawn(figure(answer, name, language=language), theme=theme, width=width)


def chart_table(answer: object, name: str | None = None, *, language: str = "en") -> pd.DataFrame:
    """The table behind a chart: everything that is drawn, a row each.

    Raises
    ------
    InvalidParameter
    """
    import pandas as pd

    found = figure(answer, name, language=language)
    return pd.DataFrame(found.table(), columns=list(found.columns.values()))


def in_notebooks() -> None:
    """Show charts as SVG in this notebook: they stay visible in files, without network and without scripts.

    Raises
    ------
    InvalidParameter
        where the library is not installed.
    """
    from ecosystem.charts.library import altair

    altair().renderers.enable("svg")
