"""From a question to a map file: what the command line, the demo and notebooks call."""

from __future__ import annotations

from pathlib import Path

from ecosystem.answers import Candidates
from ecosystem.maps.first_html import write_map
from ecosystem.maps.first_scene import ecosystem_scene
from ecosystem.service import Ecosystem


def draw_map(eco: Ecosystem, path: Path, answer: Candidates | None = None, as_of: str | None = None) -> Path:
    """Draw the ecosystem, with an organisation and its candidates lit where an answer is given."""
    scene = ecosystem_scene(eco.view(answer.as_of if answer else as_of), answer=answer, title=_finding(eco, answer))
    return write_map(scene, path)


def _finding(eco: Ecosystem, answer: Candidates | None) -> str:
    """The map's title: what it shows, in a sentence."""
    if answer is None:
        return "The partner ecosystem by industry"
    first = answer.items[0].partner.name if answer.items else "nobody"
    what = "looks for partners"
    if answer.need is not None:
        needs = eco.partner(answer.partner.id, as_of=answer.as_of).needs
        named = next((need["capability_name"] for need in needs if need["id"] == answer.need), answer.need)
        what = f"needs {named}"
    return f"{answer.partner.name} {what}: {first} comes first of {answer.total:,}"
