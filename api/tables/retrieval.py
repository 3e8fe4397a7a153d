"""Candidates and the ways that found them, as a table."""

from __future__ import annotations

from typing import Any

from api.tables.base import clean, console, left_out, number, table


def retrieval(answer: Any) -> None:
    out = console()
    made = table("id", "name", "routes", ">support",
                 title=f"Found for {clean(answer['partner']['name'])} (as of {answer['as_of']})")
    for item in answer["items"]:
        ways = ", ".join(f"{way['route']} {way['rank']} ({number(way['score'])})" for way in item["ways"])
        support = max(way["support"] for way in item["ways"])
        made.add_row(clean(item["partner"]["id"]), clean(item["partner"]["name"]), ways, number(support, 1))
    out.print(made)
    if answer["items"]:
        out.print("[dim]Ordered by the number of routes that found it, then by its best place on any. A route with the "
                  "place on it and (its score): content – a portfolio that is like yours; network – through partners "
                  "of partners; complement – has what you lack. Support: the facts behind it.[/]")
    else:
        out.print("Nobody was found.")
    for route in answer["silent"]:
        out.print(f"  {route['route']} ({clean(route['scorer'])}) can say nothing: {route['reason']}")
    out.print(f"[dim]{len(answer['items'])} found{left_out(answer['excluded'])}[/]")


def pairs(answer: Any) -> None:
    console().print(f"Written: {clean(answer['pairs'])}, {answer['rows']:,} pairs")
