"""An index finds what is meant, says why, and finds nothing for nothing."""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.resolve.search import Match, NameIndex, Reason

PARTNERS = {
    "p00": ("Siemens AG", ["Siemens", "西门子"]),
    "p01": ("Siemens Energy AG", []),
    "p02": ("Bosch Sensortec GmbH", []),
    "p03": ("Robert Bosch GmbH", ["Bosch"]),
    "p04": ("International Business Machines Corporation", ["IBM"]),
    "p05": ("华为技术有限公司", ["Huawei Technologies"]),
    "p06": ("深圳市腾讯计算机系统有限公司", ["Tencent"]),
    "p07": ("腾讯音乐娱乐集团", []),
    "p08": ("中国石油天然气集团有限公司", []),
    "p09": ("台灣積體電路製造股份有限公司", ["TSMC"]),
    "p10": ("TCL科技集团股份有限公司", []),
    "p11": ("Électricité de France S.A.", ["EDF"]),
    "p12": ("ООО «Газпром нефть»", []),
    "p13": ("Massachusetts Institute of Technology (MIT)", []),
    "p14": ("DeepMind", []),
    "p15": ("AT&T Inc.", []),
    "p16": ("重庆长安汽车股份有限公司", []),
    "p17": ("삼성전자주식회사", ["Samsung Electronics"]),
    "p18": ("トヨタ自動車株式会社", ["Toyota Motor"]),
    "p19": ("Siemens GmbH", []),
}


def index_of(partners: dict[str, tuple[str, list[str]]]) -> NameIndex:
    return NameIndex.build(
        list(partners), [name for name, _ in partners.values()], [aliases for _, aliases in partners.values()]
    )


@pytest.fixture(scope="module")
def index() -> NameIndex:
    return index_of(PARTNERS)


@pytest.mark.parametrize(
    ("typed", "partner", "reason"),
    [
        ("Siemens AG", "p00", "exact"),
        ("SIEMENS", "p00", "exact"),
        ("Simens", "p00", "typo"),
        ("Siemesn Enrgy", "p01", "typo"),
        ("energy siemens", "p01", "words"),
        ("siemens en", "p01", "prefix"),
        ("sensortec bosch", "p02", "words"),
        ("Bosch Sensortec Gm", "p02", "prefix"),  # still typing
        ("华为技术有限", "p05", "prefix"),
        ("Robert Bsoch", "p03", "typo"),
        ("ibm", "p04", "exact"),
        ("Internatinal Busines Machine", "p04", "typo"),
        ("华为", "p05", "prefix"),
        ("華為技術", "p05", "exact"),
        ("huawei", "p05", "prefix"),
        ("hua wei ji shu", "p05", "pinyin"),
        ("huaweijishu", "p05", "pinyin"),
        ("hwjs", "p05", "initials"),
        ("hw", "p05", "initials"),
        ("Huawei 华为", "p05", "pinyin"),
        ("tengxun jisuanji", "p06", "pinyin"),
        ("tencent", "p06", "exact"),
        ("腾讯音乐", "p07", "prefix"),
        ("腾迅音乐", "p07", "pinyin"),  # a wrong character that sounds alike
        ("中石油", "p08", "part"),
        ("台积电", "p09", "part"),
        ("台湾积体电路", "p09", "prefix"),
        ("tcl keji", "p10", "pinyin"),
        ("electricite de france", "p11", "exact"),
        ("gazprom neft", "p12", "exact"),
        ("газпром", "p12", "prefix"),
        ("massachusets insitute of technology", "p13", "typo"),
        ("deep mind", "p14", "exact"),
        ("AT & T", "p15", "exact"),
        ("att", "p15", "exact"),
        ("chang an qi che", "p16", "pinyin"),
        ("长安汽车", "p16", "part"),
        ("삼성전자", "p17", "exact"),
        ("トヨタ", "p18", "prefix"),
        ("豊田自動車", None, ""),
        ("p07", "p07", "id"),
    ],
)
def test_the_partner_that_is_meant_comes_first(
    index: NameIndex, typed: str, partner: str | None, reason: str
) -> None:
    found = index.search(typed)
    first = (index.ids[found[0].row], found[0].reason.value) if found else (None, "")
    assert first[0] == partner and (not reason or first[1] == reason), found


