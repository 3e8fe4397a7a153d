"""Triggers, the buffer and types, answered by hand; and the question that leads to a replacement."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem import Ecosystem, demo
from ecosystem.errors import InvalidParameter, UnknownNode
from ecosystem.life.calendar import Quarter, months_later, quarter_of
from ecosystem.life.ending.triggers import quarters_late
from ecosystem.life.ending.types import type_at, typed_intervals
from ecosystem.life.events import Act, Event
from ecosystem.life.facade import Life
from ecosystem.stores.memory import MemoryStore
from tests.ecosystem.life.conftest import A_AND_B, hand


@pytest.fixture
def running(life: Life) -> Life:
    owners = [{"partner": "a", "person": "Ann"}, {"partner": "b", "person": "Bo"}]
    life.create("partnership", {**A_AND_B, "owners": owners}, hand("2023-12-01"), record_id="ab")
    for step in ("contact", "examine", "negotiate", "agree", "activate"):
        life.step("ab", step, hand("2024-01-01"))
    life.create("agreement", {"name": "Main", "starts": "2024-01-01", "buffer_months": 6}, hand("2024-01-01"),
                partnership="ab", record_id="main")
    life.step("main", "propose", hand("2024-01-01"))
    life.step("main", "sign", hand("2024-01-01"))
    life.create("annex", {"name": "Technical", "agreement": "main"}, hand("2024-01-01"), partnership="ab",
                record_id="tech")
    life.step("tech", "activate", hand("2024-01-01"))
    return life


def milestone(life: Life, name: str, due: str, delivered: str | None = None) -> None:
    life.create("milestone", {"name": name, "annex": "tech", "due": due}, hand("2024-01-02"), partnership="ab",
                record_id=name)
    if delivered is not None:
        life.step(name, "deliver", hand(delivered), fields={"delivered_on": delivered})


def trigger(life: Life, test: str, **fields: object) -> None:
    life.create("trigger", {"agreement": "main", "name": test, "hardness": "hard", "test": test, **fields},
                hand("2024-01-02"), partnership="ab", record_id=test)


def met(life: Life, name: str, day: str) -> bool | None:
    answer = life.ending.triggers("ab", as_of=date.fromisoformat(day))
    (found,) = [each for each in answer.items if each.id == name]
    return found.met


def test_milestones_missed_in_two_quarters_running_with_an_unknown_one_between(running: Life) -> None:
    trigger(running, "milestones_missed", times=2)
    milestone(running, "m1", "2024-03-15", delivered="2024-05-01")  # first quarter: missed
    milestone(running, "m3", "2024-09-15")  # third quarter: missed; the second has none: unknown
    assert [met(running, "milestones_missed", day) for day in (
        "2024-01-10", "2024-04-01", "2024-09-30", "2024-12-31")] == [False, False, True, True]
    (found,) = running.ending.triggers("ab", as_of=date(2024, 9, 30)).items
    assert found.sentence.startswith("Milestones were missed in 2024-Q1 and 2024-Q3") and found.facts == ("m3", "m1")


def test_a_delivery_in_time_breaks_the_run_and_a_quarter_without_any_leaves_it_open(running: Life) -> None:
    trigger(running, "milestones_missed", times=2)
    milestone(running, "m1", "2024-03-15")
    milestone(running, "m2", "2024-06-15", delivered="2024-06-15")
    assert met(running, "milestones_missed", "2024-06-30") is False
    running.undo("m2", hand("2024-07-01"))
    running.step("m2", "cancel", hand("2024-07-02"))
    assert met(running, "milestones_missed", "2024-07-03") is None  # Q1 missed, of Q2 nothing is known


def test_grave_incidents_and_turns_of_strategy(running: Life) -> None:
    trigger(running, "incident", incident="data_leak")
    trigger(running, "strategy_changed")
    running.create("incident", {"title": "scratch", "sort": "quality", "grave": True, "day": "2024-02-01"},
                   hand("2024-02-01"), partnership="ab")
    running.create("incident", {"title": "leak", "sort": "data_leak", "grave": True, "day": "2024-03-01"},
                   hand("2024-03-02"), partnership="ab")
    running.create("incident", {"title": "B turns to consumers", "sort": "strategy_change", "partner": "b",
                                "day": "2024-04-01"}, hand("2024-04-01"), partnership="ab")
    assert [met(running, "incident", day) for day in ("2024-03-01", "2024-03-02")] == [False, True]
    assert [met(running, "strategy_changed", day) for day in ("2024-03-31", "2024-04-01")] == [False, True]


def test_measures_that_fall_and_that_stay_below(running: Life) -> None:
    running.create("kpi", {"name": "Partner satisfaction", "target": 5, "weight": 1, "better": "higher"},
                   hand("2024-01-02"), partnership="ab", record_id="joy")
    trigger(running, "satisfaction_falling", kpi="joy", times=2)
    trigger(running, "kpi_below", kpi="joy", bar=0.8, times=2)
    for number, (day, value) in enumerate((("2024-03-31", 4.4), ("2024-06-30", 3.9), ("2024-09-30", 3.5))):
        running.create("reading", {"kpi": "joy", "day": day, "value": value}, hand(day), partnership="ab",
                       record_id=f"r{number}")
    days = ("2024-03-31", "2024-06-30", "2024-09-30")
    assert [met(running, "satisfaction_falling", day) for day in days] == [None, None, True]
    assert [met(running, "kpi_below", day) for day in days] == [False, False, True]


def test_the_rate_of_delays_and_the_buffer_as_a_clock(running: Life) -> None:
    trigger(running, "delay_rate", bar=0.4)
    milestone(running, "m1", "2024-02-15", delivered="2024-02-10")
    milestone(running, "m2", "2024-03-15")
    days = ("2024-02-01", "2024-02-16", "2024-03-16")
    assert [met(running, "delay_rate", day) for day in days] == [None, False, True]
    running.step("ab", "warn", hand("2024-04-30"))
    found = running.ending.buffer("ab", as_of=date(2024, 10, 1))
    assert found.ends == date(2024, 10, 30) and found.days_left == 29 and "no assessment" in found.sentence
    assert running.ending.buffer("ab", as_of=date(2024, 4, 1)).since is None
    assert running.ending.buffer("ab", as_of=date(2024, 11, 1)).days_left == -2


def test_a_partnership_has_exactly_one_type_on_any_day(running: Life) -> None:
    running.step("ab", "transform", hand("2025-03-01", why="B turned"), fields={"type": "licence"})
    found = running.ending.types("ab", as_of=date(2025, 12, 31)).items
    assert [(each.type, each.start, each.stop) for each in found] == [
        ("technology_alliance", date(2023, 12, 1), date(2025, 2, 28)), ("licence", date(2025, 3, 1), None)]
    assert len(running.ending.types("ab", as_of=date(2025, 2, 28)).items) == 1


@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from("xyz")), max_size=8))
def test_typed_intervals_never_overlap_and_leave_no_gap(changes: list[tuple[int, str]]) -> None:
    start = date(2024, 1, 1)
    events = [Event("p", "partnership", "p", 1, Act.CREATE, start, start, "ann", after={"type": "x"})]
    for number, (days, name) in enumerate(changes, 2):
        day = date(2024, 1, 1 + days)
        events.append(Event("p", "partnership", "p", number, Act.CHANGE, day, day, "ann", after={"type": name}))
    found = typed_intervals(events)
    assert found[0].start == start and found[-1].stop is None
    for before, after in pairwise(found):
        assert before.stop is not None and (after.start - before.stop).days == 1 and before.start <= before.stop
        assert before.type != after.type
    for day in (date(2024, 1, number) for number in range(1, 32)):
        counting = sorted((event for event in events if event.on <= day), key=lambda event: (event.on, event.version))
        assert type_at(found, day) == counting[-1].after["type"]


def test_an_exit_needs_a_signed_agreement_and_a_partner_who_is_one(running: Life) -> None:
    with pytest.raises(InvalidParameter, match="none of the partners"):
        running.ending.plan("ab", notice_on=date(2025, 1, 1), leaving="c")
    with pytest.raises(InvalidParameter, match="en or zh"):
        running.ending.plan("ab", notice_on=date(2025, 1, 1), language="fr")
    running.step("main", "terminate", hand("2025-01-01"))
    with pytest.raises(InvalidParameter, match="no signed agreement"):
        running.ending.plan("ab", notice_on=date(2025, 1, 1))
    with pytest.raises(UnknownNode):
        running.ending.triggers("nobody", as_of=date(2025, 1, 1))


def test_quarters_and_months() -> None:
    assert quarter_of(date(2024, 12, 31)) == Quarter(2024, 4)
    assert months_later(date(2024, 1, 31), 1) == date(2024, 2, 29)


def test_late_annexes_with_falling_satisfaction_name_the_best_replacements() -> None:
    with MemoryStore() as store:
        eco = Ecosystem(store)
        eco.import_frames(demo.generate())
        life, case = eco.life, demo.CASE
        life.create("kpi", {"name": "Satisfaction", "target": 5, "weight": 1, "better": "higher"}, hand("2024-03-01"),
                    partnership=case.alliance, record_id="joy")
        for number, (day, value) in enumerate((("2024-06-30", 4.5), ("2024-09-30", 4.1), ("2024-12-31", 3.2))):
            life.create("reading", {"kpi": "joy", "day": day, "value": value}, hand(day), partnership=case.alliance,
                        record_id=f"joy-{number}")
        day = date(2025, 4, 1)  # milestone 2 was due on 2024-09-30 and is not delivered
        assert quarters_late(life.record("case/milestone-2", as_of=day), day) == 2
        (found,) = life.ending.replacements(as_of=day).items
        assert (found.annex, found.late, found.fallen) == ("case/annex", ("case/milestone-2",), ("joy-2", "joy-1"))
        best = found.candidates[case.need]
        assert best.partner.id == case.a and len(best.items) == 3
        assert case.b not in {item.partner.id for item in best.items}
        assert all(item.evidence for item in best.items)
        assert life.ending.replacements(as_of=date(2025, 3, 1)).items == ()
