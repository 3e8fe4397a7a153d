"""Which organisations are on record, by what they are and have: a list with facets, counts and an order.

Everything is counted from columns of the snapshot. What a view is counted by (degrees, orders, the
counts of a selection) is kept beside it, because whoever looks through a list asks it again and again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.answers.finding import Facet, FacetValue, Found, FoundPartners
from ecosystem.errors import InvalidCursor, InvalidParameter
from ecosystem.once import Once
from ecosystem.resolve.search import Match
from ecosystem.view import View, text_at
from scoring.snapshot import Categories, Strings

MOST: Final = 1_000
"""The longest page."""

SEARCHED: Final = 200
"""How many of the best matches a search looks at."""

SORTS: Final = ("partners", "name", "capabilities", "patents", "id")
FACETS: Final = ("country", "kind", "industry", "capability")
_TIED: Final = {"industry": ("Industry", "partner_industries"), "capability": ("Capability", "profile")}
_DEGREES: Final = {"partners": "ties", "capabilities": "profile", "patents": "patents_of"}
_KEPT: Final = 64
_ALIASES: Final = 3

Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for: values of one facet are alternatives, facets narrow each other."""

    text: str | None = None
    country: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    industry: tuple[str, ...] = ()
    capability: tuple[str, ...] = ()
    sort: str = SORTS[0]
    facet_size: int = 12

    def __post_init__(self) -> None:
        if self.sort not in SORTS:
            raise InvalidParameter(f"sort is {self.sort[:40]!r}; it can be {', '.join(SORTS)}.")
        if not 1 <= self.facet_size <= MOST:
            raise InvalidParameter(f"facet_size is {self.facet_size}; it can be 1 to {MOST}.")

    def chosen(self, facet: str) -> tuple[str, ...]:
        values: tuple[str, ...] = getattr(self, facet)
        return values


@dataclass(frozen=True, slots=True)
class _Listed:
    """A selection: its rows in order, and its facets."""

    rows: Rows
    facets: tuple[Facet, ...]
    matches: Mapping[int, Match]


