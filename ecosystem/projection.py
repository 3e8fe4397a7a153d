"""From a store to the snapshot of a day: which facts stand, whose they are, in which row.

Only what is true and known at ``as_of`` gets in (``ecosystem.dates``). Source records that share a
strong identifier become one partner here; the store keeps them as they were imported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from ecosystem import model
from ecosystem.errors import StoreUnavailable
from ecosystem.projection_risks import ENDED, ENDED_OF, INPUT, ended_risks, inputs, stated_layers
from ecosystem.resolve.identity import canonical_ids
from ecosystem.stores.base import Store
from ecosystem.stores.columns import EdgeColumns, Fact
from scoring.snapshot import PROFILE, TIES, Categories, Column, Layer, Nodes, Provenance, Snapshot, Strings

PATENTS_OF: Final = "patents_of"
"""Derived layer Partner → Patent: ``patent_owners`` turned round."""

_LARGEST_FIRST: Final = sorted(model.EDGE_KINDS, key=lambda kind: kind.table != "partner_capabilities")
_FEW_VALUED: Final = frozenset({"kind", "country", "scheme", "region", "measure", "operator", "unit", "owner"})
_ATTEMPTS: Final = 3
_WEIGHTS: Final = ("weight", "coefficient")
_BORN: Final = {"Partner": ("founded",), "Patent": ("filed", "granted")}
"""Columns that say since when a node exists where ``valid_from`` does not: by then it is not there yet."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which statements count, beside the day. Nodes with an id are not filtered."""

    sources: tuple[str, ...] = ()
    min_confidence: float | None = None

    def as_text(self) -> dict[str, str]:
        found = {}
        if self.sources:
            found["sources"] = ";".join(sorted(self.sources))
        if self.min_confidence is not None:
            found["min_confidence"] = repr(self.min_confidence)
        return found

    def passes(self, fact: Fact) -> bool:
        """Whether a statement with this provenance counts; an unknown confidence is not below any."""
        if self.sources and fact.source not in self.sources:
            return False
        return self.min_confidence is None or fact.confidence is None or fact.confidence >= self.min_confidence


def project(store: Store, as_of: date, filters: Filters = Filters()) -> Snapshot:
    """The snapshot of a store at a day.

    Raises
    ------
    StoreUnavailable
        if the store was written each time that it was read: whole answers need one state.
    StoreError
        if the store cannot be read.
    """
    for _ in range(_ATTEMPTS):
        before = store.commit_seq
        try:
            snapshot = _read(store, as_of, filters)
        except (IndexError, ValueError):
            if store.commit_seq == before:
                raise
            continue  # positions of two states do not fit together
        if store.commit_seq == before:
            return snapshot
    raise StoreUnavailable("The store is being written; ask again when the import is done (`allygraph status`).")


def _read(store: Store, as_of: date, filters: Filters) -> Snapshot:
    facts = _Facts()
    with ThreadPoolExecutor(1) as beside:  # the engine and numpy let the other core work meanwhile
        edges = {kind.table: beside.submit(store.edges, kind.table, as_of) for kind in _LARGEST_FIRST}
        frames = {kind.label: _frame(store, kind, as_of, filters) for kind in model.FACT_KINDS}
        frames[ENDED] = _statements(model.NODE_BY_LABEL["Risk"], ended_risks(store, as_of), filters)
        return _snapshot(store, as_of, filters, frames, edges, facts)


