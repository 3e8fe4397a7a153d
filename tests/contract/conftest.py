"""The three stores that every contract test runs on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ecosystem.stores import open_store
from ecosystem.stores.base import Store

STORES = ["memory", "duckdb", pytest.param("neo4j", marks=pytest.mark.neo4j)]


@pytest.fixture(params=STORES)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "memory":
        return "memory:"
    if request.param == "duckdb":
        return f"duckdb:{tmp_path / 'eco.duckdb'}"
    return str(request.getfixturevalue("neo4j_store_url"))


@pytest.fixture
def opened(store_url: str, request: pytest.FixtureRequest) -> Iterator[Callable[[], Store]]:
    """Opens the store under test once more; whatever is still open at the end is closed."""
    stores: list[Store] = []

    def opening() -> Store:
        if store_url.startswith(("bolt", "neo4j")):
            user, password = request.getfixturevalue("neo4j_credentials")
            stores.append(open_store(store_url, user=user, password=password))
        else:
            stores.append(open_store(store_url))
        return stores[-1]

    yield opening
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Callable[[], Store]) -> Store:
    """The store under test, empty."""
    store = opened()
    if any(store.counts().values()) or store.imports():
        store.clear()
    return store
