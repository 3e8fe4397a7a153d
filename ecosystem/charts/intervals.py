"""Who comes first, and how firm is that? Candidates with the interval of each score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ecosystem.answers import Candidate, Candidates
from ecosystem.answers.fit import FitCandidate, FitCandidates
from ecosystem.charts.figure import STEP, Brush, Figure, Row
from ecosystem.charts.marks import across, interval, points, present, rows_of, unknown
from ecosystem.charts.text import shown
from ecosystem.charts.words import number, say

_COLUMNS: Final = ("rank", "name", "score", "low", "high", "coverage", "support", "reason")


def intervals(answer: Candidates | FitCandidates, language: str = "en") -> Figure:
    """Candidates in their order; the bar is what a score can be once everything is known."""
    items: Sequence[Candidate | FitCandidate] = answer.items
    rows = [_row(item, at, language) for at, item in enumerate(items)]
    title = _title(answer, rows, language)
    top = max([1.0, *(item.high for item in items)])
    return Figure(
        name="intervals", language=language, title=title, reading=say(language, "intervals.reading"),
        description=f"{title}. {say(language, 'intervals.reading')}", rows=rows,
        columns={name: say(language, name) for name in _COLUMNS}, body=STEP * max(len(rows), 2),
        draw=lambda brush, drawn: _draw(brush, drawn, top),
    )


def _row(item: Candidate | FitCandidate, at: int, language: str) -> dict[str, Any]:
    nothing = item.coverage == 0
    name = shown(item.partner.name)
    return {
        "row": at, "label": f"{item.rank}. {name}", "rank": item.rank, "name": name,
        "score": None if nothing else item.score, "low": item.low, "high": item.high, "coverage": item.coverage,
        "support": item.support, "unknown": nothing,
        "series": say(language, "intervals.small" if "low_support" in item.flags else "intervals.enough"),
        "reason": say(language, "intervals.nothing") if nothing else None,
    }


def _title(answer: Candidates | FitCandidates, rows: Sequence[Row], language: str) -> str:
    if not answer.items:
        return say(language, "intervals.none", name=shown(answer.partner.name))
    first, below = answer.items[0], answer.items[1:]
    said = {"first": shown(first.partner.name), "score": number(first.score), "below": len(below)}
    reaching = sum(item.high >= first.score for item in below)
    if not below:
        return say(language, "intervals.one", **said)
    return say(language, "intervals.open" if reaching else "intervals.firm", open=reaching, **said)


def _draw(brush: Brush, rows: Sequence[Row], top: float) -> list[Any]:
    low = across(brush, "low", say(brush.language, "score"), domain=(0, top))
    score = across(brush, "score", say(brush.language, "score"), domain=(0, top))
    names = present([say(brush.language, f"intervals.{each}") for each in ("enough", "small")],
                    [row["series"] for row in rows])
    certain = brush.alt.Chart().mark_tick(color=brush.palette.quiet, thickness=2, size=12).encode(
        x=low, y=rows_of(brush)).transform_filter("!datum.unknown")
    series = say(brush.language, "intervals.series"), names
    return [interval(brush, low, "high"), certain, points(brush, score, series), *unknown(brush)]
