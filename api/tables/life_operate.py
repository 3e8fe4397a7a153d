"""Meetings, agendas, actions and conflicts as tables for a terminal."""

from __future__ import annotations

from typing import Any

from api.tables.base import clean, console, counted, number, table


def coming(answer: Any) -> None:
    """A meeting in a line."""
    made = table("day", "level", "when", "UTC", "planned as",
                 title=clean(f"Next meetings of {answer['partnership']}, from {answer['as_of']} on"))
    for each in answer["items"]:
        made.add_row(*(clean(each[name]) for name in ("day", "level", "starts", "moment", "meeting")))
    console().print(made)
    if not answer["items"]:
        console().print("None is due: allygraph partnership network PARTNERSHIP --starts DATE")


def missed(answer: Any) -> None:
    """A day in a line, with the reason."""
    title = f"Missed by {answer['partnership']}, as of {answer['as_of']}: {counted(answer['count'], 'meeting')}"
    made = table("day", "level", "meeting", "why", title=clean(title))
    for each in answer["items"]:
        made.add_row(*(clean(each[name]) for name in ("day", "level", "meeting", "reason")))
    console().print(made)


def agenda(answer: Any) -> None:
    """A line in a line."""
    made = table(">#", "what", "about", "why", "owner", "due",
                 title=clean(f"Agenda of {answer['partnership']}, {answer['level']} level, {answer['as_of']}"))
    for place, each in enumerate(answer["items"], 1):
        made.add_row(str(place), clean(each["kind"]), clean(f"{each['title']} ({each['record']})"), clean(each["why"]),
                     clean(each["owner"]), clean(each["due"]))
    console().print(made)
    if not answer["items"]:
        console().print("Nothing is open at this level.")


def minutes(answer: Any) -> None:
    """What came of it."""
    came = f"{counted(len(answer['decisions']), 'decision')}, {counted(len(answer['actions']), 'action')}"
    console().print(clean(f"{answer['meeting']}, held on {answer['day']}: {came}"))
    console().print(clean(answer["text"]))
    for each in (*answer["decisions"], *answer["actions"]):
        console().print(f"  {clean(each)}")


def actions(answer: Any) -> None:
    """An action in a line."""
    made = table("due", ">days late", "owner", "what", "state", "record", title=f"Actions, as of {answer['as_of']}")
    for each in answer["items"]:
        late = each["days_late"]
        made.add_row(clean(each["due"]), "–" if late is None else str(late), clean(each["owner"]), clean(each["text"]),
                     clean(each["state"]), clean(each["id"]))
    console().print(made)
    if not answer["items"]:
        console().print("None is open.")


def similar(answer: Any) -> None:
    """A case in a line, with what it has in common."""
    made = table(">score", "case", "state", "alike in", "cause", "remedy",
                 title=clean(f"Cases like {answer['conflict']}"))
    for each in answer["items"]:
        alike = "; ".join(part["sentence"] for part in each["parts"])
        made.add_row(number(each["score"], 2), clean(f"{each['title']} ({each['id']})"), clean(each["state"]),
                     clean(alike), clean(each["cause"]), clean(each["remedy"]))
    console().print(made)
    if not answer["items"]:
        console().print("No other conflict is like it.")


def conflicts(answer: Any) -> None:
    """The numbers in a sentence, with the interval of the share."""
    console().print(clean(answer["sentence"]))
    if answer["share"] is not None:
        console().print(f"Share that came up again: {answer['share']:.0%} (90 % interval {answer['low']:.0%} to "
                        f"{answer['high']:.0%}, n = {answer['ever_closed']})")
