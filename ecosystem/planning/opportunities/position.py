"""Where does an organisation stand: what it can do, between whom it stands, which community it belongs to?"""

from __future__ import annotations

from typing import Final

import numpy as np

from ecosystem.answers.opportunities import CommunityRef, Position
from ecosystem.planning.opportunities.basis import Basis
from ecosystem.view import number_or_none
from scoring.network.brokerage import constraint, effective_size

MEMBERS_SHOWN: Final = 5


def position_of(basis: Basis, row: int, coi: float) -> Position:
    """Complexity, brokerage and community of one organisation, each None with a reason where there is none."""
    reasons: dict[str, str] = {}
    index = basis.index
    eci = number_or_none(float(index.eci[row]))
    if eci is None:
        reasons["eci"] = index.reason or ("no_data" if not basis.sizes[row] else "outside_giant_component")
    if np.isnan(coi):
        reasons["coi"] = index.reason or "no_data"
    ties = basis.strength_of_ties.get("ties")
    partners = 0 if ties is None else int(np.diff(ties.indptr)[row])
    at = np.array([row])
    held = float("nan") if ties is None or not partners else float(constraint(ties, at)[0])
    size = float("nan") if ties is None or not partners else float(effective_size(ties, at)[0])
    if not partners:
        reasons |= dict.fromkeys(("constraint", "effective_size"), "no_partners")
    spread = number_or_none(float(basis.spread_of_partners[row]))
    if spread is None:
        reasons["participation"] = "no_partners" if not partners else "no_industry_of_partners"
    community, why = _community(basis, row)
    if why is not None:
        reasons["community"] = why
    return Position(
        support=float(basis.sizes[row]), diversity=int(np.diff(basis.m.indptr)[row]), eci=eci,
        coi=number_or_none(coi), partners=partners, constraint=number_or_none(held),
        effective_size=number_or_none(size), participation=spread, community=community, reasons=reasons,
    )


def _community(basis: Basis, row: int) -> tuple[CommunityRef | None, str | None]:
    group = basis.communities
    if group.found is None:
        return None, group.reason
    found = group.found
    own = int(found.labels[row])
    members = np.flatnonzero(found.labels == own)
    if len(members) == 1:
        return None, "no_ties"
    degree = sum(np.diff(layer.indptr)[members] for layer in basis.strength_of_ties.values())
    first = members[np.lexsort((members, -np.asarray(degree)))][:MEMBERS_SHOWN]
    return CommunityRef(own, len(members), found.quality, found.stability, found.runs,
                        tuple(basis.view.reference(int(each)) for each in first)), None
