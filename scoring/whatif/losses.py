"""What is lost or gained between a snapshot and a changed one, and who could make up for it?

Everything here compares two snapshots whose capabilities have the same rows, which is so for those of
``scoring.whatif.changes``. Rows of partners are those of the snapshot that an answer speaks of: gone ones of
the first, substitutes of the second.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.concentration import herfindahl
from scoring.hierarchy import Hierarchy
from scoring.needs import Levels, Need, Needs
from scoring.postings import postings_of
from scoring.snapshot import PROFILE, TIES, Snapshot
from scoring.topk import top_rows
from scoring.whatif.changes import BUYERS, GOODS, SUPPLIERS, Applied, Change

Rows = NDArray[np.int32]
Floats = NDArray[np.float64]

_INSTEAD: Final = 3


class Holding(NamedTuple):
    """Who has one capability: how many, how much of it, and how concentrated."""

    holders: int
    amount: float
    hhi: float  # NaN where nobody has it


class CapabilityShift(NamedTuple):
    capability: int
    before: Holding
    after: Holding


class NeedShift(NamedTuple):
    """One need whose possible suppliers changed; the owner itself does not count as one.

    ``levels`` are the best ones; ``partners`` how many of the holders are partners of the owner;
    ``instead`` the best holders of the changed snapshot by level, ties by row.
    """

    owner: int  # row of the first snapshot
    need: Need
    holders: tuple[int, int]
    levels: tuple[float, float]
    partners: tuple[int, int]
    instead: tuple[tuple[int, float], ...]


class Cover(NamedTuple):
    """Which share of somebody's needs, by weight, is met by the best of a set of organisations."""

    by_partners: float
    by_anybody: float
    musts_open: int  # that no partner has at all


class SupplyShift(NamedTuple):
    """Something that is bought, and how many deliver it; rows of the first snapshot."""

    buyer: int
    capability: int
    suppliers: tuple[int, int]


class Substitute(NamedTuple):
    partner: int  # row of the changed snapshot
    coverage: float
    parts: tuple[tuple[int, float], ...]  # (capability, share of the loss), largest first


def touched_capabilities(before: Snapshot, after: Snapshot, changes: Iterable[Change]) -> list[int]:
    """The capabilities whose holders a set of changes alters, ascending."""
    found: set[int] = set()
    for change in changes:
        if change.kind == "capability":
            found.add(before.nodes["Capability"].ids.find(change.capability or ""))
        elif change.kind == "partner":
            where = before if change.action == "remove" else after
            found.update(_portfolio(where, where.partners.ids.find(change.partner)))
    return sorted(found)


def lost_amounts(before: Snapshot, changes: Iterable[Change]) -> dict[int, float]:
    """How much of each capability goes: portfolios of removed partners and single capabilities."""
    lost: dict[int, float] = {}
    for change in changes:
        if change.action != "remove" or change.kind == "tie":
            continue
        portfolio = _portfolio(before, before.partners.ids.find(change.partner))
        if change.kind == "capability":
            capability = before.nodes["Capability"].ids.find(change.capability or "")
            portfolio = {capability: portfolio.get(capability, 0.0)}
        for capability, amount in portfolio.items():
            lost[capability] = lost.get(capability, 0.0) + amount
    return dict(sorted(lost.items()))


def _portfolio(snapshot: Snapshot, row: int) -> dict[int, float]:
    layer = snapshot.layers.get(PROFILE)
    if layer is None or row < 0:
        return {}
    pairs = zip(layer.neighbours(row).tolist(), layer.weights_of(row).tolist(), strict=True)
    return {capability: amount for capability, amount in pairs if amount > 0}


