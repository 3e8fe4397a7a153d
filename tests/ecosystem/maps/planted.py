"""Ecosystems with planted communities, as snapshots made by hand, and the same a little later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ecosystem import model
from ecosystem.view import View
from scoring.snapshot import Layer, Nodes, Provenance, Snapshot, Strings

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Planted:
    """Organisations by number, the community of each, and pairs of partners."""

    community: Ints
    pairs: Ints

    @property
    def count(self) -> int:
        return len(self.community)

    def view(self) -> View:
        return View(snapshot_of([f"p{number:07}" for number in range(self.count)], self.pairs))


def planted(count: int, *, communities: int = 20, per_partner: int = 4, seed: int = 0) -> Planted:
    """Most partners are found within the community; some are hubs."""
    dice = np.random.default_rng(seed)
    community = np.arange(count) % communities
    return Planted(community, _pairs(community, np.arange(count).repeat(per_partner), dice))


def later(before: Planted, *, new: float, changed: float, seed: int = 1) -> Planted:
    """A share of new organisations, tied like the others, and a share of pairs replaced."""
    dice = np.random.default_rng(seed)
    more = round(new * before.count)
    communities = int(before.community.max()) + 1
    community = np.concatenate((before.community, dice.integers(0, communities, more)))
    kept = before.pairs[dice.random(len(before.pairs)) >= changed]
    who = np.concatenate((dice.integers(0, before.count, len(before.pairs) - len(kept)),
                          np.arange(before.count, len(community)).repeat(4)))
    pairs = np.unique(np.concatenate((kept, _pairs(community, who, dice))), axis=0)
    return replace(before, community=community, pairs=pairs)


def _pairs(community: Ints, who: Ints, dice: np.random.Generator) -> Ints:
    order = np.argsort(community, kind="stable")
    start, size = np.searchsorted(community[order], community), np.bincount(community)[community]
    inside = order[start[who] + (size[who] * dice.random(len(who)) ** 2).astype(np.int64)]
    anybody = dice.integers(0, len(community), len(who))
    other = np.where(dice.random(len(who)) < 0.88, inside, anybody)
    pairs = np.sort(np.column_stack((who, other)), axis=1)
    return np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)


def snapshot_of(ids: list[str], pairs: Ints) -> Snapshot:
    """A snapshot with nothing but partners, whose ids are sorted, and ties."""
    none, count = Strings.of([]), len(ids)
    nodes = {kind.label: Nodes(kind.label, none, none) for kind in model.NODE_KINDS}
    nodes["Partner"] = Nodes("Partner", Strings.of(ids), Strings.of(f"Firm {each}" for each in ids))
    both = np.concatenate((pairs, pairs[:, ::-1]))
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    ties = Layer.of("ties", "Partner", "Partner", (count, count), both[:, 0], both[:, 1])
    layers = {"ties": ties} if len(both) else {}
    return Snapshot(date(2024, 12, 31), nodes, layers, Provenance(none, none, none, none, np.zeros(0)))