def _snapshot(store: Store, as_of: date, filters: Filters, frames: Mapping[str, pd.DataFrame],
              edges: Mapping[str, Future[EdgeColumns]], facts: _Facts) -> Snapshot:
    partners = _Identity(frames["Partner"], frames["Identifier"])
    nodes: dict[str, Nodes] = {}
    rows: dict[str, _Rows] = {}
    for kind in model.FACT_KINDS:
        frame = frames[kind.label]
        if kind.label == "Partner":
            nodes["Partner"], rows["Partner"] = partners.nodes(), partners.rows
        else:
            nodes[kind.label], rows[kind.label] = _nodes(kind, frame), _Rows(frame["id"], np.arange(len(frame)))
    nodes[ENDED] = _ended_nodes(frames[ENDED])
    layers = _reference_layers(frames, rows, facts) | _edge_layers(store, edges, filters, rows, facts)
    layers |= _ended_layer(frames[ENDED], rows, facts) | stated_layers(frames, facts.of_rows)
    nodes[INPUT], bought = _inputs(store, edges["supplies"].result(), filters, rows, facts, nodes)
    layers |= bought
    members = layers["partnership_members"]
    layers["partnership_members"] = _with_facts_of_partnerships(members, frames["Partnership"], facts)
    layers |= _derived(layers, {label: len(each) for label, each in nodes.items()})
    present = {name: layer for name, layer in layers.items() if layer.nnz}
    provenance, position = facts.table()
    placed = {name: _with_facts(layer, position) for name, layer in present.items()}
    return Snapshot(as_of, nodes, placed, provenance, filters.as_text())


# --- nodes -----------------------------------------------------------------------------------------
def _frame(store: Store, kind: model.NodeKind, as_of: date, filters: Filters) -> pd.DataFrame:
    """The rows of a kind of node that stand, with an ``id``, sorted by its bytes."""
    frame = store.rows(kind.table, as_of=as_of)
    if born := _BORN.get(kind.label):
        first = frame[born[0]]
        for name in born[1:]:
            first = first.where(first.notna(), frame[name])
        day = as_of.isoformat()
        there = (_empty(text) or text <= day[: len(text)] for text in first.tolist())
        frame = frame[np.fromiter(there, dtype=bool, count=len(frame))]
    if not kind.is_statement:
        return frame.reset_index(drop=True)
    return _statements(kind, frame, filters)


