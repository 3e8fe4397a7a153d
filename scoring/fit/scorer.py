"""Do strategy, capability and culture of two organisations go together, and how sure is that?

Twelve parts in three dimensions (``fitparts.py``), each a number or an interval where facts are
missing. Inside a dimension parts are averaged; the dimensions are combined by a power mean, harmonic
unless another power is asked for, so that a dimension that does not fit is not outweighed by two
that do.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import ClassVar, Final, Self

import numpy as np
from numpy.typing import NDArray

from scoring.base import Evidence, Explanation, Reason, Tags
from scoring.dense import DenseScorer, support_flags
from scoring.errors import InvalidParameter
from scoring.fit.facts import FitFacts
from scoring.fit.parts import DIMENSION_NAMES, DIMENSIONS, NAMES, PARTS
from scoring.fit.powermean import HARMONIC, check_power, normalised_weights, power_mean
from scoring.fit.shapley import baseline_shapley
from scoring.fit.words import part_evidence, reference_sentence
from scoring.snapshot import Snapshot

Floats = NDArray[np.float64]

ORDERS: Final = ("low", "midpoint")
UNKNOWN: Final = ("whole", "population")
VETO: Final[Mapping[str, float]] = {"culture": 0.2}
"""Below which a dimension or part is flagged, unless the asker says otherwise."""

_MIDDLE: Final = 0.5
_ENOUGH: Final = 20
"""Of so many known values at least a population has quantiles; otherwise an unknown part is [0, 1]."""


@dataclass(frozen=True, eq=False)
class PartTable:
    """Every part for one asker and all partners, with the weights that were asked for.

    Attributes
    ----------
    low, high, known : array of shape (partners, parts)
        bounds of each part, and the share of it that is known.
    part_weights : array of shape (parts, dimensions)
        columns sum to 1.
    weights : array of shape (dimensions,)
        sum to 1.
    """

    row: int
    low: Floats
    high: Floats
    known: Floats
    part_weights: Floats
    weights: Floats
    power: float

    def dimensions(self, parts: Floats) -> Floats:
        """From parts to dimensions."""
        result: Floats = parts @ self.part_weights
        # Weights that sum to 1 can carry a mean of ones to 1 + 2e-16.
        return np.minimum(result, 1.0)

    def fit(self, parts: Floats) -> Floats:
        """From parts to the fit; any array whose last axis is that of the parts."""
        return power_mean(self.dimensions(parts), self.weights, self.power)

    @cached_property
    def bounds(self) -> tuple[Floats, Floats]:
        """At least and at most how well everybody fits."""
        low = self.fit(self.low)
        return low, np.maximum(self.fit(self.high), low)

    @cached_property
    def coverage(self) -> Floats:
        """The share of the weight about which something is known."""
        return np.minimum(self.known @ (self.part_weights @ self.weights), 1.0)

    @cached_property
    def reference(self) -> tuple[Floats, NDArray[np.int64]]:
        """Part by part the median of what is known of the others, and of how many it is known."""
        others = np.arange(len(self.low)) != self.row
        medians, counts = np.full(len(NAMES), _MIDDLE), np.zeros(len(NAMES), dtype=np.int64)
        for part in range(len(NAMES)):
            there = others & (self.known[:, part] > 0)
            counts[part] = int(np.count_nonzero(there))
            if counts[part]:
                medians[part] = float(np.median(self.low[there, part]))
        return medians, counts

    def scores(self, order: str) -> Floats:
        """What is ranked by: the lower bound, or the middle of the interval."""
        low, high = self.bounds
        return low.copy() if order == "low" else (low + high) / 2

    def contributions(self, other: int, order: str) -> tuple[float, Floats]:
        """The reference's own fit, and what each part adds to it (exact baseline Shapley values)."""
        reference, _ = self.reference
        ends = (self.low[other],) if order == "low" else (self.low[other], self.high[other])
        added = np.mean([baseline_shapley(self.fit, end, reference) for end in ends], axis=0)
        return float(self.fit(reference)), added


