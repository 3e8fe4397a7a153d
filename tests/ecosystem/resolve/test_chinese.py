"""Chinese is read as people read the names of companies."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ecosystem.resolve.chinese import SIMPLIFIED, initials, split_pinyin, syllables


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("华为", "hua wei"),
        ("腾讯", "teng xun"),
        ("比亚迪", "bi ya di"),
        ("重庆长安汽车", "chong qing chang an qi che"),  # 重 is zhong alone
        ("中国重汽", "zhong guo zhong qi"),
        ("中国银行", "zhong guo yin hang"),  # 行 is xing alone
        ("厦门", "xia men"),
        ("成都", "cheng du"),
        ("长城汽车", "chang cheng qi che"),
        ("朝阳", "chao yang"),
        ("腾讯音乐", "teng xun yin yue"),
        ("绿地", "lu di"),
    ],
)
def test_names_are_read_as_they_are_spoken(text: str, reading: str) -> None:
    assert syllables(text) == reading.split()


def test_traditional_and_simplified_characters_are_read_alike() -> None:
    for traditional, simplified in SIMPLIFIED.items():
        assert syllables(chr(traditional)) and syllables(simplified)
    assert syllables("華為") == syllables("华为")


def test_simplified_characters_stand_for_themselves() -> None:
    assert not set(SIMPLIFIED.values()) & {chr(code) for code in SIMPLIFIED}


def test_what_is_not_chinese_has_no_reading() -> None:
    assert syllables("abc") == syllables("ひ") == syllables("") == []


def test_initials_are_the_first_letters() -> None:
    assert initials(syllables("中国石油化工")) == "zgsyhg"


def test_unspaced_pinyin_is_cut_into_syllables() -> None:
    assert split_pinyin("alibaba") == ["a", "li", "ba", "ba"]
    assert split_pinyin("shenzhenshitengxun") == ["shen", "zhen", "shi", "teng", "xun"]
    assert split_pinyin("google") == split_pinyin("") == []


def test_the_tables_are_loaded_only_for_chinese_text() -> None:
    script = (
        "import sys; from ecosystem.resolve.search import NameIndex; "
        "index = NameIndex.build(['a'], ['Siemens AG'], [['Simatic']]); index.search('simens'); "
        "assert 'pypinyin' not in sys.modules, 'loaded without need'; index.search('西门子'); "
        "assert 'pypinyin' in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
