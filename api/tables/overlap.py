"""Two portfolios beside each other: sizes, measures, levels of classes, citations, what is shared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console

from api.tables.base import clean, console, number, table

_SIZES = (("units", "units"), ("capabilities", "capabilities"), ("patents", "patents"), ("families", "families"),
          ("citations made", "citations"))
_NAME = 60


def between(answer: Mapping[str, Any]) -> None:
    out = console()
    _heading(out, answer)
    _measures(out, answer)
    _levels(out, answer)
    _ties(out, answer)
    _shared(out, answer)
    for note in answer["notes"]:
        out.print(f"[dim]{clean(note)}[/]")


def _heading(out: Console, answer: Mapping[str, Any]) -> None:
    sides = [answer["a"], answer["b"]]
    one, two = (clean(side["partner"]["name"]) for side in sides)
    tie = "partners" if answer["partners_at_as_of"] else "not partners"
    group = ", in one group" if answer["one_group"] else ""
    flags = f" [yellow]{clean(', '.join(answer['flags']))}[/]" if answer["flags"] else ""
    level = "" if answer["level"] == "entity" else f", groups by {clean(answer['level'].replace('_', ' '))}"
    out.print(f"[bold]{one}[/] (A) and [bold]{two}[/] (B), as of {answer['as_of']}{level}: {tie}{group}{flags}")
    rows = table("", ">A", ">B")
    if answer["level"] != "entity":
        rows.add_row("organisations", *(str(side["organisations"]) for side in sides))
    for name, key in _SIZES:
        rows.add_row(name, *(f"{side[key]:,.6g}" for side in sides))
    out.print(rows)


def _measures(out: Console, answer: Mapping[str, Any]) -> None:
    bounds = {each["measure"]: each for each in answer["bounds"]}
    rows = table("measure", ">A → B", ">B → A", ">90 % interval", ">bias")
    for each in answer["measures"]:
        known = bounds.get(each["name"])
        there, back = each["a_to_b"], each["b_to_a"]
        rows.add_row(
            clean(each["name"]), _value(there), "the same" if each["symmetric"] else _value(back),
            "" if known is None or known["low"] is None else f"{known['low']:.2f} – {known['high']:.2f}",
            "" if known is None or known["bias"] is None else _signed(known["bias"]))
    out.print(rows)


def _signed(value: float) -> str:
    """Three decimals with a sign; plainly 0 where nothing is left of them."""
    return f"{value:+.3f}" if abs(value) >= 5e-4 else "0"


def _value(measure: Mapping[str, Any]) -> str:
    if measure["value"] is None:
        return f"– [dim]{clean(str(measure['reason']).replace('_', ' '))}[/]"
    return f"{measure['value']:.3f}"


def _levels(out: Console, answer: Mapping[str, Any]) -> None:
    rows = table("class level", ">classes A", ">B", ">common", ">overlap", ">pool A → B", ">pool B → A", ">Ruzicka",
                 title="The coarser the classes, the more overlaps")
    for each in answer["levels"]:
        mark = " *" if each["default"] else ""
        rows.add_row(clean(each["name"]) + mark, str(each["a_classes"]), str(each["b_classes"]),
                     str(each["common_classes"]), *(number(each[name]) for name in (
                         "overlap", "pool_a_to_b", "pool_b_to_a", "pool_ruzicka")))
    if answer["levels"]:
        out.print(rows)


def _ties(out: Console, answer: Mapping[str, Any]) -> None:
    owned, cited = answer["co_owned"], answer["citations"]
    if owned["of"]:
        out.print(f"Owned together: {owned['families']:,} of {owned['of']:,} families.")
    for name, other, way in (("A", "B", cited["a_to_b"]), ("B", "A", cited["b_to_a"])):
        share = f" ({way['share']:.1%})" if way["share"] is not None else ""
        if way["made"]:
            out.print(f"{name} cites {other}: {way['given']:,} of {way['made']:,} citations{share}, "
                      f"{way['own']:,} are of its own patents.")
        elif owned["of"]:
            out.print(f"{name} cites nothing on record.")


def _shared(out: Console, answer: Mapping[str, Any]) -> None:
    if not answer["shared"]:
        out.print("Nothing on record says that they have a capability in common.")
        return
    rows = table(">part", "shared capability", ">A", ">B", "on record")
    for each in answer["shared"]:
        facts = ", ".join(clean(fact["id"]) for fact in each["facts"] if fact["kind"] == "patents")
        rows.add_row(number(each["contribution"]), clean(each["name"][:_NAME]), f"{each['a_share']:.1%}",
                     f"{each['b_share']:.1%}", facts or "declared")
    out.print(rows)
    out.print(f"[dim]{len(answer['shared'])} of {answer['shared_in_all']} shared capabilities; "
              "--json has every fact with its source.[/]")
