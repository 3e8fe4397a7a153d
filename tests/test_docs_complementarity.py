"""The Python on the page about complementarity runs and says what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scoring.complements.quadrants import MEANINGS
from scoring.registry import scorer_class

PAGE = (Path(__file__).parents[1] / "docs" / "complementarity.md").read_text("utf-8")


def test_the_examples_run_one_after_the_other(capsys: pytest.CaptureFixture[str]) -> None:
    namespace: dict[str, object] = {"__name__": "page"}
    for block in re.findall(r"```python\n(.*?)```", PAGE, re.S):
        exec(compile(block, "complementarity.md", "exec"), namespace)
    printed = capsys.readouterr().out
    for said in ("Both sides would gain something.", "Lingxu Technologies", "limited_by_mine", "rival 驰屿汽车"):
        assert said in printed, said


def test_the_page_names_every_quadrant_and_only_measures_that_exist() -> None:
    for quadrant, meaning in MEANINGS.items():
        assert f"| {quadrant} | {meaning.name_zh} |" in PAGE
    rows = re.findall(r"^\| `([a-z_]+)` \| .+ \| (yes|no) \| .+ \|$", PAGE, re.M)
    assert len(rows) == 6
    for name, directed in rows:
        assert scorer_class(name).tags.symmetric == (directed == "no"), name
