"""A conflict goes through three steps, and what was learnt is found again: by structure, by text, by numbers."""

from __future__ import annotations

from datetime import date

import pytest

from ecosystem.errors import InvalidRecord, UnknownNode
from ecosystem.life.facade import Life
from scoring.health.alike import text_likeness
from scoring.intervals import wilson
from tests.ecosystem.life.conftest import hand

LATE = date(2025, 1, 1)


def conflict(life: Life, name: str, day: str = "2024-04-01", partnership: str = "ab", **fields: object) -> str:
    made = life.create("conflict", {"title": name, **fields}, hand(day), partnership=partnership, record_id=name)
    return made.id


def refused(life: Life, name: str, step: str, **fields: object) -> list[tuple[str, str]]:
    with pytest.raises(InvalidRecord) as caught:
        life.step(name, step, hand("2024-05-01"), fields=fields)
    return [(each.field, each.code) for each in caught.value.faults]


def closed(life: Life, name: str, day: str = "2024-05-01") -> None:
    life.create("project", {"name": f"Remedy {name}", "purpose": "remedial", "starts": "2024-04-01",
                            "ends": "2024-12-31"}, hand("2024-04-01"), partnership="ab", record_id=f"of-{name}")
    for step, fields in (("analyse", {"whys": ["late parts"]}), ("share", {"shares": {"a": 40, "b": 60}}),
                         ("remedy", {"project": f"of-{name}"}), ("close", {"reason": "nothing to change"})):
        life.step(name, step, hand(day), fields=fields)


def test_the_three_steps_in_order_with_what_each_needs(running: Life) -> None:
    conflict(running, "late", milestones=["m1"])
    assert refused(running, "late", "analyse") == [("whys", "five_whys")]
    assert refused(running, "late", "analyse", whys=list("123456")) == [("whys", "five_whys")]
    running.step("late", "analyse", hand("2024-04-02"), fields={"whys": list("12345"), "cause": "no test bench"})
    assert refused(running, "late", "share") == [("shares", "required")]
    assert refused(running, "late", "share", shares={"b": 60, "a": 39}) == [("shares", "sum")]
    assert refused(running, "late", "share", shares={"b": 60, "c": 40}) == [("shares", "no_partner")]
    running.step("late", "share", hand("2024-04-05"), fields={"shares": {"b": 60, "a": 40}})
    assert refused(running, "late", "remedy") == [("project", "required")]
    running.create("project", {"name": "Bench", "purpose": "remedial", "starts": "2024-04-06"}, hand("2024-04-06"),
                   partnership="ab", record_id="bench")
    assert refused(running, "late", "remedy", project="bench") == [("project", "without_end")]
    running.change("bench", {"ends": "2024-06-30"}, hand("2024-04-06"))
    running.step("late", "remedy", hand("2024-04-06"), fields={"project": "bench"})
    assert refused(running, "late", "close") == [("clause", "required")]
    assert running.record("late").state == "in_remedy" and running.record("late").version == 4


def test_it_closes_with_a_clause_that_was_changed_since_or_a_reason(running: Life) -> None:
    running.create("clause", {"agreement": "main", "number": "7", "title": "Risks", "text": "Risk"}, hand("2024-01-02"),
                   partnership="ab", record_id="seven")
    conflict(running, "late")
    running.create("project", {"name": "Bench", "purpose": "remedial", "starts": "2024-04-06", "ends": "2024-06-30"},
                   hand("2024-04-06"), partnership="ab", record_id="bench")
    for step, fields in (("analyse", {"whys": ["x"]}), ("share", {"shares": {"a": 100}}),
                         ("remedy", {"project": "bench"})):
        running.step("late", step, hand("2024-04-10"), fields=fields)
    assert refused(running, "late", "close", clause="seven") == [("clause", "unchanged")]
    assert refused(running, "late", "close", clause="eight") == [("clause", "unknown_record"), ("clause", "required")]
    running.change("seven", {"text": "Risk, and a bench for tests"}, hand("2024-04-20"))
    running.step("late", "close", hand("2024-05-01"), fields={"clause": "seven"})
    assert running.record("late").state == "closed"


