"""Commands about shortlists: show, add, change, remove; and whom an organisation does not want."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from api.asking import quoted
from api.clock import stamp
from api.commands.shared import AsJson, AsOfDay, Partner, asker, group, show

app = group("With whom an organisation means to talk: states, notes, order.")

_HERE = "shortlist"
Candidate = Annotated[str, typer.Argument(metavar="CANDIDATE", help="An id or a name.")]
State = Annotated[str | None, typer.Option(
    metavar="STATE", help="considered, approached, negotiating, agreed or dropped.")]
Note = Annotated[str | None, typer.Option(metavar="TEXT", help="What is to be noted; '' takes the note away.")]
Place = Annotated[int | None, typer.Option(min=1, metavar="N", help="The place in the list; 1 is the first.")]
On = Annotated[str | None, typer.Option(
    "--on", metavar="DATE", help="The day of the change, YYYY-MM-DD; the last day on record if not given.")]


@app.command("show")
def show_list(partner: Partner, as_of: AsOfDay = None, as_json: AsJson = False) -> None:
    """Whom PARTNER has on its list, in its order.

    Example: allygraph shortlist show a-nev --as-of 2023-11-30
    """
    with asker() as ask:
        answer = ask.get(_path(partner), lambda eco: eco.shortlist.list(partner, as_of=as_of), as_of=as_of)
    show(answer, as_json, f"{_HERE}.entries")


@app.command("all")
def all_lists(as_of: AsOfDay = None, as_json: AsJson = False) -> None:
    """Every list that is not empty, the one that was changed last first."""
    with asker() as ask:
        answer = ask.get("/v1/shortlists", lambda eco: eco.shortlist.all(as_of=as_of), as_of=as_of)
    show(answer, as_json, f"{_HERE}.lists")


@app.command()
def add(partner: Partner, candidate: Candidate, state: State = None, note: Note = None, place: Place = None,
        on: On = None, as_json: AsJson = False) -> None:
    """Put CANDIDATE on the list of PARTNER, or change the entry that is there."""
    told: dict[str, Any] = {"state": state, "note": note, "place": place}
    given = {name: value for name, value in told.items() if value is not None}

    def write(eco: Any) -> object:
        known = eco.find(candidate, as_of=on)
        there = any(each.candidate.id == known for each in eco.shortlist.list(partner, as_of=on).items)
        method = eco.shortlist.change if there else eco.shortlist.add
        return method(partner, known, **given, on=on, source="command line", now=stamp())

    with asker() as ask:
        answer = ask.send("POST", _path(partner), {"candidate": candidate, **given}, write, on=on)
    show(answer, as_json, f"{_HERE}.changed")


@app.command()
def remove(partner: Partner, candidate: Candidate, on: On = None, as_json: AsJson = False) -> None:
    """Take CANDIDATE from the list of PARTNER; earlier days still show it."""
    with asker() as ask:
        answer = ask.send(
            "DELETE", _path(partner), {},
            lambda eco: eco.shortlist.remove(partner, candidate, on=on, source="command line", now=stamp()),
            candidate=candidate, on=on)
    show(answer, as_json, f"{_HERE}.changed")


def _path(partner: str) -> str:
    return f"/v1/partners/{quoted(partner)}/shortlist"
