"""The facade: who is a candidate and why, who is left out, what a name means, when answers change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ecosystem import Ecosystem
from ecosystem.answers import Candidates, body
from ecosystem.errors import (
    AmbiguousName,
    InvalidCursor,
    InvalidDate,
    InvalidParameter,
    UnknownNode,
    UnknownPartner,
)
from ecosystem.stores.base import ImportRecord
from ecosystem.stores.memory import MemoryStore
from tests.builders import write

HOSTILE = '=HYPERLINK("x")<script>alert(\'1\')</script>\u202e"'

TABLES: dict[str, list[dict[str, Any]]] = {
    "partners": [
        {"id": "a", "name": "Ada Motors AG", "country": "DE", "kind": "company", "parent_id": "g"},
        {"id": "b", "name": "Bit Works", "country": "CN", "kind": "company", "aliases": "比特工坊"},
        {"id": "c", "name": "Cargo Lines", "country": "CN", "kind": "company"},
        {"id": "d", "name": "Delta Chips", "country": "US", "kind": "start-up"},
        {"id": "e", "name": "Echo", "country": "DE"}, {"id": "f", "name": "Echo", "country": "FR"},
        {"id": "g", "name": "Grand Holding"}, {"id": "h", "name": HOSTILE, "country": "DE"},
    ],
    "industries": [{"id": "cars", "name": "Cars"}, {"id": "chips", "name": "Chips"}],
    "partner_industries": [{"partner_id": "d", "industry_id": "chips"}, {"partner_id": "b", "industry_id": "chips"}],
    "capabilities": [
        {"id": "vision", "name": "machine vision", "name_zh": "机器视觉"}, {"id": "cell", "name": "battery cells"},
        {"id": "ship", "name": "shipping"},
    ],
    "partner_capabilities": [
        {"partner_id": partner, "capability_id": capability, "source": "register", "valid_from": "2018-01-01"}
        for partner, held in {"a": ["cell"], "b": ["cell", "vision"], "c": ["ship", "cell"], "d": ["vision"],
                              "g": ["cell"], "h": ["cell"], "e": ["ship"]}.items() for capability in held
    ],
    "channels": [{"id": "web", "name": "Web shop"}],
    "partner_channels": [{"partner_id": "b", "channel_id": "web"}],
    "patents": [{"id": "p1", "title": "Eye", "filed": "2017-02-01"}],
    "patent_owners": [{"patent_id": "p1", "partner_id": "d"}],
    "patent_classes": [{"patent_id": "p1", "capability_id": "vision"}],
    "partnerships": [{"id": "n1", "valid_from": "2019-01-01"}],
    "partnership_members": [{"partnership_id": "n1", "partner_id": "a"}, {"partnership_id": "n1", "partner_id": "c"}],
    "strategies": [{"id": "s", "partner_id": "a", "name": "See"}],
    "needs": [{"id": "n-vision", "strategy_id": "s", "capability_id": "vision", "weight": 2.0, "must": True}],
}


@pytest.fixture
def eco() -> Iterator[Ecosystem]:
    with MemoryStore() as store:
        write(store, "all", TABLES)
        yield Ecosystem(store)


def ids(answer: Candidates) -> list[str]:
    return [item.partner.id for item in answer.items]


def left_out(answer: Candidates) -> dict[str, list[str]]:
    return {each.reason: [partner.id for partner in each.partners] for each in answer.excluded}


def test_partners_group_and_self_are_no_candidates_and_the_answer_says_so(eco: Ecosystem) -> None:
    answer = eco.candidates("a", scorer="overlap")
    assert ids(answer) == ["h", "b"], "h holds the same single capability, b one of two"
    assert left_out(answer)["already_partner"] == ["c"] and left_out(answer)["own_group"] == ["g"]


def test_a_partner_is_a_candidate_on_the_day_before_the_partnership(eco: Ecosystem) -> None:
    assert "c" in ids(eco.candidates("a", scorer="overlap", as_of="2018-12-31"))
    assert "c" not in ids(eco.candidates("a", scorer="overlap", as_of="2019-01-01"))


def test_every_score_is_the_sum_of_its_evidence_and_lies_in_its_interval(eco: Ecosystem) -> None:
    for scorer in eco.scorers().items:
        for item in eco.candidates("a", scorer=scorer.name).items:
            assert sum(part.contribution for part in item.evidence) == pytest.approx(item.score, abs=1e-9)
            assert item.low - 1e-9 <= item.score <= item.high + 1e-9 and 0 <= item.coverage <= 1


def test_evidence_names_facts_with_source_and_date(eco: Ecosystem) -> None:
    item = eco.candidates("a", need="n-vision").items[0]
    facts = [fact for part in item.evidence for fact in part.facts]
    assert {(fact.source, fact.date) for fact in facts if fact.kind == "partner_capabilities"} == {
        ("register", "2018-01-01")
    }


def test_a_patent_is_the_evidence_where_nothing_is_declared(eco: Ecosystem) -> None:
    before_it_was_declared = eco.candidates("a", need="n-vision", as_of="2017-06-30")
    assert ids(before_it_was_declared) == ["d"]
    facts = [fact for part in before_it_was_declared.items[0].evidence for fact in part.facts]
    assert [(fact.kind, fact.id, fact.date) for fact in facts if fact.kind != "needs"] == [
        ("patents", "p1", "2017-02-01")
    ]


def test_for_one_need_its_holders_come_first_and_another_partners_need_is_refused(eco: Ecosystem) -> None:
    answer = eco.candidates("Ada Motors", need="n-vision")
    assert ids(answer)[:2] == ["b", "d"] and answer.scorer == "need_coverage" and answer.need == "n-vision"
    with pytest.raises(InvalidParameter, match=r"belongs to Ada Motors AG, not to Bit Works\."):
        eco.candidates("b", need="n-vision")
    with pytest.raises(UnknownNode, match="n-vision"):
        eco.candidates("a", need="n-vison")


def test_rivals_listed_ones_and_filters_leave_out_with_a_reason(eco: Ecosystem) -> None:
    answer = eco.candidates("a", scorer="overlap", rivals=["Bit Works"], exclude=["h"])
    assert ids(answer) == [] and left_out(answer)["rival"] == ["b"] and left_out(answer)["listed"] == ["h"]
    assert ids(eco.candidates("a", scorer="overlap", country=["CN"])) == ["b"]
    assert ids(eco.candidates("a", scorer="overlap", industry=["chips"])) == ["b"]
    assert ids(eco.candidates("a", scorer="overlap", capability=["vision"])) == ["b"]
    assert ids(eco.candidates("a", scorer="overlap", min_support=1.5)) == ["b"]
    assert ids(eco.candidates("a", scorer="overlap", kind=["start-up"])) == []


def test_pages_join_to_the_whole_and_a_cursor_belongs_to_its_question(eco: Ecosystem) -> None:
    whole = ids(eco.candidates("a", scorer="overlap", limit=10))
    first = eco.candidates("a", scorer="overlap", limit=1)
    second = eco.candidates("a", scorer="overlap", limit=1, cursor=first.next)
    assert ids(first) + ids(second) == whole and second.items[0].rank == 2 and second.next is None
    for wrong in (f"{first.next}0", "1.", "x", "-1.0", "1"):
        with pytest.raises(InvalidCursor):
            eco.candidates("a", scorer="overlap", cursor=wrong)
    with pytest.raises(InvalidCursor):
        eco.candidates("a", scorer="jaffe", cursor=first.next)
    with pytest.raises(InvalidCursor):
        eco.candidates("a", scorer="overlap", country=["CN"], cursor=first.next)


def test_an_unknown_name_says_what_is_near_and_an_ambiguous_one_lists_the_choices(eco: Ecosystem) -> None:
    with pytest.raises(UnknownPartner, match=r"Delta Chips \(d\)"):
        eco.candidates("Delta Chops Inc")
    with pytest.raises(AmbiguousName, match=r"Echo \(e\), Echo \(f\)"):
        eco.find("echo")
    assert eco.find("比特工坊") == "b" and eco.find("ADA MOTORS") == "a"


@pytest.mark.parametrize("asked", [{"limit": 0}, {"limit": 1001}, {"min_support": -1.0}, {"scorer": "nonsense"}])
def test_impossible_questions_are_refused_with_what_would_be_possible(eco: Ecosystem, asked: dict[str, Any]) -> None:
    with pytest.raises(InvalidParameter, match=r"can be|there are"):
        eco.candidates("a", **asked)


def test_dates_that_do_not_exist_are_refused(eco: Ecosystem) -> None:
    for wrong in ("2019-02-29", "yesterday", "2019-13", ""):
        with pytest.raises(InvalidDate):
            eco.candidates("a", as_of=wrong)


def test_before_all_facts_nobody_is_recommended(eco: Ecosystem) -> None:
    answer = eco.candidates("a", as_of="1900")
    assert answer.items == () and answer.as_of == date(1900, 12, 31)


def test_without_a_date_the_last_day_on_record_is_asked_about(eco: Ecosystem) -> None:
    assert eco.last_day == date(2019, 1, 1) == eco.candidates("a").as_of


def test_comparing_shows_both_directions_and_undefined_as_none_with_a_reason(eco: Ecosystem) -> None:
    found = {each.name: each for each in eco.compare("a", "c").measures}
    assert found["containment"].a_to_b.value == 1.0 and found["containment"].b_to_a.value == 0.5
    assert eco.compare("a", "c").partners_at_as_of
    nothing = {each.name: each for each in eco.compare("a", "f").measures}["overlap"]
    assert nothing.a_to_b.value is None and nothing.a_to_b.reason == "other_no_data"
    assert nothing.b_to_a.reason == "no_data"


def test_a_profile_shows_what_is_on_record(eco: Ecosystem) -> None:
    profile = eco.partner("a")
    assert [fact.id for fact in profile.partners] == ["c"] and profile.parent is not None and profile.parent.id == "g"
    assert profile.needs[0]["capability_name"] == "machine vision" and profile.needs[0]["weight"] == 2
    assert [each.id for each in eco.partner("g").subsidiaries] == ["a"] and eco.partner("d").patents == 1


def test_lists_are_sorted_by_id_and_paged(eco: Ecosystem) -> None:
    page = eco.catalogue.partners(limit=3)
    assert [each.id for each in page.items] == ["a", "b", "c"] and page.next == "c"
    assert [each.id for each in eco.catalogue.partners(limit=3, cursor=page.next).items] == ["d", "e", "f"]
    assert [each.id for each in eco.catalogue.capabilities(text="视觉").items] == ["vision"]
    assert [each.id for each in eco.catalogue.patents(owner="d").items] == ["p1"]
    with pytest.raises(InvalidCursor):
        eco.catalogue.partners(cursor="nobody")


def test_a_capability_lists_its_holders_strongest_first(eco: Ecosystem) -> None:
    shown = eco.catalogue.capability("vision")
    assert [(each.partner.id, each.weight) for each in shown.holders] == [("d", 2.0), ("b", 1.0)]
    assert shown.total == 2
    assert [each.partner.id for each in eco.catalogue.patent("p1").holders] == ["d"]
    assert [each.partner.id for each in eco.catalogue.channel("web").holders] == ["b"]


def test_a_neighbourhood_holds_every_tie_both_ways(eco: Ecosystem) -> None:
    found = {(tie.table, tie.outgoing, tie.id) for tie in eco.catalogue.neighbourhood("a").items}
    assert found == {("partner_capabilities", True, "cell"), ("partners.parent_id", True, "g"),
                     ("partnership_members", False, "n1"), ("strategies.partner_id", False, "s")}
    assert eco.catalogue.neighbourhood("a", limit=2).truncated


def test_answers_are_plain_json_values(eco: Ecosystem) -> None:
    answer = body(eco.compare("a", "f"))
    assert isinstance(answer, dict) and answer["as_of"] == "2019-01-01"
    assert "nan" not in repr(answer).lower().replace("finance", "")


def test_a_hostile_name_passes_through_unchanged(eco: Ecosystem) -> None:
    assert HOSTILE in [item.partner.name for item in eco.candidates("a", scorer="overlap").items]
    assert eco.find(HOSTILE) == "h"


def test_what_was_written_is_seen_after_a_refresh_and_running_views_keep_their_state(eco: Ecosystem) -> None:
    old = eco.view()
    write(eco.store, "new", {"partners": [{"id": "z", "name": "Zenit"}]})
    assert eco.refresh() and not eco.refresh()
    assert eco.find("Zenit") == "z" and old.snapshot.partners.ids.find("z") < 0


def test_while_an_import_is_open_the_old_state_is_answered(eco: Ecosystem) -> None:
    eco.view()
    eco.store.record_import(ImportRecord("i1", "hash", ("x.csv",), "open", 2, "2026-01-01T00:00:00Z"))
    write(eco.store, "half", {"partners": [{"id": "z", "name": "Zenit"}]})
    assert not eco.refresh() and eco.status()["open_imports"] == ["i1"]
    with pytest.raises(UnknownPartner):
        eco.find("Zenit")


def test_the_same_question_twice_gives_the_same_answer(eco: Ecosystem) -> None:
    with MemoryStore() as store:
        for number, (table, rows) in enumerate(TABLES.items()):
            write(store, str(number), {table: list(reversed(rows))})
        other = Ecosystem(store)
        for scorer in ("blend", "overlap", "adamic_adar"):
            assert body(other.candidates("a", scorer=scorer)) == body(eco.candidates("a", scorer=scorer))


def test_a_kept_snapshot_is_not_used_after_the_store_moved_on(tmp_path: Path) -> None:
    url = f"duckdb:{tmp_path / 'store.duckdb'}"
    for number, names in enumerate((["a"], ["a", "b"])):
        with Ecosystem(url) as eco:
            write(eco.store, str(number), {"partners": [{"id": name, "name": name} for name in names]})
            eco.refresh()
        with Ecosystem(url) as eco:
            assert list(eco.snapshot("2020").partners.ids) == names, "asked for a day before anything else"
