"""Where do the risks of a candidate lie? Likelihood × impact, and what is not known of either."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from ecosystem.answers.risks import Panorama, Risk
from ecosystem.charts.figure import Brush, Figure, Row
from ecosystem.charts.text import shown
from ecosystem.charts.words import say
from scoring.risk.matrix import BANDS, band, level_of_bands

LEVELS: Final = ("low", "medium", "high", "critical", "unknown")
_SHOWN: Final = 4  # risks named in one cell
_ROW: Final = 62


def risk_matrix(answer: Panorama, language: str = "en") -> Figure:
    """Every risk that is there or may be there, by number, in its cell; unknown ones in cells of their own."""
    numbered = [(at, risk) for at, risk in enumerate(numbered_risks(answer), start=1)]
    rows = [_row(at, risk, language) for at, risk in numbered]
    _place(rows)
    title, reading = _title(answer, [risk for _, risk in numbered], language), say(language, "risks.reading")
    headings = {"number": "risks.number", "name": "risks.title_of", "level": "risks.level",
                "likelihood": "risks.likelihood", "impact": "risks.impact", "owner": "risks.owner", "source": "source",
                "date": "risks.date", "reason": "reason"}
    return Figure(
        name="risk_matrix", language=language, title=title, reading=reading, description=f"{title}. {reading}",
        rows=rows, columns={name: say(language, key) for name, key in headings.items()},
        body=_ROW * (BANDS + 1) + 20, draw=_draw,
    )


def numbered_risks(answer: Panorama) -> list[Risk]:
    """The risks that are there or may be there, in the order of their numbers."""
    return [risk for group in answer.groups for risk in group.risks if risk.level != "none"]


def band_name(row: int | None, language: str) -> str:
    """A band of likelihood or impact as an axis says it."""
    return say(language, "level.unknown") if row is None else f"{20 * (row - 1)}–{20 * row} %"


def band_of(value: float | None) -> int | None:
    return None if value is None else band(value)


def _cells(language: str) -> list[dict[str, Any]]:
    """What each cell counts as, whether or not a risk lies in it."""
    names = [*range(1, BANDS + 1), None]
    return [
        {"across": band_name(impact, language), "up": band_name(likely, language), "level": say(
            language, f"level.{'unknown' if likely is None or impact is None else level_of_bands(likely, impact)}")}
        for likely in names for impact in names
    ]


def _row(number: int, risk: Risk, language: str) -> dict[str, Any]:
    title = risk.title_zh if language == "zh" else risk.title
    return {
        "number": number, "name": shown(title, 60), "label": f"{number} {shown(title, 15)}",
        "across": band_name(band_of(risk.impact), language), "up": band_name(band_of(risk.likelihood), language),
        "level": say(language, f"level.{risk.level}"), "likelihood": risk.likelihood, "impact": risk.impact,
        "owner": None if risk.owner is None else shown(risk.owner, 60),
        "source": None if risk.source is None else shown(risk.source, 60), "date": risk.date,
        "reason": None if risk.reason is None else shown(risk.reason, 200),
    }


def _place(rows: Sequence[dict[str, Any]]) -> None:
    """Names in one cell stand below each other; what is too much for it is only a number at its foot."""
    cells: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        cells[row["across"], row["up"]].append(row)
    for found in cells.values():
        for at, row in enumerate(found[:_SHOWN]):
            row["down"] = at
        if len(found) > _SHOWN:
            more = len(found) - _SHOWN
            found[_SHOWN - 1]["label"] += f" +{more}"


def _title(answer: Panorama, risks: Sequence[Risk], language: str) -> str:
    name = shown(answer.partner.name)
    if not risks:
        return say(language, "risks.none", name=name)
    grave = sum(risk.level in ("high", "critical") for risk in risks)
    unknown = sum(risk.level == "unknown" for risk in risks)
    return say(language, "risks.title", high=grave, count=len(risks), name=name, unknown=unknown)


def _draw(brush: Brush, rows: Sequence[Row]) -> list[Any]:
    alt, palette, language = brush.alt, brush.palette, brush.language
    bands = [*range(1, BANDS + 1), None]
    x = alt.X("across:O", title=say(language, "risks.impact"), sort=[band_name(each, language) for each in bands],
              axis=alt.Axis(labelAngle=-45 if brush.is_narrow else 0, domain=False, ticks=False))
    y = alt.Y("up:O", title=say(language, "risks.likelihood"),
              sort=[band_name(each, language) for each in [*reversed(bands[:-1]), None]])
    names = [say(language, f"level.{each}") for each in LEVELS]
    title = say(language, "risks.level")
    legend = alt.Legend(columns=3) if brush.is_narrow else alt.Legend()
    fills = [palette.good, palette.regions[4], palette.regions[1], palette.alert, palette.panel]
    boxes = alt.Chart(alt.Data(values=_cells(language))).mark_rect(strokeWidth=1.5, fillOpacity=0.28).encode(
        x=x, y=y, fill=alt.Fill("level:N", title=title, legend=legend, scale=alt.Scale(domain=names, range=fills)),
        stroke=alt.Stroke("level:N", title=title, legend=legend, scale=alt.Scale(
            domain=names, range=[palette.panel] * 4 + [palette.unknown])),
        strokeDash=alt.StrokeDash("level:N", title=title, legend=legend,
                                  scale=alt.Scale(domain=names, range=[[1, 0]] * 4 + [[3, 3]])))
    field = "number" if brush.is_narrow else "label"
    words = [
        alt.Chart().transform_filter(f"datum.down === {at}").mark_text(
            fontSize=11, dy=(at - (_SHOWN - 1) / 2) * 14, color=palette.text).encode(x=x, y=y, text=f"{field}:N")
        for at in range(_SHOWN)
    ]
    return [boxes, *words]
