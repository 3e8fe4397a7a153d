"""How long does it take to find the few among a million who cover fifty needs together?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from benchmarks.measuring import Disagreement, quickest, spent
from benchmarks.report import Line
from benchmarks.workplace import Workplace
from scoring.covering.exact import smallest_cover
from scoring.covering.greedy import Limits, cover_bound, lazy_greedy

TITLE = "Set cover"
NEEDS: Final = 50
_EACH: Final = 4  # needs of which a candidate has something, on average
_KINDS: Final = 300  # of portfolios, where many have the same


def run(place: Workplace) -> Iterator[Line | str]:
    """Greedy on levels, beside the same without laziness; the smallest set, exact and bounded."""
    count = place.sizes.large.partners
    levels, weights = _levels(count), np.random.default_rng(5).integers(1, 6, NEEDS).astype(float)
    place.say("set cover: greedy")
    picks = lazy_greedy(levels, weights, Limits(most=NEEDS))
    ours = quickest(lambda: lazy_greedy(levels, weights, Limits(most=NEEDS)), 3)
    with spent() as theirs:
        plain = _plain(levels, weights, NEEDS)
    if not np.allclose([pick.gain for pick in picks], plain, rtol=0, atol=1e-6):
        raise Disagreement("the gains of the lazy and the plain greedy differ")
    bound = cover_bound(levels, weights, [pick.row for pick in picks], Limits(most=NEEDS))
    reached = sum(pick.gain for pick in picks)
    yield Line(what=f"{NEEDS} needs, {count:,} candidates, {levels.nnz:,} levels: {len(picks)} picked", ours=ours.wall,
               unit="s", cpu=ours.cpu, peer="a scipy product for each pick, same gains", theirs=theirs.wall, target=2,
               note=f"{reached / bound:.1%} of what no set can exceed")
    place.say("set cover: smallest set")
    for what, covers in (("of few kinds", _kinds(count)), ("all of their own kind", _binary(levels))):
        musts = np.ones(NEEDS, dtype=bool)
        with spent() as used:
            found = smallest_cover(covers, weights, musts)
        how = "exact" if found.exact else f"at least {found.bound:.3g} are needed"
        yield Line(what=f"smallest set, candidates {what}: {len(found.rows)} partners", ours=used.wall, unit="s",
                   cpu=used.cpu, target=2, note=how)
    yield ("Levels and portfolios are drawn; each candidate has some four of the needs. One run each, the best of 3 "
           "for greedy. The peer weighs everybody again for each pick: where levels are alike, laziness saves little.")


def _levels(count: int) -> sparse.csr_matrix:
    random = np.random.default_rng(3)
    starts = np.concatenate([[0], np.cumsum(random.poisson(_EACH, count))])
    needs = random.integers(0, NEEDS, starts[-1])
    matrix = sparse.csr_matrix((random.random(starts[-1]), needs, starts), (count, NEEDS))
    matrix.sum_duplicates()
    np.minimum(matrix.data, 1.0, out=matrix.data)
    return matrix


def _binary(levels: sparse.csr_matrix) -> sparse.csr_matrix:
    held = levels.copy()
    held.data = np.ones_like(held.data)
    return held


def _kinds(count: int) -> sparse.csr_matrix:
    kinds = _binary(_levels(_KINDS))
    rows: Any = kinds[np.random.default_rng(4).integers(0, _KINDS, count)]
    return sparse.csr_matrix(rows)


def _plain(levels: sparse.csr_matrix, weights: NDArray[np.float64], most: int) -> list[float]:
    """Greedy that weighs everybody again for every pick."""
    missing, gains, left = np.ones(NEEDS), [], np.ones(levels.shape[0])
    for _ in range(most):
        worth = (levels @ (weights * missing)) * left
        best = int(np.argmax(worth))
        gains.append(float(worth[best]))
        left[best] = 0.0
        span = slice(levels.indptr[best], levels.indptr[best + 1])
        missing[levels.indices[span]] *= 1 - levels.data[span]
    return [gain for gain in gains if gain > 1e-12 * weights.sum()]
