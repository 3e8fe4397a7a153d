"""The pages about backtests come out of their programs; nothing here looks at a number's size."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks import backtests, blend_weights
from benchmarks.backtesting import CASES, command, data_folder
from scoring.blend import Blend

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def data() -> Path:
    folder = data_folder(None)
    if not (folder / CASES[1].mapping).is_dir():
        pytest.skip(f"no data sets at {folder}: set ALLYGRAPH_DATA")
    return folder


def test_the_grid_holds_the_weights_of_the_blend() -> None:
    ours = Blend()
    assert (ours.topology, ours.standing, ours.overlap, ours.complementarity) in set(blend_weights.grid())
    for point in blend_weights.grid():
        assert sum(point) == pytest.approx(1.0) and min(point) >= 0


def test_a_page_of_tables_comes_out_of_a_data_set(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                  capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(backtests, "CASES", CASES[1:])
    monkeypatch.setattr(backtests, "AS_ASKED_OF_THE_PRODUCT", CASES[1])
    out = tmp_path / "page.md"
    assert backtests.main(["--data", str(data), "--folder", str(tmp_path), "--queries", "12", "--out", str(out)]) == 0
    page = out.read_text("utf-8")
    assert page in capsys.readouterr().out
    assert re.search(r"^### both known: \d+ organisations, \d+ pairs; the bar is \w+$", page, re.M)
    assert re.search(r"^\| \*\*blend\*\* ", page, re.M)


def test_the_page_in_the_docs_names_the_commands_that_it_was_made_for() -> None:
    page = (ROOT / "docs" / "backtest_results.md").read_text("utf-8")
    for case in CASES:
        assert f"`allygraph {command(case)}`" in page
