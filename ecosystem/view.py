"""One snapshot made ready for questions: rows behind ids, fitted scorers, the index of names.

A view is immutable from outside; what it computes late (a scorer, the name index) is computed once,
whichever thread asks first. A server swaps whole views under running requests.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cached_property, lru_cache, partial
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ecosystem.answers import PartnerRef
from ecosystem.cache import load_arrays, save_arrays
from ecosystem.dates import AsOf
from ecosystem.errors import AmbiguousName, InvalidParameter, UnknownNode, UnknownPartner
from ecosystem.once import Once
from scoring.base import PartnerScorer
from scoring.consolidation import ENTITY, check_level, consolidated
from scoring.errors import InvalidParameter as ScoringParameter
from scoring.errors import UnknownScorer
from scoring.registry import get_scorer
from scoring.snapshot import Categories, Layer, Provenance, Snapshot, Strings

if TYPE_CHECKING:
    from ecosystem.resolve.search import Match, NameIndex

_NEAR = 3
_KEPT_SCORERS = 32
_KEPT_GROUPS = 2
_AT_HAND = 1 << 16  # texts of each kind: the same capabilities stand behind most answers
_WORTH_KEEPING = 5_000  # names; an index of fewer is built faster than it is read


class View:
    """A snapshot and what is derived from it."""

    def __init__(self, snapshot: Snapshot, cache: Path | None = None) -> None:
        self.snapshot = snapshot
        self._cache = cache
        self._scorers: Once[Hashable, PartnerScorer] = Once(_KEPT_SCORERS)
        self._names: Once[str, NameIndex] = Once(1)
        self._groups: Once[str, View] = Once(_KEPT_GROUPS)
        # Of the snapshot and not of the view: a cycle would keep a swapped view alive for a while.
        self.reference = lru_cache(_AT_HAND)(partial(_reference, snapshot))
        self.named_node = lru_cache(_AT_HAND)(partial(_named_node, snapshot))
        self.provenance_of = lru_cache(_AT_HAND)(partial(_provenance_of, snapshot.provenance))

    @property
    def version(self) -> str:
        """The version of the day's snapshot: what answers say, at every level of groups."""
        return self.snapshot.version

    def consolidated(self, level: str) -> View:
        """The same day with groups in place of organisations; this view for ``entity``.

        Raises
        ------
        InvalidParameter
            for a level that there is not.
        """
        from ecosystem.groups import GroupView

        try:
            check_level(level)
        except ScoringParameter as error:
            raise InvalidParameter(str(error)) from error
        if level == ENTITY:
            return self
        return self._groups.get(level, lambda: GroupView(self._beside(), consolidated(self.snapshot, level)))

    def _beside(self) -> View:
        """Another view of the same snapshot and names: a group view that held this one would be a cycle."""
        other = View(self.snapshot, self._cache)
        other._names = self._names
        return other

    # --- rows and ids ----------------------------------------------------------------------------
    def row_of(self, partner: str) -> int:
        """The row behind a partner's id, a record's id or an unambiguous name.

        Raises
        ------
        UnknownPartner, AmbiguousName
        """
        row = self.row_of_record(partner)
        return row if row >= 0 else self._row_by_name(partner)

    def row_of_record(self, record: str) -> int:
        """The row behind the id of a partner or of a source record; -1 where it is not on record."""
        row = self.snapshot.partners.ids.find(record)
        return row if row >= 0 else self._records.get(record, -1)

    def _row_by_name(self, text: str) -> int:
        named = self.names.named(text)
        if len(named) == 1:
            return named[0].row
        if named:
            raise AmbiguousName(text, [self._id_and_name(match.row) for match in named])
        near = [self._id_and_name(match.row) for match in self.names.nearest(text, _NEAR)]
        raise UnknownPartner(text, near, self.snapshot.as_of)

    def node_row(self, label: str, node_id: str) -> int:
        """The row of a node of another kind.

        Raises
        ------
        UnknownNode
            with ids that start alike.
        """
        ids = self.snapshot.nodes[label].ids
        row = ids.find(node_id)
        if row >= 0:
            return row
        from rapidfuzz import process

        near = process.extract(node_id, list(ids)[:200_000], limit=_NEAR, score_cutoff=60)
        raise UnknownNode(label, node_id, [match[0] for match in near])

    def _id_and_name(self, row: int) -> tuple[str, str]:
        return self.snapshot.partners.ids[row], self.snapshot.partners.names[row]

    @cached_property
    def _records(self) -> dict[str, int]:
        """Rows behind the ids of source records that were merged into another partner."""
        column = self.snapshot.partners.columns.get("records")
        if not isinstance(column, Strings):
            return {}
        merged = np.flatnonzero(np.diff(column.offsets) > 0)
        return {record: int(row) for row in merged for record in column[int(row)].split("\n")}

    # --- what is computed late -------------------------------------------------------------------
    @property
    def names(self) -> NameIndex:
        return self._names.get("names", self._kept_index_of_names)

    def _kept_index_of_names(self) -> NameIndex:
        from ecosystem.resolve.search import NameIndex

        key = f"names-{self.snapshot.version}"
        if self._cache is not None and (found := load_arrays(self._cache, key)) is not None:
            return NameIndex.of_arrays(found[0])
        index = self._index_of_names()
        if self._cache is not None and len(self.snapshot.partners) >= _WORTH_KEEPING:
            save_arrays(index.arrays(), self._cache, key)
        return index

    def _index_of_names(self) -> NameIndex:
        from ecosystem.resolve.search import NameIndex

        partners = self.snapshot.partners
        aliases = partners.columns.get("aliases")
        listed = [text.split(";") if text else [] for text in aliases] if isinstance(aliases, Strings) else []
        return NameIndex.build(list(partners.ids), list(partners.names), listed or [[]] * len(partners))

    def search(self, text: str, limit: int) -> list[Match]:
        return self.names.search(text, limit)

    def scorer(self, name: str, **parameters: str) -> PartnerScorer:
        """The scorer of this name, fitted to the snapshot.

        Raises
        ------
        InvalidParameter
            if there is no such scorer.
        """
        try:
            unfitted = get_scorer(name, **parameters)
        except UnknownScorer as error:
            raise InvalidParameter(str(error)) from error
        return self._scorers.get((name, *sorted(parameters.items())), lambda: unfitted.fit(self.snapshot))

    # --- structure -------------------------------------------------------------------------------
    def layer(self, name: str) -> Layer | None:
        return self.snapshot.layers.get(name)

    def partners_of(self, row: int) -> NDArray[np.int32]:
        """Rows of the organisations with a partnership valid at ``as_of``."""
        ties = self.layer("ties")
        return np.empty(0, np.int32) if ties is None else ties.neighbours(row)

    def ultimate_parent(self, row: int) -> int:
        """The top of the group that a partner belongs to; itself where no parent is known."""
        parents, seen = self.layer("partners.parent_id"), {row}
        while parents is not None and len(above := parents.neighbours(row)):
            row = int(above[0])
            if row in seen:
                break
            seen.add(row)
        return row

    @cached_property
    def _children(self) -> dict[int, list[int]]:
        parents = self.layer("partners.parent_id")
        children: dict[int, list[int]] = {}
        if parents is not None:
            for row in np.flatnonzero(np.diff(parents.indptr)).tolist():
                children.setdefault(int(parents.neighbours(row)[0]), []).append(row)
        return children

    def subsidiaries(self, row: int) -> list[int]:
        """Direct subsidiaries, sorted."""
        return self._children.get(row, [])

    def group_of(self, row: int) -> set[int]:
        """Everybody under the same ultimate parent, the partner itself included."""
        found, open_rows = set(), [self.ultimate_parent(row)]
        while open_rows:
            top = open_rows.pop()
            if top not in found:
                found.add(top)
                open_rows.extend(self.subsidiaries(top))
        return found


