"""Marks the fault trials, and prints their table at the end of the run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.harness import TABLE, Plan, printed


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.faults)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if TABLE:
        terminalreporter.section("what faults did to stores")
        for line in printed(TABLE):
            terminalreporter.line(line)


@pytest.fixture(scope="session")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """Eight small batches."""
    return Plan.make(tmp_path_factory.mktemp("plans") / "small", batches=8, rows=20)
