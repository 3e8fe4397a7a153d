"""The one facade of API, command line and notebooks. Ids become rows here, and only here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ecosystem.answers import Candidates, Comparison, PartnerProfile, ScorerInfo, Scorers, SearchAnswer, SearchHit
from ecosystem.answers.finding import CandidateFacets
from ecosystem.cache import key_of, load, save
from ecosystem.candidate_facets import candidate_facets
from ecosystem.candidates import Question, candidates
from ecosystem.catalogue import Catalogue
from ecosystem.comparison import compare
from ecosystem.dates import AsOf, parse_as_of
from ecosystem.errors import InvalidParameter
from ecosystem.life.facade import Life
from ecosystem.maps.facade import Maps
from ecosystem.once import Once
from ecosystem.planning.backtest.facade import Backtests
from ecosystem.planning.exchange.facade import Exchange
from ecosystem.planning.exclusions.facade import ExclusionGroup
from ecosystem.planning.fit.facade import Fits
from ecosystem.planning.opportunities.facade import Opportunities
from ecosystem.planning.overlap.facade import Overlaps
from ecosystem.planning.requirements.facade import Requirements
from ecosystem.planning.risks.facade import Risks
from ecosystem.planning.shortlist.facade import ShortlistGroup
from ecosystem.planning.whatif.facade import WhatIf
from ecosystem.projection import Filters, project
from ecosystem.retrieval import Retrievals
from ecosystem.stores import open_store
from ecosystem.stores.base import SCHEMA_VERSION, Store
from ecosystem.view import View

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from ecosystem.answers.brief import Brief
    from ecosystem.answers.measures import Measure, Measures
    from ecosystem.ingest.pipeline import ImportReport
    from scoring.snapshot import Snapshot

Progress = Callable[[int, int, str], None]
"""Called with (done, total, what): rows or steps; total is 0 while unknown."""

_KEPT_VIEWS = 3


class Ecosystem:
    """A store, the snapshot of a day, and the questions that can be asked of it.

    Parameters
    ----------
    store
        an address (``"duckdb:eco.duckdb"``, ``"memory:"``, ``"bolt://…"``) or an open store; one
        that is opened here is closed here.
    user, password
        for a server; ignored otherwise.
    cache
        folder for cached snapshots; None = beside an embedded store, none for ``memory:``.

    Examples
    --------
    >>> import pandas as pd
    >>> eco = Ecosystem("memory:")
    >>> report = eco.import_frames({
    ...     "partners": pd.DataFrame({"id": ["a", "b"], "name": ["Ada Motors", "Bit Works"]}),
    ...     "capabilities": pd.DataFrame({"id": ["c", "d"], "name": ["casting", "vision"]}),
    ...     "partner_capabilities": pd.DataFrame(
    ...         {"partner_id": ["a", "b", "b"], "capability_id": ["c", "c", "d"]}),
    ... })
    >>> answer = eco.candidates("Ada Motors", scorer="overlap")
    >>> [(item.partner.name, round(item.score, 2)) for item in answer.items]
    [('Bit Works', 0.5)]
    """

    def __init__(self, store: str | Store = "memory:", *, user: str | None = None,
                 password: str | None = None, cache: Path | None = None) -> None:
        self._owns_store = isinstance(store, str)
        self.store = open_store(store, user=user, password=password) if isinstance(store, str) else store
        self._cache = cache
        if cache is None and self.store.features.persistent and not self.store.features.shared:
            self._cache = self.store.scratch.parent / (self.store.scratch.name + ".snapshots")
        self._lock = RLock()
        self._state: str | None = None
        self._last_day = date.max
        self._views: Once[tuple[date, Filters], View] = Once(_KEPT_VIEWS)
        self.catalogue = Catalogue(self.view, self.store)
        self.requirements = Requirements(self.view, self.import_frames, self.store)
        self.overlap = Overlaps(self.view)
        self.exchange = Exchange(self.view)
        self.opportunities = Opportunities(self.view)
        self.fit = Fits(self.view, self.store, self.import_frames)
        self.risks = Risks(self.view)
        self.whatif = WhatIf(self.view)
        self.retrieval = Retrievals(self.view)
        self.backtest = Backtests(self.view, self.store, lambda: self.last_day)
        self.shortlist = ShortlistGroup(self.view, self._import_notes, self.store)
        self.exclusions = ExclusionGroup(self.view, self.import_frames, self.store)
        self.maps = Maps(self, self._cache)
        self.life = Life(self.store, self.view, self.candidates, self.risks)

    # --- content -----------------------------------------------------------------------------------
    def import_path(self, *paths: str | Path, mapping: str | Path | None = None, encoding: str | None = None,
                    max_rejects: int | None = None, rejects_to: str | Path | None = None,
                    dry_run: bool = False, progress: Progress | None = None,
                    now: str | None = None) -> ImportReport:
        """Import files or folders of the exchange format, or foreign ones through a mapping.

        ``now`` (ISO text) goes into the record of the import and nowhere else.

        Raises
        ------
        ImportRejected, TooManyRejects, InvalidMapping
            nothing was imported; the message says what, where, and what to do.
        StoreError
            the store failed; run the same import again to go on where it stopped.
        """
        from ecosystem.ingest.pipeline import import_paths

        report = import_paths(
            self.store, paths, mapping=mapping, encoding=encoding, max_rejects=max_rejects,
            rejects_to=rejects_to, dry_run=dry_run, progress=progress, now=now,
        )
        self.refresh()
        return report

    def import_frames(self, frames: Mapping[str, pd.DataFrame], *, source: str | None = None,
                      max_rejects: int | None = 0, progress: Progress | None = None,
                      now: str | None = None) -> ImportReport:
        """Import data frames named like the tables of the exchange format; ``source`` says whose."""
        from ecosystem.ingest.pipeline import import_frames

        report = import_frames(
            self.store, frames, source=source, max_rejects=max_rejects, progress=progress, now=now
        )
        self.refresh()
        return report

    def _import_notes(self, frames: Mapping[str, pd.DataFrame], *, now: str | None = None) -> ImportReport:
        """Import rows of tables that no snapshot holds: the views of days stay, unless somebody else wrote too."""
        from ecosystem.ingest.pipeline import import_frames

        self.refresh()
        state, written = self._state, self.store.commit_seq
        report = import_frames(self.store, frames, max_rejects=0, now=now)
        with self._lock:
            only_notes = self._state == state and self.store.commit_seq <= written + 1
            if only_notes and all(record.state == "done" for record in self.store.imports()):
                self._state = self._state_of_store()
        self.refresh()
        return report

    def export_path(self, folder: str | Path, *, format: str = "csv",
                    progress: Progress | None = None) -> dict[str, int]:
        """Write the whole store as a folder of tables; the number of rows per table."""
        from ecosystem.ingest.export import export_tables

        return dict(export_tables(self.store, Path(folder), format=format, progress=progress))

    def status(self) -> dict[str, object]:
        """What the store holds, which imports it had, and what is answered from."""
        imports = self.store.imports()
        return {
            "store": self.store.url,
            "schema_version": SCHEMA_VERSION,
            "commit_seq": self.store.commit_seq,
            "counts": {table: count for table, count in self.store.counts().items() if count},
            "as_of": self.last_day,
            "open_imports": [record.import_id for record in imports if record.state == "open"],
            "imports": imports[-20:],
        }

    # --- snapshots ---------------------------------------------------------------------------------
    @property
    def last_day(self) -> date:
        """The last day on record: what is asked about where no day is given."""
        with self._lock:
            if self._state is None:
                self.refresh()
            return self._last_day

    def refresh(self) -> bool:
        """Look whether the store moved on; if so, later questions see its new state.

        While an import is open the old state is answered from. Running questions keep theirs.
        Returns whether something changed.
        """
        with self._lock:
            if self._state is not None and any(record.state == "open" for record in self.store.imports()):
                return False
            state = self._state_of_store()
            if state == self._state:
                return False
            self._state, self._last_day = state, self.store.last_day() or date.max
            self._views = Once(_KEPT_VIEWS)  # a view of the old state may still be in the making
            return True

    def _state_of_store(self) -> str:
        """Changes with whatever is written; another store, or one made anew, has another one."""
        return key_of(
            self.store.url, SCHEMA_VERSION, self.store.facts_seq,
            *((record.import_id, record.content_hash, record.commit_seq) for record in self.store.imports()),
        )

    def view(self, as_of: AsOf = None, filters: Filters = Filters()) -> View:  # noqa: B008 - immutable
        """The snapshot of a day, with its scorers and its index of names."""
        with self._lock:
            last = self.last_day  # looks at the store, the first time
            day, state, views = last if as_of is None else parse_as_of(as_of), self._state, self._views
        return views.get((day, filters), lambda: View(self._snapshot(state, day, filters), self._cache))

    def _snapshot(self, state: str | None, day: date, filters: Filters) -> Snapshot:
        if self._cache is None:
            return project(self.store, day, filters)
        key = key_of(state, day, filters.as_text())
        snapshot = load(self._cache, key)
        if snapshot is None:
            snapshot = project(self.store, day, filters)
            if self._state_of_store() == state:  # else somebody wrote meanwhile: not what the key says
                save(snapshot, self._cache, key)
        return snapshot

    def snapshot(self, as_of: AsOf = None, *, sources: Sequence[str] = (),
                 min_confidence: float | None = None) -> Snapshot:
        """The immutable arrays of a day; optionally of some sources, or of what is certain enough."""
        return self.view(as_of, Filters(tuple(sorted(sources)), min_confidence)).snapshot

    def to_networkx(self, view: str = "partners", *, as_of: AsOf = None) -> nx.Graph:
        """A networkx graph: ``partners``, ``bipartite`` (partner and capability) or ``whole``."""
        from scoring.graphs import to_networkx

        return to_networkx(self.snapshot(as_of), view)

    # --- questions ---------------------------------------------------------------------------------
    def search(self, text: str, *, limit: int = 10, as_of: AsOf = None) -> SearchAnswer:
        """Organisations whose name, alias or id is like ``text``, best first, with the reason."""
        if not 1 <= limit <= 100:
            raise InvalidParameter(f"limit is {limit}; it can be 1 to 100.")
        view = self.view(as_of)
        hits = tuple(
            SearchHit(view.reference(match.row), match.score, match.matched, str(match.reason))
            for match in view.search(text, limit)
        )
        return SearchAnswer(text, view.snapshot.as_of, view.snapshot.version, hits)

    def find(self, partner: str, *, as_of: AsOf = None) -> str:
        """The partner_id behind an id or a name.

        Raises
        ------
        UnknownPartner, AmbiguousName
            with what is near, or the choices.
        """
        view = self.view(as_of)
        return view.snapshot.partners.ids[view.row_of(partner)]

    def partner(self, partner: str, *, as_of: AsOf = None) -> PartnerProfile:
        """One organisation: its records, what it can do, who it works with, what it needs."""
        return self.catalogue.partner(partner, as_of=as_of)

    def candidates(self, partner: str, *, scorer: str = "blend", side: str = "mine", limit: int = 10,
                   need: str | None = None,
                   exclude: Sequence[str] = (), rivals: Sequence[str] = (), country: Sequence[str] = (),
                   industry: Sequence[str] = (), kind: Sequence[str] = (), capability: Sequence[str] = (),
                   min_support: float = 0.0, level: str = "entity", as_of: AsOf = None,
                   cursor: str | None = None) -> Candidates:
        """The best organisations that are not partners of ``partner`` at ``as_of``, with reasons.

        Parameters
        ----------
        partner
            an id or a name.
        scorer
            one of ``scorers()``; ignored where ``need`` (the id of one of the partner's needs) is given.
        side
            ranked by what they are to ``partner`` (``mine``), by what it is to them (``theirs``), or by
            the ``smaller`` of the two.
        exclude, rivals
            organisations that are left out, listed as such in ``excluded``.
        country, industry, kind, capability
            only organisations with one of these values (ids for industry and capability).
        min_support
            the smallest portfolio (declared weights and patents) that is looked at.
        level
            who is one: ``entity``, ``direct_parent`` (an organisation with its direct subsidiaries) or
            ``ultimate_parent`` (the whole group).
        cursor
            ``next`` of the page before.

        Raises
        ------
        UnknownPartner, AmbiguousName, UnknownNode, InvalidParameter, InvalidCursor, InvalidDate
        """
        question = Question(
            partner=partner, scorer=scorer, side=side, limit=limit, need=need, exclude=tuple(exclude),
            rivals=tuple(rivals), country=tuple(country), industry=tuple(industry), kind=tuple(kind),
            capability=tuple(capability), min_support=min_support, level=level, cursor=cursor,
        )
        return candidates(self.view(as_of), question)

    def candidate_facets(self, partner: str, *, scorer: str = "blend", side: str = "mine", need: str | None = None,
                         exclude: Sequence[str] = (), rivals: Sequence[str] = (), country: Sequence[str] = (),
                         industry: Sequence[str] = (), kind: Sequence[str] = (), capability: Sequence[str] = (),
                         min_support: float = 0.0, level: str = "entity", size: int = 12,
                         as_of: AsOf = None) -> CandidateFacets:
        """How many candidates there are by country, kind, industry and capability; parameters as in ``candidates``.

        The counts of a facet leave its own choice out of account; ``size`` values of each are counted.

        Raises
        ------
        UnknownPartner, AmbiguousName, UnknownNode, InvalidParameter, InvalidDate
        """
        question = Question(
            partner=partner, scorer=scorer, side=side, need=need, exclude=tuple(exclude), rivals=tuple(rivals),
            country=tuple(country), industry=tuple(industry), kind=tuple(kind), capability=tuple(capability),
            min_support=min_support, level=level,
        )
        return candidate_facets(self.view(as_of), question, size)

    def compare(self, a: str, b: str, *, scorers: Sequence[str] | None = None, level: str = "entity",
                as_of: AsOf = None) -> Comparison:
        """Two organisations, or their groups at a ``level``, by every measure, both ways."""
        return compare(self.view(as_of), a, b, scorers, level)

    def brief(self, partner: str, candidate: str, *, as_of: AsOf = None) -> Brief:
        """What somebody has to know who decides about one candidate: finding, both sides, risks, fit, sources.

        Raises
        ------
        UnknownPartner, AmbiguousName, InvalidParameter, InvalidDate
        """
        from ecosystem.brief import brief

        return brief(self, partner, candidate, as_of)

    def scorers(self) -> Scorers:
        """Every scorer that can be asked, with what it says about itself."""
        from scoring.registry import scorer_class, scorer_names

        known = [(name, scorer_class(name)) for name in scorer_names()]
        return Scorers(tuple(
            ScorerInfo(name, each.about, each.tags.symmetric, each.tags.additive, tuple(sorted(each.tags.requires)))
            for name, each in known
        ))

    def measures(self) -> Measures:
        """Every measure, partner scores and functions, with formula, range, direction and source."""
        from ecosystem.measures import measures

        return measures()

    def measure(self, name: str) -> Measure:
        """One measure by its name.

        Raises
        ------
        InvalidParameter
            if there is none; says what is near.
        """
        from ecosystem.measures import measure

        return measure(name)

    def close(self) -> None:
        """Close the store if it was opened here."""
        if self._owns_store:
            self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()
