"""The page ``docs/life.md``, written from the kinds of record: ``python -m ecosystem.life.page``."""

from __future__ import annotations

from ecosystem.life.fields import Field
from ecosystem.life.kinds import KINDS, RecordKind

_HEAD = """# The life of a partnership

<!-- Written by `python -m ecosystem.life.page`; a test holds it equal to `ecosystem/life/kinds/`. -->

After a partner was found, a partnership is negotiated, agreed, operated, evaluated, and in the end left or
transformed. Everything that is kept of that is a **record** of one of the kinds below; what happens to a record is an
**event**: who, since when (`on`), why, from what to what. Events are appended and never changed. What was wrong is
corrected or undone by further events, and the history keeps both.

- A record is on each day what its events up to that day make it: `allygraph partnership show RECORD --as-of DATE`,
  `GET /v1/records/{record_id}?as_of=DATE`, `eco.life.record(record, as_of=DATE)`.
- A step that cannot be taken is refused and says which can. Fields that break a rule are refused by name, all at once,
  and nothing is written.
- Of two who change the same version one is told so: send the version that you saw in `If-Match`. With an
  `Idempotency-Key` a request may be repeated; it is done once.
- `undo` takes back the last event, or the one of a version; undoing an undo restores.
- In the graph a partnership binds its partners from the day on which it is activated to the day on which it ends:
  scorers, candidates and maps see that and nothing of the rest. Events lie in the table `life_events`, are exported and
  imported with everything else, and move no day on record.

```sh
allygraph partnership add partnership --id ps-1 --set name=Cockpit --set type=technology_alliance \\
    --set 'partners=["a-nev","b-tech"]' --on 2023-12-01
allygraph partnership step ps-1 contact --on 2023-12-02 --why "met at the fair"
allygraph partnership history ps-1
```

A star marks a field that is needed. Shares are percent by who bears them and sum to exactly 100.
"""


def page() -> str:
    """The whole page as Markdown."""
    return "\n".join([_HEAD, *map(_kind, KINDS.values())])


def _kind(kind: RecordKind) -> str:
    rows = "\n".join(f"| `{field.name}`{'*' if field.required else ''} | {_type(field)} | {_about(field)} |"
                     for field in kind.fields)
    return (f"## `{kind.name}` · {kind.zh}\n\n{kind.about[0].upper()}{kind.about[1:]}.\n\n"
            f"| field | holds | |\n|---|---|---|\n{rows}\n\n```mermaid\n{kind.machine.diagram()}\n```\n")


def _type(field: Field) -> str:
    if field.of:
        return "rows of " + ", ".join(f"`{each.name}`{'*' if each.required else ''}" for each in field.of)
    return field.type.value + (f" → {field.refers_to}" if field.refers_to else "")


def _about(field: Field) -> str:
    return field.about + (("; " if field.about else "") + "one of " + ", ".join(field.one_of) if field.one_of else "")


if __name__ == "__main__":
    print(page(), end="")
