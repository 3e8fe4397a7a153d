"""The table of an annex, milestones that are late or wait, and what is different between two days."""

from __future__ import annotations

from datetime import date

import pytest

from ecosystem.errors import InvalidParameter, UnknownNode
from ecosystem.life.facade import Life
from tests.ecosystem.life.conftest import hand

DAY = date(2024, 7, 10)


@pytest.fixture
def busy(agreed: Life) -> Life:
    def made(kind: str, name: str, fields: dict[str, object]) -> None:
        agreed.create(kind, fields, hand("2024-02-01"), partnership="ab", record_id=name)

    made("milestone", "m1", {"name": "Stack 1.0", "annex": "tech", "due": "2024-06-30", "partner": "b", "owner": "Bo",
                             "assessment": "ten scenes"})
    made("milestone", "m2", {"name": "Stack 2.0", "annex": "tech", "due": "2024-08-05", "partner": "a",
                             "after": ["m1"]})
    made("milestone", "m3", {"name": "Stack 3.0", "annex": "tech", "due": "2025-03-31"})
    made("milestone", "m0", {"name": "Kick-off", "annex": "tech", "due": "2024-03-01", "partner": "a"})
    made("resource", "r1", {"annex": "tech", "milestone": "m1", "partner": "a", "what": "computing", "amount": 1200,
                            "unit": "h", "starts": "2024-03-01"})
    made("resource", "r2", {"annex": "tech", "partner": "b", "what": "office"})
    made("issue", "i1", {"title": "No test car", "milestone": "m3", "owner": "Ann"})
    agreed.step("m0", "deliver", hand("2024-03-11"), fields={"delivered_on": "2024-03-11"})
    made("acceptance", "a0", {"milestone": "m0", "verdict": "accepted", "by_person": "Bo"})
    agreed.step("m0", "accept", hand("2024-03-12"))
    return agreed


def test_the_table_says_when_who_what_how_judged_and_how_late(busy: Life) -> None:
    table = busy.establish.annex_table("tech", as_of=DAY)
    assert [(each.quarter, each.id, each.status) for each in table.rows] == [
        ("2024-Q1", "m0", "accepted"), ("2024-Q2", "m1", "overdue"), ("2024-Q3", "m2", "due_soon"),
        ("2025-Q1", "m3", "open")]
    kick_off, first, second, third = table.rows
    assert (kick_off.late_days, kick_off.verdict, kick_off.overdue_days) == (10, "accepted", None)
    assert (first.overdue_days, first.days_left) == (10, None)
    assert first.resources == {"a": ("computing 1,200 h (promised)",)} and table.common == {"b": ("office (promised)",)}
    assert (second.days_left, second.blockers[0].record, second.blockers[0].who) == (26, "m1", "Bo")
    assert [(each.record, each.who) for each in third.blockers] == [("i1", "Ann")]
    assert [each.record for each in first.blockers] == ["r1"] and "2024-03-01" in first.blockers[0].sentence
    assert dict(table.partners) == {"a": "A", "b": "B"} and len(table.to_frame()) == 4


def test_overdue_due_soon_and_blocked_are_questions_over_all_partnerships(busy: Life) -> None:
    busy.create("partnership", {"name": "Other", "type": "channel", "partners": ["a", "c"]}, hand("2024-01-01"),
                record_id="ac")
    ask = busy.establish.milestones
    assert [each.id for each in ask(as_of=DAY).items] == ["m1", "m0", "m2", "m3"]
    assert [each.id for each in ask(as_of=DAY, status="overdue").items] == ["m1"]
    assert [each.id for each in ask(as_of=DAY, status="due_soon").items] == ["m2"]
    assert ask(as_of=DAY, status="due_soon", within=25).items == ()
    assert {each.id for each in ask(as_of=DAY, blocked=True).items} == {"m1", "m2", "m3"}
    assert [each.id for each in ask(as_of=DAY, blocked=False).items] == ["m0"]
    assert ask(as_of=DAY, partnership="ac").items == ()
    busy.step("m1", "deliver", hand("2024-07-05"))
    assert "m2" not in {each.id for each in ask(as_of=DAY, blocked=True).items}  # what it waited for is there
    with pytest.raises(InvalidParameter, match="status is 'late'; it can be overdue"):
        ask(as_of=DAY, status="late")
    with pytest.raises(UnknownNode):
        ask(as_of=DAY, partnership="nobody")


