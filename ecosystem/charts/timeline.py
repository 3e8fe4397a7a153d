"""Since when does an organisation work with whom?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from ecosystem.answers import FactRef, PartnerProfile
from ecosystem.charts.figure import Brush, Figure, Row
from ecosystem.charts.marks import rows_of, unknown
from ecosystem.charts.text import shown, told_apart
from ecosystem.charts.words import say
from ecosystem.dates import last_day

MOST: Final = 40
_STEP: Final = 20
_RECENT: Final = 3 * 365.25


def timeline(answer: PartnerProfile, language: str = "en") -> Figure:
    """Ties of today from the day that each began, the newest first; a beginning that is not known stays open."""
    ordered = sorted(answer.partners, key=lambda each: each.date or "", reverse=True)[:MOST]
    labels = told_apart([(each.id, each.name or "") for each in ordered])
    rows = [_row(fact, label, at, answer.as_of, language)
            for at, (fact, label) in enumerate(zip(ordered, labels, strict=True))]
    title = _title(answer, language)
    reading = say(language, "timeline.reading", shown=len(rows), count=len(answer.partners))
    headings = {"name": "name", "began": "timeline.began", "years": "timeline.years", "source": "source",
                "reason": "reason"}
    return Figure(
        name="timeline", language=language, title=title, reading=reading, description=f"{title}. {reading}", rows=rows,
        columns={name: say(language, key) for name, key in headings.items()}, body=_STEP * max(len(rows), 2),
        draw=_draw, has_legend=False,
    )


def _row(fact: FactRef, label: str, at: int, day: date, language: str) -> dict[str, Any]:
    began = None if fact.date is None else min(last_day(fact.date), day)
    return {
        "row": at, "label": label, "name": label, "began": fact.date,
        # A date of a year or a month means its last day, as everywhere: no tie is made older than is known.
        "start": None if began is None else began.isoformat(), "end": day.isoformat(),
        "years": None if began is None else round((day - began).days / 365.25, 1),
        "source": None if fact.source is None else shown(fact.source, 60), "unknown": began is None,
        "reason": say(language, "timeline.unknown") if began is None else None,
    }


def _title(answer: PartnerProfile, language: str) -> str:
    said = {"name": shown(answer.partner.name), "day": answer.as_of.isoformat(), "count": len(answer.partners)}
    if not answer.partners:
        return say(language, "timeline.none", **said)
    dates = [each.date for each in answer.partners if each.date is not None]
    if not dates:
        return say(language, "timeline.title.undated", **said)
    recent = sum((answer.as_of - last_day(each)).days <= _RECENT for each in dates)
    return say(language, "timeline.title", since=min(dates)[:4], recent=recent, **said)


def _draw(brush: Brush, rows: Sequence[Row]) -> list[Any]:
    alt, palette = brush.alt, brush.palette
    start = alt.X("start:T", title=None, axis=alt.Axis(format="%Y", tickCount=4 if brush.is_narrow else 8, grid=True))
    base = alt.Chart().transform_filter("!datum.unknown")
    bar = base.mark_rule(strokeWidth=6, color=palette.regions[4], opacity=0.7).encode(
        x=start, x2="end:T", y=rows_of(brush))
    look = {"fill": palette.regions[0], "stroke": palette.outlines[0], "size": 60, "opacity": 1}
    began = base.mark_point(filled=True, **look).encode(x=start, y=rows_of(brush))
    return [bar, began, *unknown(brush)]
