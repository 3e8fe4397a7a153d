"""The words of maps: no language lacks one, none is there for nothing, and all fill in the same values."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from ecosystem.errors import InvalidParameter
from ecosystem.languages import LANGUAGES
from ecosystem.maps import words
from ecosystem.maps.words import called, say

ROOT = Path(words.__file__).parents[2]
PLACES = (*(ROOT / "ecosystem").rglob("*.py"), *(ROOT / "api").rglob("*.py"))
FROM_DATA = ("tie.", "kind.of.", "relation.")
"""Words for codes that stand in the data: whoever meets another code reads it as it is."""


def texts() -> Iterator[tuple[str, bool]]:
    """Every text in our sources, and whether it is only the beginning of one that is put together."""
    for file in PLACES:
        if file.name == "words.py":
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value, False
            elif isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
                yield str(node.values[0].value), True


@pytest.mark.parametrize("key", sorted(words._WORDS))
def test_every_language_has_every_word_with_the_same_values(key: str) -> None:
    said = words._WORDS[key]
    assert len(said) == len(LANGUAGES) and all(text.strip(" ") for text in said)
    values = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in said]
    assert values[0] == values[1]


def test_every_word_is_used() -> None:
    whole = {text for text, begins in texts() if not begins}
    beginnings = tuple({text for text, begins in texts() if begins and text.endswith(".")})
    idle = [key for key in words._WORDS if key not in whole and not key.startswith((*beginnings, *FROM_DATA))]
    assert idle == []


def test_a_code_without_a_word_is_read_as_it_is() -> None:
    assert called("zh", "tie", "joint_venture") == "合资企业" and called("zh", "tie", "barter_deal") == "barter deal"


def test_another_language_is_refused_with_those_that_are_spoken() -> None:
    with pytest.raises(InvalidParameter, match="'fr'; it can be en or zh"):
        say("fr", "shown", shown=1, total=2)
