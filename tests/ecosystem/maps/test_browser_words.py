"""What the panels of a map say: every text in both languages, none missing, none left over."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest

FOLDER = files("ecosystem.maps").joinpath("browser")
WORDS = json.loads(FOLDER.joinpath("words.json").read_text("utf-8"))
FILLED = re.compile(r"\{\w+\}")
BUILT = ("kind.", "lens.", "legend.", "panel.", "rest.", "csv.", "export.", "theme.", "tools.", "voice.level.", "help.")
"""Beginnings of keys that the script puts together."""


def script() -> str:
    return "\n".join(each.read_text("utf-8") for each in FOLDER.iterdir() if each.name.endswith(".js"))


def test_both_languages_have_the_same_keys() -> None:
    assert WORDS["en"].keys() == WORDS["zh"].keys()


@pytest.mark.parametrize("key", sorted(WORDS["en"]))
def test_a_text_says_the_same_values_in_both_languages_and_chinese_is_chinese(key: str) -> None:
    english, chinese = WORDS["en"][key], WORDS["zh"][key]
    assert sorted(set(FILLED.findall(english))) == sorted(set(FILLED.findall(chinese)))
    if re.search(r"[a-z]{3}", FILLED.sub("", english)):
        assert re.search(r"[\u4e00-\u9fff]", chinese)


def test_the_script_says_nothing_that_is_not_in_the_words_and_uses_all_of_them() -> None:
    said = set(re.findall(r'"([a-z]+(?:[.-][\w-]+)*)"', script()))
    direct = set(re.findall(r'\bsay\(\s*[\w.]+,\s*"([\w.-]+)"', script()))
    assert direct - WORDS["en"].keys() == set()
    assert {key for key in WORDS["en"] if key not in said and not key.startswith(BUILT)} == set()


def test_every_lens_of_the_views_has_a_name() -> None:
    views = files("ecosystem.maps").joinpath("views")
    written = "\n".join(each.read_text("utf-8") for each in views.iterdir() if each.name.endswith(".py"))
    lenses = set(re.findall(r'\bLens\(\s*"(\w+)"', written)) | {"region", "country", "kind"}
    assert {f"lens.{name}" for name in lenses} - WORDS["en"].keys() == set()
