"""The points at which tests may kill the process are asleep unless one is armed."""

from __future__ import annotations

import os
import signal

import pytest

from ecosystem.stores import fault_points


@pytest.fixture
def killed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    calls: list[tuple[int, int]] = []
    monkeypatch.setattr(fault_points.os, "kill", lambda *call: calls.append(call))
    monkeypatch.setattr(fault_points, "_reached", type(fault_points._reached)())
    monkeypatch.delenv("ALLYGRAPH_FAULT", raising=False)
    return calls


def test_nothing_happens_where_nothing_is_armed(killed: list[tuple[int, int]]):
    fault_points.reach("committed")
    assert killed == []


def test_the_armed_point_kills_at_the_armed_time_only(killed: list[tuple[int, int]], monkeypatch):
    monkeypatch.setenv("ALLYGRAPH_FAULT", "written:partners:2")
    for point in ("written:partners", "committed", "written:patents"):
        fault_points.reach(point)
    assert killed == []
    fault_points.reach("written:partners")
    assert killed == [(os.getpid(), signal.SIGKILL)]
    fault_points.reach("written:partners")
    assert len(killed) == 1
