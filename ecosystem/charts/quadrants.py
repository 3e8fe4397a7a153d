"""Who would add what is missing, and who is much alike? Similarity × complementarity."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from ecosystem.answers.exchange import Axes, AxesPoint, AxesQuadrant
from ecosystem.charts.figure import Brush, Figure, Row, measured
from ecosystem.charts.text import shown
from ecosystem.charts.theme import SHAPES
from ecosystem.charts.words import number, say

_LABELLED: Final = {"complement": 3, "competitor": 2, "twin": 1, "stranger": 0}
"""The quarters in their order, and how many of each have their name beside them."""
_BODY: Final = 340
_UNIT: Final = 6.4  # pixels of half a Chinese character at the size of names
_COLUMNS: Final = ("name", "quadrant", "similarity", "gains", "gives", "reason")


def quadrants(answer: Axes, language: str = "en") -> Figure:
    """Every organisation that the answer names, on both axes; the first of each quarter is labelled."""
    ordered = sorted(answer.quadrants, key=lambda each: list(_LABELLED).index(each.name))
    rows = [_row(item, each, at, language) for each in ordered for at, item in enumerate(each.items)]
    rule = say(language, "quadrants.median" if answer.thresholds.rule == "median" else "quadrants.asked")
    title = _title(answer, ordered, language)
    reading = say(language, "quadrants.reading", rule=rule, undefined=answer.undefined)
    names = [_title_of(each, language) for each in ordered]
    columns = {name: say(language, name if name in ("name", "reason") else f"quadrants.{name}") for name in _COLUMNS}
    return Figure(
        name="quadrants", language=language, title=title, reading=reading, description=f"{title}. {reading}",
        rows=rows, columns=columns, body=_BODY,
        draw=lambda brush, drawn: _draw(brush, answer, names, drawn),
    )


def _title_of(quadrant: AxesQuadrant, language: str) -> str:
    return f"{quadrant.title_zh if language == 'zh' else quadrant.title} ({quadrant.count:,})"


def _row(item: AxesPoint, quadrant: AxesQuadrant, at: int, language: str) -> dict[str, Any]:
    name = shown(item.partner.name, 28)
    return {
        "id": shown(item.partner.id, 60), "name": name, "quadrant": _title_of(quadrant, language),
        "similarity": item.similarity.value, "gains": item.gains.value, "gives": item.gives.value,
        "label": name if at < _LABELLED[quadrant.name] else "",
        "reason": None if item.gives.value is not None else shown(item.gives.reason or "", 120) or None,
    }


def _title(answer: Axes, ordered: Sequence[AxesQuadrant], language: str) -> str:
    points = [item for each in ordered for item in each.items if item.gains.value is not None]
    if not points:
        return say(language, "quadrants.none", name=shown(answer.partner.name))
    best = max(points, key=lambda item: item.gains.value or 0.0)
    return say(language, "quadrants.title", first=shown(best.partner.name), name=shown(answer.partner.name),
               gains=number(best.gains.value or 0.0))


def _draw(brush: Brush, answer: Axes, names: Sequence[str], rows: Sequence[Row]) -> list[Any]:
    alt, palette, language = brush.alt, brush.palette, brush.language
    far = max([0.0, *(row["similarity"] or 0.0 for row in rows)]) * 1.1 or 1.0
    high = min(1.0, max([0.0, *(row["gains"] or 0.0 for row in rows)]) * 1.12) or 1.0
    sideways = alt.Scale(type="sqrt", domain=[0, far], nice=False)
    upwards = alt.Scale(domain=[0, high], nice=False)
    x = alt.X("similarity:Q", title=say(language, "quadrants.similarity"), axis=alt.Axis(tickCount=5), scale=sideways)
    y = alt.Y("gains:Q", title=say(language, "quadrants.gains"), axis=alt.Axis(tickCount=5, grid=True), scale=upwards)
    title = say(language, "quadrants.series", name=shown(answer.partner.name, 24))
    legend = alt.Legend(columns=2, titleOrient="top")
    domain = list(names)
    marks = alt.Chart().mark_point(filled=True, size=85, opacity=1, strokeWidth=1.4).encode(
        x=x, y=y,
        fill=alt.Fill("quadrant:N", title=title, legend=legend,
                      scale=alt.Scale(domain=domain, range=list(palette.regions[: len(names)]))),
        stroke=alt.Stroke("quadrant:N", title=title, legend=legend,
                          scale=alt.Scale(domain=domain, range=list(palette.outlines[: len(names)]))),
        shape=alt.Shape("quadrant:N", title=title, legend=legend,
                        scale=alt.Scale(domain=domain, range=list(SHAPES[: len(names)]))))
    halves = alt.Chart(alt.Data(values=[{"x": answer.thresholds.similarity, "y": answer.thresholds.complementarity}]))
    rule = halves.mark_rule(strokeDash=[4, 4], color=palette.line)
    rules = [rule.encode(x=alt.X("x:Q", scale=sideways)), rule.encode(y=alt.Y("y:Q", scale=upwards))]
    named = _placed(rows, far, high, brush.width)
    words = alt.Chart(alt.Data(values=named)).encode(x=x, y=y, text="label:N")
    return [*rules, marks, *(each for is_right in (False, True) for each in _words(brush, words, is_right))]


def _placed(rows: Sequence[Row], far: float, high: float, width: int) -> list[dict[str, Any]]:
    """The names for which there is room, in the order of the rows, each on the side on which it fits."""
    at = {row["id"]: (math.sqrt((row["similarity"] or 0.0) / far) * (width - 70),
                      (1 - (row["gains"] or 0.0) / high) * _BODY) for row in rows}
    taken = [(x - 4, x + 4, y, key) for key, (x, y) in at.items()]
    placed: list[dict[str, Any]] = []
    for row in sorted((row for row in rows if row["label"]), key=lambda row: -(row["gains"] or 0.0)):
        x, y = at[row["id"]]
        long = measured(row["label"]) * _UNIT + 8
        is_right = x + long > width - 70
        begin = x - long if is_right else x
        if all(key == row["id"] or abs(y - other) > 10 or begin > end or begin + long < start
               for start, end, other, key in taken):
            taken.append((begin, begin + long, y, ""))
            placed.append({name: row[name] for name in ("similarity", "gains", "label")} | {"right": is_right})
    return placed


def _words(brush: Brush, words: Any, is_right: bool) -> list[Any]:
    """Names with a halo."""
    there = words.transform_filter(f"datum.right === {'true' if is_right else 'false'}")
    look = {"align": "right" if is_right else "left", "dx": -8 if is_right else 8, "fontSize": 11}
    return [there.mark_text(stroke=brush.palette.panel, strokeWidth=4, **look),
            there.mark_text(color=brush.palette.text, **look)]
