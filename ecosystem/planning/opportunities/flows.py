"""Which industries build on which, more than chance would have it? Citations of patents between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ecosystem.answers import NodeRef
from ecosystem.answers.flows import Flow, Flows
from ecosystem.errors import InvalidParameter
from ecosystem.planning.opportunities.basis import Basis
from ecosystem.planning.opportunities.industries import FIELD, INDUSTRY, NONE, border_of
from scoring.crossindustry.flows import FEW, Lift, citation_lift
from scoring.crossindustry.specialisation import Matrix

MOST: Final = 200
_EXACT: Final = 9
"""Decimals of a count: a citation is shared out among industries, and thirds do not add up to one."""

Floats = NDArray[np.float64]


class Counted(NamedTuple):
    """Citations between groups, and what chance would make of them."""

    counts: Floats
    lift: Lift
    on_record: int  # citations between patents, grouped or not


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, which groups are compared, and which of them are the asker's own."""

    row: int | None
    kind: str
    own: tuple[int, ...]


def asked_by(basis: Basis, partner: str | None) -> Asked:
    """The groups of one asker, or of nobody in particular.

    Raises
    ------
    UnknownPartner, AmbiguousName
    """
    if partner is not None:
        row = basis.view.row_of(partner)
        border = border_of(basis, row, basis.m[row].toarray().ravel().astype(np.float64))
        return Asked(row, border.kind, border.own)
    if basis.industries.nnz:
        return Asked(None, INDUSTRY, ())
    flat = bool((basis.fields == np.arange(len(basis.fields))).all())
    return Asked(None, NONE if flat else FIELD, ())


def counted(basis: Basis, kind: str) -> Counted:
    """Citations between all groups of one kind: each shared out among the groups of both its patents."""
    citations = basis.view.layer("citations")
    if kind == NONE or citations is None:
        nothing = np.zeros((0, 0))
        return Counted(nothing, citation_lift(nothing), 0 if citations is None else citations.nnz)
    made = citations.matrix().astype(np.float64)
    made.data[:] = 1.0
    groups = _by_owners(basis) if kind == INDUSTRY else _by_classes(basis)
    counts = np.asarray((groups.T @ made @ groups).toarray(), dtype=np.float64).round(_EXACT)
    return Counted(counts, citation_lift(counts), citations.nnz)


def flows(basis: Basis, asked: Asked, found: Counted, limit: int) -> Flows:
    """What is answered: pairs of different groups, those that cite most above chance for certain first.

    Raises
    ------
    InvalidParameter
    """
    if not 1 <= limit <= MOST:
        raise InvalidParameter(f"limit is {limit}; it can be 1 to {MOST}.")
    pairs = _pairs(asked, found)
    view = basis.view
    return Flows(
        as_of=view.snapshot.as_of, snapshot=view.snapshot.version,
        partner=None if asked.row is None else view.reference(asked.row), groups=asked.kind,
        home=tuple(_node(basis, asked, each) for each in asked.own), citations=found.on_record,
        grouped=float(found.counts.sum()), reason=_reason(asked, found, len(pairs)),
        items=tuple(_flow(basis, asked, found, rank, *pair) for rank, pair in enumerate(pairs[:limit], start=1)),
        total=len(pairs),
    )


def _reason(asked: Asked, found: Counted, pairs: int) -> str | None:
    if not found.on_record:
        return "no_citations"
    if asked.kind == NONE:
        return "no_groups"
    if asked.row is not None and not asked.own:
        return "no_home"
    return None if pairs else "home_neither_cites_nor_is_cited" if asked.own else "one_group_only"


def _pairs(asked: Asked, found: Counted) -> list[tuple[int, int]]:
    citing, cited = np.nonzero(~np.isnan(found.lift.lift))
    wanted = citing != cited
    if asked.row is not None:
        wanted &= np.isin(citing, asked.own) | np.isin(cited, asked.own)
    citing, cited = citing[wanted], cited[wanted]
    lift = found.lift.lift[citing, cited]
    low = found.lift.low[citing, cited]
    certain = np.where(np.isnan(low), lift, low)
    order = np.lexsort((cited, citing, -lift, -certain))
    return list(zip(citing[order].tolist(), cited[order].tolist(), strict=True))


def _flow(basis: Basis, asked: Asked, found: Counted, rank: int, citing: int, cited: int) -> Flow:
    count, lift = float(found.counts[citing, cited]), found.lift
    expected = found.counts.sum(axis=1)[citing] * found.counts.sum(axis=0)[cited] / found.counts.sum()
    return Flow(
        rank=rank, citing=_node(basis, asked, citing), cited=_node(basis, asked, cited), citations=count,
        expected=float(expected), lift=float(lift.lift[citing, cited]), log2=_known(lift.log2[citing, cited]),
        low=_known(lift.low[citing, cited]), high=_known(lift.high[citing, cited]),
        home_cites=citing in asked.own, home_is_cited=cited in asked.own,
        flags=("few_citations",) * (count < FEW),
    )


def _known(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)


def _node(basis: Basis, asked: Asked, row: int) -> NodeRef:
    nodes = basis.view.snapshot.nodes["Industry" if asked.kind == INDUSTRY else "Capability"]
    return NodeRef(nodes.ids[row], nodes.names[row] or None, {})


def _by_owners(basis: Basis) -> Matrix:
    """Patent × industry: each patent shared out among its owners, and they among their industries."""
    owners = basis.view.layer("patent_owners")
    if owners is None:
        return sparse.csr_matrix((len(basis.view.snapshot.nodes["Patent"]), basis.industries.shape[1]))
    return sparse.csr_matrix(_shared_out(owners.matrix()) @ basis.industries)


def _by_classes(basis: Basis) -> Matrix:
    """Patent × field: each patent shared out among its classes, which count for their fields."""
    classes = basis.view.layer("patent_classes")
    count = len(basis.fields)
    if classes is None:
        return sparse.csr_matrix((len(basis.view.snapshot.nodes["Patent"]), count))
    up = sparse.csr_matrix((np.ones(count), (np.arange(count), basis.fields)), shape=(count, count))
    return sparse.csr_matrix(_shared_out(classes.matrix()) @ up)


def _shared_out(links: Matrix) -> Matrix:
    each = np.diff(links.indptr)
    return sparse.csr_matrix((np.repeat(1.0 / np.maximum(each, 1), each), links.indices, links.indptr), links.shape)