def _statements(kind: model.NodeKind, frame: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    """Statements that count, with what they state as their ``id``, sorted by its bytes."""
    columns = [frame[name].tolist() for name in model.row_key(kind)]
    frame = frame.assign(id=["|".join(_escaped(part) for part in row) for row in zip(*columns, strict=True)])
    passing = [filters.passes(fact) for fact in _facts_of(frame)]
    order = sorted(np.flatnonzero(passing).tolist(), key=lambda row: frame["id"].iloc[row].encode())
    return frame.iloc[order].reset_index(drop=True)


def _escaped(cell: str | None) -> str:
    return (cell or "").replace("\\", "\\\\").replace("|", "\\|")


def _nodes(kind: model.NodeKind, frame: pd.DataFrame) -> Nodes:
    named = "title" if kind.label == "Patent" else "name"
    names = frame[named] if named in frame else [""] * len(frame)
    return Nodes(
        kind.label, Strings.of(frame["id"]), Strings.of(name or "" for name in names),
        _columns(kind, frame, leave_out={"id", named}),
    )


def _columns(kind: model.NodeKind, frame: pd.DataFrame, leave_out: set[str]) -> dict[str, Column]:
    """What is known of the nodes beside id and name; columns without a single value are left out."""
    found: dict[str, Column] = {}
    for declared in kind.columns:
        if declared.name in leave_out or declared.refers_to is not None or frame[declared.name].isna().all():
            continue
        found[declared.name] = _column(declared, frame[declared.name])
    return found


def _column(declared: model.Column, cells: pd.Series[Any]) -> Column:
    if declared.type in model.NUMERIC:
        return cells.to_numpy(dtype=np.float64, na_value=np.nan)
    values = cells.tolist()
    if declared.name in _FEW_VALUED:
        return Categories.of(values)
    return Strings.of(value or "" for value in values)


# --- identity --------------------------------------------------------------------------------------
class _Rows:
    """Where the ids of a kind are found: id → row of the snapshot, -1 where there is none."""

    def __init__(self, ids: pd.Index[str] | pd.Series[str], rows: NDArray[Any]) -> None:
        self._index = pd.Index(ids, dtype=object)
        self._rows = np.append(rows, -1).astype(np.int32)
        self.count = int(rows.max()) + 1 if len(rows) else 0

    def of_all(self, ids: pd.Series[str]) -> NDArray[np.int32]:
        """The rows of all ids of this kind in a store, whatever their dates; both are sorted."""
        return self._rows[:-1] if len(ids) == len(self._index) else self.of(ids)

    def of(self, ids: Iterable[str | None]) -> NDArray[np.int32]:
        return self._rows[self._index.get_indexer(pd.Index(list(ids), dtype=object))]


class _Identity:
    """Which source records are one partner, and what is known of it from all of them."""

    def __init__(self, records: pd.DataFrame, identifiers: pd.DataFrame) -> None:
        self._records = records
        ids = records["id"].tolist()
        statements = zip(*(identifiers[name].tolist() for name in ("partner_id", "scheme", "value")), strict=True)
        countries = records["country"].tolist()
        merged = dict(canonical_ids(ids, records["lei"].tolist(), statements, countries=countries))
        index = pd.Index(ids, dtype=object)
        heads = np.ones(len(ids), dtype=bool)
        heads[index.get_indexer(list(merged))] = False
        self._heads = np.flatnonzero(heads)
        self._row_of_record = (np.cumsum(heads) - 1).astype(np.int32)
        of_merged = self._row_of_record[index.get_indexer(list(merged.values()))]
        self._row_of_record[index.get_indexer(list(merged))] = of_merged
        self.rows = _Rows(index, self._row_of_record)

    def nodes(self) -> Nodes:
        kind = model.NODE_BY_LABEL["Partner"]
        assert isinstance(kind, model.NodeKind)
        heads = self._records.iloc[self._heads].reset_index(drop=True)
        merged = np.flatnonzero(np.bincount(self._row_of_record, minlength=len(heads)) > 1)
        members = {int(row): self._records[self._row_of_record == row] for row in merged}
        if members:
            heads = heads.copy()
            for row, group in members.items():
                for name in heads.columns:
                    heads.at[row, name] = next((each for each in group[name] if not _empty(each)), None)
                heads.at[row, "aliases"] = _other_names(group)
        columns = _columns(kind, heads, leave_out={"id", "name"})
        if members:
            columns["records"] = Strings.of(
                "\n".join(members[row]["id"]) if row in members else "" for row in range(len(heads))
            )
        return Nodes("Partner", Strings.of(heads["id"]), Strings.of(heads["name"]), columns)


def _empty(cell: object) -> bool:
    return cell is None or cell != cell


def _other_names(group: pd.DataFrame) -> str | None:
    names = list(group["name"])
    for listed in group["aliases"]:
        names += [] if _empty(listed) else listed.split(";")
    return ";".join(dict.fromkeys(name for name in names if name != names[0])) or None


# --- layers ----------------------------------------------------------------------------------------
class _Facts:
    """The distinct provenance met so far; layers hold provisional entries until ``table``."""

    def __init__(self) -> None:
        self._entries: dict[Fact, int] = {}

    def entries(self, facts: Sequence[Fact]) -> NDArray[np.int32]:
        found = (-1 if fact == _NOTHING else self._entries.setdefault(fact, len(self._entries)) for fact in facts)
        return np.fromiter(found, dtype=np.int32, count=len(facts))

    def of_rows(self, frame: pd.DataFrame) -> NDArray[np.int32]:
        """One entry per row of a table, by its provenance columns."""
        combined = np.zeros(len(frame), dtype=np.int64)
        for name in Fact._fields:
            codes, distinct = pd.factorize(frame[name], use_na_sentinel=False)
            _, combined = np.unique(combined * len(distinct) + codes, return_inverse=True)
        _, first, inverse = np.unique(combined, return_index=True, return_inverse=True)
        return self.entries(_facts_of(frame.iloc[first]))[inverse]

    def completed(self, entries: NDArray[np.int32], by: NDArray[np.int32]) -> NDArray[np.int32]:
        """Entries whose empty cells are filled from other entries, position by position."""
        known = [_NOTHING, *self._entries]
        pairs, inverse = np.unique((entries.astype(np.int64) + 1) * len(known) + by + 1, return_inverse=True)
        whole = [
            Fact(*(mine if mine is not None else theirs for mine, theirs in zip(first, second, strict=True)))
            for first, second in ((known[pair // len(known)], known[pair % len(known)]) for pair in pairs.tolist())
        ]
        return self.entries(whole)[inverse]

    def table(self) -> tuple[Provenance, NDArray[np.int32]]:
        """Sorted provenance, and the final position of each provisional entry (the last is -1's)."""
        facts = sorted(self._entries, key=_in_order)
        position = np.full(len(facts) + 1, -1, dtype=np.int32)
        for row, fact in enumerate(facts):
            position[self._entries[fact]] = row
        texts = {
            name: Strings.of(getattr(fact, name) or "" for fact in facts)
            for name in ("source", "valid_from", "valid_to", "recorded_at")
        }
        confidence = np.array([np.nan if fact.confidence is None else fact.confidence for fact in facts])
        return Provenance(texts["source"], texts["valid_from"], texts["valid_to"], texts["recorded_at"],
                          confidence.astype(np.float64)), position


_NOTHING: Final = Fact(None, None, None, None, None)


def _in_order(fact: Fact) -> tuple[tuple[str, ...], float]:
    texts = (fact.source, fact.valid_from, fact.valid_to, fact.recorded_at)
    return tuple(text or "" for text in texts), -1.0 if fact.confidence is None else fact.confidence


def _facts_of(frame: pd.DataFrame) -> list[Fact]:
    columns = [[None if _empty(cell) else cell for cell in frame[name].tolist()] for name in Fact._fields]
    return [Fact(*row) for row in zip(*columns, strict=True)]


def _with_facts(layer: Layer, position: NDArray[np.int32]) -> Layer:
    return Layer(layer.name, layer.source, layer.target, layer.indptr, layer.indices, layer.weights,
                 _read_only(position[layer.facts]), layer.columns)


def _read_only(array: NDArray[Any]) -> NDArray[Any]:
    array.flags.writeable = False
    return array


def _reference_layers(frames: Mapping[str, pd.DataFrame], rows: Mapping[str, _Rows],
                      facts: _Facts) -> dict[str, Layer]:
    """Columns that name nodes, as layers ``table.column`` from the node to what it names."""
    layers = {}
    for kind in model.FACT_KINDS:
        frame = frames[kind.label]
        for declared, reference in model.references(kind):
            named = frame[~frame[declared.name].isna()]
            here, there = rows[kind.label].of(named["id"]), rows[reference.label].of(named[declared.name])
            keep = there >= 0
            if kind.label == reference.label:
                keep &= here != there
            name = f"{kind.table}.{declared.name}"
            layers[name] = Layer.of(
                name, kind.label, reference.label, (rows[kind.label].count, rows[reference.label].count),
                here[keep], there[keep], facts=facts.of_rows(named[keep]),
            )
    return layers


def _edge_layers(store: Store, read: Mapping[str, Future[EdgeColumns]], filters: Filters,
                 rows: Mapping[str, _Rows], facts: _Facts) -> dict[str, Layer]:
    """Tables of edges as layers of their table's name."""
    position = {label: each.of_all(store.ids(label)) for label, each in rows.items() if _has_id(label)}
    layers = {}
    for kind in model.EDGE_KINDS:
        edges = read[kind.table].result()
        ends = {declared.name: reference.label for declared, reference in model.references(kind)}
        source, target = ends[kind.source], ends[kind.target]
        here, there = position[source][edges.source], position[target][edges.target]
        stated = _facts_of(edges.provenance)
        keep = (here >= 0) & (there >= 0)
        if not all(passing := [filters.passes(fact) for fact in stated]):
            keep &= np.asarray(passing, dtype=bool)[edges.facts]
        if source == target == "Partner":
            keep &= here != there
        whole = bool(keep.all())
        chosen = slice(None) if whole else keep
        used = np.flatnonzero(np.bincount(edges.facts[chosen], minlength=len(stated)))
        entries = np.full(len(stated) + 1, -1, dtype=np.int32)
        entries[used] = facts.entries([stated[entry] for entry in used])
        layers[kind.table] = Layer.of(
            kind.table, source, target, (rows[source].count, rows[target].count),
            here[chosen], there[chosen], _weights(kind, edges.numbers, chosen), entries[edges.facts[chosen]],
        )
    return layers


def _ended_nodes(frame: pd.DataFrame) -> Nodes:
    risks = _nodes(model.NODE_BY_LABEL["Risk"], frame)
    return Nodes(ENDED, risks.ids, risks.names, risks.columns)


def _ended_layer(frame: pd.DataFrame, rows: Mapping[str, _Rows], facts: _Facts) -> dict[str, Layer]:
    """Whose risks are over, as the layer of standing risks is built."""
    there = rows["Partner"].of(frame["partner_id"])
    keep = there >= 0
    return {ENDED_OF: Layer.of(ENDED_OF, ENDED, "Partner", (len(frame), rows["Partner"].count),
                               np.flatnonzero(keep), there[keep], facts=facts.of_rows(frame[keep]))}


def _inputs(store: Store, edges: EdgeColumns, filters: Filters, rows: Mapping[str, _Rows], facts: _Facts,
            nodes: Mapping[str, Nodes]) -> tuple[Nodes, dict[str, Layer]]:
    """Who buys which good from whom; the table of supplies with its column for the good."""
    position = rows["Partner"].of_all(store.ids("Partner"))
    here, there = position[edges.source], position[edges.target]
    stated = _facts_of(edges.provenance)
    passing = np.array([filters.passes(fact) for fact in stated], dtype=bool)[edges.facts]
    keep = passing & (here >= 0) & (there >= 0) & (here != there)
    used = np.flatnonzero(np.bincount(edges.facts[keep], minlength=len(stated)))
    entries = np.full(len(stated) + 1, -1, dtype=np.int32)
    entries[used] = facts.entries([stated[entry] for entry in used])
    return inputs(
        edges, supplier=np.where(keep, here, -1), customer=there, entries=entries[edges.facts],
        capability_rows=rows["Capability"].of, ids=(nodes["Partner"].ids, nodes["Capability"].ids),
    )


def _with_facts_of_partnerships(members: Layer, partnerships: pd.DataFrame, facts: _Facts) -> Layer:
    """A membership says since when and by whom what its partnership says, where it says nothing itself."""
    if not members.nnz:
        return members
    rows, _, entries = _coordinates(members)
    stated = facts.completed(entries, facts.of_rows(partnerships)[rows])
    return Layer.of(
        members.name, members.source, members.target, members.shape, rows, members.indices, members.weights, stated
    )


def _has_id(label: str) -> bool:
    return not model.NODE_BY_LABEL[label].is_statement


def _weights(kind: model.EdgeKind, numbers: Mapping[str, NDArray[np.float64]],
             chosen: slice | NDArray[np.bool_]) -> NDArray[np.float32] | None:
    for name in _WEIGHTS:
        if name in numbers:
            default = model.column(kind, name).default
            values = numbers[name][chosen].astype(np.float32)
            return values if default is None else np.where(np.isnan(values), np.float32(default), values)
    return None


# --- derived layers --------------------------------------------------------------------------------
def _derived(layers: Mapping[str, Layer], counts: Mapping[str, int]) -> dict[str, Layer]:
    return {
        TIES: _ties(layers["partnership_members"], counts["Partner"]),
        PATENTS_OF: _turned(PATENTS_OF, layers["patent_owners"]),
        PROFILE: _profile(layers["partner_capabilities"], layers["patent_owners"], layers["patent_classes"],
                          (counts["Partner"], counts["Capability"])),
    }


def _coordinates(layer: Layer) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """Row, column and fact of every tie."""
    rows = np.repeat(np.arange(layer.shape[0]), np.diff(layer.indptr))
    facts = layer.facts if len(layer.facts) == layer.nnz else np.broadcast_to(layer.facts, layer.nnz)
    return rows, layer.indices, facts


def _turned(name: str, layer: Layer) -> Layer:
    rows, columns, facts = _coordinates(layer)
    return Layer.of(name, layer.target, layer.source, layer.shape[::-1], columns, rows, layer.weights, facts)


def _ties(members: Layer, partners: int) -> Layer:
    """Partner × partner by common partnership; the weight counts them, the fact is the first one's.

    A partnership of n members gives n(n-1)/2 pairs: a consortium of 186 gives 17,205.
    """
    _, partner, facts = _coordinates(members)
    sizes = np.diff(members.indptr)
    parts = [_pairs(members.indptr[:-1][sizes == size], int(size)) for size in np.unique(sizes[sizes > 1])]
    if not parts:
        return Layer.of(TIES, "Partner", "Partner", (partners, partners), *(np.zeros(0, np.int64),) * 2)
    first, second = (np.concatenate([part[side] for part in parts]) for side in (0, 1))
    order = np.argsort(first, kind="stable")  # by position, that is by partnership: the first stands
    first, second = first[order], second[order]
    return _summed(TIES, "Partner", (partners, partners), partner[first], partner[second],
                   np.ones(len(first)), facts[first])


def _pairs(starts: NDArray[np.int64], size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All ordered pairs of positions within groups of one size."""
    a, b = np.nonzero(~np.eye(size, dtype=bool))
    return (starts[:, None] + a).ravel(), (starts[:, None] + b).ravel()


def _summed(name: str, target: str, shape: tuple[int, int], rows: NDArray[Any], columns: NDArray[Any],
            weights: NDArray[np.float64], facts: NDArray[np.int32]) -> Layer:
    """A layer from the partners' coordinates: weights of doubled ones are added, the first fact stands."""
    layer = Layer.of(name, "Partner", target, shape, rows, columns, facts=facts)
    total = sparse.coo_matrix((weights, (rows, columns)), shape).tocsr()
    total.sort_indices()
    return Layer(name, "Partner", target, layer.indptr, layer.indices, _read_only(total.data.astype(np.float32)),
                 layer.facts, shape[1])


def _profile(declared: Layer, owners: Layer, classes: Layer, shape: tuple[int, int]) -> Layer:
    """Declared weights plus fractional counts of owned patents: m classes add 1/m to each."""
    per_patent = np.diff(classes.indptr)
    if not owners.nnz or not classes.nnz:
        return Layer(PROFILE, "Partner", "Capability", declared.indptr, declared.indices, declared.weights,
                     declared.facts, shape[1])
    share = np.repeat(1.0 / np.maximum(per_patent, 1), per_patent).astype(np.float64)
    fractional = sparse.csr_matrix((share, classes.indices, classes.indptr), classes.shape)
    owned = sparse.csr_matrix((np.ones(owners.nnz), owners.indices, owners.indptr), owners.shape).T.tocsr()
    counted = (owned @ fractional).tocoo()
    rows, columns, facts = _coordinates(declared)
    return _summed(
        PROFILE, "Capability", shape, np.concatenate([rows, counted.row]), np.concatenate([columns, counted.col]),
        np.concatenate([declared.weights.astype(np.float64), counted.data]),
        np.concatenate([facts, _first_class_fact(owners, classes, counted)]),
    )


def _first_class_fact(owners: Layer, classes: Layer, counted: sparse.coo_matrix) -> NDArray[np.int32]:
    """Per (partner, class) the provenance of the first patent that puts it there."""
    patent, capability, facts = _coordinates(classes)
    owner_patent, owner, _ = _coordinates(owners)
    links = pd.DataFrame({"patent": patent, "capability": capability, "fact": facts})
    pairs = pd.DataFrame({"patent": owner_patent, "partner": owner}).merge(links, on="patent")
    first = pairs.drop_duplicates(["partner", "capability"]).set_index(["partner", "capability"])["fact"]
    wanted = pd.MultiIndex.from_arrays([counted.row, counted.col])
    return first.reindex(wanted).to_numpy(dtype=np.int32)
