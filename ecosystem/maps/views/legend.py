"""What do colours, shapes, lines and lit marks mean, and of how many things?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from ecosystem.maps.scene import Array, Key, Kind, Lens, Marks, Region, Ties

UNKNOWN = -1


def legend_of(marks: Marks, ties: Ties, regions: tuple[Region, ...], lenses: tuple[Lens, ...],
              say: Callable[..., str]) -> tuple[Key, ...]:
    """The legend: regions with all that belongs to them, the others with what is drawn of them."""
    return (
        *(Key("region", code, each.name, each.count) for code, each in enumerate(regions)),
        *_counted("kind", marks.kind, lambda code: say(f"kind.{code}")),
        *_counted("role", marks.role[marks.role > 0], lambda code: say(f"role.{code}")),
        *_counted("tie", ties.kind, lambda code: ties.labels[code]),
        *_counted("state", ties.state[ties.state > 0], lambda code: say(f"state.{code}")),
        *(key for lens in lenses for key in _of_lens(lens, marks, say)),
    )


def _counted(channel: str, codes: Array, label: Callable[[int], str]) -> Iterator[Key]:
    for code, count in enumerate(np.bincount(codes).tolist() if len(codes) else ()):
        if count:
            yield Key(channel, code, label(code), count)


def _of_lens(lens: Lens, marks: Marks, say: Callable[..., str]) -> Iterator[Key]:
    """Its labels in their order, then the organisations of which it knows nothing."""
    known = lens.codes >= 0
    yield from _counted(f"lens:{lens.name}", lens.codes[known], lambda code: lens.labels[code])
    unknown = int((~known & (marks.kind == Kind.ORGANISATION)).sum())
    if unknown:
        yield Key(f"lens:{lens.name}", UNKNOWN, say(f"lens.{lens.name}.unknown"), unknown)
