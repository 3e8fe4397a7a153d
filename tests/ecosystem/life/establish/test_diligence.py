"""Due diligence is a list of questions with owners, made from what the graph knows and does not know."""

from __future__ import annotations

from datetime import date

import pytest

from ecosystem import Ecosystem
from ecosystem.errors import InvalidParameter, UnknownNode
from ecosystem.life.facade import Life
from tests.ecosystem.life.conftest import hand

DAY = date(2024, 1, 2)


def test_checks_follow_from_the_risks_with_what_is_unknown_first(eco: Ecosystem, agreed: Life) -> None:
    agreed.create("observation", {"partner": "b", "measure": "pilot_verdict", "value": "good"}, hand("2023-12-20"),
                  partnership="ab")
    eco.refresh()
    found = agreed.establish.examine("ab", hand("2024-01-02"), owner="Ann", due=date(2024, 2, 1))
    asked = eco.risks.checklist("b", "a", as_of="2024-01-02")
    known = asked.counts["known"]
    assert found.counts == {"open": len(asked.items) - known, "answered": known, "waived": 0} and known >= 1
    assert {each.partner for each in found.items} == {"b"} and found.without_owner == 0
    made = [each.text("risk_kind") for each in agreed.records("ab", "check")]
    status = {each.id: each.status for each in asked.items}
    assert [status[str(each)] for each in made][:2] == ["missing", "missing"] and status[str(made[-1])] == "known"
    assert [each.state for each in found.items] == ["open"] * (len(made) - known) + ["answered"] * known
    late = agreed.establish.diligence("ab", as_of=date(2024, 2, 11))
    assert late.items[0].overdue_days == 10 and late.items[-1].overdue_days is None


def test_asking_again_asks_only_what_is_new(agreed: Life) -> None:
    first = agreed.establish.examine("ab", hand("2024-01-02"))
    assert first.without_owner == first.counts["open"] > 0
    assert agreed.establish.examine("ab", hand("2024-01-02")).items == first.items
    check = first.items[0].id
    agreed.step(check, "answer", hand("2024-01-05"), fields={"finding": "seen in the register"})
    after = agreed.establish.diligence("ab", as_of=date(2024, 1, 5))
    assert after.counts["open"] == first.counts["open"] - 1
    assert next(each for each in after.items if each.id == check).finding == "seen in the register"
    assert agreed.establish.diligence("ab", as_of=date(2024, 1, 4)).counts == first.counts


def test_questions_are_asked_in_chinese_too(agreed: Life) -> None:
    found = agreed.establish.examine("ab", hand("2024-01-02"), asker="b", language="zh")
    assert {each.partner for each in found.items} == {"a"}
    assert any("\u4e00" <= letter <= "\u9fff" for letter in found.items[0].question)


def test_whoever_is_no_partner_asks_nothing(agreed: Life) -> None:
    before = agreed.log.count
    with pytest.raises(InvalidParameter, match="asker is 'c'; it can be a, b"):
        agreed.establish.examine("ab", hand("2024-01-02"), asker="c")
    with pytest.raises(InvalidParameter, match="language"):
        agreed.establish.examine("ab", hand("2024-01-02"), language="fr")
    with pytest.raises(UnknownNode):
        agreed.establish.diligence("main", as_of=DAY)
    assert agreed.log.count == before
