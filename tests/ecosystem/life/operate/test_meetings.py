"""Meetings that are due, missed, held; what is on the table, and what comes of it."""

from __future__ import annotations

from datetime import date

import pytest

from ecosystem.errors import ForbiddenStep, InvalidParameter, InvalidRecord, UnknownNode
from ecosystem.life.facade import Life
from tests.ecosystem.life.conftest import hand


def fortnightly(life: Life, **fields: object) -> None:
    life.create("cadence", {"level": "team", "every": 2, "unit": "week", "starts": "2024-03-04", "grace_days": 2,
                            **fields}, hand("2024-03-01"), partnership="ab", record_id="fortnight")


def meeting(life: Life, name: str, day: str, *steps: str, on: str | None = None, **fields: object) -> None:
    life.create("meeting", {"level": "team", "day": day, **fields}, hand("2024-03-01"), partnership="ab",
                record_id=name)
    for step in steps:
        life.step(name, step, hand(on or day))


def missed(life: Life, day: str) -> list[str]:
    return [str(each.day) for each in life.operate.missed("ab", as_of=date.fromisoformat(day)).items]


def test_a_meeting_that_was_due_and_that_nobody_held_in_time_is_missed(running: Life) -> None:
    fortnightly(running)
    meeting(running, "first", "2024-03-05", "hold", cadence="fortnight")  # a day late: within its grace
    meeting(running, "third", "2024-04-01", "cancel", on="2024-03-28")
    assert missed(running, "2024-03-20") == []  # the one of the 18th can still be held in time
    assert missed(running, "2024-03-21") == ["2024-03-18"]
    assert missed(running, "2024-04-10") == ["2024-04-01", "2024-03-18"]
    reasons = [each.reason for each in running.operate.missed("ab", as_of=date(2024, 4, 10)).items]
    assert reasons == ["it was cancelled on 2024-03-28", "no meeting is on record"]
    assert running.operate.missed("ab", as_of=date(2024, 4, 10), limit=1).count == 2


def test_a_planned_meeting_is_not_missed_until_it_can_be_held_in_time_no_more(running: Life) -> None:
    fortnightly(running)
    meeting(running, "first", "2024-03-06")
    assert missed(running, "2024-03-08") == [] and missed(running, "2024-03-09") == ["2024-03-04"]
    running.step("first", "hold", hand("2024-03-09"))
    assert missed(running, "2024-03-09") == []
    assert missed(running, "2024-03-08") == []  # as it was known then: planned


def test_a_meeting_answers_for_one_day_only_and_for_that_of_its_own_level(running: Life) -> None:
    running.create("cadence", {"level": "team", "every": 1, "unit": "day", "starts": "2024-03-04", "grace_days": 3},
                   hand("2024-03-01"), partnership="ab")
    meeting(running, "first", "2024-03-05", "hold")
    running.create("meeting", {"level": "executive", "day": "2024-03-04"}, hand("2024-03-01"), partnership="ab",
                   record_id="others")
    running.step("others", "hold", hand("2024-03-04"))
    assert missed(running, "2024-03-09") == ["2024-03-04"]  # the 5th is held; the 6th can still be


def test_nothing_is_due_after_the_end_or_of_a_cadence_that_was_withdrawn(running: Life) -> None:
    fortnightly(running)
    running.step("ab", "end", hand("2024-03-10"))
    assert missed(running, "2024-12-31") == ["2024-03-04"]
    assert running.operate.next("ab", as_of=date(2024, 12, 31)).items == ()
    running.step("fortnight", "withdraw", hand("2025-01-01"))
    assert missed(running, "2025-01-01") == []


