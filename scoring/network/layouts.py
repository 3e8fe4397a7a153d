"""How true is a drawing of a network: do near places mean near nodes?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import pdist, squareform

from scoring.errors import InvalidParameter

Floats = NDArray[np.float64]


class LayoutQuality(NamedTuple):
    """Attributes
    ----------
    stress : float
        mean squared error of distances, each relative to itself; 0 is perfect.
    stress1 : float
        Kruskal's stress-1 at the same scale; 0 is perfect.
    scale : float
        by which the drawing was multiplied first, so that its unit does not matter.
    """

    stress: float
    stress1: float
    scale: float


def layout_quality(position: Floats, distance: Floats) -> LayoutQuality:
    """Distances in a drawing beside those in the network.

    ``stress = Σ_{i<j} (α δ_ij − d_ij)² / d_ij² / pairs`` with ``α = Σ δ/d / Σ δ²/d²`` and
    ``stress1 = √(Σ (α δ − d)² / Σ d²)``; ``δ`` is the distance of places, ``d`` that in the network. Pairs
    that nothing connects (``d`` infinite) are left out.

    Parameters
    ----------
    position : array of shape (n, 2)
    distance : array of shape (n, n)
        symmetric, above 0 off the diagonal: lengths of shortest paths.

    Returns
    -------
    LayoutQuality
        NaN where no pair can be compared.

    Raises
    ------
    InvalidParameter
        if the shapes do not fit.

    Examples
    --------
    >>> line = np.array([[0.0, 0.0], [2.0, 0.0], [4.0, 0.0]])
    >>> layout_quality(line, np.array([[0.0, 1.0, 2.0], [1.0, 0.0, 1.0], [2.0, 1.0, 0.0]]))
    LayoutQuality(stress=0.0, stress1=0.0, scale=0.5)

    References
    ----------
    Gansner, E. R., Koren, Y. & North, S. (2005), Graph Drawing, 239–250; Kruskal, J. B. (1964),
    Psychometrika 29(1), 1–27.
    """
    count = len(position)
    if position.shape != (count, 2) or distance.shape != (count, count):
        raise InvalidParameter(f"position has the shape {position.shape} and distance {distance.shape}; "
                               "they must be (n, 2) and (n, n).")
    drawn, wanted = pdist(position), squareform(distance, checks=False)
    known = np.isfinite(wanted) & (wanted > 0)
    drawn, wanted = drawn[known], wanted[known]
    if not len(wanted) or not drawn.any():
        return LayoutQuality(float("nan"), float("nan"), float("nan"))
    ratio = drawn / wanted
    scale = float(ratio.sum() / (ratio**2).sum())
    error = scale * drawn - wanted
    return LayoutQuality(float(((error / wanted) ** 2).mean()), float(np.sqrt((error**2).sum() / (wanted**2).sum())),
                         scale)