class Fit(DenseScorer):
    """How well strategy, capability and culture go together, for certain.

    ``Fit_p = (Σ_d w_d s_d^p)^(1/p)`` over the dimensions, ``s_d`` the weighted mean of its parts
    (``PARTS`` in ``scoring.fit.parts``), in [0, 1]. ``p = −1`` (harmonic) unless another power is
    asked for; a dimension of 0 under ``p <= 0`` makes the fit 0. A part of which nothing is on record
    is [0, 1] and keeps its weight, so the interval ``[Fit(l), Fit(u)]`` is exact and hiding something
    never helps. The score is the lower bound, or the middle by choice. Directed. The parts of an
    explanation are exact baseline Shapley values against the median partner, which is a part too. The
    choice of parts and their weights is product-defined.
    Support is that of the thinner portfolio.

    Parameters
    ----------
    weights : mapping, optional
        from dimensions, or parts, to what they count relative to the others of their kind. Dimensions
        count 1 each; parts inside a dimension what the table says.
    power : float
        of the mean over dimensions.
    order : str
        ``low`` (cautious) or ``midpoint``.
    wish : float
        the overlap of portfolios that is wished for, in [0, 1].
    unknown : str
        ``whole``: an unknown part is [0, 1]; ``population``: it is between the 5 % and the 95 %
        quantile of what is known of the others, where 20 of them at least are known.
    veto : mapping, optional
        from dimensions or parts to the value below which a candidate is flagged (never left out).
    need : str, optional
        id of one need of the asker, which alone counts as its needs then.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> said = {"strategy_horizon_years": "5", "risk_appetite": "aggressive"}
    >>> snapshot = tiny_snapshot(traits={"a": said, "b": said})
    >>> why = Fit(power=1).fit(snapshot).explain(0, 1)
    >>> round(why.low, 3), round(why.high, 3), round(why.coverage, 3)
    (0.217, 1.0, 0.217)

    References
    ----------
    Hardy, G. H., Littlewood, J. E. & Pólya, G. (1934), Inequalities, Cambridge University Press, ch. 2.

    Lundberg, S. & Lee, S.-I. (2017), Advances in Neural Information Processing Systems 30.
    """

    name: ClassVar[str] = "fit"
    about: ClassVar[str] = "How well strategy, capability and culture go together, as far as is known"
    tags: ClassVar[Tags] = Tags(additive=False)

    facts_: FitFacts

    def __init__(self, *, weights: Mapping[str, float] | None = None, power: float = HARMONIC, order: str = "low",
                 wish: float = 0.5, unknown: str = "whole", veto: Mapping[str, float] | None = None,
                 need: str | None = None) -> None:
        self.weights = weights
        self.power = power
        self.order = order
        self.wish = wish
        self.unknown = unknown
        self.veto = veto
        self.need = need

    def fit(self, snapshot: Snapshot) -> Self:
        self._check_parameters()
        self.snapshot_ = snapshot
        self.facts_ = FitFacts.of(snapshot)
        self.unknown_ = np.zeros(snapshot.partner_count, dtype=bool)
        self.last_: PartTable | None = None
        return self

    def asked(self, **parameters: object) -> Fit:
        """A scorer with other parameters over the same facts, without reading the snapshot again.

        Raises
        ------
        InvalidParameter
        """
        self._check_fitted()
        other = copy(self)
        other.last_ = None
        other.set_params(**parameters)
        other._check_parameters()
        return other

    def _check_parameters(self) -> None:
        check_power(self.power)
        for name, choices in (("order", ORDERS), ("unknown", UNKNOWN)):
            asked = str(getattr(self, name))
            if asked not in choices:
                raise InvalidParameter(f"{name} is {asked[:40]!r}; it can be {' or '.join(choices)}.")
        if not 0 <= self.wish <= 1:
            raise InvalidParameter(f"wish is {self.wish}; the overlap that is wished for can be 0 to 1.")
        for threshold in named_numbers(self.veto, "veto").values():
            if not 0 <= threshold <= 1:
                raise InvalidParameter(f"A veto is set at {threshold}; it can be 0 to 1.")
        weights_of(self.weights)

    # --- scores ------------------------------------------------------------------------------------
    def table(self, row: int) -> PartTable:
        """Every part for one asker and all partners."""
        self._check_row(row)
        found = self.last_
        if found is None or found.row != row:
            found = self._table(row)
            self.last_ = found
        return found

    def _table(self, row: int) -> PartTable:
        parts = self.facts_.values(row, wish=self.wish, need=self.need)
        low, high, known = (np.stack([part[side] for part in parts], axis=1) for side in range(3))
        if self.unknown == "population":
            _narrow(low, high, known, row)
        return PartTable(row, low, high, known, *weights_of(self.weights), self.power)

    def asker_reason(self, row: int) -> Reason | None:
        return None

    def values_for(self, row: int) -> Floats:
        return self.table(row).scores(self.order)

    def supports(self, row: int) -> Floats:
        return self.facts_.overlap.supports(row)

    def support(self, row: int, other: int) -> float:
        return self.facts_.overlap.support(row, other)

    def explain_known(self, row: int, other: int, shown: int) -> Explanation:
        table = self.table(row)
        low, high = (float(bound[other]) for bound in table.bounds)
        score = low if self.order == "low" else (low + high) / 2
        base, added = table.contributions(other, self.order)
        support = self.support(row, other)
        return Explanation(
            score, low, high, float(table.coverage[other]), support, self._evidence(table, other, base, added),
            (*support_flags(support), *self.veto_flags(table, other)),
        )

    def _evidence(self, table: PartTable, other: int, base: float, added: Floats) -> tuple[Evidence, ...]:
        order = sorted(range(len(PARTS)), key=lambda part: (-abs(round(float(added[part]), 12)), part))
        parts = [
            part_evidence(self.facts_, table.row, other, PARTS[part], self.need).as_evidence(float(added[part]))
            for part in order
        ]
        _, counts = table.reference
        return Evidence("reference", base, reference_sentence(base, counts)), *parts

    def veto_flags(self, table: PartTable, other: int) -> tuple[str, ...]:
        """``veto_…`` where a value is below its threshold for certain, ``perhaps_veto_…`` where it may be."""
        thresholds = VETO if self.veto is None else self.veto
        flags = []
        for name in sorted(thresholds):
            low, high = self._ends(table, other, name)
            if high < thresholds[name]:
                flags.append(f"veto_{name}")
            elif low < thresholds[name]:
                flags.append(f"perhaps_veto_{name}")
        return tuple(flags)

    def _ends(self, table: PartTable, other: int, name: str) -> tuple[float, float]:
        if name in DIMENSION_NAMES:
            at = DIMENSION_NAMES.index(name)
            return float(table.dimensions(table.low[other])[at]), float(table.dimensions(table.high[other])[at])
        at = NAMES.index(name)
        return float(table.low[other, at]), float(table.high[other, at])


