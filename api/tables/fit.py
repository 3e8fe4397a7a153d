"""Fit: candidates, one pair, the next question, the questionnaire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.padding import Padding

from api.tables.base import clean, console, left_out, number, table


def candidates(answer: Mapping[str, Any]) -> None:
    out = console()
    settings, drawn = answer["settings"], answer["acceptability"]
    order = "what is certain" if settings["order"] == "low" else "the middle of what is possible"
    out.print(f"[bold]Fit with {clean(answer['partner']['name'])}[/], as of {answer['as_of']}, ranked by {order}; "
              f"{_mean(settings['power'])} of the dimensions")
    for item in answer["items"]:
        _candidate(out, item, drawn)
    if not answer["items"]:
        out.print("Nobody is left who would be a candidate.")
    if drawn:
        out.print(f"[dim]Draws: {drawn['draws']:,} ({clean(drawn['weights'])}; seed {drawn['seed']}), each a "
                  f"ranking of {drawn['candidates']:,} candidates; standard error of a share at most "
                  f"{drawn['largest_error']:.1%}. What is unknown is drawn between its bounds: who is well known "
                  "and ranks high by what is certain may be overtaken in most draws by those of whom less is known.[/]")
    for each in answer["sensitivity"]:
        out.print(f"[dim]{_sensitivity(each)}[/]")
    out.print(f"[dim]{len(answer['items'])} of {answer['total']} shown{left_out(answer['excluded'])}[/]")


def _mean(power: float | str) -> str:
    """A mean by its name, where it has one."""
    named = {1.0: "arithmetic mean", 0.0: "geometric mean", -1.0: "harmonic mean", float("-inf"): "smallest",
             float("inf"): "largest"}
    return named.get(float(power), f"mean of power {power}")


def _candidate(out: Console, item: Mapping[str, Any], drawn: Mapping[str, Any] | None) -> None:
    partner = item["partner"]
    flags = f" [yellow]{clean(', '.join(item['flags']))}[/]" if item["flags"] else ""
    firm = (f"; first in {item['first']:.0%} of draws, among the first {drawn['k']} in {item['within']:.0%}"
            if drawn else "")
    out.print(f"{item['rank']:>3}  [bold]{clean(partner['name'])}[/] [dim]{clean(partner['id'])}, "
              f"{clean(partner['country'])}[/]  [bold]{item['score']:.3f}[/] (between {item['low']:.2f} and "
              f"{item['high']:.2f}; {item['coverage']:.0%} known{firm}){flags}")
    bounds = "  ".join(f"{each['title'].lower()} {each['low']:.2f}–{each['high']:.2f}" for each in item["dimensions"])
    out.print(Padding("\n".join([f"[dim]{bounds}[/]", *(clean(each) for each in item["reasons"])]), (0, 0, 0, 5)))


def _sensitivity(each: Mapping[str, Any]) -> str:
    edges = [f"{side} {each[edge]:.2f} {clean(each[side]['name'])} comes first"
             for side, edge in (("below", "low"), ("above", "high")) if each[side]]
    return f"weight of {each['dimension']} {each['weight']:.2f}: " + ("; ".join(edges) or "no value changes the first")


def explanation(answer: Mapping[str, Any]) -> None:
    out = console()
    a, b = clean(answer["partner"]["name"]), clean(answer["other"]["name"])
    place = f"rank {answer['rank']} of {answer['total']}" if answer["rank"] else (
        f"not ranked: {clean(answer['not_ranked'].replace('_', ' '))}")
    flags = f" [yellow]{clean(', '.join(answer['flags']))}[/]" if answer["flags"] else ""
    out.print(f"[bold]{b} for {a}[/], as of {answer['as_of']}: fit [bold]{answer['score']:.3f}[/] (between "
              f"{answer['low']:.2f} and {answer['high']:.2f}; {answer['coverage']:.0%} known), {place}{flags}")
    for each in answer["dimensions"]:
        out.print(f"[bold]{clean(each['title'])} {clean(each['title_zh'])}  {_bounds(each)}[/] "
                  f"[dim]weight {each['weight']:.2f}, {each['known']:.0%} known[/]")
        for part in answer["parts"]:
            if part["dimension"] == each["name"]:
                _part(out, part)
    reference = answer["reference"]
    out.print(f"[dim]{reference['fit']:.3f} + what the parts add = {answer['score']:.3f}. "
              f"{clean(reference['about'])}[/]")
    _changes(out, answer["changes"])


def _part(out: Console, part: Mapping[str, Any]) -> None:
    """A line with the numbers; what stands behind them below it."""
    out.print(f"  {part['contribution']:+.3f}  {clean(part['title'])} {clean(part['title_zh'])} "
              f"[bold]{_bounds(part)}[/] [dim](others {part['reference']:.2f})[/]")
    out.print(Padding(clean(part["sentence"]), (0, 0, 0, 10)))


def _bounds(each: Mapping[str, Any]) -> str:
    return f"{each['low']:.2f}" if each["high"] - each["low"] < 5e-3 else f"{each['low']:.2f}–{each['high']:.2f}"


def _changes(out: Console, changes: Mapping[str, Any]) -> None:
    goal = clean(changes["goal"])
    if not changes["alone"] and not changes["together"] and changes["reached"]:
        out.print(f"It has {goal}.")
        return
    if changes["alone"]:
        out.print(f"[bold]For {goal}[/] ({changes['target']:.3f}) one of these is enough:")
    elif changes["reached"]:
        out.print(f"[bold]For {goal}[/] ({changes['target']:.3f}) these together are enough:")
    elif changes["target"] is not None:
        out.print(f"[bold]{goal}[/] ({changes['target']:.3f}) is out of reach; all that can be changed leads to "
                  f"{changes['score_after']:.3f}:")
    for each in (*changes["alone"], *changes["together"]):
        kind = "find out" if each["kind"] == "find_out" else "change"
        out.print(f"  {each['gain']:+.3f}  {kind}: {clean(each['sentence'])}")
    out.print(f"[dim]{clean(changes['about'])}[/]")


def questions(answer: Mapping[str, Any]) -> None:
    out = console()
    out.print(f"[bold]What to ask next for {clean(answer['partner']['name'])}[/], as of {answer['as_of']}: "
              "how many of the first "
              f"{answer['top']} places somebody else is expected to hold once the answer is known")
    for item in answer["items"]:
        now = f", now rank {item['rank_now']}" if item["rank_now"] else ", the asker"
        about = item["about"]
        out.print(f"{item['rank']:>3}  [bold]{clean(about['name'])}[/] [dim]{clean(about['id'])}{now}[/]  "
                  f"{clean(item['part'])}: [bold]{item['expected_places']:.1f}[/] places; "
                  f"somebody enters or leaves with {item['probability']:.0%}")
        out.print(Padding(f"{clean(item['en'])}\n{clean(item['zh'])}", (0, 0, 0, 5)))
    for note in answer["notes"]:
        out.print(clean(note))
    shown = f"{len(answer['items'])} of {answer['total']:,} unknown facts shown"
    out.print(f"[dim]{shown}; possible answers: {clean(answer['prior'])}[/]")


def narrowing(answer: Mapping[str, Any]) -> None:
    out = console()
    width = answer["high"] - answer["low"]
    out.print(f"[bold]{clean(answer['other']['name'])} for {clean(answer['partner']['name'])}[/], as of "
              f"{answer['as_of']}: {answer['low']:.3f} to {answer['high']:.3f}; what narrows these {width:.3f} most")
    for place, item in enumerate(answer["items"], start=1):
        names = ", ".join(clean(each["name"]) for each in item["missing"])
        out.print(f"{place:>3}  [bold]{item['narrows']:.3f}[/]  {clean(item['title'])} [dim]{names}[/]")
        out.print(Padding(f"{clean(item['en'])}\n{clean(item['zh'])}", (0, 0, 0, 5)))
    if not answer["items"]:
        out.print("Every part is known.")


def observed(answer: Mapping[str, Any]) -> None:
    out = console()
    out.print(f"[bold]{clean(answer['partner']['name'])}[/], as of {answer['as_of']}: {clean(answer['source'])}")
    rows = table("what", ">value", "why")
    for item in answer["items"]:
        value = clean(item["value"]) if item["value"] is not None else "–"
        rows.add_row(f"{clean(item['title'])} {clean(item['title_zh'])}", f"{value} {item['unit'] or ''}".strip(),
                     clean(item["sentence"]))
    out.print(rows)


def questionnaire(answer: Mapping[str, Any]) -> None:
    out = console()
    for place, item in enumerate(answer["items"], start=1):
        out.print(f"{place:>2}  [bold]{clean(item['text'])}[/]  [dim]{clean(item['id'])} → {clean(item['measure'])}[/]")
        if item["kind"] == "number":
            lines = [f"a number of {clean(item['unit'])}, {item['minimum']:g} to {item['maximum']:g}"]
        else:
            lines = [f"{clean(each['id'])}: {clean(each['text'])}" for each in item["options"]]
        out.print(Padding("\n".join(lines), (0, 0, 0, 5)))


def recorded(answer: Mapping[str, Any]) -> None:
    out = console()
    out.print(f"[bold]{clean(answer['partner']['name'])}[/]: written down from {clean(answer['source'])} on "
              f"{clean(answer['on'])}")
    rows = table("trait", "value", ">confidence", "from")
    for each in answer["traits"]:
        value = f"{clean(each['value'])} {clean(each['unit'])}" if each["unit"] else clean(each["value"])
        rows.add_row(clean(each["measure"]), value, number(each["confidence"], 2), clean(", ".join(each["questions"])))
    out.print(rows)
