"""How partnerships end or become other ones: triggers, the buffer, the plan of exit, types, replacements."""

from __future__ import annotations

from typing import Annotated

import typer

from api.asking import quoted
from api.clock import day_of
from api.commands.shared import AsJson, AsOfDay, asker, show
from ecosystem.dates import parse_as_of

app = typer.Typer()

Partnership = Annotated[str, typer.Argument(metavar="PARTNERSHIP", help="The id of a partnership.")]
_HERE = "life_ending"


@app.command()
def triggers(partnership: Partnership, as_of: AsOfDay = None, as_json: AsJson = False) -> None:
    """Every trigger of its agreements: met, not met, or open; with what made it so."""
    with asker() as ask:
        answer = ask.get(f"/v1/partnerships/{quoted(partnership)}/triggers",
                         lambda eco: eco.life.ending.triggers(partnership, as_of=day_of(as_of)), as_of=as_of)
    show(answer, as_json, f"{_HERE}.triggers")


@app.command()
def buffer(partnership: Partnership, as_of: AsOfDay = None, as_json: AsJson = False) -> None:
    """The buffer in which a transformation is assessed: how much of it is left."""
    with asker() as ask:
        answer = ask.get(f"/v1/partnerships/{quoted(partnership)}/buffer",
                         lambda eco: eco.life.ending.buffer(partnership, as_of=day_of(as_of)), as_of=as_of)
    show(answer, as_json, f"{_HERE}.sentence")


@app.command()
def types(partnership: Partnership, as_of: AsOfDay = None, as_json: AsJson = False) -> None:
    """Which type it had from when to when."""
    with asker() as ask:
        answer = ask.get(f"/v1/partnerships/{quoted(partnership)}/types",
                         lambda eco: eco.life.ending.types(partnership, as_of=day_of(as_of)), as_of=as_of)
    show(answer, as_json, f"{_HERE}.types")


@app.command("exit-plan")
def exit_plan(
    partnership: Partnership,
    notice_on: Annotated[str, typer.Option("--notice-on", metavar="DATE", help="The day of notice.")],
    leaving: Annotated[str | None, typer.Option(metavar="PARTNER", help="Who goes; the last one if not given.")] = None,
    language: Annotated[str, typer.Option(metavar="LANGUAGE", help="Of the statement: en or zh.")] = "en",
    as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """The stepped exit that follows from the signed agreement; nothing is written."""
    with asker() as ask:
        answer = ask.get(
            f"/v1/partnerships/{quoted(partnership)}/exit-plan",
            lambda eco: eco.life.ending.plan(partnership, notice_on=parse_as_of(notice_on), leaving=leaving,
                                             language=language, as_of=None if as_of is None else parse_as_of(as_of)),
            notice_on=notice_on, leaving=leaving, language=language, as_of=as_of,
        )
    show(answer, as_json, f"{_HERE}.plan")


@app.command()
def replacements(
    quarters: Annotated[int, typer.Option(metavar="N", help="From how many quarters on a milestone is late.")] = 2,
    falls: Annotated[int, typer.Option(metavar="N", help="How often in a row satisfaction fell.")] = 2,
    limit: Annotated[int, typer.Option(metavar="N", help="How many are named for each need.")] = 3,
    as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """Active annexes that are late while satisfaction falls, and the best who cover the same need."""
    with asker() as ask:
        answer = ask.get("/v1/replacements", lambda eco: eco.life.ending.replacements(
            as_of=day_of(as_of), quarters=quarters, falls=falls, limit=limit),
            quarters=quarters, falls=falls, limit=limit, as_of=as_of)
    show(answer, as_json, f"{_HERE}.replacements")
