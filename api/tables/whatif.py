"""What would change, as tables: before and after side by side."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from api.tables.base import clean, console, number, table


def whatif(answer: Any) -> None:
    out = console()
    changes = ", and ".join(clean(change["says"]) for change in answer["changes"])
    asker = f", for {clean(answer['partner']['name'])}" if answer["partner"] else ""
    out.print(f"If {changes}{asker} (as of {answer['as_of']}):")
    for sentence in answer["sentences"]:
        out.print(f"  · {clean(sentence)}")
    for part in (_candidates, _needs, _supplies, _capabilities, _substitutes, _structure):
        part(out, answer)


def _candidates(out: Console, answer: Any) -> None:
    if not answer["candidates"]:
        return
    made = table(">now", ">was", "id", "name", ">score", ">was", "", title=f"Candidates by {clean(answer['scorer'])}")
    for move in answer["candidates"]:
        made.add_row(_count(move["rank_after"]), _count(move["rank_before"]), clean(move["partner"]["id"]),
                     clean(move["partner"]["name"]), number(move["score_after"]), number(move["score_before"]),
                     move["state"].replace("_", " "))
    out.print(made)


def _needs(out: Console, answer: Any) -> None:
    if not answer["needs"]:
        return
    made = table("need", "of", "capability", ">holders", ">was", ">level", ">was", "who is left",
                 title=_title("Needs with other holders", answer["needs"], answer["needs_total"]))
    for need in answer["needs"]:
        left = ", ".join(clean(each["partner"]["name"]) for each in need["instead"]) or "nobody"
        made.add_row(clean(need["need"]) + (" (must)" if need["must"] else ""), clean(need["owner"]["name"]),
                     clean(need["capability"]["name"]), _count(need["holders_after"]), _count(need["holders_before"]),
                     number(need["level_after"], 2), number(need["level_before"], 2), left)
    out.print(made)


def _supplies(out: Console, answer: Any) -> None:
    if not answer["supplies"]:
        return
    made = table("buyer", "buys", ">suppliers", ">was",
                 title=_title("What is bought from who goes", answer["supplies"], answer["supplies_total"]))
    for each in answer["supplies"]:
        made.add_row(clean(each["buyer"]["name"]), clean(each["capability"]["name"]),
                     _count(each["suppliers_after"]), _count(each["suppliers_before"]))
    out.print(made)


def _capabilities(out: Console, answer: Any) -> None:
    if not answer["capabilities"]:
        return
    made = table("capability", "name", ">holders", ">was", ">HHI", ">was",
                 title=_title("Capabilities with other holders", answer["capabilities"], answer["capabilities_total"]))
    for each in answer["capabilities"]:
        made.add_row(clean(each["capability"]["id"]), clean(each["capability"]["name"]),
                     _count(each["holders_after"]), _count(each["holders_before"]),
                     number(each["hhi_after"]), number(each["hhi_before"]))
    out.print(made)


def _substitutes(out: Console, answer: Any) -> None:
    if not answer["substitutes"]:
        return
    made = table(">rank", "id", "name", ">has of it", ">lacks", "most of it", title="Who has what is lost")
    for each in answer["substitutes"]:
        parts = ", ".join(f"{clean(part['capability']['name'])} {part['share']:.0%}" for part in each["parts"][:3])
        name = clean(each["partner"]["name"]) + (" (partner)" if each["is_partner"] else "")
        made.add_row(str(each["rank"]), clean(each["partner"]["id"]), name, f"{each['coverage']:.0%}",
                     _count(each["lacks"]), parts)
    out.print(made)


def _structure(out: Console, answer: Any) -> None:
    made = table("network", ">now", ">was", title="Structure")
    before, after = answer["structure"]["before"], answer["structure"]["after"]
    for name, value in after.items():
        made.add_row(name.replace("_", " "), _count(value), _count(before[name]))
    out.print(made)
    for point in answer["structure"]["new_articulation_points"]:
        out.print(f"  new articulation point: {clean(point['partner']['name'])}, cuts off {point['cuts_off']:,}")


def _title(what: str, shown: list[Any], total: int) -> str:
    return what if len(shown) == total else f"{what}, {len(shown)} of {total:,}"


def _count(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"
