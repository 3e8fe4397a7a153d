"""Which of an organisation's capabilities make another one near, and who shows it?"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.answers import EvidencePart
from ecosystem.evidence import evidence_parts
from ecosystem.planning.opportunities.basis import Basis
from scoring.base import Evidence
from scoring.overlap import capability_facts
from scoring.wording import count_of, name_of

PARTS_SHOWN: Final = 3
WITNESSES: Final = 2


def near_capabilities(basis: Basis, row: int, held: NDArray[np.float64], capability: int) -> tuple[EvidencePart, ...]:
    """The parts of a density: ``φ_cd / Σ φ`` per capability held, the nearest first; they add up to it."""
    phi = basis.phi
    span = slice(phi.indptr[capability], phi.indptr[capability + 1])
    near, values = phi.indices[span], phi.data[span]
    mine = held[near] > 0
    total = float(values.sum())
    order = np.lexsort((near[mine], -values[mine]))
    found = list(zip(near[mine][order].tolist(), (values[mine][order]).tolist(), strict=True))
    parts = [_part(basis, row, capability, own, value, total) for own, value in found[:PARTS_SHOWN]]
    if rest := found[PARTS_SHOWN:]:
        said = count_of(len(rest), "other capability of yours is", "other capabilities of yours are")
        parts.append(Evidence("others", sum(value for _, value in rest) / total, f"{said} near to it as well."))
    return evidence_parts(basis.view, parts)


def _part(basis: Basis, row: int, capability: int, own: int, value: float, total: float) -> Evidence:
    snapshot = basis.view.snapshot
    nodes = snapshot.nodes["Capability"]
    both = co_holders(basis, own, capability)
    most = int(max(basis.holders[own], basis.holders[capability]))
    larger, smaller = (own, capability) if basis.holders[own] >= basis.holders[capability] else (capability, own)
    sentence = (
        f"You are strong in {name_of(nodes, own)}; of the {most:,} organisations strong in {name_of(nodes, larger)}, "
        f"{len(both):,} {'is' if len(both) == 1 else 'are'} strong in {name_of(nodes, smaller)} as well."
    )
    profile = snapshot.layer("profile")
    witnesses = tuple(int(each) for each in both[both != row][:WITNESSES])
    facts = (*capability_facts(snapshot, profile, own, (row,)),
             *capability_facts(snapshot, profile, own, witnesses),
             *capability_facts(snapshot, profile, capability, witnesses))
    return Evidence(nodes.ids[own], value / total, sentence, facts)


def co_holders(basis: Basis, one: int, other: int) -> NDArray[np.int64]:
    """Organisations that are strong in both, those with the larger sum of strengths first."""
    columns = basis.by_class
    rows = np.intersect1d(columns.indices[columns.indptr[one] : columns.indptr[one + 1]],
                          columns.indices[columns.indptr[other] : columns.indptr[other + 1]]).astype(np.int64)
    if len(rows) > 2_000:
        return rows
    sums = basis.strengths_in(one, rows) + basis.strengths_in(other, rows)
    return rows[np.lexsort((rows, -sums))]
