"""Health by hand: attainment, coverage, what made it change, trend, and what is not known."""

from __future__ import annotations

from datetime import date

import pytest

from ecosystem.errors import InvalidParameter, UnknownNode
from ecosystem.life.facade import Life
from tests.ecosystem.life.conftest import A_AND_B, hand


@pytest.fixture
def measuring(life: Life) -> Life:
    owners = [{"partner": "a", "person": "Ann"}, {"partner": "b", "person": "Bo"}]
    life.create("partnership", {**A_AND_B, "owners": owners}, hand("2023-12-01"), record_id="ab")
    for step in ("contact", "examine", "negotiate", "agree", "activate"):
        life.step("ab", step, hand("2024-01-01"))
    kpi(life, "revenue", target=100, weight=2, better="higher", branch="market")
    kpi(life, "cycle", target=40, weight=1, better="lower", branch="technology")
    kpi(life, "patents", target=4, weight=1, better="higher", branch="technology")
    return life


def kpi(life: Life, name: str, **fields: object) -> None:
    life.create("kpi", {"name": name, **fields}, hand("2024-01-02"), partnership="ab", record_id=name)


def reading(life: Life, name: str, day: str, value: float) -> None:
    life.create("reading", {"kpi": name, "day": day, "value": value}, hand(day), partnership="ab")


def test_the_index_is_the_weighted_mean_of_what_is_known_and_the_unknown_widens_it(measuring: Life) -> None:
    reading(measuring, "revenue", "2024-06-30", 80)
    reading(measuring, "cycle", "2024-06-30", 50)
    found = measuring.evaluate.health("ab", as_of=date(2024, 7, 1))
    assert found.index == pytest.approx(0.8) and found.coverage == 0.75
    assert (found.low, found.high) == (pytest.approx(0.6), pytest.approx(0.9))
    assert sum(each.contribution or 0.0 for each in found.kpis) == pytest.approx(found.index)
    patents = found.kpis[2]
    assert patents.attainment is None and patents.reason == "there is no reading"
    assert "from 2 of 3 measures" in found.sentence


def test_what_made_it_change_is_told_by_branch(measuring: Life) -> None:
    for day, revenue, cycle, patents in (("2024-06-30", 90, 40, 4), ("2024-12-31", 60, 40, 5)):
        for name, value in (("revenue", revenue), ("cycle", cycle), ("patents", patents)):
            reading(measuring, name, day, value)
    found = measuring.evaluate.health("ab", as_of=date(2024, 12, 31))
    assert found.change == pytest.approx((2 * -0.3 + 0.2) / 4)
    assert [(each.name, round(each.change, 3)) for each in found.branches] == [("market", -0.15), ("technology", 0.05)]
    assert sum(each.change for each in found.branches) == pytest.approx(found.change)


def test_an_old_reading_does_not_count_and_a_late_one_is_not_known_before(measuring: Life) -> None:
    reading(measuring, "revenue", "2024-03-31", 80)
    assert measuring.evaluate.health("ab", as_of=date(2024, 3, 30)).index is None
    old = measuring.evaluate.health("ab", as_of=date(2024, 12, 31))
    assert old.index is None and old.kpis[0].reason == "the last reading, of 2024-03-31, is older than 6 months"


def test_a_trend_needs_eight_readings(measuring: Life) -> None:
    for number, value in enumerate((92, 91, 93, 88, 87, 88, 85, 83)):
        reading(measuring, "revenue", f"2024-{number + 1:02}-28", value)
        found = measuring.evaluate.health("ab", as_of=date(2024, number + 1, 28)).kpis[0]
        assert found.trend == ("falling" if number == 7 else None) and found.readings == number + 1


def test_factors_of_a_product_leave_no_rest(measuring: Life) -> None:
    for name, before, now in (("customers", 100, 80), ("basket", 10, 15)):
        kpi(measuring, name, target=1, weight=0, better="higher", factor_of="revenue")
        reading(measuring, name, "2024-03-31", before)
        reading(measuring, name, "2024-06-30", now)
    found = measuring.evaluate.factors("ab", "revenue", since=date(2024, 3, 31), as_of=date(2024, 6, 30))
    assert (found.before, found.now) == (1000, 1200)
    assert sum(each.change for each in found.factors) == pytest.approx(200)
    with pytest.raises(InvalidParameter, match="no reading up to"):
        measuring.evaluate.factors("ab", "revenue", since=date(2024, 1, 31), as_of=date(2024, 6, 30))
    with pytest.raises(InvalidParameter, match="is a factor of"):
        measuring.evaluate.factors("ab", "cycle", since=date(2024, 3, 31), as_of=date(2024, 6, 30))


def test_the_portfolio_shows_the_worst_first_and_the_unknown_last(measuring: Life) -> None:
    reading(measuring, "revenue", "2024-06-30", 30)
    measuring.create("partnership", {"name": "Other", "type": "other", "partners": ["a", "c"], "owners": [
        {"partner": "a", "person": "Ann"}, {"partner": "c", "person": "Cy"}]}, hand("2024-01-01"), record_id="ac")
    for step in ("contact", "examine", "negotiate", "agree", "activate"):
        measuring.step("ac", step, hand("2024-01-01"))
    found = measuring.evaluate.portfolio(as_of=date(2024, 7, 1))
    assert [(each.partnership, each.index) for each in found.items] == [("ab", 0.3), ("ac", None)]
    assert found.items[1].sentence == "Nothing is known: it has no measures." and len(found.to_frame()) == 2


def test_what_there_is_not_is_said(measuring: Life) -> None:
    with pytest.raises(UnknownNode):
        measuring.evaluate.health("nobody", as_of=date(2024, 7, 1))
    with pytest.raises(InvalidParameter, match="1 to 120"):
        measuring.evaluate.health("ab", as_of=date(2024, 7, 1), months=0)
