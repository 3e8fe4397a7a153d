"""Search, candidates, comparison, profile, scorers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.padding import Padding

from api.tables.base import clean, console, left_out, number, table

_SIDES = {"mine": "", "theirs": ", from their side", "smaller": ", by the side that gains less"}
_REASONS = 3  # parts of a score that are shown of each candidate


def search(answer: Mapping[str, Any]) -> None:
    rows = table(">match", "partner", "id", "country", "matched", "reason")
    for hit in answer["items"]:
        partner = hit["partner"]
        rows.add_row(number(hit["score"], 2), clean(partner["name"]), clean(partner["id"]),
                      clean(partner["country"]), clean(hit["matched"]), clean(hit["reason"]))
    out = console()
    if answer["items"]:
        out.print(rows)
    else:
        out.print(f"Nothing is called like {clean(answer['query'])!r}. Try fewer letters, or another script.")


def candidates(answer: Mapping[str, Any]) -> None:
    out = console()
    need = f" for the need {clean(answer['need'])}" if answer["need"] else ""
    out.print(f"[bold]Candidates for {clean(answer['partner']['name'])}[/]{need}, as of {answer['as_of']}, "
                  f"by {clean(answer['scorer'])}{_SIDES[answer['side']]}")
    for item in answer["items"]:
        _candidate(out, item)
    if not answer["items"]:
        out.print("Nobody is left who would be a candidate.")
    out.print(f"[dim]{len(answer['items'])} of {answer['total']} shown{left_out(answer['excluded'])}"
                  + (f"; next page: --cursor {answer['next']}" if answer["next"] else "") + "[/]")
    for note in (each for left in answer["excluded"] for each in left["notes"]):
        until = f", until {clean(note['valid_to'])}" if note["valid_to"] else ""
        out.print(f"[dim]{clean(note['kind'])}: {clean(note['partner']['name'])}: {clean(note['reason'])}{until}[/]")


def _candidate(console: Console, item: Mapping[str, Any]) -> None:
    """A line with the numbers, then the strongest reasons: they are what is read."""
    partner = item["partner"]
    flags = f" [yellow]{clean(', '.join(item['flags']))}[/]" if item["flags"] else ""
    console.print(
        f"{item['rank']:>3}  [bold]{clean(partner['name'])}[/] [dim]{clean(partner['id'])}, "
        f"{clean(partner['country'])}[/]  [bold]{item['score']:.3f}[/] (between {item['low']:.2f} and "
        f"{item['high']:.2f}; {item['coverage']:.0%} known, support {item['support']:g}){_both(item)}{flags}"
    )
    parts = sorted(item["evidence"], key=lambda part: -abs(part["contribution"]))
    lines = [f"{part['contribution']:+.3f}  {clean(part['sentence'])}" for part in parts[:_REASONS]]
    if len(parts) > _REASONS:
        rest = sum(part["contribution"] for part in parts[_REASONS:])
        lines.append(f"{rest:+.3f}  in {len(parts) - _REASONS} more parts (--json shows all, with their facts)")
    console.print(Padding("\n".join(lines), (0, 0, 0, 5)))


def _both(item: Mapping[str, Any]) -> str:
    """The scores of both sides, where both were asked."""
    if item["theirs"] is None or item["theirs"] == item["mine"]:
        return ""
    return f" mine {number(item['mine'])}, theirs {number(item['theirs'])}"


def comparison(answer: Mapping[str, Any]) -> None:
    out = console()
    a, b = clean(answer["a"]["name"]), clean(answer["b"]["name"])
    tie = "partners" if answer["partners_at_as_of"] else "not partners"
    out.print(f"[bold]{a}[/] (A) and [bold]{b}[/] (B), as of {answer['as_of']}: {tie}")
    rows = table("measure", ">A → B", ">B → A", "strongest reason")
    for each in answer["measures"]:
        there, back = each["a_to_b"], each["b_to_a"]
        parts = sorted(there["evidence"], key=lambda part: -abs(part["contribution"]))
        why = clean(parts[0]["sentence"]) if parts else clean(there["reason"])
        rows.add_row(clean(each["name"]), _with_interval(there), _with_interval(back), why)
    out.print(rows)


def _with_interval(measure: Mapping[str, Any]) -> str:
    if measure["value"] is None:
        return "–"
    return f"{measure['value']:.3f} [dim]{measure['low']:.2f}–{measure['high']:.2f}[/]"


def profile(answer: Mapping[str, Any]) -> None:
    out = console()
    partner = answer["partner"]
    out.print(f"[bold]{clean(partner['name'])}[/] ({clean(partner['id'])}), as of {answer['as_of']}")
    rows = table("what", "facts")
    for name, value in answer["attributes"].items():
        rows.add_row(clean(name), clean(value))
    if len(answer["records"]) > 1:
        rows.add_row("records", clean(", ".join(answer["records"])))
    if answer["parent"]:
        rows.add_row("parent", clean(answer["parent"]["name"]))
    for name in ("subsidiaries", "capabilities", "industries", "channels", "partners"):
        facts = [clean(each["name"] or each["id"]) for each in answer[name]]
        if facts:
            more = f" … and {len(facts) - 12} more" if len(facts) > 12 else ""
            rows.add_row(f"{name} ({len(facts)})", ", ".join(facts[:12]) + more)
    rows.add_row("patents", str(answer["patents"]))
    for need in answer["needs"]:
        rows.add_row(f"need {clean(need['id'])}", clean(need["capability_name"] or need["capability"]))
    out.print(rows)


def scorers(answer: Mapping[str, Any]) -> None:
    rows = table("scorer", "directed", "needs", "what a high score means")
    for each in answer["items"]:
        rows.add_row(clean(each["name"]), "no" if each["symmetric"] else "yes",
                      clean(", ".join(each["requires"]) or "–"), clean(each["about"]))
    console().print(rows)


def measures(answer: Mapping[str, Any]) -> None:
    rows = table("measure", "kind", "range", "direction", "formula or meaning")
    for each in answer["items"]:
        meaning = each["formulas"][0] if each["formulas"] else each["about"]
        rows.add_row(clean(each["name"]), clean(each["kind"].replace("_", " ")), clean(each["range"]),
                     clean(each["direction"]), clean(meaning))
    console().print(rows)


def measure(answer: Mapping[str, Any]) -> None:
    out = console()
    needs = f", needs {', '.join(answer['requires'])}" if answer["requires"] else ""
    kind = clean(answer["kind"].replace("_", " "))
    out.print(f"[bold]{clean(answer['name'])}[/] ({kind}, {clean(answer['module'])}): "
              f"range {clean(answer['range'])}, {clean(answer['direction'])}{clean(needs)}")
    for block in (answer["text"], answer["example"], *answer["sources"]):
        if block:
            out.print("\n" + "\n".join(clean(line) for line in block.split("\n")))
