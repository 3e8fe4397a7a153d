"""The whole ecosystem by region and community: who is there, how large, tied to whom?"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.maps.bundles import bundles_of
from ecosystem.maps.ground import Ground
from ecosystem.maps.scene import Array, Key, Kind, Marks, Provenance, Role, Scene, Ties
from ecosystem.maps.words import say
from ecosystem.view import View

MOST_MARKS: Final = 100_000
_KINDS: Final = (("ties", "tie.partnership"), ("supplies", "tie.supplies"))


def ecosystem_scene(view: View, ground: Ground, *, most: int = MOST_MARKS, language: str = "en") -> Scene:
    """All organisations at their places, the best tied first where there are more than ``most``."""
    degree = _degrees(view)
    rows = np.sort(np.lexsort((np.arange(len(degree)), -degree))[:most])
    marks = _marks(view, ground, rows, degree)
    ties = _ties(view, rows, language)
    regions, communities = ground.regions(), ground.communities()

    def sentence(row: int) -> str:
        ends = marks.names[int(ties.first[row])], marks.names[int(ties.second[row])]
        return f"{ends[0]} – {ends[1]} · {ties.labels[int(ties.kind[row])]}"

    bundles = bundles_of(ties, marks.community, ground.territories.region, sentence)
    total = view.snapshot.partner_count
    as_of = view.snapshot.as_of
    title = (say(language, "ecosystem.title", regions=len(regions), largest=regions[0].name) if regions
             else say(language, "ecosystem.empty", as_of=as_of))
    return Scene(
        title=title, reading=say(language, "ecosystem.reading"), size_means=say(language, "size.ties"),
        provenance=Provenance(as_of, view.version, (), "ecosystem", {"most": most}, len(rows), total),
        marks=marks, ties=ties, order=np.lexsort((np.arange(len(rows)), -marks.size)).astype(np.uint32), evidence={},
        legend=tuple(Key("region", row, each.name, each.count) for row, each in enumerate(regions)),
        regions=regions, communities=communities, bundles=bundles, language=language,
    )


def _degrees(view: View) -> NDArray[np.int64]:
    found = np.zeros(view.snapshot.partner_count, dtype=np.int64)
    for name, _ in _KINDS:
        layer = view.layer(name)
        if layer is not None:
            found += np.diff(layer.indptr)
            if name == "supplies":
                found += np.bincount(layer.indices, minlength=len(found))
    return found


def _marks(view: View, ground: Ground, rows: Array, degree: Array) -> Marks:
    partners, grid = view.snapshot.partners, ground.grid
    aliases = partners.columns.get("aliases")
    listed = rows.tolist()
    return Marks(
        ids=tuple(partners.ids[row] for row in listed), names=tuple(partners.names[row] for row in listed),
        search=tuple(str(aliases[row]).replace(";", "\t") if aliases is not None else "" for row in listed),
        kind=np.full(len(rows), Kind.ORGANISATION, np.uint8), role=np.full(len(rows), Role.OTHER, np.uint8),
        x=grid[rows, 0], y=grid[rows, 1], size=degree[rows].astype(np.float32),
        community=ground.territories.community[rows].astype(np.int32), rank=np.zeros(len(rows), np.int32),
    )


def _ties(view: View, rows: Array, language: str) -> Ties:
    place = np.full(view.snapshot.partner_count, -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    parts = []
    for kind, (name, _) in enumerate(_KINDS):
        layer = view.layer(name)
        if layer is None:
            continue
        first = np.repeat(np.arange(layer.shape[0]), np.diff(layer.indptr))
        keep = (place[first] >= 0) & (place[layer.indices] >= 0)
        keep &= first < layer.indices if name == "ties" else first != layer.indices
        parts.append((place[first[keep]], place[layer.indices[keep]], np.full(int(keep.sum()), kind),
                      layer.weights[keep]))
    joined = [np.concatenate([part[each] for part in parts]) if parts else np.zeros(0) for each in range(4)]
    return Ties(
        joined[0].astype(np.uint32), joined[1].astype(np.uint32), joined[2].astype(np.uint8),
        joined[3].astype(np.float32), np.zeros(len(joined[0]), np.uint8),
        tuple(say(language, key) for _, key in _KINDS),
    )
