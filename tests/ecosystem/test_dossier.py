"""Everything about one organisation: past partnerships, nothing of a later day, and what nobody says."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest

from ecosystem import demo
from ecosystem.errors import UnknownPartner
from ecosystem.service import Ecosystem


@pytest.fixture(scope="module")
def eco() -> Iterator[Ecosystem]:
    with Ecosystem("memory:") as opened:
        opened.import_frames(demo.generate(), now="2024-01-01T00:00:00Z")
        yield opened


def test_partnerships_that_are_over_are_told_and_later_ones_are_not(eco: Ecosystem) -> None:
    known = eco.catalogue.dossier("b-tech", as_of="2024-06-30")
    told = {each.id: (each.began, each.ended) for each in known.partnerships}
    assert told["ps-case-pilot"] == ("2023-12-01", "2024-02-29")
    assert told["ps-case-alliance"] == ("2024-03-01", None), "that it ends in 2026 is not known yet"
    assert all((each.began or "") <= "2024-06-30" for each in known.partnerships)
    assert known.standing + known.ended == len(known.partnerships)
    later = {each.id: each.ended for each in eco.catalogue.dossier("b-tech").partnerships}
    assert later["ps-case-alliance"] == "2026-02-28" and len(later) > len(told)


def test_the_partners_of_standing_partnerships_are_those_of_the_snapshot(eco: Ecosystem) -> None:
    for who in ("a-nev", "b-tech", "temasora"):
        known = eco.catalogue.dossier(who, as_of="2023-11-30")
        standing = {other.id for each in known.partnerships if each.ended is None for other in each.partners}
        assert standing == {each.id for each in known.partners}


def test_capabilities_stand_by_weight_with_what_was_declared_and_by_whom(eco: Ecosystem) -> None:
    first, *rest = eco.catalogue.dossier("b-tech", as_of="2023-11-30").capabilities
    assert first.id == "cap-multimodal-interaction" and first.declared == pytest.approx(0.9) and first.source
    assert first.weight > first.declared
    assert [each.weight for each in rest] == sorted((each.weight for each in rest), reverse=True)


def test_patents_are_counted_and_a_grant_of_a_later_day_is_not_known(eco: Ecosystem) -> None:
    known = eco.catalogue.dossier("b-tech", as_of="2023-11-30")
    assert known.patents == eco.partner("b-tech", as_of="2023-11-30").patents > len(known.latest_patents) == 10
    filed = [each.filed or "" for each in known.latest_patents]
    assert filed == sorted(filed, reverse=True) and filed[0] <= "2023-11-30"
    assert all(each.granted is None or each.granted <= "2023-11-30" for each in known.latest_patents)
    assert known.patent_classes[0].id == "cap-multimodal-interaction"


def test_a_record_of_each_source_is_named_where_two_tell_of_one_organisation(eco: Ecosystem) -> None:
    merged = next(each for each in eco.catalogue.find(limit=None).items
                  if len(eco.partner(each.partner.id).records) > 1)
    known = eco.catalogue.dossier(merged.partner.id)
    assert len(known.records) > 1 and all(each.source for each in known.records)
    assert any(eco.catalogue.dossier(each.partner.id).identifiers for each in eco.catalogue.find(limit=20).items)


def test_a_group_is_known_from_both_ends(eco: Ecosystem) -> None:
    below = eco.catalogue.dossier("a-nev-energy")
    assert below.parent is not None and below.parent.id == "a-nev" == below.ultimate_parent.id  # type: ignore[union-attr]
    assert "a-nev-energy" in [each.id for each in eco.catalogue.dossier("a-nev").subsidiaries]


def test_what_nobody_says_is_named_and_who_says_the_rest_is_counted() -> None:
    with Ecosystem("memory:") as eco:
        eco.import_frames({
            "partners": pd.DataFrame({"id": ["a"], "name": ["Ada"], "country": ["DE"], "source": ["register"]}),
            "channels": pd.DataFrame({"id": ["c"], "name": ["shops"]}),
            "partner_channels": pd.DataFrame({"partner_id": ["a"], "channel_id": ["c"], "source": ["press"],
                                              "valid_from": ["2020"]}),
        })
        known = eco.catalogue.dossier("Ada")
        assert {"kind", "founded", "capabilities", "patents", "partnerships", "needs"} <= set(known.unknown)
        assert not {"country", "channels"} & set(known.unknown)
        assert {(each.source, each.facts) for each in known.sources} == {("register", 1), ("press", 1)}
        assert known.to_frame()["name"].tolist() == ["shops"]
        with pytest.raises(UnknownPartner):
            eco.catalogue.dossier("Bit")


def test_the_overview_counts_and_names_whom_to_ask_about(eco: Ecosystem) -> None:
    known = eco.catalogue.overview()
    share = {each.table: each for each in known.coverage}
    with_patents = sum(each.patents > 0 for each in eco.catalogue.find(limit=None).items)
    assert share["patent_owners"].organisations == with_patents
    assert share["patent_owners"].share == pytest.approx(with_patents / known.counts["Partner"])
    assert [each.question for each in known.examples] == ["candidates", "requirements", "opportunities"]
    assert known.examples[0].partner == eco.catalogue.find(limit=1).items[0].partner
    assert known.sources[0].facts >= known.sources[1].facts and known.sources[-1].source is None


def test_the_overview_of_an_empty_store_has_no_share_and_no_example() -> None:
    with Ecosystem("memory:") as eco:
        known = eco.catalogue.overview()
        assert known.counts["Partner"] == 0 and known.examples == () and known.sources == ()
        assert {each.share for each in known.coverage} == {None}
