"""Rules fire for what is so and say why; alerts are written once and climb when nobody answers."""

from __future__ import annotations

from datetime import date

import pytest

from ecosystem.life.facade import Life
from ecosystem.life.watch.rules import DEFAULT
from tests.ecosystem.life.conftest import A_AND_B, hand


@pytest.fixture
def running(life: Life) -> Life:
    owners = [{"partner": "a", "person": "Ann"}, {"partner": "b", "person": "Bo"}]
    life.create("partnership", {**A_AND_B, "owners": owners}, hand("2023-12-01"), record_id="ab")
    for step in ("contact", "examine", "negotiate", "agree", "activate"):
        life.step("ab", step, hand("2024-01-01"))
    life.create("agreement", {"name": "Main"}, hand("2024-01-01"), partnership="ab", record_id="main")
    life.create("annex", {"name": "Technical", "agreement": "main"}, hand("2024-01-01"), partnership="ab",
                record_id="tech")
    return life


def milestone(life: Life, name: str, due: str, delivered: str | None = None) -> None:
    life.create("milestone", {"name": name, "annex": "tech", "due": due}, hand("2024-01-02"), partnership="ab",
                record_id=name)
    if delivered is not None:
        life.step(name, "deliver", hand(delivered), fields={"delivered_on": delivered})


def kpi(life: Life, name: str, *values: float, **fields: object) -> None:
    life.create("kpi", {"name": name, "target": 100, "weight": 1, "better": "higher", "every": "month", **fields},
                hand("2024-01-02"), partnership="ab", record_id=name)
    for number, value in enumerate(values):
        day = f"{2024 + number // 12}-{number % 12 + 1:02}-28"
        life.create("reading", {"kpi": name, "day": day, "value": value}, hand(day), partnership="ab")


def rule(life: Life, name: str, **fields: object) -> None:
    life.create("alert_rule", {"name": name, **fields}, hand("2024-01-02"), partnership="ab", record_id=name)


def firing(life: Life, day: str) -> dict[str, str]:
    return {each.rule: each.title for each in life.watch.firing(as_of=date.fromisoformat(day)).items}


def test_the_rate_of_delays_reaches_the_executives(running: Life) -> None:
    milestone(running, "m1", "2024-02-15", delivered="2024-02-10")
    milestone(running, "m2", "2024-03-01")
    assert firing(running, "2024-03-01") == {}
    (found,) = running.watch.firing(as_of=date(2024, 3, 2)).items
    assert (found.level, found.records) == ("executive", ("m2",)) and "it is 0.5, the bar is 0.3" in found.title
    assert "default/overdue" not in firing(running, "2024-03-31") and "default/overdue" in firing(running, "2024-04-01")


def test_health_below_its_bar_and_a_missing_reading(running: Life) -> None:
    kpi(running, "revenue", 60)
    found = firing(running, "2024-02-01")
    assert set(found) == {"default/health"} and "it is 0.6, the bar is 0.7" in found["default/health"]
    assert firing(running, "2024-03-01")["default/missing"] == (
        "A reading is missing: one of revenue was due on 2024-02-28")


def test_an_own_rule_takes_the_place_of_the_usual_one_of_its_name(running: Life) -> None:
    kpi(running, "revenue", 60)
    usual = next(each.name for each in DEFAULT if each.id == "default/health")
    rule(running, usual, measure="health", test="threshold", bar=0.5, above=False)
    assert firing(running, "2024-02-01") == {}
    running.step(usual, "withdraw", hand("2024-02-01"))
    assert "default/health" in firing(running, "2024-02-01")


@pytest.mark.parametrize(("test", "values", "fields", "fires"), [
    ("run", (80, 60, 55), {"bar": 70, "above": False, "times": 2}, True),
    ("run", (60, 80, 55), {"bar": 70, "above": False, "times": 2}, False),
    ("falling", (80, 70, 60), {"times": 2}, True),
    ("falling", (80, 60, 70), {"times": 2}, False),
    ("trend", (92, 91, 93, 88, 87, 88, 85, 83), {"above": False}, True),
    ("trend", (92, 91, 93), {"above": False}, False),
    ("cusum", (*([10, 11] * 10), 14, 14, 14), {}, True),
    ("cusum", ([10, 11] * 12), {}, False),
    ("ewma", (*([10, 11] * 10), 16, 16, 16), {}, True),
])
def test_every_kind_of_test(running: Life, test: str, values: tuple[float, ...], fields: dict[str, object],
                            fires: bool) -> None:
    kpi(running, "revenue", *values)
    rule(running, "watched", measure="kpi:revenue", test=test, **fields)
    assert ("watched" in firing(running, "2026-12-31")) is fires


def test_a_measure_that_there_is_not_fires_nothing(running: Life) -> None:
    rule(running, "odd", measure="kpi:nothing", test="threshold", bar=1)
    rule(running, "attained", measure="kpi:revenue:attained", test="threshold", bar=0.9, above=False)
    kpi(running, "revenue", 80)
    found = firing(running, "2024-02-01")
    assert "odd" not in found and "it is 0.8" in found["attained"]


def test_alerts_are_written_once_and_anew_for_new_facts(running: Life) -> None:
    milestone(running, "m1", "2024-02-15")
    first = running.watch.run(hand("2024-02-20"))
    assert [each.records for each in first.written] == [("m1",)]
    assert running.watch.run(hand("2024-02-20")).written == ()
    milestone(running, "m2", "2024-02-25")
    assert [each.records for each in running.watch.run(hand("2024-03-01")).written] == [("m1", "m2")]
    alert = first.written[0].id
    running.step(alert, "acknowledge", hand("2024-03-01"))
    running.step(alert, "resolve", hand("2024-03-02"))
    assert running.record(alert).state == "resolved"


def test_an_alert_that_nobody_answers_climbs_until_it_is_answered(running: Life) -> None:
    rule(running, "watched", measure="overdue_days", test="threshold", bar=5, level="team", hours_to_answer=24)
    running.create("alert_rule", {"name": "Delivery-delay rate above 30 %", "measure": "delay_rate",
                                  "test": "threshold", "bar": 1.0}, hand("2024-01-02"), partnership="ab")
    milestone(running, "m1", "2024-02-15")
    written = running.watch.run(hand("2024-02-21", at="2024-02-21T09:00:00Z")).written
    assert [each.level for each in written] == ["team"]
    assert running.watch.run(hand("2024-02-22", at="2024-02-22T08:59:00Z")).climbed == ()
    levels = []
    for day in ("2024-02-22T09:01:00Z", "2024-02-23T09:02:00Z", "2024-02-24T09:03:00Z"):
        levels += [each.level for each in running.watch.run(hand(day[:10], at=day)).climbed]
    assert levels == ["middle", "executive"]  # nobody stands above the executives
    running.step(written[0].id, "acknowledge", hand("2024-02-25"))
    assert running.watch.run(hand("2024-03-10")).climbed == ()