def named_numbers(given: Mapping[str, float] | None, what: str) -> Mapping[str, float]:
    """Numbers by names of dimensions or parts.

    Raises
    ------
    InvalidParameter
        for a name that is neither; says which there are.
    """
    for name in given or {}:
        if name not in NAMES and name not in DIMENSION_NAMES:
            near = get_close_matches(str(name), (*DIMENSION_NAMES, *NAMES), 1)
            hint = f"; did you mean {near[0]}?" if near else "."
            raise InvalidParameter(
                f"{what} names {str(name)[:40]!r}, which is no dimension ({', '.join(DIMENSION_NAMES)}) and no part "
                f"({', '.join(NAMES)}){hint}"
            )
    return given or {}


def weights_of(given: Mapping[str, float] | None) -> tuple[Floats, Floats]:
    """What parts count in their dimensions (parts × dimensions) and dimensions in the fit.

    Raises
    ------
    InvalidParameter
        for unknown names, negative weights, or weights that sum to 0.

    Examples
    --------
    >>> parts, dimensions = weights_of({"culture": 2})
    >>> dimensions.tolist(), parts.sum(axis=0).round(12).tolist()
    ([0.25, 0.25, 0.5], [1.0, 1.0, 1.0])
    """
    named = named_numbers(given, "weights")
    dimensions = normalised_weights([named.get(each.name, each.weight) for each in DIMENSIONS])
    parts = np.zeros((len(PARTS), len(DIMENSIONS)))
    for column, dimension in enumerate(DIMENSION_NAMES):
        inside = [at for at, part in enumerate(PARTS) if part.dimension == dimension]
        asked = [named.get(PARTS[at].name, PARTS[at].weight) for at in inside]
        if dimensions[column] == 0 and not any(asked):
            continue  # a dimension that does not count may be without parts that do
        parts[inside, column] = normalised_weights(asked)
    return parts, dimensions


def _narrow(low: Floats, high: Floats, known: Floats, row: int) -> None:
    """Put what is usual in place of what could be, where nothing is known of a part."""
    others = np.arange(len(low)) != row
    for part in range(low.shape[1]):
        there, missing = others & (known[:, part] > 0), known[:, part] == 0
        if np.count_nonzero(there) >= _ENOUGH:
            low[missing, part], high[missing, part] = np.quantile(low[there, part], (0.05, 0.95))