def test_three_levels_are_written_together_or_not_at_all(running: Life) -> None:
    made = running.operate.network("ab", hand("2024-02-01"), starts=date(2024, 3, 1), time="09:00",
                                   zone="Europe/Berlin", people={"executive": ["Ann", "Bo"]})
    assert [(each.text("level"), each.text("unit")) for each in made] == [
        ("executive", "quarter"), ("middle", "month"), ("team", "week")]
    found = running.operate.next("ab", as_of=date(2024, 3, 30)).items
    assert [(each.level, str(each.day), each.moment) for each in found] == [
        ("middle", "2024-04-01", "2024-04-01T07:00+00:00"), ("team", "2024-04-05", "2024-04-05T07:00+00:00"),
        ("executive", "2024-06-01", "2024-06-01T07:00+00:00")]  # since the clocks changed on the 31st of March
    with pytest.raises(InvalidRecord) as caught:
        running.operate.network("ab", hand("2024-02-01"), starts=date(2024, 3, 1), time="25:00", zone="Mars/Olympus")
    assert [(each.field, each.code) for each in caught.value.faults] == [
        ("zone", "unknown_zone"), ("time", "invalid_time")]
    assert len(running.records("ab", "cadence")) == 3


def test_what_is_coming_is_the_planned_meeting_and_passes_over_a_cancelled_one(running: Life) -> None:
    fortnightly(running)
    meeting(running, "moved", "2024-03-06")
    assert [(str(each.day), each.meeting) for each in running.operate.next("ab", as_of=date(2024, 3, 5)).items] == [
        ("2024-03-04", "moved")]
    running.step("moved", "cancel", hand("2024-03-05"))
    assert [str(each.day) for each in running.operate.next("ab", as_of=date(2024, 3, 5)).items] == ["2024-03-18"]


@pytest.mark.parametrize(("fields", "field", "code"), [
    ({"time": "9"}, "time", "invalid_time"), ({"time": "09:00:00"}, "time", "invalid_time"),
    ({"zone": "../etc/passwd"}, "zone", "unknown_zone"), ({"every": 0}, "every", "too_small"),
    ({"every": 1_001}, "every", "too_large"), ({"ends": "2024-03-03"}, "ends", "before_start"),
    ({"starts": "9999-12-31"}, "starts", "out_of_range")])
def test_a_cadence_that_cannot_be_names_its_field(running: Life, fields: dict[str, object], field: str,
                                                  code: str) -> None:
    with pytest.raises(InvalidRecord) as caught:
        fortnightly(running, **fields)
    assert (field, code) in [(each.field, each.code) for each in caught.value.faults]
    assert running.records("ab", "cadence") == []


# --- minutes ---------------------------------------------------------------------------------------
def test_minutes_are_written_with_all_that_came_of_them(running: Life) -> None:
    meeting(running, "first", "2024-03-04")
    found = running.operate.hold("first", hand("2024-03-04", key="once"), minutes="做了什么", attendees=["Ann"],
                                 decisions=[{"text": "Test in ten scenes", "about": "m1"}],
                                 actions=[{"text": "Book a track", "owner": "Bo", "partner": "b", "due": "2024-03-10"},
                                          {"text": "Ask the supplier", "owner": "Ann"}])
    assert found.decisions == ("ab/decision-1",) and found.actions == ("ab/action-1", "ab/action-2")
    assert running.record("first").state == "held" and running.record("first").texts("attendees") == ("Ann",)
    again = running.operate.hold("first", hand("2024-03-04", key="once"), minutes="other",
                                 actions=[{"text": "x", "owner": "y"}])
    assert again == found


def test_minutes_with_one_fault_write_nothing(running: Life) -> None:
    meeting(running, "first", "2024-03-04")
    before = running.log.count
    with pytest.raises(InvalidRecord) as caught:
        running.operate.hold("first", hand("2024-03-04"), minutes="x", decisions=[{"text": "fine"}],
                             actions=[{"text": "fine", "owner": "Bo"}, {"text": "no owner", "due": "2024-02-30"}])
    assert [each.field for each in caught.value.faults] == ["actions/1/due", "actions/1/owner"]
    assert running.log.count == before and running.record("first").state == "planned"
    assert running.records("ab", "decision") == []
    with pytest.raises(UnknownNode, match="meeting"):
        running.operate.hold("m1", hand("2024-03-04"), minutes="x")
    running.operate.hold("first", hand("2024-03-04"), minutes="x")
    with pytest.raises(ForbiddenStep):
        running.operate.hold("first", hand("2024-03-05"), minutes="x")


