"""Records of partnerships as tables for a terminal."""

from __future__ import annotations

import json
from typing import Any

from api.tables.base import clean, console, counted, table


def records(answer: Any) -> None:
    """Records in a line each."""
    made = table("id", "kind", "state", "since", "what", title=counted(len(answer["items"]), "record"))
    for each in answer["items"]:
        fields = each["fields"]
        what = fields.get("name") or fields.get("title") or fields.get("text") or fields.get("what") or ""
        made.add_row(clean(each["id"]), clean(each["kind"]), clean(each["state"]), clean(each["since"]), clean(what))
    console().print(made)
    if not answer["items"]:
        console().print("There is none yet: allygraph partnership add partnership --set name=… --set type=… "
                        "--set 'partners=[\"ID\", \"ID\"]'")


def record(answer: Any) -> None:
    """One record, its fields, and what can be done next."""
    title = f"{answer['kind']} {answer['id']}: {answer['state']} since {answer['since']}, version {answer['version']}"
    made = table("field", "value", title=clean(title))
    for name, value in answer["fields"].items():
        made.add_row(clean(name), clean(_text(value)))
    console().print(made)
    if answer["steps"]:
        console().print(clean(f"Next: {', '.join(answer['steps'])}"))


def history(answer: Any) -> None:
    """Events in the order in which they were written."""
    title = clean(f"{answer['kind']} {answer['record']}")
    made = table(">version", "on", "what", "by", "why", "from → to", title=title)
    for each in answer["items"]:
        what = each["step"] or each["act"] + (f" of {each['about']}" if each["about"] else "")
        changed = "; ".join(f"{name}: {_text(each['before'].get(name))} → {_text(value)}"
                            for name, value in each["after"].items())
        made.add_row(str(each["version"]), clean(each["on"]), clean(what), clean(each["by"]), clean(each["why"]),
                     clean(changed))
    console().print(made)


def kinds(answer: Any) -> None:
    """Kinds with their fields; a star marks what is needed."""
    made = table("kind", "中文", "fields", "steps", title="Kinds of record")
    for each in answer["items"]:
        fields = ", ".join(field["name"] + ("*" if field["required"] else "") for field in each["fields"])
        steps = ", ".join(dict.fromkeys(step for steps in each["steps"].values() for step in steps))
        made.add_row(clean(each["name"]), clean(each["zh"]), clean(fields), clean(steps))
    console().print(made)


def _text(value: object) -> str:
    if value is None:
        return "–"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
