"""What is on record about one organisation, who says so, and what nobody says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from ecosystem.answers import PartnerProfile
from ecosystem.answers.dossier import (
    ClassCount,
    Dossier,
    Held,
    IdentifierNote,
    PartnershipNote,
    PatentNote,
    RecordNote,
    SourceCount,
)
from ecosystem.dates import last_day
from ecosystem.partnerships import Partnerships
from ecosystem.stores.base import Store
from ecosystem.view import View, text_at

_LATEST: Final = 10
_CLASSES: Final = 12
_DAYS: Final = ("recorded_at", "date", "began", "filed")  # the day of a fact: the first of these that it has
_IDENTITY: Final = ("country", "kind", "founded", "size", "website", "lei")
_PORTFOLIO: Final = ("capabilities", "industries", "channels", "patents", "partnerships", "needs")


class Dossiers:
    """Dossiers from views of a store; the store is asked for records and past partnerships."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._partnerships = Partnerships(store)

    def warm_up(self) -> None:
        """Read what every dossier needs of the store."""
        self._partnerships.warm_up()

    def of(self, view: View, known: PartnerProfile) -> Dossier:
        """Everything about the organisation of a profile."""
        row = view.snapshot.partners.ids.find(known.partner.id)
        partnerships = self._partnerships.of(view, row, known.records)
        top = view.ultimate_parent(row)
        capabilities = tuple(_held(view, "profile", row, declared="partner_capabilities"))
        industries, channels = (tuple(_held(view, name, row)) for name in ("partner_industries", "partner_channels"))
        records = tuple(self._records(known.records))
        identifiers = tuple(_identifiers(view, row))
        patents = tuple(_patents(view, row))
        return Dossier(
            partner=known.partner, as_of=known.as_of, snapshot=known.snapshot,
            attributes={name: value for name, value in known.attributes.items() if name != "aliases"},
            aliases=_aliases(known), records=records, identifiers=identifiers, parent=known.parent,
            ultimate_parent=None if top == row else view.reference(top), subsidiaries=known.subsidiaries,
            capabilities=capabilities, industries=industries, channels=channels, patents=known.patents,
            latest_patents=patents[:_LATEST], patent_classes=tuple(_classes(view, row)), partners=known.partners,
            standing=sum(each.ended is None for each in partnerships),
            ended=sum(each.ended is not None for each in partnerships),
            partnerships=partnerships, needs=known.needs,
            sources=_sources((*records, *identifiers, *capabilities, *industries, *channels, *partnerships, *patents)),
            unknown=tuple(_unknown(known, partnerships)),
        )

    def _records(self, ids: Iterable[str]) -> Iterator[RecordNote]:
        for each in ids:
            found = self._store.record("Partner", each) or {}
            said = {name: value if isinstance(value, str) else None for name, value in found.items()}
            yield RecordNote(each, said.get("name") or each, said.get("source"), said.get("recorded_at"))


def _aliases(known: PartnerProfile) -> tuple[str, ...]:
    listed = known.attributes.get("aliases")
    return tuple(listed.split(";")) if isinstance(listed, str) and listed else ()


def _held(view: View, name: str, row: int, declared: str | None = None) -> Iterator[Held]:
    """The ties of a row in one layer, the heaviest first."""
    layer, stated = view.layer(name), view.layer(declared) if declared else None
    if layer is None:
        return
    nodes, span = view.snapshot.nodes[layer.target], layer.span(row)
    columns, weights = layer.indices[span], layer.weights[span]
    for place in np.lexsort((columns, -weights)).tolist():
        column = int(columns[place])
        source, began, recorded, confidence = view.provenance_of(layer.fact_at(span.start + place))
        own = stated.position_of(row, column) if stated is not None else -1
        yield Held(
            nodes.ids[column], nodes.names[column] or None, float(weights[place]),
            float(stated.weights[own]) if stated is not None and own >= 0 else None,
            source, began, recorded, confidence,
        )


def _identifiers(view: View, row: int) -> Iterator[IdentifierNote]:
    owners, nodes = view.layer("identifiers.partner_id"), view.snapshot.nodes["Identifier"]
    if owners is None:
        return
    for place in np.flatnonzero(owners.indices == row).tolist():
        statement = int(np.searchsorted(owners.indptr, place, side="right")) - 1
        source, _, recorded, _ = view.provenance_of(owners.fact_at(place))
        scheme, value = (text_at(nodes.columns.get(name), statement) for name in ("scheme", "value"))
        yield IdentifierNote(scheme or "", value or "", source, recorded)


def _patents(view: View, row: int) -> Iterator[PatentNote]:
    """Patents of an organisation, the latest filed first."""
    owned, nodes = view.layer("patents_of"), view.snapshot.nodes["Patent"]
    if owned is None:
        return
    filed, granted, title = (nodes.columns.get(name) for name in ("filed", "granted", "title"))
    rows = sorted(owned.neighbours(row).tolist(), key=lambda each: (text_at(filed, each) or "", -each), reverse=True)
    for each in rows:
        source = view.provenance_of(owned.fact_of(row, each))[0]
        # A patent is on record before it is granted; a grant of a later day is not known yet.
        given = text_at(granted, each)
        is_known = given is not None and last_day(given) <= view.snapshot.as_of
        yield PatentNote(nodes.ids[each], nodes.names[each] or text_at(title, each), text_at(filed, each),
                         given if is_known else None, source)


def _classes(view: View, row: int) -> Iterator[ClassCount]:
    """Capabilities that most of the patents are classified under."""
    owned, classes = view.layer("patents_of"), view.layer("patent_classes")
    if owned is None or classes is None:
        return
    under = [classes.neighbours(int(each)) for each in owned.neighbours(row)]
    counts = np.bincount(np.concatenate([np.zeros(0, np.int64), *under]).astype(np.int64), minlength=classes.columns)
    nodes = view.snapshot.nodes["Capability"]
    for code in np.argsort(-counts, kind="stable")[:_CLASSES].tolist():
        if counts[code]:
            yield ClassCount(nodes.ids[code], nodes.names[code] or None, int(counts[code]))


def _sources(facts: Iterable[object]) -> tuple[SourceCount, ...]:
    """Who said how much, the most talkative first."""
    counts: dict[str | None, int] = {}
    days: dict[str | None, str] = {}
    for each in facts:
        source = getattr(each, "source", None)
        counts[source] = counts.get(source, 0) + 1
        day = next((found for name in _DAYS if (found := getattr(each, name, None))), None)
        if day is not None:
            days[source] = max(days.get(source, ""), day)
    ranked = sorted(counts, key=lambda source: (source is None, -counts[source], source or ""))
    return tuple(SourceCount(source, counts[source], days.get(source)) for source in ranked)


def _unknown(known: PartnerProfile, partnerships: tuple[PartnershipNote, ...]) -> Iterator[str]:
    """Attributes and parts of the portfolio that nothing is on record about."""
    yield from (name for name in _IDENTITY if known.attributes.get(name) in (None, ""))
    held = {"capabilities": known.capabilities, "industries": known.industries, "channels": known.channels,
            "patents": known.patents, "partnerships": partnerships, "needs": known.needs}
    yield from (name for name in _PORTFOLIO if not held[name])
