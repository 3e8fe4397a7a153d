"""An exit leaves nobody behind: plans made from random agreements hold, and what breaks one is named."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecosystem.errors import InvalidRecord
from ecosystem.life.ending.invariants import faults_of_plan, unserved
from ecosystem.life.ending.plan import exit_plan
from ecosystem.life.events import Record
from ecosystem.life.facade import Life
from ecosystem.life.fields import read_fields
from ecosystem.life.kinds import kind_of
from tests.ecosystem.life.conftest import A_AND_B, hand

TIMES = int(os.environ.get("ALLYGRAPH_EXAMPLES", "1"))
"""How many times as many random plans are tried as usual."""

DAY = date(2024, 1, 31)
NOTICE = date(2025, 3, 31)


class Records:
    """A state made of a few records, as ``LifeState`` answers."""

    def __init__(self, *records: Record) -> None:
        self._records = {each.id: each for each in records}

    def record(self, record_id: str) -> Record | None:
        return self._records.get(record_id)

    def records(self, partnership: str, kind: str | None = None, **fields: object) -> list[Record]:
        return [each for each in self._records.values() if kind in (None, each.kind)]


def record(kind: str, number: int, state: str, **fields: object) -> Record:
    return Record(f"{kind}-{number}", kind, "ab", state, 1, {k: v for k, v in fields.items() if v is not None}, DAY,
                  DAY, DAY)


PARTNERSHIP = Record("ab", "partnership", "ab", "active", 1, {
    "name": "Cockpit", "partners": ["a", "b"], "owners": [{"partner": "a", "person": "Ann"},
                                                          {"partner": "b", "person": "Bo"}]}, DAY, DAY, DAY)


@st.composite
def worlds(draw: st.DrawFn) -> Records:
    """A partnership with an agreement and whatever may hang on it."""
    agreement = record("agreement", 1, "signed",
                       notice_months=draw(st.one_of(st.none(), st.integers(0, 24))),
                       customer_notice_months=draw(st.one_of(st.none(), st.integers(0, 18))),
                       right_step_percent=draw(st.one_of(st.none(), st.sampled_from([1, 3, 7.5, 10, 30, 33, 100]))),
                       buy_back=draw(st.one_of(st.none(), st.just("A buys the laboratory"))))
    found = [PARTNERSHIP, agreement]
    sides = st.sampled_from(["a", "b"])
    for number in range(draw(st.integers(0, 3))):
        found.append(record("annex", number, draw(st.sampled_from(["draft", "active", "suspended", "closed"])),
                            agreement="agreement-1"))
    for number in range(draw(st.integers(0, 4))):
        days = st.one_of(st.none(), st.dates(date(2023, 1, 1), NOTICE).map(date.isoformat))
        found.append(record("customer", number, draw(st.sampled_from(["served", "served", "left"])), name="C",
                            service_owner=draw(st.one_of(st.none(), sides)), told_on=draw(days)))
    for kind, states in (("action", ["open", "blocked", "done"]), ("milestone", ["planned", "running", "accepted"]),
                         ("conflict", ["open", "closed"]), ("resource", ["promised", "provided", "returned"])):
        for number in range(draw(st.integers(0, 2))):
            found.append(record(kind, number, draw(st.sampled_from(states)), partner=draw(st.one_of(st.none(), sides))))
    for number in range(draw(st.integers(0, 2))):
        ends = draw(st.one_of(st.none(), st.dates(date(2024, 1, 1), date(2030, 1, 1)).map(date.isoformat)))
        found.append(record("rotation", number, draw(st.sampled_from(["planned", "away", "back"])), person="Cy",
                            from_partner=draw(sides), ends=ends))
    return Records(*found)


def planned(world: Records, notice: date, leaving: str | None = None) -> Record:
    agreement = world.record("agreement-1")
    assert agreement is not None
    fields = exit_plan(agreement, world, notice_on=notice, leaving=leaving)  # type: ignore[arg-type]
    values, faults = read_fields(kind_of("exit_plan").fields, fields, whole=True)
    assert faults == []
    return Record("plan", "exit_plan", "ab", "draft", 1, values, notice, notice, notice)


@settings(max_examples=1_000 * TIMES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds(), st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.sampled_from([None, "a", "b"]))
def test_a_plan_from_any_agreement_keeps_every_invariant(world: Records, notice: date, leaving: str | None) -> None:
    plan = planned(world, notice, leaving)
    assert list(faults_of_plan(plan, world)) == []  # type: ignore[arg-type]
    assert plan == planned(world, notice, leaving)


@settings(max_examples=300 * TIMES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds(), st.data())
def test_a_plan_that_lacks_any_step_it_needs_is_refused(world: Records, data: st.DataObject) -> None:
    plan = planned(world, NOTICE)
    steps = list(plan.items("steps"))
    needed = [number for number, row in enumerate(steps) if row["what"] in ("right", "obligation", "staff")]
    if not needed:
        return
    gone = data.draw(st.sampled_from(needed))
    cut = Record(plan.id, plan.kind, "ab", "draft", 1, {**plan.fields, "steps": steps[:gone] + steps[gone + 1 :]},
                 NOTICE, NOTICE, NOTICE)
    left = [row for row in steps[:gone] + steps[gone + 1 :] if row["what"] == "right"]
    whole = steps[gone]["what"] == "right" and not any(row["thing"] == steps[gone]["thing"] for row in left)
    assert whole or list(faults_of_plan(cut, world))  # type: ignore[arg-type]


@settings(max_examples=300 * TIMES, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.one_of(st.none(), st.integers(0, 40))), max_size=4),
       st.booleans())
def test_a_gap_in_the_service_is_found_exactly_where_it_is(spans: list[tuple[int, int | None]], owned: bool) -> None:
    from ecosystem.life.ending.invariants import Step

    ends = NOTICE + timedelta(days=20)
    customer = record("customer", 1, "served", service_owner="a" if owned else None)
    steps = [Step(number, "service", NOTICE + timedelta(days=start), "customer-1", 0.0,
                  None if length is None else NOTICE + timedelta(days=start + length))
             for number, (start, length) in enumerate(spans)]

    def served(day: date) -> bool:
        return (owned and day <= ends) or any(each.day <= day and (each.until is None or day <= each.until)
                                              for each in steps)

    days = [NOTICE + timedelta(days=number) for number in range(200)]
    expected = next((day for day in days if not served(day)), None)
    assert unserved(customer, steps, NOTICE, ends) == expected


# --- through the facade ----------------------------------------------------------------------------
@pytest.fixture
def signed(life: Life) -> Iterator[Life]:
    owners = [{"partner": "a", "person": "Ann"}, {"partner": "b", "person": "Bo"}]
    life.create("partnership", {**A_AND_B, "owners": owners}, hand("2023-12-01"), record_id="ab")
    for step in ("contact", "examine", "negotiate", "agree", "activate"):
        life.step("ab", step, hand("2024-01-01"))
    life.create("agreement", {"name": "Main", "notice_months": 6, "starts": "2024-01-01"}, hand("2024-01-01"),
                partnership="ab", record_id="main")
    for step in ("propose", "sign"):
        life.step("main", step, hand("2024-01-01"))
    life.create("customer", {"name": "Cora", "service_owner": "b"}, hand("2024-02-01"), partnership="ab",
                record_id="cora")
    yield life


def test_the_plan_of_the_facade_is_agreed_and_then_guards_every_change(signed: Life) -> None:
    draft = signed.ending.plan("ab", notice_on=date(2025, 1, 1), leaving="b")
    assert draft.fields["ends_on"] == "2025-11-01"  # ten steps of a tenth, the first a month after notice
    rights = [row for row in draft.fields["steps"] if row["what"] == "right"]  # type: ignore[attr-defined]
    assert [row["percent"] for row in rights] == [10.0] * 10 and rights[0]["day"] == "2025-02-01"
    plan = signed.create("exit_plan", draft.fields, hand("2025-01-01"), partnership="ab")
    signed.step(plan.id, "agree", hand("2025-01-05"))
    with pytest.raises(InvalidRecord, match="would no longer hold"):
        signed.create("customer", {"name": "Dan", "service_owner": "a"}, hand("2025-02-01"), partnership="ab")
    with pytest.raises(InvalidRecord, match="has no owner after the end"):
        signed.create("action", {"text": "ship", "owner": "Ann"}, hand("2025-02-01"), partnership="ab")
    assert signed.create("note", {"text": "free"}, hand("2025-02-01"), partnership="ab").kind == "note"


@pytest.mark.parametrize(("change", "code"), [
    ({"ends_on": "2025-05-01"}, "before_notice"),
    ({"steps": []}, "customer_not_told"),
])
def test_a_plan_that_is_too_early_or_too_thin_is_refused_by_rule(signed: Life, change: dict[str, object],
                                                                 code: str) -> None:
    fields = {**signed.ending.plan("ab", notice_on=date(2025, 1, 1)).fields, **change}
    with pytest.raises(InvalidRecord) as caught:
        signed.create("exit_plan", fields, hand("2025-01-01"), partnership="ab")
    assert code in {fault.code for fault in caught.value.faults}
