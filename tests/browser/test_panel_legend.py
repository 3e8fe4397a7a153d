"""Legend, lenses and card: counts are those of the scene, switches filter, reasons are told."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from playwright.sync_api import expect

from ecosystem.maps.scene import Kind, Scene
from tests.browser.conftest import Open
from tests.browser.panels import graph_of, ready, state

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_counts_of_the_legend_are_those_of_the_scene_and_its_switches_filter(
        open_page: Open, map_file: Path, map_scene: Scene) -> None:
    watched = open_page(map_file)
    page = ready(watched)
    for key in map_scene.legend:
        expect(page.locator(f'[data-key="region:{key.code}"]')).to_have_attribute("data-count", str(key.count))
    page.click('[data-key="region:1"]')
    left = len(map_scene.marks) - int((map_scene.region_of == 1).sum())
    expect(page.locator("#legend .shown")).to_contain_text(f"showing {left} of {len(map_scene.marks)}")
    expect(page.locator("#head .made")).to_contain_text(f"showing {left} of {len(map_scene.marks)}")
    expect(page.locator("#spoken")).to_have_text(f"showing {left} of {len(map_scene.marks)}")
    page.click('[data-key="kind:1"]')
    both = int(((map_scene.region_of != 1) & (map_scene.marks.kind == Kind.ORGANISATION)).sum())
    expect(page.locator("#legend .shown")).to_contain_text(f"showing {both} of")
    drawn = int((map_scene.region_of == 3).sum())
    left_of_it = int(((map_scene.region_of == 3) & (map_scene.marks.kind == Kind.ORGANISATION)).sum())
    expected = f"{left_of_it} of {drawn}" if left_of_it < drawn else str(drawn)
    expect(page.locator('[data-key="region:3"] .count')).to_have_text(expected)
    watched.shot("panels-filtered")
    page.get_by_role("button", name="Show all").click()
    assert state(page, "hidden") == []


def test_a_second_button_leaves_only_one_key_of_its_group(open_page: Open, map_file: Path, map_scene: Scene) -> None:
    page = ready(open_page(map_file))
    only = page.get_by_role("button", name="Only Region 2", exact=True)
    only.click()
    expect(page.locator("#legend .shown")).to_contain_text(f"showing {map_scene.regions[2].count} of")
    only.click()
    assert state(page, "hidden") == []


def test_ties_and_bundles_are_switched_off_too(open_page: Open, map_file: Path) -> None:
    page = ready(open_page(map_file))
    before = page.evaluate("({ ...ecomap.counts })")
    page.click('[data-key="bundle:1"]')
    page.wait_for_function("before => ecomap.counts.repaints > before", arg=before["repaints"])
    assert page.evaluate("ecomap.counts.bundles") < before["bundles"]


@pytest.mark.parametrize("lens", [0, 1])
def test_a_lens_colours_by_what_is_known_and_says_of_how_many_nothing_is(
        open_page: Open, map_file: Path, map_scene: Scene, lens: int) -> None:
    watched = open_page(map_file)
    page = ready(watched)
    chosen = map_scene.lenses[lens]
    page.select_option("#lens", chosen.name)
    assert state(page, "lens") == chosen.name
    for code in np.unique(chosen.codes).tolist():
        key = page.locator(f'[data-key="lens:{chosen.name}:{code}"]')
        expect(key).to_have_attribute("data-count", str(int((chosen.codes == code).sum())))
    assert page.get_by_text("a scale, in this order").count() == int(chosen.sequential)
    if (chosen.codes < 0).any():
        expect(page.locator(f'[data-key="lens:{chosen.name}:-1"]')).to_contain_text("unknown")
        assert page.locator(f'[data-key="lens:{chosen.name}:-1"] svg path').count() == 2, "hatched"
    watched.shot(f"panels-lens-{chosen.name}")


def test_a_card_lists_the_ties_by_kind_and_each_is_a_way_on(open_page: Open, map_file: Path, map_scene: Scene) -> None:
    page = ready(open_page(map_file))
    page.evaluate("ecomap.store.set({ selected: 1 })")
    ties = map_scene.ties
    kinds = ties.kind[(ties.first == 1) | (ties.second == 1)].tolist()
    for kind in set(kinds):
        expect(page.locator("#card h4", has_text=map_scene.ties.labels[kind])).to_contain_text(str(kinds.count(kind)))
    while page.locator("#card .more:visible").count():
        page.locator("#card .more:visible").first.click()
    assert page.locator("#card .marks .mark").count() == len(kinds)
    other = page.locator("#card .marks .mark").first
    name = other.locator("bdi").inner_text()
    other.click()
    expect(page.locator("#card h2")).to_contain_text(name)


def test_steps_around_a_mark_are_counted_as_networkx_counts_them(
        open_page: Open, map_file: Path, map_scene: Scene) -> None:
    page = ready(open_page(map_file))
    page.evaluate("ecomap.store.set({ selected: 150 })")
    far = nx.single_source_shortest_path_length(graph_of(map_scene), 150)
    for steps in (1, 2, 3):
        expected = sum(0 < each <= steps for each in far.values())
        expect(page.locator(f'[data-focus="steps {steps}"]')).to_have_attribute("data-count", str(expected))
    page.click('[data-focus="steps 2"]')
    assert state(page, "steps") == 2
    expect(page.locator('[data-focus="steps 2"]')).to_be_focused()


def test_a_path_is_told_step_by_step_and_is_as_short_as_can_be(
        open_page: Open, map_file: Path, map_scene: Scene) -> None:
    watched = open_page(map_file)
    page = ready(watched)
    page.evaluate("ecomap.store.set({ selected: 230 })")
    page.fill("#path-to", "lingen steel")
    page.keyboard.press("Enter")
    assert state(page, "target") == 4
    length = nx.shortest_path_length(graph_of(map_scene), 230, 4)
    expect(page.locator("#card .path ol li")).to_have_count(length)
    expect(page.locator("#card .path")).to_contain_text("Lingen Steel")
    kinds = set(page.locator("#card .path ol small").all_inner_texts())
    assert kinds <= {"partnership", "supplies", "partnership + supplies"}
    watched.shot("panels-path")


def test_a_bundle_opens_its_evidence_and_names_both_ends(open_page: Open, map_file: Path, map_scene: Scene) -> None:
    watched = open_page(map_file)
    page = ready(watched)
    place = next(row for row, bundle in enumerate(map_scene.bundles) if bundle.crosses)
    bundle = map_scene.bundles[place]
    page.locator(f'[data-focus="bundle {place}"]').click()
    card = page.locator("#card")
    expect(card).to_contain_text(f"{bundle.count} ties · between two regions")
    for row in (bundle.first, bundle.second):
        expect(card).to_contain_text(map_scene.communities[row].name)
    assert card.locator(".reasons li").all_inner_texts() == list(bundle.evidence)
    watched.shot("panels-bundle")


def test_a_candidate_says_its_place_and_the_overview_where_the_map_comes_from(open_page: Open, map_file: Path) -> None:
    page = ready(open_page(map_file))
    expect(page.locator("#card")).to_contain_text("2024-12-31")
    expect(page.locator("#card")).to_contain_text("invented")
    page.evaluate("ecomap.store.set({ selected: 6 })")
    expect(page.locator("#card dl")).to_contain_text("2 of 3")


def test_a_mark_that_a_filter_hides_says_so(open_page: Open, map_file: Path, map_scene: Scene) -> None:
    page = ready(open_page(map_file))
    page.evaluate("region => ecomap.store.set({ selected: 1, hidden: new Set([`region:${region}`]) })",
                  int(map_scene.region_of[1]))
    expect(page.locator("#card .warn")).to_contain_text("A filter of the legend hides this mark.")
