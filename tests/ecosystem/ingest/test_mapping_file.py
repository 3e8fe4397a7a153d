"""A mapping file cannot name a type, refer to itself, or make a small file grow."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.errors import InvalidMapping
from ecosystem.ingest.mapping_file import MAX_BYTES, Items, Named, Text, parse


def refused(text: str) -> str:
    with pytest.raises(InvalidMapping) as caught:
        parse(text, "m.yaml")
    return str(caught.value)


@pytest.mark.parametrize("word", ["NO", "no", "yes", "true", "1e3", "0x1F", "1_000", "012", "~", "null", "2024-01-01",
                                  ".inf", "=", "<<", "12:30:45"])
def test_a_word_stays_the_text_that_it_is(word: str) -> None:
    assert parse(f"a: {word}", "m.yaml").values["a"] == Text(word, 1)


def test_lists_names_and_lines_are_kept() -> None:
    root = parse("a:\n  - x\n  - {b: y}\nc:\n", "m.yaml")
    items = root.values["a"]
    assert isinstance(items, Items) and items.values[0] == Text("x", 2)
    assert isinstance(items.values[1], Named) and items.values[1].lines == {"b": 3}
    assert root.lines == {"a": 1, "c": 4}
    assert root.values["c"] == Text("", 4, empty=True) or root.values["c"].line >= 4


def test_nothing_is_told_apart_from_an_empty_text() -> None:
    root = parse("a:\nb: ''", "m.yaml")
    assert (root.values["a"], root.values["b"]) == (Text("", root.values["a"].line, empty=True), Text("", 2))


@pytest.mark.parametrize("tagged", ["!!python/object:os.system", "!!python/object/apply:os.system [ls]", "!!int 1",
                                    "!include /etc/passwd", "!<tag:yaml.org,2002:str> x"])
def test_tags_are_refused_with_their_line(tagged: str) -> None:
    assert "m.yaml, line 2: tags" in refused(f"a: 1\nb: {tagged}")


def test_anchors_and_aliases_are_refused_with_their_line() -> None:
    assert "m.yaml, line 2: anchors" in refused("a: 1\nb: &x 1")
    assert "m.yaml, line 1: anchors" in refused("a: *x")


def test_a_billion_laughs_are_refused_at_the_first() -> None:
    laughs = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 40))
    begun = time.perf_counter()
    assert "line 1: anchors" in refused(laughs)
    assert time.perf_counter() - begun < 1


def test_ten_thousand_levels_are_refused_at_the_thirteenth() -> None:
    begun = time.perf_counter()
    assert "more than 12 levels" in refused("[" * 10_000)
    assert "more than 12 levels" in refused("".join(" " * i + f"k{i}:\n" for i in range(14)))
    assert time.perf_counter() - begun < 5


def test_a_name_that_stands_twice_is_refused_with_both_lines() -> None:
    assert refused("a: 1\nb: 2\na: 3") == "m.yaml, line 3: 'a' stands here twice; the first is in line 1."


def test_a_large_file_is_refused_without_being_parsed() -> None:
    begun = time.perf_counter()
    assert "larger than 256 kB" in refused("a: " + "x" * MAX_BYTES)
    assert time.perf_counter() - begun < 1


def test_what_is_no_yaml_is_refused_with_its_line() -> None:
    assert "m.yaml, line 2: this is not YAML" in refused("a: [1\nb: 2")
    assert "not YAML" in refused("a: \x00")
    assert "must hold one document" in refused("a: 1\n---\nb: 2")
    assert "must start with named values" in refused("- a")
    assert "must start with named values" in refused("")
    assert "must be plain text" in refused("? [a]\n: 1")


@given(st.text(alphabet=st.sampled_from("ab:-[]{}&*!|>'\"#%@`,?\n \t0~<"), max_size=60))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        assert isinstance(parse(text, "m.yaml"), Named)
    except InvalidMapping as error:
        assert str(error).startswith("m.yaml")
