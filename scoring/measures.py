"""How alike are two portfolios, by which formula? One function per measure, for small matrices.

Every function takes ``x`` of shape (n, K) and optionally ``y`` of shape (m, K), dense or sparse:
non-negative amounts per organisation and class (patents, fractional counts, declared weights). It
returns an (n, m) matrix of float64; ``y`` absent means ``x`` against itself. Symbols: ``p = x / Σx``
are shares, ``A`` and ``B`` the sets of classes with an amount above 0, ``n`` the sum of a row.

An empty portfolio has no profile: every measure is then NaN, never 0. All of them are lower for
small portfolios by chance alone (except ``morisita``), and ``overlap_coefficient`` is higher for
unequal sizes; show the sizes beside them. The scorers in ``overlap.py`` compute the same numbers
for a million organisations.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Amounts = Any  # an array-like or a sparse matrix of shape (n, K)
Matrix = NDArray[np.float64]

__all__ = [
    "bray_curtis",
    "class_proximity",
    "containment",
    "dice",
    "inverse_document_frequency",
    "jaccard",
    "jaffe",
    "jensen_shannon_distance",
    "mahalanobis_jaffe",
    "min_complement",
    "morisita",
    "overlap_coefficient",
    "ruzicka",
    "shares",
    "tfidf_cosine",
]


def shares(x: Amounts) -> Matrix:
    """Each portfolio as shares of its own total: ``p_ic = x_ic / Σ_c x_ic``.

    Returns
    -------
    array of shape (n, K)
        rows sum to 1; an empty row is NaN.

    Raises
    ------
    ValueError
        if an amount is negative or not a number.

    Examples
    --------
    >>> shares([[1, 3], [0, 0]]).tolist()
    [[0.25, 0.75], [nan, nan]]
    """
    amounts = _dense(x)
    return _over(amounts, amounts.sum(axis=1, keepdims=True))


def jaffe(x: Amounts, y: Amounts | None = None) -> Matrix:
    """Cosine of two profiles: ``x_i · x_j / (‖x_i‖ ‖x_j‖)``, in [0, 1], symmetric.

    Size does not matter: a portfolio and its tenfold give 1.

    Raises
    ------
    ValueError
        if an amount is negative or not a number.

    Examples
    --------
    >>> jaffe([[3, 4]], [[6, 8], [4, 3], [0, 0]]).tolist()
    [[1.0, 0.96, nan]]

    References
    ----------
    Jaffe, A. (1986), American Economic Review 76:984.
    """
    left, right = amounts_of(x, y)
    return _cosine(left, right)


def inverse_document_frequency(x: Amounts) -> NDArray[np.float64]:
    """How special each class is: ``ln((1 + N) / (1 + df_c)) + 1`` (smooth, as scikit-learn's default).

    ``N`` counts all rows of ``x``, empty ones included; ``df_c`` the rows that hold class ``c``.

    Examples
    --------
    >>> inverse_document_frequency([[1, 1], [1, 0], [1, 0]]).round(3).tolist()
    [1.0, 1.693]
    """
    amounts = _dense(x)
    return smooth_idf(len(amounts), (amounts > 0).sum(axis=0))


def smooth_idf(organisations: int, holders: NDArray[Any]) -> NDArray[np.float64]:
    """The formula of ``inverse_document_frequency`` on counts."""
    result: NDArray[np.float64] = np.log((1 + organisations) / (1 + holders.astype(np.float64))) + 1
    return result


def tfidf_cosine(x: Amounts, y: Amounts | None = None, *, idf: NDArray[np.float64] | None = None,
                 sublinear: bool = False) -> Matrix:
    """Cosine after classes that everybody holds are weighted down, in [0, 1], symmetric.

    ``cos(x_i ⊙ idf, x_j ⊙ idf)``; with ``sublinear`` (for counts of 1 or more), ``1 + ln x`` stands
    in place of ``x``.

    Parameters
    ----------
    idf : array of shape (K,), optional
        weights of the classes; by default those of ``x``. They depend on the population, so give
        them if ``x`` is only a part of it.

    Raises
    ------
    ValueError
        if an amount is negative or not a number.

    Examples
    --------
    >>> x = [[1, 1, 0], [1, 0, 1], [1, 0, 0]]
    >>> tfidf_cosine(x).round(3)[0].tolist(), jaffe(x).round(3)[0].tolist()
    ([1.0, 0.259, 0.509], [1.0, 0.5, 0.707])

    References
    ----------
    Salton, G. & Buckley, C. (1988), Information Processing & Management 24:513.
    """
    left, right = amounts_of(x, y)
    weights = inverse_document_frequency(left) if idf is None else idf
    if sublinear:
        left, right = _sublinear(left), _sublinear(right)
    return _cosine(left * weights, right * weights)


def jaccard(x: Amounts, y: Amounts | None = None) -> Matrix:
    """Share of the classes of either that both hold: ``|A∩B| / |A∪B|``, in [0, 1], symmetric.

    Examples
    --------
    >>> jaccard([[1, 1, 0]], [[0, 5, 5], [0, 0, 0]]).tolist()
    [[0.3333333333333333, nan]]

    References
    ----------
    Jaccard, P. (1901), Bull. Soc. Vaudoise Sci. Nat. 37:547.
    """
    return _of_sets(x, y, lambda both, mine, theirs: _over(both, mine + theirs - both))


def dice(x: Amounts, y: Amounts | None = None) -> Matrix:
    """``2 |A∩B| / (|A| + |B|)``, in [0, 1], symmetric.

    Examples
    --------
    >>> dice([[1, 1, 0]], [[0, 5, 5]]).tolist()
    [[0.5]]
    """
    return _of_sets(x, y, lambda both, mine, theirs: _over(2 * both, mine + theirs))


def overlap_coefficient(x: Amounts, y: Amounts | None = None) -> Matrix:
    """``|A∩B| / min(|A|, |B|)``, in [0, 1], symmetric (Szymkiewicz–Simpson).

    Says more about size than about profile: a few classes against a generalist give about 1.

    Examples
    --------
    >>> overlap_coefficient([[1, 0, 0]], [[1, 1, 1]]).tolist()
    [[1.0]]
    """
    return _of_sets(x, y, lambda both, mine, theirs: _over(both, np.minimum(mine, theirs)))


def containment(x: Amounts, y: Amounts | None = None) -> Matrix:
    """How many of the row's classes the column holds: ``|A∩B| / |A|``, in [0, 1], directed.

    The other way is ``containment(y, x).T``. Not a similarity: a generalist contains everybody.

    Examples
    --------
    >>> containment([[1, 1, 0, 0]], [[1, 0, 1, 1]]).tolist()
    [[0.5]]
    >>> containment([[1, 0, 1, 1]], [[1, 1, 0, 0]]).round(3).tolist()
    [[0.333]]
    """
    return _of_sets(x, y, lambda both, mine, theirs: _over(both, mine))


def min_complement(x: Amounts, y: Amounts | None = None) -> Matrix:
    """What two profiles have in common: ``Σ_c min(p_ic, p_jc) = 1 − ½ ‖p_i − p_j‖₁``.

    In [0, 1], symmetric, additive over classes.

    Raises
    ------
    ValueError
        if an amount is negative or not a number.

    Examples
    --------
    >>> min_complement([[3, 1, 0]], [[1, 0, 1], [30, 10, 0]]).tolist()
    [[0.5, 1.0]]

    References
    ----------
    Bar, T. & Leiponen, A. (2012), Economics Letters 116:457.
    """
    left, right = amounts_of(x, y)
    return _smaller_sums(shares(left), shares(right))


def ruzicka(x: Amounts, y: Amounts | None = None) -> Matrix:
    """Common amount over joint amount: ``Σ min(x) / Σ max(x)``, in [0, 1], symmetric.

    Of amounts and not of shares, so a tenfold portfolio is a different one.

    Examples
    --------
    >>> ruzicka([[3, 1]], [[1, 1], [30, 10]]).tolist()
    [[0.5, 0.1]]
    """
    left, right = amounts_of(x, y)
    common = _defined(left, right, _smaller_sums(left, right))
    return _over(common, left.sum(axis=1)[:, None] + right.sum(axis=1) - common)


def bray_curtis(x: Amounts, y: Amounts | None = None) -> Matrix:
    """``2 Σ min(x) / (n_i + n_j)``: one minus the Bray–Curtis distance, in [0, 1], symmetric.

    Examples
    --------
    >>> bray_curtis([[3, 1]], [[1, 1]]).round(3).tolist()
    [[0.667]]
    """
    left, right = amounts_of(x, y)
    common = _defined(left, right, _smaller_sums(left, right))
    return _over(2 * common, left.sum(axis=1)[:, None] + right.sum(axis=1))


def jensen_shannon_distance(x: Amounts, y: Amounts | None = None) -> Matrix:
    """Square root of the Jensen–Shannon divergence in bits, in [0, 1], symmetric; 0 = same profile.

    ``√(½ KL(p‖m) + ½ KL(q‖m))`` with ``m = ½ (p + q)`` and logarithms to base 2.

    Examples
    --------
    >>> jensen_shannon_distance([[1, 0]], [[2, 0], [0, 1]]).tolist()
    [[0.0, 1.0]]

    References
    ----------
    Endres, D. & Schindelin, J. (2003), IEEE Trans. Information Theory 49:1858.
    """
    left, right = (shares(each) for each in amounts_of(x, y))
    result = np.empty((len(left), len(right)))
    for row, mine in enumerate(left):
        middle = (mine + right) / 2
        divergence = _relative_entropy(np.broadcast_to(mine, right.shape), middle)
        result[row] = (divergence + _relative_entropy(right, middle)) / 2
    # Rounding can leave −1e-17 for equal profiles.
    return np.sqrt(np.maximum(result, 0.0))


def morisita(x: Amounts, y: Amounts | None = None) -> Matrix:
    """Cosine with unbiased moments, for counts: ``2 Σ x_i x_j / ((D_i + D_j) n_i n_j)``.

    ``D = Σ x(x − 1) / (n (n − 1))``. About 1 for two samples of one profile whatever their size, and
    so not bounded by 1; do not use it below about 20 counts. Symmetric.

    Returns
    -------
    array of shape (n, m)
        NaN where a portfolio has at most one count, or no class twice in either.

    Examples
    --------
    >>> morisita([[4, 2, 0]], [[2, 1, 0], [0, 0, 9], [1, 0, 0]]).round(3).tolist()
    [[1.389, 0.0, nan]]

    References
    ----------
    Morisita, M. (1959), Mem. Fac. Sci. Kyushu Univ. E 3:65.
    """
    left, right = amounts_of(x, y)
    concentration = _concentration(left)[:, None] + _concentration(right)
    return _over(2 * (left @ right.T), concentration * left.sum(axis=1)[:, None] * right.sum(axis=1))


def class_proximity(x: Amounts) -> Matrix:
    """How often classes are held by the same organisations: ``β = X̂ᵀ X̂``, (K, K), diagonal 1.

    ``X̂`` are the shares of all organisations with columns scaled to length 1; empty organisations
    do not count. Depends on the population: keep it beside its ``as_of``.

    Examples
    --------
    >>> class_proximity([[1, 1, 0], [0, 0, 5]]).round(3).tolist()
    [[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]

    References
    ----------
    Bloom, N., Schankerman, M. & Van Reenen, J. (2013), Econometrica 81:1347.
    """
    profile = np.nan_to_num(shares(x))
    lengths = np.sqrt((profile**2).sum(axis=0))
    scaled = profile / np.where(lengths > 0, lengths, 1.0)
    proximity: Matrix = scaled.T @ scaled
    return proximity


def mahalanobis_jaffe(x: Amounts, y: Amounts | None = None, *, proximity: Matrix | None = None,
                      normalise: bool = True) -> Matrix:
    """Cosine that sees neighbouring classes: ``x̃_i β x̃_jᵀ``, rows of ``x̃`` of length 1, symmetric.

    Parameters
    ----------
    proximity : array of shape (K, K), optional
        ``β``; by default ``class_proximity(x)``.
    normalise : bool
        divide by ``√(M_ii M_jj)``, which brings it into [0, 1]; the published measure does not.

    Examples
    --------
    >>> x = [[1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1]]
    >>> mahalanobis_jaffe(x).round(3)[0].tolist()
    [1.0, 0.2, 0.775, 0.0]

    References
    ----------
    Bloom, N., Schankerman, M. & Van Reenen, J. (2013), Econometrica 81:1347.
    """
    left, right = amounts_of(x, y)
    beta = class_proximity(left) if proximity is None else proximity
    left, right = (_over(each, _lengths(each)[:, None]) for each in (left, right))
    result: Matrix = left @ beta @ right.T
    if normalise:
        mine, theirs = (np.einsum("ic,cd,id->i", each, beta, each) for each in (left, right))
        result = _over(result, np.sqrt(mine[:, None] * theirs))
    return result


def _dense(x: Amounts) -> Matrix:
    amounts = np.asarray(x.toarray() if hasattr(x, "toarray") else x, dtype=np.float64)
    if amounts.ndim != 2:
        raise ValueError(f"amounts have shape {amounts.shape}; (organisations, classes) is meant")
    if not (amounts >= 0).all():
        raise ValueError("amounts must be numbers of 0 or more")
    return amounts


def amounts_of(x: Amounts, y: Amounts | None) -> tuple[Matrix, Matrix]:
    """Both sides as dense float64; ``y`` absent means ``x`` again.

    Raises
    ------
    ValueError
        if an amount is negative or not a number, or the two have different classes.
    """
    left = _dense(x)
    right = left if y is None else _dense(y)
    if left.shape[1] != right.shape[1]:
        raise ValueError(f"{left.shape[1]} classes on one side and {right.shape[1]} on the other")
    return left, right


def _over(above: Matrix, below: Matrix) -> Matrix:
    """``above / below`` with NaN where ``below`` is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        result: Matrix = np.where(below == 0, np.nan, above / below)
    return result


def _lengths(rows: Matrix) -> NDArray[np.float64]:
    result: NDArray[np.float64] = np.sqrt((rows**2).sum(axis=1))
    return result


def _cosine(left: Matrix, right: Matrix) -> Matrix:
    return _over(left @ right.T, _lengths(left)[:, None] * _lengths(right))


def _sublinear(amounts: Matrix) -> Matrix:
    result: Matrix = np.where(amounts > 0, 1 + np.log(np.where(amounts > 0, amounts, 1.0)), 0.0)
    return result


def _of_sets(x: Amounts, y: Amounts | None, formula: Callable[[Matrix, Matrix, Matrix], Matrix]) -> Matrix:
    left, right = (each > 0 for each in amounts_of(x, y))
    both = left.astype(np.float64) @ right.T.astype(np.float64)
    mine = np.broadcast_to(left.sum(axis=1, dtype=np.float64)[:, None], both.shape)
    theirs = np.broadcast_to(right.sum(axis=1, dtype=np.float64), both.shape)
    return np.where((mine > 0) & (theirs > 0), formula(both, mine, theirs), np.nan)


def _smaller_sums(left: Matrix, right: Matrix) -> Matrix:
    # Row by row: all at once would take n × m × K numbers.
    return np.array([np.minimum(row, right).sum(axis=1) for row in left]).reshape(len(left), len(right))


def _defined(left: Matrix, right: Matrix, values: Matrix) -> Matrix:
    """NaN where either portfolio is empty."""
    filled = (left.sum(axis=1) > 0)[:, None] & (right.sum(axis=1) > 0)
    return np.where(filled, values, np.nan)


def _relative_entropy(above: Matrix, below: Matrix) -> NDArray[np.float64]:
    """``Σ_c a log2(a / b)`` per row, with ``0 log 0 = 0``."""
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(above == 0, 0.0, above * np.log2(above / below))
    result: NDArray[np.float64] = terms.sum(axis=1)
    return result


def _concentration(counts: Matrix) -> NDArray[np.float64]:
    total = counts.sum(axis=1)
    return _over((counts * (counts - 1)).sum(axis=1), np.where(total > 1, total * (total - 1), 0.0))
