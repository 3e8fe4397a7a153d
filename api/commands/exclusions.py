"""Commands about exclusions: who is not to be proposed, and who may be again."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from api.asking import quoted
from api.clock import stamp
from api.commands.shared import AsJson, Partner, asker, show
from api.commands.shortlist import On

app = typer.Typer()
Other = Annotated[str, typer.Argument(metavar="OTHER", help="An id or a name.")]


@app.command()
def exclude(
    partner: Partner, other: Other,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why.")],
    kind: Annotated[str, typer.Option(metavar="veto|rival", help="What it is.")] = "veto",
    on: On = None, as_json: AsJson = False,
) -> None:
    """Write down that OTHER is not to be proposed to PARTNER from a day on, and why."""
    told: dict[str, Any] = {"reason": reason, "kind": kind}
    with asker() as ask:
        answer = ask.send(
            "POST", _path(partner), {"excluded": other, **told},
            lambda eco: eco.exclusions.add(partner, other, **told, on=on, source="command line", now=stamp()), on=on)
    show(answer, as_json, "shortlist.changed")


@app.command()
def readmit(partner: Partner, other: Other, on: On = None, as_json: AsJson = False) -> None:
    """Take back what excludes OTHER: from a day on it may be proposed to PARTNER again."""
    with asker() as ask:
        answer = ask.send("DELETE", _path(partner), {},
                          lambda eco: eco.exclusions.withdraw(partner, other, on=on, now=stamp()),
                          excluded=other, on=on)
    show(answer, as_json, "shortlist.changed")


def _path(partner: str) -> str:
    return f"/v1/partners/{quoted(partner)}/exclusions"
