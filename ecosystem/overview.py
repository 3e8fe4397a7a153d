"""How much is on record, about how many organisations, from which sources, and whom is it worth asking about?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.answers.dossier import SourceCount
from ecosystem.answers.overview import Coverage, Example, Overview
from ecosystem.view import View
from scoring.snapshot import Categories, Column, Layer, Strings

_COUNTED: Final = ("Partner", "Capability", "Industry", "Channel", "Patent", "Partnership", "Programme", "Strategy",
                   "Need")
_ATTRIBUTES: Final = ("country", "kind", "founded", "size", "website", "lei")
_TABLES: Final = ("partner_capabilities", "partner_industries", "partner_channels", "patent_owners",
                  "partnership_members", "supplies", "programme_members", "strategies.partner_id", "traits.partner_id",
                  "risks.partner_id", "identifiers.partner_id", "partners.parent_id")
_DERIVED: Final = frozenset({"profile", "ties", "patents_of"})


def overview(view: View) -> Overview:
    """The whole of a day."""
    snapshot = view.snapshot
    return Overview(
        as_of=snapshot.as_of, snapshot=view.version,
        counts={label: len(snapshot.nodes[label]) for label in _COUNTED if label in snapshot.nodes},
        coverage=tuple(_coverage(view)), sources=_sources(view), examples=tuple(_examples(view)),
    )


def _coverage(view: View) -> Iterator[Coverage]:
    count = view.snapshot.partner_count
    for name in _ATTRIBUTES:
        column = view.snapshot.partners.columns.get(name)
        known = 0 if column is None else int(_known(column).sum())
        yield _share(f"partners.{name}", known, known, count)
    for name in _TABLES:
        layer = view.layer(name)
        about = 0 if layer is None else int(_told_about(layer, count).sum())
        yield _share(name.partition(".")[0] if name != "partners.parent_id" else name,
                     0 if layer is None else layer.nnz, about, count)


def _share(table: str, facts: int, organisations: int, count: int) -> Coverage:
    return Coverage(table, facts, organisations, organisations / count if count else None)


def _known(column: Column) -> NDArray[np.bool_]:
    if isinstance(column, Categories):
        return np.asarray(column.codes >= 0)
    if isinstance(column, Strings):
        return np.asarray(np.diff(column.offsets) > 0)
    return ~np.isnan(column)


def _told_about(layer: Layer, count: int) -> NDArray[np.bool_]:
    """Of whom a layer says anything, at either of its ends."""
    about = np.zeros(count, dtype=bool)
    if layer.source == "Partner":
        about |= np.diff(layer.indptr) > 0
    if layer.target == "Partner" and layer.name != "partners.parent_id":
        about[layer.indices] = True
    return about


def _sources(view: View) -> tuple[SourceCount, ...]:
    """Facts by who says them, from all layers that a table fills."""
    table = view.snapshot.provenance
    counts = np.zeros(len(table), np.int64)
    silent = 0
    for name, layer in view.snapshot.layers.items():
        if name in _DERIVED or not len(layer.facts):
            continue
        entries = layer.facts if len(layer.facts) == layer.nnz else np.repeat(layer.facts[:1], layer.nnz)
        counts += np.bincount(entries[entries >= 0], minlength=len(table))
        silent += int((entries < 0).sum())
    found: dict[str | None, tuple[int, str]] = {None: (silent, "")}
    for entry in np.flatnonzero(counts).tolist():
        source = table.sources[entry] or None
        day = table.recorded_at[entry] or table.valid_from[entry]
        facts, last = found.get(source, (0, ""))
        found[source] = facts + int(counts[entry]), max(last, day)
    ranked = sorted(found.items(), key=lambda each: (each[0] is None, -each[1][0], each[0] or ""))
    return tuple(SourceCount(source, facts, last or None) for source, (facts, last) in ranked if facts)


def _examples(view: View) -> Iterator[Example]:
    """For each question an organisation that much can be said about."""
    for question, counts in (("candidates", _degrees(view, "ties")), ("requirements", _needs(view)),
                             ("opportunities", _degrees(view, "profile"))):
        if len(counts) and counts.max() > 0:
            row = int(np.argmax(counts))
            yield Example(question, view.reference(row), int(counts[row]))


def _degrees(view: View, name: str) -> NDArray[np.int64]:
    layer = view.layer(name)
    return np.zeros(0, np.int64) if layer is None else np.diff(layer.indptr)


def _needs(view: View) -> NDArray[np.int64]:
    """Needs of every organisation, by the strategies that it pursues."""
    owners, parts = view.layer("strategies.partner_id"), view.layer("needs.strategy_id")
    if owners is None or parts is None:
        return np.zeros(0, np.int64)
    per_strategy = np.bincount(parts.indices, minlength=parts.columns)
    strategies = np.repeat(np.arange(len(owners.indptr) - 1), np.diff(owners.indptr))
    return np.bincount(owners.indices, weights=per_strategy[strategies], minlength=owners.columns).astype(np.int64)