def capability_shifts(before: Snapshot, after: Snapshot, capabilities: Iterable[int]) -> list[CapabilityShift]:
    """Number of holders, amount and concentration of capabilities, before and after.

    Examples
    --------
    >>> from scoring.whatif.changes import Change, apply_changes
    >>> from scoring.tiny import tiny_snapshot
    >>> snapshot = tiny_snapshot(profile={"a": {"x": 3}, "b": {"x": 1}})
    >>> less = apply_changes(snapshot, [Change(action="remove", kind="partner", partner="a")])
    >>> [shift] = capability_shifts(snapshot, less, [0])
    >>> shift.before, shift.after
    (Holding(holders=2, amount=4.0, hhi=0.625), Holding(holders=1, amount=1.0, hhi=1.0))
    """
    return [CapabilityShift(each, _holding(before, each), _holding(after, each)) for each in capabilities]


def _holding(snapshot: Snapshot, capability: int) -> Holding:
    _, amounts = _holders(snapshot, capability)
    return Holding(len(amounts), float(amounts.sum()), herfindahl(amounts))


def _holders(snapshot: Snapshot, capability: int) -> tuple[Rows, Floats]:
    layer = snapshot.layers.get(PROFILE)
    if layer is None:
        return np.zeros(0, dtype=np.int32), np.zeros(0)
    index = postings_of(layer)
    span = slice(int(index.indptr[capability]), int(index.indptr[capability + 1]))
    rows, amounts = index.rows[span], index.weights[span].astype(np.float64)
    return rows[amounts > 0], amounts[amounts > 0]


def substitutes(after: Snapshot, lost: Mapping[int, float], k: int, *, leave_out: Iterable[int] = ()) -> (
        list[Substitute]):
    """Who has most of what is lost: ``Σ_c min(x_bc, l_c) / Σ_c l_c``, in [0, 1], best first.

    Parameters
    ----------
    lost
        amount per capability that is gone.
    k
        how many at most; who has nothing of it is not named.
    leave_out
        rows that are not asked about.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> snapshot = tiny_snapshot(profile={"a": {"x": 1, "y": 9}, "b": {"x": 9}})
    >>> [(each.partner, each.coverage) for each in substitutes(snapshot, {0: 2.0, 1: 2.0}, 5)]
    [(0, 0.75), (1, 0.5)]
    """
    total = sum(lost.values())
    if total <= 0:
        return []
    scores = np.zeros(after.partner_count)
    for capability, amount in lost.items():
        rows, amounts = _holders(after, capability)
        scores[rows] += np.minimum(amounts, amount) / total
    scores[np.fromiter(leave_out, dtype=np.int64)] = np.nan
    scores[scores <= 0] = np.nan
    return [_substitute(after, int(row), lost, total) for row in top_rows(scores, None, k)]


def _substitute(after: Snapshot, row: int, lost: Mapping[int, float], total: float) -> Substitute:
    held = _portfolio(after, row)
    parts = [(capability, min(held[capability], amount) / total)
             for capability, amount in lost.items() if capability in held]
    parts.sort(key=lambda part: (-part[1], part[0]))
    return Substitute(row, min(1.0, sum(share for _, share in parts)), tuple(parts))


def supply_shifts(before: Snapshot, changes: Iterable[Change]) -> list[SupplyShift]:
    """What those who stay buy of removed partners, by buyer and capability; 0 after = nobody delivers it."""
    layers = [before.layers.get(name) for name in (BUYERS, SUPPLIERS, GOODS)]
    gone = [before.partners.ids.find(change.partner) for change in changes
            if change.action == "remove" and change.kind == "partner"]
    buyers, suppliers, goods = layers
    if buyers is None or suppliers is None or goods is None or not gone:
        return []
    lost = np.isin(suppliers.indices, gone)
    counts = np.diff(suppliers.indptr)
    after = counts - np.diff(np.concatenate([[0], np.cumsum(lost)])[suppliers.indptr])
    buyer = np.full(suppliers.shape[0], -1)
    buyer[buyers.indices] = np.repeat(np.arange(buyers.shape[0]), np.diff(buyers.indptr))
    touched = np.flatnonzero((after < counts) & (buyer >= 0) & ~np.isin(buyer, gone))
    return [SupplyShift(int(buyer[row]), int(goods.neighbours(row)[0]), (int(counts[row]), int(after[row])))
            for row in touched.tolist() if len(goods.neighbours(row))]


