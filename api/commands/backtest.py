"""What would have been recommended at a day in the past, and what came?"""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.shared import AsJson, Globals, Many, asker, show
from api.progress import shown

app = typer.Typer()


@app.command()
def backtest(
    cutoff: Annotated[str, typer.Option(metavar="DATE", help="Nothing true or known only later is seen "
                                                             "(YYYY, YYYY-MM or YYYY-MM-DD).")],
    horizon: Annotated[str, typer.Option(metavar="SPAN", help="How far to look on: 3y, 18m, 90d.")] = "3y",
    scorer: Annotated[Many, typer.Option(metavar="NAME", help="Only these; may be repeated. All baselines and "
                                                              "blend if none is given.")] = [],  # noqa: B006
    kind: Annotated[Many, typer.Option(metavar="KIND", help="Only these kinds ask and are recommended.")] = [],  # noqa: B006
    most_members: Annotated[int | None, typer.Option(min=2, help="Leave out larger partnerships.")] = None,
    remember: Annotated[bool, typer.Option("--remember", help="Partnerships that ended still tie.")] = False,
    queries: Annotated[int | None, typer.Option(min=1, help="Ask for so many organisations, drawn by a hash of "
                                                            "their ids; all if not given (a server: 200).")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the draw and of the bootstrap.")] = 0,
    resamples: Annotated[int, typer.Option(min=1, help="Of the bootstrap over organisations.")] = 2_000,
    as_json: AsJson = False,
) -> None:
    """What each scorer would have recommended at a past day, judged by the partnerships that began since.

    Example: allygraph backtest --cutoff 2017 --horizon 2y --kind company
    """
    content = {"cutoff": cutoff, "horizon": horizon, "scorers": scorer, "kind": kind, "most_members": most_members,
               "remember": remember, "seed": seed, "resamples": resamples}
    content |= {} if queries is None else {"queries": queries}
    with asker() as ask, shown(Globals.quiet) as progress:
        answer = ask.send("POST", "/v1/backtests", content, lambda eco: eco.backtest.run(
            cutoff, horizon, scorers=scorer, kind=kind, most_members=most_members, remember=remember,
            queries=queries, seed=seed, resamples=resamples, progress=progress))
    show(answer, as_json, "backtest.backtest")
