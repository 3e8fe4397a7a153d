"""Who is most like whom, for everybody at once: ours beside sparse_dot_topn and scikit-learn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.neighbors import NearestNeighbors

from benchmarks.measuring import Disagreement, Spent, spent
from benchmarks.report import Line
from benchmarks.workplace import Size, Workplace
from scoring.allpairs import most_alike, unit_weights
from scoring.snapshot import PROFILE, Layer

TITLE = "All pairs"
TOP = 20
_SHARE = 100  # one asker of so many is given to the slow peer

Rows = NDArray[np.int64]


def run(place: Workplace) -> Iterator[Line | str]:
    """Some askers beside sparse_dot_topn, everybody alone, and a smaller graph beside brute force."""
    size = place.sizes.pairs
    place.say(f"drawing {size}")
    profile = _drawn(size)
    most_alike(profile, TOP, askers=np.arange(min(50, size.partners)))  # compiles, or loads what was compiled
    askers = np.arange(0, size.partners, _SHARE)
    yield from _beside_topn(profile, askers)
    place.say("everybody's most alike")
    with spent() as used:
        found = most_alike(profile, TOP, threads=2)
    yield Line(what=f"top {TOP} of all {size.partners:,}, 2 threads", ours=used.cpu, unit="CPU s", cpu=used.cpu,
               note=f"{used.wall:.3g} s by the clock; {int((found.rows >= 0).sum()):,} pairs")
    yield from _beside_brute(_drawn(Size(min(5_000, size.partners), size.capabilities, size.each)))
    yield (f"{size}, drawn with weights 1 / (c + 10); TF-IDF cosine in single precision. Scores are compared as "
           "sequences, within 0.00001; seconds are those of the processor.")


def _beside_topn(profile: Layer, askers: Rows) -> Iterator[Line]:
    with spent() as mine:
        found = most_alike(profile, TOP, askers=askers)
    what = f"top {TOP} of {len(askers):,} askers among {profile.shape[0]:,}"
    try:
        from sparse_dot_topn import sp_matmul_topn
    except ImportError:
        yield Line(what=what, ours=mine.cpu, unit="CPU s", cpu=mine.cpu, note="sparse_dot_topn is not installed")
        return
    unit = _unit(profile)
    turned = unit.T.tocsr()
    with spent() as theirs:
        best = sp_matmul_topn(unit[askers], turned, TOP + 1, sort=True, n_threads=1)
    for place, asker in enumerate(askers.tolist()):
        span = slice(best.indptr[place], best.indptr[place + 1])
        scores = best.data[span][best.indices[span] != asker][:TOP]
        _same(found.scores[place], scores, "sparse_dot_topn", asker)
    yield _line(what, mine, "sparse_dot_topn", theirs)


def _beside_brute(profile: Layer) -> Iterator[Line]:
    unit = _unit(profile)
    with spent() as mine:
        found = most_alike(profile, TOP)
    with spent() as theirs:
        brute = NearestNeighbors(n_neighbors=TOP + 1, algorithm="brute", metric="cosine").fit(unit)
        distances, rows = brute.kneighbors(unit)
    for row in range(profile.shape[0]):
        _same(found.scores[row], (1 - distances[row][rows[row] != row])[:TOP], "scikit-learn", row)
    yield _line(f"top {TOP} of all {profile.shape[0]:,}", mine, "scikit-learn `NearestNeighbors`, brute", theirs)


def _line(what: str, mine: Spent, peer: str, theirs: Spent) -> Line:
    return Line(what=what, ours=mine.cpu, unit="CPU s", cpu=mine.cpu, peer=peer, theirs=theirs.cpu, target=theirs.cpu,
                note=f"by the clock {mine.wall:.3g} and {theirs.wall:.3g} s; the same scores")


def _same(mine: Any, theirs: Any, peer: str, asker: int) -> None:
    theirs = theirs[theirs > 1e-5]
    if not np.allclose(mine[: len(theirs)], theirs, atol=1e-5) or (mine[len(theirs) :] > 2e-5).any():
        raise Disagreement(f"asker {asker}: ours {mine}, {peer} {theirs}")


def _unit(profile: Layer) -> sparse.csr_matrix:
    return sparse.csr_matrix((unit_weights(profile), profile.indices, profile.indptr.astype(np.int32)), profile.shape)


def _drawn(size: Size) -> Layer:
    """Portfolios of a Zipf–Mandelbrot law, drawn independently: no pair is alike by design."""
    rng = np.random.default_rng(7)
    weights = 1 / (np.arange(size.capabilities) + 10)
    edges = np.cumsum(weights / weights.sum())
    rows = np.repeat(np.arange(size.partners), size.each)
    classes = np.minimum(np.searchsorted(edges, rng.random(len(rows))), size.capabilities - 1)
    at = np.unique(rows * size.capabilities + classes)
    return Layer.of(PROFILE, "Partner", "Capability", (size.partners, size.capabilities), at // size.capabilities,
                    at % size.capabilities, rng.geometric(0.4, len(at)).astype(np.float32))
