"""The value chain in lanes from left to right: who supplies an organisation, and who sells on?

Tiers of suppliers of suppliers, suppliers, the maker, its channels and distributors, its customers
(process: tier-1 suppliers → maker → channels → customers). Without an organisation, everybody who
supplies or is supplied, by the longest chain of suppliers behind him: a circle stands in one lane.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from ecosystem.errors import InvalidParameter
from ecosystem.maps.ground import name_in
from ecosystem.maps.scene import Array, Kind, Lens, Role, Scene
from ecosystem.maps.views import lenses
from ecosystem.maps.views.board import Board, Dot, Line, Paper, lanes, organisation, scene_of
from ecosystem.maps.views.columns import edges_of, stood, untangled
from ecosystem.maps.views.names import found_by
from ecosystem.maps.views.supplies import Supplies
from ecosystem.view import text_at
from scoring.network.levels import supply_tiers, trophic_levels
from scoring.snapshot import Categories

MOST: Final = 90
"""Marks at most, by default: more are not read."""

_STAGES: Final = 6
_ROLES: Final = (Role.PATH, Role.PARTNER, Role.SELF, Role.PARTNER, Role.PARTNER)
"""Why the marks of each lane are lit."""

_CHANNEL_PARTNERSHIP: Final = "channel"


def lanes_scene(paper: Paper, partner: str | None = None, *, most: int = MOST) -> Scene:
    """The value chain around one organisation, or of everybody.

    Raises
    ------
    UnknownPartner, AmbiguousName
    InvalidParameter
        for fewer than one mark.
    """
    if most < 1:
        raise InvalidParameter(f"most is {most}; it can be 1 or more.")
    if partner is None:
        return _of_all(paper, most)
    return _of_one(paper, paper.view.row_of(partner), most)


# --- one organisation ----------------------------------------------------------------------------------
def _of_one(paper: Paper, row: int, most: int) -> Scene:
    supplies = Supplies.on(paper)
    first = supplies.suppliers(row) if supplies else []
    customers = [each for each in (supplies.customers(row) if supplies else []) if each not in set(first)]
    near = {row, *first, *customers}
    second = sorted({each for other in first for each in (supplies.suppliers(other) if supplies else [])} - near)
    distributors = [each for each in _distributors(paper, row) if each not in near | set(second)]
    channels = _channels(paper, row)
    tiers = (second, first, [row], distributors, customers)
    kept, shown_channels = _fewer(tiers, channels, supplies, most)
    total = sum(map(len, tiers)) + len(channels)
    return _drawn(paper, row, kept, shown_channels, supplies=supplies, total=total, most=most)


def _drawn(paper: Paper, row: int, tiers: Sequence[list[int]], channels: list[int], *, supplies: Supplies | None,
           total: int, most: int) -> Scene:
    say = paper.say
    rows = [each for tier in tiers for each in tier]
    place = {each: position for position, each in enumerate(rows)}
    channel_at = {each: len(rows) + position for position, each in enumerate(channels)}
    pairs = [(each, other) for each in rows for other in (supplies.customers(each) if supplies else [])
             if other in place]
    lines = [Line(place[each], place[other], say("tie.supplies")) for each, other in pairs]
    lines += [Line(place[row], position, say("tie.holds.3")) for position in channel_at.values()]
    lines += [Line(place[row], place[each], say("tie.channel")) for each in tiers[3]]
    groups = [[place[each] for each in tier] for tier in tiers]
    groups[3] += channel_at.values()
    stand = stood(untangled(groups, [(line.first, line.second) for line in lines]))
    roles = {each: role for tier, role in zip(tiers, _ROLES, strict=True) for each in tier}
    dots = [organisation(paper, each, *stand[place[each]], role=roles[each],
                         size=float(supplies.degree[each]) if supplies else 0.0,
                         evidence=supplies.sentences(each) if supplies else ()) for each in rows]
    dots += [_channel(paper, row, each, *stand[channel_at[each]]) for each in channels]
    names = [say(f"lanes.lane.{number}") for number in range(len(groups))]
    return scene_of(paper, Board(
        name="lanes", parameters={"partner": paper.view.snapshot.partners.ids[row], "most": most},
        title=_title(paper, row, groups), reading=say("lanes.reading.one"), size_means=say("size.supplies"),
        dots=dots, lines=lines, total=total, lanes=lanes(names), lenses=_lenses(paper, rows, len(dots)),
        words={f"role.{role}": say(f"lanes.role.{role}") for role in (*_ROLES, Role.HELD)},
        sources=supplies.sources(pairs) if supplies else (),
    ))


def _title(paper: Paper, row: int, groups: Sequence[Sequence[int]]) -> str:
    """What is on record, and, as clearly, of what nothing is."""
    say, partners = paper.say, paper.view.snapshot.partners
    name = partners.names[row] or partners.ids[row]
    if sum(map(len, groups)) == 1:
        return say("lanes.none", name=name)
    order = (1, 0, 3, 4)
    told = [say(f"lanes.part.{lane}", count=len(groups[lane])) for lane in order if groups[lane]]
    missing = [say(f"lanes.missing.{lane}") for lane in order if not groups[lane] and (lane != 0 or groups[1])]
    title = say("lanes.title.one", name=name, told=say("list.between").join(told))
    return title + (say("lanes.title.missing", missing=say("list.or").join(missing)) if missing else "")


def _fewer(tiers: Sequence[list[int]], channels: list[int], supplies: Supplies | None,
           most: int) -> tuple[list[list[int]], list[int]]:
    """As many as may be drawn: the nearest lanes first, within a lane those with most supplies."""
    left, kept = most, [list[int]() for _ in tiers]
    for number in (2, 1, 4, 3):
        best = sorted(tiers[number], key=lambda row: (-int(supplies.degree[row]) if supplies else 0, row))[:left]
        kept[number], left = sorted(best), left - len(best)
    shown = channels[:left]
    left -= len(shown)
    best = sorted(tiers[0], key=lambda row: (-int(supplies.degree[row]) if supplies else 0, row))[:left]
    kept[0] = sorted(best)
    return kept, shown


def _channels(paper: Paper, row: int) -> list[int]:
    layer = paper.view.layer("partner_channels")
    return [] if layer is None else [int(each) for each in layer.neighbours(row)]


def _distributors(paper: Paper, row: int) -> list[int]:
    """Who is in a channel partnership with an organisation: its regional distributors."""
    members = paper.view.layer("partnership_members")
    kinds = paper.view.snapshot.nodes["Partnership"].columns.get("kind") if members is not None else None
    if members is None or not isinstance(kinds, Categories):
        return []
    of = np.searchsorted(members.indptr, np.flatnonzero(members.indices == row), side="right") - 1
    return sorted({int(each) for partnership in of.tolist() if kinds[partnership] == _CHANNEL_PARTNERSHIP
                   for each in members.neighbours(partnership)} - {row})


def _channel(paper: Paper, row: int, channel: int, x: float, y: float) -> Dot:
    layer, nodes = paper.view.layer("partner_channels"), paper.view.snapshot.nodes["Channel"]
    assert layer is not None
    source, begun, _, _ = paper.view.provenance_of(layer.fact_of(row, channel))
    region = text_at(nodes.columns.get("region"), channel)
    name = name_in(paper.language, nodes, channel)
    said = paper.say("lanes.sells", name=name) + (paper.say("since", date=begun) if begun else "") + (
        paper.say("said.by", source=source) if source else "")
    return Dot(nodes.ids[channel], name, x, y, Kind.CHANNEL, Role.HELD, 1.0,
               search="\t".join([*found_by(nodes, [channel]), *([region] if region else [])]), evidence=(said,))


# --- everybody -----------------------------------------------------------------------------------------
def _of_all(paper: Paper, most: int) -> Scene:
    supplies = Supplies.on(paper)
    if supplies is None:
        return _by_industry(paper, most)
    stage = supply_tiers(supplies.matrix)
    tied = np.flatnonzero(stage >= 0)
    chosen = np.sort(tied[np.lexsort((tied, -supplies.degree[tied]))][:most])
    place = {int(each): position for position, each in enumerate(chosen)}
    pairs = [(each, other) for each in place for other in supplies.customers(each) if other in place]
    return _staged(paper, list(place), stage[chosen], pairs, supplies=supplies, total=len(tied), most=most)


def _staged(paper: Paper, rows: list[int], stage: Array, pairs: list[tuple[int, int]], *,
            supplies: Supplies | None, total: int, most: int) -> Scene:
    say = paper.say
    place = {each: position for position, each in enumerate(rows)}
    number = np.minimum(stage, _STAGES - 1).astype(np.int64)
    deepest = int(stage.max(initial=-1)) + 1
    count = int(number.max(initial=-1)) + 1
    lines = [Line(place[each], place[other], say("tie.supplies")) for each, other in pairs]
    groups = [np.flatnonzero(number == each).tolist() for each in range(count)]
    edges = edges_of(groups)
    stand = stood(untangled(groups, [(line.first, line.second) for line in lines]), edges)
    dots = [organisation(paper, each, *stand[position], size=float(supplies.degree[each]) if supplies else 1.0,
                         evidence=supplies.sentences(each) if supplies else ())
            for position, each in enumerate(rows)]
    largest = max(rows, key=lambda row: (len(supplies.customers(row)), -row)) if supplies and rows else None
    title = (say("lanes.title.all", stages=deepest, name=supplies.name(largest),
                 customers=len(supplies.customers(largest))) if supplies and largest is not None
             else say("lanes.title.industries", stages=count))
    return scene_of(paper, Board(
        name="lanes", parameters={"most": most}, title=title,
        reading=say("lanes.reading.all" if supplies else "lanes.reading.industries"), size_means=say("size.supplies"),
        dots=dots, lines=lines, total=total,
        lanes=lanes([_stage(paper, each, deepest) for each in range(count)], edges),
        lenses=_lenses(paper, rows, len(dots)), sources=supplies.sources(pairs) if supplies else (),
    ))


def _stage(paper: Paper, number: int, deepest: int) -> str:
    """What a lane is called; the last holds whatever stands deeper."""
    if number == 0:
        return paper.say("lanes.stage.first")
    deeper = number == _STAGES - 1 and deepest > _STAGES
    return paper.say("lanes.stage.deeper" if deeper else "lanes.stage", number=number + 1)


def _by_industry(paper: Paper, most: int) -> Scene:
    """Where no supply is on record: organisations at the place of their industry between others."""
    inputs, industries = paper.view.layer("industry_inputs"), paper.view.layer("partner_industries")
    if inputs is None or industries is None or not inputs.nnz or not industries.nnz:
        return scene_of(paper, Board(
            name="lanes", parameters={"most": most}, title=paper.say("lanes.empty"),
            reading=paper.say("lanes.empty.reading"), size_means=paper.say("size.supplies"), dots=(), total=0))
    levels = trophic_levels(inputs.matrix())
    tied = np.flatnonzero(np.diff(industries.indptr))
    main = np.array([int(industries.neighbours(row)[np.argmax(industries.weights_of(row))]) for row in tied.tolist()])
    stage = np.floor(np.round(levels[main], 6) + 0.5)
    known = ~np.isnan(stage)
    rows, stage = tied[known][:most], stage[known][:most]
    return _staged(paper, rows.tolist(), stage, [], supplies=None, total=int(known.sum()), most=most)


def _lenses(paper: Paper, rows: Sequence[int], count: int) -> tuple[Lens, ...]:
    """Industry first: there are no regions, so that it is what marks are coloured by."""
    found = lenses.lenses_of(paper, np.array(rows, dtype=np.int64), count)
    return tuple(sorted(found, key=lambda lens: lens.name != "industry"))
