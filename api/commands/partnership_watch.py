"""Who has to be told, and why? Rules that fire, and the alerts that are written of them."""

from __future__ import annotations

from typing import Annotated

import typer

from api.clock import moment, now
from api.commands.shared import AsJson, AsOfDay, asker, show
from ecosystem.dates import parse_as_of
from ecosystem.life.facade import Hand

app = typer.Typer()


@app.command()
def alerts(
    partnership: Annotated[str | None, typer.Argument(metavar="[PARTNERSHIP]", help="All if not given.")] = None,
    write: Annotated[bool, typer.Option("--write", help="Write alerts, and let the unanswered climb.")] = False,
    as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """Every rule that fires, with the facts that make it so; --write keeps them as alerts."""
    present = now()
    day = present.date() if as_of is None else parse_as_of(as_of)
    with asker() as ask:
        if write:
            at = moment(present)
            answer = ask.send("POST", "/v1/alerts", {"on": day.isoformat(), "partnership": partnership},
                              lambda eco: eco.life.watch.run(Hand("local", day, "rules of alert", at=at),
                                                             partnership=partnership))
        else:
            answer = ask.get("/v1/alerts", lambda eco: eco.life.watch.firing(as_of=day, partnership=partnership),
                             partnership=partnership, as_of=as_of)
    show(answer, as_json, "life_watch.written" if write else "life_watch.firing")
