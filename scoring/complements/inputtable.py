"""How much of one industry goes into another: from a table that is given, or from supplies on record?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scoring.errors import InvalidParameter
from scoring.snapshot import Layer, Snapshot
from scoring.wording import listed

Floats = NDArray[np.float64]

INPUTS: Final = "industry_inputs"
SUPPLIES: Final = "supplies"
INDUSTRIES: Final = "partner_industries"
SOURCES: Final = ("auto", "input_table", "observed_supplies")

PRIOR: Final = 5.0
"""Supplies of nobody that are added to what an industry takes in: one supply on record is no rule."""


def input_shares(supplies: Floats) -> Floats:
    """Which share of an industry's inputs comes from which: ``A_uv = n_uv / (Σ_u n_uv + 5)``.

    Parameters
    ----------
    supplies : array of shape (industries, industries)
        ``n_uv``, how many supplies go from u to v; a supplier of several industries counts in parts.

    Returns
    -------
    array
        in [0, 1); columns sum to below 1. The 5 keeps an industry of which one supply is on record
        from looking as if it lived on that.

    Examples
    --------
    >>> input_shares(np.array([[0.0, 5.0], [0.0, 0.0]])).tolist()
    [[0.0, 0.5], [0.0, 0.0]]
    """
    shares: Floats = supplies / (supplies.sum(axis=0, keepdims=True) + PRIOR)
    return shares


def vertical_relatedness(coefficients: Floats, mine: Floats, theirs: Floats) -> tuple[float, float]:
    """How much of one mix of industries goes into the other, and back: ``s_iᵀ A s_j / max A``.

    Parameters
    ----------
    coefficients : array of shape (industries, industries)
        ``A``, 0 or more.
    mine, theirs : array of shape (industries,)
        shares that sum to 1 (or to less, where some industries are not in the table).

    Returns
    -------
    (mine into theirs, theirs into mine)
        each in [0, 1]: 1 where all of one goes into all of the other at the largest coefficient there
        is; (0, 0) where the table is all zeros.

    Examples
    --------
    >>> table = np.array([[0.0, 0.2], [0.1, 0.0]])
    >>> vertical_relatedness(table, np.array([1.0, 0.0]), np.array([0.0, 1.0]))
    (1.0, 0.5)

    References
    ----------
    Fan, J. & Lang, L. (2000), Journal of Business 73:629, who take ½ (a_uv + a_vu); the division by the
    largest coefficient is this product's own.
    """
    largest = float(coefficients.max(initial=0.0))
    if largest <= 0:
        return 0.0, 0.0
    return float(mine @ coefficients @ theirs) / largest, float(theirs @ coefficients @ mine) / largest


@dataclass(frozen=True, slots=True, eq=False)
class InputTable:
    """``A`` over the industries of a snapshot, and where it comes from.

    Attributes
    ----------
    coefficients
        divided by the largest one: in [0, 1].
    places
        for every industry the row that stands for it: itself, the nearest broader one that is in the
        table, or -1.
    source
        ``input_table`` or ``observed_supplies``.
    statements
        how many coefficients or supplies it is made of.
    largest
        what the coefficients were divided by.
    """

    coefficients: Floats
    places: NDArray[np.int32]
    source: str
    statements: int
    largest: float

    @classmethod
    def of(cls, snapshot: Snapshot, source: str = "auto") -> InputTable:
        """The table that is given, else what is observed (``auto``), or one of the two."""
        if source not in SOURCES:
            raise InvalidParameter(f"source is {source!r}; it can be {listed(SOURCES)}.")
        given = snapshot.layers.get(INPUTS)
        if source == "auto":
            source = SOURCES[1] if given is not None else SOURCES[2]
        count = len(snapshot.nodes["Industry"]) if "Industry" in snapshot.nodes else 0
        if source == SOURCES[1]:
            table, statements = (np.zeros((count, count)), 0) if given is None else (_dense(given), given.nnz)
        else:
            table, statements = _observed(snapshot, count)
        largest = float(table.max(initial=0.0))
        present: NDArray[np.bool_] = np.logical_or((table > 0).any(axis=0), (table > 0).any(axis=1))
        return cls(table / largest if largest > 0 else table, _places(snapshot, present), source, statements, largest)


def _dense(layer: Layer) -> Floats:
    table: Floats = np.maximum(np.nan_to_num(layer.matrix().toarray().astype(np.float64)), 0.0)
    return table


def _observed(snapshot: Snapshot, count: int) -> tuple[Floats, int]:
    """Input shares counted from supplies between partners whose industries are known."""
    supplies, industries = snapshot.layers.get(SUPPLIES), snapshot.layers.get(INDUSTRIES)
    if supplies is None or industries is None:
        return np.zeros((count, count)), 0
    weights: Any = industries.matrix().astype(np.float64)
    sums = np.asarray(weights.sum(axis=1)).ravel()
    shares = sparse.diags_array(1 / np.where(sums > 0, sums, 1.0)) @ weights
    traded: Any = supplies.matrix().astype(np.float64)
    traded.data[:] = 1.0
    counts: Floats = (shares.T @ traded @ shares).toarray()
    rows = np.repeat(np.arange(supplies.shape[0]), np.diff(supplies.indptr))
    return input_shares(counts), int(np.count_nonzero((sums[rows] > 0) & (sums[supplies.indices] > 0)))


def _places(snapshot: Snapshot, present: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Each industry that is not in the table is looked up by what is broader."""
    broader, layer = np.full(len(present), -1), snapshot.layers.get("industries.broader_id")
    if layer is not None:
        filled = np.flatnonzero(np.diff(layer.indptr))
        broader[filled] = layer.indices[layer.indptr[filled]]
    places = np.arange(len(present))
    for _ in range(len(present)):
        away = np.flatnonzero((places >= 0) & ~present[places]) if len(present) else places
        if not len(away):
            break
        places[away] = broader[places[away]]
    else:
        places[(places < 0) | ~present[places]] = -1  # what went round in circles
    return places.astype(np.int32)