# --- needs -----------------------------------------------------------------------------------------
class NeedLook:
    """Needs and who meets them, in one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.needs, self.hierarchy = Needs.of(snapshot), Hierarchy.of(snapshot)
        layer = snapshot.layers.get(PROFILE)
        self._levels = None if layer is None else Levels(postings_of(layer), self.hierarchy)
        self._met: dict[int, tuple[Rows, Floats]] = {}

    def holders(self, capability: int, owner: int) -> tuple[Rows, Floats]:
        """Who but the owner meets a need of this capability, and to what level above 0."""
        if self._levels is None:
            return np.zeros(0, dtype=np.int32), np.zeros(0)
        if capability not in self._met:
            self._met[capability] = self._levels.of_all(capability)
        rows, levels = self._met[capability]
        keep = (levels > 0) & (rows != owner)
        return rows[keep], levels[keep]

    def partners(self, owner: int) -> Rows:
        ties = self.snapshot.layers.get(TIES)
        return np.zeros(0, dtype=np.int32) if ties is None or owner < 0 else ties.neighbours(owner)

    def cover(self, owner: int) -> Cover | None:
        """How much of the needs of one organisation its partners, and anybody, meet; None without needs."""
        needs = self.needs.of_partner(owner)
        if not needs:
            return None
        total, partners = sum(need.weight for need in needs), self.partners(owner)
        met = anybody = 0.0
        open_musts = 0
        for need in needs:
            rows, levels = self.holders(need.capability, owner)
            among = levels[np.isin(rows, partners)]
            met += need.weight * float(among.max(initial=0.0)) / total
            anybody += need.weight * float(levels.max(initial=0.0)) / total
            open_musts += need.must and not len(among)
        return Cover(min(1.0, met), min(1.0, anybody), open_musts)


def need_shifts(before: NeedLook, after: NeedLook, applied: Applied, capabilities: Iterable[int]) -> list[NeedShift]:
    """The needs whose holders change, of everybody who is still there, by owner and need.

    A need of a broader capability changes with what is below it. Needs whose number of holders and
    best level stay the same are left out.
    """
    wanted = {each for capability in capabilities for each in (capability, *before.hierarchy.above(capability))}
    owners = _owners(before.snapshot, wanted)
    found = []
    for owner in owners:
        later = applied.row("Partner", owner)
        for need in before.needs.of_partner(owner) if later >= 0 else ():
            if need.capability in wanted:
                shift = _need_shift(before, after, owner, later, need)
                if shift.holders[0] != shift.holders[1] or shift.levels[0] != shift.levels[1]:
                    found.append(shift)
    return found


def _need_shift(before: NeedLook, after: NeedLook, owner: int, later: int, need: Need) -> NeedShift:
    first, second = before.holders(need.capability, owner), after.holders(need.capability, later)
    best = np.lexsort((second[0], -second[1]))[:_INSTEAD]
    return NeedShift(
        owner, need, (len(first[0]), len(second[0])),
        (float(first[1].max(initial=0.0)), float(second[1].max(initial=0.0))),
        (int(np.isin(first[0], before.partners(owner)).sum()), int(np.isin(second[0], after.partners(later)).sum())),
        tuple((int(second[0][each]), float(second[1][each])) for each in best),
    )


def _owners(snapshot: Snapshot, capabilities: set[int]) -> list[int]:
    """Who needs one of these capabilities, ascending."""
    asked, of, owned = (snapshot.layers.get(name) for name in (
        "needs.capability_id", "needs.strategy_id", "strategies.partner_id"))
    if asked is None or of is None or owned is None or not capabilities:
        return []
    positions = np.flatnonzero(np.isin(asked.indices, sorted(capabilities)))
    needs = np.searchsorted(asked.indptr, positions, side="right") - 1
    strategies = {int(each) for need in needs for each in of.neighbours(int(need))}
    return sorted({int(owner) for each in strategies for owner in owned.neighbours(each)})