class Finder:
    """The lists of one view."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._degrees = {name: self._degree(layer) for name, layer in _DEGREES.items()}
        self._orders: Once[str, Rows] = Once(len(SORTS))
        self._masks: Once[tuple[str, tuple[str, ...]], Mask] = Once(_KEPT)
        self._lists: Once[Wanted, _Listed] = Once(_KEPT)

    def page(self, wanted: Wanted, *, limit: int | None, cursor: str | None) -> FoundPartners:
        """A page of a list; ``cursor`` is the id of the last organisation before it. Without limit: all of it.

        Raises
        ------
        UnknownNode, InvalidParameter, InvalidCursor
        """
        if limit is not None and not 1 <= limit <= MOST:
            raise InvalidParameter(f"limit is {limit}; it can be 1 to {MOST}.")
        listed = self._lists.get(wanted, lambda: self._listed(wanted))
        start = self._place_after(listed.rows, cursor)
        stop = len(listed.rows) if limit is None else start + limit
        chosen, view = listed.rows[start:stop], self._view
        return FoundPartners(
            query=wanted.text, as_of=view.snapshot.as_of, snapshot=view.version,
            sort=wanted.sort if wanted.text is None else "match",
            items=tuple(self._found(row, listed.matches.get(row)) for row in chosen.tolist()),
            start=start, total=len(listed.rows), known=view.snapshot.partner_count,
            searched=None if wanted.text is None else SEARCHED, facets=listed.facets,
            next=view.snapshot.partners.ids[int(chosen[-1])] if stop < len(listed.rows) else None,
        )

    def facets_among(self, among: Mask, wanted: Wanted) -> tuple[Facet, ...]:
        """The facets of a selection that somebody else made: of those who may be proposed, say."""
        masks = {facet: self._mask(facet, wanted.chosen(facet)) for facet in FACETS if wanted.chosen(facet)}
        return tuple(self._facet(facet, _all_of(among, masks, but=facet), wanted) for facet in FACETS)

    def _place_after(self, rows: Rows, cursor: str | None) -> int:
        if cursor is None:
            return 0
        place = np.flatnonzero(rows == self._view.snapshot.partners.ids.find(cursor))
        if not len(place):
            raise InvalidCursor("This page goes on after an organisation that is not in the list; start again.")
        return int(place[0]) + 1

    def _found(self, row: int, match: Match | None) -> Found:
        aliases = text_at(self._view.snapshot.partners.columns.get("aliases"), row) or ""
        partners, capabilities, patents = (int(self._degrees[name][row]) for name in _DEGREES)
        found = Found(self._view.reference(row), tuple(aliases.split(";")[:_ALIASES]) if aliases else (),
                      partners, capabilities, patents)
        if match is None:
            return found
        return replace(found, score=match.score, matched=match.matched, reason=str(match.reason))

    # --- selecting ---------------------------------------------------------------------------------
    def _listed(self, wanted: Wanted) -> _Listed:
        matches = {} if wanted.text is None else {each.row: each for each in self._view.search(wanted.text, SEARCHED)}
        masks = {facet: self._mask(facet, wanted.chosen(facet)) for facet in FACETS if wanted.chosen(facet)}
        everybody = np.ones(self._view.snapshot.partner_count, dtype=bool)
        if wanted.text is not None:
            everybody[:] = False
            everybody[list(matches)] = True
        facets = tuple(self._facet(facet, _all_of(everybody, masks, but=facet), wanted) for facet in FACETS)
        inside = _all_of(everybody, masks)
        order = self._order(wanted.sort) if wanted.text is None else np.fromiter(matches, np.int64, len(matches))
        return _Listed(order[inside[order]], facets, matches)

    def _mask(self, facet: str, values: tuple[str, ...]) -> Mask:
        return self._masks.get((facet, values), lambda: self._made_mask(facet, values))

    def _made_mask(self, facet: str, values: tuple[str, ...]) -> Mask:
        mask = np.zeros(self._view.snapshot.partner_count, dtype=bool)
        if facet not in _TIED:
            column = self._view.snapshot.partners.columns.get(facet)
            if isinstance(column, Categories):
                for value in values:
                    mask |= column.mask(value)
            return mask
        label, name = _TIED[facet]
        rows, layer = [self._view.node_row(label, value) for value in values], self._view.layer(name)
        if layer is not None:
            owners = np.repeat(np.arange(len(mask)), np.diff(layer.indptr))
            mask[owners[np.isin(layer.indices, rows)]] = True
        return mask

    # --- counting ----------------------------------------------------------------------------------
    def _facet(self, facet: str, among: Mask, wanted: Wanted) -> Facet:
        counts, unknown = self._counts(facet, among)
        chosen = set(wanted.chosen(facet))
        ranked = np.argsort(-counts, kind="stable")
        ranked = ranked[counts[ranked] > 0]
        shown = ranked[: wanted.facet_size].tolist()
        names = dict(self._named(facet, shown))
        values = [FacetValue(*names[code], int(counts[code]), names[code][0] in chosen) for code in shown]
        rest = chosen - {each.value for each in values}
        values += [self._rare(facet, value, counts) for value in sorted(rest)]
        return Facet(facet, tuple(values), len(ranked) - len(shown), unknown)

    def _counts(self, facet: str, among: Mask) -> tuple[NDArray[np.int64], int]:
        """Per value how many of these have it, and how many have none."""
        if facet not in _TIED:
            column = self._view.snapshot.partners.columns.get(facet)
            if not isinstance(column, Categories):
                return np.zeros(0, np.int64), int(among.sum())
            codes = column.codes[among]
            return np.bincount(codes[codes >= 0], minlength=len(column.labels)), int((codes < 0).sum())
        layer = self._view.layer(_TIED[facet][1])
        if layer is None:
            return np.zeros(0, np.int64), int(among.sum())
        degrees = np.diff(layer.indptr)
        counts = np.bincount(layer.indices[np.repeat(among, degrees)], minlength=layer.columns)
        return counts, int((degrees[among] == 0).sum())

    def _named(self, facet: str, codes: list[int]) -> Iterator[tuple[int, tuple[str, str | None]]]:
        if facet in _TIED:
            nodes = self._view.snapshot.nodes[_TIED[facet][0]]
            yield from ((code, (nodes.ids[code], nodes.names[code] or None)) for code in codes)
            return
        column = self._view.snapshot.partners.columns.get(facet)
        yield from ((code, (column.labels[code], None)) for code in codes if isinstance(column, Categories))

    def _rare(self, facet: str, value: str, counts: NDArray[np.int64]) -> FacetValue:
        """A chosen value that is not among the commonest, or that nobody has."""
        if facet in _TIED:
            label = _TIED[facet][0]
            row, nodes = self._view.node_row(label, value), self._view.snapshot.nodes[label]
            return FacetValue(value, nodes.names[row] or None, int(counts[row]) if len(counts) else 0, True)
        column = self._view.snapshot.partners.columns.get(facet)
        code = column.labels.find(value) if isinstance(column, Categories) else -1
        return FacetValue(value, None, int(counts[code]) if code >= 0 else 0, True)

    # --- ordering ----------------------------------------------------------------------------------
    def _degree(self, name: str) -> NDArray[np.int64]:
        layer = self._view.layer(name)
        if layer is None:
            return np.zeros(self._view.snapshot.partner_count, np.int64)
        return np.diff(layer.indptr)

    def _order(self, sort: str) -> Rows:
        return self._orders.get(sort, lambda: self._made_order(sort))

    def _made_order(self, sort: str) -> Rows:
        if sort in self._degrees:
            return np.argsort(-self._degrees[sort], kind="stable")
        if sort == "name":
            return np.array(_by_name(self._view.snapshot.partners.names), dtype=np.int64)
        return np.arange(self._view.snapshot.partner_count, dtype=np.int64)


def _by_name(names: Strings) -> list[int]:
    """Rows by name without regard to case; equal names by id."""
    keys = [name.casefold() for name in names]
    return sorted(range(len(keys)), key=keys.__getitem__)


def _all_of(everybody: Mask, masks: Mapping[str, Mask], *, but: str = "") -> Mask:
    found = everybody.copy()
    for facet, mask in masks.items():
        if facet != but:
            found &= mask
    return found
