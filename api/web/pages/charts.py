"""Pictures of answers by address: kept by browsers until what is on record changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final, Literal, NamedTuple

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.answering import Document
from api.deps import Ask, AsOf, Text, Texts
from api.web.backtests import backtested
from ecosystem import charts
from ecosystem.charts.figure import NARROWEST, WIDEST
from ecosystem.charts.saving import render
from ecosystem.errors import InvalidParameter, UnknownView
from ecosystem.service import Ecosystem

router = APIRouter(include_in_schema=False)

_TYPES: Final = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
Asked = Mapping[str, Any]


class Drawn(NamedTuple):
    """One chart by address: the figure, what it needs, what it may be asked with, and who answers."""

    figure: str
    needs: tuple[str, ...]
    takes: tuple[str, ...]
    answer: Callable[[Ecosystem, Asked], object]


_FIT: Final = ("weights", "order", "wish")
CHARTS: Final[Mapping[str, Drawn]] = {
    "candidates": Drawn("intervals", ("partner",), ("need", "scorer", "limit"),
                        lambda eco, asked: eco.candidates(**asked)),
    "contributions": Drawn("contributions", ("partner", "other"), _FIT, lambda eco, asked: eco.fit.explain(**asked)),
    "fit": Drawn("intervals", ("partner",), (*_FIT, "limit"), lambda eco, asked: eco.fit.candidates(draws=0, **asked)),
    "fit-parts": Drawn("fit_parts", ("partner", "other"), _FIT, lambda eco, asked: eco.fit.explain(**asked)),
    "quadrants": Drawn("quadrants", ("partner",), ("limit",), lambda eco, asked: eco.exchange.axes(**asked)),
    "radar": Drawn("radar", ("partner",), ("cross_industry", "order", "limit"),
                   lambda eco, asked: eco.opportunities.radar(**asked)),
    "radar-axes": Drawn("radar_axes", ("partner",), ("cross_industry", "order", "limit"),
                        lambda eco, asked: eco.opportunities.radar(**asked)),
    "risk-matrix": Drawn("risk_matrix", ("partner",), ("asker",), lambda eco, asked: eco.risks.panorama(**asked)),
    "timeline": Drawn("timeline", ("partner",), (), lambda eco, asked: eco.partner(**asked)),
    "backtest": Drawn("backtest", ("cutoff",), ("horizon", "queries"), lambda eco, asked: backtested(
        eco, **{name: value for name, value in asked.items() if name != "as_of"})),
}


@router.get("/charts/{name}.{suffix}", operation_id="page_chart")
def chart(
    ask: Ask,
    name: str,
    suffix: Literal["svg", "png", "pdf"],
    partner: Text | None = None,
    other: Text | None = None,
    asker: Text | None = None,
    need: Text | None = None,
    scorer: Text | None = None,
    weights: Texts = [],  # noqa: B006
    order: Text | None = None,
    wish: Annotated[float | None, Query(ge=0, le=1, allow_inf_nan=False)] = None,
    cross_industry: bool | None = None,
    limit: Annotated[int | None, Query(ge=1, le=100)] = None,
    cutoff: Text | None = None,
    horizon: Text | None = None,
    queries: Annotated[int | None, Query(ge=1, le=500)] = None,
    language: Literal["en", "zh"] = "en",
    theme: Literal["light", "dark"] = "light",
    width: Annotated[int, Query(ge=NARROWEST, le=WIDEST)] = charts.WIDTH,
    as_of: AsOf = None,
) -> Response:
    given = {"partner": partner, "other": other, "asker": asker, "need": need, "scorer": scorer, "weights": weights,
             "order": order, "wish": wish, "cross_industry": cross_industry, "limit": limit, "cutoff": cutoff,
             "horizon": horizon, "queries": queries}
    drawn, asked = _asked(name, {key: value for key, value in given.items() if value not in (None, [])})

    def picture(_: str | None) -> Document:
        made = charts.chart(drawn.answer(ask.eco, {**asked, "as_of": as_of}), drawn.figure, theme=theme,
                            language=language, width=width)
        headers = {"Content-Disposition": f'inline; filename="allygraph-{name}.{suffix}"',
                   "Content-Security-Policy": _POLICY}
        return Document(render(made, f".{suffix}"), _TYPES[suffix], ask.eco.snapshot(as_of).version, headers)

    return ask.reply(picture, as_of=as_of)


def _asked(name: str, given: dict[str, Any]) -> tuple[Drawn, dict[str, Any]]:
    drawn = CHARTS.get(name)
    if drawn is None:
        raise UnknownView(name, list(CHARTS))
    lacking = [each for each in drawn.needs if each not in given]
    if lacking:
        raise InvalidParameter(f"The chart {name} needs {' and '.join(lacking)}.")
    idle = [each for each in given if each not in (*drawn.needs, *drawn.takes)]
    if idle:
        raise InvalidParameter(f"The chart {name} has no parameter {idle[0]}; "
                               f"it has {', '.join((*drawn.needs, *drawn.takes))}.")
    return drawn, given