def test_cases_are_found_by_structure_and_text_with_the_reasons(running: Life) -> None:
    running.create("partnership", {"name": "Other", "type": "other", "partners": ["b", "c"]}, hand("2024-01-01"),
                   record_id="bc")
    conflict(running, "测试延迟", milestones=["m1"], tags=["testing", "delay"], level="team", cause="没有测试台")
    conflict(running, "又一次测试延迟", milestones=["m2"], tags=["testing"], level="team", day="2024-06-01")
    conflict(running, "Price of cells", partnership="bc", tags=["price"], level="executive")
    conflict(running, "withdrawn", milestones=["m1"], tags=["testing"])
    running.step("withdrawn", "withdraw", hand("2024-04-02"))
    found = running.operate.similar("又一次测试延迟", as_of=LATE)
    assert [each.id for each in found.items] == ["测试延迟", "Price of cells"]
    best = {each.respect: each.value for each in found.items[0].parts}
    assert {name: best[name] for name in ("level", "tags", "annex", "topic", "partners")} == {
        "level": 1.0, "tags": 0.5, "annex": 1.0, "topic": 1.0, "partners": 1.0}
    assert best["text"] > 0.25 and found.items[0].cause == "没有测试台"
    assert found.items[0].score == pytest.approx((best["text"] + 4.5 / 5) / 2, abs=1e-12)
    weak = found.items[1]  # one of three partners is the same; level and tags are not
    assert [(each.respect, each.value) for each in weak.parts] == [("partners", pytest.approx(1 / 3))]
    assert weak.score == pytest.approx((0 + (1 / 3) / 3) / 2)
    assert len(running.operate.similar("又一次测试延迟", as_of=LATE, limit=1).items) == 1
    assert running.operate.similar("测试延迟", as_of=date(2024, 4, 1)).items[0].id == "withdrawn"  # as it was then
    with pytest.raises(UnknownNode, match="conflict"):
        running.operate.similar("m1", as_of=LATE)


def test_a_conflict_without_others_and_one_without_words(running: Life) -> None:
    conflict(running, "x")
    assert running.operate.similar("x", as_of=LATE).items == ()
    conflict(running, "y")
    (found,) = running.operate.similar("x", as_of=LATE).items
    assert [each.respect for each in found.parts] == ["partners"] and found.score == 0.5


def test_the_time_to_a_resolution_and_how_many_come_back(running: Life) -> None:
    for name, day in (("one", "2024-04-11"), ("two", "2024-04-21"), ("three", "2024-05-31")):
        conflict(running, name)
        closed(running, name, day)
    conflict(running, "open")
    running.step("two", "reopen", hand("2024-06-01"))
    found = running.operate.conflict_measures("ab", as_of=LATE)
    assert (found.conflicts, found.open, found.closed, found.median_days) == (4, 2, 2, 35.0)  # 10 and 60 days
    assert (found.ever_closed, found.reopened, found.share) == (3, 1, pytest.approx(1 / 3))
    assert (found.low, found.high) == wilson(1 / 3, 3)
    then = running.operate.conflict_measures(as_of=date(2024, 4, 30))
    assert (then.closed, then.median_days, then.reopened) == (2, 15.0, 0)
    none = running.operate.conflict_measures("ab", as_of=date(2024, 4, 10))
    assert none.share is None and none.low is None and none.median_days is None
    assert none.sentence == "None has been closed yet; 4 are open."
    assert running.operate.conflict_measures(as_of=date(2024, 3, 1)).sentence == "No conflict is on record."


def test_likeness_of_texts_is_one_for_the_same_and_none_where_there_is_no_text() -> None:
    found = text_likeness("测试延迟", ["测试延迟", "abc", "x", "测试完成"])
    assert found[0] == pytest.approx(1) and found[1] == 0 and found[2] != found[2] and 0 < found[3] < 1
    assert all(each != each for each in text_likeness("", ["abc"])) and len(text_likeness("abc", [])) == 0
