"""How alike are two organisations, by every measure and at every level of their groups?"""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.shared import AsJson, AsOfDay, OfGroups, asker, show

app = typer.Typer()


@app.command()
def overlap(
    a: Annotated[str, typer.Argument(metavar="A", help="An id or a name.")],
    b: Annotated[str, typer.Argument(metavar="B", help="An id or a name.")],
    level: OfGroups = "entity",
    shown: Annotated[int, typer.Option(min=1, max=100, help="Shared capabilities that are listed.")] = 10,
    draws: Annotated[int, typer.Option(min=20, max=5_000, help="Draws behind the intervals.")] = 500,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same intervals.")] = 0,
    as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """How alike A and B are: every measure both ways, patent pools by level of classes, citations.

    Example: allygraph overlap a-nev b-tech --level ultimate_parent --as-of 2023-11-30
    """
    with asker() as ask:
        answer = ask.get(
            "/v1/overlap",
            lambda eco: eco.overlap.between(a, b, level=level, shown=shown, draws=draws, seed=seed, as_of=as_of),
            a=a, b=b, level=level, shown=shown, draws=draws, seed=seed, as_of=as_of,
        )
        show(answer, as_json, "overlap.between")
