"""Who is on a list: for certain by an identifier, possibly by a name, and who is not."""

from __future__ import annotations

from typing import Any

import pytest

from ecosystem import Ecosystem
from ecosystem.answers.risks import Risk
from ecosystem.planning.risks.ground import Ground
from ecosystem.planning.risks.listed import Hit
from tests.builders import write

LEI, WRONG_LEI = "5493001KJTIIGC8Y1R12", "5493001KJTIIGC8Y1R21"
DAY = "2024-01-01"

PARTNERS: list[dict[str, Any]] = [
    {"id": "lei", "name": "Norvane Trading", "country": "GB", "lei": LEI},
    {"id": "zh", "name": "Qingshan Works", "country": "CN", "aliases": "青山重工有限公司"},
    {"id": "near", "name": "Norvane Transport", "country": "GB"},
    {"id": "clash", "name": "Silver Gate Ltd", "country": "DE"},
    {"id": "nowhere", "name": "Silver Gate Ltd."},
    {"id": "child", "name": "Child Works", "country": "GB", "parent_id": "lei"},
    {"id": "buyer", "name": "Buyer Works", "country": "GB"},
    {"id": "person", "name": "Ann Example", "country": "GB"},
    {"id": "number", "name": "Number Works", "country": "FR"},
    {"id": "clean", "name": "Entirely Else", "country": "GB"},
]
LISTED: list[dict[str, Any]] = [
    {"id": "l1", "name": "Harbour Vale", "schema": "Company", "identifiers": f"lei:{LEI.lower()};company_number:77",
     "countries": "HK", "topics": "sanction", "source": "us;eu", "recorded_at": "2021-05-03"},
    {"id": "l2", "name": "Greenhill Heavy Industry", "aliases": "青山重工", "countries": "CN;HK",
     "topics": "debarment"},
    {"id": "l3", "name": "Silver Gate", "countries": "IR", "topics": "sanction"},
    {"id": "l4", "name": "Ann Example", "schema": "Person", "countries": "GB", "topics": "sanction"},
    {"id": "l5", "name": "Entirely Else", "countries": "GB", "topics": "sanction", "valid_to": "2020"},
    {"id": "l6", "name": "Odd Topic", "identifiers": "ror:05a28rw58", "topics": "crime"},
]


def ecosystem(**more: list[dict[str, Any]]) -> Ecosystem:
    eco = Ecosystem("memory:")
    tables = {
        "partners": PARTNERS, "listed_entities": LISTED,
        "identifiers": [{"partner_id": "number", "scheme": "company_number", "value": "77"},
                        {"partner_id": "number", "scheme": "LEI", "value": WRONG_LEI}],
        "supplies": [{"supplier_id": each, "customer_id": "buyer"} for each in ("lei", "clean")],
    }
    write(eco.store, "one", tables | more)
    return eco


def hits(partner: str, day: str = DAY, **more: list[dict[str, Any]]) -> list[Hit]:
    with ecosystem(**more) as eco:
        view = eco.view(day)
        return Ground(view).listed.hits(view.row_of(partner))


def risk(partner: str, kind: str = "sanctions", day: str = DAY, **more: list[dict[str, Any]]) -> Risk:
    with ecosystem(**more) as eco:
        answer = eco.risks.panorama(partner, as_of=day)
    (found,) = (each for group in answer.groups for each in group.risks if each.kind == kind)
    return found


def test_the_same_lei_is_certain_whatever_the_names_and_countries() -> None:
    (hit,) = hits("lei")
    assert (hit.id, hit.certain, hit.score, hit.reason) == ("l1", True, 1.0, "same lei")
    found = risk("lei")
    assert (found.level, found.likelihood, found.impact) == ("critical", 1.0, 1.0)
    assert found.sentence == f"Norvane Trading is the listed entity Harbour Vale (sanction): same lei {LEI}."
    assert (found.source, found.date) == ("us;eu", "2021-05-03")
    assert found.evidence[0].facts[0].kind == "listed_entities" and found.evidence[0].facts[0].source == "us;eu"


def test_a_chinese_alias_is_a_possible_hit_and_no_certain_one() -> None:
    (hit,) = hits("zh")
    assert (hit.id, hit.certain, hit.matched, hit.abroad) == ("l2", False, "青山重工", False)
    assert 0.9 <= hit.score < 1 and "both in CN" in hit.reason
    found = risk("zh")
    assert (found.level, found.likelihood, found.impact) == ("unknown", None, 0.8)
    assert "possibly" in found.sentence and "A person has to check it" in found.sentence
    assert found.reason is not None and "no proof" in found.reason


def test_a_near_name_is_not_reported() -> None:
    assert hits("near", listed_entities=[{"id": "x", "name": "Norvane Transit", "countries": "GB"}]) == []
    assert risk("near").level == "none"


def test_a_namesake_in_another_country_is_no_hit_and_is_said() -> None:
    (hit,) = hits("clash")
    assert hit.abroad and not hit.certain
    found = risk("clash")
    assert found.level == "none" and "another country, and so no hit: Silver Gate (IR)" in found.sentence


def test_a_namesake_without_a_country_is_possible() -> None:
    (hit,) = hits("nowhere")
    assert not hit.abroad and "a country is not known" in hit.reason


@pytest.mark.parametrize("partner", ["person", "number", "clean"])
def test_persons_register_numbers_of_nowhere_wrong_check_digits_and_ended_entries_are_no_hits(partner: str) -> None:
    assert hits(partner) == []


def test_an_entry_counts_as_long_as_it_is_valid() -> None:
    assert [hit.id for hit in hits("clean", "2020-06-01")] == ["l5"]
    assert hits("lei", "2020-06-01") == [], "the list learned of it later"


def test_whoever_belongs_to_a_listed_organisation_is_told_so() -> None:
    found = risk("child")
    assert found.level == "critical"
    assert found.sentence.startswith("Norvane Trading, which it belongs to, is the listed entity Harbour Vale")


def test_a_listed_supplier_is_a_risk_of_its_customer() -> None:
    found = risk("buyer", "listed_supplier")
    assert (found.likelihood, found.impact) == (1.0, 0.5) and "Norvane Trading (sanction)" in found.sentence


def test_a_topic_without_a_weight_of_ours_has_no_impact() -> None:
    found = risk("clean", identifiers=[{"partner_id": "clean", "scheme": "ror", "value": "https://ror.org/05a28rw58"}])
    assert (found.likelihood, found.impact, found.level) == (1.0, None, "unknown")
    assert found.reason == "No impact is set for the topics crime."


def test_without_a_list_nobody_is_cleared() -> None:
    found = risk("lei", listed_entities=[])
    assert found.level == "unknown" and "compared with none" in found.sentence
