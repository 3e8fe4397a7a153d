"""What connects two organisations that share nothing, and who is nearest of all who share nothing?"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.answers import NodeRef
from ecosystem.answers.opportunities import Bridge, Route, Routes
from ecosystem.errors import InvalidParameter
from ecosystem.evidence import evidence_parts
from ecosystem.planning.opportunities.basis import Basis
from ecosystem.planning.opportunities.evidence import WITNESSES, co_holders
from ecosystem.planning.opportunities.holders import asker_of, novelty_of
from ecosystem.view import number_or_none
from scoring.base import Evidence
from scoring.crossindustry.specialisation import ALPHA
from scoring.intervals import LOW_SUPPORT
from scoring.overlap import capability_facts
from scoring.snapshot import Nodes
from scoring.topk import top_rows
from scoring.wording import name_of

MOST: Final = 100
BRIDGES: Final = 3
_SHARED: Final = 20
_THIRD_PARTIES: Final = 10

Floats = NDArray[np.float64]


def route_between(basis: Basis, a: str, b: str) -> Routes:
    """The route of a named pair.

    Raises
    ------
    UnknownPartner, AmbiguousName, InvalidParameter
    """
    view = basis.view
    first, second = view.row_of(a), view.row_of(b)
    if first == second:
        raise InvalidParameter(f"{a[:200]!r} and {b[:200]!r} are the same organisation; name two.")
    return Routes(view.reference(first), view.snapshot.as_of, view.snapshot.version, view.reference(second),
                  (_route(basis, first, second),), 1, None)


def routes_from(basis: Basis, a: str, limit: int) -> Routes:
    """The organisations without a shared capability or partnership whose portfolios lie nearest, each with its route.

    Ranked by the share of their portfolio that A reaches, that of small portfolios drawn towards the
    mean of all by ``ALPHA`` units.

    Raises
    ------
    UnknownPartner, AmbiguousName, InvalidParameter
    """
    if not 1 <= limit <= MOST:
        raise InvalidParameter(f"limit is {limit}; it can be 1 to {MOST}.")
    view = basis.view
    row = view.row_of(a)
    strangers, reach = _strangers(basis, row)
    known = strangers & (basis.sizes > 0)
    mean = float(reach[known].mean()) if known.any() else 0.0
    drawn = (basis.sizes * reach + ALPHA * mean) / (basis.sizes + ALPHA)
    best = top_rows(np.where(known & (reach > 0), drawn, np.nan), None, limit)
    reason = None if len(best) else ("no_data" if not basis.sizes[row] else "nobody_near_without_shared_capability")
    return Routes(view.reference(row), view.snapshot.as_of, view.snapshot.version, None,
                  tuple(_route(basis, row, int(other)) for other in best), int(known.sum()), reason)


def _strangers(basis: Basis, row: int) -> tuple[NDArray[np.bool_], Floats]:
    """Who shares no capability, partnership or group with A and is not barred; and how much of each A reaches."""
    held = np.asarray(basis.x[row].toarray()).ravel() > 0
    shared = basis.x @ held.astype(np.float64) > 0
    asker = asker_of(basis, row)
    shared[sorted(asker.group | asker.barred | asker.partners)] = True
    if not held.any():
        return np.zeros_like(shared), np.zeros(len(shared))
    reach = (basis.x @ _nearness(basis, row)) / np.maximum(basis.sizes, 1e-300)
    return ~shared, reach


def _nearness(basis: Basis, row: int) -> Floats:
    """Per capability: proximity to the nearest strength of an organisation; 1 for its strengths themselves."""
    mine = _strengths(basis, row)
    found = np.zeros(basis.m.shape[1])
    if len(mine):
        towards = basis.phi_columns[:, mine].max(axis=1).toarray().ravel()
        found = np.maximum(towards, basis.phi[mine].max(axis=0).toarray().ravel())
        found[mine] = 1.0
    return found


def _held(basis: Basis, row: int) -> NDArray[np.int64]:
    span = slice(basis.x.indptr[row], basis.x.indptr[row + 1])
    return np.asarray(basis.x.indices[span][basis.x.data[span] > 0], dtype=np.int64)


def _strengths(basis: Basis, row: int) -> NDArray[np.int64]:
    return basis.m.indices[basis.m.indptr[row] : basis.m.indptr[row + 1]].astype(np.int64)


def _reach(basis: Basis, row: int, other: int) -> float | None:
    """Share of the other's portfolio by nearness to what the first has; None where either has nothing."""
    if not basis.sizes[row] or not basis.sizes[other]:
        return None
    theirs = basis.x[other]
    return float(theirs.data.astype(np.float64) @ _nearness(basis, row)[theirs.indices] / basis.sizes[other])


