"""Quadrants, and what two sides would give each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.tables.base import clean, console, left_out, number, span, table


def axes(answer: Mapping[str, Any]) -> None:
    out = console()
    at = answer["thresholds"]
    out.print(f"[bold]{clean(answer['partner']['name'])}[/], as of {answer['as_of']}: {clean(answer['similarity'])} × "
              f"{clean(answer['complementarity'])}, high above {number(at['similarity'])} and "
              f"{number(at['complementarity'])} ({clean(at['rule'])})")
    for quadrant in answer["quadrants"]:
        out.print(f"\n[bold]{clean(quadrant['title'])} {clean(quadrant['title_zh'])}[/] ({quadrant['count']:,}): "
                  f"{clean(quadrant['about'])}")
        rows = table("partner", ">alike", ">you gain", ">it gains", "what you would gain")
        for item in quadrant["items"]:
            rows.add_row(clean(item["partner"]["name"]),
                         *(number(item[each]["value"]) for each in ("similarity", "gains", "gives")),
                         _strongest(item["gains"]))
        if quadrant["items"]:
            out.print(rows)
    out.print(f"[dim]of {answer['undefined']:,} an axis is not known{left_out(answer['excluded'])}[/]")


def _strongest(measure: Mapping[str, Any]) -> str:
    parts = sorted(measure["evidence"], key=lambda part: -abs(part["contribution"]))
    return clean(parts[0]["sentence"] if parts else str(measure["reason"] or "").replace("_", " ")) or "–"


def two_sided(answer: Mapping[str, Any]) -> None:
    out = console()
    tie = "partners" if answer["partners_at_as_of"] else "not partners"
    out.print(f"[bold]{clean(answer['a']['name'])}[/] (A) and [bold]{clean(answer['b']['name'])}[/] (B), "
              f"as of {answer['as_of']}: {tie}")
    out.print(f"{clean(answer['sentence'])} Mutuality {number(answer['mutuality'])} "
              "(the smaller of both sides' largest gains).")
    for side in (answer["a_gains"], answer["b_gains"]):
        _side(side)
    rows = table("what", ">A gains", ">B gains", ">the smaller")
    for each in answer["mutual"]:
        rows.add_row(f"{clean(each['title'])} {clean(each['title_zh'])}",
                     *(number(each[name]) for name in ("a", "b", "smaller")))
    for each in answer["beside"]:
        values = [each[way]["value"] for way in ("a_to_b", "b_to_a")]
        rows.add_row(f"[dim]beside it: {clean(each['name'])}[/]", *(number(value) for value in values), "")
    out.print()
    out.print(rows)
    _notes(answer["excluded"])


def _side(side: Mapping[str, Any]) -> None:
    out = console()
    out.print(f"\n[bold]{clean(side['partner']['name'])} from {clean(side['giver']['name'])}[/]")
    rows = table("gain", ">value", ">between", "in words", "strongest reason")
    for gain in side["gains"]:
        measure = gain["measure"]
        between = "–" if measure["value"] is None else span(measure["low"], measure["high"], 3)
        rows.add_row(clean(gain["title"]), number(measure["value"]), between, clean(gain["sentence"]),
                     _strongest(measure))
    out.print(rows)


def _notes(notes: Sequence[Mapping[str, Any]]) -> None:
    for note in notes:
        until = f", until {clean(note['valid_to'])}" if note["valid_to"] else ""
        console().print(f"[yellow]On record as {clean(note['kind'])}: {clean(note['partner']['name'])}: "
                        f"{clean(note['reason'])}{until}[/]")
