"""How partnerships are established: due diligence, milestones, annexes as tables, differences, templates."""

from __future__ import annotations

from typing import Annotated

import typer

from api.asking import quoted
from api.clock import day_of
from api.commands.partnership import By, On, RecordId, Why, hand_of, written_of
from api.commands.shared import AsJson, AsOfDay, asker, show
from ecosystem.dates import parse_as_of

app = typer.Typer()

Partnership = Annotated[str, typer.Argument(metavar="PARTNERSHIP", help="The id of a partnership.")]
Language = Annotated[str, typer.Option(metavar="LANGUAGE", help="en or zh.")]
_HERE = "life_establish"


@app.command()
def diligence(partnership: Partnership, as_of: AsOfDay = None, as_json: AsJson = False) -> None:
    """Its due diligence: which checks are open, and whose they are."""
    with asker() as ask:
        answer = ask.get(f"/v1/partnerships/{quoted(partnership)}/diligence",
                         lambda eco: eco.life.establish.diligence(partnership, as_of=day_of(as_of)), as_of=as_of)
    show(answer, as_json, f"{_HERE}.diligence")


@app.command()
def examine(
    partnership: Partnership,
    asker_: Annotated[str | None, typer.Option("--asker", metavar="PARTNER", help="Who asks.")] = None,
    owner: Annotated[str | None, typer.Option(metavar="NAME", help="Who answers for the checks.")] = None,
    due: Annotated[str | None, typer.Option(metavar="DATE", help="By when.")] = None, language: Language = "en",
    on: On = None, why: Why = "", by: By = "local", as_json: AsJson = False,
) -> None:
    """Write a check for each thing that has to be known of the other partners, what is unknown first."""
    content = {"asker": asker_, "owner": owner, "due": due, "language": language, **written_of(on, why, by)}
    with asker() as ask:
        answer = ask.send(
            "POST", f"/v1/partnerships/{quoted(partnership)}/diligence", content,
            lambda eco: eco.life.establish.examine(
                partnership, hand_of(on, why, by), asker=asker_, owner=owner,
                due=None if due is None else parse_as_of(due), language=language))
    show(answer, as_json, f"{_HERE}.diligence")


@app.command()
def milestones(
    partnership: Annotated[str | None, typer.Option(metavar="ID", help="Only of this partnership.")] = None,
    status: Annotated[str | None, typer.Option(metavar="STATUS", help="Only overdue, due_soon, open …")] = None,
    blocked: Annotated[bool | None, typer.Option("--blocked/--free", help="Only those that wait, or do not.")] = None,
    within: Annotated[int, typer.Option(metavar="DAYS", help="From when on one is due soon.")] = 30,
    as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """Milestones of one or all partnerships: overdue, due soon, and by whom they are blocked."""
    with asker() as ask:
        answer = ask.get("/v1/milestones", lambda eco: eco.life.establish.milestones(
            as_of=day_of(as_of), partnership=partnership, status=status, blocked=blocked, within=within),
            partnership=partnership, status=status, within=within, as_of=as_of,
            blocked=None if blocked is None else str(blocked).lower())
    show(answer, as_json, f"{_HERE}.milestones")


@app.command()
def annex(
    record: Annotated[str, typer.Argument(metavar="ANNEX", help="The id of an annex.")],
    page: Annotated[str | None, typer.Option(metavar="FORMAT", help="As a page to print: markdown or html.")] = None,
    language: Language = "en", as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """An annex as table: milestones, the resources of each side, how they are judged, how late they are."""
    path = f"/v1/annexes/{quoted(record)}"
    with asker() as ask:
        if page is not None:
            typer.echo(ask.file(path, lambda eco: eco.life.establish.annex_page(
                record, as_of=day_of(as_of), form=page, language=language).encode(),
                format=page, language=language, as_of=as_of).decode(), nl=False)
            return
        answer = ask.get(path, lambda eco: eco.life.establish.annex_table(record, as_of=day_of(as_of)), as_of=as_of)
    show(answer, as_json, f"{_HERE}.annex")


@app.command()
def difference(
    record: RecordId,
    since: Annotated[str, typer.Option(metavar="DATE", help="As it was on this day.")],
    until: Annotated[str, typer.Option(metavar="DATE", help="As it was on that day.")], as_json: AsJson = False,
) -> None:
    """What is different in an agreement, an annex or any record between two days."""
    with asker() as ask:
        answer = ask.get(f"/v1/records/{quoted(record)}/difference", lambda eco: eco.life.establish.difference(
            record, since=parse_as_of(since), until=parse_as_of(until)), since=since, until=until)
    show(answer, as_json, f"{_HERE}.difference")


@app.command()
def templates(as_json: AsJson = False) -> None:
    """Ways to start a partnership, and what each writes."""
    with asker() as ask:
        answer = ask.get("/v1/templates", lambda eco: eco.life.establish.templates())
    show(answer, as_json, f"{_HERE}.templates")


@app.command("from-template")
def from_template(
    partnership: Partnership,
    template: Annotated[str, typer.Argument(metavar="TEMPLATE", help="`allygraph partnership templates` lists them.")],
    starts: Annotated[str, typer.Option(metavar="DATE", help="From when its months count.")], language: Language = "en",
    on: On = None, why: Why = "", by: By = "local", as_json: AsJson = False,
) -> None:
    """Write agreement, annex, milestones, measures, cadences and triggers of a template: all or none.

    Example: allygraph partnership from-template ps-1 technology_alliance --starts 2024-03-01 --language zh
    """
    content = {"template": template, "starts": starts, "language": language, **written_of(on, why, by)}
    with asker() as ask:
        answer = ask.send("POST", f"/v1/partnerships/{quoted(partnership)}/template", content,
                          lambda eco: eco.life.establish.from_template(
                              partnership, template, starts=parse_as_of(starts), hand=hand_of(on, why, by),
                              language=language))
    show(answer, as_json, "life.records")
