"""What does one explained list of candidates cost in process, beside the bare top 20 of others?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.neighbors import NearestNeighbors

from benchmarks.bench_query import askers_of, measured
from benchmarks.measuring import Disagreement, Times, peak, spent, times
from benchmarks.report import Line
from benchmarks.workplace import Workplace
from ecosystem.service import Ecosystem
from scoring.base import PartnerScorer
from scoring.registry import get_scorer
from scoring.snapshot import PROFILE, TIES, Layer, Snapshot
from scoring.topk import top_rows

TITLE = "Candidates in process"
TOP = 20

Floats = NDArray[np.float64]


def run(place: Workplace) -> Iterator[Line | str]:
    """The facade, scorers alone, and three peers, each at a size that it can do."""
    size = place.sizes.large
    with Ecosystem(place.store(size)) as eco:
        place.say("loading the large snapshot")
        yield from _facade(eco, place.sizes.questions)
        yield from _scorers(eco.snapshot(), place.sizes.questions)
        yield from _by_scipy(eco.snapshot(), max(5, place.sizes.questions // 10))
    with Ecosystem(place.store(place.sizes.less)) as eco:
        yield from _by_sklearn(eco.snapshot(), max(5, place.sizes.questions // 10))
    with Ecosystem(place.store(place.sizes.least)) as eco:
        yield from _by_networkx(eco.snapshot(), 5)
    yield (f"The facade and the scorers: {size}; one question after the other, on one core, from askers drawn by "
           f"chance; each answer has {TOP} candidates with evidence, facts and sources. CPU is the median per "
           "question.")


def _facade(eco: Ecosystem, count: int) -> Iterator[Line]:
    partners = eco.snapshot().partners
    drawn = np.random.default_rng(7).choice(len(partners), count + 1, replace=False).tolist()
    asked = [partners.ids[row] for row in drawn]
    with spent() as first:
        eco.candidates(asked.pop(), limit=TOP)  # fits the scorer; compiles, or loads what was compiled
    yield Line(what="`candidates`, the first question (fits the scorer)", ours=first.wall, unit="s", cpu=first.cpu)
    for what, options in (
        ("`candidates`, blend", {}),
        ("`candidates`, blend, one country, ten excluded", {"country": ["DE"], "exclude": asked[:10]}),
        ("`candidates`, overlap", {"scorer": "overlap"}),
    ):
        found = times(lambda each, options=options: eco.candidates(each, limit=TOP, **options), asked)  # type: ignore[misc]
        yield _line(what, found, target=25 if what.endswith("blend") else None)
    found = times(lambda each: eco.candidates(each), asked)
    yield _line("`candidates`, blend, 10 of them", found)
    yield Line(what="peak memory of this process", ours=peak(), unit="MiB")


def _line(what: str, found: Times, *, target: float | None = None, peer: str = "",
          theirs: Times | None = None, note: str = "") -> Line:
    told = [f"p95 {found.p95:.3g}, p99 {found.p99:.3g}", note]
    if theirs is not None:
        told.insert(1, f"peer's p99 {theirs.p99:.3g}, CPU {theirs.cpu:.3g}")
    return Line(what=what, ours=found.p50, unit="ms", cpu=found.cpu, target=target, peer=peer,
                theirs=theirs.p50 if theirs else None, note="; ".join(each for each in told if each))


def _scorers(snapshot: Snapshot, count: int) -> Iterator[Line]:
    for name in ("blend", "overlap", "complementarity", "resource_allocation"):
        for row in measured(name, snapshot, count):
            yield Line(what=f"scorer alone: {row.what}", ours=row.p50, unit="ms", cpu=row.cpu,
                       note=f"p99 {row.p99:.3g}; scores {row.scores:.3g}, top {row.top:.3g}, "
                            f"explain {row.explain:.3g}; fitted in {row.fit_s:.2g} s")


# --- peers -----------------------------------------------------------------------------------------
def _by_scipy(snapshot: Snapshot, count: int) -> Iterator[Line]:
    """The bare top 20 by cosine: ours without explanation, a sparse product, and sparse_dot_topn."""
    scorer, unit = _fitted("jaffe", snapshot), _unit_rows(snapshot)
    askers = askers_of(snapshot, count, with_needs=False)

    def by_product(row: int) -> Floats:
        scores = np.asarray(unit @ unit[row].toarray().ravel(), dtype=np.float64)
        scores[row] = -1
        best = np.argpartition(-scores, TOP)[:TOP]
        return -np.sort(-scores[best])

    yield from _compared("bare top 20 by cosine", scorer, askers, "scipy `X @ v`, argpartition", by_product)
    try:
        from sparse_dot_topn import sp_matmul_topn
    except ImportError:
        return
    turned = unit.T.tocsr()

    def by_topn(row: int) -> Floats:
        found = sp_matmul_topn(unit[row], turned, TOP + 1, sort=True)
        return np.asarray(found.data[found.indices != row][:TOP], dtype=np.float64)

    yield from _compared("bare top 20 by cosine", scorer, askers, "sparse_dot_topn", by_topn)


def _by_sklearn(snapshot: Snapshot, count: int) -> Iterator[Line]:
    scorer, unit = _fitted("jaffe", snapshot), _unit_rows(snapshot)
    brute = NearestNeighbors(n_neighbors=TOP + 1, algorithm="brute", metric="cosine").fit(unit)

    def ask(row: int) -> Floats:
        distances, rows = brute.kneighbors(unit[row])
        return np.asarray(1 - distances[rows != row][:TOP], dtype=np.float64)

    askers = askers_of(snapshot, count, with_needs=False)
    yield from _compared(f"bare top 20 by cosine, {snapshot.partner_count:,} partners", scorer, askers,
                         "scikit-learn `NearestNeighbors`, brute", ask)


def _by_networkx(snapshot: Snapshot, count: int) -> Iterator[Line]:
    """Two measures that networkx has, on the same graphs; scores equal to 1e-9."""
    partners, both = nx.Graph(_pairs(snapshot.layer(TIES))), nx.Graph()
    partners.add_nodes_from(range(snapshot.partner_count))
    both.add_nodes_from(range(snapshot.partner_count))
    both.add_edges_from((row, ("capability", column)) for row, column in _pairs(snapshot.layer(PROFILE)))
    everybody = range(snapshot.partner_count)
    askers = askers_of(snapshot, count, with_needs=False)
    for name, graph, function in (("jaccard", both, nx.jaccard_coefficient),
                                  ("adamic_adar", partners, nx.adamic_adar_index)):
        scorer = _fitted(name, snapshot)

        def ask(row: int, graph: Any = graph, function: Any = function) -> Floats:
            pairs = [(row, other) for other in everybody if other != row]
            return np.sort([score for _, _, score in function(graph, pairs)])[::-1][:TOP]

        def scale(row: int, name: str = name, graph: Any = graph) -> float:
            """Ours is a share of the most that the asker could have; theirs is the bare sum."""
            if name == "jaccard":
                return 1.0
            degrees = [graph.degree[each] for each in graph[row]]
            return sum(1 / math.log(degree) for degree in degrees if degree > 1)

        yield from _compared(f"bare top 20 by {name}, {snapshot.partner_count:,} partners", scorer, askers,
                             f"networkx `{function.__name__}`", ask, scale)


def _pairs(layer: Layer) -> list[tuple[int, int]]:
    rows = np.repeat(np.arange(layer.shape[0]), np.diff(layer.indptr))
    return list(zip(rows.tolist(), layer.indices.tolist(), strict=True))


def _fitted(name: str, snapshot: Snapshot) -> PartnerScorer:
    scorer = get_scorer(name)
    scorer.fit(snapshot)
    return scorer


def _unit_rows(snapshot: Snapshot) -> sparse.csr_matrix:
    x = snapshot.layer(PROFILE).matrix().astype(np.float32)
    lengths = np.sqrt(np.asarray(x.multiply(x).sum(axis=1)).ravel())
    return (sparse.diags(1 / np.maximum(lengths, 1e-30)) @ x).tocsr().astype(np.float32)


def _compared(what: str, scorer: PartnerScorer, askers: list[int], peer: str, ask: Callable[[int], Floats],
              scale: Callable[[int], float] = lambda row: 1.0) -> Iterator[Line]:
    """Scores first, which have to be the same in the same order; then times."""
    def ours(row: int) -> Floats:
        scores = scorer.scores_for(row)
        mask = np.ones(len(scores), dtype=bool)
        mask[row] = False
        return scores[top_rows(scores, mask, TOP)]

    seen = 0
    for row in askers:
        mine, theirs = ours(row) * scale(row), ask(row)
        theirs = theirs[theirs > 1e-6]  # theirs has 0 where ours may say that nothing is known
        if not np.allclose(mine[: len(theirs)], theirs, rtol=1e-5, atol=2e-6) or (mine[len(theirs) :] > 1e-5).any():
            raise Disagreement(f"{what}, asker {row}: ours {mine}, {peer} {theirs}")
        seen += len(theirs)
    if not seen:
        raise Disagreement(f"{what}: nobody scores above 0, so nothing was compared")
    yield _line(what, times(ours, askers), peer=peer, theirs=times(ask, askers),
                note=f"same scores for {len(askers)} askers")
