"""How sophisticated is what an organisation can do, and how hard is a class to have? ECI and PCI.

``m`` is a presence matrix, ``phi`` a matrix of proximities: see ``scoring.crossindustry.specialisation`` and
``scoring.crossindustry.proximity``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigsh

from scoring.crossindustry.specialisation import Matrix

GAP: Final = 1e-3
"""How far the second eigenvalue must stand above the third, or the index is noise."""

_DENSE: Final = 400  # classes up to which the whole spectrum is computed
_TOLERANCE: Final = 1e-10
_MOST_RESTARTS: Final = 200

Floats = NDArray[np.float64]

__all__ = ["GAP", "Complexity", "cog", "coi", "eci_pci"]


@dataclass(frozen=True, slots=True, eq=False)
class Complexity:
    """ECI and PCI of one presence matrix, or why there are none.

    Attributes
    ----------
    eci, pci
        one number per organisation and per class; z-scores over those that have one. NaN for empty
        rows and classes, outside the giant component, and everywhere where ``reason`` says why.
    worth
        PCI for ``coi`` and ``cog``: in deviations of ECI, and 0 where the mean over all holdings lies,
        which is where the eigenvector has its own zero. (A z-score has it at the mean over classes.)
    eigenvalues
        the second and the third (NaN where there are none); the first is 1.
    reason
        None, or ``no_data``, ``too_small``, ``disconnected``, ``noise`` or ``sign_conflict``.
    organisations, classes
        size of the giant component.
    """

    eci: Floats
    pci: Floats
    worth: Floats
    eigenvalues: tuple[float, float]
    reason: str | None
    organisations: int
    classes: int


class _Vectors(NamedTuple):
    second: float
    third: float
    row: Floats
    column: Floats


def eci_pci(m: Matrix, *, gap: float = GAP) -> Complexity:
    """Economic complexity of organisations (ECI) and of classes (PCI): the same eigenvector seen twice.

    ``ECI`` is the second eigenvector of ``M̃_ij = Σ_c M_ic M_jc / (k_i u_c)``, ``k`` being the diversity
    of organisations and ``u`` the number of holders of classes: ``D^-½`` times the second left singular
    vector of ``S = D^-½ M U^-½``. ``PCI_c`` is the mean ECI of the holders of ``c``. Both are z-scored
    (ddof 0), after empty rows and classes and what is outside the giant component were left out. The
    sign is such that ECI correlates positively with diversity; the sign of PCI is tied to it.

    Parameters
    ----------
    m : sparse matrix of shape (n, k)
        presence.
    gap : float
        least distance of the second from the third eigenvalue.

    Returns
    -------
    Complexity
        without numbers and with a reason where they would mean nothing: ``disconnected``, if the giant
        component has no more than half of the organisations; ``too_small``, if it has fewer than 3
        organisations or classes; ``noise``, if the gap is not reached; ``sign_conflict``, if ECI does
        not correlate with diversity at all, or PCI rises with the number of holders.

    Notes
    -----
    The method of reflections converges to a constant and then to round-off; this does not use it.
    The starting vector is fixed, so that the answer is the same every time.

    Examples
    --------
    >>> m = sparse.csr_matrix([[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0]], dtype=np.float32)
    >>> found = eci_pci(m)
    >>> found.eci.round(2).tolist(), found.pci.round(2).tolist()
    ([1.34, 0.45, -0.45, -1.34], [-1.34, -0.45, 0.45, 1.34])
    >>> eci_pci(sparse.identity(4, format="csr")).reason
    'disconnected'

    References
    ----------
    Hidalgo, C. A. & Hausmann, R. (2009), PNAS 106:10570. Mealy, P., Farmer, J. D. & Teytelboym, A.
    (2019), Science Advances 5:eaau1705.
    """
    rows, columns, reason = giant_component(m)
    if reason is not None:
        return _without(m, reason, len(rows), len(columns))
    whole = (len(rows), len(columns)) == m.shape
    inside = m if whole else sparse.csr_matrix(m[rows][:, columns])
    diversity = np.asarray(inside.sum(axis=1, dtype=np.float64)).ravel()
    ubiquity = np.asarray(inside.sum(axis=0, dtype=np.float64)).ravel()
    found = _second_vectors(inside, diversity, ubiquity)
    if found is None or found.second - found.third < gap:
        known = (np.nan, np.nan) if found is None else (found.second, found.third)
        return _without(m, "noise", len(rows), len(columns), known)
    sign = _correlation(found.row, diversity)
    eci, pci = np.copysign(1.0, sign) * found.row, np.copysign(1.0, sign) * found.column
    if abs(sign) < 1e-9 or _correlation(pci, ubiquity) > 0:
        return _without(m, "sign_conflict", len(rows), len(columns), (found.second, found.third))
    return Complexity(
        _spread(_z(eci), rows, m.shape[0]), _spread(_z(pci), columns, m.shape[1]),
        _spread(pci / eci.std(), columns, m.shape[1]), (found.second, found.third), None, len(rows), len(columns),
    )


def _without(m: Matrix, reason: str, organisations: int, classes: int,
             eigenvalues: tuple[float, float] = (np.nan, np.nan)) -> Complexity:
    nothing = np.full(m.shape[1], np.nan)
    return Complexity(np.full(m.shape[0], np.nan), nothing, nothing, eigenvalues, reason, organisations, classes)


def giant_component(m: Matrix) -> tuple[NDArray[np.int64], NDArray[np.int64], str | None]:
    """Rows and classes of the largest component of the bipartite graph, and why it does not do."""
    count, classes = m.shape
    nothing = np.zeros(0, np.int64)
    if not m.nnz:
        return nothing, nothing, "no_data"
    held = np.diff(m.indptr) > 0
    # Two classes are connected if somebody holds both: a chain of the classes of each row is enough.
    first = np.repeat(m.indices[m.indptr[:-1][held]], np.diff(m.indptr)[held])
    chain = sparse.csr_matrix((np.ones(m.nnz, np.int32), (first, m.indices)), shape=(classes, classes))
    _, label = connected_components(chain, directed=False)
    of_row = np.full(count, -1, np.int64)
    of_row[held] = label[m.indices[m.indptr[:-1][held]]]
    sizes = np.bincount(of_row[held], minlength=int(label.max()) + 1)
    giant = int(sizes.argmax())
    rows, columns = np.flatnonzero(of_row == giant), np.flatnonzero(label == giant)
    if 2 * len(rows) <= np.count_nonzero(held):
        return rows, columns, "disconnected"
    return rows, columns, "too_small" if min(len(rows), len(columns)) < 3 else None


def _second_vectors(m: Matrix, diversity: Floats, ubiquity: Floats) -> _Vectors | None:
    """Second and third eigenvalue, and the second vector as ECI and PCI see it; None if none converges."""
    scale = 1.0 / np.sqrt(ubiquity)
    classes = m.shape[1]
    if classes <= _DENSE:
        scaled = m.astype(np.float64).toarray() * scale / np.sqrt(diversity)[:, None]
        values, vectors = np.linalg.eigh(scaled.T @ scaled)
    else:
        turned = m.T.tocsr()

        def apply(vector: Floats) -> Floats:
            result: Floats = scale * (turned @ ((m @ (scale * vector.ravel())) / diversity))
            return result

        operator = LinearOperator((classes, classes), matvec=apply, dtype=np.float64)
        start = np.random.default_rng(0).standard_normal(classes)
        try:
            values, vectors = eigsh(operator, k=3, v0=start, tol=_TOLERANCE, maxiter=_MOST_RESTARTS,
                                    ncv=min(classes, 40))
        except ArpackNoConvergence:
            return None
    column = scale * vectors[:, -2]
    row = np.asarray(m @ column) / diversity
    return _Vectors(float(values[-2]), float(values[-3]), row, column)


def _correlation(one: Floats, other: Floats) -> float:
    one, other = one - one.mean(), other - other.mean()
    size = np.sqrt((one @ one) * (other @ other))
    return float(one @ other / size) if size > 1e-12 else 0.0


def _spread(values: Floats, at: NDArray[np.int64], count: int) -> Floats:
    """Values put back where they belong, NaN elsewhere."""
    found = np.full(count, np.nan)
    found[at] = values
    return found


def _z(values: Floats) -> Floats:
    result: Floats = (values - values.mean()) / values.std()
    return result


def coi(m: Floats, density: Floats, pci: Floats) -> Floats:
    """Complexity outlook: how much complexity lies near that is not held yet.

    ``COI_i = Σ_c ω_ic (1 − M_ic) PCI_c``

    Parameters
    ----------
    m, density : arrays of shape (r, k)
        presence and ``relatedness_density`` of the rows that are asked about.
    pci : array of shape (k,)
        ``Complexity.worth``; classes with NaN (there or in ``density``) are left out.

    Returns
    -------
    array of shape (r,)
        without bounds; NaN where no class has a PCI.

    Examples
    --------
    >>> coi(np.array([[1.0, 0, 0]]), np.array([[0.2, 0.5, 0.1]]), np.array([1.0, 2.0, -1.0])).round(3).tolist()
    [0.9]

    References
    ----------
    Hausmann, R. et al. (2014), The Atlas of Economic Complexity, MIT Press.
    """
    if np.isnan(pci).all():
        return np.full(m.shape[0], np.nan)
    terms = density * (1.0 - m) * pci
    return np.asarray(np.nansum(terms, axis=1))


def cog(m: Floats, phi: Matrix, pci: Floats) -> Floats:
    """Complexity outlook gain: how much nearer other complex classes come if a class is gained.

    ``COG_ic = (1 − M_ic) Σ_d (1 − M_id) φ_cd / Σ_e φ_de · PCI_d``: the form of ``ecomplexity`` and of
    the Stata package before it. The literature also has a form that subtracts ``ω_ic PCI_c``, which
    the class itself takes out of the outlook; this one does not.

    Parameters
    ----------
    m : array of shape (r, k)
        presence of the rows that are asked about.
    phi : sparse matrix of shape (k, k)
        from ``proximity``.
    pci : array of shape (k,)
        ``Complexity.worth``; classes with NaN, and those without neighbours, add nothing.

    Returns
    -------
    array of shape (r, k)
        without bounds; 0 for what is held; NaN where no class has a PCI.

    Examples
    --------
    >>> phi = sparse.csr_matrix([[0, 0.5, 0.5], [0.5, 0, 0], [0.5, 0, 0]])
    >>> cog(np.array([[1.0, 0, 0], [0, 1.0, 0]]), phi, np.array([1.0, 2.0, -1.0])).round(3).tolist()
    [[0.0, 0.0, 0.0], [-1.0, 0.0, 0.5]]

    References
    ----------
    Hausmann, R. et al. (2014), The Atlas of Economic Complexity, MIT Press.
    """
    if np.isnan(pci).all():
        return np.full(m.shape, np.nan)
    sums = np.asarray(phi.sum(axis=1, dtype=np.float64)).ravel()
    worth = np.nan_to_num(pci) / np.where(sums > 0, sums, np.inf)
    lacking = 1.0 - m
    return np.asarray(lacking * (phi @ (lacking * worth).T).T)