def _route(basis: Basis, row: int, other: int) -> Route:
    view, network = basis.view, basis.network
    path, why = network.path(row, other)
    third = np.intersect1d(network.neighbours(row), network.neighbours(other))
    shared = np.intersect1d(_held(basis, row), _held(basis, other))
    novelty = novelty_of(basis, row, other)
    flags = [name for name, said in (
        ("already_partner", bool(np.isin(other, view.partners_of(row)))),
        ("own_group", other in view.group_of(row)),
        ("low_support", min(basis.sizes[row], basis.sizes[other]) < LOW_SUPPORT),
    ) if said]
    return Route(
        a=view.reference(row), b=view.reference(other),
        shared=tuple(_node(basis, int(each)) for each in shared[:_SHARED]),
        a_reaches_b=_reach(basis, row, other), b_reaches_a=_reach(basis, other, row),
        bridges=_bridges(basis, row, other), novelty=number_or_none(novelty.novelty),
        conventionality=number_or_none(novelty.conventionality), path=path, path_reason=why,
        third_parties=tuple(view.reference(int(each)) for each in third[:_THIRD_PARTIES]),
        third_parties_total=len(third), cites=int(network.cites[row, other]), cited_by=int(network.cites[other, row]),
        flags=tuple(flags),
    )


def _bridges(basis: Basis, row: int, other: int) -> tuple[Bridge, ...]:
    """The nearest pairs of a strength of the one and a different strength of the other, one per capability of B."""
    mine, theirs = _strengths(basis, row), _strengths(basis, other)
    theirs = np.setdiff1d(theirs, mine)
    if not len(mine) or not len(theirs):
        return ()
    near = np.maximum(basis.phi[theirs][:, mine].toarray(), basis.phi_columns[mine][:, theirs].toarray().T)
    best = near.argmax(axis=1)
    value = near[np.arange(len(theirs)), best]
    order = np.lexsort((theirs, -value))[:BRIDGES]
    return tuple(_bridge(basis, int(mine[best[at]]), int(theirs[at]), float(value[at]), (row, other))
                 for at in order if value[at] > 0)


def _bridge(basis: Basis, own: int, theirs: int, value: float, pair: tuple[int, int]) -> Bridge:
    snapshot = basis.view.snapshot
    nodes, profile = snapshot.nodes["Capability"], snapshot.layer("profile")
    both = co_holders(basis, own, theirs)
    witnesses = tuple(int(each) for each in both if int(each) not in pair)[:WITNESSES]
    sentence = (f"{name_of(nodes, own)} and {name_of(nodes, theirs)} go together: "
                f"{_strong_in_both(snapshot.partners, len(both), witnesses)}.")
    facts = (*capability_facts(snapshot, profile, own, (pair[0], *witnesses)),
             *capability_facts(snapshot, profile, theirs, (pair[1], *witnesses)))
    named = evidence_parts(basis.view, [Evidence("bridge", value, sentence, facts)])[0].facts
    return Bridge(_node(basis, own), _node(basis, theirs), value, len(both), sentence, named)


def _strong_in_both(partners: Nodes, count: int, witnesses: tuple[int, ...]) -> str:
    name = name_of(partners, witnesses[0]) if witnesses else ""
    if count == 1:
        return f"1 organisation, {name}, is strong in both" if name else "1 organisation is strong in both"
    return f"{count:,} organisations are strong in both" + (f", {name} among them" if name else "")


def _node(basis: Basis, row: int) -> NodeRef:
    nodes = basis.view.snapshot.nodes["Capability"]
    return NodeRef(nodes.ids[row], nodes.names[row] or None, {})
