"""Do the recommendations come true, and more often than by the best simple rule?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ecosystem.answers.backtest import BacktestAnswer, Measured, SliceResult
from ecosystem.charts.figure import STEP, Brush, Figure, Row
from ecosystem.charts.marks import across, interval, points, present, unknown
from ecosystem.charts.text import shown
from ecosystem.charts.words import number, say

METRIC: Final = "mrr"
OURS: Final = ("blend", "fit", "complementarity")
_ROLES: Final = ("ours", "bar", "baseline")


def backtest(answer: BacktestAnswer, language: str = "en") -> Figure:
    """The mean reciprocal rank of each scorer with its interval, on the first kind of pair that could be judged."""
    name, found = next(((name, each) for name, each in answer.slices.items() if each.queries),
                       next(iter(answer.slices.items())))
    measured = sorted(((scorer, metrics[METRIC]) for scorer, metrics in found.scorers.items()),
                      key=lambda each: -(-1.0 if each[1].value is None else each[1].value))
    rows = [_row(scorer, value, at, found, language) for at, (scorer, value) in enumerate(measured)]
    title = _title(answer, found, language)
    reading = say(language, "backtest.reading", queries=answer.queries, cutoff=answer.cutoff.isoformat(),
                  until=answer.until.isoformat(), slice=_slice(name, language))
    headings = {"name": "backtest.series", "value": "backtest.axis", "low": "low", "high": "high",
                "series": "radar.series", "reason": "reason"}
    return Figure(
        name="backtest", language=language, title=title, reading=reading, description=f"{title}. {reading}", rows=rows,
        columns={key: say(language, said) for key, said in headings.items()}, body=STEP * len(rows), draw=_draw,
    )


def _slice(name: str, language: str) -> str:
    return say(language, f"slice.{name}")


def _row(scorer: str, value: Measured, at: int, found: SliceResult, language: str) -> dict[str, Any]:
    role = "bar" if scorer == found.bar else "ours" if scorer in OURS else "baseline"
    nothing = value.value is None
    return {
        "row": at, "label": shown(scorer), "name": shown(scorer), "value": value.value, "low": value.low,
        "high": value.high, "series": say(language, f"backtest.{role}"), "unknown": nothing,
        "reason": say(language, "backtest.unknown") if nothing else None,
    }


def _title(answer: BacktestAnswer, found: SliceResult, language: str) -> str:
    ours = next((each for each in OURS if each in found.against_bar), None)
    against = None if ours is None else found.against_bar[ours].get(METRIC)
    if found.bar is None or ours is None or against is None or None in (against.value, against.low, against.high):
        return say(language, "backtest.title.plain", cutoff=answer.cutoff.isoformat(), until=answer.until.isoformat())
    assert against.value is not None and against.low is not None and against.high is not None
    verdict = "beats" if against.low > 0 else "loses" if against.high < 0 else "open"
    shift = against.value if verdict == "open" else abs(against.value)
    return say(language, f"backtest.title.{verdict}", ours=ours, bar=shown(found.bar), difference=number(shift))


def _draw(brush: Brush, rows: Sequence[Row]) -> list[Any]:
    language = brush.language
    top = max([0.01, *(row["high"] or 0.0 for row in rows)]) * 1.05
    low = across(brush, "low", say(language, "backtest.axis"), domain=(0, top))
    value = across(brush, "value", say(language, "backtest.axis"), domain=(0, top))
    names = present([say(language, f"backtest.{role}") for role in _ROLES], [row["series"] for row in rows])
    series = say(language, "backtest.series"), names
    return [interval(brush, low, "high"), points(brush, value, series), *unknown(brush)]
