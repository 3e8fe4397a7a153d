"""Scenes for tests: a small one written by hand, and large ones from a seed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from ecosystem.maps.bundles import bundles_of
from ecosystem.maps.ground.layout import packed_layout
from ecosystem.maps.scene import GRID, Community, Key, Kind, Lens, Marks, Provenance, Region, Role, Scene, Ties

HOSTILE = ("</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "=HYPERLINK(\"http://x\")",
           "שלום עולם", "字" * 200, "🦊 Fox & <b>Sons</b>", "]]>", "x" * 5_000)

NAMES = ("Shuoye Motors", "Lingxu Technologies", "灵犀科技有限公司", "Süßwasser Pumpen AG", "Lingen Steel")


def planted_scene(count: int, *, per_mark: int = 4, communities: int = 20, seed: int = 0,
                  names: tuple[str, ...] = ()) -> Scene:
    """Organisations in planted communities with hubs; ``names`` come first, the others are invented."""
    dice = np.random.default_rng(seed)
    communities = max(1, min(communities, count))
    community = np.sort(np.r_[np.arange(communities), dice.integers(0, communities, count - communities)])
    region = np.minimum(np.arange(communities) * 10 // communities, 9)
    region = np.unique(region, return_inverse=True)[1]
    wanted = per_mark * count
    first = (count * dice.random(wanted) ** 2).astype(np.int64)
    start, size = np.searchsorted(community, community), np.bincount(community)[community]
    inside = start[first] + (size[first] * dice.random(wanted) ** 2).astype(np.int64)
    second = np.where(dice.random(wanted) < 0.88, inside, (count * dice.random(wanted)).astype(np.int64))
    pairs = np.unique(np.sort(np.column_stack((first, second))[first != second], axis=1), axis=0)
    layout = packed_layout(pairs[:, 0], pairs[:, 1], community, region, seed=seed)
    degree = np.bincount(pairs.ravel(), minlength=count)
    place = np.round(layout.position * GRID).astype(np.uint16)
    ties = Ties(pairs[:, 0].astype(np.uint32), pairs[:, 1].astype(np.uint32),
                dice.integers(0, 2, len(pairs)).astype(np.uint8), np.ones(len(pairs), np.float32),
                np.zeros(len(pairs), np.uint8), ("partnership", "supplies"))
    listed = tuple([*names, *(f"{_word(dice)} {_word(dice)} {number}" for number in range(count - len(names)))][:count])
    marks = Marks(
        tuple(f"p{number:06}" for number in range(count)), listed, ("",) * count,
        np.full(count, Kind.ORGANISATION, np.uint8), np.zeros(count, np.uint8), place[:, 0], place[:, 1],
        degree.astype(np.float32), community.astype(np.int32), np.zeros(count, np.int32),
    )

    def disc(centre: np.ndarray, radius: float) -> tuple[int, int, int]:
        x, y = np.round(centre * GRID).astype(int).tolist()
        return x, y, round(radius * GRID)

    sizes, totals = np.bincount(community, minlength=communities), np.bincount(region[community])
    regions = tuple(Region(f"Region {row}", *disc(layout.regions.centre[row], layout.regions.radius[row]),
                           int(totals[row]), row) for row in range(len(totals)))
    groups = tuple(Community(f"Community {row}", int(region[row]),
                             *disc(layout.communities.centre[row], layout.communities.radius[row]), int(sizes[row]))
                   for row in range(communities))
    health = Lens("health", ("poor", "fair", "good"), dice.integers(-1, 3, count).astype(np.int16), sequential=True)
    country = Lens("country", ("CN", "DE", "US"), dice.integers(0, 3, count).astype(np.int16))
    return Scene(
        title=f"{count:,} organisations in {len(regions)} regions", reading="Planted communities.",
        size_means="number of ties",
        provenance=Provenance(date(2024, 12, 31), "planted", ("invented",), "ecosystem", {}, count, count),
        marks=marks, ties=ties, order=np.lexsort((np.arange(count), -degree)).astype(np.uint32),
        evidence={0: ("It is the largest.", "It was there first.")},
        legend=tuple(Key("region", row, each.name, each.count) for row, each in enumerate(regions)),
        regions=regions, communities=groups,
        bundles=bundles_of(ties, marks.community, region, lambda row: f"tie {row}"), lenses=(health, country),
    )


def varied_scene(*, names: tuple[str, ...] = NAMES, language: str = "en", count: int = 240) -> Scene:
    """Planted organisations with a known one that has aliases, some capabilities, and candidates by rank."""
    scene = planted_scene(count, communities=12, names=names)
    search, rank = list(scene.marks.search), scene.marks.rank.copy()
    kind, role = scene.marks.kind.copy(), scene.marks.role.copy()
    search[2] = "ling xi ke ji\tLXKJ\tLingxi"
    kind[100:110] = Kind.CAPABILITY
    role[0], role[5:8], rank[5:8] = Role.SELF, Role.CANDIDATE, (1, 2, 3)
    marks = replace(scene.marks, search=tuple(search), kind=kind, role=role, rank=rank)
    return replace(scene, marks=marks, language=language)


def _word(dice: np.random.Generator) -> str:
    parts = dice.choice(["ka", "lo", "ri", "ven", "ta", "mos", "el", "dan", "sy", "or"], size=3)
    return "".join(parts.tolist()).capitalize()
