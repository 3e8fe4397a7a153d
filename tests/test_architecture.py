"""The promises about structure: who may import whom, what stays pure, what importing costs."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {
    "scoring": {"scoring"},
    "ecosystem": {"ecosystem", "scoring"},
    "api": {"api", "ecosystem", "scoring"},
}
IMPURE = {"os", "io", "pathlib", "socket", "urllib", "requests", "duckdb", "neo4j", "fastapi", "time"}


def imported_modules(file: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno} imports relatively"
            yield node.lineno, node.module or ""


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_imports_point_from_api_to_ecosystem_to_scoring_and_never_back(package: str) -> None:
    files = sorted((ROOT / package).rglob("*.py"))
    assert files, f"{package}/ holds no code"
    wrong = [
        f"{file.relative_to(ROOT)}:{line} imports {module}"
        for file in files
        for line, module in imported_modules(file)
        if module.partition(".")[0] in MAY_IMPORT and module.partition(".")[0] not in MAY_IMPORT[package]
    ]
    assert wrong == []


def test_scoring_knows_no_files_clocks_http_or_stores() -> None:
    wrong = [
        f"{file.relative_to(ROOT)}:{line} imports {module}"
        for file in sorted((ROOT / "scoring").rglob("*.py"))
        for line, module in imported_modules(file)
        if module.partition(".")[0] in IMPURE
    ]
    assert wrong == []


def test_nothing_below_the_api_asks_what_day_it_is() -> None:
    clocks = {"today", "now", "utcnow"}
    wrong = [
        f"{file.relative_to(ROOT)}:{node.lineno} calls {ast.unparse(node.func)}"
        for package in ("scoring", "ecosystem")
        for file in sorted((ROOT / package).rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in clocks
    ]
    assert wrong == []


def test_no_init_file_below_tests_shadows_a_package() -> None:
    assert sorted((ROOT / "tests").rglob("__init__.py")) == []


def test_at_most_twelve_direct_runtime_dependencies() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert len(project["dependencies"]) <= 12
    names = {dependency.split(">")[0].split("=")[0] for dependency in project["dependencies"]}
    assert {"networkx", "neo4j", "fastapi", "pandas", "scikit-learn"} <= names


def test_importing_the_facade_module_loads_no_heavy_library() -> None:
    heavy = {"pandas", "sklearn", "networkx", "neo4j", "duckdb", "numba", "fastapi"}
    program = f"import sys, ecosystem; print(sorted({heavy} & set(sys.modules)))"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("word", ["farm-", "/work/", "pypi.org", "pythonhosted", "repo1.maven"])
def test_no_committed_file_names_a_machine_or_a_registry(word: str) -> None:
    search = ["git", "grep", "-lF", word, "--", ".", ":!tests/test_architecture.py"]
    done = subprocess.run(search, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    assert done.stdout.split() == []
