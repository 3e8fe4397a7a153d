"""What lies near that an organisation lacks? Opportunities as points with error bars, never as a spider."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ecosystem.answers.opportunities import Axis, Opportunity, Radar
from ecosystem.charts.figure import STEP, Brush, Figure, Row
from ecosystem.charts.marks import across, heading, interval, points, present, rows_of, unknown
from ecosystem.charts.text import shown, told_apart
from ecosystem.charts.words import say

_AXES: Final = ("feasibility", "worth", "option")


def radar(answer: Radar, language: str = "en") -> Figure:
    """How near each opportunity is, with the error bar of that; colour and shape say whether it is on the front."""
    rows = _rows(answer, language)
    title = _title(answer, language)
    reading = say(language, "radar.reading")
    headings = {"rank": "rank", "name": "name", "industry": "radar.industry", "density": "radar.axis", "low": "low",
                "high": "high", "series": "radar.series", "holders": "radar.holders", "best": "radar.best",
                "reason": "reason"}
    return Figure(
        name="radar", language=language, title=title, reading=reading, description=f"{title}. {reading}", rows=rows,
        columns={name: say(language, key) for name, key in headings.items()}, body=STEP * max(len(rows), 2),
        draw=_draw,
    )


def radar_axes(answer: Radar, language: str = "en") -> Figure:
    """The three axes of each opportunity side by side, as places among all candidates."""
    labels = told_apart([(item.capability.id, item.capability.name or "") for item in answer.items])
    rows = [_place(getattr(item, axis), item.rank, label, at, axis, language)
            for at, (item, label) in enumerate(zip(answer.items, labels, strict=True)) for axis in _AXES]
    title, reading = _axes_title(answer, labels, language), say(language, "axes.reading")
    return Figure(
        name="radar_axes", language=language, title=title, reading=reading, description=f"{title}. {reading}",
        rows=rows, body=STEP * max(len(labels), 2), draw=_draw_axes,
        columns={"rank": say(language, "rank"), "label": say(language, "name"), "series": say(language, "axes.series"),
                 "place": say(language, "axes.axis"), "reason": say(language, "reason")},
    )


def _rows(answer: Radar, language: str) -> list[dict[str, Any]]:
    labels = told_apart([(item.capability.id, item.capability.name or "") for item in answer.items])
    return [_row(item, label, at, language) for at, (item, label) in enumerate(zip(answer.items, labels, strict=True))]


def _row(item: Opportunity, label: str, at: int, language: str) -> dict[str, Any]:
    near = item.feasibility
    return {
        "row": at, "label": label, "rank": item.rank, "name": label, "density": near.value,
        "low": near.value if near.low is None else near.low, "high": near.value if near.high is None else near.high,
        "series": say(language, "radar.front" if item.layer == 1 else "radar.behind"),
        "industry": shown(item.industries[0].name or item.industries[0].id) if item.industries else None,
        "holders": item.holders_total, "best": shown(item.holders[0].partner.name) if item.holders else None,
        "unknown": near.value is None, "reason": _reason(near, language),
    }


def _reason(axis: Axis, language: str) -> str | None:
    return None if axis.value is not None else shown(axis.reason or say(language, "not_on_record"), 120)


def _place(axis: Axis, rank: int, label: str, at: int, name: str, language: str) -> dict[str, Any]:
    return {"row": at, "rank": rank, "label": label, "series": say(language, f"radar.{name}"), "place": axis.rank,
            "unknown": axis.rank is None, "reason": None if axis.rank is not None else _reason(axis, language)}


def _title(answer: Radar, language: str) -> str:
    name = shown(answer.partner.name)
    if not answer.items:
        reason = say(language, "radar.no_data" if answer.reason else "radar.no_near")
        return say(language, "radar.none", name=name, reason=reason)
    first = answer.items[0].capability
    return say(language, "radar.title", name=name, first=shown(first.name or first.id), front=answer.front,
               total=answer.total)


def _axes_title(answer: Radar, labels: Sequence[str], language: str) -> str:
    known = [(item, label) for item, label in zip(answer.items, labels, strict=True)
             if item.feasibility.rank is not None and item.worth.rank is not None]
    if not known:
        return _title(answer, language)
    nearest = max(known, key=lambda each: each[0].feasibility.rank or 0.0)[1]
    worth = max(known, key=lambda each: each[0].worth.rank or 0.0)[1]
    return say(language, "axes.title", first=nearest, worth=worth)


def _draw(brush: Brush, rows: Sequence[Row]) -> list[Any]:
    language = brush.language
    top = max([0.05, *(row["high"] or 0.0 for row in rows)]) * 1.05
    low = across(brush, "low", say(language, "radar.axis"), domain=(0, top))
    density = across(brush, "density", say(language, "radar.axis"), domain=(0, top))
    names = present([say(language, "radar.front"), say(language, "radar.behind")], [row["series"] for row in rows])
    series = say(language, "radar.series"), names
    return [interval(brush, low, "high"), points(brush, density, series), *unknown(brush)]


def _draw_axes(brush: Brush, rows: Sequence[Row]) -> list[Any]:
    alt, language = brush.alt, brush.language
    place = across(brush, "place", say(language, "axes.axis"), domain=(0, 1))
    span = alt.Chart().mark_rule(color=brush.palette.line, strokeWidth=2, opacity=0.6).encode(
        x=alt.X("min(place):Q", title=heading(brush, say(language, "axes.axis"))), x2="max(place):Q", y=rows_of(brush))
    series = say(language, "axes.series"), [say(language, f"radar.{axis}") for axis in _AXES]
    return [span, points(brush, place, series), *unknown(brush)]
