"""``eco.fit`` over a small ecosystem by hand, and over the demo's case: answers are applied and asked again."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd
import pytest

from ecosystem import demo
from ecosystem.answers import body
from ecosystem.answers.fit import FitChange, FitExplanation
from ecosystem.demo import CASE
from ecosystem.errors import InvalidDate, InvalidParameter, UnknownNode, UnknownPartner
from ecosystem.planning.fit.questionnaire import questions, traits_from
from ecosystem.service import Ecosystem
from scoring.fit.parts import CULTURES, NAMES, PARTS, SCALES

DAY = "2024-01-01"
WOLF = {"strategy_horizon_years": "5", "risk_appetite": "aggressive", "culture": "wolf", "rd_cycle_months": "12",
        "decision_style": "centralised"}


def small(traits: Mapping[str, Mapping[str, str]], *, needs: bool = True) -> Ecosystem:
    """A carmaker that needs fusion and tests, four who may have it, one that works with it already."""
    eco = Ecosystem("memory:")
    everybody = ["asks", "good", "half", "quiet", "slow", "old"]
    frames = {
        "partners": pd.DataFrame({"id": everybody, "name": [each.title() for each in everybody]}),
        "capabilities": pd.DataFrame({"id": ["cars", "fusion", "tests"], "name": ["cars", "fusion", "tests"]}),
        "partner_capabilities": pd.DataFrame(
            [("asks", "cars", 1.0), ("good", "fusion", 0.9), ("good", "cars", 0.4), ("half", "fusion", 0.4),
             ("slow", "fusion", 0.8), ("slow", "cars", 0.2)],
            columns=["partner_id", "capability_id", "weight"]),
        "partnerships": pd.DataFrame({"id": ["ps"], "kind": ["supply"], "valid_from": ["2020-01-01"]}),
        "partnership_members": pd.DataFrame({"partnership_id": ["ps", "ps"], "partner_id": ["asks", "old"]}),
        "traits": pd.DataFrame(
            [(who, measure, value, DAY, "by hand") for who, told in traits.items() for measure, value in told.items()],
            columns=["partner_id", "measure", "value", "valid_from", "source"]),
    }
    if needs:
        frames["strategies"] = pd.DataFrame({"id": ["s"], "partner_id": ["asks"], "name": ["S"]})
        frames["needs"] = pd.DataFrame({"id": ["n1", "n2"], "strategy_id": ["s", "s"],
                                        "capability_id": ["fusion", "tests"], "weight": [3.0, 1.0]})
    eco.import_frames(frames)
    return eco


TOLD = {"asks": WOLF, "good": {**WOLF, "rd_cycle_months": "6"}, "half": {"risk_appetite": "cautious"},
        "slow": {**WOLF, "rd_cycle_months": "48", "strategy_horizon_years": "2", "decision_style": "democratic"}}


@pytest.fixture(scope="module")
def eco() -> Iterator[Ecosystem]:
    with small(TOLD) as opened:
        yield opened


@pytest.fixture(scope="module")
def case() -> Iterator[Ecosystem]:
    with Ecosystem("memory:") as opened:
        opened.import_frames({name: frame for name, frame in demo.generate().items() if not frame.empty})
        yield opened


# --- candidates ------------------------------------------------------------------------------------
def test_candidates_are_ranked_by_what_is_certain_and_partners_are_left_out(eco: Ecosystem) -> None:
    answer = eco.fit.candidates("asks", limit=10)
    assert [item.partner.id for item in answer.items] == ["good", "slow", "half", "quiet"]
    assert [(each.reason, each.count) for each in answer.excluded] == [("already_partner", 1)]
    scores = [item.score for item in answer.items]
    assert scores == sorted(scores, reverse=True) and all(item.low <= item.score <= item.high for item in answer.items)


def test_who_is_wholly_unknown_is_last_with_the_whole_interval(eco: Ecosystem) -> None:
    last = eco.fit.candidates("asks").items[-1]
    assert (last.partner.id, last.score, last.low, last.high, last.coverage) == ("quiet", 0, 0, 1, 0)


def test_the_middle_of_the_interval_is_another_order_by_choice(eco: Ecosystem) -> None:
    for item in eco.fit.candidates("asks", order="midpoint").items:
        assert item.score == pytest.approx((item.low + item.high) / 2)


def test_rank_acceptability_is_seeded_and_states_its_error(eco: Ecosystem) -> None:
    first, again, other = (eco.fit.candidates("asks", limit=2, draws=2_000, seed=seed) for seed in (1, 1, 2))
    assert first == again and first.items != other.items
    assert first.acceptability is not None
    assert first.acceptability.largest_error == pytest.approx(0.5 / math.sqrt(2_000))
    assert sum(item.first or 0 for item in eco.fit.candidates("asks", limit=4, draws=500).items) == pytest.approx(1)
    none = eco.fit.candidates("asks", draws=0)
    assert none.acceptability is None and none.items[0].first is None


def test_a_weight_at_the_edge_of_its_range_changes_the_first(case: Ecosystem) -> None:
    """What sensitivity says is tried: a little beyond the edge the named one comes first."""
    answer = case.fit.candidates(CASE.a, as_of=CASE.asked_on, draws=0)
    moved = [each for each in answer.sensitivity if each.above is not None]
    assert moved
    for each in moved:
        others = {name: weight for name, weight in answer.settings.weights.items() if name != each.dimension}
        weight = each.high + 1e-4
        weights = {name: value * (1 - weight) / sum(others.values()) for name, value in others.items()}
        beyond = case.fit.candidates(CASE.a, as_of=CASE.asked_on, draws=0, limit=1,
                                     weights={**weights, each.dimension: weight})
        assert beyond.items[0].partner == each.above


def test_vetoes_and_facts_on_record_flag_and_delete_nobody() -> None:
    with small(TOLD) as eco:
        eco.import_frames({
            "risks": pd.DataFrame({"partner_id": ["good"], "kind": ["compliance"], "likelihood": [0.6]}),
            "exclusions": pd.DataFrame({"partner_id": ["asks"], "excluded_id": ["slow"], "kind": ["veto"],
                                        "reason": ["lost a case"]}),
        })
        flags = {item.partner.id: item.flags for item in eco.fit.candidates("asks", veto={"culture": 0.9}).items}
    assert len(flags) == 4
    assert "compliance" in flags["good"] and "excluded_veto" in flags["slow"]
    assert "veto_culture" in flags["half"] or "perhaps_veto_culture" in flags["half"]


# --- one pair --------------------------------------------------------------------------------------
def test_an_explanation_adds_up_and_goes_down_to_facts(eco: Ecosystem) -> None:
    why = eco.fit.explain("asks", "good")
    assert why.reference.fit + sum(part.contribution for part in why.parts) == pytest.approx(why.score, abs=1e-9)
    rhythm = next(part for part in why.parts if part.name == "rd_rhythm")
    assert rhythm.low == rhythm.high == pytest.approx(2 / 3)
    assert [(fact.kind, fact.partner, fact.source, fact.date) for fact in rhythm.facts] == [
        ("traits", "asks", "by hand", DAY), ("traits", "good", "by hand", DAY)]
    unknown = next(part for part in why.parts if part.name == "direction")
    assert (unknown.low, unknown.high) == (0, 1) and [each.id for each in unknown.missing] == ["good"]
    assert why.rank == 1 and "median" in why.reference.about


def test_a_partner_of_today_is_explained_but_not_ranked(eco: Ecosystem) -> None:
    why = eco.fit.explain("asks", "old", target=0.3)
    assert (why.rank, why.not_ranked) == (None, "already_partner")


def apply(eco: Ecosystem, changes: Sequence[FitChange]) -> None:
    """Import the rows of changes as facts of a later day."""
    tables: dict[str, list[dict[str, object]]] = {}
    for row in (row for change in changes for row in change.rows):
        cells = {name: value for name, value in row.items() if name != "table"}
        tables.setdefault(str(row["table"]), []).append({**cells, "valid_from": "2024-06-01", "source": "changed"})
    eco.import_frames({name: pd.DataFrame(rows) for name, rows in tables.items()})


@pytest.mark.parametrize(("other", "target", "order"), [
    ("slow", 0.6, "low"), ("half", 0.2, "low"), ("good", 0.7, "low"), ("good", 0.8, "midpoint"),
])
def test_applying_what_would_raise_the_fit_raises_it_so_far(other: str, target: float, order: str) -> None:
    with small(TOLD) as eco:
        before = eco.fit.explain("asks", other, target=target, order=order)
    changes = before.changes
    chosen = [[each] for each in changes.alone] or [list(changes.together)]
    assert before.score < target and all(chosen)
    for some in chosen:
        with small(TOLD) as eco:
            apply(eco, some)
            after = eco.fit.explain("asks", other, target=target, order=order).score
        assert (after >= target) == changes.reached
        if not changes.alone:
            assert after == pytest.approx(changes.score_after, abs=1e-6)


def test_applying_what_brings_somebody_to_the_first_place_does_so(case: Ecosystem) -> None:
    changes = case.fit.explain(CASE.a, CASE.b, top=1, as_of=CASE.asked_on).changes
    assert changes.alone and changes.goal == "the first place"
    change = next(each for each in changes.alone if each.part == "need_coverage")
    with Ecosystem("memory:") as eco:
        eco.import_frames({name: frame for name, frame in demo.generate().items() if not frame.empty})
        rows = [{name: value for name, value in row.items() if name != "table"} | {
            "valid_from": CASE.asked_on, "recorded_at": CASE.asked_on, "source": "changed"} for row in change.rows]
        eco.import_frames({str(change.rows[0]["table"]): pd.DataFrame(rows)})
        assert eco.fit.explain(CASE.a, CASE.b, as_of=CASE.asked_on).rank == 1, change.sentence


def test_a_target_that_nothing_reaches_is_said_to_be_out_of_reach(eco: Ecosystem) -> None:
    changes = eco.fit.explain("asks", "slow", target=0.99).changes
    assert not changes.reached and changes.score_after < 0.99 and changes.together and not changes.alone
    assert "In this model" in changes.about


def test_nothing_that_is_advised_is_beyond_agreement(case: Ecosystem) -> None:
    fixed = {part.name for part in PARTS if not part.actionable}
    for target in (0.5, 0.6, 0.7, 0.8, 0.9):
        changes = case.fit.explain(CASE.a, CASE.b, target=target, as_of=CASE.asked_on).changes
        assert not {each.part for each in (*changes.alone, *changes.together)} & fixed


def test_a_place_beyond_the_number_of_candidates_is_reached_already(eco: Ecosystem) -> None:
    changes = eco.fit.explain("asks", "quiet", top=1_000).changes
    assert changes.reached and changes.target is None


# --- the next question -----------------------------------------------------------------------------
def test_the_next_question_is_about_what_changes_the_order(eco: Ecosystem) -> None:
    answer = eco.fit.questions("asks", top=3, limit=100, order="midpoint")
    first = answer.items[0]
    assert first.expected_places > 0 and first.en and first.zh
    worth = [item.expected_places for item in answer.items]
    assert worth == sorted(worth, reverse=True)
    assert not {"culture_kind", "risk_appetite"} & {item.part for item in answer.items if item.about.id == "good"}


def test_the_worth_of_a_question_is_what_asking_it_shows() -> None:
    """The expected places of one unknown trait, against importing every answer to it."""
    told = {**TOLD, "slow": {**WOLF, "decision_style": "democratic", "strategy_horizon_years": "2"}}
    told["slow"].pop("risk_appetite")
    with small(told) as eco:
        asked = next(item for item in eco.fit.questions("asks", top=2, limit=100).items
                     if (item.about.id, item.part) == ("slow", "risk_appetite"))
        before = [item.partner.id for item in eco.fit.candidates("asks", draws=0).items][:2]
    changed = []
    for value in ("aggressive", "balanced", "cautious"):
        with small({**told, "slow": {**told["slow"], "risk_appetite": value}}) as eco:
            after = [item.partner.id for item in eco.fit.candidates("asks", draws=0).items][:2]
        changed.append(sum(one != other for one, other in zip(before, after, strict=True)))
    assert min(changed) <= asked.expected_places <= max(changed)


def test_a_trait_of_the_asker_that_is_missing_is_asked_of_the_asker() -> None:
    told = {**TOLD, "asks": {name: value for name, value in WOLF.items() if name != "risk_appetite"}}
    with small(told) as eco:
        answer = eco.fit.questions("asks", top=3, limit=100)
    own = [item for item in answer.items if item.about.id == "asks"]
    assert [item.part for item in own] == ["risk_appetite"] and own[0].question == "stake"
    assert not [item for item in answer.items if item.part == "risk_appetite" and item.about.id != "asks"]


def test_without_needs_there_is_a_fit_and_a_note_of_what_is_missing() -> None:
    with small(TOLD, needs=False) as eco:
        coverage = next(part for part in eco.fit.explain("asks", "good").parts if part.name == "need_coverage")
        notes = eco.fit.questions("asks").notes
    assert (coverage.low, coverage.high) == (0, 1) and [each.id for each in coverage.missing] == ["asks"]
    assert any("needs" in note for note in notes)


def test_a_question_can_weigh_answers_as_others_gave_them(case: Ecosystem) -> None:
    uniform, usual = (case.fit.questions(CASE.a, prior=prior, as_of=CASE.asked_on, limit=3)
                      for prior in ("uniform", "population"))
    assert uniform.items != usual.items and uniform.total == usual.total


# --- interviews ------------------------------------------------------------------------------------
def test_the_questionnaire_has_twenty_questions_in_two_languages() -> None:
    assert len(questions()) == 20
    for asked in questions().values():
        assert asked.text["en"] and asked.text["zh"] and 0 < asked.confidence <= 1
        assert asked.options or (asked.minimum is not None and asked.maximum is not None)
        assert len({option.id for option in asked.options}) == len(asked.options)
        for option in asked.options:
            known = SCALES.get(asked.measure) or (CULTURES if asked.measure == "culture" else None)
            assert option.value in known if known is not None else float(option.value) > 0
    assert {part.trait for part in PARTS if part.trait} == {asked.measure for asked in questions().values()}


def test_every_part_that_can_be_unknown_has_a_question() -> None:
    from ecosystem.planning.fit.questionnaire import question_about

    for part in PARTS:
        _, text = question_about(part.name, part.trait)
        assert text["en"] and text["zh"]


def test_answers_are_weighed_and_contradictions_cost_confidence() -> None:
    sure = traits_from({"stake": "all-in", "unproven": "first"})
    unsure = traits_from({"stake": "all-in", "unproven": "standard"})
    assert sure[0].value == unsure[0].value == "aggressive"
    assert sure[0].confidence == pytest.approx(0.7) and unsure[0].confidence < 0.5
    assert sure[0].questions == ("stake", "unproven")


def test_recorded_answers_become_traits_with_source_day_and_confidence() -> None:
    with small(TOLD) as eco:
        before = eco.fit.explain("asks", "Quiet")
        recorded = eco.fit.record_answers(
            "Quiet", {"horizon": 5, "stake": "all-in", "praised": "fighter"}, on="2024-03-01", source="alliance desk")
        after = eco.fit.explain("asks", "quiet")
        early = eco.fit.explain("asks", "quiet", as_of="2024-02-28")
    assert [(each.measure, each.value) for each in recorded.traits] == [
        ("strategy_horizon_years", "5"), ("risk_appetite", "aggressive"), ("culture", "wolf")]
    assert after.coverage > before.coverage and after.low >= before.low and after.high <= before.high
    fact = next(part for part in after.parts if part.name == "culture_kind").facts[1]
    assert (fact.source, fact.date, fact.confidence) == ("alliance desk", "2024-03-01", 0.65)
    assert early.coverage == before.coverage


def test_a_later_interview_stands_before_an_earlier_one() -> None:
    with small(TOLD) as eco:
        eco.fit.record_answers("quiet", {"stake": "leave"}, on="2024-02-01")
        eco.fit.record_answers("quiet", {"stake": "all-in"}, on="2024-05-01")
        found = {day: next(part.low for part in eco.fit.explain("asks", "quiet", as_of=day).parts
                           if part.name == "risk_appetite") for day in ("2024-03-01", "2024-06-01")}
    assert found == {"2024-03-01": 0.0, "2024-06-01": 1.0}


@pytest.mark.parametrize(("answers", "told"), [
    ({}, "There is no answer"),
    ({"stake": "perhaps"}, "all-in, pilot, leave"),
    ({"horizon": "soon"}, "0.5 to 30"),
    ({"horizon": float("nan")}, "0.5 to 30"),
    ({"horizon": True}, "0.5 to 30"),
    ({"horizon": 99}, "0.5 to 30"),
    ({"steak": "all-in"}, "did you mean stake"),
])
def test_answers_that_do_not_fit_are_refused_and_nothing_is_written(answers: dict[str, object], told: str) -> None:
    with small(TOLD) as eco:
        seq = eco.store.commit_seq
        with pytest.raises(InvalidParameter, match=told):
            eco.fit.record_answers("quiet", {"praised": "fighter", **answers} if answers else answers, on=DAY)
        assert eco.store.commit_seq == seq


def test_an_interview_needs_a_day_a_partner_and_somebody_who_asked(eco: Ecosystem) -> None:
    with pytest.raises(InvalidParameter, match="day of the interview"):
        eco.fit.record_answers("quiet", {"stake": "leave"}, on=None)
    with pytest.raises(InvalidDate):
        eco.fit.record_answers("quiet", {"stake": "leave"}, on="2024-02-30")
    with pytest.raises(UnknownPartner):
        eco.fit.record_answers("nobody at all", {"stake": "leave"}, on=DAY)
    with pytest.raises(InvalidParameter, match="source"):
        eco.fit.record_answers("quiet", {"stake": "leave"}, on=DAY, source=" ")
    with pytest.raises(InvalidParameter, match="en and zh"):
        eco.fit.questionnaire("tlh")


# --- past partnerships -----------------------------------------------------------------------------
def test_past_partnerships_show_number_length_kind_and_return() -> None:
    with small(TOLD) as eco:
        eco.import_frames({
            "partnerships": pd.DataFrame({
                "id": ["p1", "p2", "p3"], "kind": ["pilot", "pilot", "supply"],
                "valid_from": ["2015-01-01", "2018-01-01", "2023-01-01"],
                "valid_to": ["2016-12-31", "2021-12-31", None], "source": ["press"] * 3}),
            "partnership_members": pd.DataFrame({
                "partnership_id": ["p1", "p1", "p2", "p2", "p3", "p3"],
                "partner_id": ["good", "slow", "good", "half", "good", "slow"]}),
        })
        found = {item.measure: item for item in eco.fit.observed("good").items}
        early = {item.measure: item for item in eco.fit.observed("good", as_of="2019-01-01").items}
    assert found["observed_partnerships"].value == 3
    assert found["observed_partnership_years"].value == pytest.approx(3.0, abs=0.01)  # of two and four years
    assert found["observed_partnership_kind"].value == "pilot"
    assert found["observed_repeat_share"].value == pytest.approx(1 / 3, abs=1e-4)
    assert [fact.id for fact in found["observed_repeat_share"].facts] == ["p3"]
    assert early["observed_partnerships"].value == 2 and "of which 1 run" in early["observed_partnerships"].sentence


def test_of_whom_nothing_is_on_record_nothing_is_observed(eco: Ecosystem) -> None:
    answer = eco.fit.observed("quiet")
    assert all(item.value is None and item.reason == "no_data" and item.sentence for item in answer.items)
    assert answer.source == "observed partnerships"


# --- the case --------------------------------------------------------------------------------------
def test_b_of_the_case_fits_and_for_the_need_it_fits_best(case: Ecosystem) -> None:
    whole: FitExplanation = case.fit.explain(CASE.a, CASE.b, as_of=CASE.asked_on)
    assert whole.rank is not None and whole.rank <= 3 and whole.coverage > 0.8
    value = {part.name: part.low for part in whole.parts}
    assert (value["horizon"], value["risk_appetite"], value["culture_kind"], value["decision_style"]) == (1, 1, 1, 0)
    assert case.fit.candidates(CASE.a, need=CASE.need, as_of=CASE.asked_on, draws=0).items[0].partner.id == CASE.b


def test_answers_are_json_without_nan(case: Ecosystem) -> None:
    for answer in (
        case.fit.candidates(CASE.a, as_of=CASE.asked_on, power=-math.inf, draws=100),
        case.fit.explain(CASE.a, CASE.b, as_of=CASE.asked_on), case.fit.questions(CASE.a, limit=2),
        case.fit.observed(CASE.b), case.fit.questionnaire("zh"),
    ):
        json.dumps(body(answer), allow_nan=False)
    frame = case.fit.candidates(CASE.a, limit=3, draws=0).to_frame()
    assert {"strategy_low", "culture_high"} <= set(frame.columns) and len(frame) == 3
    assert len(case.fit.explain(CASE.a, CASE.b).to_frame()) == len(NAMES)
    assert len(case.fit.questions(CASE.a, limit=4).to_frame()) == 4


@pytest.mark.parametrize(("asked", "told"), [
    ({"weights": {"strategy": 0, "capability": 0, "culture": 0}}, "above 0"),
    ({"weights": ["culture:-1"]}, "0 or more"),
    ({"weights": ["culture"]}, "NAME:NUMBER"),
    ({"weights": ["culture:1", "culture:2"]}, "once"),
    ({"weights": {"charm": 1}}, "no dimension"),
    ({"power": math.nan}, "power"),
    ({"order": "luck"}, "low or midpoint"),
    ({"limit": 0}, "1 to 1,000"),
    ({"draws": 10**9}, "draws"),
    ({"seed": -1}, "seed"),
    ({"band": -0.5}, "band"),
    ({"need": "other"}, "no Need"),
])
def test_what_cannot_be_asked_is_refused(eco: Ecosystem, asked: dict[str, object], told: str) -> None:
    with pytest.raises((InvalidParameter, UnknownNode), match=told):
        eco.fit.candidates("asks", **asked)  # type: ignore[arg-type]


def test_goals_and_questions_that_mean_nothing_are_refused(eco: Ecosystem) -> None:
    goals = ({"target": 0.5, "top": 3}, "not both"), ({"target": 1.5}, "0 to 1"), ({"top": 0}, "1 or more")
    for asked, told in goals:
        with pytest.raises(InvalidParameter, match=told):
            eco.fit.explain("asks", "good", **asked)  # type: ignore[arg-type]
    with pytest.raises(InvalidParameter, match="of itself"):
        eco.fit.explain("asks", "asks")
    with pytest.raises(InvalidParameter, match="prior"):
        eco.fit.questions("asks", prior="hope")
    with pytest.raises(InvalidParameter, match="top"):
        eco.fit.questions("asks", top=101)


def test_nobody_but_the_asker_is_no_trouble() -> None:
    with Ecosystem("memory:") as eco:
        eco.import_frames({"partners": pd.DataFrame({"id": ["a"], "name": ["A"]})})
        assert eco.fit.candidates("a").items == () and eco.fit.questions("a").items == ()


def test_before_all_facts_everything_is_unknown(eco: Ecosystem) -> None:
    answer = eco.fit.candidates("asks", as_of="1990-01-01")
    traits = [part for part in eco.fit.explain("asks", "good", as_of="1990-01-01").parts
              if next(each for each in PARTS if each.name == part.name).trait]
    assert answer.total == 5 and all(part.known == 0 for part in traits)


# --- what narrows a pair most ----------------------------------------------------------------------
def test_in_a_mean_that_compensates_a_part_narrows_by_its_weight_times_its_width(eco: Ecosystem) -> None:
    found = eco.fit.narrowing("asks", "half", power=1.0)
    pair = eco.fit.explain("asks", "half", power=1.0)
    weight = {each.name: each.weight for each in pair.dimensions}
    expected = {part.name: weight[part.dimension] * part.weight * (part.high - part.low)
                for part in pair.parts if part.high - part.low > 1e-9}
    assert {each.part: each.narrows for each in found.items} == pytest.approx(expected, abs=1e-9)
    assert sum(expected.values()) == pytest.approx(found.high - found.low, abs=1e-9)
    assert [each.narrows for each in found.items] == sorted((each.narrows for each in found.items), reverse=True)
    assert (found.low, found.high) == pytest.approx((pair.low, pair.high))


def test_what_narrows_is_asked_in_both_languages_and_says_of_whom_it_is_missing(eco: Ecosystem) -> None:
    found = eco.fit.narrowing("asks", "half")
    style = next(each for each in found.items if each.measure == "decision_style")
    assert [each.id for each in style.missing] == ["half"] and style.question is not None
    assert style.en and any("一" <= sign <= "鿿" for sign in style.zh)
    assert len(found.to_frame()) == len(found.items) and json.dumps(body(found), allow_nan=False)


def test_no_fact_narrows_by_more_than_there_is_and_what_is_known_is_not_asked(eco: Ecosystem) -> None:
    for other in ("good", "half", "quiet", "slow"):
        found = eco.fit.narrowing("asks", other)
        known = {part.name for part in eco.fit.explain("asks", other).parts if part.low == part.high}
        assert all(0 <= each.narrows <= found.high - found.low + 1e-9 for each in found.items)
        assert not known & {each.part for each in found.items}
    with pytest.raises(InvalidParameter, match="partner of itself"):
        eco.fit.narrowing("asks", "asks")
