"""Where does every organisation stand, on every map of one day? Territories, names and positions as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecosystem.maps.ground.layout import Before, Discs, Frame, Layout, packed_layout
from ecosystem.maps.ground.naming import names_of
from ecosystem.maps.ground.territories import Territories, territories
from ecosystem.maps.scene import GRID, Community, Region
from ecosystem.maps.words import LANGUAGES
from ecosystem.view import View

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """All organisations of a snapshot on their places; views light, outline and tie them, and move nobody.

    Attributes
    ----------
    ids
        of the partners, in the order of their rows.
    territories, layout
        rows of ``territories.community`` and ``layout.position`` are rows of partners.
    region_names, community_names
        by what distinguishes them, for each language of maps.
    """

    ids: tuple[str, ...]
    territories: Territories
    layout: Layout
    region_names: Mapping[str, tuple[str, ...]]
    community_names: Mapping[str, tuple[str, ...]]

    @property
    def grid(self) -> NDArray[np.uint16]:
        """Positions on the grid of a scene, of shape (partners, 2)."""
        return on_grid(self.layout.position)

    def regions(self, language: str = "en") -> tuple[Region, ...]:
        """The regions as a scene has them, with the number of organisations in each."""
        names = self.region_names[language]
        counts = np.bincount(self.territories.region_of, minlength=len(names)).tolist()
        last = len(counts) - 1
        return tuple(
            Region(name, *_disc(self.layout.regions, row), counts[row],
                   -1 if row == last and self.territories.lone >= 0 else row)
            for row, name in enumerate(names)
        )

    def communities(self, language: str = "en") -> tuple[Community, ...]:
        """The communities as a scene has them."""
        names = self.community_names[language]
        counts = np.bincount(self.territories.community, minlength=len(names)).tolist()
        return tuple(
            Community(name, int(self.territories.region[row]), *_disc(self.layout.communities, row), counts[row])
            for row, name in enumerate(names)
        )


def ground_of(view: View, *, seed: int = 0, before: Ground | None = None) -> Ground:
    """The ground of a day.

    Parameters
    ----------
    before
        an earlier ground: who was on it stays together and where he was, as far as the new data allow.
    """
    rows = None if before is None else _rows_before(view, before)
    kept = None if before is None or rows is None else np.where(rows < 0, -1, before.territories.community[rows])
    found = territories(view, seed=seed, before=kept)
    ends = _ends(view)
    stood = None if before is None or rows is None else _stood(before, rows)
    layout = packed_layout(*ends, found.community, found.region, seed=seed, before=stood)
    lone = found.lone
    lone_region = int(found.region[lone]) if lone >= 0 else -1
    return Ground(
        tuple(view.snapshot.partners.ids), found, layout,
        {each: names_of(view, found.region_of, lone_region, each) for each in LANGUAGES},
        {each: names_of(view, found.community, lone, each) for each in LANGUAGES},
    )


def on_grid(position: NDArray[np.float64]) -> NDArray[np.uint16]:
    """Places of the unit square as whole numbers of the grid."""
    found: NDArray[np.uint16] = np.round(position * GRID).astype(np.uint16)
    return found


def _disc(discs: Discs, row: int) -> tuple[int, int, int]:
    x, y = np.round(discs.centre[row] * GRID).astype(int).tolist()
    return x, y, round(float(discs.radius[row]) * GRID)


def _rows_before(view: View, before: Ground) -> Ints:
    """The row that each partner had on an earlier ground, -1 where it was not on it."""
    earlier = {each: row for row, each in enumerate(before.ids)}
    return np.array([earlier.get(each, -1) for each in view.snapshot.partners.ids], dtype=np.int64)


def _stood(before: Ground, rows: Ints) -> Before:
    position = np.full((len(rows), 2), np.nan)
    position[rows >= 0] = before.layout.position[rows[rows >= 0]]
    frame: Frame = before.layout.frame
    return Before(position, frame)


def _ends(view: View) -> tuple[Ints, Ints]:
    """Both ends of all ties between organisations: partnerships once, supplies as they are."""
    parts: list[tuple[Ints, Ints]] = []
    for name, once in (("ties", True), ("supplies", False)):
        layer = view.layer(name)
        if layer is None:
            continue
        first = np.repeat(np.arange(layer.shape[0], dtype=np.int64), np.diff(layer.indptr))
        second = layer.indices.astype(np.int64)
        keep = first < second if once else first != second
        parts.append((first[keep], second[keep]))
    if not parts:
        none = np.zeros(0, dtype=np.int64)
        return none, none
    return np.concatenate([each[0] for each in parts]), np.concatenate([each[1] for each in parts])
