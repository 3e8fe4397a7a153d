"""A brief says of one pair what the groups of the facade say, its place, what is open and who says so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ecosystem import demo
from ecosystem.demo import CASE
from ecosystem.errors import InvalidParameter
from ecosystem.service import Ecosystem
from tests.ecosystem.planning.requiring import DAY, tiny


@pytest.fixture(scope="module")
def eco(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ecosystem]:
    folder = tmp_path_factory.mktemp("demo")
    demo.write(folder)
    with Ecosystem("memory:") as made:
        made.import_path(folder)
        yield made


def test_the_place_is_that_of_the_list_of_candidates(eco: Ecosystem) -> None:
    found = eco.candidates(CASE.a, limit=12, as_of=CASE.asked_on)
    briefs = [eco.brief(CASE.a, each.partner.id, as_of=CASE.asked_on) for each in found.items]
    assert [(each.rank, each.total) for each in briefs] == [(place, found.total) for place in range(1, 13)]
    assert [each.score.value for each in briefs] == [each.score for each in found.items]
    for each in briefs:
        assert sum(part.contribution for part in each.reasons) == pytest.approx(each.score.value, abs=1e-9)


def test_who_may_not_be_proposed_has_no_place_and_a_reason(eco: Ecosystem) -> None:
    reasons = {other: eco.brief(CASE.a, other, as_of=CASE.asked_on) for other in ("chiyu", "norteza", "a-nev-energy")}
    assert {other: each.not_ranked for other, each in reasons.items()} == {
        "chiyu": "rival", "norteza": "veto", "a-nev-energy": "own_group"}
    assert all(each.rank is None for each in reasons.values())
    assert eco.brief(CASE.a, CASE.b).not_ranked == "already_partner"


def test_the_brief_repeats_what_the_groups_say(eco: Ecosystem) -> None:
    found = eco.brief(CASE.a, CASE.b, as_of=CASE.asked_on)
    assert found.exchange == eco.exchange.between(CASE.a, CASE.b, as_of=CASE.asked_on)
    assert found.risks.levels == eco.risks.panorama(CASE.b, CASE.a, as_of=CASE.asked_on).levels
    assert found.fit.score == eco.fit.explain(CASE.a, CASE.b, as_of=CASE.asked_on).score
    assert [part.part for part in found.uncovered] == ["Overseas compliance certification", "Localised vehicle supply"]
    assert found.entry is not None and found.entry.state == "considered"
    assert found.sources[0].facts >= found.sources[-1].facts > 0
    order = ["missing", "expired", "expiring"]
    assert [each.status for each in found.risks.to_ask] == sorted(
        (each.status for each in found.risks.to_ask), key=order.index)


def test_a_brief_of_somebody_of_whom_nothing_is_known_says_what_to_ask() -> None:
    found = tiny().brief("me", "far", as_of=DAY)
    assert found.rank is None and found.risks.to_ask and found.entry is None
    with pytest.raises(InvalidParameter, match="both are Me Motors"):
        tiny().brief("me", "Me Motors", as_of=DAY)


def test_candidates_are_counted_by_facet_without_the_facets_own_choice(eco: Ecosystem) -> None:
    asked = {"as_of": CASE.asked_on}
    everybody = eco.candidates(CASE.a, **asked).total
    found = eco.candidate_facets(CASE.a, country=["DE"], size=500, **asked)
    countries, kinds = found.facets[0], found.facets[1]
    assert found.total == eco.candidates(CASE.a, country=["DE"], **asked).total
    assert sum(each.count for each in countries.values) + countries.unknown == everybody
    assert sum(each.count for each in kinds.values) + kinds.unknown == found.total
    assert [each.value for each in countries.values if each.chosen] == ["DE"]


