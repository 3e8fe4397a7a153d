"""Checks, settings, the demo, keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.tables.base import clean, console, table
from api.tables.questions import candidates


def checks(answer: Mapping[str, Any]) -> None:
    rows = table("check", "state", "found", "what to do")
    colours = {"right": "green", "note": "yellow", "wrong": "red"}
    for each in answer["checks"]:
        rows.add_row(clean(each["name"]), f"[{colours[each['state']]}]{each['state']}[/]", clean(each["found"]),
                      clean(each["advice"] or ""))
    console().print(rows)


def settings(answer: Mapping[str, Any]) -> None:
    rows = table("setting", "value", "from")
    for each in answer["settings"]:
        rows.add_row(clean(each["name"]), clean(each["value"]), clean(each["origin"]))
    console().print(rows)


def demo(answer: Mapping[str, Any]) -> None:
    out = console()
    out.print(f"[dim]{clean(answer['notice'])}[/]")
    for question in answer["answers"]:
        out.print()
        candidates(question)
    out.print()
    out.print(f"Map: {clean(answer['map'])} [dim]({clean(answer['finding'])})[/]")
    out.print("Next: `make serve`, or `.venv/bin/allygraph --store "
                  f"{clean(answer['store'])} compare {clean(answer['a'])} {clean(answer['b'])}`")


def key_created(answer: Mapping[str, Any]) -> None:
    console().print(f"{clean(answer['key'])}\n[dim]Role {clean(answer['role'])}, tenant {clean(answer['tenant'])}. "
                     "This is the only time it is shown.[/]")


def keys(answer: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    columns = ("id", "role", "tenant", "label", "created_at")
    rows = table(*columns)
    for each in answer["keys"]:
        rows.add_row(*(clean(each[name]) for name in columns))
    console().print(rows)
