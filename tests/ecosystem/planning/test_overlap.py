from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ecosystem import Ecosystem
from ecosystem.answers import body
from ecosystem.answers.overlap import PairOverlap
from ecosystem.errors import InvalidParameter, UnknownPartner
from ecosystem.stores.memory import MemoryStore
from tests.builders import write

CODES = ("H01M10/05", "H01M10/42", "H01M50/20", "B60L50/60", "G06N3/08")


def patents() -> dict[str, list[dict[str, Any]]]:
    """A has 30 in batteries and 10 in drives; B 6 in other battery groups, two of them one family; C none."""
    rows = [("a", f"a{each:02}", CODES[each % 2], f"fa{each}") for each in range(30)]
    rows += [("a", f"a{each}", "B60L50/60", "") for each in range(30, 40)]
    rows += [("b", "b0", "H01M10/42", "fb"), ("b", "b1", "H01M10/42", "fb"), ("b", "b2", "H01M50/20", ""),
             ("b", "b3", "H01M50/20", ""), ("b", "b4", "G06N3/08", ""), ("b", "b5", "G06N3/08", "")]
    return {
        "partners": [{"id": "a", "name": "Ada Motors"}, {"id": "b", "name": "Bit Works"},
                     {"id": "c", "name": "Cold Start"}, {"id": "d", "name": "Delta", "parent_id": "b"}],
        "capabilities": [{"id": code, "name": f"class {code}", "scheme": "CPC group"} for code in CODES],
        "patents": [{"id": each, "title": f"title of {each}", "family_id": family or None, "filed": "2019-05-01"}
                    for _, each, _, family in [*rows, ("", "ab", "", "")]],
        "patent_owners": [{"patent_id": each, "partner_id": who, "source": "office"} for who, each, _, _ in rows]
        + [{"patent_id": "ab", "partner_id": "a"}, {"patent_id": "ab", "partner_id": "d"}],
        "patent_classes": [{"patent_id": each, "capability_id": code} for _, each, code, _ in rows],
        "citations": [{"citing_id": "b0", "cited_id": "a01"}, {"citing_id": "b0", "cited_id": "a03"},
                      {"citing_id": "b1", "cited_id": "b0"}, {"citing_id": "b2", "cited_id": "a01"}],
    }


@pytest.fixture(scope="module")
def eco() -> Iterator[Ecosystem]:
    with MemoryStore() as store:
        write(store, "all", patents())
        yield Ecosystem(store)


@pytest.fixture(scope="module")
def answer(eco: Ecosystem) -> PairOverlap:
    return eco.overlap.between("Ada Motors", "b")


def test_counts_stand_beside_every_ratio(answer: PairOverlap) -> None:
    assert (answer.a.units, answer.a.patents, answer.a.families, answer.a.capabilities) == (40, 41, 41, 3)
    assert (answer.b.units, answer.b.patents, answer.b.families, answer.b.citations) == (6, 6, 5, 4)
    assert answer.a.unclassified_families == 1
    assert answer.support == 6 and set(answer.flags) == {"low_support", "one_sided"}


def test_every_measure_is_there_both_ways_and_equals_its_scorer(eco: Ecosystem, answer: PairOverlap) -> None:
    compared = {each.name: each for each in eco.compare("a", "b").measures}
    assert len(answer.measures) == 10
    for measure in answer.measures:
        assert measure == compared[measure.name]
    assert {each.name: each.a_to_b.reason for each in answer.measures if each.a_to_b.value is None} == {
        "morisita": "too_few", "cross_citation": "no_data"}


def test_pools_rise_from_level_to_level_and_count_families(answer: PairOverlap) -> None:
    told = [(level.name, level.pool_a_to_b, level.pool_b_to_a) for level in answer.levels]
    assert told == [
        ("subgroup", pytest.approx(1 / 40), pytest.approx(1 / 5)),
        ("main group", pytest.approx(1 / 40), pytest.approx(1 / 5)),
        ("subclass", pytest.approx(3 / 40), pytest.approx(3 / 5)),
        ("class", pytest.approx(3 / 40), pytest.approx(3 / 5)),
        ("section", pytest.approx(3 / 40), pytest.approx(3 / 5)),
    ]
    overlaps = [level.overlap for level in answer.levels]
    assert overlaps == sorted(overlaps, key=lambda each: each or 0.0)
    assert [level.default for level in answer.levels] == [False, True, False, False, False]
    by_name = {each.name: each for each in answer.measures}
    assert by_name["pool_overlap"].b_to_a.value == pytest.approx(1 / 5)


