from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.consolidation import LEVELS, consolidated, heads_of
from scoring.errors import InvalidParameter
from scoring.registry import get_scorer
from scoring.snapshot import Snapshot
from scoring.tiny import tiny_snapshot
from tests.snapshots import PARTNERS, portfolios, tie_lists


def group(**more: object) -> Snapshot:
    """top owns maker and shop, maker owns plant; rival stands alone."""
    parents = {"plant": {"maker": 1.0}, "maker": {"top": 1.0}, "shop": {"top": 1.0}}
    links = {"partners.parent_id": parents} | more.pop("links", {})  # type: ignore[operator]
    return tiny_snapshot(partners=["rival", "top"], links=links, **more)  # type: ignore[arg-type]


def ids(snapshot: Snapshot) -> list[str]:
    return list(snapshot.partners.ids)


def test_each_level_has_the_heads_that_it_names() -> None:
    snapshot = group()
    assert ids(snapshot) == ["maker", "plant", "rival", "shop", "top"]
    assert [ids(snapshot)[row] for row in heads_of(snapshot, "direct_parent")] == [
        "maker", "maker", "rival", "top", "top"]
    assert ids(consolidated(snapshot, "ultimate_parent").snapshot) == ["rival", "top"]
    assert consolidated(snapshot, "entity").snapshot is snapshot


def test_portfolios_are_added_and_what_is_within_a_group_disappears() -> None:
    snapshot = group(profile={"plant": {"x": 1}, "maker": {"x": 2, "y": 1}, "shop": {"z": 4}, "rival": {"x": 1}},
                     ties=[("plant", "shop"), ("plant", "rival")], traits={"plant": {"pace": "fast"}},
                     links={"supplies": {"plant": {"shop": 1.0, "rival": 2.0}, "maker": {"rival": 1.0}}})
    found = consolidated(snapshot, "ultimate_parent")
    merged = found.snapshot
    assert found.row_of.tolist() == [1, 1, 0, 1, 1]
    assert merged.layer("profile").weights_of(1).tolist() == [3.0, 1.0, 4.0]
    assert merged.layer("ties").neighbours(1).tolist() == [0] and merged.layer("ties").neighbours(0).tolist() == [1]
    assert merged.layer("supplies").weight_of(1, 0) == 3.0 and merged.layer("supplies").nnz == 1
    assert "partners.parent_id" not in merged.layers
    assert "traits.partner_id" not in merged.layers, "the pace of a plant is not that of its group"
    assert merged.partners.columns["records"][1] == "maker\nplant\nshop\ntop"


def test_a_patent_of_two_subsidiaries_counts_once() -> None:
    links = {"patent_owners": {"p": {"plant": 1.0, "shop": 1.0}, "q": {"shop": 1.0}},
             "patent_classes": {"p": {"x": 1.0, "y": 1.0}, "q": {"x": 1.0}}}
    snapshot = group(profile={"plant": {"x": 0.5, "y": 0.5}, "shop": {"x": 1.5, "y": 0.5}}, links=links)
    merged = consolidated(snapshot, "ultimate_parent").snapshot
    assert merged.layer("profile").weights_of(1).tolist() == [1.5, 0.5]
    assert merged.layer("patents_of").weights_of(1).tolist() == [1.0, 1.0]


def test_a_partnership_to_which_two_subsidiaries_belong_is_one_tie() -> None:
    snapshot = group(ties=[("plant", "rival"), ("shop", "rival")])
    merged = consolidated(snapshot, "ultimate_parent").snapshot
    assert merged.layer("ties").weight_of(0, 1) == 2.0, "two partnerships"
    assert merged.layer("partnership_members").nnz == 4


def test_a_circle_of_parents_is_a_group_whoever_is_asked_first() -> None:
    parents = {"partners.parent_id": {"a": {"b": 1.0}, "b": {"c": 1.0}, "c": {"b": 1.0}, "d": {"c": 1.0}}}
    snapshot = tiny_snapshot(links=parents)
    assert heads_of(snapshot, "ultimate_parent").tolist() == [1, 1, 1, 1]
    assert heads_of(snapshot, "direct_parent").tolist() == [1, 1, 2, 2]


def test_an_unknown_level_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidParameter, match="entity, direct_parent or ultimate_parent"):
        heads_of(group(), "galaxy")


PARENTS = st.dictionaries(st.sampled_from(PARTNERS), st.sampled_from(PARTNERS), max_size=6)


@given(parents=PARENTS, held=portfolios(), ties=tie_lists(), level=st.sampled_from(LEVELS))
def test_nothing_is_lost_and_nothing_comes_from_nowhere(
        parents: dict[str, str], held: dict[str, dict[str, float]], ties: list[tuple[str, str]], level: str) -> None:
    links = {"partners.parent_id": {child: {parent: 1.0} for child, parent in parents.items() if child != parent}}
    snapshot = tiny_snapshot(partners=PARTNERS, profile=held, ties=ties, links=links)
    found = consolidated(snapshot, level)
    heads = heads_of(snapshot, level)
    assert (heads[heads] == heads).all(), "every head is in its own group"
    assert [ids(snapshot)[head] for head in heads] == [ids(found.snapshot)[row] for row in found.row_of]
    if "profile" in snapshot.layers:
        before, after = (each.layer("profile").matrix() for each in (snapshot, found.snapshot))
        np.testing.assert_allclose(after.sum(axis=0), before.sum(axis=0), rtol=1e-6)
    scorer = get_scorer("overlap").fit(found.snapshot)
    for row in range(found.snapshot.partner_count):
        assert len(scorer.scores_for(row)) == found.snapshot.partner_count
    if "ties" in found.snapshot.layers:
        matrix = found.snapshot.layer("ties").matrix().toarray()
        assert (matrix == matrix.T).all() and not matrix.diagonal().any()
