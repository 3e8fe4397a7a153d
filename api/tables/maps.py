"""Which views there are, and what was drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.tables.base import clean, console, table


def drawn(answer: Mapping[str, Any]) -> None:
    out = console()
    out.print(f"[bold]{clean(answer['title'])}[/]")
    out.print(f"Written: {clean(answer['map'])}", soft_wrap=True)


def anchored(answer: Mapping[str, Any]) -> None:
    out = console()
    if not answer["anchored"]:
        out.print("Maps follow no anchor: each is made from its own data.")
        return
    out.print(f"Maps follow the ground of [bold]{clean(answer['as_of'])}[/] with {answer['organisations']:,} "
              f"organisations, on that day and later.  [dim]Snapshot {clean(answer['snapshot'])}.[/]")


def views(answer: Mapping[str, Any]) -> None:
    out = console()
    rows = table("view", "what it finds", "options")
    for each in answer["items"]:
        rows.add_row(clean(each["name"]), f"{clean(each['about'])} [dim]{clean(each['title_zh'])}[/]",
                     " ".join(map(_option, each["parameters"])))
    out.print(rows)
    formats = ", ".join(f".{clean(each['name'])}" + (f" (extra {clean(each['needs'])})" if each["needs"] else "")
                        for each in answer["formats"])
    languages = ", ".join(answer["languages"])
    out.print(f"[dim]Every view takes --as-of, --language ({languages}) and --theme; a file ends in {formats}.[/]")


def _option(parameter: Mapping[str, Any]) -> str:
    name = f"--{clean(parameter['name'])}"
    return name if parameter["required"] else f"[dim]\\[{name}][/]"
