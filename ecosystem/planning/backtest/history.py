"""Which partnerships were on record at a day, and which began after it? Read from the whole store.

A snapshot holds what is true on its day. A backtest also has to know what was true before and is not
any more, what began later, and which organisations were there already.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecosystem.dates import last_day, stands
from ecosystem.projection import project
from ecosystem.stores.base import Store
from ecosystem.stores.columns import EdgeColumns
from ecosystem.view import View
from scoring.evaluation.temporal import ALWAYS, NEVER, Memberships
from scoring.snapshot import Snapshot, Strings

MEMBERS = "partnership_members"
_IDENTITY = frozenset({"identifiers.partner_id", "partners.parent_id"})
_DATES = ("valid_from", "valid_to", "recorded_at")


def memberships(store: Store, view: View) -> tuple[EdgeColumns, Memberships]:
    """Every membership that a store holds, whatever its dates, with partners as rows of a view.

    Partners that the view does not hold have rows after its own.
    """
    edges = store.edges(MEMBERS)
    partnerships = store.rows("partnerships", ("id", *_DATES))
    days = {}
    for name, empty in zip(_DATES, (ALWAYS, NEVER, ALWAYS), strict=True):
        own = _ordinals(edges.provenance[name].tolist())[edges.facts]
        whole = _ordinals(partnerships[name].tolist())[edges.source]
        # A membership that says nothing itself has the dates of its partnership.
        known = np.where(own >= 0, own, whole)
        days[name] = np.where(known >= 0, known, empty)
    rows = _rows(store.ids("Partner"), view.snapshot)
    return edges, Memberships(
        partnership=edges.source.astype(np.int64), partner=rows[edges.target], begun=days["valid_from"],
        ended=days["valid_to"], known=days["recorded_at"],
        partners=max(view.snapshot.partner_count, int(rows.max(initial=-1)) + 1),
    )


def _ordinals(texts: list[str | None]) -> NDArray[np.int64]:
    """The last day of each date; −1 where there is none."""
    return np.fromiter((-1 if text is None or text != text else _ordinal(text) for text in texts), np.int64, len(texts))


@lru_cache(1 << 16)
def _ordinal(text: str) -> int:
    return last_day(text).toordinal()


def _rows(records: pd.Series[str], snapshot: Snapshot) -> NDArray[np.int64]:
    """The row of each record's partner; new rows at the end for those that are not in the snapshot."""
    row_of = {each: row for row, each in enumerate(snapshot.partners.ids)}
    merged = snapshot.partners.columns.get("records")
    if isinstance(merged, Strings):
        for row, text in enumerate(merged):
            row_of.update((record, row) for record in text.split("\n") if record)
    count = snapshot.partner_count
    found = [row_of.get(record, -1) for record in records.tolist()]
    absent = iter(range(count, count + len(found)))
    return np.array([row if row >= 0 else next(absent) for row in found], dtype=np.int64)


def present(snapshot: Snapshot) -> NDArray[np.bool_]:
    """Of whom anything is on record beside name and identity."""
    there = np.zeros(snapshot.partner_count, dtype=bool)
    for name, layer in snapshot.layers.items():
        if name in _IDENTITY:
            continue
        if layer.source == "Partner":
            there |= np.diff(layer.indptr) > 0
        if layer.target == "Partner":
            there[layer.indices] = True
    return there


def snapshot_with(store: Store, view: View, chosen: NDArray[np.bool_], edges: EdgeColumns, *,
                  remembering: bool) -> Snapshot:
    """The snapshot of a view's day with some memberships only, made by the same projection."""
    told = _Told(store, view.snapshot.as_of, _taken(edges, chosen), remembering)
    found = project(cast("Store", told), view.snapshot.as_of)
    return found


def _taken(edges: EdgeColumns, chosen: NDArray[np.bool_]) -> EdgeColumns:
    return replace(
        edges, source=edges.source[chosen], target=edges.target[chosen], facts=edges.facts[chosen],
        numbers={name: values[chosen] for name, values in edges.numbers.items()},
        texts={name: replace(coded, codes=coded.codes[chosen]) for name, coded in edges.texts.items()},
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """A store as the projection reads it, but for its partnerships."""

    store: Store
    day: date
    members: EdgeColumns
    remembering: bool

    @property
    def commit_seq(self) -> int:
        return self.store.commit_seq

    def ids(self, label: str) -> pd.Series[str]:
        return self.store.ids(label)

    def edges(self, table: str, as_of: date | None = None) -> EdgeColumns:
        return self.members if table == MEMBERS else self.store.edges(table, as_of)

    def rows(self, table: str, columns: tuple[str, ...] | None = None, *, as_of: date | None = None) -> pd.DataFrame:
        if table != "partnerships" or not self.remembering:
            return self.store.rows(table, columns, as_of=as_of)
        frame = self.store.rows(table, columns)
        begun = [stands(since, None, known, self.day)
                 for since, known in zip(frame["valid_from"], frame["recorded_at"], strict=True)]
        return frame[np.array(begun, dtype=bool)].reset_index(drop=True)
