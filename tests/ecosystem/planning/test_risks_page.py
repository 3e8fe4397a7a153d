"""The page about risks runs, and its tables are those of the code."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

from ecosystem.planning.risks.items import ITEMS
from ecosystem.planning.risks.kinds import PANORAMA
from scoring.risk.matrix import level_of_bands

PAGE = Path(__file__).parents[3] / "docs" / "risks.md"
TEXT = PAGE.read_text("utf-8")


def test_the_example_runs() -> None:
    found = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert found.attempted > 5 and found.failed == 0


def test_the_matrix_of_the_page_is_the_one_of_the_code() -> None:
    rows = re.findall(r"^\| (\d) \(\d+–\d+ %\) \| (.+) \|$", TEXT, re.M)
    assert {int(band): cells.split(" | ") for band, cells in rows} == {
        likelihood: [str(level_of_bands(likelihood, impact)) for impact in range(1, 6)] for likelihood in range(1, 6)
    }


def test_the_page_counts_the_items_and_names_the_groups() -> None:
    assert f"{len(ITEMS)} items over the five groups" in TEXT
    assert all(f"| {group} " in TEXT for group in PANORAMA)
