"""What do measures of the network of ties cost, beside networkx and, where it is installed, igraph?

igraph and leidenalg are under the GPL and so are no dependency of ours, not even an extra. To have them
beside us, put them into an environment for this run alone:

    pip install igraph leidenalg && python -m benchmarks --section network
"""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from benchmarks.graphs import DAMPING, Igraph, Networkx
from benchmarks.measuring import Disagreement, Spent, quickest, spent, times
from benchmarks.report import Line
from benchmarks.workplace import Size, Workplace
from ecosystem.service import Ecosystem
from scoring.network.brokerage import betweenness, constraint, effective_size
from scoring.network.communities import communities, modularity
from scoring.network.cutting import structure_of
from scoring.network.walks import PersonalisedPageRank
from scoring.snapshot import TIES, Layer, Snapshot
from scoring.structure import adamic_adar

TITLE = "Network of ties"
WORSE = 0.01
"""How far below a peer's modularity ours may be: both search, and neither finds the best for certain."""

_ASKERS = 10
_TIMES = 3

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Peer = Networkx | Igraph


def run(place: Workplace) -> Iterator[Line | str]:
    """Every measure on a network that networkx can do, then on a larger one, beside igraph alone."""
    igraph = find_spec("igraph") is not None
    if place.sizes.compiling and find_spec("numba") is not None:
        yield _compiling()
    yield from _at(place, place.sizes.least, [Networkx, *[Igraph] * igraph])
    yield from _at(place, place.sizes.less, [Igraph] * igraph)
    yield (f"Ties of the generated partnerships, weighted but for the walks and betweenness. Whole networks: the best "
           f"of {_TIMES}, a peer's graph being built before; one to all: the median of {_ASKERS} askers. Results are "
           f"equal to 1e-9; a partition only has to be no more than {WORSE} below the peer's modularity. Our exact "
           "betweenness is that of networkx, called on our matrix.")
    if not igraph:
        yield "igraph is not installed (it is under the GPL and no dependency of ours), so it was left out."


def _at(place: Workplace, size: Size, kinds: list[type[Peer]]) -> Iterator[Line]:
    with Ecosystem(place.store(size)) as eco:
        snapshot = eco.snapshot()
    place.say(f"network of {size.partners:,}")
    ties = snapshot.layer(TIES)
    peers = [kind(ties) for kind in kinds]
    yield from _whole(ties, peers)
    yield from _one_to_all(snapshot, ties, peers)
    yield from _partitions(ties, peers)


# --- the whole network -----------------------------------------------------------------------------
def _whole(ties: Layer, peers: list[Peer]) -> Iterator[Line]:
    matrix = ties.matrix()
    ours: dict[str, Callable[[], Any]] = {
        "constraint": lambda: constraint(matrix), "effective_size": lambda: effective_size(matrix),
        # Known once per layer: each run gets a layer that was not seen before.
        "cuts": lambda: structure_of(replace(ties), ties.shape[0]),
    }
    if any(isinstance(peer, Networkx) for peer in peers):  # as many searches as nodes: for the small one only
        ours["betweenness"] = lambda: betweenness(matrix)
    for name, do in ours.items():
        found, used = _checked(do()), quickest(do, 1 if name == "betweenness" else _TIMES)
        what = f"{'cut points and bridges' if name == 'cuts' else name.replace('_', ' ')}, {_told(ties)}"
        asked = [peer for peer in peers if hasattr(peer, name)]
        for peer in asked:
            theirs = getattr(peer, name)
            answer = theirs()
            _same(what, peer.name, found, _checked(answer))
            yield _line(what, used, peer.name, quickest(theirs, 1 if peer.name == "networkx" else _TIMES))
        if not asked:
            yield Line(what=what, ours=used.wall, unit="s", cpu=used.cpu)


def _checked(answer: Any) -> list[NDArray[Any]]:
    """An answer as arrays to compare."""
    if hasattr(answer, "bridges"):
        return [answer.articulation_points, answer.bridges]
    return list(answer) if isinstance(answer, tuple) else [answer]


def _same(what: str, peer: str, ours: list[NDArray[Any]], theirs: list[NDArray[Any]]) -> None:
    for mine, other in zip(ours, theirs, strict=True):
        if mine.shape != other.shape or not np.allclose(mine, other, rtol=1e-9, atol=1e-9, equal_nan=True):
            raise Disagreement(f"{what}: ours and {peer} differ")


