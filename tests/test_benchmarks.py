"""The benchmarks run, and what they compare agrees. Nothing here looks at a time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.measuring import Disagreement
from benchmarks.report import Line, Section, as_page, as_text, cells
from benchmarks.sections import SECTIONS, measure
from benchmarks.workplace import Size, Sizes, Workplace
from tests.neo4j_server.server import Server

ROOT = Path(__file__).parents[1]
TINY = Sizes(
    large=Size(400, 100, 5), middle=Size(300, 100, 5), less=Size(300, 100, 5), least=Size(200, 100, 5),
    names=300, typed=2, questions=12, requests=40, cypher=3, starts=1,
    pairs=Size(400, 100, 5), compiling=False,
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    return Workplace(tmp_path_factory.mktemp("benchmarks"), TINY, neo4j=False)


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_measures_and_its_peers_agree(name: str, place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    # In a thread of its own: another test may have a browser open in this one.
    with ThreadPoolExecutor(1) as apart:
        found = apart.submit(measure, name, place).result()
    assert found.failed == ""
    assert found.lines and all(line.ours > 0 or line.unit != "s" for line in found.lines)
    assert name in ("http", "ground", "maps", "maps-of-data") or any(line.theirs for line in found.lines)


def test_the_query_section_compares_with_four_libraries(place: Workplace) -> None:
    peers = {line.peer.split(" ")[0] for line in measure("query", place).lines if line.peer}
    assert {"scipy", "scikit-learn", "networkx"} <= peers


@pytest.mark.neo4j
def test_cypher_and_ours_name_the_same_organisations_with_the_same_counts(
    tmp_path: Path, neo4j_server: Server, neo4j_store_url: str, monkeypatch: pytest.MonkeyPatch,
) -> None:
    @contextmanager
    def running(self: Workplace) -> Iterator[Server]:
        yield neo4j_server

    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr(Workplace, "neo4j_server", running)
    found = measure("http", Workplace(tmp_path, TINY))
    assert found.failed == ""
    assert [line.peer for line in found.lines if line.theirs] == ["Cypher on Neo4j"] * 2


def test_a_difference_ends_the_section_and_what_was_found_is_kept(
    place: Workplace, monkeypatch: pytest.MonkeyPatch,
) -> None:
    def run(_: Workplace) -> Iterator[Line]:
        yield Line(what="first", ours=1, unit="s")
        raise Disagreement(f"in {place.folder}")

    monkeypatch.setattr("benchmarks.searching.run", run)
    found = measure("search", place)
    assert [line.what for line in found.lines] == ["first"]
    assert found.failed == "Disagreement: in the folder"


@pytest.mark.parametrize(("unit", "ours", "theirs", "ratio", "met"), [
    ("edges/s", 300.0, 100.0, "3×", "≥ 200 ✓"), ("ms", 300.0, 100.0, "0.333×", "≤ 200 ✗"),
])
def test_a_ratio_says_how_many_times_better_ours_is(
    unit: str, ours: float, theirs: float, ratio: str, met: str,
) -> None:
    found = cells(Line(what="w", ours=ours, unit=unit, peer="p", theirs=theirs, target=200))
    assert (found[5], found[6]) == (ratio, met)


def test_the_page_tells_the_machine_and_not_whose_it_is() -> None:
    section = Section("query", "Queries", (Line(what="a|b", ours=1.5, unit="ms"),), ("A note.",), failed="No peer.")
    page = as_page([section], command="python -m benchmarks", sizes=[("large", "9")], load=0.1, load_after=0.2,
                   seconds=60)
    assert "a\\|b | 1.5 ms" in page and "A note." in page and "**Not measured:** No peer." in page
    assert "1.5 ms" in as_text(section)
    assert not re.search(r"/(home|root|tmp|work|usr)/", page)
    assert not re.search(rf"\b{re.escape(os.uname().nodename)}\b", page)


def test_the_command_says_what_it_can_be_asked() -> None:
    done = subprocess.run([sys.executable, "-m", "benchmarks", "--help"], cwd=ROOT, capture_output=True, text=True,
                          timeout=120, check=True)
    assert {"--small", "--section", "--no-neo4j", "--out"} <= set(re.findall(r"--[a-z0-9-]+", done.stdout))
