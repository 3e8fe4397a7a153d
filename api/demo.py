"""The demo as a newcomer sees it: load, ask for A's candidates before its partnership, draw the map."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from ecosystem import demo
from ecosystem.answers import body
from ecosystem.demo import CASE
from ecosystem.errors import ImportRejected
from ecosystem.service import Ecosystem

MAP_NAME: Final = "ecosystem-map.html"

Progress = Callable[[int, int, str], None]


def load_demo(eco: Ecosystem, progress: Progress | None = None) -> None:
    """Import the illustrative ecosystem unless the store holds it already.

    Raises
    ------
    ImportRejected
        if the store holds something else: the demo is never mixed into real data.
    """
    holds = eco.store.counts()["partners"]
    if holds and eco.store.record("Partner", CASE.a) is None:
        raise ImportRejected(
            f"The store {eco.store.url} holds {holds:,} organisations of your own; the demo is not mixed "
            "into them. Name an empty store: allygraph --store duckdb:demo.duckdb demo"
        )
    with tempfile.TemporaryDirectory(prefix="allygraph-demo-") as folder:
        demo.write(Path(folder))
        now = datetime.now(UTC).isoformat(timespec="seconds")
        eco.import_path(folder, max_rejects=0, progress=progress, now=now)


def show_demo(eco: Ecosystem, out: Path, progress: Progress | None = None) -> dict[str, Any]:
    """Load the demo, answer who A should work with, and draw it; the body that the command prints."""
    load_demo(eco, progress)
    for_need = eco.candidates(CASE.a, need=CASE.need, as_of=CASE.asked_on, limit=5)
    overall = eco.candidates(CASE.a, as_of=CASE.asked_on, limit=10)
    drawn = eco.maps.candidates(CASE.a, need=CASE.need, as_of=CASE.asked_on, limit=5)
    path = drawn.save(out / MAP_NAME)
    return {
        "notice": demo.ILLUSTRATIVE, "store": eco.store.url, "a": CASE.a, "b": CASE.b,
        "answers": [body(for_need), body(overall)], "map": str(path), "finding": drawn.scene.title,
    }
