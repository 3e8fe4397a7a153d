"""Where everything stands in the drawing: computed from a view, the same to the byte every time.

A region per industry (the largest nine, the rest together), its organisations packed as a
sunflower with the best connected in the middle. Position means "same industry", not distance.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.answers import Candidates
from ecosystem.view import View
from scoring.snapshot import Layer

MOST_REGIONS: Final = 9
_GOLDEN: Final = math.pi * (3 - math.sqrt(5))
_STEP: Final = 9.0  # distance of neighbours in a sunflower, in units of the drawing
_GAP: Final = 56.0


@dataclass(frozen=True, slots=True)
class Dot:
    """One organisation. ``rank`` is its place among the candidates, 0 if it is none."""

    id: str
    name: str
    x: float
    y: float
    radius: float
    region: int
    role: str  # self, partner, candidate, other
    rank: int


@dataclass(frozen=True, slots=True)
class Region:
    name: str
    x: float
    y: float
    radius: float
    count: int


@dataclass(frozen=True, slots=True)
class Bridge:
    """How many partnerships cross between two regions."""

    first: int
    second: int
    count: int


@dataclass(frozen=True, slots=True)
class Label:
    """Text whose base line starts, or ends, at (x, y); no two labels of a scene overlap."""

    text: str
    x: float
    y: float
    ends_here: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    title: str
    subtitle: str
    width: float
    height: float
    regions: tuple[Region, ...]
    dots: tuple[Dot, ...]
    bridges: tuple[Bridge, ...]
    rays: tuple[tuple[int, int], ...]  # positions in ``dots``: the organisation and a partner
    labels: tuple[Label, ...]
    candidates: Candidates | None
    source: str


def ecosystem_scene(view: View, *, answer: Candidates | None = None, title: str = "",
                    most: int = 1_500) -> Scene:
    """The ecosystem by industry, with one organisation, its partners and candidates lit.

    Parameters
    ----------
    answer
        candidates of the organisation to light; None draws the ecosystem alone.
    title
        the finding, one sentence.
    most
        the best connected organisations are drawn, at most so many (those of ``answer`` always).
    """
    count = view.snapshot.partner_count
    industry, names = _home_industries(view)
    degree = _degrees(view)
    ranks = {item.partner.id: item.rank for item in answer.items} if answer else {}
    me = view.row_of(answer.partner.id) if answer else -1
    mine = set(view.partners_of(me).tolist()) if me >= 0 else set()
    listed = {view.row_of(each) for each in ranks} | ({me} if me >= 0 else set()) | mine
    chosen = sorted(range(count), key=lambda row: (row not in listed, -degree[row], row))[: max(most, len(listed))]
    groups = [sorted((row for row in chosen if industry[row] == region), key=lambda row: (-degree[row], row))
              for region in range(len(names))]
    regions, width, height = _packed([len(group) for group in groups], names)
    dots: list[Dot] = []
    position: dict[int, int] = {}
    for region, group in enumerate(groups):
        for place, row in enumerate(group):
            angle, distance = place * _GOLDEN, _STEP * math.sqrt(place + 0.3)
            rank = ranks.get(view.snapshot.partners.ids[row], 0)
            role = "self" if row == me else "partner" if row in mine else "candidate" if rank else "other"
            position[row] = len(dots)
            dots.append(Dot(
                view.snapshot.partners.ids[row], view.snapshot.partners.names[row],
                round(regions[region].x + distance * math.cos(angle), 1),
                round(regions[region].y + distance * math.sin(angle), 1),
                round(1.8 + 0.5 * math.sqrt(degree[row]), 2) if role == "other" else 5.0,
                region, role, rank,
            ))
    shown = f"showing {len(chosen):,} of {count:,} organisations"
    sources = ", ".join(dict.fromkeys(source for source in view.snapshot.provenance.sources if source)) or "not stated"
    return Scene(
        title or "The partner ecosystem by industry", f"As of {view.snapshot.as_of}; {shown}.", width, height,
        tuple(regions), tuple(dots), _bridges(view, industry, len(names)),
        tuple((position[me], position[row]) for row in sorted(mine)) if me >= 0 else (),
        _labels(dots, regions, width), answer, sources[:300],
    )


def _home_industries(view: View) -> tuple[NDArray[np.int64], list[str]]:
    """Per organisation the number of its region, and the regions' names: the largest first."""
    count, layer = view.snapshot.partner_count, view.layer("partner_industries")
    broader = view.layer("industries.broader_id")
    homes = np.full(count, -1, dtype=np.int64)
    if layer is not None:
        for row in range(count):
            weights = layer.weights_of(row)
            if len(weights):
                home = int(layer.neighbours(row)[int(np.argmax(weights))])
                homes[row] = _top(home, broader)
    sizes = Counter(homes[homes >= 0].tolist())
    largest = sorted(sizes, key=lambda home: (-sizes[home], home))[:MOST_REGIONS]
    names = [view.snapshot.nodes["Industry"].names[home] for home in largest]
    number = {home: region for region, home in enumerate(largest)}
    regions = np.array([number.get(int(home), len(largest)) for home in homes], dtype=np.int64)
    if count and bool((regions == len(largest)).any()):
        names.append("Other" if largest else "All organisations")
    return regions, names


