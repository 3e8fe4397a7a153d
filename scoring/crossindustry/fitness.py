"""How much can an organisation do that few weak ones can? Fitness and complexity, by the nonlinear map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scoring.crossindustry.complexity import giant_component
from scoring.crossindustry.specialisation import Matrix
from scoring.errors import InvalidParameter

MOST_STEPS: Final = 2_000
"""Steps after which a map that has not come to rest is taken for one that never will."""

REST: Final = 1e-10
"""Greatest relative change of any number in two steps at which the map is at rest."""

Floats = NDArray[np.float64]

__all__ = ["MOST_STEPS", "REST", "Fitness", "fitness_complexity"]


@dataclass(frozen=True, slots=True, eq=False)
class Fitness:
    """Fitness and complexity of one presence matrix, or why there are none.

    Attributes
    ----------
    fitness, complexity
        one number per organisation and per class, each with a mean of 1 over those that have one. NaN
        for empty rows and classes, outside the giant component, and everywhere where ``reason`` says why.
    steps, change
        how many were made, and the greatest relative change of any number in the last one.
    reason
        None, or ``no_data``, ``too_small``, ``disconnected`` or ``degenerate``.
    """

    fitness: Floats
    complexity: Floats
    steps: int
    change: float
    reason: str | None


def fitness_complexity(m: Matrix, *, steps: int | None = None) -> Fitness:
    """Fitness of organisations and complexity of classes: what even the weak can do is not complex.

    ``F_i ∝ Σ_c M_ic Q_c`` and ``Q_c ∝ 1 / Σ_i M_ic / F_i``, both from the numbers of the step before, each
    divided by its mean; from 1 everywhere until no number changes by more than 1e-10 of itself.

    Parameters
    ----------
    m : sparse matrix of shape (n, k)
        presence.
    steps : int, optional
        make exactly so many, at rest or not, and return what stands there: for a comparison with programs
        that stop by the count.

    Returns
    -------
    Fitness
        above 0, with a mean of 1. Without numbers and with a reason where they would mean nothing:
        ``disconnected`` and ``too_small`` as for ``eci_pci``; ``degenerate``, if the map is not at rest
        after 2,000 steps: fitness of the weakest then falls towards 0 for ever, as 1 / n, and what is read
        off depends on where one stops.

    Raises
    ------
    InvalidParameter
        if ``steps`` is below 1.

    Notes
    -----
    Programs that take ``F`` of the same step for ``Q`` make two of these steps in one, to the same end.
    The map degenerates where the filled part of the nested matrix stays on one side of its diagonal.

    Examples
    --------
    >>> m = sparse.csr_matrix([[1, 1, 1], [1, 1, 1], [1, 1, 0], [1, 1, 0]])
    >>> found = fitness_complexity(m)
    >>> found.fitness.round(9).tolist(), found.complexity.round(9).tolist()
    ([1.5, 1.5, 0.5, 0.5], [0.5, 0.5, 2.0])
    >>> fitness_complexity(sparse.csr_matrix([[1, 1, 1], [1, 1, 0], [1, 0, 0]])).reason
    'degenerate'

    References
    ----------
    Tacchella, A. et al. (2012), Scientific Reports 2:723. Pugliese, E., Zaccaria, A. & Pietronero, L. (2016),
    European Physical Journal Special Topics 225:1893, on when it converges.
    """
    if steps is not None and steps < 1:
        raise InvalidParameter(f"steps is {steps}; it can be 1 or more.")
    rows, columns, reason = giant_component(m)
    if reason is not None:
        return Fitness(np.full(m.shape[0], np.nan), np.full(m.shape[1], np.nan), 0, np.nan, reason)
    inside = sparse.csr_matrix(m[rows][:, columns], dtype=np.float64)
    found = _iterated(inside, MOST_STEPS if steps is None else steps, 0.0 if steps else REST)
    fitness, complexity = np.full(m.shape[0], np.nan), np.full(m.shape[1], np.nan)
    if steps is None and found.reason is not None:
        return Fitness(fitness, complexity, found.steps, found.change, found.reason)
    fitness[rows], complexity[columns] = found.fitness, found.complexity
    return Fitness(fitness, complexity, found.steps, found.change, None)


def _iterated(m: Matrix, most: int, rest: float) -> Fitness:
    """The map over a matrix without empty rows and columns, up to ``most`` steps."""
    turned = m.T.tocsr()
    fitness, complexity = np.ones(m.shape[0]), np.ones(m.shape[1])
    before, change = np.inf, np.inf
    for step in range(1, most + 1):
        f, q = m @ complexity, 1.0 / (turned @ (1.0 / fitness))
        f, q = f / f.mean(), q / q.mean()
        before, change = change, float(max(np.abs(f / fitness - 1.0).max(), np.abs(q / complexity - 1.0).max()))
        fitness, complexity = f, q
        if max(before, change) < rest:  # two in turn, as F and Q of one step are those of two chains
            return Fitness(fitness, complexity, step, change, None)
    return Fitness(fitness, complexity, most, change, "degenerate")
