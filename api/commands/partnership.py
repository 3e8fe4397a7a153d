"""What happens to partnerships after they were found? Records, events, kinds."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from api.asking import quoted
from api.clock import moment, now
from api.commands.shared import AsJson, AsOfDay, asker, group, show
from ecosystem.dates import parse_as_of
from ecosystem.errors import InvalidParameter
from ecosystem.life.facade import Hand
from ecosystem.life.kinds import PARTNERSHIP
from ecosystem.life.shown import history_answer, kind_list, record_answer, record_list

app = group("The life of partnerships: agreements, milestones, meetings, conflicts, measures, and how they end.")

RecordId = Annotated[str, typer.Argument(metavar="RECORD", help="The id of a record.")]
Partnership = Annotated[str | None, typer.Option(metavar="ID", help="The partnership that it belongs to.")]
Set = Annotated[list[str] | None, typer.Option(
    "--set", metavar="FIELD=VALUE", help="A field; JSON for numbers, lists and tables. Repeat it for more.")]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="Since when it is so; today if not given.")]
Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, for the history.")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who says so.")]
Seen = Annotated[int | None, typer.Option("--version", metavar="N", help="The version seen; refused if it is older.")]


@app.command("list")
def list_(state: Annotated[str | None, typer.Option(metavar="STATE", help="Only those in this state.")] = None,
          as_of: AsOfDay = None, as_json: AsJson = False) -> None:
    """Every partnership, from candidate to end."""
    with asker() as ask:
        answer = ask.get("/v1/partnerships", lambda eco: record_list(
            (each for each in eco.life.partnerships(as_of=as_of) if state in (None, each.state)),
            parse_as_of(as_of) if as_of else None), state=state, as_of=as_of)
    show(answer, as_json, "life.records")


@app.command("show")
def show_(record: RecordId, as_of: AsOfDay = None, as_json: AsJson = False) -> None:
    """One record: its fields, its state, the steps that it can take."""
    with asker() as ask:
        answer = ask.get(f"/v1/records/{quoted(record)}", lambda eco: record_answer(
            eco.life.record(record, as_of=as_of), parse_as_of(as_of) if as_of else None), as_of=as_of)
    show(answer, as_json, "life.record")


@app.command()
def records(partnership: Annotated[str, typer.Argument(metavar="PARTNERSHIP", help="The id of a partnership.")],
            kind: Annotated[str | None, typer.Option(metavar="KIND", help="Only of this kind.")] = None,
            as_of: AsOfDay = None, as_json: AsJson = False) -> None:
    """The records of a partnership: agreements, annexes, milestones, meetings …"""
    with asker() as ask:
        answer = ask.get("/v1/records", lambda eco: record_list(
            eco.life.records(partnership, kind, as_of=as_of), parse_as_of(as_of) if as_of else None),
            partnership=partnership, kind=kind, as_of=as_of)
    show(answer, as_json, "life.records")


@app.command()
def history(record: RecordId, as_of: AsOfDay = None, as_json: AsJson = False) -> None:
    """What happened to a record: who, when, why, from, to."""
    with asker() as ask:
        answer = ask.get(f"/v1/records/{quoted(record)}/events",
                         lambda eco: history_answer(eco.life.history(record, as_of=as_of)), as_of=as_of)
    show(answer, as_json, "life.history")


@app.command()
def kinds(as_json: AsJson = False) -> None:
    """Every kind of record with its fields and steps."""
    with asker() as ask:
        answer = ask.get("/v1/kinds", lambda eco: kind_list())
    show(answer, as_json, "life.kinds")


@app.command()
def add(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="`allygraph partnership kinds` lists them.")],
    set_: Set = None, partnership: Partnership = None,
    record_id: Annotated[str | None, typer.Option("--id", metavar="ID", help="An id of your own.")] = None,
    on: On = None, why: Why = "", by: By = "local", as_json: AsJson = False,
) -> None:
    """A new record.

    Example: allygraph partnership add milestone --partnership ps-1 --set annex=ps-1/annex-1 --set name=Prototype
    --set due=2025-06-30
    """
    fields = _fields(set_)
    if (kind == PARTNERSHIP) != (partnership is None):
        raise InvalidParameter("Every record but a partnership belongs to one: name it with --partnership.")
    content = {"kind": kind, "id": record_id, "fields": fields, **written_of(on, why, by)}
    path = "/v1/records" + (f"?partnership={quoted(partnership)}" if partnership else "")
    with asker() as ask:
        answer = ask.send("POST", path, content, lambda eco: record_answer(eco.life.create(
            kind, fields, hand_of(on, why, by), partnership=partnership, record_id=record_id)))
    show(answer, as_json, "life.record")


@app.command()
def change(record: RecordId, set_: Set = None, version: Seen = None, on: On = None, why: Why = "", by: By = "local",
           as_json: AsJson = False) -> None:
    """Change fields of a record; FIELD=null empties one."""
    fields = _fields(set_)
    _send(record, {"act": "change", "fields": fields}, (on, why, by), as_json,
          lambda eco: eco.life.change(record, fields, hand_of(on, why, by), version=version))


@app.command()
def step(record: RecordId, name: Annotated[str, typer.Argument(metavar="STEP", help="One that `show` names.")],
         set_: Set = None, version: Seen = None, on: On = None, why: Why = "", by: By = "local",
         as_json: AsJson = False) -> None:
    """Take a step: contact, sign, activate, deliver, hold, close …"""
    fields = _fields(set_)
    _send(record, {"act": "step", "step": name, "fields": fields}, (on, why, by), as_json,
          lambda eco: eco.life.step(record, name, hand_of(on, why, by), fields=fields, version=version))


@app.command()
def undo(record: RecordId,
         about: Annotated[int | None, typer.Option(metavar="N", help="The version; the last if not given.")] = None,
         on: On = None, why: Why = "", by: By = "local", as_json: AsJson = False) -> None:
    """Take back what happened last, or the event of a version; undoing an undo restores."""
    _send(record, {"act": "undo", "about": about}, (on, why, by), as_json,
          lambda eco: eco.life.undo(record, hand_of(on, why, by), about=about))


def _send(record: str, content: dict[str, Any], written: tuple[str | None, str, str], as_json: bool,
          call: Any) -> None:
    with asker() as ask:
        answer = ask.send("POST", f"/v1/records/{quoted(record)}/events", {**content, **written_of(*written)},
                          lambda eco: record_answer(call(eco)))
    show(answer, as_json, "life.record")


def _fields(given: list[str] | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in given or ():
        name, is_set, text = each.partition("=")
        if not is_set:
            raise InvalidParameter(f"--set is {each[:60]!r}; write FIELD=VALUE.")
        try:
            found[name] = json.loads(text)
        except ValueError:
            found[name] = text
    return found


def written_of(on: str | None, why: str, by: str) -> dict[str, Any]:
    """What the body of a change says of who writes, since when and why."""
    return {"on": on, "why": why, "by": by}


def hand_of(on: str | None, why: str, by: str) -> Hand:
    """The same for the facade."""
    present = now()
    return Hand(by, present.date() if on is None else parse_as_of(on), why, at=moment(present))