def test_actions_by_person_partner_and_day(running: Life) -> None:
    for name, owner, due in (("x", "Bo", "2024-03-10"), ("y", "Ann", None), ("z", "Bo", "2024-05-01")):
        running.create("action", {"text": name, "owner": owner, "due": due, "partner": "b" if owner == "Bo" else "a"},
                       hand("2024-03-01"), partnership="ab", record_id=name)
    running.step("z", "finish", hand("2024-04-01"))
    ask = running.operate.actions
    assert [(each.id, each.days_late) for each in ask(as_of=date(2024, 3, 31)).items] == [
        ("x", 21), ("z", 0), ("y", None)]
    assert [each.id for each in ask(as_of=date(2024, 4, 1), person="Bo").items] == ["x"]
    assert [each.id for each in ask(as_of=date(2024, 3, 31), overdue=True, partnership="ab").items] == ["x"]
    assert [each.id for each in ask(as_of=date(2024, 3, 31), partner="b", due_by=date(2024, 5, 1)).items] == ["x", "z"]
    assert ask(as_of=date(2024, 2, 1)).items == ()


# --- agendas ---------------------------------------------------------------------------------------
def on_the_table(life: Life, level: str, day: str) -> list[tuple[str, str]]:
    return [(each.record, each.kind) for each in life.operate.agenda("ab", level, as_of=date.fromisoformat(day)).items]


def test_each_level_speaks_of_what_is_its_own(running: Life) -> None:
    running.create("action", {"text": "Book the track", "owner": "Bo", "due": "2024-06-01"}, hand("2024-03-01"),
                   partnership="ab", record_id="book")
    running.step("m2", "start", hand("2024-05-01"))
    running.step("m2", "block", hand("2024-05-02"), fields={"blocked_by": "supplier"})
    running.create("conflict", {"title": "Tests late"}, hand("2024-06-01"), partnership="ab", record_id="late")
    running.create("alert", {"rule": "r", "title": "Delays", "level": "middle"}, hand("2024-06-01"), partnership="ab",
                   record_id="bell")
    running.create("kpi", {"name": "Faults", "target": 1, "weight": 1, "better": "lower"}, hand("2024-01-02"),
                   partnership="ab", record_id="faults")
    for day, value in (("2024-03-31", 1), ("2024-04-30", 2), ("2024-05-31", 4)):
        running.create("reading", {"kpi": "faults", "day": day, "value": value}, hand(day), partnership="ab")
    assert on_the_table(running, "executive", "2024-06-20") == [
        ("m1", "milestone"), ("main", "goal"), ("late", "conflict"), ("faults", "kpi")]
    assert on_the_table(running, "middle", "2024-06-20") == [
        ("m2", "milestone"), ("m1", "milestone"), ("book", "action"), ("faults", "kpi"), ("bell", "alert")]
    assert on_the_table(running, "team", "2024-06-20") == [
        ("book", "action"), ("m1", "milestone"), ("m2", "milestone")]
    lines = running.operate.agenda("ab", "middle", as_of=date(2024, 6, 20)).items
    assert lines[0].why == "it is blocked since 2024-05-02 by supplier"
    assert lines[1].why == "it was due 97 days ago" and lines[3].why.endswith("1 → 2 → 4")
    assert on_the_table(running, "executive", "2024-03-01") == []
    with pytest.raises(InvalidParameter, match="executive, middle, team"):
        running.operate.agenda("ab", "board", as_of=date(2024, 6, 20))


def test_every_line_names_a_record_that_is_there(running: Life) -> None:
    fortnightly(running)
    running.create("trigger", {"agreement": "main", "name": "late", "hardness": "hard", "test": "delay_rate",
                               "bar": 0.1}, hand("2024-01-02"), partnership="ab", record_id="rate")
    lines = running.operate.agenda("ab", "executive", as_of=date(2024, 5, 1)).items
    assert {"rate", "fortnight"} <= {each.record for each in lines}
    assert all(running.record(each.record, as_of="2024-05-01").id == each.record for each in lines)
