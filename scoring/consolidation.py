"""What does an ecosystem look like if groups stand in place of single organisations?

A snapshot is merged along ``partners.parent_id``: the rows of subsidiaries go into that of their head,
which keeps its id, name and columns. What sums is added, what is so or not is united, ties within a
group disappear, and nothing counts twice because two subsidiaries own it together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scoring.errors import InvalidParameter
from scoring.snapshot import PROFILE, TIES, Categories, Column, Layer, Nodes, Snapshot, Strings

Rows = NDArray[np.int64]

ENTITY: Final = "entity"
LEVELS: Final = (ENTITY, "direct_parent", "ultimate_parent")
"""Single organisations; each with its direct subsidiaries that have none themselves; whole groups."""

_SUMMED: Final = frozenset({PROFILE, "partner_capabilities", "partner_industries", "partner_channels", "supplies"})
_OF_THE_HEAD: Final = frozenset({"traits.partner_id"})
"""What is said of an organisation and not of its group: a subsidiary's culture is not its parent's."""


@dataclass(frozen=True, slots=True, eq=False)
class Consolidation:
    """A merged snapshot, and where everybody went.

    Attributes
    ----------
    snapshot
        its partners are the heads; ``records`` names all members of each group.
    row_of
        per row of the old snapshot the row of its head in the new one.
    """

    level: str
    snapshot: Snapshot
    row_of: Rows


def heads_of(snapshot: Snapshot, level: str) -> Rows:
    """The head of every partner, as rows of this snapshot.

    ``ultimate_parent``: the end of the chain of parents; of a circle its first member by id.
    ``direct_parent``: the parent, for those without subsidiaries of their own; who has subsidiaries is
    a head itself, so that every head is in its own group.

    Raises
    ------
    InvalidParameter
        for another level.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> parents = {"partners.parent_id": {"plant": {"maker": 1}, "maker": {"top": 1}}}
    >>> group = tiny_snapshot(links=parents)
    >>> heads_of(group, "direct_parent").tolist(), heads_of(group, "ultimate_parent").tolist()
    ([0, 0, 2], [2, 2, 2])
    """
    check_level(level)
    parents = _parents(snapshot)
    here = np.arange(len(parents))
    if level == ENTITY:
        return here
    if level == "direct_parent":
        has_own = np.zeros(len(parents), dtype=bool)
        has_own[parents[parents != here]] = True
        return np.where(has_own, here, parents)
    heads = parents
    for _ in range(max(1, len(parents)).bit_length()):
        heads = heads[heads]
    return _first_of_circles(parents, heads)


def check_level(level: str) -> None:
    """
    Raises
    ------
    InvalidParameter
        unless it is one of ``LEVELS``.
    """
    if level not in LEVELS:
        raise InvalidParameter(f"level is {level[:40]!r}; it can be {', '.join(LEVELS[:-1])} or {LEVELS[-1]}.")


def _parents(snapshot: Snapshot) -> Rows:
    """The direct parent of everybody, itself where none is known."""
    parents = np.arange(snapshot.partner_count)
    layer = snapshot.layers.get("partners.parent_id")
    if layer is not None:
        below = np.flatnonzero(np.diff(layer.indptr))
        parents[below] = layer.indices[layer.indptr[below]]
    return parents


def _first_of_circles(parents: Rows, heads: Rows) -> Rows:
    """Chains that end in a circle get its first member as head, wherever they came in."""
    found = heads.copy()
    for row in np.unique(heads[parents[heads] != heads]).tolist():
        circle = [row]
        while (above := int(parents[circle[-1]])) != row:
            circle.append(above)
        found[heads == row] = min(circle)
    return found


def consolidated(snapshot: Snapshot, level: str) -> Consolidation:
    """The snapshot with groups in place of organisations.

    Raises
    ------
    InvalidParameter
        for an unknown level.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> parents = {"partners.parent_id": {"plant": {"maker": 1}}}
    >>> group = tiny_snapshot(profile={"plant": {"x": 1}, "maker": {"x": 2, "y": 1}}, links=parents)
    >>> merged = consolidated(group, "ultimate_parent").snapshot
    >>> list(merged.partners.ids), merged.layer("profile").weights_of(0).tolist()
    (['maker'], [3.0, 1.0])
    """
    heads = heads_of(snapshot, level)
    kept = np.unique(heads)
    if len(kept) == len(heads):
        return Consolidation(level, snapshot, np.arange(len(heads)))
    position = np.searchsorted(kept, heads)
    merging = _Merging(snapshot, heads, position, len(kept))
    layers = {name: made for name, layer in snapshot.layers.items() if (made := merging.layer(layer)).nnz}
    nodes = {**snapshot.nodes, "Partner": _heads(snapshot.partners, kept, position)}
    merged = Snapshot(snapshot.as_of, nodes, layers, snapshot.provenance,
                      {**snapshot.filters, "level": level}, f"{snapshot.version}-{level}")
    return Consolidation(level, merged, position)


@dataclass(frozen=True, slots=True, eq=False)
class _Merging:
    """Layers of a snapshot with the rows of partners moved to those of their heads."""

    snapshot: Snapshot
    heads: Rows
    position: Rows
    count: int

    def layer(self, layer: Layer) -> Layer:
        if "Partner" not in (layer.source, layer.target):
            return layer
        rows, columns, facts = _coordinates(layer)
        weights = layer.weights.astype(np.float64)
        keep = np.ones(len(rows), dtype=bool)
        if layer.name in _OF_THE_HEAD:
            keep = self.heads[columns] == columns
        shape = tuple(self.count if label == "Partner" else size
                      for label, size in zip((layer.source, layer.target), layer.shape, strict=True))
        rows = self.position[rows] if layer.source == "Partner" else rows
        columns = self.position[columns] if layer.target == "Partner" else columns
        if layer.source == layer.target:
            keep &= rows != columns
        moved = _Ties(rows[keep], columns[keep], weights[keep], facts[keep])
        return self._united(layer, (shape[0], shape[1]), moved)

    def _united(self, layer: Layer, shape: tuple[int, int], ties: _Ties) -> Layer:
        united = Layer.of(layer.name, layer.source, layer.target, shape, ties.rows, ties.columns, ties.weights,
                          ties.facts)
        if layer.name == TIES:
            return _weighted(united, self._common_partnerships(united, ties))
        if layer.name not in _SUMMED:
            return united
        total = _summed(shape, ties)
        if layer.name == PROFILE:
            total = total - self._counted_twice(shape)
        return _weighted(united, np.maximum(_at(total, united), 0.0))

    def _common_partnerships(self, united: Layer, ties: _Ties) -> NDArray[np.float64]:
        """How many partnerships two groups have in common, however many members each sent."""
        summed = _at(_summed(united.shape, ties), united)
        members = self.snapshot.layers.get("partnership_members")
        if members is None:
            return summed
        _, partners, _ = _coordinates(members)
        places = (np.repeat(np.arange(members.shape[0]), np.diff(members.indptr)), self.position[partners])
        made = sparse.coo_matrix((np.ones(members.nnz), places), (members.shape[0], self.count)).tocsr()
        made.data[:] = 1.0
        common = _at((made.T @ made).tocsr(), united)
        return np.where(common > 0, common, summed)

    def _counted_twice(self, shape: tuple[int, int]) -> sparse.csr_matrix:
        """What patents of several members of one group put into its profile more than once."""
        owners, classes = (self.snapshot.layers.get(name) for name in ("patent_owners", "patent_classes"))
        if owners is None or classes is None:
            return sparse.csr_matrix(shape)
        patents, partners, _ = _coordinates(owners)
        owned = sparse.coo_matrix((np.ones(owners.nnz), (self.position[partners], patents)),
                                  (self.count, owners.shape[0])).tocsr()
        owned.data -= 1.0
        owned.eliminate_zeros()
        sizes = np.diff(classes.indptr)
        share = sparse.csr_matrix((np.repeat(1.0 / np.maximum(sizes, 1), sizes), classes.indices, classes.indptr),
                                  classes.shape)
        doubled: sparse.csr_matrix = owned @ share
        return doubled


@dataclass(frozen=True, slots=True, eq=False)
class _Ties:
    rows: NDArray[Any]
    columns: NDArray[Any]
    weights: NDArray[np.float64]
    facts: NDArray[np.int32]


def _coordinates(layer: Layer) -> tuple[Rows, Rows, NDArray[np.int32]]:
    rows = np.repeat(np.arange(layer.shape[0]), np.diff(layer.indptr))
    facts = layer.facts if len(layer.facts) == layer.nnz else np.broadcast_to(layer.facts, layer.nnz)
    return rows, layer.indices.astype(np.int64), facts


def _summed(shape: tuple[int, int], ties: _Ties) -> sparse.csr_matrix:
    return sparse.coo_matrix((ties.weights, (ties.rows, ties.columns)), shape).tocsr()


def _at(matrix: sparse.csr_matrix, layer: Layer) -> NDArray[np.float64]:
    """The entries of a matrix where a layer has ties."""
    if not layer.nnz:
        return np.zeros(0)
    rows, columns, _ = _coordinates(layer)
    return np.asarray(matrix[rows, columns], dtype=np.float64).ravel()


def _weighted(layer: Layer, weights: NDArray[np.float64]) -> Layer:
    changed = weights.astype(np.float32)
    changed.flags.writeable = False
    return Layer(layer.name, layer.source, layer.target, layer.indptr, layer.indices, changed, layer.facts,
                 layer.columns)


def _heads(partners: Nodes, kept: Rows, position: Rows) -> Nodes:
    """The heads as they were; ``records`` tells all members of a group and their records."""
    columns = {name: _picked(column, kept) for name, column in partners.columns.items()}
    sizes = np.bincount(position, minlength=len(kept))
    told = partners.columns.get("records")
    records = [told[int(row)] or "" if told is not None else "" for row in kept]
    members: dict[int, list[str]] = {int(group): [] for group in np.flatnonzero(sizes > 1)}
    for row in np.flatnonzero(sizes[position] > 1).tolist():
        own = told[row] if told is not None else ""
        members[int(position[row])] += [partners.ids[row], *(own.split("\n") if own else [])]
    for group, found in members.items():
        records[group] = "\n".join(dict.fromkeys(found))
    columns["records"] = Strings.of(records)
    return Nodes(partners.label, _picked(partners.ids, kept), _picked(partners.names, kept), columns)


def _picked(column: Any, rows: Rows) -> Any:
    if isinstance(column, Strings):
        return Strings.of([column[row] for row in rows.tolist()])
    if isinstance(column, Categories):
        return Categories(column.codes[rows], column.labels)
    picked: Column = column[rows]
    return picked
