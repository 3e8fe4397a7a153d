"""The ground: the same to the byte, right at the edges of what can be asked, and steady when data are added."""

from __future__ import annotations

import numpy as np
import pytest

from ecosystem.maps.ground import Ground, ground_of
from ecosystem.view import View
from tests.ecosystem.maps.planted import Planted, later, planted, snapshot_of


def view_of(count: int, pairs: list[tuple[int, int]]) -> View:
    ends = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    return View(snapshot_of([f"p{number:05}" for number in range(count)], ends))


def moves(before: Ground, after: Ground) -> np.ndarray:
    """How far everybody who was there has moved, in widths of the map; ids of ``before`` come first in ``after``."""
    return np.hypot(*(after.layout.position[: len(before.ids)] - before.layout.position).T)


@pytest.fixture(scope="module")
def first() -> tuple[Planted, Ground]:
    world = planted(2_000)
    return world, ground_of(world.view())


# --- the same ------------------------------------------------------------------------------------------
def test_the_same_data_and_seed_give_the_same_bytes(first: tuple[Planted, Ground]) -> None:
    again = ground_of(first[0].view())
    assert again.grid.tobytes() == first[1].grid.tobytes()
    assert again.regions() == first[1].regions() and again.communities("zh") == first[1].communities("zh")


def test_another_seed_gives_another_ground(first: tuple[Planted, Ground]) -> None:
    assert ground_of(first[0].view(), seed=5).grid.tobytes() != first[1].grid.tobytes()


def test_with_the_same_data_nobody_moves_from_an_earlier_ground(first: tuple[Planted, Ground]) -> None:
    again = ground_of(first[0].view(), before=first[1])
    assert again.grid.tobytes() == first[1].grid.tobytes()
    assert again.regions() == first[1].regions() and again.communities() == first[1].communities()


# --- a little later ------------------------------------------------------------------------------------
@pytest.mark.parametrize(("new", "changed", "most"), [(0.01, 0.01, 0.02), (0.1, 0.0, 0.05), (0.1, 0.05, 0.05)])
def test_new_organisations_and_ties_move_the_others_by_little(
    first: tuple[Planted, Ground], new: float, changed: float, most: float
) -> None:
    world, before = first
    after = ground_of(later(world, new=new, changed=changed).view(), before=before)
    assert float(np.median(moves(before, after))) <= most
    assert float(np.quantile(moves(before, after), 0.95)) <= 2 * most


def test_regions_keep_colour_and_name_when_organisations_come_in(first: tuple[Planted, Ground]) -> None:
    world, before = first
    after = ground_of(later(world, new=0.1, changed=0.01).view(), before=before)
    then = {each.name: each.colour for each in before.regions()}
    now = {each.name: each.colour for each in after.regions()}
    assert now == then


def test_a_newcomer_stands_beside_those_he_is_tied_to_and_hides_nobody(first: tuple[Planted, Ground]) -> None:
    world, before = first
    home = int(before.territories.community[0])
    friends = np.flatnonzero(before.territories.community == home)[:3]
    more = np.array([[each, world.count] for each in friends.tolist()])
    pairs = np.concatenate((world.pairs, more))
    after = ground_of(Planted(np.append(world.community, 0), pairs).view(), before=before)
    mine = after.layout.position[-1]
    assert after.territories.community[-1] == after.territories.community[0]
    far = np.hypot(*(before.layout.position - mine).T)
    disc = float(after.layout.communities.radius[after.territories.community[-1]])
    assert far[friends].min() < disc and far.min() > 0.4 * before.layout.frame.unit


def test_who_leaves_takes_nobody_with_him(first: tuple[Planted, Ground]) -> None:
    world, before = first
    rest = world.count - 200
    pairs = world.pairs[(world.pairs < rest).all(axis=1)]
    after = ground_of(Planted(world.community[:rest], pairs).view(), before=before)
    moved = np.hypot(*(after.layout.position - before.layout.position[:rest]).T)
    assert float(np.median(moved)) <= 0.02


