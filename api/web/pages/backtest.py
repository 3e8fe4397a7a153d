"""Do the recommendations come true? A backtest on a day in the past, run for as many as a page can wait for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.web.backtests import backtested
from api.web.charting import picture_of
from api.web.site import Page, PageOf
from api.web.tables import As, table
from ecosystem.answers.backtest import BacktestAnswer
from ecosystem.charts.words import say as said_by_chart

router = APIRouter(include_in_schema=False)

METRICS: Final = ("mrr", "hit_rate@10", "recall@20", "ndcg@10")
_DAY: Final = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"


Cutoff = Annotated[str | None, Query(pattern=_DAY, max_length=10)]


@router.get("/backtest", operation_id="page_backtest")
def backtest(
    page: Page,
    cutoff: Cutoff = None,
    horizon: Annotated[str, Query(pattern=r"^[1-9][0-9]{0,4}[ymd]$")] = "3y",
    queries: Annotated[int, Query(ge=1, le=200)] = 50,
    format: As = "html",
) -> Response:
    last = page.ask.eco.last_day
    asked = {"cutoff": cutoff, "horizon": horizon, "queries": queries}
    found = None if cutoff is None else backtested(page.ask.eco, cutoff=cutoff, horizon=horizon, queries=queries)
    if found is not None and format == "csv":
        return table(found.to_frame().to_dict("records"), f"backtest {found.cutoff} {horizon}")
    return page.show(
        "backtest.html", title=page.say("Do the recommendations come true?"), found=found, asked=asked,
        suggested=cutoff or str(max(last.year - 4, 1)), metrics=_metrics(page), slices=_slices(page, found),
        chart=None if found is None else picture_of(page, found, "backtest", asked),
        links={} if found is None else {"CSV": page.here(format="csv")},
    )


def _metrics(page: PageOf) -> Mapping[str, str]:
    return {"mrr": page.say("mean reciprocal rank"), "hit_rate@10": page.say("a hit among the first 10"),
            "recall@20": page.say("share found among the first 20"), "ndcg@10": page.say("gain of the first 10 (NDCG)")}


def _slices(page: PageOf, found: BacktestAnswer | None) -> dict[str, str]:
    """Each kind of pair in words."""
    return {} if found is None else {name: said_by_chart(page.language, f"slice.{name}") for name in found.slices}
