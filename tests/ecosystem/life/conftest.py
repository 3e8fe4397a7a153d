"""A tiny graph and the life of one partnership in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from ecosystem import Ecosystem
from ecosystem.life.facade import Hand, Life
from ecosystem.stores.memory import MemoryStore
from tests.builders import write

A_AND_B = {"name": "Cockpit", "type": "technology_alliance", "partners": ["a", "b"]}


def hand(day: str, by: str = "ann", **more: object) -> Hand:
    return Hand(by, date.fromisoformat(day), **more)  # type: ignore[arg-type]


@pytest.fixture
def eco() -> Iterator[Ecosystem]:
    with MemoryStore() as store:
        write(store, "graph", {
            "partners": [{"id": each, "name": each.upper(), "valid_from": "2020-01-01"} for each in "abc"],
            "capabilities": [{"id": "fusion", "name": "fusion"}],
            "partner_capabilities": [{"partner_id": "b", "capability_id": "fusion"}],
        })
        yield Ecosystem(store)


@pytest.fixture
def life(eco: Ecosystem) -> Life:
    return eco.life
