"""What would be on record if a partner, a capability of a partner or a tie came or went?

A set of changes is applied to a snapshot and gives another one; the first stays as it was, and layers
that nothing happened to are shared by both. The result is what the projection would give of a store
without what was removed and with what was added (``tests/ecosystem/planning/test_whatif.py``), up to
the numbers of entries in the table of provenance and the version, which follows from the version of the
first snapshot and the changes.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from scoring.errors import ImpossibleChange
from scoring.snapshot import PROFILE, TIES, Layer, Nodes, Provenance, Snapshot, Strings
from scoring.whatif.rerow import Moved, changed_layer, changed_nodes

WHAT_IF: Final = "what-if"
"""The source of everything that is added."""

MEMBERS: Final = "partnership_members"
DECLARED: Final = "partner_capabilities"
GOES_WITH: Final = (
    "traits.partner_id", "identifiers.partner_id", "risks.partner_id", "exclusions.partner_id",
    "exclusions.excluded_id", "ended_risks.partner_id", "strategies.partner_id", "needs.strategy_id",
    "need_standards.need_id",
)
"""References without which a node means nothing: it goes with what it names, in this order."""

BUYERS: Final = "inputs_of"
SUPPLIERS: Final = "inputs.supplier_id"
GOODS: Final = "inputs.capability_id"
"""What is bought: from buyer to input, from input to supplier and to capability."""

_ENDS: Final = {PROFILE: ("Partner", "Capability"), DECLARED: ("Partner", "Capability"),
                TIES: ("Partner", "Partner"), MEMBERS: ("Partnership", "Partner")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that comes or goes, by ids.

    ``kind`` says what: a ``partner`` (with ``name`` and ``country`` where it is new), a ``capability``
    of a partner (with ``weight`` where it is new), or the ``tie`` of a partner with an ``other`` one.
    """

    action: Literal["add", "remove"]
    kind: Literal["partner", "capability", "tie"]
    partner: str
    other: str | None = None
    capability: str | None = None
    weight: float = 1.0
    name: str | None = None
    country: str | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What it is about: no two changes of a set may have the same."""
        if self.kind == "tie":
            return (self.kind, *sorted((self.partner, self.other or ""), key=str.encode))
        return (self.kind, self.partner, self.capability or "") if self.kind == "capability" else (
            self.kind, self.partner)

    def __str__(self) -> str:
        return f"{self.action} {self.kind}:{','.join(self.key[1:])}"


@dataclass(frozen=True, slots=True, eq=False)
class Applied:
    """A changed snapshot, and where the rows of the first one are in it (-1: gone)."""

    snapshot: Snapshot
    moved: Mapping[str, Moved] = field(default_factory=dict)

    def row(self, label: str, row: int) -> int:
        """The row of a node in the changed snapshot, -1 where it is gone."""
        return int(self.moved[label].position[row]) if label in self.moved else row

    def rows(self, label: str, count: int) -> NDArray[np.int64]:
        """The same for all ``count`` rows of the first snapshot."""
        return self.moved[label].position if label in self.moved else np.arange(count)


def apply_changes(snapshot: Snapshot, changes: Iterable[Change]) -> Snapshot:
    """The snapshot as it would be with these changes.

    A partner that is removed takes its ties, capabilities, strategies with their needs, traits and
    risks with it; its patents stay, without it as their owner. A partnership that is left with fewer
    than two members ends. A tie that is removed ends the partnerships of just these two; a larger
    partnership of both stays on record, and the two are no longer tied by it. A capability that is
    removed is gone whatever stood behind it; patents in its class stay on record. What is added has
    the source ``"what-if"``; a tie that is added is a new partnership of the two.

    Raises
    ------
    ImpossibleChange
        where there is nothing to change, or a change is doubled, contradicts another one, names
        what does not exist, or is so already.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> snapshot = tiny_snapshot(profile={"a": {"x": 1}, "b": {"x": 2}}, ties=[("a", "b")])
    >>> alone = apply_changes(snapshot, [Change(action="remove", kind="partner", partner="a")])
    >>> list(alone.partners.ids), sorted(alone.layers)
    (['b'], ['partner_capabilities', 'profile'])
    >>> list(snapshot.partners.ids)
    ['a', 'b']
    """
    return applied(snapshot, changes).snapshot


def applied(snapshot: Snapshot, changes: Iterable[Change]) -> Applied:
    """The same, with the rows of what has moved."""
    wanted = _checked(snapshot, tuple(changes))
    edit = _Edit(snapshot, wanted)
    return Applied(edit.result(), edit.moved)


# --- what is possible ------------------------------------------------------------------------------
def _checked(snapshot: Snapshot, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """The changes in a fixed order, if they make sense together and in this snapshot."""
    if not changes:
        raise ImpossibleChange("There is nothing to change: name at least one partner, capability or tie.")
    seen: dict[tuple[str, ...], Change] = {}
    for change in changes:
        before = seen.setdefault(change.key, change)
        if before is not change:
            raise ImpossibleChange(
                f"'{change}' is there twice." if before.action == change.action
                else f"'{before}' and '{change}' contradict each other; leave one of them out.")
    gone = {change.partner for change in changes if change.kind == "partner" and change.action == "remove"}
    new = {change.partner for change in changes if change.kind == "partner" and change.action == "add"}
    for change in changes:
        _check_one(snapshot, change, gone, new)
    return tuple(sorted(changes, key=lambda each: each.key))


def _check_one(snapshot: Snapshot, change: Change, gone: set[str], new: set[str]) -> None:
    ids = snapshot.partners.ids
    if change.kind == "partner":
        known = ids.find(change.partner) >= 0
        if not change.partner:
            raise ImpossibleChange("A partner that is added needs an id.")
        if known == (change.action == "add"):
            raise ImpossibleChange(f"'{change}': {change.partner!r} is {'already' if known else 'not'} in the graph.")
        return
    ends = (change.partner,) if change.kind == "capability" else (change.partner, change.other or "")
    for end in ends:
        if end in gone:
            raise ImpossibleChange(f"'{change}': {end!r} is removed as a whole, with all that it has; leave this out.")
        if end not in new and ids.find(end) < 0:
            raise ImpossibleChange(f"'{change}': {end!r} is not in the graph; add it as a partner first.")
    if change.kind == "tie":
        _check_tie(snapshot, change)
    else:
        _check_capability(snapshot, change)


def _check_tie(snapshot: Snapshot, change: Change) -> None:
    if change.partner == change.other:
        raise ImpossibleChange(f"'{change}': an organisation has no tie to itself.")
    ids, layer = snapshot.partners.ids, snapshot.layers.get(TIES)
    row, other = ids.find(change.partner), ids.find(change.other or "")
    there = layer is not None and row >= 0 and other >= 0 and layer.position_of(row, other) >= 0
    if there == (change.action == "add"):
        raise ImpossibleChange(f"'{change}': the two are {'already' if there else 'not'} partners "
                               f"on {snapshot.as_of}.")


def _check_capability(snapshot: Snapshot, change: Change) -> None:
    if not (math.isfinite(change.weight) and change.weight > 0):
        raise ImpossibleChange(f"'{change}': the weight is {change.weight}; it has to be above 0.")
    nodes = snapshot.nodes.get("Capability")
    capability = -1 if nodes is None else nodes.ids.find(change.capability or "")
    if capability < 0:
        raise ImpossibleChange(f"'{change}': there is no capability {change.capability!r} in the graph.")
    layer, row = snapshot.layers.get(PROFILE), snapshot.partners.ids.find(change.partner)
    held = 0.0 if layer is None or row < 0 else layer.weight_of(row, capability)
    if (held > 0) == (change.action == "add"):
        told = f"has it already, with the weight {held:g}" if held > 0 else "does not have it"
        raise ImpossibleChange(f"'{change}': {change.partner!r} {told}.")


# --- the change itself -----------------------------------------------------------------------------
class _Edit:
    """What goes and what comes, collected first and done in one pass over each layer."""

    def __init__(self, snapshot: Snapshot, changes: Sequence[Change]) -> None:
        self._snapshot, self._changes = snapshot, changes
        self._keep: dict[str, NDArray[np.bool_]] = {}  # by label, where something goes
        self._cut: dict[str, list[int]] = {}  # positions of ties that go, by layer
        self._drop_partners()
        self._drop_inputs()
        self._end_partnerships()
        self._cut_capabilities()
        self._new = self._new_nodes()
        self.moved = {
            label: Moved.of(snapshot.nodes.get(label, _none(label)), self._keep.get(label), self._new.get(label, {}))
            for label in {*self._keep, *(label for label, added in self._new.items() if added)}
        }

    def result(self) -> Snapshot:
        snapshot = self._snapshot
        nodes = dict(snapshot.nodes)
        for label, moved in self.moved.items():
            nodes[label] = changed_nodes(nodes.get(label, _none(label)), moved, self._new.get(label, {}))
        put = self._put(nodes)
        entry = len(snapshot.provenance)
        layers = {}
        for name in sorted({*snapshot.layers, *put}):
            layer = snapshot.layers.get(name) or self._empty(name)
            changed = changed_layer(layer, self.moved, self._cut.get(name, []), put.get(name, []), entry)
            if changed.nnz:
                layers[name] = changed
        provenance = _with_what_if(snapshot.provenance) if put else snapshot.provenance
        return Snapshot(snapshot.as_of, nodes, layers, provenance, snapshot.filters, self._version())

    def _version(self) -> str:
        told = json.dumps([asdict(change) for change in self._changes], sort_keys=True)
        return hashlib.sha256(f"{self._snapshot.version}\0{told}".encode("utf-8", "surrogatepass")).hexdigest()[:16]

    # what goes
    def _wanted(self, action: str, kind: str) -> list[Change]:
        return [change for change in self._changes if (change.action, change.kind) == (action, kind)]

    def _drop(self, label: str, rows: Any) -> None:
        keep = self._keep.setdefault(label, np.ones(len(self._snapshot.nodes[label]), dtype=bool))
        keep[rows] = False

    def _drop_partners(self) -> None:
        ids = self._snapshot.partners.ids
        rows = [ids.find(change.partner) for change in self._wanted("remove", "partner")]
        if rows:
            self._drop("Partner", rows)
        for name in GOES_WITH:
            layer = self._snapshot.layers.get(name)
            if layer is not None and layer.target in self._keep:
                found = np.flatnonzero(~self._keep[layer.target][layer.indices])
                if len(found):
                    self._drop(layer.source, rows_at(layer, found))

    def _drop_inputs(self) -> None:
        """What somebody buys goes with the buyer, and with the last supplier."""
        keep = self._keep.get("Partner")
        buyers, suppliers = (self._snapshot.layers.get(name) for name in (BUYERS, SUPPLIERS))
        if keep is None or buyers is None or suppliers is None:
            return
        for row in np.flatnonzero(~keep).tolist():
            self._drop(buyers.target, buyers.neighbours(row))
        before, after = _counts(suppliers, keep)
        if ((after == 0) & (before > 0)).any():
            self._drop(suppliers.source, np.flatnonzero((after == 0) & (before > 0)))

    def _end_partnerships(self) -> None:
        ids, ties = self._snapshot.partners.ids, self._snapshot.layers.get(TIES)
        pairs = [(ids.find(change.partner), ids.find(change.other or "")) for change in self._wanted("remove", "tie")]
        if ties is not None:
            self._cut[TIES] = [ties.position_of(*ends) for one, other in pairs for ends in ((one, other), (other, one))]
        members = self._snapshot.layers.get(MEMBERS)
        if members is None or not (pairs or "Partner" in self._keep):
            return
        before, after = _counts(members, self._keep.get("Partner", np.ones(len(ids), dtype=bool)))
        ending = (after < 2) & (after < before)
        for one, other in pairs:
            mine, theirs = (rows_at(members, np.flatnonzero(members.indices == end)) for end in (one, other))
            both = np.intersect1d(mine, theirs)
            ending[both[after[both] == 2]] = True
        if ending.any():
            self._drop(members.source, np.flatnonzero(ending))

    def _cut_capabilities(self) -> None:
        """Where a capability goes, and where one comes that is on record with a weight of 0."""
        ids, capabilities = self._snapshot.partners.ids, self._snapshot.nodes.get("Capability", _none("Capability")).ids
        for change in (*self._wanted("remove", "capability"), *self._wanted("add", "capability")):
            row, capability = ids.find(change.partner), capabilities.find(change.capability or "")
            for name in (PROFILE, DECLARED):
                layer = self._snapshot.layers.get(name)
                position = layer.position_of(row, capability) if layer is not None and row >= 0 else -1
                if position >= 0:
                    self._cut.setdefault(name, []).append(position)

    # what comes
    def _new_nodes(self) -> dict[str, dict[str, dict[str, str]]]:
        """``{label: {id: {column: text}}}``."""
        partners = {
            change.partner: {"name": change.name or change.partner, "country": change.country or ""}
            for change in self._wanted("add", "partner")
        }
        ties = self._wanted("add", "tie")
        # A snapshot with ties and no partnerships (read from a graph) goes on without them.
        known = MEMBERS in self._snapshot.layers or TIES not in self._snapshot.layers
        return {"Partner": partners,
                "Partnership": {_partnership(change): {} for change in ties} if known else {}}

    def _put(self, nodes: Mapping[str, Nodes]) -> dict[str, list[tuple[int, int, float]]]:
        """Ties that come, by layer, as rows of the changed snapshot."""
        put: dict[str, list[tuple[int, int, float]]] = {}
        partner = nodes["Partner"].ids.find
        for change in self._wanted("add", "tie"):
            one, other = partner(change.partner), partner(change.other or "")
            put.setdefault(TIES, []).extend([(one, other, 1.0), (other, one, 1.0)])
            if self._new["Partnership"]:
                row = nodes["Partnership"].ids.find(_partnership(change))
                put.setdefault(MEMBERS, []).extend([(row, one, 1.0), (row, other, 1.0)])
        for change in self._wanted("add", "capability"):
            tie = partner(change.partner), nodes["Capability"].ids.find(change.capability or ""), change.weight
            for name in (PROFILE, DECLARED):
                put.setdefault(name, []).append(tie)
        return put

    def _empty(self, name: str) -> Layer:
        source, target = _ENDS[name]
        shape = tuple(len(self._snapshot.nodes.get(label, _none(label))) for label in (source, target))
        return Layer.of(name, source, target, (shape[0], shape[1]), *(np.zeros(0, np.int64),) * 2)


def rows_at(layer: Layer, positions: NDArray[np.int64]) -> NDArray[np.int64]:
    """The rows in which these positions of a layer stand."""
    return np.searchsorted(layer.indptr, positions, side="right") - 1


def _counts(layer: Layer, keep: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many ties each row has, and how many of them to what is kept."""
    staying = np.concatenate([[0], np.cumsum(keep[layer.indices])])
    return np.diff(layer.indptr), np.diff(staying[layer.indptr])


def _partnership(change: Change) -> str:
    return f"{WHAT_IF}:{'|'.join(change.key[1:])}"


def _none(label: str) -> Nodes:
    return Nodes(label, Strings.of([]), Strings.of([]))


def _with_what_if(table: Provenance) -> Provenance:
    def ending(texts: Strings, last: str) -> Strings:
        return Strings.of([*texts, last])

    return Provenance(
        ending(table.sources, WHAT_IF), ending(table.valid_from, ""), ending(table.valid_to, ""),
        ending(table.recorded_at, ""), np.append(table.confidence, np.nan),
    )
