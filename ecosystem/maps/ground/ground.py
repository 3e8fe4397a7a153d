"""Where does every organisation stand, on every map of one day? Territories, names and positions as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecosystem.languages import LANGUAGES
from ecosystem.maps.ground.discs import Discs
from ecosystem.maps.ground.heirs import heirs
from ecosystem.maps.ground.layout import Before, Layout, packed_layout
from ecosystem.maps.ground.naming import Naming
from ecosystem.maps.ground.regions import MOST_REGIONS
from ecosystem.maps.ground.territories import Division, Territories, territories
from ecosystem.maps.scene import GRID, Community, Region
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
    colours
        position in the palette of each region; -1 for those whom nothing ties to the others.
    """

    ids: tuple[str, ...]
    territories: Territories
    layout: Layout
    region_names: Mapping[str, tuple[str, ...]]
    community_names: Mapping[str, tuple[str, ...]]
    colours: tuple[int, ...]

    @property
    def grid(self) -> NDArray[np.uint16]:
        """Positions on the grid of a scene, of shape (partners, 2)."""
        return on_grid(self.layout.position)

    def regions(self, language: str = "en") -> tuple[Region, ...]:
        """The regions as a scene has them, with the number of organisations in each."""
        names = self.region_names[language]
        counts = np.bincount(self.territories.region_of, minlength=len(names)).tolist()
        return tuple(Region(name, *_disc(self.layout.regions, row), counts[row], self.colours[row])
                     for row, name in enumerate(names))

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
        an earlier ground: who was on it stays together and where he was, as far as the new data allow;
        regions keep their colours, and their names where those still hold.
    """
    past = None if before is None or not before.ids else Past(before, view)
    found = territories(view, seed=seed, before=None if past is None else past.division)
    stood = None if past is None else past.stood(found)
    ends = _ends(view)
    layout = packed_layout(*ends, found.community, found.region, seed=seed, before=stood)
    degree = np.bincount(np.concatenate(ends), minlength=len(found.community))
    naming, counts = Naming(view), (int(found.region.max(initial=-1)) + 1, len(found.region))
    groups = (found.region_of, found.lone_region), (found.community, found.lone)
    names: list[dict[str, tuple[str, ...]]] = []
    for level, (group, lone) in enumerate(groups):
        wanted = naming.groups(group, counts[level], lone, degree)
        kept = {each: () if past is None else past.names(level, found, each) for each in LANGUAGES}
        names.append({each: naming.names(wanted, each, kept[each]) for each in LANGUAGES})
    colours = _colours(found, counts[0], None if past is None else past.colours(found))
    return Ground(tuple(view.snapshot.partners.ids), found, layout, names[0], names[1], colours)


class Past:
    """An earlier ground, seen from the partners of now."""

    def __init__(self, before: Ground, view: View) -> None:
        self._before = before
        earlier = {each: row for row, each in enumerate(before.ids)}
        self._rows = np.array([earlier.get(each, -1) for each in view.snapshot.partners.ids], np.int64)
        territories = before.territories
        self._community = self._of(territories.community)
        self._region = self._of(territories.region_of)
        tied = np.where(self._community == territories.lone, -1, self._community)
        self.division = Division(tied, territories.region)

    def stood(self, found: Territories) -> Before:
        """Where everybody stood, for those who are still in the same community; and where the communities were."""
        was, layout = self._was(1, found), self._before.layout
        same = (self._rows >= 0) & (was[found.community] == self._community)
        position = np.full((len(self._rows), 2), np.nan)
        position[same] = layout.position[self._rows[same]]
        centre = np.full((len(was), 2), np.nan)
        centre[was >= 0] = layout.communities.centre[was[was >= 0]]
        return Before(position, centre, layout.frame)

    def names(self, level: int, found: Territories, language: str) -> tuple[str, ...]:
        """The name that each region (level 0) or community (1) had; empty where it is new."""
        names = (self._before.region_names, self._before.community_names)[level][language]
        return tuple(names[each] if each >= 0 else "" for each in self._was(level, found).tolist())

    def colours(self, found: Territories) -> list[int]:
        """The colour that each region had, -1 where it is new."""
        return [self._before.colours[each] if each >= 0 else -1 for each in self._was(0, found).tolist()]

    def _was(self, level: int, found: Territories) -> Ints:
        if level:
            return heirs(found.community, self._community, len(found.region))
        return heirs(found.region_of, self._region, int(found.region.max(initial=-1)) + 1)

    def _of(self, group: Ints) -> Ints:
        """A group of the earlier day for each partner of now, -1 for who was not there."""
        found = np.full(len(self._rows), -1, np.int64)
        found[self._rows >= 0] = group[self._rows[self._rows >= 0]]
        return found


def on_grid(position: NDArray[np.float64]) -> NDArray[np.uint16]:
    """Places of the unit square as whole numbers of the grid."""
    found: NDArray[np.uint16] = np.round(position * GRID).astype(np.uint16)
    return found


def _colours(found: Territories, count: int, kept: Sequence[int] | None) -> tuple[int, ...]:
    """The colours that regions had; the others take those that are free, in order. Grey for who is tied to nobody."""
    colours = list(kept) if kept is not None else [-1] * count
    free = iter([each for each in range(MOST_REGIONS) if each not in colours])
    return tuple(-1 if row == found.lone_region else colour if colour >= 0 else next(free)
                 for row, colour in enumerate(colours))


def _disc(discs: Discs, row: int) -> tuple[int, int, int]:
    x, y = np.round(discs.centre[row] * GRID).astype(int).tolist()
    return x, y, round(float(discs.radius[row]) * GRID)


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
