"""Of what is a score made? A waterfall from where it starts to where it ends."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any, Final, NamedTuple

from ecosystem.answers import Candidate
from ecosystem.answers.fit import FitExplanation
from ecosystem.charts.figure import STEP, Brush, Figure, Row
from ecosystem.charts.marks import rows_of
from ecosystem.charts.text import shown, told_apart
from ecosystem.charts.words import number, say

MOST: Final = 12


class Step(NamedTuple):
    """One part: what it is called, what it adds, and the sentence behind it."""

    key: str
    name: str
    value: float
    sentence: str


def contributions(answer: FitExplanation | Candidate, language: str = "en") -> Figure:
    """The parts of a score by what they add, the largest first; with the start they sum to the score."""
    start, steps = _steps(answer, language)
    steps = _fewer(sorted(steps, key=lambda each: -abs(each.value)), language)
    rows = _rows(start, steps, answer.score, language)
    title, reading = _title(answer, steps, language), say(language, "contributions.reading")
    headings = {"name": "contributions.part", "value": "contributions.value", "series": "contributions.series",
                "sentence": "sentence"}
    return Figure(
        name="contributions", language=language, title=title, reading=reading, description=f"{title}. {reading}",
        rows=rows, columns={name: say(language, key) for name, key in headings.items()}, body=STEP * len(rows),
        draw=_draw,
    )


def _steps(answer: FitExplanation | Candidate, language: str) -> tuple[float, list[Step]]:
    if isinstance(answer, FitExplanation):
        return answer.reference.fit, [
            Step(each.name, each.title_zh if language == "zh" else each.title, each.contribution, each.sentence)
            for each in answer.parts
        ]
    return 0.0, [Step(each.part, each.part, each.contribution, each.sentence) for each in answer.evidence]


def _fewer(steps: Sequence[Step], language: str) -> list[Step]:
    if len(steps) <= MOST:
        return list(steps)
    rest = steps[MOST - 1 :]
    said = say(language, "contributions.others", count=len(rest))
    return [*steps[: MOST - 1], Step("others", said, sum(each.value for each in rest), said)]


def _rows(start: float, steps: Sequence[Step], score: float, language: str) -> list[dict[str, Any]]:
    labels = told_apart([(each.key, each.name) for each in steps], 40)
    ends = list(accumulate((each.value for each in steps), initial=start))
    names = {sign: say(language, f"contributions.{sign}") for sign in ("up", "down", "sum")}
    rows = [] if start == 0 else [_bar(say(language, "contributions.start"), 0.0, start, start, names["sum"], "")]
    rows += [
        _bar(label, begin, end, each.value, names["up" if each.value >= 0 else "down"], shown(each.sentence, 240))
        for label, each, begin, end in zip(labels, steps, ends[:-1], ends[1:], strict=True)
    ]
    rows.append(_bar(say(language, "contributions.total"), 0.0, score, score, names["sum"], ""))
    return [{"row": at, **row} for at, row in enumerate(rows)]


def _bar(label: str, begin: float, end: float, value: float, series: str, sentence: str) -> dict[str, Any]:
    sign = "+" if value >= 0 else "−"
    return {
        "label": label, "name": label, "begin": min(begin, end), "end": max(begin, end), "value": value,
        "series": series, "sentence": sentence or None,
        "said": f"{value:.3f}" if not sentence else f"{sign}{abs(value):.3f}",
    }


def _title(answer: FitExplanation | Candidate, steps: Sequence[Step], language: str) -> str:
    said: dict[str, object] = {"score": number(answer.score), "most": shown(steps[0].name) if steps else "–"}
    if isinstance(answer, Candidate):
        return say(language, "contributions.title.one", other=shown(answer.partner.name), **said)
    key = "contributions.title.down" if steps and steps[0].value < 0 else "contributions.title"
    return say(language, key, other=shown(answer.other.name), name=shown(answer.partner.name), **said)


def _draw(brush: Brush, rows: Sequence[Row]) -> list[Any]:
    alt, palette, language = brush.alt, brush.palette, brush.language
    top = max([row["end"] for row in rows] + [0.0])
    bottom = min([row["begin"] for row in rows] + [0.0])
    room = (top - bottom) * (0.2 if brush.is_narrow else 0.12) or 1.0
    scale = alt.Scale(domain=[bottom, top + room], nice=False)
    axis = alt.Axis(tickCount=4 if brush.is_narrow else 6)
    names = [say(language, f"contributions.{sign}") for sign in ("up", "down", "sum")]
    title = say(language, "contributions.series")
    bars = alt.Chart().mark_bar(height=14, strokeWidth=1.2).encode(
        x=alt.X("begin:Q", title=say(language, "score"), scale=scale, axis=axis), x2="end:Q", y=rows_of(brush),
        fill=alt.Fill("series:N", title=title,
                      scale=alt.Scale(domain=names, range=[palette.good, palette.alert, palette.regions[0]])),
        stroke=alt.Stroke("series:N", title=title,
                          scale=alt.Scale(domain=names, range=[palette.good, palette.alert, palette.outlines[0]])))
    said = alt.Chart().mark_text(align="left", dx=5, fontSize=11, color=palette.text).encode(
        x=alt.X("end:Q", scale=scale), y=rows_of(brush), text="said:N")
    return [bars, said]
