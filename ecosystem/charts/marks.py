"""Marks that several charts have: rows of labels, intervals, points, and what is not known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ecosystem.charts.figure import Brush, wrapped
from ecosystem.charts.theme import SHAPES

_UNIT = 6.6  # pixels of half a Chinese character on an axis


def rows_of(brush: Brush) -> Any:
    """The vertical axis: a label for each row, in the order of ``row``."""
    limit = max(90, int(brush.width * (0.42 if brush.is_narrow else 0.34)))
    room = min(limit, int(brush.longest * _UNIT)) + 8  # other fonts may be wider than those here
    return brush.alt.Y("label:N", title=None, axis=brush.alt.Axis(labelLimit=limit, minExtent=room),
                       sort=brush.alt.EncodingSortField("row", op="min", order="ascending"))


def across(brush: Brush, field: str, title: str, *, domain: Sequence[float]) -> Any:
    """A horizontal axis of numbers that begins and ends where the domain says."""
    alt = brush.alt
    scale = alt.Scale(domain=list(domain), nice=False)
    axis = alt.Axis(tickCount=4 if brush.is_narrow else 6)
    return alt.X(f"{field}:Q", title=heading(brush, title), scale=scale, axis=axis)


def heading(brush: Brush, title: str) -> list[str]:
    """The title of an axis, in lines that fit below it."""
    return wrapped(title, brush.width / 11)


def interval(brush: Brush, low: Any, high: str, *, where: str = "!datum.unknown") -> Any:
    """From what is certain to what is possible."""
    return brush.alt.Chart().mark_rule(strokeWidth=7, color=brush.palette.regions[4], opacity=0.55).encode(
        x=low, x2=f"{high}:Q", y=rows_of(brush)).transform_filter(where)


def points(brush: Brush, x: Any, series: tuple[str, Sequence[str]], *, field: str = "series",
           where: str = "!datum.unknown", hollow: int | None = None) -> Any:
    """Points whose colour and shape say the same in one legend; one of the series may be hollow."""
    alt, (title, names) = brush.alt, series
    colours = [brush.palette.outlines[at] for at in range(len(names))]
    legend = alt.Legend(columns=1, titleOrient="top") if brush.is_narrow else alt.Legend()
    fills = [brush.palette.panel if at == hollow else brush.palette.regions[at] for at in range(len(names))]
    return alt.Chart().mark_point(filled=True, size=95, opacity=1, strokeWidth=1.6).encode(
        x=x, y=rows_of(brush),
        fill=alt.Fill(f"{field}:N", title=title, legend=legend, scale=alt.Scale(domain=list(names), range=fills)),
        stroke=alt.Stroke(f"{field}:N", title=title, legend=legend,
                          scale=alt.Scale(domain=list(names), range=colours)),
        shape=alt.Shape(f"{field}:N", title=title, legend=legend,
                        scale=alt.Scale(domain=list(names), range=list(SHAPES[: len(names)]))),
    ).transform_filter(where)


def unknown(brush: Brush, *, reason: str = "reason") -> list[Any]:
    """What is not known: a dashed rail over everything that it may be, hollow, with its reason."""
    alt, palette = brush.alt, brush.palette
    base = alt.Chart().encode(y=rows_of(brush)).transform_filter("datum.unknown")
    rail = base.mark_rule(strokeDash=[2, 4], strokeWidth=2, color=palette.unknown).encode(
        x=alt.value(0), x2=alt.value("width"))
    said = base.mark_text(align="left", dx=6, dy=-1, color=palette.quiet, fontStyle="italic", fontSize=11,
                          limit=brush.width * 0.55, stroke=palette.panel, strokeWidth=4).encode(
        x=alt.value(0), text=f"{reason}:N")
    again = base.mark_text(align="left", dx=6, dy=-1, color=palette.quiet, fontStyle="italic", fontSize=11,
                           limit=brush.width * 0.55).encode(x=alt.value(0), text=f"{reason}:N")
    return [rail, said, again]


def present(names: Sequence[str], said: Sequence[object]) -> list[str]:
    """The names of series that are there, in their order."""
    found = set(said)
    return [name for name in names if name in found]