def _top(industry: int, broader: Layer | None) -> int:
    seen = {industry}
    while broader is not None and len(above := broader.neighbours(industry)):
        industry = int(above[0])
        if industry in seen:
            break
        seen.add(industry)
    return industry


def _degrees(view: View) -> list[int]:
    ties = view.layer("ties")
    degrees: list[int] = ([0] * view.snapshot.partner_count if ties is None
                          else np.diff(ties.indptr).tolist())
    return degrees


def _packed(sizes: Sequence[int], names: Sequence[str]) -> tuple[list[Region], float, float]:
    """Regions in rows, the largest first, each as large as its sunflower."""
    radii = [max(46.0, _STEP * math.sqrt(size + 1) + 14) for size in sizes]
    per_row = max(1, math.ceil(math.sqrt(len(radii) * 1.6)))
    regions: list[Region] = []
    top, width = _GAP, 400.0
    for start in range(0, len(radii), per_row):
        row = radii[start : start + per_row]
        tall, left = max(row), _GAP / 2
        for radius in row:
            number = len(regions)
            regions.append(Region(names[number], round(left + radius, 1), round(top + tall, 1), radius, sizes[number]))
            left += 2 * radius + _GAP
        top += 2 * tall + _GAP
        width = max(width, left)
    return regions, round(width, 1), round(top, 1)


def _labels(dots: Sequence[Dot], regions: Sequence[Region], width: float) -> tuple[Label, ...]:
    """Names of the lit organisations, each at the nearest free place beside its mark.

    Names of regions and lit marks are obstacles. A name that finds no place is left to the table.
    """
    lit = sorted((dot for dot in dots if dot.role in {"self", "candidate"}), key=lambda dot: (dot.rank, dot.id))
    taken = [_box(f"{each.name} · {each.count}", each.x - 60, each.y - each.radius - 8) for each in regions]
    taken += [(dot.x - 6, dot.y - 6, dot.x + 6, dot.y + 6) for dot in lit]
    labels: list[Label] = []
    for dot in lit:
        text = f"{dot.rank} {dot.name}" if dot.rank else dot.name
        text = text if len(text) <= 30 else text[:29] + "…"
        long = _text_width(text)
        for drop in (4.0, -9.0, 17.0, -22.0, 30.0, -35.0, 43.0):
            for ends_here in (False, True):
                left = dot.x - 9 - long if ends_here else dot.x + 9
                box = _box(text, left, dot.y + drop)
                inside = left >= 2 and box[2] <= width - 2
                if inside and not any(_overlap(box, other) for other in taken):
                    taken.append(box)
                    anchor = dot.x - 9 if ends_here else left
                    labels.append(Label(text, round(anchor, 1), round(dot.y + drop, 1), ends_here))
                    break
            else:
                continue
            break
    return tuple(labels)


def _text_width(text: str) -> float:
    """About how wide a text of 13 px is; CJK signs are square."""
    return sum(13.0 if ord(each) > 0x2E80 else 7.6 for each in text)


def _box(text: str, left: float, base: float) -> tuple[float, float, float, float]:
    return left - 2, base - 11, left + _text_width(text) + 2, base + 3


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _bridges(view: View, industry: NDArray[np.int64], regions: int) -> tuple[Bridge, ...]:
    ties = view.layer("ties")
    if ties is None:
        return ()
    rows = np.repeat(industry, np.diff(ties.indptr))
    counts = np.zeros((regions, regions), dtype=np.int64)
    np.add.at(counts, (rows, industry[ties.indices]), 1)
    pairs = [Bridge(a, b, int(counts[a, b])) for a in range(regions) for b in range(a + 1, regions) if counts[a, b]]
    strongest = sorted(pairs, key=lambda each: (-each.count, each.first, each.second))[: 2 * regions]
    return tuple(strongest)
