"""The same data gives the same answers over every store, to the last digit and the last byte."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ecosystem import Ecosystem, demo
from ecosystem.answers import body
from ecosystem.demo import CASE
from ecosystem.stores import open_store
from ecosystem.stores.transfer import copy

NOW = "2026-01-01T00:00:00Z"


@pytest.fixture(scope="module")
def reference() -> Iterator[Ecosystem]:
    """The demo in the plain-Python store."""
    with Ecosystem("memory:") as eco:
        eco.import_frames(demo.generate(), now=NOW)
        yield eco


@pytest.fixture(params=["duckdb", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ecosystem]:
    """An empty store of another engine."""
    if request.param == "duckdb":
        with Ecosystem(f"duckdb:{tmp_path / 'store.duckdb'}") as eco:
            yield eco
        return
    user, password = request.getfixturevalue("neo4j_credentials")
    url = request.getfixturevalue("neo4j_store_url")
    with Ecosystem(url, user=user, password=password) as eco:
        yield eco


def test_the_demo_is_one_ecosystem_in_every_store(reference: Ecosystem, other: Ecosystem, tmp_path: Path) -> None:
    report = other.import_frames(demo.generate(), now=NOW)
    assert not report.rejected and report.accepted["partners"] > 400
    for day in (CASE.asked_on, None):
        assert other.snapshot(day).version == reference.snapshot(day).version
    for need in (CASE.need, None):
        mine = other.candidates(CASE.a, need=need, as_of=CASE.asked_on, limit=20)
        assert body(mine) == body(reference.candidates(CASE.a, need=need, as_of=CASE.asked_on, limit=20))
    assert body(other.compare(CASE.a, CASE.b)) == body(reference.compare(CASE.a, CASE.b))
    assert other.store.verify().hashes == reference.store.verify().hashes
    for name, eco in (("mine", other), ("theirs", reference)):
        eco.export_path(tmp_path / name)
    assert {file.name: file.read_bytes() for file in (tmp_path / "mine").iterdir()} == {
        file.name: file.read_bytes() for file in (tmp_path / "theirs").iterdir()
    }


def test_a_second_import_of_the_same_tables_changes_nothing(other: Ecosystem) -> None:
    tables = {name: frame for name, frame in demo.generate().items() if name in {"partners", "capabilities"}}
    other.import_frames(tables, now=NOW)
    before = (other.store.commit_seq, other.snapshot().version)
    assert other.import_frames(tables, now=NOW).up_to_date
    assert (other.store.commit_seq, other.snapshot().version) == before


def test_a_copy_holds_the_same(reference: Ecosystem, other: Ecosystem) -> None:
    copy(reference.store, other.store)
    other.refresh()
    assert other.snapshot(CASE.asked_on).version == reference.snapshot(CASE.asked_on).version


@pytest.mark.real_data
def test_an_ai_lab_has_the_same_candidates_over_every_store(
    real_data: Path, other: Ecosystem, tmp_path: Path
) -> None:
    folder = real_data / "epoch-ai-models"
    other.import_path(folder, mapping="epoch-ai-models", now=NOW)
    with Ecosystem("memory:") as eco:
        eco.import_path(folder, mapping="epoch-ai-models", now=NOW)
        for scorer in ("blend", "overlap", "adamic_adar"):
            mine, theirs = (each.candidates("OpenAI", scorer=scorer, as_of="2022") for each in (other, eco))
            assert body(mine) == body(theirs) and len(mine.items) == 10
        names = [item.partner.name for item in eco.candidates("OpenAI", as_of="2022", limit=20).items]
    assert {"DeepMind", "Microsoft Research"} <= set(names), "labs that share partners and fields with it"


def test_a_store_opened_again_answers_alike_from_its_cached_snapshot(tmp_path: Path) -> None:
    url = f"duckdb:{tmp_path / 'store.duckdb'}"
    with Ecosystem(url) as eco:
        eco.import_frames(demo.generate(), now=NOW)
        version = eco.snapshot(CASE.asked_on).version
    with open_store(url) as store:
        cached = list(Ecosystem(store)._cache.iterdir())  # type: ignore[union-attr]
        assert len(cached) == 1
        damaged = max(cached[0].iterdir(), key=lambda file: file.stat().st_size)
        content = bytearray(damaged.read_bytes())
        content[len(content) // 2] ^= 0xFF
        damaged.write_bytes(bytes(content))
        assert Ecosystem(store).snapshot(CASE.asked_on).version == version, "noticed, and built again"
