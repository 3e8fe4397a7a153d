"""By what else can organisations be coloured: country, kind, industry, newness, health?

A lens gives each mark a code, -1 where nothing is known; unknown is never drawn as good.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.maps.scene import Array, Lens
from ecosystem.maps.views.sheet import Paper
from ecosystem.view import View
from scoring.risk.matrix import BANDS, Level, level_of_bands
from scoring.snapshot import Categories, Layer, Strings

MOST: Final = 10
"""Colours of a lens of kinds; what is rarer is one colour together."""

_YEARS: Final = (10, 5, 3, 1)  # before the day: where the bins of newness part
_WORST_FIRST: Final = (Level.CRITICAL, Level.HIGH, Level.MEDIUM, Level.LOW)
_DATED: Final = ("ties", "supplies", "partner_capabilities", "partner_channels")

Ints = NDArray[np.int64]


def lenses_of(sheet: Paper, rows: Ints, marks: int) -> tuple[Lens, ...]:
    """All lenses that know something of the partners in ``rows``, who are the first of all ``marks``."""
    found = (country(sheet), kind(sheet), industry(sheet), newness(sheet), health(sheet))
    padded = [_of_rows(lens, rows, marks) for lens in found]
    return tuple(lens for lens in padded if (lens.codes >= 0).any())


def _of_rows(lens: Lens, rows: Ints, marks: int) -> Lens:
    codes = np.full(marks, -1, np.int16)
    codes[: len(rows)] = lens.codes[rows]
    return Lens(lens.name, lens.labels, codes, lens.sequential)


# --- kinds -----------------------------------------------------------------------------------------
def country(sheet: Paper) -> Lens:
    """Where an organisation is at home."""
    return _of_column(sheet, "country")


def kind(sheet: Paper) -> Lens:
    """What it is: a company, an institute …"""
    return _of_column(sheet, "kind")


def industry(sheet: Paper) -> Lens:
    """The topmost line of business above the one that most of it is in."""
    layer, nodes = sheet.view.layer("partner_industries"), sheet.view.snapshot.nodes["Industry"]
    codes = np.full(sheet.view.snapshot.partner_count, -1, np.int64)
    if layer is not None:
        tied = np.flatnonzero(np.diff(layer.indptr))
        first = np.lexsort((layer.indices, -layer.weights, np.repeat(np.arange(len(codes)), np.diff(layer.indptr))))
        codes[tied] = topmost(sheet.view.layer("industries.broader_id"), len(nodes))[
            layer.indices[first[layer.indptr[tied]]]]
    return _commonest(sheet, "industry", codes, lambda row: nodes.names[row] or nodes.ids[row])


def topmost(broader: Layer | None, count: int) -> Ints:
    """The topmost node above each one; itself where nothing is above it. Circles are left where they are met."""
    top = np.arange(count)
    if broader is None:
        return top
    above = np.arange(count)
    tied = np.diff(broader.indptr) > 0
    above[tied] = broader.indices[broader.indptr[:-1][tied]]
    for _ in range(32):
        higher = above[top]
        if (higher == top).all():
            break
        top = higher
    return top


def _of_column(sheet: Paper, name: str) -> Lens:
    column = sheet.view.snapshot.partners.columns.get(name)
    if not isinstance(column, Categories):
        return Lens(name, (), np.full(sheet.view.snapshot.partner_count, -1, np.int16))
    return _commonest(sheet, name, column.codes.astype(np.int64),
                      lambda code: sheet.called(f"{name}.of", column.labels[code]))


def _commonest(sheet: Paper, name: str, codes: Ints, label: Callable[[int], str]) -> Lens:
    """The commonest values in the order of their number; all others are one, the last."""
    known = codes >= 0
    counts = np.bincount(codes[known]) if known.any() else np.zeros(0, np.int64)
    order = np.lexsort((np.arange(len(counts)), -counts))
    order = order[counts[order] > 0]
    kept = order if len(order) <= MOST else order[: MOST - 1]
    place = np.full(len(counts), len(kept), np.int64)
    place[kept] = np.arange(len(kept))
    found = np.full(len(codes), -1, np.int16)
    found[known] = place[codes[known]]
    labels = [label(int(each)) for each in kept]
    if len(kept) < len(order):
        labels.append(sheet.say("lens.others", count=len(order) - len(kept)))
    return Lens(name, tuple(labels), found)


# --- scales ----------------------------------------------------------------------------------------
def newness(sheet: Paper) -> Lens:
    """How long ago the first thing on record about an organisation began: the year of its first fact."""
    year, first = sheet.view.snapshot.as_of.year, first_years(sheet.view)
    bounds = [year - each for each in _YEARS]
    codes = np.where(first > 0, np.searchsorted(bounds, first, side="left"), -1)
    labels = [sheet.say("newness.until", year=str(bounds[0])),
              *(sheet.say("newness.span", first=str(low + 1), last=str(high))
                for low, high in zip(bounds, [*bounds[1:], year], strict=True))]
    return Lens("newness", tuple(labels), codes.astype(np.int16), sequential=True)


def first_years(view: View) -> Ints:
    """Per partner the year in which its first dated fact began; 0 where none has a date."""
    years = _years(view.snapshot.provenance.valid_from)
    latest = np.iinfo(np.int64).max
    first = np.full(view.snapshot.partner_count, latest, np.int64)
    for name in _DATED:
        layer = view.layer(name)
        if layer is None:
            continue
        begun = years[layer.facts] if len(layer.facts) == layer.nnz else np.full(layer.nnz, years[layer.facts[0]])
        begun = np.where(begun > 0, begun, latest)
        np.minimum.at(first, np.repeat(np.arange(layer.shape[0]), np.diff(layer.indptr)), begun)
        if layer.target == "Partner":
            np.minimum.at(first, layer.indices, begun)
    return np.where(first == latest, 0, first)


def _years(begun: Strings) -> Ints:
    """The year of each date of the provenance table, and a 0 that entry -1 finds."""
    return np.array([*(int(text[:4]) if text[:4].isdigit() else 0 for text in begun), 0], np.int64)


def health(sheet: Paper) -> Lens:
    """The worst stated risk of an organisation: likelihood times impact in bands. No statement is unknown."""
    layer, nodes = sheet.view.layer("risks.partner_id"), sheet.view.snapshot.nodes["Risk"]
    codes = np.full(sheet.view.snapshot.partner_count, -1, np.int64)
    likelihood, impact = nodes.columns.get("likelihood"), nodes.columns.get("impact")
    if layer is not None and isinstance(likelihood, np.ndarray) and isinstance(impact, np.ndarray):
        risks = np.repeat(np.arange(layer.shape[0]), np.diff(layer.indptr))
        known = ~np.isnan(likelihood[risks]) & ~np.isnan(impact[risks])
        worst = _badness(likelihood[risks[known]]) * _badness(impact[risks[known]])
        product = np.zeros(len(codes), np.int64)
        np.maximum.at(product, layer.indices[known], worst)
        levels = np.array([-1, *(_WORST_FIRST.index(level_of_bands(each, 1)) for each in range(1, BANDS**2 + 1))])
        codes = levels[product]
    return Lens("health", tuple(sheet.say(f"health.{level}") for level in _WORST_FIRST), codes.astype(np.int16),
                sequential=True)


def _badness(shares: Array) -> Ints:
    """The band of each share, as ``scoring.risk.matrix.band`` cuts them."""
    bands: Ints = np.minimum(BANDS, np.floor(BANDS * np.clip(shares, 0, 1) + 1e-9).astype(np.int64) + 1)
    return bands


