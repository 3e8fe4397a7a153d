from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given

from scoring.complementarity import Complementarity, MakriComplementarity, makri
from scoring.tiny import tiny_snapshot
from tests.snapshots import PARTNERS, TOLERANCE, hierarchies, oracle, portfolios

NAMES = {"overlap_classes": "overlap_classes", "overlap_subcats": "overlap_fields",
         "similarity": "similarity", "complementarity": "complementarity"}


@pytest.mark.parametrize(("case", "sides"), [
    ("me_to_partner", ("me", "partner")), ("partner_to_me", ("partner", "me")), ("self", ("me", "me")),
])
def test_the_function_equals_the_closed_form_both_ways(case: str, sides: tuple[str, str]) -> None:
    fixture = oracle("04")
    found = makri(fixture[sides[0]], fixture[sides[1]], fixture["subcat"])
    for theirs, ours in NAMES.items():
        assert getattr(found, ours) == pytest.approx(fixture[case][theirs], abs=TOLERANCE)


def test_the_scorer_equals_the_closed_form_both_ways() -> None:
    fixture = oracle("04")
    snapshot = tiny_snapshot(profile={each: fixture[each] for each in ("me", "partner")}, broader=fixture["subcat"])
    scorer = MakriComplementarity().fit(snapshot)
    assert scorer.scores_for(0)[1] == pytest.approx(fixture["me_to_partner"]["complementarity"], abs=TOLERANCE)
    assert scorer.scores_for(1)[0] == pytest.approx(fixture["partner_to_me"]["complementarity"], abs=TOLERANCE)


@given(held=portfolios(), broader=hierarchies())
def test_the_scorer_equals_the_function(held: dict[str, Any], broader: dict[str, str]) -> None:
    snapshot = tiny_snapshot(profile=held, broader=broader, partners=PARTNERS)
    scorer = MakriComplementarity().fit(snapshot)
    exact = {who: {what: float(np.float32(amount)) for what, amount in having.items()} for who, having in held.items()}
    for row, me in enumerate(PARTNERS):
        expected = [makri(exact[me], exact[them], broader).complementarity for them in PARTNERS]
        expected[row] = float("nan")
        np.testing.assert_allclose(scorer.scores_for(row), expected, rtol=0, atol=1e-12)


def test_equals_add_nothing_to_each_other() -> None:
    thirds = {"x1": 1 / 3, "x2": 1 / 7, "y1": 0.1}
    snapshot = tiny_snapshot(profile={"a": thirds, "b": thirds}, broader={"x1": "x", "x2": "x", "y1": "y"})
    score = MakriComplementarity().fit(snapshot).scores_for(0)[1]
    assert score == 0 and not np.signbit(score)


def test_without_a_hierarchy_there_is_no_complementarity() -> None:
    snapshot = tiny_snapshot(profile={"a": {"x": 1, "y": 2}, "b": {"y": 1, "z": 1}})
    assert MakriComplementarity().fit(snapshot).scores_for(0)[1] == 0


def test_a_capability_without_a_broader_one_is_its_own_field() -> None:
    snapshot = tiny_snapshot(profile={"a": {"batteries": 1}, "b": {"anodes": 1}}, broader={"anodes": "batteries"})
    assert MakriComplementarity().fit(snapshot).scores_for(0)[1] == 1.0


def test_the_explanation_says_what_the_other_one_adds() -> None:
    snapshot = tiny_snapshot(
        profile={"a": {"cathodes": 3, "apps": 1}, "b": {"anodes": 1, "cells": 1, "cathodes": 2}},
        broader={"cathodes": "batteries", "anodes": "batteries", "cells": "batteries"}, names={"a": "Aurora"},
    )
    (part,) = MakriComplementarity().fit(snapshot).explain(0, 1).parts
    assert part.part == "batteries"
    assert part.sentence == ("Both work in batteries: 75 % of Aurora's portfolio, 100 % of b's; "
                             "29 % of that is in different capabilities, b adding anodes and cells.")
    assert [fact.id for fact in part.facts] == ["anodes", "cells"]
    assert part.contribution == pytest.approx(2 / 8 * 3 / 4)


def test_needs_answer_where_they_are_known_and_portfolios_elsewhere() -> None:
    broader = {"cathodes": "batteries", "anodes": "batteries"}
    snapshot = tiny_snapshot(profile={"a": {"cathodes": 1}, "b": {"anodes": 1}, "c": {"cathodes": 1}},
                             needs={"c": {"anodes": 1, "software": 3}}, broader=broader)
    scorer = Complementarity().fit(snapshot)
    assert scorer.scores_for(2)[1] == 0.25 and "by_needs" in scorer.explain(2, 1).flags
    assert scorer.scores_for(0)[1] == 1.0 and "by_portfolio" in scorer.explain(0, 1).flags
    only = Complementarity(need="c/anodes").fit(snapshot)
    assert only.scores_for(2)[1] == 1.0
    assert only.explain(0, 1).reason == "no_needs"
