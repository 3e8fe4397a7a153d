"""Endings of partnerships as tables for a terminal."""

from __future__ import annotations

from typing import Any

from api.tables.base import clean, console, number, table

_MET = {True: "met", False: "not met", None: "open"}


def triggers(answer: Any) -> None:
    """A trigger in a line."""
    title = clean(f"Triggers of {answer['partnership']}, as of {answer['as_of']}")
    made = table("trigger", "hardness", "state", "since", "why", title=title)
    for each in answer["items"]:
        made.add_row(clean(each["name"]), clean(each["hardness"]), _MET[each["met"]], clean(each["since"]),
                     clean(each["sentence"]))
    console().print(made)
    if not answer["items"]:
        console().print("There is none: allygraph partnership add trigger --partnership ID --set agreement=…")


def sentence(answer: Any) -> None:
    """What it says, in its sentence."""
    console().print(clean(answer["sentence"]))


def types(answer: Any) -> None:
    """A type in a line."""
    made = table("type", "from", "to", "why", title=clean(answer["partnership"]))
    for each in answer["items"]:
        made.add_row(clean(each["type"]), clean(each["start"]), clean(each["stop"]), clean(each["why"]))
    console().print(made)


def plan(answer: Any) -> None:
    """A step in a line, in the order of days."""
    fields = answer["fields"]
    title = clean(f"Exit of {answer['partnership']}: notice on {fields['notice_on']}, end on {fields['ends_on']}")
    made = table("day", "what", "of what", ">%", "owner", "until", title=title)
    for each in fields["steps"]:
        made.add_row(clean(each["day"]), clean(each["what"]), clean(each.get("thing")), number(each.get("percent"), 0),
                     clean(each["owner"]), clean(each.get("until")))
    console().print(made)
    console().print(clean(fields["statement"]))


def replacements(answer: Any) -> None:
    """An annex in trouble, and by need who could do it instead."""
    for each in answer["items"]:
        late, fallen = ", ".join(each["late"]), ", ".join(each["fallen"])
        console().print(clean(f"{each['partnership']} · {each['name']}: late {late}; satisfaction fell ({fallen})"))
        for need, found in each["candidates"].items():
            made = table(">#", "candidate", ">score", "why", title=clean(f"Who covers {need}"))
            for item in found["items"]:
                made.add_row(str(item["rank"]), clean(item["partner"]["name"]), number(item["score"]),
                             clean(item["evidence"][0]["sentence"] if item["evidence"] else None))
            console().print(made)
    if not answer["items"]:
        console().print("No active annex is that late while satisfaction falls.")
