"""Risk panorama, due-diligence checklist, candidates side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rich.console import Console
from rich.padding import Padding

from api.tables.base import clean, console, number, table

_LONGEST: Final = 2_000
_COLOURS: Final = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "green", "none": "dim",
                   "unknown": "magenta", "known": "green", "expiring": "yellow", "expired": "red", "missing": "magenta"}


def panorama(answer: Mapping[str, Any]) -> None:
    out = console()
    whose = f" for {clean(answer['asker']['name'])}" if answer["asker"] else ""
    out.print(f"[bold]Risk panorama (合作风险全景图) of {clean(answer['partner']['name'])}[/]{whose}, "
              f"as of {answer['as_of']}")
    for sentence in answer["summary"]:
        out.print(clean(sentence))
    for group in answer["groups"]:
        out.print(f"\n[bold]{clean(group['title'])}[/] {clean(group['title_zh'])}")
        for risk in group["risks"]:
            _risk(out, risk)
        if not group["risks"]:
            out.print("  [dim]nothing was looked for[/]")
    out.print()
    _matrix(out, answer)


def _risk(out: Console, risk: Mapping[str, Any]) -> None:
    """The level and the title, the numbers, then the sentence: what is read first stands first."""
    level = risk["level"]
    known = f"likelihood {number(risk['likelihood'], 2)}, impact {number(risk['impact'], 2)}"
    beside = [known] if level != "none" else []
    beside += [f"{risk['at_least']} to {risk['at_most']}"] if level == "unknown" else []
    beside += [risk["state"]] if risk["state"] in {"expiring", "expired"} else []
    beside += [f"{risk['age_days']} days old"] if risk["age_days"] is not None else []
    beside += [f"owner: {risk['owner']}" if risk["owner"] else "no owner"] if level != "none" else []
    about = f" [dim]({clean('; '.join(beside))})[/]" if beside else ""
    out.print(f"  [{_COLOURS[level]}]{level:>8}[/]  {clean(risk['title'])}{about}")
    lines = _whole(risk["sentence"])
    if risk["reason"] and level != "none":
        lines += f"\n[dim]Not known: {_whole(risk['reason'])}[/]"
    out.print(Padding(lines, (0, 0, 0, 12)))


def _whole(sentence: str) -> str:
    """A sentence to its end: ``clean`` cuts what is longer than a name can be."""
    return " ".join(clean(word) for word in sentence[:_LONGEST].split(" "))


def _matrix(out: Console, answer: Mapping[str, Any]) -> None:
    rows = table("likelihood", *(f">{20 * band}–{20 * band + 20} %" for band in range(5)), ">unknown",
                 title="Risks by likelihood (down) and impact (across)")
    for row in answer["matrix"]:
        pairs = zip(row["counts"], row["levels"], strict=True)
        cells = [f"[{_COLOURS[level]}]{count or '·'}[/]" for count, level in pairs]
        rows.add_row(clean(row["likelihood"]), *cells, f"[{_COLOURS['unknown']}]{row['unknown'] or '·'}[/]")
    out.print(rows)
    absent, lone = answer["levels"]["none"], answer["without_owner"]
    out.print(f"[dim]{absent} looked for and not there; {lone} without an owner[/]")


def checklist(answer: Mapping[str, Any]) -> None:
    out = console()
    out.print(f"[bold]Due diligence (尽职调查清单) of {clean(answer['partner']['name'])}[/], as of {answer['as_of']}")
    out.print(clean(answer["summary"]))
    rows = table("group", "state", "question", "on record, or what to ask for", ">days")
    for item in answer["items"]:
        said = clean(item["answer"]) if item["answer"] else ""
        asked = f"ask for: {clean(item['ask_for'])}" if item["ask_for"] else ""
        rows.add_row(clean(item["group"]), f"[{_COLOURS[item['status']]}]{item['status']}[/]", clean(item["question"]),
                     "\n".join(each for each in (said, asked) if each), clean(item["age_days"]))
    out.print(rows)


def comparison(answer: Mapping[str, Any]) -> None:
    out = console()
    whose = f" for {clean(answer['asker']['name'])}" if answer["asker"] else ""
    out.print(f"[bold]Risks of candidates[/]{whose}, as of {answer['as_of']}")
    levels = ("critical", "high", "medium", "low", "none", "unknown")
    short = {"critical": "crit.", "medium": "med.", "unknown": "unkn."}
    rows = table("partner", *(f">{short.get(level, level)}" for level in levels), ">checked", "gravest")
    for item in answer["items"]:
        counts = [f"[{_COLOURS[level]}]{item['levels'][level]}[/]" for level in levels]
        rows.add_row(clean(item["partner"]["name"]), *counts, f"{item['checklist_known']}/{item['checklist_items']}",
                     clean(item["worst_title"]))
    out.print(rows)
    out.print("[dim]Columns count risks by level: critical, high, medium, low, none (looked for and not there), "
              "unknown; checked: known answers of the checklist; `allygraph risks` says every risk in full.[/]")
    out.print("[dim]Few known risks beside many unknown ones say little: see `allygraph diligence`.[/]")
