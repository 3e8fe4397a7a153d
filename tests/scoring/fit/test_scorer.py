"""The fit of two organisations: parts by hand, intervals, weights, vetoes, what cannot be asked."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.complements import tempo
from scoring.errors import InvalidParameter
from scoring.fit.parts import ALIKE, CULTURES, DIMENSION_NAMES, DIMENSIONS, NAMES, PARTS
from scoring.fit.powermean import power_mean
from scoring.fit.scorer import Fit, weights_of
from scoring.fit.shapley import MOST_FEATURES
from scoring.snapshot import Snapshot
from scoring.tiny import tiny_snapshot, worked_example
from tests.snapshots import TOLERANCE, snapshots

ASKS = {"strategy_horizon_years": "5", "risk_appetite": "aggressive", "culture": "wolf", "rd_cycle_months": "18",
        "decision_style": "centralised"}
LIKE = {**ASKS, "decision_style": "democratic", "rd_cycle_months": "6"}


def case() -> Snapshot:
    """A carmaker with two needs, a firm that covers one of them and is much like it, and a stranger."""
    return tiny_snapshot(
        partners=["stranger"],
        profile={"asks": {"cars": 3, "x": 1}, "like": {"fusion": 1, "x": 1, "y": 2}},
        needs={"asks": {"fusion": 3, "tests": 1}, "like": {"cars": 2, "chips": 2}},
        ties=[("asks", "hub"), ("like", "hub"), ("asks", "shop")],
        links={"partner_industries": {"asks": {"cars": 1}, "like": {"software": 1}, "hub": {"chips": 1},
                                      "shop": {"trade": 1}}},
        traits={"asks": ASKS, "like": LIKE},
    )


def parts_of(other: str, **parameters: object) -> dict[str, tuple[float, float, float]]:
    snapshot = case()
    scorer = Fit(**parameters).fit(snapshot)  # type: ignore[arg-type]
    table = scorer.table(snapshot.partners.ids.find("asks"))
    row = snapshot.partners.ids.find(other)
    return {name: (float(table.low[row, at]), float(table.high[row, at]), float(table.known[row, at]))
            for at, name in enumerate(NAMES)}


def test_every_part_is_what_one_finds_by_hand() -> None:
    found = parts_of("like")
    assert found["horizon"] == (1, 1, 1)
    assert found["direction"] == (0.5, 1.0, 0.5)  # cars are covered, of chips nothing is on record
    assert found["need_coverage"] == (0.75, 1.0, 0.75)
    assert found["overlap"] == pytest.approx((0.75, 0.75, 1))  # a quarter is the same: 4 · ¼ · ¾
    assert found["rd_rhythm"][0] == pytest.approx(1 - math.log2(3) / 3)
    assert found["decision_style"] == (0, 0, 1)
    assert found["risk_appetite"] == (1, 1, 1)
    assert found["culture_kind"] == (1, 1, 1)
    assert found["partnering"] == pytest.approx((1 / 3, 1 / 3, 1))
    assert found["shared_partners"] == pytest.approx((1 / 3, 1 / 3, 1))
    assert found["staying_power"] == (0, 1, 0)  # no partnership says since when


def test_lines_of_business_are_compared_with_chance() -> None:
    # Two ties between cars and one of chips or trade, one between chips and software, six ends in all.
    # cars–software: seen 0, by chance 2 · 1 / 6; cars–chips: seen 1, by chance 2 · 2 / 6.
    for other, ratio in (("like", 1 / (1 + 2 / 6)), ("hub", 2 / (1 + 4 / 6))):
        assert parts_of(other)["industries"][0] == pytest.approx(ratio / (1 + ratio))


def test_what_nobody_has_said_is_anything_between_nothing_and_all() -> None:
    found = parts_of("stranger")
    assert all(found[name] == (0, 1, 0) for name in NAMES)
    snapshot = case()
    why = Fit().fit(snapshot).explain(snapshot.partners.ids.find("asks"), snapshot.partners.ids.find("stranger"))
    assert (why.low, why.high, why.coverage) == (0, 1, 0)


def test_the_fit_is_the_power_mean_of_the_means_of_its_parts() -> None:
    snapshot = case()
    scorer = Fit().fit(snapshot)
    asks, like = (snapshot.partners.ids.find(each) for each in ("asks", "like"))
    found = parts_of("like")
    for side, bound in ((0, scorer.explain(asks, like).low), (1, scorer.explain(asks, like).high)):
        dimensions = [
            sum(part.weight * found[part.name][side] for part in PARTS if part.dimension == each.name)
            for each in DIMENSIONS
        ]
        assert bound == pytest.approx(float(power_mean(dimensions, [1, 1, 1], -1)), abs=TOLERANCE)


def test_the_table_of_parts_is_whole() -> None:
    assert len(PARTS) <= MOST_FEATURES and len(set(NAMES)) == len(NAMES)
    assert not set(NAMES) & set(DIMENSION_NAMES)  # weights and vetoes name either
    for each in DIMENSIONS:
        assert sum(part.weight for part in PARTS if part.dimension == each.name) == pytest.approx(1)
    assert all(part.title and part.title_zh and part.formula and part.needs for part in PARTS)
    kinds = set(CULTURES.values())
    assert set(ALIKE) == {frozenset({one, other}) for one in kinds for other in kinds if one != other}


def test_a_part_is_counted_in_one_dimension_only() -> None:
    traits = [part.trait for part in PARTS if part.trait is not None]
    assert len(set(traits)) == len(traits)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_learning_a_fact_keeps_the_fit_inside_its_interval(data: st.DataObject) -> None:
    """Whatever the missing traits turn out to be, the completed fit lies between the bounds."""
    values = {"strategy_horizon_years": ("1", "3", "5", "10"), "risk_appetite": ("aggressive", "balanced", "cautious"),
              "culture": ("wolf", "craft", "network", "steward"), "rd_cycle_months": ("3", "9", "36"),
              "decision_style": ("centralised", "consultative", "democratic")}
    whole = {measure: data.draw(st.sampled_from(choices)) for measure, choices in values.items()}
    hidden = data.draw(st.sets(st.sampled_from(sorted(values))))
    power = data.draw(st.sampled_from([-3.0, -1.0, 0.0, 1.0]))
    told = {measure: value for measure, value in whole.items() if measure not in hidden}
    before, after = (
        Fit(power=power).fit(tiny_snapshot(profile={"asks": {"x": 1}, "like": {"x": 2, "y": 1}},
                                           traits={"asks": ASKS, "like": said})).explain(0, 1)
        for said in (told, whole)
    )
    assert before.low - TOLERANCE <= after.low and after.high <= before.high + TOLERANCE
    assert after.coverage >= before.coverage - TOLERANCE


@settings(max_examples=25, deadline=None)
@given(snapshots(), st.sampled_from([-10.0, -1.0, 0.0, 1.0]), st.sampled_from(["low", "midpoint"]))
def test_contributions_sum_to_the_difference_from_the_named_reference(snapshot: Snapshot, power: float,
                                                                      order: str) -> None:
    scorer = Fit(power=power, order=order).fit(snapshot)
    table = scorer.table(0)
    for other in range(1, snapshot.partner_count):
        base, added = table.contributions(other, order)
        assert base + added.sum() == pytest.approx(float(table.scores(order)[other]), abs=TOLERANCE)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(NAMES) - 1), st.floats(0, 1), st.floats(0, 1),
       st.sampled_from([-math.inf, -1.0, 0.0, 0.5, 1.0, 2.0]))
def test_the_fit_never_falls_when_a_part_rises(part: int, one: float, other: float, power: float) -> None:
    table = Fit(power=power).fit(worked_example()).table(0)
    parts = table.low[1].copy()
    parts[part] = min(one, other)
    before = float(table.fit(parts))
    parts[part] = max(one, other)
    assert float(table.fit(parts)) >= before - 1e-12


def test_hiding_a_trait_never_raises_the_cautious_score() -> None:
    for hidden in LIKE:
        told = {measure: value for measure, value in LIKE.items() if measure != hidden}
        whole, less = (Fit(power=1).fit(tiny_snapshot(traits={"asks": ASKS, "like": said})).scores_for(0)[1]
                       for said in (LIKE, told))
        assert less <= whole


def test_the_population_narrows_what_is_unknown_where_there_is_one() -> None:
    crowd = {f"p{number:02}": {"strategy_horizon_years": str(4 + number % 2)} for number in range(24)}
    snapshot = tiny_snapshot(partners=["quiet"], traits={"asks": ASKS, **crowd})
    asks, quiet = (snapshot.partners.ids.find(each) for each in ("asks", "quiet"))
    at = NAMES.index("horizon")
    usual = Fit(unknown="population").fit(snapshot).table(asks)
    assert (usual.low[quiet, at], usual.high[quiet, at], usual.known[quiet, at]) == pytest.approx((0.8, 1.0, 0.0))
    rare = NAMES.index("culture_kind")
    assert (usual.low[quiet, rare], usual.high[quiet, rare]) == (0, 1)


def test_vetoes_flag_and_leave_nobody_out() -> None:
    snapshot = tiny_snapshot(traits={
        "asks": ASKS,
        "clash": {"decision_style": "democratic", "risk_appetite": "cautious", "culture": "steward"},
        "quiet": {"rd_cycle_months": "12"},
    })
    scorer = Fit(power=1, veto={"culture": 0.35}).fit(snapshot)
    assert "veto_culture" in scorer.explain(0, 1).flags
    assert "perhaps_veto_culture" in scorer.explain(0, 2).flags
    assert not np.isnan(scorer.scores_for(0)[1:]).any()


def test_one_need_alone_can_be_asked_about() -> None:
    assert parts_of("like", need="asks/fusion")["need_coverage"] == (1, 1, 1)
    assert parts_of("like", need="asks/tests")["need_coverage"] == (0, 1, 0)


def test_words_and_numbers_that_cannot_be_read_are_unknown() -> None:
    odd = {"strategy_horizon_years": "soon", "rd_cycle_months": "-3", "risk_appetite": "purple", "culture": "jazz",
           "decision_style": ""}
    snapshot = tiny_snapshot(traits={"asks": ASKS, "odd": odd})
    table = Fit().fit(snapshot).table(0)
    assert table.known[1].sum() == 0
    told = " ".join(part.sentence for part in Fit().fit(snapshot).explain(0, 1).parts)
    assert "odd says 'soon years', which cannot be read" in told


def test_months_and_years_are_read_in_their_units() -> None:
    snapshot = tiny_snapshot(
        traits={"asks": {"rd_cycle_months": "12"}, "year": {"rd_cycle_months": "1"}, "odd": {"rd_cycle_months": "1"}},
        cells={"Trait": {"unit": {"year|rd_cycle_months": "year", "odd|rd_cycle_months": "moon"}}},
    )
    cycles = Fit().fit(snapshot).facts_.cycle
    assert cycles[[0, 2]].tolist() == [12.0, 12.0] and math.isnan(cycles[1])


@given(st.floats(0.1, 200), st.floats(0.1, 200))
def test_rhythm_and_horizon_are_those_that_can_be_asked_alone(mine: float, theirs: float) -> None:
    alone = tempo.rhythm_match(mine, theirs)
    assert tempo.rhythm_matches(mine, np.array([theirs]))[0] == pytest.approx(alone, abs=TOLERANCE)
    alone = tempo.horizon_match((0, mine), (0, theirs))
    assert tempo.horizon_matches(mine, np.array([theirs]))[0] == pytest.approx(alone, abs=TOLERANCE)


def test_rhythms_eight_times_apart_do_not_match() -> None:
    assert tempo.rhythm_matches(3, np.array([24.0, 48.0, 0.1])).tolist() == [0, 0, 0]


def test_weights_of_parts_and_dimensions_are_relative() -> None:
    parts, dimensions = weights_of({"culture": 2, "rd_rhythm": 0})
    assert dimensions.tolist() == [0.25, 0.25, 0.5]
    assert parts[NAMES.index("rd_rhythm")].tolist() == [0, 0, 0]
    assert parts.sum(axis=0) == pytest.approx(1)


def test_a_dimension_of_weight_nothing_does_not_count() -> None:
    snapshot = tiny_snapshot(traits={"asks": ASKS, "like": ASKS})
    only = {"strategy": 0, "capability": 0, "partnering": 0, "staying_power": 0, "shared_partners": 0}
    assert Fit(weights=only).fit(snapshot).scores_for(0)[1] == pytest.approx(1)


@pytest.mark.parametrize(("parameters", "told"), [
    ({"weights": {"strategy": 0, "capability": 0, "culture": 0}}, "above 0"),
    ({"weights": {"culture": -1}}, "0 or more"),
    ({"weights": {"horizon": 0, "direction": 0, "industries": 0}}, "above 0"),
    ({"weights": {"kulture": 1}}, "did you mean culture"),
    ({"veto": {"charm": 0.5}}, "no dimension"),
    ({"veto": {"culture": 1.5}}, "0 to 1"),
    ({"power": float("nan")}, "power"),
    ({"order": "luck"}, "low or midpoint"),
    ({"unknown": "guess"}, "whole or population"),
    ({"wish": 1.5}, "0 to 1"),
])
def test_what_means_nothing_is_refused(parameters: dict[str, object], told: str) -> None:
    with pytest.raises(InvalidParameter, match=told):
        Fit(**parameters).fit(case())  # type: ignore[arg-type]
    with pytest.raises(InvalidParameter, match=told):
        Fit().fit(case()).asked(**parameters)


def test_asking_otherwise_reads_nothing_anew_and_changes_nothing() -> None:
    scorer = Fit().fit(case())
    before = scorer.scores_for(0).tobytes()
    other = scorer.asked(power=1.0, weights={"culture": 3})
    assert other.facts_ is scorer.facts_ and other.scores_for(0).tobytes() != before
    assert scorer.scores_for(0).tobytes() == before
    assert other.scores_for(0).tobytes() == Fit(power=1.0, weights={"culture": 3}).fit(case()).scores_for(0).tobytes()


def test_sentences_end_once() -> None:
    snapshot = tiny_snapshot(names={"asks": "Ada Inc.", "like": "Lik Co., Ltd."}, ties=[("asks", "x"), ("like", "y")],
                             traits={"asks": ASKS, "like": {}})
    for one in range(snapshot.partner_count):
        for other in range(snapshot.partner_count):
            told = [part.sentence for part in Fit().fit(snapshot).explain(one, other).parts]
            assert all(sentence.endswith(".") and not sentence.endswith("..") for sentence in told)
