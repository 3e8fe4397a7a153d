"""Tables at 80 columns: numbers that say something, words for codes, and a hint where nothing is there."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from api.tables import exchange, opportunities, overlap, requirements, retrieval, risks
from ecosystem.answers import body
from ecosystem.demo import CASE
from ecosystem.errors import UnknownPartner
from ecosystem.service import Ecosystem

DAY = CASE.asked_on
Shown = Callable[[Callable[[Mapping[str, Any]], None], object], list[str]]


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shown:
    monkeypatch.setenv("COLUMNS", "80")

    def lines(table: Callable[[Mapping[str, Any]], None], answer: object) -> list[str]:
        table(json.loads(json.dumps(body(answer), default=str)))
        return capsys.readouterr().out.splitlines()
    return lines


def test_the_radar_begins_with_one_table_and_shows_as_many_holders_as_are_asked_for(
        demo_eco: Ecosystem, shown: Shown) -> None:
    answer = demo_eco.opportunities.radar(CASE.a, holders=5, as_of=DAY)
    said = shown(opportunities.radar, answer)
    assert len(said) < 90 and max(map(len, said)) <= 80
    head = next(place for place, line in enumerate(said) if "first holder" in line)
    assert "capability" in said[head] and head < 6
    text = " ".join(" ".join(said).split())
    assert all(each.partner.name in text for item in answer.items[:3] for each in item.holders)
    assert "novelty τ: the least related" in text and "order clusters and not complexity" in text


def test_routes_count_one_as_one(demo_eco: Ecosystem, shown: Shown) -> None:
    text = " ".join(" ".join(shown(opportunities.routes, demo_eco.opportunities.routes(CASE.a, CASE.b, as_of=DAY)))
                    .split())
    assert "is cited 1 time " in text + " " and "1 organisation, " in text
    assert "among them" not in text.split("1 organisation, ")[1].split("near:")[0]


def test_risks_beside_each_other_name_the_gravest_by_its_title(demo_eco: Ecosystem, shown: Shown) -> None:
    answer = demo_eco.risks.compare(CASE.a, [CASE.b, "yilin"], as_of=DAY)
    said = shown(risks.comparison, answer)
    title = answer.items[0].worst_title
    assert title and title.split()[0] in " ".join(said) and len(said) < 15
    assert answer.items[1].worst is None and answer.items[1].worst_title is None


def test_numbers_that_round_to_nothing_and_intervals_of_one_point(demo_eco: Ecosystem, shown: Shown) -> None:
    said = shown(overlap.between, demo_eco.overlap.between(CASE.a, CASE.b, as_of=DAY))
    assert not any(line.rstrip().endswith(("-0.000", "+0.000", "-0.00", "+0.00")) for line in said)
    text = "\n".join(shown(exchange.two_sided, demo_eco.exchange.between(CASE.a, CASE.b, as_of=DAY)))
    assert "0.363–1.000" in text and "0.112–0.112" not in text


def test_coverage_names_those_who_cover_most_for_certain_first(demo_eco: Ecosystem) -> None:
    found = demo_eco.requirements.coverage(CASE.a, as_of=DAY).partners
    assert len(found) > 2
    assert [*found] == sorted(found, key=lambda each: (-each.low, -each.high, each.partner.id))


def test_versions_name_capabilities_and_say_how_to_begin_where_there_are_none(
        demo_eco: Ecosystem, shown: Shown) -> None:
    text = " ".join(shown(requirements.versions, demo_eco.requirements.versions(CASE.a)))
    assert "Cockpit–driving" in text and "cap-" not in text
    assert "requirements template" in " ".join(shown(requirements.versions, demo_eco.requirements.versions("yilin")))


def test_retrieval_says_what_its_routes_are(demo_eco: Ecosystem, shown: Shown) -> None:
    text = " ".join(shown(retrieval.retrieval, demo_eco.retrieval.candidates(CASE.a, as_of=DAY)))
    assert "Ordered by the number of routes" in text and "complement – has" in text


def test_who_is_not_on_record_on_a_day_is_refused_with_the_day(demo_eco: Ecosystem) -> None:
    with pytest.raises(UnknownPartner, match="'a-nev' on 2005-01-01"):
        demo_eco.requirements.graph(CASE.a, as_of="2005-01-01")