@pytest.mark.parametrize(
    "typed",
    "|   |\0|xqzjvk|asdfghjkl|qwertyuiop|!!!|🚀🚀|龘靐齉|0|ag|gmbh|有限公司|\u202e".split("|"),
)
def test_nothing_is_found_for_nothing(index: NameIndex, typed: str) -> None:
    assert index.search(typed) == []


def test_a_question_of_ten_thousand_letters_is_answered_at_once(index: NameIndex) -> None:
    for text in ("b" * 10_000, "ab " * 3_334, "华为" * 5_000, "\u0301" * 10_000, "Siemens AG" + " " * 10_000):
        start = time.process_time()
        index.search(text)
        assert time.process_time() - start < 0.1
    assert index.search("Siemens AG" + " " * 10_000)[0].reason is Reason.EXACT


def test_an_alias_finds_its_partner_and_is_shown(index: NameIndex) -> None:
    assert index.search("西门子")[0] == Match(0, 0.99, "西门子", Reason.EXACT)


def test_a_partner_is_listed_once_by_its_best_name(index: NameIndex) -> None:
    rows = [match.row for match in index.search("siemens")]
    assert rows == [0, 19, 1]


def test_equal_scores_are_listed_by_row() -> None:
    same = index_of({f"p{at}": ("Acme Ltd", []) for at in range(9)})
    assert [match.row for match in same.search("acme", 5)] == [0, 1, 2, 3, 4]


def test_the_name_as_written_is_found_among_thousands_that_are_spelt_alike() -> None:
    partners: dict[str, tuple[str, list[str]]] = {f"p{at:04d}": ("ACME", []) for at in range(3_000)}
    partners["p2900"] = ("Acme", [])
    assert index_of(partners).search("Acme", 1) == [Match(2900, 1.0, "Acme", Reason.EXACT)]


def test_an_id_comes_before_a_name_that_reads_the_same() -> None:
    index = index_of({"p1": ("p2", []), "p2": ("Other", [])})
    assert [(match.row, match.reason) for match in index.search("p2")] == [(1, Reason.ID), (0, Reason.EXACT)]


def test_a_name_comes_before_an_alias_that_reads_the_same() -> None:
    index = index_of({"p1": ("Other", ["Acme"]), "p2": ("Acme", [])})
    assert [match.row for match in index.search("acme")] == [1, 0]


def test_limits_are_kept(index: NameIndex) -> None:
    assert len(index.search("siemens", 2)) == 2
    assert index.search("siemens", 0) == index.search("p00", 0) == index.nearest("siemens", 0) == []


def test_what_was_meant_is_suggested_where_nothing_is_found(index: NameIndex) -> None:
    assert index.search("Tencn") == []
    assert [match.row for match in index.nearest("Tencn", 1)] == [6]
    assert index.nearest("xqzjvk") == []


def test_a_mistyped_id_suggests_the_ids_beside_it() -> None:
    index = index_of({f"org-{at:04d}": (f"Partner {at}", []) for at in range(50)})
    for wrong in ("org-0013x", "ogr-0013"):
        assert index.search(wrong) == []
        assert index.ids[index.nearest(wrong, 1)[0].row] == "org-0013"


def test_a_text_names_one_partner_or_the_ones_it_is_equally_good_for(index: NameIndex) -> None:
    def named(text: str) -> list[str]:
        return [index.ids[match.row] for match in index.named(text)]

    assert named("p19") == ["p19"]
    assert named("Siemens AG") == ["p00"]
    assert named("Bosch Sensortec AG") == []  # only a GmbH is known: to be suggested, not assumed
    assert named("siemens") == ["p00"]  # an alias in so many words, before a name without its form
    assert named("Siemens Ener") == named("") == []
    assert [match.row for match in index_of({"a": ("Acme Ltd", []), "b": ("ACME Inc", [])}).named("acme")] == [0, 1]