def _reference(snapshot: Snapshot, row: int) -> PartnerRef:
    """A partner as answers name it."""
    partners = snapshot.partners
    return PartnerRef(
        partners.ids[row], partners.names[row], text_at(partners.columns.get("country"), row),
        text_at(partners.columns.get("kind"), row),
    )


def _named_node(snapshot: Snapshot, label: str, node_id: str) -> tuple[int, str | None]:
    """Row and name of a node; -1 where there is none of this id, None where it has no name."""
    nodes = snapshot.nodes[label]
    row = nodes.ids.find(node_id)
    return row, (nodes.names[row] or None) if row >= 0 else None


def _provenance_of(table: Provenance, entry: int) -> tuple[str | None, str | None, str | None, float | None]:
    """(source, valid_from, recorded_at, confidence) of a fact; None where nothing is said."""
    if entry < 0:
        return None, None, None, None
    confidence = float(table.confidence[entry])
    return (
        table.sources[entry] or None, table.valid_from[entry] or None, table.recorded_at[entry] or None,
        None if np.isnan(confidence) else confidence,
    )


def text_at(column: object, row: int) -> str | None:
    """A text cell of a node column; None where nothing is known."""
    if isinstance(column, Categories):
        return column[row]
    if isinstance(column, Strings):
        return column[row] or None
    return None


def number_at(column: object, row: int) -> float | None:
    """A number cell of a node column; None where nothing is known."""
    return number_or_none(column[row]) if isinstance(column, np.ndarray) else None


def number_or_none(value: float) -> float | None:
    """A computed number as answers say it: None where it is not one."""
    return float(value) if isfinite(value) else None


Viewer = Callable[[AsOf], View]
"""From the day of a question to the view of it: what the groups of the facade are given."""
