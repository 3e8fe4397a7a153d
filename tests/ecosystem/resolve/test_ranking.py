"""What is nearer to the text that was typed scores higher than what is farther."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.resolve.ranking import FLOOR, Reason, edits_allowed, judge, spell


def score(typed: str, name: str) -> float:
    asked = spell(typed)
    return judge(asked, spell(name), [1.0] * len(asked.words))[0]


def reason(typed: str, name: str) -> Reason:
    asked = spell(typed)
    return judge(asked, spell(name), [1.0] * len(asked.words))[1]


@pytest.mark.parametrize(
    ("typed", "from_best_to_worst"),
    [
        ("Siemens AG", ["Siemens AG", "SIEMENS Aktiengesellschaft", "Siemens", "Siemens GmbH", "Siemens Energy AG",
                        "Simens Energy AG", "Bosch AG"]),
        ("siemens", ["siemens", "Siemens AG", "Siemens Energy", "Siemens Energy Global Trading", "Siemans Energy",
                     "Philips"]),
        ("Bosch Sensortec", ["Bosch Sensortec GmbH", "Sensortec Bosch", "Bosch Sensortec Dresden",
                             "Bosch Sensortek", "Robert Bosch"]),
        ("sensortec bosch", ["Bosch Sensortec", "Bosch Sensortec Dresden", "Bosch Rexroth"]),
        ("google", ["Google", "Googel", "Gogol"]),
        ("general motors", ["General Motors", "General Motor", "Genral Motrs", "General Electric"]),
        ("IBM", ["IBM", "IBM Research", "International Business Machines", "ICBM"]),
        ("华为", ["华为", "华为技术有限公司", "深圳华为投资", "花伟", "中兴"]),
        ("華為", ["华为", "华为技术", "中兴"]),
        ("huawei", ["Huawei", "华为", "华为技术", "Hauwei Inc", "北京华为", "中兴"]),
        ("hw", ["HW", "华为", "海威科技", "Siemens"]),
        ("中石油", ["中石油", "中石油管道", "中国石油", "中国石油天然气", "中石化"]),
        ("深圳腾讯", ["深圳腾讯", "深圳市腾讯计算机", "北京华为"]),
    ],
)  # fmt: skip
def test_better_outscores_worse(typed: str, from_best_to_worst: list[str]) -> None:
    scores = [score(typed, name) for name in from_best_to_worst]
    for (better, higher), (worse, lower) in pairwise(zip(from_best_to_worst, scores, strict=True)):
        assert higher > lower, f"{typed!r}: {better!r} {higher:.3f}, {worse!r} {lower:.3f}"


@pytest.mark.parametrize(
    ("typed", "name", "why"),
    [
        ("Siemens AG", "siemens ag", Reason.EXACT),
        ("face book", "Facebook", Reason.EXACT),
        ("siem", "Siemens", Reason.PREFIX),
        ("energy siemens", "Siemens Energy", Reason.WORDS),
        ("micro devices", "Advanced Micro Devices", Reason.WORDS),
        ("simens", "Siemens", Reason.TYPO),
        ("腾讯", "深圳市腾讯计算机系统", Reason.PART),
        ("tengxun", "腾讯音乐", Reason.PINYIN),
        ("mit", "Massachusetts Institute of Technology", Reason.INITIALS),
        ("txyy", "腾讯音乐", Reason.INITIALS),
        ("International Business Machines", "IBM", Reason.INITIALS),
        ("华为", "Huawei", Reason.PINYIN),
        ("lvdi", "绿地", Reason.PINYIN),
    ],
)
def test_the_reason_says_how_it_was_typed(typed: str, name: str, why: Reason) -> None:
    assert reason(typed, name) is why


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("tencent", "腾讯"),
        ("ibn", "IBM"),
        ("xqzjvk", "Siemens"),
        ("龘靐", "华为"),
        ("科技", "华为"),
        ("ag", "Siemens AG"),
    ],
)
def test_what_has_nothing_in_common_stays_below_the_floor(typed: str, name: str) -> None:
    assert score(typed, name) < FLOOR


def test_short_words_forgive_no_errors_and_long_words_two() -> None:
    assert [edits_allowed(length) for length in (1, 3, 4, 6, 7, 30)] == [0, 0, 1, 1, 2, 2]


def test_a_rare_word_weighs_more_than_a_frequent_one() -> None:
    asked = spell("Zyxwora Technology")
    rare, frequent = spell("Zyxwora Motors"), spell("Acme Technology")
    weights = [8.0, 1.0]
    assert judge(asked, rare, weights)[0] > FLOOR > judge(asked, frequent, weights)[0]


@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_every_score_lies_between_nothing_and_the_name_itself(typed: str, name: str) -> None:
    asked = spell(typed)
    found, _ = judge(asked, spell(name), [1.0] * len(asked.words))
    assert 0 <= found <= 1
    assert (found == 1) == (typed == name)
