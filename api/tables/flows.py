"""Flows of citations between industries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.tables.base import clean, console, number, table

_GROUPS = {"industry": "industries", "field": "fields of capabilities", "none": "nothing that groups them"}


def flows(answer: Mapping[str, Any]) -> None:
    out = console()
    whose = "" if answer["partner"] is None else f" from and to those of {clean(answer['partner']['name'])}"
    out.print(f"[bold]Citations between {_GROUPS[answer['groups']]}[/]{whose}, as of {answer['as_of']}")
    if answer["items"]:
        rows = table("citing", "cited", ">citations", ">expected", ">lift", ">log2", ">90 %")
        for item in answer["items"]:
            rows.add_row(_name(item["citing"], item["home_cites"]), _name(item["cited"], item["home_is_cited"]),
                         f"{item['citations']:,.4g}", f"{item['expected']:,.3g}", number(item["lift"], 2),
                         number(item["log2"], 2), _interval(item))
        out.print(rows)
    if answer["reason"]:
        out.print(f"None: {clean(answer['reason'].replace('_', ' '))}.")
    out.print(f"[dim]{len(answer['items'])} of {answer['total']} shown; {answer['grouped']:,.4g} of "
              f"{answer['citations']:,} citations have a group at both ends; 1 is as chance would have it, "
              "an interval means few citations"
              + ("; * = its own" if answer["home"] else "") + "[/]")


def _name(node: Mapping[str, Any], home: bool) -> str:
    return clean(node["name"] or node["id"]) + "*" * home


def _interval(item: Mapping[str, Any]) -> str:
    return "" if item["low"] is None else f"{item['low']:.2f}–{item['high']:.2f}"
