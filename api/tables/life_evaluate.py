"""The health of partnerships as tables for a terminal."""

from __future__ import annotations

from typing import Any

from api.tables.base import clean, console, number, span, table


def health(answer: Any) -> None:
    """A measure in a line, then what made the index change."""
    console().print(clean(answer["sentence"]))
    title = clean(f"{answer['name']}, as of {answer['as_of']}: {_index(answer)}")
    made = table("measure", ">value", ">target", ">reached", ">adds", ">change", "trend", "unknown because",
                 title=title)
    for each in answer["kpis"]:
        made.add_row(
            clean(each["name"]), number(each["value"], 1), number(each["target"], 1), _share(each["attainment"]),
            number(each["contribution"]), number(each["change"]), clean(each["trend"]), clean(each["reason"]),
        )
    console().print(made)
    for each in answer["branches"]:
        console().print(clean(f"{each['name']}: {each['change']:+.3f} since {answer['change_since']}"))


def portfolio(answer: Any) -> None:
    """A partnership in a line."""
    made = table("partnership", "state", ">health", ">change", "in a sentence", title=f"As of {answer['as_of']}")
    for each in answer["items"]:
        made.add_row(clean(each["name"]), clean(each["state"]), _index(each), number(each["change"]),
                     clean(each["sentence"]))
    console().print(made)
    if not answer["items"]:
        console().print("No partnership is running: allygraph partnership list shows where each one is.")


def factors(answer: Any) -> None:
    """A factor in a line."""
    title = clean(f"{answer['kpi']}: {answer['before']:g} on {answer['since']}, {answer['now']:g} on {answer['as_of']}")
    made = table("factor", ">before", ">now", ">adds", title=title)
    for each in answer["factors"]:
        made.add_row(clean(each["name"]), number(each["before"], 2), number(each["now"], 2), number(each["change"], 2))
    console().print(made)


def _index(answer: Any) -> str:
    if answer["index"] is None:
        return "–"
    return f"{_share(answer['index'])} ({span(answer['low'], answer['high'])})"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"
