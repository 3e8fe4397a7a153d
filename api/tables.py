"""Answers as tables for people. Names are untrusted: control characters never reach the terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_LONGEST = 300
_REASONS = 3  # parts of a score that are shown of each candidate


def clean(text: object) -> str:
    """Text that can stand in a terminal: no control or direction characters, not endless, no markup.

    Examples
    --------
    >>> clean("a\\x1b[31mb\\u202ec")
    'a�[31mb�c'
    """
    if text is None:
        return "–"
    shown = "".join("�" if unicodedata.category(each) in _HIDDEN else each for each in str(text))
    return escape(shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…")


def _number(value: float | None, digits: int = 3) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _console() -> Console:
    return Console(highlight=False, soft_wrap=False)


def _table(*columns: str, title: str | None = None) -> Table:
    table = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for column in columns:
        right = column.startswith(">")
        table.add_column(column.lstrip(">"), justify="right" if right else "left", overflow="fold")
    return table


def search(answer: Mapping[str, Any]) -> None:
    table = _table(">match", "partner", "id", "country", "matched", "reason")
    for hit in answer["items"]:
        partner = hit["partner"]
        table.add_row(_number(hit["score"], 2), clean(partner["name"]), clean(partner["id"]),
                      clean(partner["country"]), clean(hit["matched"]), clean(hit["reason"]))
    console = _console()
    if answer["items"]:
        console.print(table)
    else:
        console.print(f"Nothing is called like {clean(answer['query'])!r}. Try fewer letters, or another script.")


def candidates(answer: Mapping[str, Any]) -> None:
    console = _console()
    need = f" for the need {clean(answer['need'])}" if answer["need"] else ""
    console.print(f"[bold]Candidates for {clean(answer['partner']['name'])}[/]{need}, as of {answer['as_of']}, "
                  f"by {clean(answer['scorer'])}")
    for item in answer["items"]:
        _candidate(console, item)
    if not answer["items"]:
        console.print("Nobody is left who would be a candidate.")
    left_out = [f"{each['count']} {each['reason'].replace('_', ' ')}" for each in answer["excluded"]]
    console.print(f"[dim]{len(answer['items'])} of {answer['total']} shown"
                  + (f"; left out: {', '.join(left_out)}" if left_out else "")
                  + (f"; next page: --cursor {answer['next']}" if answer["next"] else "") + "[/]")


def _candidate(console: Console, item: Mapping[str, Any]) -> None:
    """A line with the numbers, then the strongest reasons: they are what is read."""
    partner = item["partner"]
    flags = f" [yellow]{clean(', '.join(item['flags']))}[/]" if item["flags"] else ""
    console.print(
        f"{item['rank']:>3}  [bold]{clean(partner['name'])}[/] [dim]{clean(partner['id'])}, "
        f"{clean(partner['country'])}[/]  [bold]{item['score']:.3f}[/] (between {item['low']:.2f} and "
        f"{item['high']:.2f}; {item['coverage']:.0%} known, support {item['support']:g}){flags}"
    )
    parts = sorted(item["evidence"], key=lambda part: -abs(part["contribution"]))
    lines = [f"{part['contribution']:+.3f}  {clean(part['sentence'])}" for part in parts[:_REASONS]]
    if len(parts) > _REASONS:
        rest = sum(part["contribution"] for part in parts[_REASONS:])
        lines.append(f"{rest:+.3f}  in {len(parts) - _REASONS} more parts (--json shows all, with their facts)")
    console.print(Padding("\n".join(lines), (0, 0, 0, 5)))


def comparison(answer: Mapping[str, Any]) -> None:
    console = _console()
    a, b = clean(answer["a"]["name"]), clean(answer["b"]["name"])
    tie = "partners" if answer["partners_at_as_of"] else "not partners"
    console.print(f"[bold]{a}[/] (A) and [bold]{b}[/] (B), as of {answer['as_of']}: {tie}")
    table = _table("measure", ">A → B", ">B → A", "strongest reason")
    for each in answer["measures"]:
        there, back = each["a_to_b"], each["b_to_a"]
        parts = sorted(there["evidence"], key=lambda part: -abs(part["contribution"]))
        why = clean(parts[0]["sentence"]) if parts else clean(there["reason"])
        table.add_row(clean(each["name"]), _with_interval(there), _with_interval(back), why)
    console.print(table)


def _with_interval(measure: Mapping[str, Any]) -> str:
    if measure["value"] is None:
        return "–"
    return f"{measure['value']:.3f} [dim]{measure['low']:.2f}–{measure['high']:.2f}[/]"


def profile(answer: Mapping[str, Any]) -> None:
    console = _console()
    partner = answer["partner"]
    console.print(f"[bold]{clean(partner['name'])}[/] ({clean(partner['id'])}), as of {answer['as_of']}")
    table = _table("what", "facts")
    for name, value in answer["attributes"].items():
        table.add_row(clean(name), clean(value))
    if len(answer["records"]) > 1:
        table.add_row("records", clean(", ".join(answer["records"])))
    if answer["parent"]:
        table.add_row("parent", clean(answer["parent"]["name"]))
    for name in ("subsidiaries", "capabilities", "industries", "channels", "partners"):
        facts = [clean(each["name"] or each["id"]) for each in answer[name]]
        if facts:
            more = f" … and {len(facts) - 12} more" if len(facts) > 12 else ""
            table.add_row(f"{name} ({len(facts)})", ", ".join(facts[:12]) + more)
    table.add_row("patents", str(answer["patents"]))
    for need in answer["needs"]:
        table.add_row(f"need {clean(need['id'])}", clean(need["capability_name"] or need["capability"]))
    console.print(table)


def scorers(answer: Mapping[str, Any]) -> None:
    table = _table("scorer", "directed", "needs", "what a high score means")
    for each in answer["items"]:
        table.add_row(clean(each["name"]), "no" if each["symmetric"] else "yes",
                      clean(", ".join(each["requires"]) or "–"), clean(each["about"]))
    _console().print(table)


def status(answer: Mapping[str, Any]) -> None:
    console = _console()
    console.print(f"[bold]{clean(answer['store'])}[/]: schema {answer['schema_version']}, "
                  f"{answer['commit_seq']} commits, last day on record {answer['as_of']}")
    counts({"rows": answer["counts"]})
    for record in answer["imports"]:
        console.print(f"import {clean(record['import_id'])}: {record['state']}, {record['accepted']} rows in, "
                      f"{record['rejected']} refused, from {clean(', '.join(record['sources']))}")
    for open_one in answer["open_imports"]:
        console.print(f"[yellow]The import {clean(open_one)} is not finished; start it again to go on.[/]")


def counts(answer: Mapping[str, Any]) -> None:
    table = _table("table", ">rows")
    for name, count in answer["rows"].items():
        table.add_row(clean(name), f"{count:,}")
    _console().print(table if answer["rows"] else "The store is empty. Start with `allygraph import FOLDER`.")


def import_report(answer: Mapping[str, Any]) -> None:
    console = _console()
    for note in answer["notes"]:
        console.print(f"[yellow]{clean(note)}[/]")
    if answer["ignored"]:
        console.print(f"[dim]Passed over: {clean(', '.join(answer['ignored']))}[/]")
    if answer["up_to_date"]:
        console.print("The store holds this content already; nothing was changed.")
        return
    parts = ("accepted", "rejected", "inserted", "updated", "unchanged")
    table = _table("table", ">accepted", ">refused", ">new", ">changed", ">as before")
    for name in dict.fromkeys(name for part in parts for name in answer[part]):
        table.add_row(clean(name), *(f"{answer[part].get(name, 0):,}" for part in parts))
    console.print(table)
    for each in answer["rejects"]:
        console.print(f"[yellow]{each['count']:,} × {clean(each['table'])}: {clean(each['reason'])}[/]")
    if answer["rejects_path"]:
        console.print(f"Refused rows: {clean(answer['rejects_path'])} (mend them there and import that folder).")
    how = "Checked, nothing written" if answer["dry_run"] else "Went on and finished" if answer["resumed"] else "Done"
    console.print(f"[dim]{how} in {answer['seconds']:.1f} s.[/]")


def verification(answer: Mapping[str, Any]) -> None:
    console = _console()
    for problem in answer["problems"]:
        console.print(f"[red]{clean(problem)}[/]")
    total = sum(answer["counts"].values())
    console.print(f"{total:,} rows read back, {len(answer['problems'])} problems, commit {answer['commit_seq']}.")


def checks(answer: Mapping[str, Any]) -> None:
    table = _table("check", "state", "found", "what to do")
    colours = {"right": "green", "note": "yellow", "wrong": "red"}
    for each in answer["checks"]:
        table.add_row(clean(each["name"]), f"[{colours[each['state']]}]{each['state']}[/]", clean(each["found"]),
                      clean(each["advice"] or ""))
    _console().print(table)


def settings(answer: Mapping[str, Any]) -> None:
    table = _table("setting", "value", "from")
    for each in answer["settings"]:
        table.add_row(clean(each["name"]), clean(each["value"]), clean(each["origin"]))
    _console().print(table)


def demo(answer: Mapping[str, Any]) -> None:
    console = _console()
    console.print(f"[dim]{clean(answer['notice'])}[/]")
    for question in answer["answers"]:
        console.print()
        candidates(question)
    console.print()
    console.print(f"Map: {clean(answer['map'])}")
    console.print("Next: `make serve`, or `.venv/bin/allygraph --store "
                  f"{clean(answer['store'])} compare {clean(answer['a'])} {clean(answer['b'])}`")


def written(answer: Mapping[str, Any]) -> None:
    _console().print(f"Written: {clean(answer['map'])}")


def key_created(answer: Mapping[str, Any]) -> None:
    _console().print(f"{clean(answer['key'])}\n[dim]Role {clean(answer['role'])}, tenant {clean(answer['tenant'])}. "
                     "This is the only time it is shown.[/]")


def keys(answer: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    columns = ("id", "role", "tenant", "label", "created_at")
    table = _table(*columns)
    for each in answer["keys"]:
        table.add_row(*(clean(each[name]) for name in columns))
    _console().print(table)
