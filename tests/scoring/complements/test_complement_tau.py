from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.base import Reason
from scoring.complements.complement_tau import ComplementTau, class_incidence
from scoring.complements.relatedness import deviates
from scoring.errors import InvalidParameter
from scoring.tiny import tiny_snapshot
from tests.snapshots import AMOUNTS, CLASSES, PARTNERS, portfolios

HELD: dict[str, dict[str, float]] = {
    "a": {"cells": 3, "cars": 1}, "b": {"packs": 1, "cells": 1, "songs": 2}, "c": {"cells": 5, "cars": 1},
    "d": {"new": 1, "packs": 1},
}
PATENTS = {f"p{each}": ["cells", "packs"] for each in range(6)} | {f"q{each}": ["songs"] for each in range(6)} | {
    f"r{each}": ["cars", "songs", "cells", "packs"][: 1 + each % 2 * 3] for each in range(4)}


def patents(of: dict[str, list[str]]) -> dict[str, dict[str, dict[str, float]]]:
    return {"patent_classes": {patent: dict.fromkeys(classes, 1.0) for patent, classes in of.items()}}


def by_hand(held: dict[str, dict[str, float]], me: str, them: str, rows: list[list[str]]) -> float:
    """The formula, written once more from patents (or portfolios) as lists of classes."""
    counts = {each: sum(each in row for row in rows) for each in (*CLASSES, "cells", "packs", "songs", "cars", "new")}
    score = 0.0
    for c in held[them]:
        if c in held[me]:
            continue
        near = 0.0
        for d in held[me]:
            t = float(deviates(sum(c in row and d in row for row in rows), counts[c], counts[d], len(rows)))
            near += max(t, 0) / (1 + max(t, 0)) if t == t else 0.0
        score += held[them][c] / sum(held[them].values()) * near / len(held[me])
    return score


def test_it_is_relatedness_times_absence() -> None:
    scorer = ComplementTau(basis="patents").fit(tiny_snapshot(profile=HELD, links=patents(PATENTS)))
    rows = [list(each) for each in PATENTS.values()]
    for row, me in enumerate(HELD):
        expected = [by_hand(HELD, me, them, rows) for them in HELD]
        expected[row] = np.nan
        np.testing.assert_allclose(scorer.scores_for(row), expected, rtol=0, atol=1e-12)


@given(held=portfolios())
def test_from_portfolios_it_is_the_same_formula(held: dict[str, dict[str, float]]) -> None:
    scorer = ComplementTau(basis="portfolios").fit(tiny_snapshot(profile=held, partners=PARTNERS))
    rows = [list(each) for each in held.values() if each]
    exact = {who: {what: float(np.float32(amount)) for what, amount in having.items()} for who, having in held.items()}
    for row, me in enumerate(PARTNERS):
        scores = scorer.scores_for(row)
        for other in np.flatnonzero(~np.isnan(scores)).tolist():
            assert scores[other] == pytest.approx(by_hand(exact, me, PARTNERS[other], rows), abs=1e-9)


def test_direction_matters_and_equals_add_nothing() -> None:
    scorer = ComplementTau(basis="patents").fit(tiny_snapshot(profile=HELD, links=patents(PATENTS)))
    assert scorer.scores_for(0)[1] > 0 and scorer.scores_for(1)[0] != scorer.scores_for(0)[1]
    assert scorer.scores_for(0)[2] == 0 and "holds nothing on record that a lacks" in (
        scorer.explain(0, 2).parts[0].sentence)


def test_what_has_no_tau_widens_the_interval_and_lowers_coverage() -> None:
    scorer = ComplementTau(basis="patents").fit(tiny_snapshot(profile=HELD, links=patents(PATENTS)))
    why = scorer.explain(0, 3)  # d holds "new", which no patent has
    assert why.coverage == pytest.approx(0.5) and why.high >= why.score + 0.5
    assert "new" not in {part.part for part in why.parts}


def test_a_capability_that_everybody_holds_has_no_variance_and_is_unknown() -> None:
    held = {"a": {"x": 1}, "b": {"x": 1}, "c": {"x": 2}}
    scorer = ComplementTau().fit(tiny_snapshot(profile=held))
    assert np.isnan(scorer.scores_for(0)).all() and scorer.reason_for(0, 1) is Reason.NO_DATA


def test_the_sentence_says_what_goes_with_what_and_how_often() -> None:
    scorer = ComplementTau(basis="patents").fit(
        tiny_snapshot(profile=HELD, links=patents(PATENTS), names={"a": "Aurora", "b": "Beta"}))
    why = scorer.explain(0, 1)
    assert why.parts[0].sentence == ("Beta holds packs (25 % of its portfolio), which Aurora lacks; it goes with "
                                     "Aurora's cells (together in 8 patent families, 2 times as often as by chance).")
    assert [(fact.id, fact.partner) for fact in why.parts[0].facts] == [("packs", 1), ("cells", 0)]
    assert "related_by_patents" in why.flags


def test_patents_are_taken_where_they_say_what_goes_together_and_portfolios_elsewhere() -> None:
    single = {f"p{each}": [name] for each, name in enumerate(("cells", "packs", "songs", "cars", "new"))}
    for of, basis in ((PATENTS, "portfolios"), (single, "portfolios"), ({}, "portfolios"),
                      ({f"p{each}": ["cells", "packs", "songs"] for each in range(3)}, "patents")):
        assert class_incidence(tiny_snapshot(profile=HELD, links=patents(of)))[1] == basis
    with pytest.raises(InvalidParameter, match="basis is 'wishes'"):
        class_incidence(tiny_snapshot(profile=HELD), "wishes")


def test_documents_of_one_family_count_once() -> None:
    snapshot = tiny_snapshot(profile=HELD, links=patents({"p1": ["cells"], "p2": ["packs"], "p3": ["cells"]}),
                             cells={"Patent": {"family_id": {"p1": "f", "p2": "f"}}})
    incidence, _ = class_incidence(snapshot, "patents")
    assert incidence.shape[0] == 2 and sorted(np.diff(incidence.indptr).tolist()) == [1, 2]


def test_parameters_are_checked_when_it_is_fitted() -> None:
    with pytest.raises(InvalidParameter, match="keep is 0"):
        ComplementTau(keep=0).fit(tiny_snapshot(profile=HELD))


@given(held=portfolios(), amount=AMOUNTS, what=st.sampled_from(CLASSES))
def test_more_of_something_that_is_shared_never_raises_it(held: Any, amount: float, what: str) -> None:
    held = {**held, "p0": {**held["p0"], what: 1.0}, "p1": {**held["p1"], what: amount}}
    more = {**held, "p1": {**held["p1"], what: 2 * amount}}
    before, after = (ComplementTau().fit(tiny_snapshot(profile=each, partners=PARTNERS)).scores_for(0)[1]
                     for each in (held, more))
    assert np.isnan(before) or after <= before + 1e-9
