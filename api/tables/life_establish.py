"""How partnerships are established, as tables for a terminal."""

from __future__ import annotations

from typing import Any

from api.tables.base import clean, console, counted, table


def diligence(answer: Any) -> None:
    """A check in a line, the open ones first."""
    counts = ", ".join(f"{count} {state}" for state, count in answer["counts"].items())
    made = table("check", "question", "of", "state", "owner", "due", "finding",
                 title=clean(f"Due diligence of {answer['partnership']}, as of {answer['as_of']}: {counts}"))
    for each in answer["items"]:
        late = f" ({each['overdue_days']} days over)" if each["overdue_days"] else ""
        made.add_row(*map(clean, (each["id"], each["question"], each["partner"], each["state"], each["owner"],
                                  (each["due"] or "–") + late, each["finding"])))
    console().print(made)
    if answer["without_owner"]:
        console().print(f"{counted(answer['without_owner'], 'open check has', 'open checks have')} no owner.")


def milestones(answer: Any) -> None:
    """A milestone in a line, the longest overdue first."""
    made = table("milestone", "partnership", "name", "due", "delivers", "status", "waits for",
                 title=clean(f"Milestones, as of {answer['as_of']}"))
    for each in answer["items"]:
        made.add_row(*map(clean, (each["id"], each["partnership"], each["name"], each["due"], each["partner"],
                                  _status(each), _blockers(each))))
    console().print(made)
    if not answer["items"]:
        console().print("There is none.")


def annex(answer: Any) -> None:
    """A milestone in a line, by quarter, with what each side puts in."""
    sides = answer["partners"]
    made = table("quarter", "milestone", "due", "delivers", *(clean(f"from {name}") for name in sides.values()),
                 "judged by", "state", title=clean(f"{answer['name']}, as of {answer['as_of']}"))
    for each in answer["rows"]:
        puts = ("; ".join(each["resources"].get(who, ())) or None for who in sides)
        state = "; ".join(part for part in (_status(each), _blockers(each)) if part)
        made.add_row(*map(clean, (each["quarter"], each["name"], each["due"],
                                  sides.get(each["partner"], each["partner"]), *puts, each["assessment"], state)))
    if answer["common"]:
        puts = ("; ".join(answer["common"].get(who, ())) or None for who in sides)
        made.add_row(*map(clean, ("all", None, None, None, *puts, None, None)))
    console().print(made)


def difference(answer: Any) -> None:
    """A difference in a line."""
    made = table("what", "by", "on", "why",
                 title=clean(f"{answer['record']} between {answer['since']} and {answer['until']}"))
    for each in answer["items"]:
        made.add_row(*map(clean, (each["sentence"], each["by"], each["on"], each["why"])))
    console().print(made)
    if not answer["items"]:
        console().print("Nothing is different.")


def templates(answer: Any) -> None:
    """A template in a line."""
    made = table("template", "name", "", "for", "writes")
    for each in answer["items"]:
        writes = ", ".join(f"{count} {kind}" for kind, count in each["records"].items())
        made.add_row(*map(clean, (each["id"], each["name"], each["name_zh"], each["about"], writes)))
    console().print(made)


def _status(row: Any) -> str:
    if row["overdue_days"]:
        return f"overdue by {row['overdue_days']} days"
    if row["status"] == "due_soon":
        return f"due in {row['days_left']} days"
    late = f", {row['late_days']} days late" if row["late_days"] else ""
    return str(row["state"]) + late


def _blockers(row: Any) -> str:
    return "; ".join(each["sentence"] for each in row["blockers"])
