from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.covering.levels import Levels, code_parts
from scoring.errors import InvalidParameter
from scoring.likeness.pools import Families, PatentPools, pool_overlap
from scoring.snapshot import Snapshot
from scoring.tiny import tiny_snapshot

CODES = ("H01M4/02", "H01M10/05", "H01M10/42", "H02J7/00", "B60L50/60", "B60K6/20", "G06N3/08")
OWNERS = ("a", "b", "c")


@st.composite
def patents(draw: st.DrawFn) -> Snapshot:
    """Up to a dozen patents with owners, classes and families, some of them without."""
    ids = [f"p{each:02}" for each in range(draw(st.integers(1, 12)))]
    some = st.lists(st.sampled_from(OWNERS), min_size=1, max_size=2, unique=True)
    codes = st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True)
    return tiny_snapshot(
        partners=OWNERS,
        links={"patent_owners": {each: dict.fromkeys(draw(some), 1.0) for each in ids},
               "patent_classes": {each: dict.fromkeys(draw(codes), 1.0) for each in ids}},
        cells={"Patent": {"family_id": {each: draw(st.sampled_from(("", "f1", "f2"))) for each in ids}},
               "Capability": {"scheme": dict.fromkeys(CODES, "CPC")}},
    )


@given(snapshot=patents())
def test_the_rate_rises_as_classes_get_coarser(snapshot: Snapshot) -> None:
    families, levels = Families.of(snapshot), Levels.of(snapshot).all()
    assert families is not None and [level.name for level in levels] == [
        "subgroup", "main group", "subclass", "class", "section"]
    rates = [pool_overlap(families.pool(0, level), families.pool(1, level)) for level in levels]
    for finer, coarser in pairwise(rates):
        for fine, coarse in zip(finer, coarser, strict=True):
            assert np.isnan(fine) or fine <= coarse + 1e-12


@given(snapshot=patents())
def test_the_scorer_is_the_function_at_its_level_and_families_add_up(snapshot: Snapshot) -> None:
    families = Families.of(snapshot)
    assert families is not None
    for depth in (1, 3, 5):
        scorer, level = PatentPools(depth=depth).fit(snapshot), Levels.of(snapshot).at(depth)
        pools = [families.pool(row, level) for row in range(3)]
        for row in range(3):
            assert sum(pools[row].values()) == pytest.approx(len(families.of_partner(row)))
            for other in range(3):
                expected = pool_overlap(pools[row], pools[other]).mine if row != other else np.nan
                np.testing.assert_allclose(scorer.scores_for(row)[other], expected, rtol=0, atol=1e-6)


def test_documents_of_one_family_count_once_and_those_without_one_for_themselves() -> None:
    snapshot = tiny_snapshot(
        links={"patent_owners": {"cn": {"a": 1}, "us": {"a": 1}, "x": {"a": 1}, "y": {"a": 1}, "z": {"b": 1}},
               "patent_classes": {"cn": {"k": 1}, "us": {"k": 1, "l": 1}, "x": {"m": 1}, "y": {"m": 1},
                                  "z": {"k": 1}}},
        cells={"Patent": {"family_id": {"cn": "f", "us": "f"}}},
    )
    families = Families.of(snapshot)
    assert families is not None and len(families.of_partner(0)) == 3
    assert families.pool(0, Levels.of(snapshot).at(9)) == {0: 0.5, 1: 0.5, 2: 2.0}
    scorer = PatentPools().fit(snapshot)
    assert scorer.scores_for(0)[1] == pytest.approx(0.5 / 3, abs=1e-6)
    assert scorer.scores_for(1)[0] == pytest.approx(0.5, abs=1e-6)
    sentence = scorer.explain(0, 1).parts[0].sentence
    assert sentence == "k (capability): 0.5 of a's 3 families, 1 of b's 1."


def test_a_family_owned_together_is_found_whichever_document_names_whom() -> None:
    snapshot = tiny_snapshot(
        links={"patent_owners": {"cn": {"a": 1}, "us": {"b": 1}}, "patent_classes": {"cn": {"k": 1}}},
        cells={"Patent": {"family_id": {"cn": "f", "us": "f"}}},
    )
    families = Families.of(snapshot)
    assert families is not None and families.common(0, 1).tolist() == [0]


def test_levels_follow_codes_for_patent_classes_and_broader_ones_for_others() -> None:
    assert code_parts("ipc:B60L 50/60") == ("B", "B60", "B60L", "B60L50", "B60L50/60")
    snapshot = tiny_snapshot(broader={"cells": "batteries", "packs": "batteries", "batteries": "energy"})
    levels = Levels.of(snapshot)
    assert [(level.name, level.names) for level in levels.all()] == [
        ("capability", ("energy", "batteries", "cells", "packs")), ("depth 2", ("energy", "batteries")),
        ("depth 1", ("energy",))]
    with pytest.raises(InvalidParameter, match="1 \\(the coarsest\\) or more"):
        levels.at(0)


def test_main_groups_are_the_level_where_nothing_is_said() -> None:
    snapshot = tiny_snapshot(
        links={"patent_owners": {"p": {"a": 1}, "q": {"b": 1}},
               "patent_classes": {"p": {"H01M10/05": 1}, "q": {"H01M10/42": 1}}},
        cells={"Capability": {"scheme": {"H01M10/05": "CPC", "H01M10/42": "CPC"}}},
    )
    assert PatentPools().fit(snapshot).level_.name == "main group"
    assert PatentPools().fit(snapshot).scores_for(0)[1] == 1.0
    assert PatentPools(depth=5).fit(snapshot).scores_for(0)[1] == 0.0
