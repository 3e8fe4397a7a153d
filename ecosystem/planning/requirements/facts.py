"""Which fact about a partner speaks to a standard, and what does it say? The latest recorded one counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from ecosystem.answers import FactRef
from ecosystem.answers.requirements import StandardVerdict
from ecosystem.dates import last_day
from ecosystem.errors import InvalidDate
from ecosystem.planning.requirements.reading import Standard, Verdict, judge, measure_key
from ecosystem.view import View, text_at
from scoring.covering.standards import State
from scoring.snapshot import Categories
from scoring.wording import number


@dataclass(frozen=True, slots=True)
class Told:
    """The statement about one partner and one measure that counts, and how many there are in all."""

    row: int  # of the trait
    partner: int
    value: str
    unit: str | None
    count: int = 1

    def __str__(self) -> str:
        return f"{self.value} {self.unit}" if self.unit else self.value


class Facts:
    """What is on record about partners by measure, for the measures of some standards."""

    def __init__(self, view: View, standards: Iterable[Standard]) -> None:
        self._view = view
        self._by_measure = {key: self._told(key) for key in {each.key for each in standards}}

    def about(self, partner: int, standard: Standard) -> Told | None:
        return self._by_measure[standard.key].get(partner)

    def partners(self, standard: Standard) -> Mapping[int, Told]:
        """Every partner of which something is on record."""
        return self._by_measure[standard.key]

    def verdict(self, partner: int, standard: Standard) -> Verdict:
        told = self.about(partner, standard)
        return Verdict(State.UNKNOWN, "Nothing is on record.") if told is None else judge(
            standard, told.value, told.unit)

    def states(self, partner: int, standards: Sequence[Standard]) -> list[State]:
        return [self.verdict(partner, each).state for each in standards]

    def explained(self, partner: int, standard: Standard) -> StandardVerdict:
        """The verdict with the fact behind it."""
        told, verdict = self.about(partner, standard), self.verdict(partner, standard)
        return StandardVerdict(
            standard.measure, standard.operator, standard.value, standard.unit, str(verdict.state), verdict.reason,
            None if told is None else str(told), verdict.amount, _sentence(standard, told, verdict),
            None if told is None else self._fact(told), 0 if told is None else told.count - 1,
        )

    def _fact(self, told: Told) -> FactRef:
        layer, nodes = self._view.layer("traits.partner_id"), self._view.snapshot.nodes["Trait"]
        assert layer is not None
        source, began, recorded, confidence = self._view.provenance_of(layer.fact_of(told.row, told.partner))
        measure = text_at(nodes.columns.get("measure"), told.row)
        return FactRef("traits", nodes.ids[told.row], f"{measure}: {told}", self._view.reference(told.partner).id,
                       source, began, recorded, confidence)

    def _told(self, key: str) -> dict[int, Told]:
        nodes, layer = self._view.snapshot.nodes["Trait"], self._view.layer("traits.partner_id")
        measures = nodes.columns.get("measure")
        if layer is None or not isinstance(measures, Categories):
            return {}
        codes = [code for code, label in enumerate(measures.labels) if measure_key(label) == key]
        values, units = nodes.columns.get("value"), nodes.columns.get("unit")
        found: dict[int, Told] = {}
        ranks: dict[int, tuple[date, date]] = {}
        for row in np.flatnonzero(np.isin(measures.codes, codes)).tolist():
            for partner in layer.neighbours(row).tolist():
                told = Told(row, partner, text_at(values, row) or "", text_at(units, row))
                rank, before = self._rank(layer.fact_of(row, partner)), found.get(partner)
                if before is not None:
                    later = rank >= ranks[partner]
                    count, kept = before.count + 1, told if later else before
                    told = Told(kept.row, partner, kept.value, kept.unit, count)
                    rank = rank if later else ranks[partner]
                found[partner], ranks[partner] = told, rank
        return found

    @cached_property
    def _ranks(self) -> dict[int, tuple[date, date]]:
        return {}

    def _rank(self, entry: int) -> tuple[date, date]:
        """The day on which it was recorded, then the day from which it is true; no day is the first of all."""
        if entry not in self._ranks:
            _, began, recorded, _ = self._view.provenance_of(entry)
            self._ranks[entry] = _day(recorded or began), _day(began)
        return self._ranks[entry]


def _day(text: str | None) -> date:
    try:
        return last_day(text) if text else date.min
    except InvalidDate:
        return date.min


def _sentence(standard: Standard, told: Told | None, verdict: Verdict) -> str:
    if told is None:
        return f"{standard}: unknown, nothing is on record."
    if verdict.state is State.UNKNOWN:
        return f"{standard}: unknown. {verdict.reason}"
    converted = "" if verdict.amount is None or (told.unit or "") == (standard.unit or "") else (
        f", that is {number(verdict.amount)} {standard.unit or ''}".rstrip())
    return f"{standard}: {verdict.state}, on record is {told}{converted}."
