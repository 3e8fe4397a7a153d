"""The Neo4j store against the one in memory, through sequences of operations nobody thought of."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import rule

from ecosystem.stores.neo4j_ import Neo4jStore
from tests.contract.test_store_model import TwoStores
from tests.neo4j_server.server import PASSWORD, USER, Server

pytestmark = pytest.mark.neo4j


class MemoryAndNeo4j(TwoStores):
    """Whatever is done to both, both answer alike."""

    server: Server

    def reopened(self) -> Neo4jStore:  # type: ignore[override]
        if not hasattr(self, "embedded"):
            self.server.empty()
        return Neo4jStore(self.server.url, user=USER, password=PASSWORD)

    @rule()
    def open_again(self) -> None:  # type: ignore[override]
        self.embedded.close()
        self.embedded = self.reopened()


class TestMemoryAndNeo4j(MemoryAndNeo4j.TestCase):  # type: ignore[misc,name-defined]
    settings = settings(
        max_examples=8, stateful_step_count=12, deadline=None, derandomize=True, database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )

    @pytest.fixture(autouse=True)
    def _server(self, neo4j_store_url: str, neo4j_server: Server) -> Iterator[None]:
        MemoryAndNeo4j.server = neo4j_server
        yield
