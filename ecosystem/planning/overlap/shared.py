"""Which capabilities do two organisations share, how much does each weigh, and what is on record for it?"""

from __future__ import annotations

import numpy as np

from ecosystem.answers.overlap import SharedClass
from ecosystem.evidence import evidence_parts
from ecosystem.view import View
from scoring.base import Evidence
from scoring.overlap import capability_facts
from scoring.snapshot import PROFILE


def shared_by(view: View, row: int, other: int, shown: int) -> tuple[tuple[SharedClass, ...], int]:
    """The largest contributions to the overlap, and how many there are in all."""
    layer = view.layer(PROFILE)
    if layer is None:
        return (), 0
    amounts = [dict(zip(layer.neighbours(who).tolist(), layer.weights_of(who).tolist(), strict=True))
               for who in (row, other)]
    totals: list[float] = [sum(side.values()) for side in amounts]
    common = sorted(each for each in amounts[0].keys() & amounts[1].keys() if amounts[0][each] > 0 < amounts[1][each])
    parts = np.array([min(amounts[0][each] / totals[0], amounts[1][each] / totals[1]) for each in common])
    order = np.argsort(-parts, kind="stable")[:shown].tolist()
    found = [_shared(view, (row, other), common[at], float(parts[at]), amounts, totals) for at in order]
    return tuple(found), len(common)


def _shared(view: View, pair: tuple[int, int], capability: int, part: float, amounts: list[dict[int, float]],
            totals: list[float]) -> SharedClass:
    capabilities = view.snapshot.nodes["Capability"]
    facts = capability_facts(view.snapshot, view.snapshot.layer(PROFILE), capability, pair)
    (named,) = evidence_parts(view, (Evidence("shared", part, "", facts),))
    mine, theirs = (side[capability] for side in amounts)
    return SharedClass(
        capabilities.ids[capability], capabilities.names[capability] or capabilities.ids[capability], part,
        mine, theirs, mine / totals[0], theirs / totals[1], named.facts,
    )
