"""What is an organisation like, as far as somebody has said: which statement about a trait stands?

Several sources may speak of one trait. The statement that began last stands, then the one that was
recorded last, then the surer one, then the first by id. A value that cannot be read (a number that is
none, a unit that is not known, a word outside the scale) is as good as unknown and is never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.base import Fact
from scoring.snapshot import Categories, Snapshot, Strings

LAYER: Final = "traits.partner_id"

MONTHS: Final[Mapping[str, float]] = {
    "": 1.0, "month": 1.0, "months": 1.0, "月": 1.0, "个月": 1.0, "week": 84 / 365.25, "weeks": 84 / 365.25,
    "day": 12 / 365.25, "days": 12 / 365.25, "quarter": 3.0, "quarters": 3.0, "year": 12.0, "years": 12.0, "年": 12.0,
}
"""How many months a unit of time has; no unit means months."""

YEARS: Final[Mapping[str, float]] = {unit: months / 12 for unit, months in MONTHS.items()} | {"": 1.0}
"""The same in years; no unit means years."""


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """The traits of a snapshot.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> traits = Traits.of(tiny_snapshot(traits={"a": {"rd_cycle_months": "18"}, "b": {"culture": "wolf"}}))
    >>> traits.numbers("rd_cycle_months", MONTHS).tolist(), traits.words("culture")
    ([18.0, nan], [None, 'wolf'])
    """

    snapshot: Snapshot
    _owners: NDArray[np.int64]  # per trait: row of the partner, -1 where there is none
    _rank: NDArray[np.int64]  # per trait: the higher, the later and surer

    @classmethod
    def of(cls, snapshot: Snapshot) -> Traits:
        layer = snapshot.layers.get(LAYER)
        count = len(snapshot.nodes["Trait"]) if "Trait" in snapshot.nodes else 0
        owners, rank = np.full(count, -1, dtype=np.int64), np.zeros(count, dtype=np.int64)
        if layer is not None:
            filled = np.flatnonzero(np.diff(layer.indptr))
            owners[filled] = layer.indices[layer.indptr[filled]]
            facts = np.array([layer.fact_at(int(layer.indptr[row])) for row in filled], dtype=np.int64)
            rank[filled] = _preference(snapshot, facts)
        return cls(snapshot, owners, rank)

    def stated(self, measure: str) -> NDArray[np.int64]:
        """Per partner the row of the trait that stands, -1 where nobody has said anything."""
        found = np.full(self.snapshot.partner_count, -1, dtype=np.int64)
        column = self.snapshot.nodes["Trait"].columns.get("measure") if len(self._owners) else None
        if isinstance(column, Categories):
            rows = np.flatnonzero(column.mask(measure) & (self._owners >= 0))
            order = rows[np.lexsort((-rows, self._rank[rows]))]
            found[self._owners[order]] = order  # of doubled ones the last one written stands
        return found

    def numbers(self, measure: str, units: Mapping[str, float]) -> NDArray[np.float64]:
        """The trait as a number above 0 in one unit; NaN where it is unknown or cannot be read."""
        values = np.full(self.snapshot.partner_count, np.nan)
        for partner, row in _there(self.stated(measure)):
            values[partner] = _positive(self.text(row)) * units.get(self.unit(row), np.nan)
        return values

    def words(self, measure: str) -> list[str | None]:
        """The trait as a word in lower case, None where it is unknown."""
        found: list[str | None] = [None] * self.snapshot.partner_count
        for partner, row in _there(self.stated(measure)):
            found[partner] = self.text(row).lower() or None
        return found

    def text(self, row: int) -> str:
        """What a trait says, as its source wrote it."""
        column = self.snapshot.nodes["Trait"].columns.get("value")
        return column[row].strip() if isinstance(column, Strings) else ""

    def unit(self, row: int) -> str:
        column = self.snapshot.nodes["Trait"].columns.get("unit")
        return (column[row] or "").strip().lower() if isinstance(column, Categories) else ""

    def fact(self, row: int) -> Fact:
        """A trait as a fact that can be looked up."""
        layer, partner = self.snapshot.layer(LAYER), int(self._owners[row])
        return Fact("traits", self.snapshot.nodes["Trait"].ids[row], layer.fact_of(row, partner), partner)


def _there(rows: NDArray[np.int64]) -> list[tuple[int, int]]:
    partners = np.flatnonzero(rows >= 0)
    return list(zip(partners.tolist(), rows[partners].tolist(), strict=True))


def _positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return float("nan")
    return value if value > 0 and isfinite(value) else float("nan")


def _preference(snapshot: Snapshot, facts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place of each entry of the provenance among these by (began, recorded, confidence); -1 for none."""
    table = snapshot.provenance
    keys = {}
    for entry in np.unique(facts[facts >= 0]).tolist():
        began, recorded, sure = table.valid_from[entry], table.recorded_at[entry], float(table.confidence[entry])
        # A year counts from its end on, so it comes after its months: "~" sorts after digits and dashes.
        keys[entry] = (began + "~" if began else "", recorded + "~" if recorded else "", -1.0 if sure != sure else sure)
    places = {key: place for place, key in enumerate(sorted(set(keys.values())))}
    return np.array([places[keys[entry]] if entry >= 0 else -1 for entry in facts.tolist()], dtype=np.int64)
