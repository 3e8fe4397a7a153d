"""The due-diligence checklist: known, expiring, expired, missing, and what to ask for."""

from __future__ import annotations

from typing import Any

import pytest

from ecosystem import Ecosystem
from ecosystem.answers.risks import Checklist, DueItem
from ecosystem.planning.risks.checklist import _LOOKS, STATUSES
from ecosystem.planning.risks.items import ITEMS
from ecosystem.planning.risks.kinds import PANORAMA, group_of
from tests.builders import write
from tests.ecosystem.planning.risky import DAY, TABLES


def checked(partner: str, asker: str | None = None, **more: list[dict[str, Any]]) -> Checklist:
    with Ecosystem("memory:") as eco:
        write(eco.store, "one", TABLES | {name: [*TABLES.get(name, ()), *rows] for name, rows in more.items()})
        return eco.risks.checklist(partner, asker, as_of=DAY)


def item(answer: Checklist, identity: str) -> DueItem:
    return next(each for each in answer.items if each.id == identity)


@pytest.fixture(scope="module")
def yours() -> Checklist:
    return checked("you", "me")


def test_the_list_is_whole_in_two_languages_and_every_item_can_be_answered() -> None:
    assert 25 <= len(ITEMS) <= 30 and len({each.id for each in ITEMS}) == len(ITEMS)
    assert {each.group for each in ITEMS} == set(PANORAMA)
    for each in ITEMS:
        assert each.question.endswith("?") and each.question_zh.endswith("？")
        assert each.ask_for.isascii() or "…" in each.ask_for
        assert not each.ask_for_zh.isascii()
        assert each.kinds or each.measures or each.graph
        assert not each.graph or each.graph in _LOOKS
        assert all(group_of(kind) != "other" for kind in each.kinds)


def test_whoever_nothing_is_known_of_has_everything_missing() -> None:
    answer = checked("nothing")
    assert {each.status for each in answer.items} == {"missing"}
    assert all(each.ask_for and each.ask_for_zh and each.answer is None for each in answer.items)
    assert answer.counts == {"known": 0, "expiring": 0, "expired": 0, "missing": len(ITEMS)}
    assert f"{len(ITEMS)} have to be asked for" in answer.summary


@pytest.mark.parametrize(("identity", "status"), [
    ("capacity", "known"), ("suppliers", "known"), ("goods", "known"), ("supplier-countries", "known"),
    ("stock", "known"), ("data-protection", "expiring"), ("export-control", "expired"), ("rhythm", "known"),
    ("certification", "missing"), ("barriers", "known"), ("needs", "known"), ("abilities", "known"),
    ("ties", "known"), ("rivals", "missing"), ("lists", "missing"), ("identity", "missing"), ("owners", "missing"),
    ("pilot", "missing"), ("horizon", "missing"),
])
def test_items_of_a_candidate(yours: Checklist, identity: str, status: str) -> None:
    found = item(yours, identity)
    assert found.status == status
    assert (found.answer is None) == (status == "missing")
    assert (found.ask_for is None) == (status == "known"), "what runs out has to be asked for again"


def test_counts_and_summary_agree_with_the_items(yours: Checklist) -> None:
    answer = yours
    assert answer.counts == {each: sum(one.status == each for one in answer.items) for each in STATUSES}
    assert "1 of them again, as what was known has run out" in answer.summary
    assert "(1 of them run out soon)" in answer.summary


def test_what_the_graph_knows_answers_too() -> None:
    known = checked(
        "you", "me",
        identifiers=[{"partner_id": "you", "scheme": "ror", "value": "05a28rw58"}],
        exclusions=[{"partner_id": "me", "excluded_id": "s1", "kind": "rival"}],
        listed_entities=[{"id": "l", "name": "Somebody", "recorded_at": "2023-12-31"}],
    )
    assert item(known, "identity").answer == "ror 05a28rw58"
    assert item(known, "rivals").answer == "works with Steel One"
    assert (item(known, "lists").answer, item(known, "lists").age_days) == ("no hit among 1 entry", 1)


def test_a_possible_hit_leaves_the_list_open() -> None:
    found = checked("you", listed_entities=[{"id": "l", "name": "Bit Works", "countries": "US"}])
    assert item(found, "lists").status == "missing"
