"""Edges as arrays: order, preference and provenance, on answers by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem.stores.columns import Coded, Fact, edge_columns, facts_of, preference, standing

NOTHING = Fact(None, None, None, None, None)


def arranged(source, target, facts, known, numbers=None, texts=None):
    return edge_columns(np.array(source, np.int32), np.array(target, np.int32), np.array(facts, np.int32), known,
                        numbers=numbers or {}, texts=texts or {})


def test_no_edges_make_empty_arrays():
    found = arranged([], [], [], [])
    assert len(found) == 0
    assert found.provenance.shape == (0, 5)
    assert found.source.dtype == found.target.dtype == found.facts.dtype == np.int32


def test_edges_that_are_sorted_already_stay_as_they_are():
    found = arranged([0, 0, 1], [1, 2, 0], [0, 0, 0], [NOTHING], {"weight": np.array([1.0, 2.0, 3.0])})
    assert found.numbers["weight"].tolist() == [1, 2, 3]


def test_unused_facts_are_left_out_and_the_others_ranked():
    known = [NOTHING._replace(recorded_at=year) for year in ("2010", "2012", "2011")]
    found = arranged([1, 0], [0, 0], [0, 2], known)
    assert found.provenance["recorded_at"].tolist() == ["2011", "2010"]
    assert found.facts.tolist() == [0, 1]


def test_edges_alike_in_all_but_their_own_columns_have_a_fixed_order():
    roles = Coded.of(["b", None, "a"])
    found = arranged([0, 0, 0], [0, 0, 0], [0, 0, 0], [NOTHING], texts={"role": roles})
    assert found.texts["role"].codes.tolist() == [-1, 0, 1]
    assert found.texts["role"].labels == ("a", "b")


BETTER_WORSE = [
    (NOTHING._replace(recorded_at="2019"), NOTHING._replace(recorded_at="2018-12-31")),
    (NOTHING._replace(recorded_at="2018"), NOTHING._replace(recorded_at="2018-11-30", confidence=1.0)),
    (NOTHING._replace(recorded_at="2018-12-31"), NOTHING._replace(recorded_at="2018")),
    (NOTHING._replace(recorded_at="2018"), NOTHING),
    (NOTHING._replace(confidence=0.6), NOTHING._replace(confidence=0.5)),
    (NOTHING._replace(confidence=0.0), NOTHING),
    (NOTHING._replace(source="a"), NOTHING._replace(source="b")),
    (NOTHING._replace(source="\U0010ffff"), NOTHING),
    (NOTHING._replace(valid_from="2018"), NOTHING),
]


@pytest.mark.parametrize(("better", "worse"), BETTER_WORSE)
def test_the_better_fact_comes_first(better: Fact, worse: Fact):
    assert preference(better) < preference(worse)
    found = arranged([0, 0], [0, 0], [0, 1], [worse, better])
    assert found.provenance.iloc[0].replace({np.nan: None}).tolist() == list(better)


DATES = st.none() | st.sampled_from(["2018", "2018-12", "2018-12-31", "2019"])
FACTS = st.builds(Fact, DATES, DATES, DATES, st.none() | st.sampled_from("ab"), st.none() | st.sampled_from([0.0, 1.0]))


@settings(deadline=None)
@given(FACTS, FACTS)
def test_different_facts_are_never_equally_preferred(left: Fact, right: Fact):
    assert (preference(left) == preference(right)) == (left == right)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), FACTS, st.none() | st.integers(0, 2)), max_size=30),
       st.randoms(use_true_random=False))
def test_the_order_of_what_is_given_does_not_show(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    found = []
    for some in (rows, shuffled):
        known = list(dict.fromkeys(fact for _, _, fact, _ in some)) or [NOTHING]
        weights = np.array([np.nan if weight is None else weight for *_, weight in some], dtype=float)
        columns = arranged([row[0] for row in some], [row[1] for row in some],
                           [known.index(row[2]) for row in some], known, {"weight": weights})
        found.append((columns.source.tolist(), columns.target.tolist(), columns.facts.tolist(),
                      columns.provenance.replace({np.nan: None}).to_numpy().tolist(),
                      [None if weight != weight else weight for weight in columns.numbers["weight"]]))
    assert found[0] == found[1]


def test_facts_of_a_frame_are_its_distinct_provenance():
    frame = pd.DataFrame([["2018", None, None, "s", 0.5], ["2018", None, None, "s", 0.5], [None] * 5],
                         columns=list(Fact._fields), dtype=object).astype({"confidence": float})
    codes, known = facts_of(frame)
    assert codes.tolist() == [0, 0, 1]
    assert known == [Fact("2018", None, None, "s", 0.5), NOTHING]
    assert standing(known, date(2018, 12, 30)).tolist() == [False, True]
