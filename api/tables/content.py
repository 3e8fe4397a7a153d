"""What is in a store, and what an import or a check did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.tables.base import clean, console, table


def status(answer: Mapping[str, Any]) -> None:
    out = console()
    out.print(f"[bold]{clean(answer['store'])}[/]: schema {answer['schema_version']}, "
                  f"{answer['commit_seq']} commits, last day on record {answer['as_of']}")
    counts({"rows": answer["counts"]})
    for record in answer["imports"]:
        out.print(f"import {clean(record['import_id'])}: {record['state']}, {record['accepted']} rows in, "
                      f"{record['rejected']} refused, from {clean(', '.join(record['sources']))}")
    for open_one in answer["open_imports"]:
        out.print(f"[yellow]The import {clean(open_one)} is not finished; start it again to go on.[/]")


def counts(answer: Mapping[str, Any]) -> None:
    rows = table("table", ">rows")
    for name, count in answer["rows"].items():
        rows.add_row(clean(name), f"{count:,}")
    console().print(rows if answer["rows"] else "The store is empty. Start with `allygraph import FOLDER`.")


def import_report(answer: Mapping[str, Any]) -> None:
    out = console()
    for note in answer["notes"]:
        out.print(f"[yellow]{clean(note)}[/]")
    if answer["ignored"]:
        out.print(f"[dim]Passed over: {clean(', '.join(answer['ignored']))}[/]")
    if answer["up_to_date"]:
        out.print("The store holds this content already; nothing was changed.")
        return
    parts = ("accepted", "rejected", "inserted", "updated", "unchanged")
    rows = table("table", ">accepted", ">refused", ">new", ">changed", ">as before")
    for name in dict.fromkeys(name for part in parts for name in answer[part]):
        rows.add_row(clean(name), *(f"{answer[part].get(name, 0):,}" for part in parts))
    out.print(rows)
    for each in answer["rejects"]:
        out.print(f"[yellow]{each['count']:,} × {clean(each['table'])}: {clean(each['reason'])}[/]")
    if answer["rejects_path"]:
        out.print(f"Refused rows: {clean(answer['rejects_path'])} (mend them there and import that folder).")
    how = "Checked, nothing written" if answer["dry_run"] else "Went on and finished" if answer["resumed"] else "Done"
    out.print(f"[dim]{how} in {answer['seconds']:.1f} s.[/]")


def verification(answer: Mapping[str, Any]) -> None:
    out = console()
    for problem in answer["problems"]:
        out.print(f"[red]{clean(problem)}[/]")
    total = sum(answer["counts"].values())
    out.print(f"{total:,} rows read back, {len(answer['problems'])} problems, commit {answer['commit_seq']}.")
