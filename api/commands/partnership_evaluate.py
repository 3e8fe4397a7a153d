"""How partnerships fare: health, what made it change, factors of a product."""

from __future__ import annotations

from typing import Annotated

import typer

from api.asking import quoted
from api.clock import day_of
from api.commands.shared import AsJson, AsOfDay, asker, show
from ecosystem.dates import parse_as_of

app = typer.Typer()

Partnership = Annotated[str, typer.Argument(metavar="PARTNERSHIP", help="The id of a partnership.")]
_HERE = "life_evaluate"


@app.command()
def health(
    partnership: Annotated[str | None, typer.Argument(metavar="[PARTNERSHIP]", help="All if not given.")] = None,
    months: Annotated[int, typer.Option(metavar="N", help="How far back the change looks.")] = 6,
    as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """How much of what was agreed is reached, and what made it change; of all, the worst first."""
    with asker() as ask:
        if partnership is None:
            answer = ask.get("/v1/health", lambda eco: eco.life.evaluate.portfolio(as_of=day_of(as_of)), as_of=as_of)
        else:
            answer = ask.get(f"/v1/partnerships/{quoted(partnership)}/health",
                             lambda eco: eco.life.evaluate.health(partnership, as_of=day_of(as_of), months=months),
                             months=months, as_of=as_of)
    show(answer, as_json, f"{_HERE}.portfolio" if partnership is None else f"{_HERE}.health")


@app.command()
def factors(
    partnership: Partnership,
    kpi: Annotated[str, typer.Argument(metavar="KPI", help="The id of the product's measure.")],
    since: Annotated[str, typer.Option("--since", metavar="DATE", help="From which day on.")],
    as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """Which factor of a product made it change, without a rest."""
    with asker() as ask:
        answer = ask.get(
            f"/v1/partnerships/{quoted(partnership)}/factors",
            lambda eco: eco.life.evaluate.factors(partnership, kpi, since=parse_as_of(since), as_of=day_of(as_of)),
            kpi=kpi, since=since, as_of=as_of,
        )
    show(answer, as_json, f"{_HERE}.factors")