# --- one organisation and all others ---------------------------------------------------------------
def _one_to_all(snapshot: Snapshot, ties: Layer, peers: list[Peer]) -> Iterator[Line]:
    degrees = np.diff(ties.indptr)
    askers = np.random.default_rng(7).choice(np.flatnonzero(degrees), _ASKERS, replace=False).tolist()
    known = PersonalisedPageRank(alpha=DAMPING).fit(snapshot)
    fresh = PersonalisedPageRank(alpha=DAMPING).fit(snapshot)  # keeps nothing yet of those who ask
    for name, check, ours in (
        ("adamic_adar", lambda row: adamic_adar(ties, row), lambda row: adamic_adar(ties, row)),
        ("pagerank", known.values_for, fresh.values_for),
    ):
        what = f"{'Adamic–Adar' if name == 'adamic_adar' else 'personalised PageRank'}, one to all, {_told(ties)}"
        for peer in peers:
            for row in askers:
                theirs = getattr(peer, name)(row)
                _same(what, peer.name, [_of_others(check(row), row)],
                      [_of_others(theirs, row, share=name == "pagerank")])
        used = times(ours, askers)
        for peer in peers:
            theirs = times(getattr(peer, name), askers)
            yield Line(what=what, ours=used.p50, unit="ms", cpu=used.cpu, peer=peer.name, theirs=theirs.p50,
                       note=f"peer's CPU {theirs.cpu:.3g} ms")
        if not peers:
            yield Line(what=what, ours=used.p50, unit="ms", cpu=used.cpu)


def _of_others(scores: Floats, row: int, *, share: bool = False) -> Floats:
    """Without the asker's own; as a share of the most, which is how our walks count."""
    found = np.delete(scores, row)
    return found / found.max() if share else found


# --- communities -----------------------------------------------------------------------------------
def _partitions(ties: Layer, peers: list[Peer]) -> Iterator[Line]:
    matrix = ties.matrix()
    found = communities(matrix, runs=1)  # compiles, or loads what was compiled
    used = quickest(lambda: communities(matrix, runs=1), _TIMES)
    what = f"Leiden, one run, {_told(ties)}"
    asked = [(name, do) for peer in peers for name, do in peer.partitions.items()]
    for name, do in asked:
        theirs = modularity(matrix, do())
        if found.quality < theirs - WORSE:
            raise Disagreement(f"{what}: modularity {found.quality:.4f}, {name} {theirs:.4f}")
        yield _line(what, used, name, quickest(do, _TIMES), f"modularity {found.quality:.4f} and {theirs:.4f}")
    if not asked:
        yield Line(what=what, ours=used.wall, unit="s", cpu=used.cpu, note=f"modularity {found.quality:.4f}")


def _compiling() -> Line:
    """What is left out of all other lines: Leiden's loops are compiled on the first run on a machine."""
    with (tempfile.TemporaryDirectory(prefix="allygraph-numba-") as folder,
          multiprocessing.get_context("spawn").Pool(1) as pool):
        first, second = pool.apply(_first_and_second, (folder,))
    return Line(what="compiling Leiden's loops, once per machine", ours=first.wall - second.wall, unit="s",
                cpu=first.cpu - second.cpu, note="in no other line; later processes load them from the cache")


def _first_and_second(folder: str) -> tuple[Spent, Spent]:
    os.environ["NUMBA_CACHE_DIR"] = folder  # numba, imported by the first run, finds nothing compiled there
    ring = sparse.diags([1.0, 1.0, 1.0, 1.0], [1, -1, 2, -2], shape=(600, 600), format="csr")
    with spent() as first:
        communities(ring, runs=1)
    with spent() as second:
        communities(ring, runs=1)
    return first, second


def _line(what: str, used: Spent, peer: str, theirs: Spent, note: str = "same results") -> Line:
    return Line(what=what, ours=used.wall, unit="s", cpu=used.cpu, peer=peer, theirs=theirs.wall,
                note=f"{note}; peer's CPU {theirs.cpu:.3g} s")


def _told(ties: Layer) -> str:
    return f"{ties.shape[0]:,} partners, {ties.nnz // 2:,} ties"
