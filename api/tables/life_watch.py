"""Rules that fire and alerts as tables for a terminal."""

from __future__ import annotations

from typing import Any

from api.tables.base import clean, console, counted, table


def firing(answer: Any) -> None:
    """A rule that fires in a line."""
    made = table("partnership", "level", "why", "facts", title=f"What has to be told, as of {answer['as_of']}")
    for each in answer["items"]:
        made.add_row(clean(each["partnership"]), clean(each["level"]), clean(each["title"]),
                     clean(", ".join(each["records"])))
    console().print(made)
    if not answer["items"]:
        console().print("No rule fires.")


def written(answer: Any) -> None:
    """What was written, and what climbed."""
    made = table("alert", "level", "title", title=f"{counted(len(answer['written']), 'alert')} written, "
                                                  f"{len(answer['climbed'])} climbed")
    for each in (*answer["written"], *answer["climbed"]):
        made.add_row(clean(each["id"]), clean(each["level"]), clean(each["title"]))
    console().print(made)
