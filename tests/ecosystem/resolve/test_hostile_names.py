"""Names are untrusted text: they pass through unharmed, and none of them makes anybody wait."""

from __future__ import annotations

import re
import time
from types import ModuleType

import pytest

from ecosystem.resolve import chinese, identity, legal_forms, names, ranking, search
from ecosystem.resolve.names import fold, parse
from ecosystem.resolve.search import NameIndex, Reason

HOSTILE = [
    "O'Brien & Sons \"Quoted\" Ltd",
    "<script>alert(1)</script> GmbH",
    "=HYPERLINK(\"http://example.org\",\"x\")",
    "Robert'); DROP TABLE partners;--",
    "\u202eevil\u202c Corp",
    "zero\u200dwidth\u200bjoiner\ufeff AG",
    "👩‍👩‍👧‍👦 Family 🚀 Inc.",
    "a" * 5_000,
    "华" * 5_000,
    "Z̴̡a͝l̶g̵o̸" + "\u0301" * 500,
    "\0NUL\0 Ltd",
    "lone \ud800 surrogate",
    "ﷺ" * 300,
    "{{7*7}} ${jndi:ldap://x} %s %n",
    "../../etc/passwd",
    "\n\r\tnew lines\u2028 and\u0085 more",
    "İıŞş ǅ ﬁ ß",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 Ⓒⓞⓡⓟ",
    "ก็็็็็็็็็็็็็็็็็็็็",
    "null",
]  # fmt: skip

PUMPS = [
    "a" * 50_000, " " * 50_000, "a " * 25_000, " a" * 25_000, "\u0301" * 50_000, " \u0301" * 25_000,
    "a\u0301" * 25_000, "华" * 50_000, "a华" * 25_000, "华a" * 25_000, "." * 50_000, "s.a." * 12_500,
    "(" * 50_000, "()" * 25_000, ")(" * 25_000, "HTTPS://" * 6_250, "HTTP://" + "A" * 50_000, "lv" * 25_000,
    "l" * 49_999 + "v", "ア" * 50_000, "ab" * 24_999 + "!", "ltd " * 12_500, "有限公司" * 12_500, "-" * 50_000,
]  # fmt: skip


def milliseconds(work: object, *arguments: object) -> float:
    """CPU time, the better of three: other processes must not fail the test."""
    assert callable(work)
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        work(*arguments)
        best = min(best, 1000 * (time.process_time() - start))
        if best < 50:
            break
    return best


def patterns() -> list[tuple[str, re.Pattern[str]]]:
    modules: list[ModuleType] = [chinese, identity, legal_forms, names, ranking, search]
    return [
        (f"{module.__name__}.{name}", value)
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, re.Pattern)
    ]


def test_hostile_names_come_back_as_they_went_in() -> None:
    index = NameIndex.build([f"{at:03d}" for at in range(len(HOSTILE))], HOSTILE, [[name] for name in HOSTILE])
    for row, name in enumerate(HOSTILE):
        first = index.search(name, 1)[0]
        assert (first.row, first.matched, first.reason) == (row, name, Reason.EXACT)


def test_hostile_names_find_only_their_like_among_honest_ones() -> None:
    index = NameIndex.build(["1", "2"], ["Siemens AG", "华为技术有限公司"], [[], []])
    for name in HOSTILE:
        found = index.search(name)
        assert not found or name.startswith("华"), (name[:40], found)


def test_two_long_names_that_differ_only_at_their_end_are_told_apart() -> None:
    long = "Consolidated " * 400
    index = NameIndex.build(["1", "2"], [long + "Alpha", long + "Beta"], [[], []])
    assert [match.score == 1.0 for match in index.search(long + "Beta")] == [True, False]
    assert index.search(long + "Beta")[0].row == 1


def test_there_are_expressions_to_test() -> None:
    assert len(patterns()) >= 7


@pytest.mark.parametrize("name,pattern", patterns(), ids=[name for name, _ in patterns()])
def test_no_expression_is_slow_on_fifty_thousand_letters(name: str, pattern: re.Pattern[str]) -> None:
    for pump in PUMPS:
        assert milliseconds(pattern.search, pump + "!") < 50, (name, pump[:10])
        assert milliseconds(pattern.sub, "", pump + "!") < 50, (name, pump[:10])
        assert milliseconds(pattern.match, pump) < 50, (name, pump[:10])


@pytest.mark.parametrize("name,pattern", patterns(), ids=[name for name, _ in patterns()])
def test_no_expression_repeats_a_repetition(name: str, pattern: re.Pattern[str]) -> None:
    assert not re.search(r"[*+}]\)[*+{]", pattern.pattern), name


@pytest.mark.parametrize("pump", PUMPS, ids=[repr(pump[:8]) for pump in PUMPS])
def test_folding_and_searching_stay_fast_on_fifty_thousand_letters(pump: str) -> None:
    index = NameIndex.build(["1", "2", "3"], ["Siemens AG", "华为技术有限公司", pump], [[], [], []])
    assert milliseconds(fold, pump) < 50
    assert milliseconds(parse, pump) < 50
    assert milliseconds(index.search, pump) < 100
    assert milliseconds(index.nearest, pump[:-1]) < 100
    assert milliseconds(identity.normalised, pump) < 100