def test_an_index_is_arrays_and_comes_back_from_them(index: NameIndex) -> None:
    arrays = index.arrays()
    assert all(isinstance(array, np.ndarray) for array in arrays.values())
    again = NameIndex.of_arrays(arrays)
    for typed in ("simens", "hw", "中石油", "p03", "tengxun"):
        assert again.search(typed) == index.search(typed)
    assert len(again) == len(PARTNERS)


def test_the_same_partners_give_the_same_index_byte_for_byte(index: NameIndex) -> None:
    other = index_of(PARTNERS).arrays()
    assert all(np.array_equal(array, other[path]) for path, array in index.arrays().items())


def test_an_empty_index_answers() -> None:
    empty = NameIndex.build([], [], [])
    for typed in ("siemens", "华为", "hw", "a", "hua wei ji shu", "many different words here"):
        assert empty.search(typed) == empty.nearest(typed) == []


@pytest.mark.parametrize(
    ("ids", "names", "aliases"),
    [(["a"], [], []), (["a"], ["A"], []), (["b", "a"], ["B", "A"], [[], []]), (["a", "a"], ["A", "A"], [[], []])],
)
def test_partners_that_do_not_fit_together_are_refused(
    ids: list[str], names: list[str], aliases: list[list[str]]
) -> None:
    with pytest.raises(ValueError, match="ids"):
        NameIndex.build(ids, names, aliases)


def test_threads_may_ask_at_once(index: NameIndex) -> None:
    asked = ["simens", "华为", "hw", "bosch", "中石油", "tengxun"] * 20
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(index.search, asked)) == [index.search(text) for text in asked]


names = st.lists(st.text(max_size=25), min_size=1, max_size=12)


@given(names, st.data())
def test_the_exact_name_comes_first_and_the_own_id_is_found(texts: list[str], data: st.DataObject) -> None:
    ids = [f"id-{at:03d}" for at in range(len(texts))]
    index = NameIndex.build(ids, texts, [[] for _ in texts])
    row = data.draw(st.integers(0, len(texts) - 1))
    assert index.search(ids[row])[0] == Match(row, 1.0, texts[row], Reason.ID)
    if texts[row].strip() and "\0" not in texts[row]:  # no import lets a NUL in
        assert index.search(texts[row])[0] == Match(texts.index(texts[row]), 1.0, texts[row], Reason.EXACT)


@given(st.lists(st.text(st.sampled_from("abcdeABCDE éü华为讯腾"), min_size=1, max_size=12), min_size=1, max_size=8))
def test_case_and_accents_do_not_change_what_is_found(texts: list[str]) -> None:
    index = NameIndex.build([f"{at:02d}" for at in range(len(texts))], texts, [[] for _ in texts])
    for text in texts:
        bare = text.replace("é", "e").replace("ü", "u")
        found = {match.row for match in index.search(text, 50)}
        assert {match.row for match in index.search(text.upper(), 50)} == found
        assert {match.row for match in index.search(bare, 50)} == found


def test_ten_thousand_names_are_each_found_by_themselves_and_with_an_error() -> None:
    rng = random.Random(11)
    syllables = ["ka", "ro", "vi", "ten", "mol", "sa", "qui", "zor", "bel", "du"]
    texts = sorted({"".join(rng.choices(syllables, k=4)).capitalize() for _ in range(6_000)})
    index = NameIndex.build([f"{at:05d}" for at in range(len(texts))], texts, [[] for _ in texts])
    for row in range(0, len(texts), 97):
        assert index.search(texts[row], 1)[0].row == row
        wrong = texts[row][:3] + "w" + texts[row][3:]
        assert row in [match.row for match in index.search(wrong, 20)], wrong
