"""What is on record about one node, and the lists of nodes: partners, capabilities, channels, patents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.answers import (
    FactRef,
    Holder,
    Neighbourhood,
    NodePage,
    NodeProfile,
    NodeRef,
    PartnerPage,
    PartnerProfile,
    Tie,
)
from ecosystem.answers.dossier import Dossier
from ecosystem.answers.finding import FoundPartners
from ecosystem.answers.overview import Overview
from ecosystem.dossier import Dossiers
from ecosystem.errors import InvalidCursor, InvalidParameter
from ecosystem.finding import SORTS, Finder, Wanted
from ecosystem.once import Once
from ecosystem.overview import overview
from ecosystem.stores.base import Store
from ecosystem.view import View, text_at
from scoring.snapshot import Categories, Column, Layer, Nodes, Strings

MOST: Final = 1_000
"""The longest page of a list."""

_HELD_BY: Final = {"Capability": "profile", "Channel": "partner_channels", "Industry": "partner_industries"}
_DERIVED: Final = {"profile", "ties", "patents_of"}
_KEPT_FINDERS: Final = 2


# --- one organisation ------------------------------------------------------------------------------
def profile(view: View, partner: str) -> PartnerProfile:
    """One organisation at the snapshot's day.

    Raises
    ------
    UnknownPartner, AmbiguousName
    """
    row = view.row_of(partner)
    partners = view.snapshot.partners
    parents, owned = view.layer("partners.parent_id"), view.layer("patents_of")
    above = [] if parents is None else parents.neighbours(row).tolist()
    merged = text_at(partners.columns.get("records"), row)
    return PartnerProfile(
        partner=view.reference(row),
        as_of=view.snapshot.as_of,
        snapshot=view.snapshot.version,
        records=tuple(merged.split("\n")) if merged else (partners.ids[row],),
        attributes=_attributes(partners, row),
        capabilities=_facts(view, "profile", row, "partner_capabilities"),
        industries=_facts(view, "partner_industries", row),
        channels=_facts(view, "partner_channels", row),
        partners=_facts(view, "ties", row),
        patents=0 if owned is None else len(owned.neighbours(row)),
        needs=tuple(_needs(view, row)),
        parent=view.reference(above[0]) if above else None,
        subsidiaries=tuple(view.reference(each) for each in view.subsidiaries(row)),
    )


def neighbourhood(view: View, partner: str, *, limit: int = 200) -> Neighbourhood:
    """Everything that one organisation is tied to, by table and id; at most ``limit`` ties.

    Raises
    ------
    UnknownPartner, AmbiguousName, InvalidParameter
    """
    _check_limit(limit)
    row = view.row_of(partner)
    found: list[Tie] = []
    for tie in _ties(view, "Partner", row):
        if len(found) == limit:
            break
        found.append(tie)
    total = sum(len(rows) for _, _, rows, _ in _both_ways(view, "Partner", row))
    return Neighbourhood(
        view.reference(row), view.snapshot.as_of, view.snapshot.version, tuple(found), total > len(found)
    )


def _needs(view: View, row: int) -> Iterator[Mapping[str, object]]:
    owners, parts, wanted = (
        view.layer("strategies.partner_id"), view.layer("needs.strategy_id"), view.layer("needs.capability_id")
    )
    if owners is None or parts is None or wanted is None:
        return
    mine = np.flatnonzero(_column_mask(owners, row))
    needs, capabilities = view.snapshot.nodes["Need"], view.snapshot.nodes["Capability"]
    for need in np.flatnonzero(np.isin(_first_column(parts), mine)):
        for capability in wanted.neighbours(int(need)):
            yield {
                "id": needs.ids[int(need)],
                "strategy": view.snapshot.nodes["Strategy"].ids[int(parts.neighbours(int(need))[0])],
                "capability": capabilities.ids[int(capability)],
                "capability_name": capabilities.names[int(capability)],
                **_attributes(needs, int(need)),
            }


def _first_column(layer: Layer) -> NDArray[np.int64]:
    """Per row its first tie, -1 where it has none."""
    first = np.full(layer.shape[0], -1, dtype=np.int64)
    tied = np.diff(layer.indptr) > 0
    first[tied] = layer.indices[layer.indptr[:-1][tied]]
    return first


def _column_mask(layer: Layer, column: int) -> NDArray[np.bool_]:
    """Which rows are tied to ``column``."""
    mask = np.zeros(layer.shape[0], dtype=bool)
    mask[_rows_tied_to(layer, column)] = True
    return mask


# --- lists -----------------------------------------------------------------------------------------
def partners(view: View, *, limit: int = 50, cursor: str | None = None) -> PartnerPage:
    """Organisations by id; ``cursor`` is the last id of the page before."""
    rows, after = _page(view, "Partner", np.arange(view.snapshot.partner_count), limit, cursor)
    items = tuple(view.reference(int(row)) for row in rows)
    return PartnerPage(view.snapshot.as_of, view.snapshot.version, items, after)


def nodes(view: View, label: str, *, text: str = "", owner: str | None = None, limit: int = 50,
          cursor: str | None = None) -> NodePage:
    """Nodes of one kind by id, optionally those whose id or name holds ``text``.

    ``owner`` (patents only): those of one partner. ``cursor``: the last id of the page before.

    Raises
    ------
    InvalidParameter, InvalidCursor, UnknownPartner, AmbiguousName
    """
    rows = np.arange(len(view.snapshot.nodes[label])) if owner is None else _owned(view, owner)
    if text.strip():
        rows = rows[_holds(view.snapshot.nodes[label], text.strip())[rows]]
    rows, after = _page(view, label, rows, limit, cursor)
    items = tuple(node_ref(view, label, int(row)) for row in rows)
    return NodePage(label, view.snapshot.as_of, view.snapshot.version, items, after)


def _page(view: View, label: str, rows: NDArray[np.int64], limit: int,
          cursor: str | None) -> tuple[NDArray[np.int64], str | None]:
    _check_limit(limit)
    ids, start = view.snapshot.nodes[label].ids, 0
    if cursor is not None:
        last = ids.find(cursor)
        if last < 0:
            raise InvalidCursor("This cursor names nothing in the present state of the graph; start again.")
        start = int(np.searchsorted(rows, last, side="right"))
    chosen = rows[start : start + limit]
    return chosen, ids[int(chosen[-1])] if start + limit < len(rows) else None


def _check_limit(limit: int) -> None:
    if not 1 <= limit <= MOST:
        raise InvalidParameter(f"limit is {limit}; it can be 1 to {MOST}.")


def _owned(view: View, owner: str) -> NDArray[np.int64]:
    row, owned = view.row_of(owner), view.layer("patents_of")
    return np.empty(0, np.int64) if owned is None else owned.neighbours(row).astype(np.int64)


def _holds(nodes: Nodes, text: str) -> NDArray[np.bool_]:
    wanted = text.casefold()
    columns = [nodes.ids, nodes.names]
    if isinstance(chinese := nodes.columns.get("name_zh"), Strings):
        columns.append(chinese)
    found = (any(wanted in cell.casefold() for cell in cells) for cells in zip(*columns, strict=True))
    return np.fromiter(found, dtype=bool, count=len(nodes))


# --- one node of another kind ----------------------------------------------------------------------
def node(view: View, label: str, node_id: str, *, limit: int = 50, cursor: str | None = None) -> NodeProfile:
    """One capability, channel or patent: who holds it, strongest first, and what it is related to.

    ``cursor`` is the number of holders on the pages before.

    Raises
    ------
    UnknownNode, InvalidParameter, InvalidCursor
    """
    _check_limit(limit)
    row = view.node_row(label, node_id)
    holders = list(_holders(view, label, row))
    holders.sort(key=lambda each: -each.weight)  # stable: equal weights stay in the order of ids
    if cursor is not None and not (cursor.isascii() and cursor.isdigit() and len(cursor) < 10):
        raise InvalidCursor("This cursor is not one of ours; start again without it.")
    start = int(cursor or 0)
    related = tuple(
        FactRef(tie.table, tie.id, tie.name, None, tie.source, tie.date, tie.recorded_at, tie.confidence)
        for tie in _ties(view, label, row) if tie.kind != "Partner"
    )
    return NodeProfile(
        label, node_ref(view, label, row), view.snapshot.as_of, view.snapshot.version,
        tuple(holders[start : start + limit]), len(holders), related[:limit],
        str(start + limit) if start + limit < len(holders) else None,
    )


def _holders(view: View, label: str, row: int) -> Iterator[Holder]:
    if label == "Patent":
        owners = view.layer("patent_owners")
        for partner in [] if owners is None else owners.neighbours(row).tolist():
            yield _holder(view, partner, 1.0, owners.fact_of(row, partner) if owners else -1)
        return
    layer = view.layer(_HELD_BY[label])
    for partner in [] if layer is None else _rows_tied_to(layer, row).tolist():
        if layer is not None:
            yield _holder(view, partner, layer.weight_of(partner, row), layer.fact_of(partner, row))


def _holder(view: View, partner: int, weight: float, entry: int) -> Holder:
    source, began, recorded, confidence = view.provenance_of(entry)
    return Holder(view.reference(partner), weight, source, began, recorded, confidence)


# --- ties ------------------------------------------------------------------------------------------
def _ties(view: View, label: str, row: int) -> Iterator[Tie]:
    for layer, outgoing, rows, far in _both_ways(view, label, row):
        nodes = view.snapshot.nodes[far]
        for each in rows.tolist():
            here, there = (row, each) if outgoing else (each, row)
            weight = layer.weight_of(here, there)
            source, began, recorded, confidence = view.provenance_of(layer.fact_of(here, there))
            yield Tie(
                layer.name, outgoing, far, nodes.ids[each], nodes.names[each] or None, weight,
                source, began, recorded, confidence,
            )


def _both_ways(view: View, label: str, row: int) -> list[tuple[Layer, bool, NDArray[np.int64], str]]:
    """Layers with ties of a node: (layer, outgoing, rows at the other end, their label), by name."""
    found = []
    for name, layer in sorted(view.snapshot.layers.items()):
        if name in _DERIVED:
            continue
        if layer.source == label and len(layer.neighbours(row)):
            found.append((layer, True, layer.neighbours(row).astype(np.int64), layer.target))
        if layer.target == label and len(rows := _rows_tied_to(layer, row)):
            found.append((layer, False, rows, layer.source))
    return found


def _rows_tied_to(layer: Layer, column: int) -> NDArray[np.int64]:
    positions = np.flatnonzero(layer.indices == column)
    return (np.searchsorted(layer.indptr, positions, side="right") - 1).astype(np.int64)


def _facts(view: View, layer_name: str, row: int, kind: str | None = None) -> tuple[FactRef, ...]:
    layer = view.layer(layer_name)
    if layer is None:
        return ()
    nodes, whose = view.snapshot.nodes[layer.target], view.snapshot.partners.ids[row]
    return tuple(
        FactRef(
            kind or layer_name, nodes.ids[each], nodes.names[each] or None, whose,
            *view.provenance_of(layer.fact_of(row, each)),
        )
        for each in layer.neighbours(row).tolist()
    )


def node_ref(view: View, label: str, row: int) -> NodeRef:
    """A node by row: id, name (None where it has none) and its other known columns."""
    nodes = view.snapshot.nodes[label]
    return NodeRef(nodes.ids[row], nodes.names[row] or None, _attributes(nodes, row))


def _attributes(nodes: Nodes, row: int) -> dict[str, object]:
    return {name: _cell(column, row) for name, column in sorted(nodes.columns.items()) if name != "records"}


def _cell(column: Column, row: int) -> object:
    if isinstance(column, (Strings, Categories)):
        return text_at(column, row)
    value = float(column[row])
    if np.isnan(value):
        return None
    return int(value) if value.is_integer() else value


class Catalogue:
    """The lists and profiles of the facade: ``eco.catalogue.capabilities(text="vision")``."""

    def __init__(self, view_of: Callable[[date | str | None], View], store: Store) -> None:
        self._view_of = view_of
        self._dossiers = Dossiers(store)
        self._finders: Once[str, Finder] = Once(_KEPT_FINDERS)
        self._overviews: Once[str, Overview] = Once(_KEPT_FINDERS)

    def warm_up(self) -> None:
        """Do now what the first list, search and dossier of the last day would have to wait for."""
        self.find(limit=1)
        self.find("查找", limit=1)  # the tables of pinyin are read when somebody searches
        self.overview()
        self._dossiers.warm_up()

    def overview(self, *, as_of: date | str | None = None) -> Overview:
        """How much is on record, about how many, from whom, and whom it is worth asking about."""
        view = self._view_of(as_of)
        return self._overviews.get(view.version, lambda: overview(view))

    def find(self, text: str | None = None, *, country: Sequence[str] = (), kind: Sequence[str] = (),
             industry: Sequence[str] = (), capability: Sequence[str] = (), sort: str = SORTS[0],
             limit: int | None = 50, cursor: str | None = None, facet_size: int = 12,
             as_of: date | str | None = None) -> FoundPartners:
        """Organisations that fit, counted by facets; by ``text`` the best match first, else in the order of ``sort``.

        Values of one facet are alternatives, facets narrow each other. ``cursor``: the last id of the page before;
        ``limit`` None: all at once.

        Raises
        ------
        UnknownNode, InvalidParameter, InvalidCursor
        """
        view = self._view_of(as_of)
        wanted = Wanted(text=(text or "").strip() or None, country=tuple(country), kind=tuple(kind),
                        industry=tuple(industry), capability=tuple(capability), sort=sort, facet_size=facet_size)
        finder = self._finders.get(view.version, lambda: Finder(view))
        return finder.page(wanted, limit=limit, cursor=cursor)

    def partners(self, *, limit: int = 50, cursor: str | None = None,
                 as_of: date | str | None = None) -> PartnerPage:
        """Organisations by id."""
        return partners(self._view_of(as_of), limit=limit, cursor=cursor)

    def partner(self, partner: str, *, as_of: date | str | None = None) -> PartnerProfile:
        """One organisation by id or name."""
        return profile(self._view_of(as_of), partner)

    def dossier(self, partner: str, *, as_of: date | str | None = None) -> Dossier:
        """Everything on record about one organisation, its past partnerships among it, and what is not known."""
        view = self._view_of(as_of)
        return self._dossiers.of(view, profile(view, partner))

    def neighbourhood(self, partner: str, *, limit: int = 200,
                      as_of: date | str | None = None) -> Neighbourhood:
        """Everything that one organisation is tied to."""
        return neighbourhood(self._view_of(as_of), partner, limit=limit)

    def capabilities(self, *, text: str = "", limit: int = 50, cursor: str | None = None,
                     as_of: date | str | None = None) -> NodePage:
        """Capabilities by id, those whose id or name (English or Chinese) holds ``text``."""
        return nodes(self._view_of(as_of), "Capability", text=text, limit=limit, cursor=cursor)

    def capability(self, capability: str, *, limit: int = 50, cursor: str | None = None,
                   as_of: date | str | None = None) -> NodeProfile:
        """One capability with its holders."""
        return node(self._view_of(as_of), "Capability", capability, limit=limit, cursor=cursor)

    def channels(self, *, text: str = "", limit: int = 50, cursor: str | None = None,
                 as_of: date | str | None = None) -> NodePage:
        """Channels by id."""
        return nodes(self._view_of(as_of), "Channel", text=text, limit=limit, cursor=cursor)

    def channel(self, channel: str, *, limit: int = 50, cursor: str | None = None,
                as_of: date | str | None = None) -> NodeProfile:
        """One channel with who uses it."""
        return node(self._view_of(as_of), "Channel", channel, limit=limit, cursor=cursor)

    def patents(self, *, text: str = "", owner: str | None = None, limit: int = 50,
                cursor: str | None = None, as_of: date | str | None = None) -> NodePage:
        """Patents by id, optionally those of one owner."""
        view = self._view_of(as_of)
        return nodes(view, "Patent", text=text, owner=owner, limit=limit, cursor=cursor)

    def patent(self, patent: str, *, limit: int = 50, cursor: str | None = None,
               as_of: date | str | None = None) -> NodeProfile:
        """One patent with its owners, classes and citations."""
        return node(self._view_of(as_of), "Patent", patent, limit=limit, cursor=cursor)
