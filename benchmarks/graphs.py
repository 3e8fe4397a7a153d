"""How do networkx and igraph answer what we ask of a network? Each peer's questions, under the same names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scoring.snapshot import Layer

DAMPING = 0.85
_EXACT = 1e-13  # of networkx's PageRank, per node: its default would leave the scores 0.001 off
_ITERATIONS = 2  # of Leiden, their default; until it rests, leidenalg 0.12 runs on for minutes on 4,000 nodes

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]


def edges_of(ties: Layer) -> tuple[Labels, Floats]:
    """Each pair once, the smaller row first, and what it weighs: both directions together."""
    both = sparse.triu(ties.matrix().astype(np.float64) + ties.matrix().T.astype(np.float64), k=1).tocoo()
    return np.stack([both.row, both.col], axis=1).astype(np.int64), both.data


class Networkx:
    """networkx, all in Python but for PageRank."""

    name = "networkx"

    def __init__(self, ties: Layer) -> None:
        pairs, weights = edges_of(ties)
        self.graph = nx.Graph()
        self.graph.add_nodes_from(range(ties.shape[0]))
        self.graph.add_weighted_edges_from(zip(*pairs.T.tolist(), weights.tolist(), strict=True))

    def constraint(self) -> Floats:
        return self._listed(nx.constraint(self.graph, weight="weight"))

    def effective_size(self) -> Floats:
        # Of all nodes at once, weighted, it divides by the greatest weight of the wrong end (3.6.1).
        nodes = self.graph.nodes
        return self._listed({each: nx.effective_size(self.graph, [each], weight="weight")[each] for each in nodes})

    def betweenness(self) -> Floats:
        return self._listed(nx.betweenness_centrality(self.graph))

    def cuts(self) -> tuple[Labels, Labels]:
        return np.array(sorted(nx.articulation_points(self.graph))), _sorted_pairs(nx.bridges(self.graph))

    def adamic_adar(self, row: int) -> Floats:
        pairs = [(row, other) for other in self.graph if other != row]
        return self._listed({other: score for _, other, score in nx.adamic_adar_index(self.graph, pairs)})

    def pagerank(self, row: int) -> Floats:
        return self._listed(nx.pagerank(self.graph, alpha=DAMPING, personalization={row: 1.0}, weight=None,
                                        tol=_EXACT, max_iter=2_000))

    @property
    def partitions(self) -> dict[str, Callable[[], Labels]]:
        """It has no Leiden of its own."""
        return {"networkx `louvain_communities`": self._louvain}

    def _louvain(self) -> Labels:
        groups = nx.community.louvain_communities(self.graph, weight="weight", seed=0)
        return self._listed({node: at for at, group in enumerate(groups) for node in group}).astype(np.int64)

    def _listed(self, found: dict[int, float]) -> Floats:
        return np.array([found.get(node, 0.0) for node in range(len(self.graph))], dtype=np.float64)


class Igraph:
    """igraph, which is C: only where it is installed."""

    name = "igraph"

    def __init__(self, ties: Layer) -> None:
        import igraph

        pairs, weights = edges_of(ties)
        self.weights = weights.tolist()
        self.graph: Any = igraph.Graph(n=ties.shape[0], edges=pairs.tolist())

    def constraint(self) -> Floats:
        return np.array(self.graph.constraint(weights=self.weights))

    def betweenness(self) -> Floats:
        others = self.graph.vcount() - 1
        return np.array(self.graph.betweenness(directed=False)) / (others * (others - 1) / 2)

    def cuts(self) -> tuple[Labels, Labels]:
        bridges = (self.graph.es[each].tuple for each in self.graph.bridges())
        return np.array(sorted(self.graph.articulation_points())), _sorted_pairs(bridges)

    def adamic_adar(self, row: int) -> Floats:
        return np.array(self.graph.similarity_inverse_log_weighted(vertices=[row])[0])

    def pagerank(self, row: int) -> Floats:
        return np.array(self.graph.personalized_pagerank(reset_vertices=[row], damping=DAMPING, directed=False))

    @property
    def partitions(self) -> dict[str, Callable[[], Labels]]:
        found = {"igraph `community_leiden`, 2 iterations": self._leiden}
        try:
            import leidenalg  # noqa: F401
        except ImportError:
            return found
        return {**found, "leidenalg, 2 iterations": self._leidenalg}

    def _leiden(self) -> Labels:
        found = self.graph.community_leiden("modularity", weights=self.weights, n_iterations=_ITERATIONS)
        return np.array(found.membership)

    def _leidenalg(self) -> Labels:
        import leidenalg

        found = leidenalg.find_partition(self.graph, leidenalg.ModularityVertexPartition, weights=self.weights,
                                         n_iterations=_ITERATIONS, seed=0)
        return np.array(found.membership)


def _sorted_pairs(pairs: Any) -> Labels:
    return np.array(sorted((min(pair), max(pair)) for pair in pairs), dtype=np.int64).reshape(-1, 2)
