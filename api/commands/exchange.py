"""What would each side of a partnership give the other, and who gains nothing?"""

from __future__ import annotations

from typing import Annotated

import typer

from api.asking import quoted
from api.commands.shared import AsJson, AsOfDay, Partner, asker, show

app = typer.Typer()


@app.command()
def exchange(
    a: Annotated[str, typer.Argument(metavar="A")], b: Annotated[str, typer.Argument(metavar="B")],
    as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """What A would gain from B and B from A; where one side gains nothing, it says so.

    Example: allygraph exchange a-nev b-tech --as-of 2023-11-30
    """
    with asker() as ask:
        answer = ask.get("/v1/exchange", lambda eco: eco.exchange.between(a, b, as_of=as_of), a=a, b=b, as_of=as_of)
        show(answer, as_json, "exchange.two_sided")


@app.command()
def axes(
    partner: Partner,
    similarity: Annotated[str, typer.Option(metavar="NAME", help="The scorer of the first axis.")] = "overlap",
    complementarity: Annotated[str, typer.Option(metavar="NAME", help="The scorer of the second axis.")] = (
        "complementarity"),
    threshold: Annotated[str, typer.Option(metavar="RULE", help="Where an axis begins to be high: median, or a "
                                                                "number from 0 to below 1.")] = "median",
    limit: Annotated[int, typer.Option(min=1, max=100, help="Shown of each quadrant.")] = 5,
    as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """Who is alike, who is complementary, who is both: four quadrants around PARTNER."""
    asked = {"similarity": similarity, "complementarity": complementarity, "threshold": threshold, "limit": limit}
    with asker() as ask:
        answer = ask.get(
            f"/v1/partners/{quoted(partner)}/axes",
            lambda eco: eco.exchange.axes(
                partner, similarity=similarity, complementarity=complementarity, threshold=threshold, limit=limit,
                as_of=as_of,
            ),
            as_of=as_of, **asked,
        )
        show(answer, as_json, "exchange.axes")
