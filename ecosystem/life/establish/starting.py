"""How does a partnership start in minutes? Templates: records with months and sides in place of days and names.

A template is a YAML file in the folder `templates`. In it ``+6`` is six months after the start, ``$a`` and ``$b``
are the first and the second partner, ``@annex`` is the record of the template with that id, and a text in
two languages is ``{en: …, zh: …}``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from ecosystem.answers.life_establish import TemplateAnswer, Templates
from ecosystem.errors import InvalidParameter
from ecosystem.life.calendar import months_later
from ecosystem.life.events import Values

FOLDER: Final = Path(__file__).parent / "templates"
_MONTHS: Final = re.compile(r"\+\d{1,3}")
_SIDES: Final = ("$a", "$b")


@dataclass(frozen=True, slots=True)
class Planned:
    """A record that a template makes."""

    id: str
    kind: str
    fields: Values


@cache
def all_templates() -> Mapping[str, Mapping[str, Any]]:
    """Every template by its id, the name of its file."""
    from ruamel.yaml import YAML

    return {file.stem: YAML(typ="safe", pure=True).load(file.read_text("utf-8"))
            for file in sorted(FOLDER.glob("*.yaml"))}


def listed() -> Templates:
    """What templates there are, and what each writes."""
    return Templates(tuple(
        TemplateAnswer(name, each["type"], each["name"]["en"], each["name"]["zh"], each["about"]["en"],
                       each["about"]["zh"], dict(Counter(record["kind"] for record in each["records"])))
        for name, each in all_templates().items()
    ))


def planned(template: str, partnership: str, partners: Sequence[str], starts: date, language: str) -> list[Planned]:
    """The records of a template for a partnership, in an order in which each names earlier ones only.

    Raises
    ------
    InvalidParameter
        if there is no such template.
    """
    found = all_templates().get(template)
    if found is None:
        raise InvalidParameter(f"There is no template {template[:40]!r}; there are {', '.join(all_templates())}.")
    words = {f"@{each['id']}": f"{partnership}/{template}/{each['id']}" for each in found["records"]}
    words |= dict(zip(_SIDES, partners, strict=False))
    filled = _Filler(words, starts, language)
    return [Planned(words[f"@{each['id']}"], each["kind"], {
        name: filled(value) for name, value in each.items() if name not in ("id", "kind")
    }) for each in found["records"]]


@dataclass(frozen=True, slots=True)
class _Filler:
    """Puts ids, days and texts of one language into what a template says."""

    words: Mapping[str, str]
    starts: date
    language: str

    def __call__(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            if value.keys() == {"en", "zh"}:
                return value[self.language]
            return {self.words.get(name, name): self(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self(each) for each in value]
        if isinstance(value, str) and _MONTHS.fullmatch(value):
            return months_later(self.starts, int(value)).isoformat()
        return self.words.get(value, value) if isinstance(value, str) else value
