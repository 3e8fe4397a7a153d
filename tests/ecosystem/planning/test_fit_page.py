"""``docs/fit.md`` says what the table of parts says, and its example prints what it shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scoring.fit.parts import DIMENSIONS, PARTS

PAGE = (Path(__file__).parents[3] / "docs" / "fit.md").read_text("utf-8")


def test_the_page_shows_the_table_of_parts() -> None:
    titles = {each.name: f"{each.name} {each.title_zh}" for each in DIMENSIONS}
    formulas = {part.name: re.sub(r"[|](.+?)[|]", r"abs(\1)", part.formula) for part in PARTS}  # a bar ends a cell
    expected = [
        f"| {titles[part.dimension]} | `{part.name}` {part.title} {part.title_zh} | {part.weight:.2f} | "
        f"{formulas[part.name]} | {', '.join(part.needs)} |"
        for part in PARTS
    ]
    assert [line for line in PAGE.splitlines() if line.startswith("| ") and "| `" in line] == expected


def test_the_example_prints_what_the_page_shows(capsys: pytest.CaptureFixture[str]) -> None:
    code, shown = re.search(r"```python\n(.*?)```", PAGE, re.S), re.search(r"```text\n(.*?)```", PAGE, re.S)
    assert code is not None and shown is not None
    exec(compile(code[1], "fit.md", "exec"), {"__name__": "page"})
    assert capsys.readouterr().out == shown[1]
