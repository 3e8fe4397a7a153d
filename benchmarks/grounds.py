"""What does the ground of maps cost, and how far does it move when data come? Regions, layout, names; a million too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from benchmarks.measuring import spent
from benchmarks.report import Line
from benchmarks.workplace import Workplace
from ecosystem.maps.ground import ground_of
from ecosystem.service import Ecosystem
from tests.ecosystem.maps.planted import later, planted

TITLE = "Ground of maps"

_PER_PARTNER: Final = 4  # partners each
_LARGE: Final = 100_000  # organisations for which the targets of time are meant
_CHANGES: Final = (("the same data", 0.0, 0.0, 0.0), ("1 % of ties changed and 1 % new organisations", 0.01, 0.01, 2.0),
                   ("10 % new organisations", 0.1, 0.0, 5.0))


def run(place: Workplace) -> Iterator[Line | str]:
    """Planted communities of several sizes; the moves that new data make; the whole of the large store."""
    for count in place.sizes.marks:
        place.say(f"ground of {count:,}")
        yield from _planted(count)
    yield from _whole(place)
    yield ("Planted communities with hubs and 12 % of ties between them. A move is the median way of those who were "
           "there, in per cent of the map's width. The map of the large store is drawn of its best tied.")


def _planted(count: int) -> Iterator[Line]:
    world = planted(count, communities=min(41, max(4, count // 50)), per_partner=_PER_PARTNER)
    view = world.view()
    with spent() as took:
        made = ground_of(view)
    yield Line(what=f"ground of {count:,} organisations, {len(world.pairs):,} ties", ours=took.wall, cpu=took.cpu,
               unit="s", target=15.0 if count >= _LARGE else None)
    for what, new, changed, most in _CHANGES:
        view = later(world, new=new, changed=changed).view()
        with spent() as took:
            after = ground_of(view, before=made)
        moved = np.hypot(*(after.layout.position[:count] - made.layout.position).T)
        yield Line(what=f"moves at {count:,}: {what}", ours=100 * float(np.median(moved)), unit="% of the width",
                   target=most, note=f"95 % move by at most {100 * float(np.quantile(moved, 0.95)):.2f} %; made in "
                                     f"{took.wall:.2f} s")


def _whole(place: Workplace) -> Iterator[Line]:
    size = place.sizes.large
    with Ecosystem(place.store(size)) as eco:
        eco.view()
        place.say(f"map of {size.partners:,}")
        with spent() as took:
            eco.maps.ground()
        yield Line(what=f"ground of {size.partners:,} generated organisations", ours=took.wall, cpu=took.cpu, unit="s",
                   note="from disk, where an earlier run left it" if took.wall < 1 else "")
        for most in (1_000, 100_000):
            with spent() as took:
                eco.maps.ecosystem(most=most)
            yield Line(what=f"map of {size.partners:,}, {most:,} marks at most", ours=took.wall, cpu=took.cpu, unit="s")
