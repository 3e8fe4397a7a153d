"""The documents say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from api.cli import app
from ecosystem import measures_page, model_page
from ecosystem.life import page as life_page
from scoring.registry import scorer_class, scorer_names

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def commands() -> set[str]:
    """Every command of the command line as it is typed; groups by their commands."""
    top = get_command(app)
    found: set[str] = set()
    for name, command in top.commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        found |= {f"{name} {each}" for each in inner} if inner else {name}
    return found


def test_the_readme_lists_every_command_and_no_other() -> None:
    listed = {re.sub(r" \[?[A-Z].*", "", each) for each in re.findall(r"^\| `allygraph ([^`]+)`", README, re.M)}
    assert listed | {"keys list", "keys revoke"} == commands()


def test_the_readme_lists_every_scorer_with_its_own_words() -> None:
    listed = dict(re.findall(r"^\| `([a-z_0-9]+)` \| (.+) \|$", README, re.M))
    assert listed == {name: scorer_class(name).about for name in scorer_names()}


def test_the_page_of_records_is_the_one_that_their_kinds_write() -> None:
    assert (ROOT / "docs" / "life.md").read_text("utf-8") == life_page.page()


def test_the_data_model_page_is_the_one_that_the_table_writes() -> None:
    assert (ROOT / "docs" / "data_model.md").read_text("utf-8") == model_page.page()


def test_the_page_of_measures_is_the_one_that_the_docstrings_write() -> None:
    written = (ROOT / "docs" / "measures.md").read_text("utf-8")
    assert written == measures_page.page(), "renew it: python -m ecosystem.measures_page > docs/measures.md"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text("utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_python_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    block = re.search(r"```python\n(.*?)```", README, re.S)
    assert block is not None and len(block[1].strip().splitlines()) <= 11
    exec(compile(block[1], "README.md", "exec"), {"__name__": "readme"})
    printed = capsys.readouterr().out
    assert "Shuoye" in printed and "Lingxu Technologies" in printed


def test_every_make_target_of_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert set(re.findall(r"\bmake ([a-z]+)", README)) - targets == set()
