"""How do sums over an inverted index get into one number per row? Plain loops and their numpy twins.

Most kernels walk the postings of the wanted classes in the order given and add, in float64, one term
per posting to ``out[row]``. The compiled loop and the numpy twin add the same terms in the same order,
so their results are equal byte for byte (``tests/scoring/test_kernels.py``).
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

NUMBA_FROM: Final = 500_000
"""Ties in a layer from which loading the compiled kernels (0.2–0.5 s) pays for itself."""

Floats = NDArray[np.float64]
Ints = NDArray[Any]

_BLOCK: Final = 1 << 14
"""Rows whose sums are kept at hand together where there are several per row: they fit the L2 cache."""


class Kernels(NamedTuple):
    """One implementation of each sum.

    All but ``weigh`` and ``own_products`` take ``indptr, rows, weights`` of the index (weights are
    ``x``), the ``wanted`` classes and one number per wanted class.
    """

    add_smaller: Callable[..., None]  # out[r] += min(share, x / total[r])
    add_product: Callable[..., None]  # out[r] += factor * x
    add_held: Callable[..., None]  # out[r] += factor where x > 0
    add_capped: Callable[..., None]  # out[r] += factor * min(1, x)
    makri: Callable[..., None]  # out[r] = complementarity, see complementarity.py
    weigh: Callable[..., None]  # out[r] = Σ weight * value of four parts, a stand-in where one is unknown
    add_saturated: Callable[..., None]  # out[r] += factor * x / (x + half[r])
    own_products: Callable[..., None]  # out[r] = x β xᵀ of row r, from the rows of x and of a sparse β


def _loop_add_smaller(indptr: Ints, rows: Ints, weights: Any, totals: Floats,
                      wanted: Ints, shares: Floats, out: Floats) -> None:
    for position in range(len(wanted)):
        share = shares[position]
        for entry in range(indptr[wanted[position]], indptr[wanted[position] + 1]):
            row = rows[entry]
            held = weights[entry] / totals[row]
            out[row] += share if share < held else held


def _loop_add_product(indptr: Ints, rows: Ints, weights: Any,
                      wanted: Ints, factors: Floats, out: Floats) -> None:
    for position in range(len(wanted)):
        factor = factors[position]
        for entry in range(indptr[wanted[position]], indptr[wanted[position] + 1]):
            out[rows[entry]] += factor * weights[entry]


def _loop_add_held(indptr: Ints, rows: Ints, weights: Any,
                   wanted: Ints, factors: Floats, out: Floats) -> None:
    for position in range(len(wanted)):
        factor = factors[position]
        for entry in range(indptr[wanted[position]], indptr[wanted[position] + 1]):
            if weights[entry] > 0:
                out[rows[entry]] += factor


def _loop_add_capped(indptr: Ints, rows: Ints, weights: Any,
                     wanted: Ints, factors: Floats, out: Floats) -> None:
    for position in range(len(wanted)):
        factor = factors[position]
        for entry in range(indptr[wanted[position]], indptr[wanted[position] + 1]):
            held = weights[entry]
            out[rows[entry]] += factor * held if held < 1 else factor


def _loop_makri(indptr: Ints, rows: Ints, weights: Any, totals: Floats, wanted: Ints, fields: Ints,
                mine: Floats, mine_in_field: Floats, total: float, out: Floats) -> None:
    at = indptr[wanted]  # a copy: how far each posting has been read
    seen = np.empty(_BLOCK, np.int32)
    apart, common = np.empty(_BLOCK, np.float64), np.empty(_BLOCK, np.float64)
    for start in range(0, len(out), _BLOCK):
        stop = min(start + _BLOCK, len(out))
        seen[:] = -1
        apart[:] = 0.0
        common[:] = 0.0
        for position in range(len(wanted)):
            field, own, own_in_field = fields[position], mine[position], mine_in_field[position]
            entry, end = at[position], indptr[wanted[position] + 1]
            while entry < end and rows[entry] < stop:
                held = weights[entry]
                if held > 0:
                    row = rows[entry] - start
                    # Added also where it is 0: a branch that nobody can foresee costs more.
                    first = own_in_field if seen[row] != field else 0.0
                    seen[row] = field
                    common[row] += first
                    apart[row] = (apart[row] + first) + (-own if own > 0 else held)
                entry += 1
            at[position] = entry
        for row in range(stop - start):
            score = apart[row] * common[row] / ((totals[start + row] + total) * total)
            score = score if score < 1 else 1.0
            out[start + row] = score if apart[row] >= 1e-12 * total else 0.0


def _loop_weigh(first: Floats, second: Floats, third: Floats, fourth: Floats, unknown: Any,
                weights: Floats, stand_ins: Floats, out: Floats) -> None:
    w1, w2, w3, w4 = weights[0], weights[1], weights[2], weights[3]
    s1, s2, s3, s4 = stand_ins[0], stand_ins[1], stand_ins[2], stand_ins[3]
    for row in range(len(out)):
        which = unknown[row]
        one, two, three, four = w1 * first[row], w2 * second[row], w3 * third[row], w4 * fourth[row]
        total = (s1 if which & 1 else one) + (s2 if which & 2 else two)
        total += s3 if which & 4 else three
        total += s4 if which & 8 else four
        total = total if total < 1 else 1.0
        out[row] = 0.0 if which & 16 else total


def _loop_add_saturated(indptr: Ints, rows: Ints, weights: Any, halves: Floats,
                        wanted: Ints, factors: Floats, out: Floats) -> None:
    for position in range(len(wanted)):
        factor = factors[position]
        for entry in range(indptr[wanted[position]], indptr[wanted[position] + 1]):
            row = rows[entry]
            held = np.float64(weights[entry])
            out[row] += factor * (held / (held + halves[row]))


def _loop_own_products(indptr: Ints, classes: Ints, weights: Any, near_indptr: Ints, near: Ints,
                       closeness: Floats, out: Floats) -> None:
    held = np.zeros(len(near_indptr) - 1, np.float64)
    for row in range(len(out)):
        for entry in range(indptr[row], indptr[row + 1]):
            held[classes[entry]] = weights[entry]
        total = 0.0
        for entry in range(indptr[row], indptr[row + 1]):
            each = classes[entry]
            own = held[each]
            for other in range(near_indptr[each], near_indptr[each + 1]):
                theirs = held[near[other]]
                if theirs != 0:
                    total += own * closeness[other] * theirs
        out[row] = total
        for entry in range(indptr[row], indptr[row + 1]):
            held[classes[entry]] = 0.0


def _numpy_add_smaller(indptr: Ints, rows: Ints, weights: Any, totals: Floats,
                       wanted: Ints, shares: Floats, out: Floats) -> None:
    for each, share in zip(wanted.tolist(), shares.tolist(), strict=True):
        span = slice(indptr[each], indptr[each + 1])
        at = rows[span]
        out[at] += np.minimum(share, weights[span] / totals[at])


def _numpy_add_product(indptr: Ints, rows: Ints, weights: Any,
                       wanted: Ints, factors: Floats, out: Floats) -> None:
    for each, factor in zip(wanted.tolist(), factors.tolist(), strict=True):
        span = slice(indptr[each], indptr[each + 1])
        out[rows[span]] += np.float64(factor) * weights[span].astype(np.float64)


def _numpy_add_held(indptr: Ints, rows: Ints, weights: Any,
                    wanted: Ints, factors: Floats, out: Floats) -> None:
    for each, factor in zip(wanted.tolist(), factors.tolist(), strict=True):
        span = slice(indptr[each], indptr[each + 1])
        out[rows[span][weights[span] > 0]] += factor


def _numpy_add_capped(indptr: Ints, rows: Ints, weights: Any,
                      wanted: Ints, factors: Floats, out: Floats) -> None:
    for each, factor in zip(wanted.tolist(), factors.tolist(), strict=True):
        span = slice(indptr[each], indptr[each + 1])
        out[rows[span]] += np.float64(factor) * np.minimum(weights[span].astype(np.float64), 1.0)


def _numpy_makri(indptr: Ints, rows: Ints, weights: Any, totals: Floats, wanted: Ints, fields: Ints,
                 mine: Floats, mine_in_field: Floats, total: float, out: Floats) -> None:
    seen = np.full(len(out), -1, dtype=np.int64)
    apart, common = np.zeros((2, len(out)))
    for position, each in enumerate(wanted.tolist()):
        span = slice(indptr[each], indptr[each + 1])
        held = weights[span] > 0
        at = rows[span][held]
        first = at[seen[at] != fields[position]]
        seen[first] = fields[position]
        common[first] += mine_in_field[position]
        apart[first] += mine_in_field[position]
        apart[at] += -mine[position] if mine[position] > 0 else weights[span][held].astype(np.float64)
    scores = apart * common / ((totals + total) * total)
    np.copyto(out, np.minimum(scores, 1.0), where=apart >= 1e-12 * total)


def _numpy_weigh(first: Floats, second: Floats, third: Floats, fourth: Floats, unknown: Any,
                 weights: Floats, stand_ins: Floats, out: Floats) -> None:
    out[:] = 0.0
    for bit, values in enumerate((first, second, third, fourth)):
        part = weights[bit] * values
        part[np.flatnonzero(unknown & (1 << bit))] = stand_ins[bit]
        out += part
    np.minimum(out, 1.0, out=out)
    out[np.flatnonzero(unknown & 16)] = 0.0


def _numpy_add_saturated(indptr: Ints, rows: Ints, weights: Any, halves: Floats,
                         wanted: Ints, factors: Floats, out: Floats) -> None:
    for each, factor in zip(wanted.tolist(), factors.tolist(), strict=True):
        span = slice(indptr[each], indptr[each + 1])
        at, held = rows[span], weights[span].astype(np.float64)
        out[at] += factor * (held / (held + halves[at]))


def _numpy_own_products(indptr: Ints, classes: Ints, weights: Any, near_indptr: Ints, near: Ints,
                        closeness: Floats, out: Floats) -> None:
    held = np.zeros(len(near_indptr) - 1)
    for row, (start, stop) in enumerate(pairwise(indptr.tolist())):
        mine = classes[start:stop]
        held[mine] = weights[start:stop]
        terms = [np.zeros(1)]
        for each in mine.tolist():
            span = slice(near_indptr[each], near_indptr[each + 1])
            theirs = held[near[span]]
            terms.append((held[each] * closeness[span] * theirs)[theirs != 0])
        out[row] = np.cumsum(np.concatenate(terms))[-1]  # one after the other, as the loop adds
        held[mine] = 0.0


NUMPY: Final = Kernels(
    _numpy_add_smaller, _numpy_add_product, _numpy_add_held, _numpy_add_capped, _numpy_makri, _numpy_weigh,
    _numpy_add_saturated, _numpy_own_products,
)
_LOOPS: Final = Kernels(
    _loop_add_smaller, _loop_add_product, _loop_add_held, _loop_add_capped, _loop_makri, _loop_weigh,
    _loop_add_saturated, _loop_own_products,
)


def kernels_for(ties: int) -> Kernels:
    """The faster implementation for an index of so many ties; answers are the same either way."""
    return (compiled() or NUMPY) if ties >= NUMBA_FROM else NUMPY


@lru_cache(maxsize=1)
def compiled() -> Kernels | None:
    """The loops compiled by numba, kept on disk for the next process; None where numba is absent."""
    loops = [_compile(loop) for loop in _LOOPS]
    return None if None in loops else Kernels(*(loop for loop in loops if loop is not None))


@lru_cache(maxsize=64)
def compiled_loop(loop: Callable[..., Any]) -> Callable[..., Any] | None:
    """One plain loop over arrays of another module, compiled the same way; None where numba is absent."""
    return _compile(loop)


def _compile(loop: Callable[..., Any]) -> Callable[..., Any] | None:
    # Division as numpy does it: a check for 0 in every step would keep a loop from being vectorised.
    try:
        njit = importlib.import_module("numba").njit
    except ImportError:
        return None
    try:
        fast: Callable[..., Any] = njit(loop, nogil=True, error_model="numpy", cache=True)
    except RuntimeError as error:  # no folder that the cache could be written to
        logging.getLogger(__name__).info("compiled kernels are not kept on disk: %s", error)
        fast = njit(loop, nogil=True, error_model="numpy")
    return fast
