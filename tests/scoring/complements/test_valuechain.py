from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.base import Reason
from scoring.complements.inputtable import InputTable, input_shares, vertical_relatedness
from scoring.complements.valuechain import ValueChain
from scoring.errors import InvalidParameter
from scoring.tiny import tiny_snapshot

TABLE = {"steel": {"cars": 0.2, "ships": 0.4}, "chips": {"cars": 0.1}}
WHO = {"maker": {"cars": 3, "ships": 1}, "mill": {"steel": 1}, "fab": {"chips": 1, "steel": 1}, "odd": {"opera": 1}}


def snapshot(**more: Any) -> Any:
    return tiny_snapshot(links={"partner_industries": WHO, "industry_inputs": TABLE, **more}, partners=["nobody"])


def row(name: str) -> int:
    return sorted([*WHO, "nobody"]).index(name)


def test_the_score_is_the_closed_form_both_ways() -> None:
    scorer = ValueChain().fit(snapshot())
    # mill → maker: 0.75 · 0.2 + 0.25 · 0.4 = 0.25 of at most 0.4
    assert scorer.scores_for(row("maker"))[row("mill")] == pytest.approx(0.25 / 0.4)
    assert scorer.scores_for(row("maker"))[row("fab")] == pytest.approx((0.125 + 0.0375) / 0.4)
    assert scorer.scores_for(row("mill"))[row("maker")] == 0
    assert scorer.scores_towards(row("mill"))[row("maker")] == pytest.approx(0.625)


def test_it_equals_the_function_of_matrices() -> None:
    found = vertical_relatedness(np.array([[0, 0.2, 0.4], [0, 0, 0], [0, 0, 0]]), np.array([0, 0.75, 0.25]),
                                 np.array([1.0, 0, 0]))
    assert found == (0.0, pytest.approx(0.625))
    assert vertical_relatedness(np.zeros((2, 2)), np.ones(2) / 2, np.ones(2) / 2) == (0.0, 0.0)


def test_without_a_table_supplies_that_are_on_record_are_counted() -> None:
    links = {"partner_industries": WHO, "supplies": {"mill": {"maker": 1.0}, "fab": {"maker": 1.0, "nobody": 1.0}}}
    observed = tiny_snapshot(links=links)
    table = InputTable.of(observed)
    steel, cars = (list(observed.nodes["Industry"].ids).index(each) for each in ("steel", "cars"))
    assert (table.source, table.statements) == ("observed_supplies", 2)
    assert table.coefficients[steel, cars] * table.largest == pytest.approx(1.5 * 0.75 / (2 * 0.75 + 5))
    why = ValueChain().fit(observed).explain(row("maker"), row("mill"))
    assert "by_observed_supplies" in why.flags and "comes from the former" in why.parts[0].sentence
    assert ("supplies", "maker") in {(fact.kind, fact.id) for fact in why.parts[0].facts}
    assert why.parts[-1].sentence == "mill supplies maker already."


def test_an_industry_that_is_not_in_the_table_is_that_of_the_nearest_broader_one() -> None:
    who = {**WHO, "forge": {"hot steel": 1.0}}
    found = tiny_snapshot(links={"partner_industries": who, "industry_inputs": TABLE,
                                 "industries.broader_id": {"hot steel": {"steel": 1.0}}})
    scores = ValueChain().fit(found).scores_for(sorted(who).index("maker"))
    assert scores[sorted(who).index("forge")] == scores[sorted(who).index("mill")]
    why = ValueChain().fit(found).explain(sorted(who).index("maker"), sorted(who).index("forge"))
    assert "hot steel (a part of steel)" in why.parts[0].sentence


def test_broader_industries_that_go_round_in_circles_are_unknown() -> None:
    found = tiny_snapshot(links={"partner_industries": {"a": {"x": 1.0}, "b": {"cars": 1.0}}, "industry_inputs": TABLE,
                                 "industries.broader_id": {"x": {"y": 1.0}, "y": {"x": 1.0}}})
    assert ValueChain().fit(found).reason_for(1, 0) is Reason.OTHER_NO_DATA


def test_what_is_not_in_the_table_is_unknown_and_not_nought() -> None:
    scorer = ValueChain().fit(snapshot())
    assert scorer.reason_for(row("maker"), row("odd")) is Reason.OTHER_NO_DATA
    assert scorer.reason_for(row("nobody"), row("mill")) is Reason.NO_DATA
    half = tiny_snapshot(links={"partner_industries": {**WHO, "half": {"steel": 1.0, "opera": 1.0}},
                                "industry_inputs": TABLE})
    why = ValueChain().fit(half).explain(2, 1)
    assert half.partners.ids[1] == "half" and half.partners.ids[2] == "maker"
    assert why.coverage == pytest.approx(0.5) and why.high == pytest.approx(why.score + 0.5)


def test_a_table_of_noughts_or_none_says_nothing() -> None:
    for inputs in ({}, {"steel": {"cars": 0.0}}):
        found = tiny_snapshot(links={"partner_industries": WHO, "industry_inputs": inputs})
        assert np.isnan(ValueChain().fit(found).scores_for(0)).all()
    with pytest.raises(InvalidParameter, match="source is 'guess'"):
        ValueChain(source="guess").fit(snapshot())


def test_the_sentence_names_shares_table_and_the_other_way_round() -> None:
    why = ValueChain().fit(snapshot()).explain(row("maker"), row("mill"))
    assert why.parts[0].sentence == ("100 % of mill is in steel, 75 % of maker in cars; the input table says that "
                                     "a unit of the latter takes 0.2 of the former.")
    assert why.parts[-1].sentence == "The industries of maker supply those of mill to a degree of 0."
    assert {fact.kind for fact in why.parts[0].facts} == {"partner_industries", "industry_inputs"}


counts = st.lists(st.lists(st.floats(0, 50), min_size=3, max_size=3), min_size=3, max_size=3)
mixes = st.lists(st.integers(0, 5), min_size=3, max_size=3).filter(any).map(lambda each: np.array(each) / sum(each))


@given(counts=counts, mine=mixes, theirs=mixes)
def test_it_stays_in_range_and_turns_round_with_the_pair(counts: Any, mine: Any, theirs: Any) -> None:
    table = input_shares(np.array(counts))
    assert (table.sum(axis=0) < 1).all() and (table >= 0).all()
    there, back = vertical_relatedness(table, mine, theirs)
    assert 0 <= there <= 1 + 1e-12 and 0 <= back <= 1 + 1e-12
    assert vertical_relatedness(table, theirs, mine) == pytest.approx((back, there))
