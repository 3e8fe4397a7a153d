"""What every question about risks stands on: one view, made ready once for all candidates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ecosystem.dates import last_day
from ecosystem.planning.risks.listed import Listed
from ecosystem.projection_risks import ENDED, ENDED_OF, INPUT_SUPPLIERS, INPUTS_OF
from ecosystem.view import View, number_at, text_at
from scoring.base import Fact
from scoring.hierarchy import Hierarchy
from scoring.needs import Levels, Needs
from scoring.postings import postings_of
from scoring.snapshot import PROFILE, TIES, Layer


class Said(NamedTuple):
    """A statement about a partner: a trait or a risk, with who said so and until when."""

    table: str
    row: int
    id: str
    kind: str  # of a risk; of a trait its measure
    value: str | None  # of a trait
    unit: str | None
    likelihood: float | None
    impact: float | None
    owner: str | None
    note: str | None
    source: str | None
    valid_from: str | None
    valid_to: str | None
    recorded_at: str | None
    fact: int
    partner: int

    @property
    def learned(self) -> str | None:
        """When it was learned, or since when it is true where nobody says when it was learned."""
        return self.recorded_at or self.valid_from

    def as_fact(self) -> Fact:
        return Fact(self.table, self.id, self.fact, self.partner)


@dataclass
class Ground:
    """A view and what the panorama derives from it; each part is made when it is first asked for."""

    view: View

    @property
    def as_of(self) -> date:
        return self.view.snapshot.as_of

    @cached_property
    def upstream(self) -> Layer | None:
        """From an organisation to those that supply it."""
        return _turned(self.view.layer("supplies"))

    @cached_property
    def listed(self) -> Listed:
        return Listed(self.view)

    @cached_property
    def needs(self) -> Needs:
        return Needs.of(self.view.snapshot)

    @cached_property
    def levels(self) -> Levels | None:
        layer = self.view.layer(PROFILE)
        return None if layer is None else Levels(postings_of(layer), Hierarchy.of(self.view.snapshot))

    @property
    def ties(self) -> Layer | None:
        return self.view.layer(TIES)

    @property
    def inputs(self) -> Layer | None:
        return self.view.layer(INPUTS_OF)

    @property
    def input_suppliers(self) -> Layer | None:
        return self.view.layer(INPUT_SUPPLIERS)

    @cached_property
    def _risks(self) -> Layer | None:
        return _turned(self.view.layer("risks.partner_id"))

    @cached_property
    def _ended(self) -> Layer | None:
        return _turned(self.view.layer(ENDED_OF))

    @cached_property
    def _traits(self) -> Layer | None:
        return _turned(self.view.layer("traits.partner_id"))

    @cached_property
    def barriers(self) -> dict[tuple[str, str], list[int]]:
        """Rows of trade barriers by exporter and importer."""
        nodes = self.view.snapshot.nodes["TradeBarrier"]
        found: dict[tuple[str, str], list[int]] = {}
        for row in range(len(nodes)):
            ends = [text_at(nodes.columns.get(f"{end}_country"), row) or "" for end in ("exporter", "importer")]
            found.setdefault((ends[0].upper(), ends[1].upper()), []).append(row)
        return found

    def risks_of(self, partner: int) -> list[Said]:
        """Risks that stand, the newest first."""
        return self._said("risks", "Risk", self._risks, partner)

    def ended_of(self, partner: int) -> list[Said]:
        """Risks that were stated once and are over, the newest first."""
        return self._said("risks", ENDED, self._ended, partner)

    def traits_of(self, partner: int) -> list[Said]:
        """Traits that stand, the newest first."""
        return self._said("traits", "Trait", self._traits, partner)

    def country_of(self, partner: int) -> str | None:
        found = text_at(self.view.snapshot.partners.columns.get("country"), partner)
        return found.upper() if found else None

    def name_of(self, partner: int) -> str:
        return self.view.reference(partner).name

    def age(self, day: str | None) -> int | None:
        """Days from the last day of a date to the day of the question."""
        return None if not day else max(0, (self.as_of - last_day(day)).days)

    def _said(self, table: str, label: str, layer: Layer | None, partner: int) -> list[Said]:
        if layer is None:
            return []
        found = [self._statement(table, label, layer, partner, row) for row in layer.neighbours(partner).tolist()]
        # Stable, so that of two learned on one day the smaller id stands first.
        return sorted(found, key=lambda each: each.learned or "", reverse=True)

    def _statement(self, table: str, label: str, layer: Layer, partner: int, row: int) -> Said:
        nodes = self.view.snapshot.nodes[label]
        entry = layer.fact_of(partner, row)
        source, begin, recorded, _ = self.view.provenance_of(entry)
        end = (self.view.snapshot.provenance.valid_to[entry] or None) if entry >= 0 else None
        cell = {name: text_at(nodes.columns.get(name), row) for name in ("kind", "measure", "value", "unit", "owner",
                                                                          "note")}
        share = {name: number_at(nodes.columns.get(name), row) for name in ("likelihood", "impact")}
        return Said(
            table, row, nodes.ids[row], cell["kind"] or cell["measure"] or "", cell["value"], cell["unit"],
            share["likelihood"], share["impact"], cell["owner"], cell["note"], source, begin, end, recorded, entry,
            partner,
        )


def _turned(layer: Layer | None) -> Layer | None:
    """A layer read from its far end."""
    if layer is None:
        return None
    rows = np.repeat(np.arange(layer.shape[0]), np.diff(layer.indptr))
    facts = layer.facts if len(layer.facts) == layer.nnz else np.broadcast_to(layer.facts, layer.nnz)
    order = np.lexsort((rows, layer.indices))
    return Layer.of(layer.name, layer.target, layer.source, layer.shape[::-1], layer.indices[order], rows[order],
                    layer.weights[order], facts[order])
