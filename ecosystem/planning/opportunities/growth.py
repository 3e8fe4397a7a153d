"""How fast does the number of organisations that have a capability grow?"""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.dates import last_day
from ecosystem.view import View
from scoring.snapshot import Column, Strings

YEARS: Final = 3
"""How far back the number of holders is compared with."""


def holders_growth(view: View) -> NDArray[np.float64]:
    """Yearly growth per capability: ``ln((h_now + 1) / (h_then + 1)) / 3``, NaN where no holding has a date.

    A holding is an organisation with a capability on record at ``as_of``; it began with its first dated
    statement or patent. What is over by ``as_of`` is not counted in either number, so this is the growth
    by newcomers. A holding without any date is left out.
    """
    classes = len(view.snapshot.nodes["Capability"])
    then = _years_before(view.snapshot.as_of)
    keys, began = (np.concatenate(parts) for parts in zip(_declared(view, then), _patented(view, then), strict=True))
    holdings, position = np.unique(keys, return_inverse=True)
    early = np.zeros(len(holdings), dtype=bool)
    np.logical_or.at(early, position, began)
    of_class = holdings % max(classes, 1)
    now = np.bincount(of_class, minlength=classes).astype(np.float64)
    before = np.bincount(of_class[early], minlength=classes)
    growth = np.log((now + 1) / (before + 1)) / YEARS
    return np.where(now > 0, growth, np.nan)


Holdings = tuple[NDArray[np.int64], NDArray[np.bool_]]
"""Organisation and capability as one number, and whether the statement was true by then."""


def _declared(view: View, then: date) -> Holdings:
    layer = view.layer("partner_capabilities")
    if layer is None or not len(view.snapshot.provenance):
        return np.zeros(0, np.int64), np.zeros(0, bool)
    known, began = _by(view.snapshot.provenance.valid_from, then)
    entries = layer.facts if len(layer.facts) == layer.nnz else np.repeat(layer.facts[:1], layer.nnz)
    rows = np.repeat(np.arange(layer.shape[0]), np.diff(layer.indptr))
    dated = (entries >= 0) & known[entries]
    return rows[dated] * layer.columns + layer.indices[dated], began[entries[dated]]


def _patented(view: View, then: date) -> Holdings:
    owners, classes = view.layer("patent_owners"), view.layer("patent_classes")
    if owners is None or classes is None:
        return np.zeros(0, np.int64), np.zeros(0, bool)
    known, began = _by(view.snapshot.nodes["Patent"].columns.get("filed"), then)
    many = np.diff(classes.indptr)
    patents = np.repeat(np.arange(owners.shape[0]), np.diff(owners.indptr))
    times = many[patents]
    starts = np.repeat(classes.indptr[patents] - np.concatenate([[0], np.cumsum(times)[:-1]]), times)
    found = classes.indices[starts + np.arange(times.sum())]
    keys = np.repeat(owners.indices, times).astype(np.int64) * classes.columns + found
    patent = np.repeat(patents, times)
    dated = known[patent] if len(known) else np.zeros(len(patent), dtype=bool)
    return keys[dated], began[patent[dated]]


def _by(column: Column | None, then: date) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which texts are dates, and which of these are over by then."""
    if not isinstance(column, Strings):
        return np.zeros(0, bool), np.zeros(0, bool)
    texts = list(column)
    over = {text: last_day(text) <= then for text in set(texts) if text}
    return np.array([bool(text) for text in texts], bool), np.array([over.get(text, False) for text in texts], bool)


def _years_before(day: date) -> date:
    if day.year <= YEARS:
        return date.min
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return date(day.year - YEARS, day.month, last)
