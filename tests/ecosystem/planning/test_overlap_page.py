"""``docs/overlap.md`` names every measure that is shown, and its example prints what it shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ecosystem.planning.overlap.facade import MEASURES

PAGE = (Path(__file__).parents[3] / "docs" / "overlap.md").read_text("utf-8")


def test_the_page_explains_every_measure() -> None:
    table = PAGE.partition("## The measures")[2].partition("## Groups")[0]
    assert [name for name in MEASURES if f"`{name}`" not in table] == []


def test_the_example_prints_what_the_page_shows(capsys: pytest.CaptureFixture[str]) -> None:
    code, shown = re.search(r"```python\n(.*?)```", PAGE, re.S), re.search(r"```text\n(.*?)```", PAGE, re.S)
    assert code is not None and shown is not None
    exec(compile(code[1], "overlap.md", "exec"), {"__name__": "page"})
    assert capsys.readouterr().out == shown[1]
