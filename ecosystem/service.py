"""The one facade of API, command line and notebooks. Ids become rows here, and only here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ecosystem.answers import Candidates, Comparison, PartnerProfile, SearchAnswer
from ecosystem.stores.base import Store

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from ecosystem.ingest.pipeline import ImportReport
    from scoring.snapshot import Snapshot

Progress = Callable[[int, int, str], None]
"""Called with (done, total, what): rows or steps; total is 0 while unknown."""


class Ecosystem:
    """A store, the snapshot of a day, and the questions that can be asked of it.

    Parameters
    ----------
    store
        an address (``"duckdb:eco.duckdb"``, ``"memory:"``, ``"bolt://…"``) or an open store; one
        that is opened here is closed here.
    cache
        folder for cached snapshots; None = beside an embedded store, no cache otherwise.
    """

    def __init__(self, store: str | Store = "memory:", *, cache: Path | None = None) -> None:
        raise NotImplementedError

    # --- content ---
    def import_path(self, *paths: str | Path, mapping: str | Path | None = None, max_rejects: int | None = None,
                    rejects_to: Path | None = None, progress: Progress | None = None,
                    now: str | None = None) -> ImportReport: ...
    def import_frames(self, frames: Mapping[str, pd.DataFrame], *, source: str | None = None,
                      max_rejects: int | None = 0, now: str | None = None) -> ImportReport: ...
    def export_path(self, folder: str | Path, *, format: str = "csv", progress: Progress | None = None) -> dict[str, int]: ...
    def status(self) -> dict[str, object]: ...

    # --- snapshots ---
    def snapshot(self, as_of: date | str | None = None) -> Snapshot:
        """The snapshot of a day (default: all that the store holds, i.e. the last day on record)."""
    def refresh(self) -> bool: ...
    def to_networkx(self, view: str = "partners", as_of: date | str | None = None) -> nx.Graph: ...

    # --- questions ---
    def search(self, text: str, *, limit: int = 10, as_of: date | str | None = None) -> SearchAnswer: ...
    def find(self, partner: str, *, as_of: date | str | None = None) -> str:
        """The partner_id behind an id or a name (UnknownPartner, AmbiguousName)."""
    def partner(self, partner: str, *, as_of: date | str | None = None) -> PartnerProfile: ...
    def candidates(self, partner: str, *, scorer: str = "blend", limit: int = 10, need: str | None = None,
                   exclude: Sequence[str] = (), rivals: Sequence[str] = (), country: Sequence[str] = (),
                   industry: Sequence[str] = (), kind: Sequence[str] = (), capability: Sequence[str] = (),
                   min_support: float = 0.0, as_of: date | str | None = None,
                   cursor: str | None = None) -> Candidates: ...
    def compare(self, a: str, b: str, *, scorers: Sequence[str] | None = None,
                as_of: date | str | None = None) -> Comparison: ...

    def close(self) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()
