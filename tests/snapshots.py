"""Tiny snapshots for tests of scoring, and the answers of other packages to compare with."""

from __future__ import annotations

import csv
import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring.graphs import from_networkx
from scoring.snapshot import Snapshot
from scoring.tiny import tiny_snapshot

ROOT = Path(__file__).resolve().parents[1]
TOLERANCE = 1e-9


def oracles() -> Path:
    """The folder of fixtures, beside the open data sets; the test is skipped where there is none."""
    data = Path(os.environ.get("ALLYGRAPH_DATA", ROOT / "../shared/data"))
    folder = data.resolve().parent / "oracles"
    if not folder.is_dir():
        pytest.skip(f"no oracles at {folder}: set ALLYGRAPH_DATA to the data folder beside them")
    return folder


def oracle(name: str) -> dict[str, Any]:
    """One fixture by the beginning of its file name."""
    (file,) = oracles().glob(f"{name}*.json")
    answer: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return answer


def matrix(rows: list[list[float | None]]) -> NDArray[np.float64]:
    """A matrix of a fixture, ``null`` as NaN."""
    return np.array([[np.nan if cell is None else cell for cell in row] for row in rows], dtype=np.float64)


def portfolio() -> tuple[list[str], list[str], NDArray[np.float64]]:
    """Organisations, classes and counts of fixture 01."""
    with (oracles() / "01_portfolio.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return [row[0] for row in rows], header[1:], np.array([row[1:] for row in rows], dtype=np.float64)


def portfolio_snapshot() -> Snapshot:
    """Fixture 01 as a snapshot; its organisations are in the order of their ids."""
    organisations, classes, counts = portfolio()
    return tiny_snapshot(partners=organisations, profile={
        who: {what: count for what, count in zip(classes, row, strict=True) if count}
        for who, row in zip(organisations, counts.tolist(), strict=True)
    })


def karate() -> Snapshot:
    """Fixture 07's graph; ids have two digits, so that the order of ids is that of the numbers."""
    graph = nx.Graph((f"{one:02}", f"{other:02}") for one, other in oracle("07")["edges"])
    return from_networkx(graph, date(1977, 1, 1))


PARTNERS = ("p0", "p1", "p2", "p3", "p4", "p5")
CLASSES = ("c0", "c1", "c2", "c3", "c4")
AMOUNTS = st.sampled_from((0.25, 1 / 3, 0.5, 1.0, 2.0, 3.0, 10.0, 250.0))


def portfolios(partners: tuple[str, ...] = PARTNERS) -> st.SearchStrategy[dict[str, dict[str, float]]]:
    """``{partner: {class: amount}}``, some of them empty."""
    held = st.dictionaries(st.sampled_from(CLASSES), AMOUNTS, max_size=len(CLASSES))
    return st.fixed_dictionaries({each: held for each in partners})


def hierarchies() -> st.SearchStrategy[dict[str, str]]:
    """``{class: broader}``, with fields above them and now and then a circle."""
    above = st.sampled_from((*CLASSES, "f0", "f1", "top"))
    return st.dictionaries(st.sampled_from((*CLASSES, "f0", "f1")), above, max_size=7).map(
        lambda found: {below: broader for below, broader in found.items() if below != broader}
    )


def tie_lists() -> st.SearchStrategy[list[tuple[str, str]]]:
    pair = st.tuples(st.sampled_from(PARTNERS), st.sampled_from(PARTNERS))
    return st.lists(pair.filter(lambda ends: ends[0] < ends[1]), max_size=9, unique=True)


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """Any small ecosystem: portfolios, hierarchy, needs and ties."""
    wanted = st.dictionaries(st.sampled_from((*CLASSES, "f0")), AMOUNTS, min_size=1, max_size=3)
    return tiny_snapshot(
        partners=PARTNERS, profile=draw(portfolios()), broader=draw(hierarchies()),
        needs=draw(st.dictionaries(st.sampled_from(PARTNERS), wanted, max_size=2)), ties=draw(tie_lists()),
    )
