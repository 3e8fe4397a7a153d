"""Names lose their spelling habits and nothing else."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.resolve.legal_forms import GLUED, LEADING, TRAILING
from ecosystem.resolve.names import fold, is_form_word, parse

letters = st.characters(categories=["L", "Nd"])
written = st.text(letters | st.sampled_from(" .,&-'"), max_size=60)


@pytest.mark.parametrize(
    ("spelling", "other"),
    [
        ("Siemens AG", "SIEMENS Aktiengesellschaft"),
        ("Siemens AG", "siemens"),
        ("Müller GmbH & Co. KG", "Muller"),
        ("Müller und Co.", "MÜLLER & CO"),
        ("The Boeing Company", "Boeing"),
        ("AT&T Inc.", "AT & T"),
        ("S.A.P. SE", "SAP"),
        ("Fiat S.p.A.", "FIAT SPA"),
        ("Grupo Bimbo, S.A.B. de C.V.", "Bimbo"),
        ("Orlen Sp. z o.o.", "Orlen"),
        ("Škoda Auto a.s.", "Skoda Auto"),
        ("A.P. Møller – Mærsk A/S", "AP Moller Maersk"),
        ("İş Bankası A.Ş.", "Is Bankasi"),
        ("Tata Consultancy Services (P) Ltd", "Tata Consultancy Services"),
        ("PT Bank Central Asia Tbk", "Bank Central Asia"),
        ("ООО «Газпром нефть»", "Gazprom Neft"),
        ("ΑΛΦΑ Α.Ε.", "Alfa"),
        ("Công ty Cổ phần FPT", "FPT"),
        ("BMW™ Group", "BMW"),
        ("Ｓｏｎｙ　Ｇｒｏｕｐ", "sony"),
        ("KE Holdings Inc. (“Beike”)", "KE (Beike)"),
        ("O'Reilly Media", "O’Reilly Media"),
        ("Ecole Polytechnique F´ed´erale", "École polytechnique fédérale"),
        ("华为技术有限公司", "华为技术"),
        ("華為技術股份有限公司", "华为技术"),
        ("海尔集团公司", "海尔"),
        ("TCL科技集团股份有限公司", "TCL 科技"),
        ("阿里巴巴（中国）有限公司", "阿里巴巴 中国"),
        ("株式会社東芝", "東芝"),
        ("㈱日立製作所", "日立製作所"),
        ("(주)카카오", "카카오"),
        ("삼성전자주식회사", "삼성전자"),
    ],
)
def test_two_spellings_of_a_name_have_the_same_words(spelling: str, other: str) -> None:
    assert parse(spelling).compact == parse(other).compact


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Siemens", "Siemens Energy"),
        ("Berlin Zoo", "Berlin"),
        ("Bosch Limited Edition", "Bosch Edition"),  # a form counts at an end only
        ("华为北京分公司", "华为北京"),  # a branch is not the company
        ("ガス", "カス"),  # voicing marks tell Japanese words apart
        ("Университет", "Университеты"),
    ],
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert parse(one).compact != parse(other).compact


def test_forms_that_mean_the_same_count_as_one() -> None:
    assert parse("Acme Incorporated").form == parse("Acme Inc.").form == "inc"
    assert parse("Acme Limited").form == parse("ACME LTD").form == "ltd"
    assert parse("Acme").form == ""


def test_of_every_legal_form_a_name_is_left() -> None:
    variants = [each for table in (TRAILING, LEADING) for forms in table.values() for each in forms]
    assert len(variants) > 200
    for variant in (*variants, *GLUED):
        assert parse(variant).words, variant  # a form alone is a name
        assert all(parse(f"{variant} {variant}").words), variant


def test_every_legal_form_is_set_apart_at_the_end_of_a_name() -> None:
    for forms in TRAILING.values():
        for variant in forms:
            name = parse(f"Zyxwora {variant}")
            assert name.words == ("zyxwora",) and name.form, variant
    for form in GLUED:
        assert parse(f"甲乙{form}").words == ("甲乙",), form


def test_words_of_forms_are_known_wherever_they_stand() -> None:
    assert is_form_word("gmbh") and is_form_word("ooo")
    assert not is_form_word("siemens")


def test_initials_leave_the_small_words_out() -> None:
    assert parse("Massachusetts Institute of Technology").initials == "mit"
    assert parse("International Business Machines Corp.").initials == "ibm"
    assert parse("Massachusetts Institute of Technology (MIT)").initials == "mit"
    assert parse("Siemens AG").initials == ""


def test_only_symbols_are_kept_as_they_are() -> None:
    assert fold("🚀") == "🚀" and fold(" !!! ") == "!!!"
    assert fold("") == fold(" \t") == ""
    assert parse("").words == ()


@given(written)
def test_case_makes_no_difference(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower()) == fold(text)


@given(st.text(st.sampled_from("abcdeghijklmnopqrstuvwxyzABCDE "), max_size=40), st.data())
def test_accents_make_no_difference(text: str, data: st.DataObject) -> None:
    mark = st.sampled_from("\u0300\u0301\u0302\u0303\u0308\u030c\u0327")
    marks = data.draw(st.lists(mark, min_size=len(text), max_size=len(text)))
    accented = "".join(letter + (mark if letter != " " else "") for letter, mark in zip(text, marks, strict=True))
    assert fold(accented) == fold(text)
    assert fold(unicodedata.normalize("NFC", accented)) == fold(text)


@given(st.text(max_size=80))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=80))
def test_a_name_is_never_folded_to_nothing(text: str) -> None:
    name = parse(text)
    assert bool(name.words) == bool(name.folded)
    assert all(word and " " not in word for word in name.words)
