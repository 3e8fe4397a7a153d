"""While partnerships run: meetings, agendas, minutes, actions, calendars, and what conflicts teach."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from api.asking import quoted
from api.clock import day_of
from api.commands.partnership import By, On, Seen, Why, hand_of, written_of
from api.commands.shared import AsJson, AsOfDay, asker, show
from ecosystem.dates import parse_as_of
from ecosystem.errors import InvalidParameter
from ecosystem.life.shown import record_list

app = typer.Typer()

Partnership = Annotated[str, typer.Argument(metavar="PARTNERSHIP", help="The id of a partnership.")]
OfOne = Annotated[str | None, typer.Option("--partnership", metavar="ID", help="Only of this one.")]
Limit = Annotated[int, typer.Option(metavar="N", min=1, max=100, help="How many are shown.")]
_HERE = "life_operate"


@app.command("next")
def next_(partnership: Partnership, as_of: AsOfDay = None, as_json: AsJson = False) -> None:
    """Of each cadence the next meeting."""
    with asker() as ask:
        answer = ask.get(f"/v1/partnerships/{quoted(partnership)}/next-meetings",
                         lambda eco: eco.life.operate.next(partnership, as_of=day_of(as_of)), as_of=as_of)
    show(answer, as_json, f"{_HERE}.coming")


@app.command()
def missed(partnership: Partnership, limit: Limit = 20, as_of: AsOfDay = None, as_json: AsJson = False) -> None:
    """Meetings that were due and that nobody held in time, the latest first."""
    with asker() as ask:
        answer = ask.get(f"/v1/partnerships/{quoted(partnership)}/missed-meetings",
                         lambda eco: eco.life.operate.missed(partnership, as_of=day_of(as_of), limit=limit),
                         limit=limit, as_of=as_of)
    show(answer, as_json, f"{_HERE}.missed")


@app.command()
def network(
    partnership: Partnership,
    starts: Annotated[str, typer.Option(metavar="DATE", help="The day of the first meetings.")],
    time: Annotated[str | None, typer.Option(metavar="HH:MM", help="The hour, in the zone.")] = None,
    zone: Annotated[str | None, typer.Option(metavar="ZONE", help="Like Asia/Shanghai; UTC if not given.")] = None,
    on: On = None, why: Why = "", by: By = "local", as_json: AsJson = False,
) -> None:
    """Write three cadences: executives quarterly, the middle monthly, teams weekly."""
    content = {"fields": {"starts": parse_as_of(starts).isoformat(), "time": time, "zone": zone},
               **written_of(on, why, by)}
    with asker() as ask:
        answer = ask.send("POST", f"/v1/partnerships/{quoted(partnership)}/network", content, lambda eco: record_list(
            eco.life.operate.network(partnership, hand_of(on, why, by), starts=parse_as_of(starts), time=time,
                                     zone=zone)))
    show(answer, as_json, "life.records")


@app.command()
def agenda(partnership: Partnership,
           level: Annotated[str, typer.Option(metavar="LEVEL", help="executive, middle or team.")] = "middle",
           as_of: AsOfDay = None, as_json: AsJson = False) -> None:
    """What a meeting of a level should talk about: what is open."""
    with asker() as ask:
        answer = ask.get(f"/v1/partnerships/{quoted(partnership)}/agenda",
                         lambda eco: eco.life.operate.agenda(partnership, level, as_of=day_of(as_of)),
                         level=level, as_of=as_of)
    show(answer, as_json, f"{_HERE}.agenda")


@app.command()
def hold(
    meeting: Annotated[str, typer.Argument(metavar="MEETING", help="The id of a planned or missed meeting.")],
    minutes: Annotated[str, typer.Option(metavar="TEXT", help="What was said.")],
    decision: Annotated[list[str] | None, typer.Option(metavar="TEXT", help="What was decided; repeat it.")] = None,
    action: Annotated[list[str] | None, typer.Option(
        metavar="JSON", help="Its fields: '{\"text\": …, \"owner\": …, \"due\": …}'; repeat it.")] = None,
    attendee: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Who came; repeat it.")] = None,
    version: Seen = None, on: On = None, why: Why = "", by: By = "local", as_json: AsJson = False,
) -> None:
    """A meeting was held: minutes, decisions and actions are written together, or nothing is."""
    decisions: list[dict[str, Any]] = [{"text": each} for each in decision or ()]
    actions = [_fields(each) for each in action or ()]
    content = {"fields": {"minutes": minutes, "decisions": decisions, "actions": actions, "attendees": attendee},
               **written_of(on, why, by)}
    with asker() as ask:
        answer = ask.send("POST", f"/v1/meetings/{quoted(meeting)}/minutes", content, lambda eco: eco.life.operate.hold(
            meeting, hand_of(on, why, by), minutes=minutes, decisions=decisions, actions=actions, attendees=attendee,
            version=version))
    show(answer, as_json, f"{_HERE}.minutes")


@app.command()
def actions(
    partnership: OfOne = None,
    person: Annotated[str | None, typer.Option(metavar="NAME", help="Only those of this owner.")] = None,
    partner: Annotated[str | None, typer.Option(metavar="ID", help="Only those of this partner.")] = None,
    due_by: Annotated[str | None, typer.Option(metavar="DATE", help="Only those due by this day.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those whose day is over.")] = False,
    as_of: AsOfDay = None, as_json: AsJson = False,
) -> None:
    """What is to be done by whom until when, open and blocked ones."""
    until = None if due_by is None else parse_as_of(due_by)
    with asker() as ask:
        answer = ask.get("/v1/actions", lambda eco: eco.life.operate.actions(
            as_of=day_of(as_of), partnership=partnership, person=person, partner=partner, due_by=until,
            overdue=overdue),
            partnership=partnership, person=person, partner=partner, due_by=until, overdue=overdue or None, as_of=as_of)
    show(answer, as_json, f"{_HERE}.actions")


@app.command()
def calendar(
    partnership: Annotated[str | None, typer.Argument(metavar="[PARTNERSHIP]", help="The id of a partnership.")] = None,
    person: Annotated[str | None, typer.Option(metavar="NAME", help="That of a person, in all partnerships.")] = None,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where it is written.")] = Path("calendar.ics"),
    as_of: AsOfDay = None,
) -> None:
    """Write meetings, milestones and actions as iCalendar, of a partnership or a person."""
    if (partnership is None) == (person is None):
        raise typer.BadParameter("name a partnership, or a person with --person")
    with asker() as ask:
        if partnership is not None:
            content = ask.file(f"/v1/partnerships/{quoted(partnership)}/calendar.ics", lambda eco: (
                eco.life.operate.calendar(str(partnership), as_of=day_of(as_of)).encode("utf-8", "replace")),
                as_of=as_of)
        else:
            content = ask.file("/v1/calendar.ics", lambda eco: (
                eco.life.operate.person_calendar(str(person), as_of=day_of(as_of)).encode("utf-8", "replace")),
                person=person, as_of=as_of)
    try:
        out.write_bytes(content)
    except OSError as error:
        raise typer.BadParameter(f"{out} cannot be written: {error.strerror}", param_hint="--out") from error
    typer.echo(f"{out}: {content.count(b'BEGIN:VEVENT')} entries")


@app.command()
def similar(conflict: Annotated[str, typer.Argument(metavar="CONFLICT", help="The id of a conflict.")],
            limit: Limit = 5, as_of: AsOfDay = None, as_json: AsJson = False) -> None:
    """Cases like a conflict, and in what they are alike."""
    with asker() as ask:
        answer = ask.get(f"/v1/conflicts/{quoted(conflict)}/similar",
                         lambda eco: eco.life.operate.similar(conflict, as_of=day_of(as_of), limit=limit),
                         limit=limit, as_of=as_of)
    show(answer, as_json, f"{_HERE}.similar")


@app.command()
def conflicts(partnership: OfOne = None, as_of: AsOfDay = None, as_json: AsJson = False) -> None:
    """How long conflicts take, and how many come back."""
    with asker() as ask:
        answer = ask.get("/v1/conflict-measures",
                         lambda eco: eco.life.operate.conflict_measures(partnership, as_of=day_of(as_of)),
                         partnership=partnership, as_of=as_of)
    show(answer, as_json, f"{_HERE}.conflicts")


def _fields(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise InvalidParameter(f"--action is {text[:60]!r}; write its fields as JSON: "
                               '{"text": "…", "owner": "…", "due": "YYYY-MM-DD"}.')
    return found
