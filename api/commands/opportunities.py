"""What lies across the industry border: near capabilities that are lacking, and who has them?"""

from __future__ import annotations

from typing import Annotated

import typer

from api.asking import quoted
from api.commands.shared import AsJson, AsOfDay, Partner, asker, show

app = typer.Typer()


@app.command()
def opportunities(
    partner: Partner,
    all_industries: Annotated[bool, typer.Option("--all-industries", help="Also those of PARTNER's own.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 10,
    holders: Annotated[int, typer.Option(min=0, max=100, help="Organisations for each capability.")] = 5,
    order: Annotated[str, typer.Option(
        metavar="ORDER", help="pareto, feasibility, worth, option or product.")] = "pareto",
    seed: Annotated[int, typer.Option(min=0, max=2**31, help="Of the draws behind the error bars.")] = 0,
    as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """Capabilities near to PARTNER's own that it lacks, in other industries, and who has them.

    Example: allygraph opportunities "Shuoye Motors" --as-of 2023-11-30
    """
    cross = not all_industries
    with asker() as ask:
        answer = ask.get(
            f"/v1/partners/{quoted(partner)}/opportunities",
            lambda eco: eco.opportunities.radar(partner, cross_industry=cross, limit=limit, holders=holders,
                                                order=order, seed=seed, as_of=as_of),
            cross_industry=str(cross).lower(), limit=limit, holders=holders, order=order, seed=seed, as_of=as_of,
        )
        show(answer, as_json, "opportunities.radar")


@app.command()
def routes(
    a: Annotated[str, typer.Argument(metavar="A")],
    b: Annotated[str | None, typer.Argument(metavar="[B]", help="Those nearest without a shared capability "
                                                                "if not given.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many, where B is not given.")] = 10,
    as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """What connects A and B, even if they share nothing: near capabilities, a chain of facts, third parties.

    Example: allygraph routes "Shuoye Motors" "Lingxu Technologies" --as-of 2023-11-30
    """
    with asker() as ask:
        answer = ask.get("/v1/routes", lambda eco: eco.opportunities.routes(a, b, limit=limit, as_of=as_of),
                         a=a, b=b, limit=limit, as_of=as_of)
        show(answer, as_json, "opportunities.routes")


@app.command()
def flows(
    partner: Annotated[str | None, typer.Argument(metavar="[PARTNER]", help="Only flows from and to its own "
                                                                            "industries.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 20,
    as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """Which industries cite which in their patents, more than chance would have it.

    Example: allygraph flows "Shuoye Motors" --as-of 2023-11-30
    """
    with asker() as ask:
        answer = ask.get("/v1/flows", lambda eco: eco.opportunities.flows(partner, limit=limit, as_of=as_of),
                         partner=partner, limit=limit, as_of=as_of)
        show(answer, as_json, "flows.flows")
