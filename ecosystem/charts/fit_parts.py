"""Which parts of a fit are certain, and which are open?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ecosystem.answers.fit import FitExplanation, FitPart
from ecosystem.charts.figure import STEP, Brush, Figure, Row
from ecosystem.charts.marks import across, interval, points, rows_of, unknown
from ecosystem.charts.text import shown, told_apart
from ecosystem.charts.words import number, say

_CLOSED = 1e-9


def fit_parts(answer: FitExplanation, language: str = "en") -> Figure:
    """Each part from what is certain to what is possible, beside the median of the others."""
    zh = language == "zh"
    dimensions = {each.name: each.title_zh if zh else each.title for each in answer.dimensions}
    labels = told_apart([(each.name, each.title_zh if zh else each.title) for each in answer.parts], 44)
    rows = [_row(part, label, at, dimensions, language)
            for at, (part, label) in enumerate(zip(answer.parts, labels, strict=True))]
    title, reading = _title(answer, language), say(language, "parts.reading")
    headings = {"name": "contributions.part", "series": "parts.series", "low": "low", "high": "high",
                "reference": "parts.reference", "sentence": "sentence", "reason": "reason"}
    return Figure(
        name="fit_parts", language=language, title=title, reading=reading, description=f"{title}. {reading}",
        rows=rows, columns={name: say(language, key) for name, key in headings.items()}, body=STEP * len(rows),
        draw=lambda brush, drawn: _draw(brush, drawn, list(dimensions.values())),
    )


def _row(part: FitPart, label: str, at: int, dimensions: dict[str, str], language: str) -> dict[str, Any]:
    nothing = part.known <= _CLOSED and part.high - part.low > 1 - _CLOSED
    names = ", ".join(shown(each.name) for each in part.missing)
    return {
        "row": at, "label": label, "name": label, "series": dimensions[part.dimension], "low": part.low,
        "high": part.high, "reference": part.reference, "sentence": shown(part.sentence, 300), "unknown": nothing,
        "reason": say(language, "not_on_record_of", names=shown(names, 60)) if names else None,
    }


def _title(answer: FitExplanation, language: str) -> str:
    closed = sum(part.high - part.low <= _CLOSED for part in answer.parts)
    said = {"other": shown(answer.other.name), "name": shown(answer.partner.name), "low": number(answer.low),
            "high": number(answer.high), "count": len(answer.parts), "open": len(answer.parts) - closed}
    return say(language, "parts.title.closed" if closed == len(answer.parts) else "parts.title", **said)


def _draw(brush: Brush, rows: Sequence[Row], names: Sequence[str]) -> list[Any]:
    title = say(brush.language, "parts.axis")
    low = across(brush, "low", title, domain=(0, 1))
    reference = across(brush, "reference", title, domain=(0, 1))
    median = brush.alt.Chart().mark_tick(color=brush.palette.text, thickness=2, size=16).encode(
        x=reference, y=rows_of(brush))
    series = say(brush.language, "parts.series"), names
    return [interval(brush, low, "high"), median, points(brush, low, series), *unknown(brush)]
