"""What does the radar compute once per snapshot? Strengths, proximities, complexity, growth, communities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ecosystem.once import Once
from ecosystem.planning.opportunities.growth import holders_growth
from ecosystem.planning.opportunities.paths import Network
from ecosystem.view import View
from scoring.crossindustry.complexity import Complexity, eci_pci
from scoring.crossindustry.proximity import nearest_kept, proximity, witnesses
from scoring.crossindustry.specialisation import ALPHA, Matrix, class_shares, presence, rca, shrunk_rca
from scoring.hierarchy import Hierarchy
from scoring.network.brokerage import participation
from scoring.network.communities import Communities, multilayer_communities
from scoring.postings import postings_of

T = TypeVar("T")
Floats = NDArray[np.float64]

_TIES_AT_MOST: Final = 1_000_000
"""Entries of the network up to which communities are looked for while somebody waits."""

_RUNS_ON: Final = 4_000_000  # entries in all over which the seeds of stability are spread
_INDUSTRY_ALPHA: Final = 5.0  # holders of the average mix that are added to those of a class


class Group(NamedTuple):
    """Communities, or why there are none."""

    found: Communities | None
    reason: str | None


def fields_of(view: View) -> NDArray[np.int64]:
    """Per capability the topmost one above it, or itself."""
    tree = Hierarchy.of(view.snapshot)
    tops = [next(reversed(tree.above(each)), each) for each in range(len(view.snapshot.nodes["Capability"]))]
    return np.array(tops, dtype=np.int64)


class Basis:
    """All that depends on the snapshot and not on who asks. Each part is made when first asked for."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._made: Once[str, Any] = Once(16)

    def _once(self, name: str, make: Callable[[], T]) -> T:
        made: T = self._made.get(name, make)
        return made

    @property
    def x(self) -> Matrix:
        """Amounts: organisation × capability."""
        return self._once("x", self._amounts)

    def _amounts(self) -> Matrix:
        layer = self.view.layer("profile")
        if layer is None:
            return sparse.csr_matrix((self.view.snapshot.partner_count, len(self.view.snapshot.nodes["Capability"])))
        return layer.matrix()

    @property
    def shares(self) -> Floats:
        return self._once("shares", lambda: class_shares(self.x))

    @property
    def m(self) -> Matrix:
        """Presence: who is strong in what."""
        return self._once("m", lambda: presence(rca(self.x)))

    @property
    def by_class(self) -> sparse.csc_matrix:
        """Presence, column by column."""
        return self._once("by_class", lambda: sparse.csc_matrix(self.m))

    def strengths_in(self, capability: int, rows: NDArray[np.int64]) -> Floats:
        """Shrunk advantage of organisations in a capability that they have on record."""
        share = max(float(self.shares[capability]), 1e-300)
        index = postings_of(self.view.snapshot.layer("profile"))
        span = slice(index.indptr[capability], index.indptr[capability + 1])
        amounts = index.weights[span][index.rows[span].searchsorted(rows)].astype(np.float64)
        return (amounts + ALPHA * share) / ((self.sizes[rows] + ALPHA) * share)

    @property
    def organisations(self) -> int:
        """How many are strong in anything."""
        return self._once("organisations", lambda: int(np.count_nonzero(np.diff(self.m.indptr))))

    @property
    def holders(self) -> Floats:
        """How many organisations are strong in each capability."""
        return self._once("holders", lambda: np.asarray(self.m.sum(axis=0, dtype=np.float64)).ravel())

    @property
    def sizes(self) -> Floats:
        """Size of each portfolio."""
        return self._once("sizes", lambda: np.asarray(self.x.sum(axis=1, dtype=np.float64)).ravel())

    @property
    def phi(self) -> Matrix:
        return self._once("phi", lambda: proximity(self.m, most=nearest_kept(self.m.shape[1])))

    @property
    def phi_columns(self) -> sparse.csc_matrix:
        """The same, column by column."""
        return self._once("phi_columns", lambda: sparse.csc_matrix(self.phi))

    @property
    def witnesses(self) -> Floats:
        """How many organisations show what is near to each capability."""
        return self._once("witnesses", lambda: witnesses(self.m))

    @property
    def fields(self) -> NDArray[np.int64]:
        """Per capability the topmost one above it, or itself."""
        return self._once("fields", lambda: fields_of(self.view))

    @property
    def index(self) -> Complexity:
        return self._once("index", lambda: eci_pci(self.m))

    @property
    def growth(self) -> Floats:
        return self._once("growth", lambda: holders_growth(self.view))

    @property
    def industries(self) -> Matrix:
        """Organisation × industry, each organisation shared out among its industries."""
        return self._once("industries", self._industries)

    def _industries(self) -> Matrix:
        layer = self.view.layer("partner_industries")
        if layer is None:
            return sparse.csr_matrix((self.view.snapshot.partner_count, len(self.view.snapshot.nodes["Industry"])))
        found = layer.matrix().astype(np.float64)
        totals = np.asarray(found.sum(axis=1)).ravel()
        spread = np.repeat(np.where(totals > 0, totals, 1.0), np.diff(found.indptr))
        return sparse.csr_matrix((found.data / spread, found.indices, found.indptr), shape=found.shape)

    @property
    def class_industries(self) -> tuple[Matrix, Matrix]:
        """Capability × industry: holders, and the lift of the industry among them (shrunk)."""
        return self._once("class_industries", self._class_industries)

    def _class_industries(self) -> tuple[Matrix, Matrix]:
        counts = sparse.csr_matrix(self.m.T.astype(np.float64) @ self.industries)
        counts.sort_indices()
        counts.eliminate_zeros()
        return counts, shrunk_rca(counts, alpha=_INDUSTRY_ALPHA)

    @property
    def strength_of_ties(self) -> dict[str, Matrix]:
        """The networks in which communities and brokers are looked for, by name."""
        found = {name: self.view.layer(name) for name in ("ties", "supplies")}
        return {name: layer.matrix() for name, layer in found.items() if layer is not None}

    @property
    def network(self) -> Network:
        """Every relation between organisations, for paths."""
        return self._once("network", lambda: Network(self.view))

    @property
    def communities(self) -> Group:
        return self._once("communities", self._communities)

    def _communities(self) -> Group:
        layers = self.strength_of_ties
        entries = sum(layer.nnz for layer in layers.values())
        if not entries:
            return Group(None, "no_ties")
        if entries > _TIES_AT_MOST:
            return Group(None, "network_too_large")
        return Group(multilayer_communities(layers, runs=max(3, min(20, _RUNS_ON // entries))), None)

    @property
    def spread_of_partners(self) -> Floats:
        """Participation coefficient over industries, of everybody."""
        return self._once("spread", self._spread)

    def _spread(self) -> Floats:
        ties = self.strength_of_ties.get("ties")
        if ties is None:
            return np.full(self.view.snapshot.partner_count, np.nan)
        return participation(ties, self.industries)
