"""Where a graph is kept: three stores behind one port (``base.Store``)."""

from __future__ import annotations

from ecosystem.errors import InvalidStoreUrl
from ecosystem.stores.base import Store


def open_store(url: str, *, user: str | None = None, password: str | None = None,
               read_only: bool = False) -> Store:
    """Open the store behind an address; the caller closes it.

    ``memory:`` · ``duckdb:path`` · ``duckdb:///abs/path`` · ``bolt://…`` · ``neo4j://…`` ·
    ``neo4j+s://…``. Engines are imported when they are asked for.

    Raises
    ------
    InvalidStoreUrl
        for any other address.
    StoreUnavailable, StoreLocked, StoreDamaged, SchemaMismatch
        see ``ecosystem.errors``.
    """
    scheme = url.partition(":")[0]
    if scheme == "memory":
        from ecosystem.stores.memory import MemoryStore

        return MemoryStore()
    if scheme == "duckdb":
        from ecosystem.stores.duckdb_ import DuckDBStore

        return DuckDBStore(url, read_only=read_only)
    if scheme in {"bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"}:
        from ecosystem.stores.neo4j_ import Neo4jStore

        return Neo4jStore(url, user=user, password=password)
    raise InvalidStoreUrl(
        f"{url[:80]!r} is not a store; use duckdb:FILE, memory:, bolt://HOST, neo4j://HOST or neo4j+s://HOST."
    )
