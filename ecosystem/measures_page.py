"""The page ``docs/measures.md``, written from the docstrings: ``python -m ecosystem.measures_page``."""

from __future__ import annotations

from ecosystem.answers.measures import Measure
from ecosystem.measures import measures

_HEAD = """# Measures

<!-- Written by `python -m ecosystem.measures_page` from the docstrings; a test holds it equal to them. -->

Every measure with its formula, its range, its direction and its source. **Partner scores** rank candidates
(`allygraph candidates --scorer NAME`, `eco.candidates(scorer=NAME)`, `/v1/partners/ID/candidates?scorer=NAME`)
and explain themselves; **functions** are for Python. `GET /v1/measures` and `allygraph measures` say the same.
The examples run with the tests.

An undefined value is `null` with a reason, never 0.
"""
_DIRECTION = {"symmetric": "Both ways the same.", "directed": "Directed: A to B is not B to A.", "none": ""}


def page() -> str:
    """The whole page as Markdown."""
    found = measures().items
    scores = [each for each in found if each.kind == "partner_score"]
    functions = [each for each in found if each.kind == "function"]
    parts = [_HEAD, "## Partner scores\n", _contents(scores), *map(_measure, scores)]
    parts += ["## Functions\n", *map(_measure, functions)]
    return "\n".join(parts)


def _contents(found: list[Measure]) -> str:
    lines = ["| name | a high score means | needs |", "|---|---|---|"]
    lines += [f"| [`{each.name}`](#{each.name}) | {each.about} | {', '.join(each.requires)} |" for each in found]
    return "\n".join(lines) + "\n"


def _measure(each: Measure) -> str:
    facts = [f"Range {each.range}." if each.range else "", _DIRECTION[each.direction],
             f"Needs {', '.join(f'`{layer}`' for layer in each.requires)}." if each.requires else "",
             f"`{each.module}`"]
    parts = [f"### {each.name}\n", " ".join(fact for fact in facts if fact) + "\n", _plain(each.text) + "\n"]
    parts += [f"- `{given['name']}` ({given['type']}): {given['about']}" for given in each.parameters]
    if each.parameters:
        parts.append("")
    if each.example:
        parts.append(f"```pycon\n{each.example}\n```\n")
    parts += [f"*{source}*\n" for source in each.sources]
    return "\n".join(parts)


def _plain(text: str) -> str:
    return text.replace("``", "`")


if __name__ == "__main__":
    print(page(), end="")
