"""Shortlists as tables for a terminal."""

from __future__ import annotations

from typing import Any

from api.tables.base import clean, console, counted, table


def entries(answer: Any) -> None:
    """One list, in its order."""
    title = f"{clean(answer['partner']['name'])}: {counted(len(answer['items']), 'candidate')} on the list"
    made = table(">#", "candidate", "state", "since", "changed", "note", title=f"{title}, as of {answer['as_of']}")
    for each in answer["items"]:
        name = clean(each["candidate"]["name"]) + (" (a partner)" if each["is_partner"] else "")
        made.add_row(str(each["rank"]), name, clean(each["state"]), clean(each["since"]), clean(each["changed"]),
                     clean(each["note"]))
    console().print(made)
    if not answer["items"]:
        console().print("Nobody is on it: allygraph shortlist add PARTNER CANDIDATE --note TEXT")


def lists(answer: Any) -> None:
    """Every list in a line."""
    made = table("organisation", ">on the list", "by state", "changed", title=f"Shortlists, as of {answer['as_of']}")
    for each in answer["items"]:
        states = ", ".join(f"{count} {state}" for state, count in each["by_state"].items())
        made.add_row(clean(each["partner"]["name"]), str(each["count"]), states, clean(each["changed"]))
    console().print(made)


def changed(answer: Any) -> None:
    """What a change did, in its sentence."""
    console().print(clean(answer["sentence"]))