def test_newcomers_tied_only_to_each_other_are_a_region_of_their_own() -> None:
    world = planted(300, communities=3)
    before = ground_of(world.view())
    ring = np.array([[300 + one, 300 + other] for one in range(8) for other in range(one + 1, 8)])
    after = ground_of(Planted(np.append(world.community, [3] * 8), np.concatenate((world.pairs, ring))).view(),
                      before=before)
    assert len(set(after.territories.region_of[300:].tolist())) == 1
    assert after.territories.region_of[300] not in after.territories.region_of[:300]
    assert float(np.median(moves(before, after))) <= 0.02


# --- where things stand --------------------------------------------------------------------------------
def test_members_stand_inside_their_community_and_communities_inside_their_region(
    first: tuple[Planted, Ground]
) -> None:
    ground = first[1]
    layout, found = ground.layout, ground.territories
    inner = np.hypot(*(layout.position - layout.communities.centre[found.community]).T)
    assert (inner <= layout.communities.radius[found.community]).all()
    outer = np.hypot(*(layout.communities.centre - layout.regions.centre[found.region]).T)
    assert (outer + layout.communities.radius <= layout.regions.radius[found.region] + 1e-9).all()


def test_neither_communities_nor_regions_overlap(first: tuple[Planted, Ground]) -> None:
    for discs in (first[1].layout.communities, first[1].layout.regions):
        one, other = np.triu_indices(len(discs), 1)
        apart = np.hypot(*(discs.centre[one] - discs.centre[other]).T)
        assert (apart >= discs.radius[one] + discs.radius[other] - 1e-9).all()


def test_planted_communities_are_not_torn_apart() -> None:
    world = planted(1_200, communities=6, per_partner=8)
    ground = ground_of(world.view())
    found = ground.territories.region_of
    whole = [np.bincount(found[world.community == each]).max() / (world.community == each).sum() for each in range(6)]
    assert min(whole) > 0.8


# --- edges ---------------------------------------------------------------------------------------------
def test_nobody_gives_an_empty_ground() -> None:
    ground = ground_of(view_of(0, []))
    assert ground.regions() == () and ground.communities() == () and ground.grid.shape == (0, 2)


def test_one_organisation_stands_in_the_middle() -> None:
    ground = ground_of(view_of(1, []))
    assert ground.grid.tolist() == [[32768, 32768]]
    assert [(each.name, each.count, each.colour) for each in ground.regions()] == [("Without ties to others", 1, -1)]


def test_two_organisations_that_are_tied_are_a_region() -> None:
    ground = ground_of(view_of(2, [(0, 1)]))
    assert [(each.count, each.colour) for each in ground.regions()] == [(2, 0)]
    assert len(np.unique(ground.grid, axis=0)) == 2


def test_ten_thousand_isolated_organisations_fill_one_grey_region() -> None:
    ground = ground_of(view_of(10_000, []))
    assert [(each.count, each.colour) for each in ground.regions("zh")] == [(10_000, -1)]
    assert len(np.unique(ground.grid, axis=0)) > 9_900


def test_one_hub_with_all_ties_is_one_region() -> None:
    ground = ground_of(view_of(3_000, [(0, each) for each in range(1, 3_000)]))
    assert [each.count for each in ground.regions()] == [3_000]
    assert ground.region_names["en"] == ("Around Firm p00000",)


def test_three_hundred_communities_make_ten_regions_at_most() -> None:
    blocks = [(12 * block + one, 12 * block + other) for block in range(300) for one in range(12)
              for other in range(one + 1, 12)]
    ground = ground_of(view_of(3_600, blocks))
    assert len(ground.communities()) == 300 and len(ground.regions()) <= 10
    assert len(set(ground.community_names["en"])) == len(set(ground.community_names["zh"])) == 300


def test_thousands_of_tiny_islands_do_not_become_thousands_of_communities() -> None:
    ground = ground_of(view_of(9_000, [(2 * each, 2 * each + 1) for each in range(4_500)]))
    assert len(ground.communities()) <= 401 and len(ground.regions()) <= 10


def test_an_empty_ground_can_be_followed_by_a_full_one_and_the_other_way_round() -> None:
    empty, full = ground_of(view_of(0, [])), ground_of(view_of(3, [(0, 1)]))
    assert ground_of(view_of(3, [(0, 1)]), before=empty).grid.tobytes() == full.grid.tobytes()
    assert ground_of(view_of(0, []), before=full).regions() == ()