def test_citations_have_their_counts_and_own_ones_are_told_apart(answer: PairOverlap) -> None:
    back = answer.citations.b_to_a
    assert (back.given, back.made, back.own) == (3, 4, 1)
    assert back.share == 0.75 and back.share_without_own == 1.0
    assert answer.citations.a_to_b.share is None and answer.citations.one_sided and answer.citations.both == 0.75


def test_evidence_goes_down_to_patents(answer: PairOverlap) -> None:
    (shared,) = answer.shared
    assert shared.capability == "H01M10/42" and shared.contribution == pytest.approx(2 / 6)
    assert (shared.a_amount, shared.b_amount) == (15, 2) and answer.shared_in_all == 1
    named = {(fact.partner, fact.id, fact.source, fact.date) for fact in shared.facts}
    assert ("b", "b0", "office", "2019-05-01") in named and {fact.partner for fact in shared.facts} == {"a", "b"}


def test_a_group_owns_what_its_members_own(eco: Ecosystem) -> None:
    assert eco.overlap.between("a", "b").co_owned.families == 0
    found = eco.overlap.between("a", "d", level="ultimate_parent")
    assert found.b.partner.id == "b" and found.b.organisations == 2 and found.a.organisations == 1
    assert found.co_owned.families == 1 and found.co_owned.of == 46
    assert {(fact.id, fact.partner) for fact in found.co_owned.documents} == {("ab", "a"), ("ab", "b")}
    assert found.snapshot == eco.snapshot().version


def test_members_of_one_group_are_compared_and_flagged_as_such(eco: Ecosystem) -> None:
    assert eco.overlap.between("b", "d").one_group and not eco.overlap.between("a", "b").one_group
    with pytest.raises(InvalidParameter, match=r"both Bit Works at this level"):
        eco.overlap.between("b", "d", level="ultimate_parent")


def test_intervals_are_ordered_repeatable_and_the_same_from_either_side(eco: Ecosystem, answer: PairOverlap) -> None:
    assert [each.measure for each in answer.bounds] == ["overlap", "jaffe", "morisita"]
    assert {each.method for each in answer.bounds} == {"posterior"}
    for each in answer.bounds:
        assert each.low is not None and each.estimate is not None and each.high is not None
        assert 0 <= each.low <= each.estimate <= each.high <= 1
    assert body(eco.overlap.between("a", "b")) == body(answer)
    assert eco.overlap.between("b", "a").bounds == answer.bounds
    assert eco.overlap.between("a", "b", seed=1).bounds != answer.bounds
    assert any("too low by chance" in note for note in answer.notes)


def test_nobody_without_facts_gets_a_number(eco: Ecosystem) -> None:
    empty = eco.overlap.between("a", "c")
    assert {each.a_to_b.value for each in empty.measures} == {None} and empty.bounds == () and empty.shared == ()
    assert {level.overlap for level in empty.levels} == {None}
    assert {level.pool_a_to_b for level in empty.levels} == {None}
    assert "NaN" not in repr(body(empty)) and "nan" not in repr(body(empty)).replace("finance", "")


def test_before_all_facts_there_is_nothing_and_no_error(eco: Ecosystem) -> None:
    early = eco.overlap.between("a", "b", as_of="1900")
    assert early.a.patents == 0 and early.co_owned.rate is None and early.citations.both is None


@pytest.mark.parametrize("asked", [{"shown": 0}, {"draws": 3}, {"seed": -1}, {"level": "galaxy"}, {"shown": 101}])
def test_impossible_questions_are_refused_with_what_would_be_possible(eco: Ecosystem, asked: dict[str, Any]) -> None:
    with pytest.raises(InvalidParameter, match="it can be"):
        eco.overlap.between("a", "b", **asked)
    with pytest.raises(InvalidParameter, match="between two"):
        eco.overlap.between("a", "a")
    with pytest.raises(UnknownPartner):
        eco.overlap.between("a", "nobody at all")


def test_frames_have_a_row_per_measure_level_and_capability(answer: PairOverlap) -> None:
    assert list(answer.to_frame()["measure"]) == [each.name for each in answer.measures]
    assert len(answer.levels_frame()) == 5 and list(answer.shared_frame()["capability"]) == ["H01M10/42"]
