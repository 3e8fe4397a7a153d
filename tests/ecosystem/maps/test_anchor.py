"""An anchor keeps everybody where he stands: beside the store, for later days, until it is released."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ecosystem import Ecosystem
from ecosystem.maps.ground.kept import load_ground, save_ground

NAMES = [f"p{number:02}" for number in range(40)]


def tables(names: list[str], year: str, first: int = 0) -> dict[str, pd.DataFrame]:
    """Rings of ten, tied to each other by one pair; all from one year on."""
    pairs = [(name, names[(place // 10) * 10 + (place + step) % 10 % len(names)])
             for place, name in enumerate(names) for step in (1, 2)]
    members = [{"partnership_id": f"{year}-{number + first}", "partner_id": end}
               for number, pair in enumerate(pairs) for end in pair]
    return {
        "partners": pd.DataFrame({"id": names, "name": [f"Firm {name}" for name in names], "valid_from": year}),
        "partnerships": pd.DataFrame({"id": [f"{year}-{number + first}" for number in range(len(pairs))],
                                      "kind": "licence", "valid_from": year}),
        "partnership_members": pd.DataFrame(members).drop_duplicates(),
    }


@pytest.fixture
def eco(tmp_path: Path) -> Iterator[Ecosystem]:
    with Ecosystem(f"duckdb:{tmp_path / 'eco.duckdb'}") as eco:
        eco.import_frames(tables(NAMES, "2020"), source="press")
        yield eco


def add(eco: Ecosystem) -> None:
    eco.import_frames(tables([f"q{number:02}" for number in range(5)], "2022"), source="press")


def places(eco: Ecosystem, as_of: str | None = None) -> dict[str, tuple[int, int]]:
    marks = eco.maps.ecosystem(as_of=as_of).scene.marks
    return {each: (int(x), int(y)) for each, x, y in zip(marks.ids, marks.x, marks.y, strict=True)}


def test_without_an_anchor_a_map_depends_on_its_data_alone(eco: Ecosystem) -> None:
    assert not eco.maps.anchored().anchored and eco.maps.state == ""
    assert "anchor" not in eco.maps.ecosystem().scene.provenance.parameters


def test_with_an_anchor_everybody_stays_when_others_come(eco: Ecosystem) -> None:
    before = places(eco)
    kept = eco.maps.anchor()
    assert (kept.organisations, str(kept.as_of)) == (40, "2020-12-31")
    add(eco)
    after = places(eco)
    assert {each: after[each] for each in before} == before and len(after) == 45
    assert eco.maps.ecosystem().scene.provenance.parameters["anchor"] == "2020-12-31"
    assert eco.maps.release() and not eco.maps.release()
    assert places(eco) != after and not eco.maps.anchored().anchored


def test_an_anchor_outlives_the_process_that_set_it(eco: Ecosystem, tmp_path: Path) -> None:
    before = places(eco)
    eco.maps.anchor()
    add(eco)
    other = Ecosystem(eco.store, cache=eco._cache)
    assert other.maps.anchored() == eco.maps.anchored()
    assert {each: place for each, place in places(other).items() if each in before} == before
    other.maps.release()
    assert not eco.maps.anchored().anchored


def test_maps_of_days_before_the_anchor_know_nothing_of_it(eco: Ecosystem) -> None:
    before = places(eco, "2020")
    add(eco)
    eco.maps.anchor()
    assert str(eco.maps.anchored().as_of) == "2022-12-31"
    assert places(eco, "2020") == before
    assert "anchor" not in eco.maps.ecosystem(as_of="2020").scene.provenance.parameters


def test_of_a_store_in_memory_the_anchor_lasts_as_long_as_the_object() -> None:
    with Ecosystem("memory:") as eco:
        eco.import_frames(tables(NAMES, "2020"))
        before = places(eco)
        eco.maps.anchor()
        add(eco)
        assert {each: place for each, place in places(eco).items() if each in before} == before


def test_two_stores_with_one_cache_have_each_their_own_anchor(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    with Ecosystem(f"duckdb:{tmp_path / 'one.duckdb'}", cache=cache) as one, \
            Ecosystem(f"duckdb:{tmp_path / 'other.duckdb'}", cache=cache) as other:
        one.import_frames(tables(NAMES, "2020"))
        one.maps.anchor()
        assert one.maps.anchored().anchored and not other.maps.anchored().anchored


def test_a_damaged_anchor_is_none(eco: Ecosystem) -> None:
    eco.maps.anchor()
    assert eco._cache is not None
    file = next((eco._cache / "anchor").glob("*/*.npy"))
    file.write_bytes(file.read_bytes()[:-1] + b"\x7f")
    assert Ecosystem(eco.store, cache=eco._cache).maps.anchored().anchored is False


def test_a_ground_comes_back_from_disk_as_it_was(eco: Ecosystem, tmp_path: Path) -> None:
    ground = eco.maps.ground()
    save_ground(ground, tmp_path / "kept", "one", {"day": "today"})
    found = load_ground(tmp_path / "kept", "one")
    assert found is not None
    again, about = found
    assert about == {"day": "today"} and again.ids == ground.ids and again.grid.tobytes() == ground.grid.tobytes()
    assert again.regions() == ground.regions() and again.communities("zh") == ground.communities("zh")
    assert np.array_equal(again.territories.community, ground.territories.community)


def test_a_ground_of_an_earlier_form_is_not_read(eco: Ecosystem, tmp_path: Path) -> None:
    save_ground(eco.maps.ground(), tmp_path, "one")
    manifest = tmp_path / "one" / "manifest.json"
    said = json.loads(manifest.read_text("utf-8"))
    said["about"]["ground"] = 0
    manifest.write_text(json.dumps(said), "utf-8")
    assert load_ground(tmp_path, "one") is None and load_ground(tmp_path, "none") is None