def test_a_blocked_milestone_says_by_whom_or_that_nobody_says(busy: Life) -> None:
    busy.step("m1", "start", hand("2024-03-02"))
    busy.step("m1", "block", hand("2024-04-01"), fields={"blocked_by": "supplier Cy"})
    busy.step("m3", "start", hand("2024-03-02"))
    busy.step("m3", "block", hand("2024-04-01"))
    rows = {each.id: each for each in busy.establish.milestones(as_of=DAY).items}
    assert (rows["m1"].blockers[0].who, rows["m1"].blockers[0].sentence) == ("supplier Cy", "blocked by supplier Cy")
    assert rows["m3"].blockers[0].who is None


def test_the_page_has_the_same_rows_as_markdown_and_html_in_two_languages(busy: Life) -> None:
    page = busy.establish.annex_page("tech", as_of=DAY)
    assert "| 2024-Q2 | Stack 1.0 | 2024-06-30 | B | computing 1,200 h (promised) | – | ten scenes |" in page
    assert "overdue by 10 days" in page and page.count("\n| 20") == 4
    chinese = busy.establish.annex_page("tech", as_of=DAY, form="html", language="zh")
    assert chinese.count("<tr>") == 6 and "里程碑-资源-考核" in chinese and "逾期 10 天" in chinese
    assert "等待“Stack 1.0”完成" in chinese and "waits for" not in chinese and "waits for Stack 1.0" in page
    with pytest.raises(InvalidParameter, match="markdown, html"):
        busy.establish.annex_page("tech", as_of=DAY, form="pdf")
    with pytest.raises(UnknownNode):
        busy.establish.annex_page("main", as_of=DAY)


def test_a_hostile_name_stays_text_on_both_pages(busy: Life) -> None:
    busy.change("m1", {"name": "<script>x</script> | [a](b)\n# c"}, hand("2024-03-01"))
    html = busy.establish.annex_page("tech", as_of=DAY, form="html")
    assert "<script>" not in html and "&lt;script&gt;" in html
    page = busy.establish.annex_page("tech", as_of=DAY)
    assert "\\<script\\>" in page and "\\| \\[a\\](b) \\# c |" in page and "\n# c" not in page


def test_an_annex_without_milestones_says_so(agreed: Life) -> None:
    assert "There is no milestone yet." in agreed.establish.annex_page("tech", as_of=DAY)
    assert "尚无里程碑" in agreed.establish.annex_page("tech", as_of=DAY, form="html", language="zh")


# --- differences -----------------------------------------------------------------------------------
def test_a_difference_says_what_was_added_removed_and_changed_by_whom_and_why(busy: Life) -> None:
    busy.change("main", {"cost_split": {"a": 50, "b": 50}, "duties": ["test", "pay"],
                         "goals": [{"measure": "cars", "target": 3}]}, hand("2024-02-10"))
    busy.change("main", {"cost_split": {"a": 60, "b": 40}, "duties": ["pay", "report"], "notice_months": 6,
                         "goals": [{"measure": "cars", "target": 4}, {"measure": "share", "target": 30}]},
                hand("2024-03-01", by="Bo", why="A pays more"))
    busy.step("main", "propose", hand("2024-03-02"))
    busy.undo("r2", hand("2024-03-03", why="no office"))
    found = busy.establish.difference("main", since=date(2024, 2, 20), until=DAY)
    said = {(each.record, each.path, each.sort): (each.before, each.after) for each in found.items}
    assert said["main", "cost_split/a", "changed"] == (50.0, 60.0)
    assert said["main", "duties", "removed"] == ("test", None) and said["main", "duties", "added"] == (None, "report")
    assert said["main", "goals/cars/target", "changed"] == (3.0, 4.0)
    assert said["main", "notice_months", "added"] == (None, 6)
    assert said["main", "state", "changed"] == ("draft", "proposed")
    assert said["m0", "state", "changed"] == ("planned", "accepted")
    first = next(each for each in found.items if each.path == "cost_split/a")
    assert (first.by, first.why, first.on) == ("Bo", "A pays more", date(2024, 3, 1))
    assert first.sentence == "main cost_split/a: 50 → 60"
    assert len(found.to_frame()) == len(found.items)


def test_what_was_made_or_taken_back_in_between_is_added_or_removed(busy: Life) -> None:
    made = busy.establish.difference("tech", since=date(2024, 1, 1), until=DAY).items
    assert {(each.record, each.sort) for each in made} == {
        (name, "added") for name in ("m0", "m1", "m2", "m3", "r1", "r2", "a0")}  # an issue is no part of an annex
    assert busy.establish.difference("tech", since=DAY, until=DAY).items == ()
    with pytest.raises(InvalidParameter, match="turn them round"):
        busy.establish.difference("tech", since=DAY, until=date(2024, 1, 1))
    with pytest.raises(UnknownNode):
        busy.establish.difference("nothing", since=DAY, until=DAY)
