"""The page about requirements says what the code does, and what it shows runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ecosystem.planning.requirements.reading import read_standard
from scoring.covering.exact import EXACT_UP_TO
from scoring.covering.standards import Operator

PAGE = (Path(__file__).parents[3] / "docs" / "requirements.md").read_text("utf-8")


def test_the_python_of_the_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    block = re.search(r"```python\n(.*?)```", PAGE, re.S)
    assert block is not None
    exec(compile(block[1], "requirements.md", "exec"), {"__name__": "page"})
    printed = capsys.readouterr().out
    assert "strategy-b-tech-2 is new, from 2026-07-01 on." in printed
    assert "Lingxu Technologies and Prüfwerk Hallbrunn GmbH cover 2 of 2 musts" in printed


def test_the_page_names_every_operator_in_spellings_that_are_read() -> None:
    rows = re.findall(r"^\| (`.*`) \| (.*) \| .* \|$", PAGE[PAGE.index("| operator |"):], re.M)
    spelled = [each for row, _ in rows for each in re.findall(r"`([^`]+)`", row)]
    found = {read_standard("m", each, "3..6" if each == "between" else "1", None).operator for each in spelled}
    assert found == {each.value for each in Operator}


def test_the_limit_of_the_exact_solver_is_the_one_of_the_code() -> None:
    assert f"Up to {EXACT_UP_TO:,} that differ" in PAGE
