"""What ties organisations on the ground: partnerships, supplies, parents, and what they hold that few others do.

Nodes of the network are the partners, by row, and behind them capabilities, channels, programmes and
industries. Organisations of which nothing but the last three is on record are tied by those.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ecosystem.view import View
from scoring.measures import smooth_idf

PARTNERSHIP: Final = 1.0
SUPPLY: Final = 0.5
PARENT: Final = 1.0
SPECIAL: Final = 3
"""Capabilities of each organisation that tie it to others."""

Matrix = Any  # scipy's csr_matrix of float64
Mask = NDArray[np.bool_]


def shared_ground(view: View) -> Matrix:
    """Who is tied by what: square, symmetric, weights above 0.

    A partnership weighs 1, a parent 1, a supply 0.5; an organisation is tied to its three most special capabilities,
    by their share of its portfolio times their rarity ``ln((1 + n) / (1 + holders)) + 1``.
    """
    count = view.snapshot.partner_count
    held = [_held(view, name) for name in ("profile", "partner_channels", "programme_members", "partner_industries")]
    starts = np.cumsum([count, *(each.shape[1] for each in held)])
    wide = int(starts[-1])
    total = _square(view, "ties", wide, PARTNERSHIP) + _square(view, "supplies", wide, SUPPLY)
    total = total + _square(view, "partners.parent_id", wide, PARENT)
    total = total + _special(held[0], np.ones(count, dtype=bool), count, wide)
    untied = np.diff(total.tocsr().indptr)[:count] + np.bincount(total.tocsr().indices, minlength=wide)[:count] == 0
    for each, start in zip(held[1:], starts[1:-1].tolist(), strict=True):
        if untied.any():
            total = total + _special(each, untied, start, wide)
    both: Matrix = total.maximum(total.T).tocsr()
    both.sort_indices()
    return both


def _held(view: View, name: str) -> Matrix:
    """Partners × what they have, by weight."""
    layer = view.layer(name)
    if layer is None:
        return sparse.csr_matrix((view.snapshot.partner_count, 0), dtype=np.float64)
    found: Matrix = sparse.csr_matrix((layer.weights.astype(np.float64), layer.indices, layer.indptr), layer.shape)
    return found if layer.source == "Partner" else found.T.tocsr()


def _square(view: View, name: str, wide: int, weight: float) -> Matrix:
    layer = view.layer(name)
    if layer is None:
        return sparse.csr_matrix((wide, wide), dtype=np.float64)
    rows = np.repeat(np.arange(layer.shape[0]), np.diff(layer.indptr))
    found: Matrix = sparse.csr_matrix((np.full(layer.nnz, weight), (rows, layer.indices)), (wide, wide))
    return found


def _special(held: Matrix, wanted: Mask, start: int, wide: int) -> Matrix:
    """What is most special of what some organisations have, as nodes from ``start`` on."""
    count = held.shape[0]
    rows = np.repeat(np.arange(count), np.diff(held.indptr))
    totals = np.maximum(np.bincount(rows, held.data, count), 1e-12)
    holders = np.bincount(held.indices, minlength=held.shape[1])
    worth = held.data / totals[rows] * smooth_idf(count, holders)[held.indices]
    worth[holders[held.indices] < 2] = 0.0  # what nobody else has ties to nobody
    worth[~wanted[rows]] = 0.0
    order = np.lexsort((held.indices, -np.round(worth, 12), rows))
    place = np.arange(len(order)) - np.repeat(held.indptr[:-1], np.diff(held.indptr))
    keep = order[(place < SPECIAL) & (worth[order] > 0)]
    made: Matrix = sparse.csr_matrix((worth[keep], (rows[keep], start + held.indices[keep])), (wide, wide))
    return made
