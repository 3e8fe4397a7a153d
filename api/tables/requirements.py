"""Requirement graphs, their versions, coverage and covers as tables for people."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich.padding import Padding

from api.tables.base import clean, console, number, table

_COLOURS = {"met": "green", "covered": "green", "failed": "red", "not_covered": "red", "unknown": "yellow"}


def graph(answer: Mapping[str, Any]) -> None:
    out = console()
    out.print(f"[bold]{clean(answer['partner']['name'])}[/] requires, as of {answer['as_of']}:")
    for plan in answer["strategies"]:
        until = f", until {clean(plan['horizon'])}" if plan["horizon"] else ""
        out.print(f"\n[bold]{clean(plan['name'])}[/]{until} [dim]({clean(plan['strategy'])}, version "
                  f"{plan['version']}, from {clean(plan['valid_from'])} to {clean(plan['valid_to'])}, "
                  f"{clean(plan['source'])})[/]")
        rows = table("need", "capability", ">weight", "", "by", "standards")
        for need in plan["needs"]:
            rows.add_row(clean(need["id"]), clean(need["capability_name"] or need["capability"]),
                         f"{need['weight']:g}", "must" if need["must"] else "should", clean(need["horizon"]),
                         "\n".join(_standard(each) for each in need["standards"]) or "–")
        out.print(rows)
        for problem in plan["problems"]:
            out.print(f"[red]{clean(problem)}[/]")
    if not answer["strategies"]:
        out.print("Nothing: no strategy stands on that day. `allygraph requirements template` shows how to begin.")


def _standard(each: Mapping[str, Any]) -> str:
    unit = f" {clean(each['unit'])}" if each["unit"] else ""
    return f"{clean(each['measure'])} {clean(each['operator'])} {clean(each['value'])}{unit}"


def versions(answer: Mapping[str, Any]) -> None:
    out = console()
    out.print(f"Versions of the strategies of [bold]{clean(answer['partner']['name'])}[/], known on {answer['as_of']}")
    if not answer["items"]:
        out.print("Nothing: no strategy is known on that day. `allygraph requirements template` shows how to begin.")
        return
    rows = table("version", "from", "to", "", "what changed")
    for each in answer["items"]:
        rows.add_row(clean(each["strategy"]), clean(each["valid_from"]), clean(each["valid_to"]),
                     "stands" if each["current"] else "", "\n".join(clean(one) for one in each["changes"]) or "nothing")
    out.print(rows)


def template(answer: Mapping[str, Any]) -> None:
    """Plain YAML: it is meant for a file."""
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.dump(answer["document"], sys.stdout)


def coverage(answer: Mapping[str, Any]) -> None:
    out = console()
    out.print(f"[bold]{clean(answer['partner']['name'])}[/], as of {answer['as_of']}. {clean(answer['sentence'])}")
    rows = table("need", "", ">share", ">at least", ">at most", "state", "why")
    for need in answer["needs"]:
        rows.add_row(clean(need["capability_name"] or need["capability"]), _must(need), f"{need['share']:.0%}",
                     number(need["low"], 2), number(need["high"], 2), _state(need["state"]), clean(need["sentence"]))
    out.print(rows)
    for each in answer["partners"]:
        out.print(f"\n[bold]{clean(each['partner']['name'])}[/] [dim]{clean(each['partner']['id'])}[/]: between "
                  f"{each['low']:.0%} and {each['high']:.0%}")
        _needs(out, [need for need in each["needs"] if need["facts"] or need["state"] != "unknown"])
    if not answer["partners"]:
        out.print("\nNothing on record says that any of them covers something.")


def cover(answer: Mapping[str, Any]) -> None:
    out = console()
    out.print(f"[bold]{clean(answer['partner']['name'])}[/], as of {answer['as_of']}. {clean(answer['sentence'])}")
    for pick in answer["picks"]:
        instead = ", ".join(clean(each["name"]) for each in pick["instead"])
        others = f" [dim]Instead: {instead}.[/]" if instead else ""
        partner = pick["partner"]
        out.print(f"\n{pick['rank']:>2}  [bold]{clean(partner['name'])}[/] [dim]{clean(partner['id'])}, cost "
                  f"{pick['cost']:g}[/]  {clean(pick['sentence'])}{others}")
        _needs(out, pick["needs"])
    rows = table("need", "", ">share", "covered by", "today by", ">for certain", ">perhaps")
    for need in answer["needs"]:
        rows.add_row(clean(need["capability_name"] or need["capability"]), _must(need), f"{need['share']:.0%}",
                     _names(need["by"]), _names(need["already"]), str(need["candidates"]), str(need["perhaps"]))
    out.print()
    out.print(rows)
    for need in (each for each in answer["needs"] if not each["by"]):
        out.print(f"\n{clean(need['sentence'])}")
        out.print(Padding("\n".join(clean(each["sentence"]) for each in need["near"]), (0, 0, 0, 4)))
    left_out = ", ".join(f"{each['count']} {each['reason'].replace('_', ' ')}" for each in answer["left_out"])
    how = "no better set exists" if answer["exact"] else f"within {answer['gap']:.0%} of the bound {answer['bound']:g}"
    out.print(f"[dim]covered {answer['covered']:.0%} of the weight; {how}" + (f"; left out: {left_out}" if left_out
                                                                            else "") + "[/]")


def saved(answer: Mapping[str, Any]) -> None:
    out = console()
    for each in answer["items"]:
        out.print(clean(each["sentence"]))


def _needs(out: Any, needs: Sequence[Mapping[str, Any]]) -> None:
    lines = []
    for need in needs:
        lines.append(f"[{_COLOURS[need['state']]}]{clean(need['sentence'])}[/]")
        lines += [f"   [{_COLOURS[each['state']]}]{clean(each['sentence'])}[/]{_source(each)}"
                  for each in need["standards"]]
    if lines:
        out.print(Padding("\n".join(lines), (0, 0, 0, 4)))


def _source(standard: Mapping[str, Any]) -> str:
    fact = standard["fact"]
    if fact is None:
        return ""
    others = f", {standard['others']} more on record" if standard["others"] else ""
    return f" [dim]({clean(fact['source'])}, {clean(fact['recorded_at'] or fact['date'])}{others})[/]"


def _must(need: Mapping[str, Any]) -> str:
    return "must" if need["must"] else "should"


def _state(state: str) -> str:
    return f"[{_COLOURS[state]}]{state.replace('_', ' ')}[/]"


def _names(partners: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(clean(each["name"]) for each in partners[:3]) + (" …" if len(partners) > 3 else "") or "–"
