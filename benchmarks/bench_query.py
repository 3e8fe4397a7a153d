"""How long does one explained candidates query take, in process, at a million partners?

    python -m benchmarks.bench_query --partners 1000000 --capabilities 10000 --each 20

Scores all partners, picks the best 20 and explains them, one question after the other on one core.
Beside it, in the same run, what a plain scipy matrix and (where it is installed) sparse_dot_topn
take for the bare top 20 of the same cosine, without explanation.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scoring import kernels
from scoring.base import PartnerScorer
from scoring.registry import get_scorer, scorer_names
from scoring.snapshot import PROFILE, TIES, Layer, Nodes, Provenance, Snapshot, Strings
from scoring.topk import top_rows

TOP = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    partners: int
    capabilities: int
    each: int
    ties: int
    seed: int = 7


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; times in milliseconds.

    ``cpu`` is the median of processor time: what the question costs if nobody else is on the machine.
    """

    what: str
    fit_s: float
    p50: float
    p99: float
    cpu: float
    scores: float
    top: float
    explain: float


def made_up(size: Size) -> Snapshot:
    """Heavy-tailed portfolios: class c is held with weight 1 / (c + 10), clustered by field.

    Every partner has a home field out of which half of its classes come, so that neighbours in the
    list are alike as they are in life; 40 % have needs, 30 % have partners, with a heavy tail.
    """
    rng = np.random.default_rng(size.seed)
    fields = max(1, size.capabilities // 20)
    rows, classes = _portfolios(size, fields, rng)
    profile = Layer.of(PROFILE, "Partner", "Capability", (size.partners, size.capabilities + fields),
                       rows, classes, rng.geometric(0.4, len(rows)).astype(np.float32),
                       rng.integers(0, 8, len(rows)).astype(np.int32))
    del rows, classes
    below = np.arange(size.capabilities)
    broader = Layer.of("capabilities.broader_id", "Capability", "Capability", (size.capabilities + fields,) * 2,
                       below, size.capabilities + below % fields)
    layers = {each.name: each for each in (profile, broader, _ties(size, rng))} | _needs(size, fields, rng)
    counts = {"Partner": size.partners, "Capability": size.capabilities + fields,
              "Strategy": layers["strategies.partner_id"].shape[0], "Need": layers["needs.strategy_id"].shape[0]}
    nodes = {label: _nodes(label, count) for label, count in counts.items()}
    texts = [Strings.of([f"{word} {each}" for each in range(8)]) for word in ("source", "2020", "", "2021")]
    return Snapshot(date(2024, 1, 1), nodes, layers, Provenance(*texts, np.full(8, np.nan)), version="made up")


def _portfolios(size: Size, fields: int, rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    weights = 1 / (np.arange(size.capabilities) + 10.0)
    edges = np.cumsum(weights / weights.sum())
    home = rng.integers(0, fields, size.partners)
    drawn = []
    for start in range(0, size.partners, 100_000):
        count = min(100_000, size.partners - start)
        general = np.searchsorted(edges, rng.random((count, size.each // 2 + 3)))
        own = home[start : start + count, None] + fields * rng.integers(0, 20, (count, size.each // 2 + 3))
        both = np.minimum(np.concatenate([general, own], axis=1), size.capabilities - 1)
        drawn.append(np.unique(both + (np.arange(start, start + count) * size.capabilities)[:, None]))
    keys = np.concatenate(drawn)
    return keys // size.capabilities, keys % size.capabilities


def _ties(size: Size, rng: np.random.Generator) -> Layer:
    known = max(2, size.partners * 3 // 10)
    ends = (known * rng.random((2, size.ties)) ** 2).astype(np.int64)
    ends = ends[:, ends[0] != ends[1]] * (size.partners // known)
    both = np.concatenate([ends, ends[::-1]], axis=1)
    return Layer.of(TIES, "Partner", "Partner", (size.partners,) * 2, both[0], both[1])


def _needs(size: Size, fields: int, rng: np.random.Generator) -> dict[str, Layer]:
    owners = np.flatnonzero(rng.random(size.partners) < 0.4)
    needs = np.arange(len(owners) * 5)
    wanted = (size.capabilities * rng.random(len(needs)) ** 2).astype(np.int64)
    wanted[::5] = size.capabilities + rng.integers(0, fields, len(owners))  # one of five asks for a field
    shapes = {"strategies.partner_id": ("Strategy", "Partner", np.arange(len(owners)), owners, size.partners),
              "needs.strategy_id": ("Need", "Strategy", needs, needs // 5, len(owners)),
              "needs.capability_id": ("Need", "Capability", needs, wanted, size.capabilities + fields)}
    return {name: Layer.of(name, source, target, (len(here), columns), here, there)
            for name, (source, target, here, there, columns) in shapes.items()}


def _nodes(label: str, count: int) -> Nodes:
    ids = Strings.of(f"{label[0].lower()}{row:08}" for row in range(count))
    return Nodes(label, ids, Strings.of(f"{label} {row}" for row in range(count)))


def askers_of(snapshot: Snapshot, count: int, *, with_needs: bool) -> list[int]:
    """Askers with partners and a portfolio, the dearer kind of question; with needs or without."""
    asks = np.zeros(snapshot.partner_count, dtype=bool)
    asks[snapshot.layer("strategies.partner_id").indices] = True
    able = np.flatnonzero((np.diff(snapshot.layer(TIES).indptr) > 0) & (asks == with_needs))
    chosen: list[int] = np.random.default_rng(7).choice(able, count).tolist()
    return chosen


def measured(name: str, snapshot: Snapshot, count: int) -> Iterator[Row]:
    """One scorer: fitted once, asked by everybody in turn."""
    scorer = get_scorer(name)
    started = time.perf_counter()
    scorer.fit(snapshot)
    _ask(scorer, 0)  # compiles, or loads what was compiled
    fit = time.perf_counter() - started
    needs = {"need_coverage": [True], "blend": [True, False], "complementarity": [True, False]}
    for with_needs in needs.get(name, [False]):
        what = f"{name} (asker {'with' if with_needs else 'without'} needs)" if name in needs else name
        times = np.array([_ask(scorer, row) for row in askers_of(snapshot, count, with_needs=with_needs)]) * 1e3
        yield _row(what, fit, times)


def _row(name: str, fit: float, times: NDArray[np.float64]) -> Row:
    whole = times[:, :3].sum(axis=1)
    scores, top, explain, cpu = np.median(times, axis=0).tolist()
    return Row(name, fit, float(np.median(whole)), float(np.percentile(whole, 99)), cpu, scores, top, explain)


def _ask(scorer: PartnerScorer, row: int) -> tuple[float, float, float, float]:
    cpu, first = time.thread_time(), time.perf_counter()
    scores = scorer.scores_for(row)
    second = time.perf_counter()
    best = top_rows(scores, None, TOP)
    third = time.perf_counter()
    for other in best.tolist():
        scorer.explain(row, other)
    return second - first, third - second, time.perf_counter() - third, time.thread_time() - cpu


def peers(snapshot: Snapshot, askers: list[int]) -> list[Row]:
    """The bare top 20 by cosine, by others."""
    x = snapshot.layer(PROFILE).matrix().astype(np.float32)
    lengths = np.sqrt(np.asarray(x.multiply(x).sum(axis=1)).ravel())
    x = sparse.diags(1 / np.maximum(lengths, 1e-30)).dot(x).tocsr().astype(np.float32)

    def by_scipy(row: int) -> object:
        scores = x @ x[row].toarray().ravel()
        best = np.argpartition(-scores, TOP)[:TOP]
        return best[np.argsort(-scores[best])]

    found = [_peer("scipy X @ v + argpartition (bare cosine)", by_scipy, askers)]
    try:
        from sparse_dot_topn import sp_matmul_topn
    except ImportError:
        return found
    turned = x.T.tocsr()
    found.append(_peer("sparse_dot_topn (bare cosine)", lambda row: sp_matmul_topn(x[row], turned, TOP), askers))
    return found


def _peer(name: str, ask: Callable[[int], object], askers: list[int]) -> Row:
    times = []
    for row in askers:
        cpu, started = time.thread_time(), time.perf_counter()
        ask(row)
        times.append((0.0, time.perf_counter() - started, 0.0, time.thread_time() - cpu))
    return _row(name, 0.0, np.array(times) * 1e3)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--partners", type=int, default=1_000_000)
    parser.add_argument("--capabilities", type=int, default=10_000)
    parser.add_argument("--each", type=int, default=20, help="capabilities per partner, about")
    parser.add_argument("--ties", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--scorers", default=",".join(scorer_names()))
    parser.add_argument("--plain", action="store_true", help="numpy only, without compiled kernels")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    if chosen.plain:
        kernels.NUMBA_FROM = sys.maxsize  # type: ignore[misc]
    size = Size(partners=chosen.partners, capabilities=chosen.capabilities, each=chosen.each, ties=chosen.ties)
    snapshot = made_up(size)
    rows = [row for name in chosen.scorers.split(",") for row in measured(name, snapshot, chosen.queries)]
    if not chosen.no_peers:
        rows += peers(snapshot, askers_of(snapshot, max(5, chosen.queries // 5), with_needs=False))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    if chosen.json:
        print(json.dumps({"size": asdict(size), "ties": snapshot.layer(PROFILE).nnz, "peak_gib": memory,
                          "rows": [asdict(row) for row in rows]}))
        return 0
    print(f"{size.partners:,} partners, {snapshot.layer(PROFILE).nnz:,} capability ties, "
          f"{chosen.queries} questions, one core, peak {memory:.1f} GiB")
    print(f"{'ms':42} {'fit s':>6} {'p50':>8} {'p99':>8} {'cpu':>8} {'scores':>8} {'top':>8} {'explain':>8}")
    for row in rows:
        print(f"{row.what:42} {row.fit_s:6.2f} {row.p50:8.2f} {row.p99:8.2f} {row.cpu:8.2f} "
              f"{row.scores:8.2f} {row.top:8.2f} {row.explain:8.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
