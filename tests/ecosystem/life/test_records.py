"""Records are what their events make of them: at any day, corrected, undone, refused, repeated."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem import Ecosystem, demo
from ecosystem.errors import Conflict, ForbiddenStep, InvalidParameter, InvalidRecord, UnknownNode
from ecosystem.life.checks import Draft, faults_of
from ecosystem.life.events import Act, Event, as_row, effective, of_row, state_of
from ecosystem.life.facade import Life
from ecosystem.life.fields import FieldType
from ecosystem.life.kinds import KINDS, kind_of
from ecosystem.life.log import EventLog
from ecosystem.stores.memory import MemoryStore
from tests.ecosystem.life.conftest import A_AND_B, hand

OWNERS = [{"partner": "a", "person": "Ann"}, {"partner": "b", "person": "Bo"}]


def made(life: Life, *, owners: bool = True) -> str:
    fields = {**A_AND_B, **({"owners": OWNERS} if owners else {})}
    return life.create("partnership", fields, hand("2023-12-01"), record_id="ab").id


def advance(life: Life, record: str, *steps: tuple[str, str]) -> None:
    for step, day in steps:
        life.step(record, step, hand(day))


TO_ACTIVE = (("contact", "2023-12-02"), ("examine", "2023-12-03"), ("negotiate", "2023-12-10"), ("agree", "2024-02-01"),
             ("activate", "2024-02-15"))


def test_a_record_is_on_each_day_what_it_was_then(life: Life) -> None:
    made(life)
    life.change("ab", {"note": "met in Oslo"}, hand("2024-01-05"))
    life.step("ab", "contact", hand("2024-01-10"))
    assert [life.record("ab", as_of=day).state for day in ("2023-12-31", "2024-01-10")] == ["candidate", "contacted"]
    assert life.record("ab", as_of="2024-01-04").text("note") is None
    assert life.record("ab").text("note") == "met in Oslo" and life.record("ab").version == 3
    with pytest.raises(UnknownNode, match="no record"):
        life.record("ab", as_of="2023-11-30")
    assert [event.act.value for event in life.history("ab")] == ["create", "change", "step"]


def test_what_is_recorded_late_is_not_known_before(life: Life) -> None:
    made(life)
    life.change("ab", {"note": "late"}, hand("2024-01-05", recorded_on=date(2024, 3, 1)))
    assert life.record("ab", as_of="2024-02-29").text("note") is None
    assert life.record("ab", as_of="2024-03-01").text("note") == "late"


def test_a_change_of_an_earlier_day_does_not_hide_a_later_one(life: Life) -> None:
    made(life)
    life.change("ab", {"note": "March"}, hand("2024-03-01"))
    life.change("ab", {"note": "February"}, hand("2024-02-01", recorded_on=date(2024, 4, 1)))
    assert life.record("ab").text("note") == "March"
    assert life.record("ab", as_of="2024-04-01").text("note") == "March"
    assert life.history("ab")[-1].after == {"note": "February"}


def test_a_correction_says_what_should_have_been_said_and_keeps_both(life: Life) -> None:
    made(life)
    life.change("ab", {"note": "2 cars"}, hand("2024-01-05"))
    life.correct("ab", 2, {"note": "3 cars"}, hand("2024-02-01"))
    assert life.record("ab").text("note") == "3 cars"
    assert life.record("ab", as_of="2024-01-31").text("note") == "2 cars"  # as it was known then
    assert len(life.history("ab")) == 3


def test_an_undo_takes_back_and_an_undone_undo_restores(life: Life) -> None:
    made(life)
    life.change("ab", {"note": "x"}, hand("2024-01-05"))
    assert life.undo("ab", hand("2024-01-06")).text("note") is None
    assert life.undo("ab", hand("2024-01-07")).text("note") == "x"
    life.undo("ab", hand("2024-01-08"), about=1)
    with pytest.raises(UnknownNode):
        life.record("ab")
    life.undo("ab", hand("2024-01-09"))
    assert life.record("ab").state == "candidate"


def test_a_record_that_others_hang_under_is_not_undone(life: Life) -> None:
    made(life)
    life.create("agreement", {"name": "Main"}, hand("2024-01-01"), partnership="ab", record_id="main")
    life.create("annex", {"name": "Technical", "agreement": "main"}, hand("2024-01-02"), partnership="ab")
    with pytest.raises(Conflict, match="below it"):
        life.undo("main", hand("2024-01-03"), about=1)


def test_of_two_who_change_one_version_one_is_told(life: Life) -> None:
    made(life)
    life.change("ab", {"note": "first"}, hand("2024-01-05"), version=1)
    with pytest.raises(Conflict, match="version 2, and you saw 1"):
        life.change("ab", {"note": "second"}, hand("2024-01-05"), version=1)
    assert life.record("ab").text("note") == "first"


def test_what_is_repeated_with_its_key_is_done_once(life: Life) -> None:
    first = life.create("partnership", A_AND_B, hand("2023-12-01", key="k1"))
    again = life.create("partnership", A_AND_B, hand("2023-12-01", key="k1"))
    assert first == again and len(life.partnerships()) == 1
    life.change(first.id, {"note": "x"}, hand("2024-01-01", key="k2"))
    assert life.change(first.id, {"note": "y"}, hand("2024-01-02", key="k2")).text("note") == "x"


def test_a_change_that_changes_nothing_writes_nothing(life: Life) -> None:
    made(life)
    assert life.change("ab", {"name": "Cockpit"}, hand("2024-01-01")).version == 1


def test_a_forbidden_step_says_which_are_allowed(life: Life) -> None:
    made(life)
    with pytest.raises(ForbiddenStep, match="it can: contact, drop"):
        life.step("ab", "activate", hand("2024-01-01"))
    life.step("ab", "contact", hand("2024-01-10"))
    with pytest.raises(InvalidParameter, match="cannot lie before"):
        life.step("ab", "examine", hand("2024-01-09"))


def test_it_is_active_only_with_an_owner_on_each_side(life: Life, eco: Ecosystem) -> None:
    made(life, owners=False)
    advance(life, "ab", *TO_ACTIVE[:-1])
    with pytest.raises(InvalidRecord, match="exactly one") as caught:
        life.step("ab", "activate", hand("2024-02-15"))
    assert {fault.field for fault in caught.value.faults} == {"owners"} and len(caught.value.faults) == 2
    two = [*OWNERS, {"partner": "a", "person": "Abe"}]
    with pytest.raises(InvalidRecord, match="a has 2 owners"):
        life.step("ab", "activate", hand("2024-02-15"), fields={"owners": two})
    assert life.step("ab", "activate", hand("2024-02-15"), fields={"owners": OWNERS}).state == "active"


@pytest.mark.parametrize(("fields", "field", "message"), [
    ({"partners": ["a"]}, "partners", "at least two"),
    ({"partners": ["a", "nobody"]}, "partners", "no Partner with the id 'nobody'"),
    ({"type": "friendship"}, "type", "it can be technology_alliance"),
    ({"colour": "red"}, "colour", "no such field"),
    ({"name": None}, "name", "needed"),
    ({"owners": [{"partner": "c", "person": "Cy"}]}, "owners/0/partner", "none of the partners"),
    ({"owners": [{"partner": "a"}]}, "owners/0/person", "needed"),
    ({"owners": "Ann"}, "owners", "list of rows"),
    ({"note": 3}, "note", "must be a text"),
])
def test_a_fault_names_its_field_and_changes_nothing(life: Life, fields: dict[str, object], field: str,
                                                     message: str) -> None:
    with pytest.raises(InvalidRecord) as caught:
        life.create("partnership", {**A_AND_B, **fields}, hand("2024-01-01"))
    assert any(fault.field == field and message in fault.message for fault in caught.value.faults)
    assert life.log.count == 0


def test_shares_sum_to_exactly_a_hundred(life: Life) -> None:
    made(life)
    fair = {"name": "Main", "cost_split": {"a": 33.3, "b": 66.7}}
    assert life.create("agreement", fair, hand("2024-01-01"), partnership="ab").shares("cost_split")["a"] == 33.3
    for split in ({"a": 60, "b": 30}, {"a": 160, "b": -60}, {"a": float("nan"), "b": 100}, {}):
        with pytest.raises(InvalidRecord):
            life.create("agreement", {"name": "x", "cost_split": split}, hand("2024-01-01"), partnership="ab")


def test_days_that_do_not_exist_are_refused_and_leap_days_are_not(life: Life) -> None:
    made(life)
    good = life.create("incident", {"title": "leak", "sort": "data_leak", "day": "2024-02-29"}, hand("2024-03-01"),
                       partnership="ab")
    assert good.day("day") == date(2024, 2, 29)
    with pytest.raises(InvalidRecord, match="not a day that exists"):
        life.create("incident", {"title": "leak", "sort": "data_leak", "day": "2023-02-29"}, hand("2024-03-01"),
                    partnership="ab")


def test_unknown_records_say_what_is_near(life: Life) -> None:
    made(life)
    with pytest.raises(UnknownNode, match="near: ab"):
        life.change("abb", {"note": "x"}, hand("2024-01-01"))
    with pytest.raises(InvalidParameter, match="there are partnership, check"):
        life.create("friend", {}, hand("2024-01-01"), partnership="ab")


# --- the graph -------------------------------------------------------------------------------------
def test_a_partnership_binds_in_the_graph_while_it_is_active(life: Life, eco: Ecosystem) -> None:
    made(life)
    advance(life, "ab", *TO_ACTIVE, ("warn", "2025-01-01"), ("exit", "2025-06-01"), ("end", "2025-12-31"))
    tied = {day: len(eco.partner("a", as_of=day).partners) for day in
            ("2024-02-14", "2024-02-15", "2025-06-30", "2025-12-31", "2026-01-01")}
    assert tied == {"2024-02-14": 0, "2024-02-15": 1, "2025-06-30": 1, "2025-12-31": 1, "2026-01-01": 0}


def test_an_undone_activation_binds_nobody(life: Life, eco: Ecosystem) -> None:
    made(life)
    advance(life, "ab", *TO_ACTIVE)
    life.undo("ab", hand("2024-03-01"))
    assert eco.partner("a", as_of="2024-02-20").partners == () and eco.store.verify().ok


def test_notes_leave_the_views_of_days_as_they_are(life: Life, eco: Ecosystem) -> None:
    made(life)
    eco.refresh()
    view, day = eco.view(), eco.last_day
    life.change("ab", {"note": "x"}, hand("2030-01-01"))
    assert not eco.refresh() and eco.view() is view and eco.last_day == day


# --- the log ---------------------------------------------------------------------------------------
def test_what_was_acknowledged_is_there_after_opening_anew(life: Life, eco: Ecosystem) -> None:
    made(life)
    advance(life, "ab", *TO_ACTIVE)
    again = Life(eco.store, eco.view, eco.candidates, eco.risks)
    assert again.record("ab") == life.record("ab") and again.history("ab") == life.history("ab")


def test_fifty_writers_at_once_lose_nothing(life: Life) -> None:
    made(life)

    def write(number: int) -> None:
        life.create("note", {"text": f"note {number}"}, hand("2024-01-01", by=f"w{number}"), partnership="ab")

    with ThreadPoolExecutor(50) as pool:
        list(pool.map(write, range(200)))
    found = life.records("ab", "note")
    assert {each.text("text") for each in found} == {f"note {number}" for number in range(200)}
    assert len({each.id for each in found}) == 200


def test_what_the_store_refuses_is_not_kept_in_memory(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    made(life)
    count = life.log.count

    def full(batch: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(life.log._store, "write", full)
        with pytest.raises(OSError, match="disk full"):
            life.change("ab", {"note": "x"}, hand("2024-01-01"))
    assert life.log.count == count and life.record("ab").version == 1
    assert life.change("ab", {"note": "x"}, hand("2024-01-01")).version == 2


def test_events_that_others_wrote_are_seen(life: Life, eco: Ecosystem) -> None:
    made(life)
    other = EventLog(eco.store)
    assert other.count == 1
    life.change("ab", {"note": "x"}, hand("2024-01-01"))
    other.refresh()
    assert other.count == 2


# --- properties ------------------------------------------------------------------------------------
DAYS = st.integers(0, 40).map(lambda days: date(2024, 1, 1) + timedelta(days=days))


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    events = [Event("r", "note", "p", 1, Act.CREATE, date(2024, 1, 1), date(2024, 1, 1), "ann", after={"text": "0"})]
    for version in range(2, draw(st.integers(1, 8)) + 1):
        act = draw(st.sampled_from([Act.CHANGE, Act.UNDO, Act.CORRECT]))
        on = draw(DAYS)
        about = draw(st.integers(2, version - 1)) if act is not Act.CHANGE and version > 2 else None
        act = Act.CHANGE if about is None else act
        after = {} if act is Act.UNDO else {"text": str(version)}
        events.append(Event("r", "note", "p", version, act, on, max(on, events[-1].recorded_on), "ann",
                            after=after, about=about))
    return events


@settings(deadline=None)
@given(histories(), DAYS)
def test_nothing_later_leaks_into_an_earlier_day(events: list[Event], day: date) -> None:
    known = [each for each in events if each.recorded_on <= day]
    assert state_of(events, day) == state_of(known, day)


@given(histories())
def test_an_event_survives_the_store(events: list[Event]) -> None:
    rows = [{name: as_row(each).get(name) for name in (*as_row(each), "confidence")} for each in events]
    assert [of_row(row) for row in rows] == events
    assert len(effective(events)) <= len(events)


# --- the table -------------------------------------------------------------------------------------
def test_every_kind_has_a_machine_whose_states_can_be_reached_and_fields_of_known_references() -> None:
    for kind in KINDS.values():
        reached, open_states = {kind.machine.start}, [kind.machine.start]
        while open_states:
            for after in kind.machine.steps.get(open_states.pop(), {}).values():
                if after not in reached:
                    reached.add(after)
                    open_states.append(after)
        assert reached == set(kind.machine.states), kind.name
        assert kind.machine.diagram().startswith("stateDiagram-v2\n    [*] --> ")
        for field in kind.fields:
            named = field.refers_to
            assert named is None or named in KINDS or named[0].isupper(), (kind.name, field.name)
            assert (field.type is FieldType.ITEMS) == bool(field.of), (kind.name, field.name)


def test_the_life_of_the_demo_breaks_no_rule_and_takes_no_forbidden_step() -> None:
    with MemoryStore() as store:
        eco = Ecosystem(store)
        eco.import_frames(demo.generate())
        life, case = eco.life, demo.CASE.alliance
        for record in life.log.records_of(case):
            events = life.history(record)
            for number in range(1, len(events) + 1):
                before, after = state_of(events[: number - 1]), state_of(events[:number])
                assert after is not None
                assert faults_of(Draft(after, events[number - 1].step, before), life.state()) == []
                if events[number - 1].step is not None:
                    assert before is not None
                    assert kind_of(after.kind).machine.after(before.state, str(events[number - 1].step)) == after.state
        assert life.record(case, as_of="2024-03-01").state == "active"
        assert life.record("case/milestone-1", as_of="2024-07-18").state == "delivered"
        assert eco.store.verify().ok
