"""The cross-industry radar: capabilities near its own that an organisation lacks, by how near and what they are worth.

A dot plot (``eco.opportunities.radar``): feasibility to the right, worth upwards, never multiplied. Both
are places among the candidates, so that half lie on either side of each line; the values and their error
bars are in the evidence. What is not known has a line of its own at the foot; it is not 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from ecosystem.answers.opportunities import Axis as Told
from ecosystem.answers.opportunities import Opportunity
from ecosystem.answers.opportunities import Radar as Answer
from ecosystem.maps.ground import name_in
from ecosystem.maps.scene import Axes, Kind, Lens, Role, Scene
from ecosystem.maps.views.board import Board, Dot, Paper, apart, axis, scene_of
from ecosystem.maps.views.names import found_by
from ecosystem.maps.views.scales import written
from ecosystem.maps.views.speech import short

LIMIT: Final = 40
"""Capabilities, by default."""

_FOOT: Final = 0.985  # the line of what is not known
_PLANE: Final = 0.94  # of the height: what is above that line
_EDGE: Final = 0.05
_TICKS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
_MIDDLE: Final = Told(0.5, None)
_HOLDERS, _REASONS = 3, 3
_MOST_COLOURS: Final = 10


def radar_scene(paper: Paper, answer: Answer, *, limit: int = LIMIT) -> Scene:
    """The radar of one organisation."""
    say, items, up = paper.say, answer.items, _upward(answer)
    places = apart(np.array([[_across(each.feasibility), _down(up.of(each))] for each in items]).reshape(-1, 2))
    unknown = sum(up.of(each).rank is None for each in items)
    across = [(_across(Told(at, at)), f"{at:g}") for at in _TICKS]
    upward = [(_down(Told(at, at)), f"{at:g}") for at in _TICKS] + ([(_FOOT, say("unknown"))] if unknown else [])
    return scene_of(paper, Board(
        name="radar", parameters={"partner": answer.partner.id, "limit": limit}, title=_finding(paper, answer),
        reading=_reading(paper, up, unknown), size_means=say("size.holders"),
        dots=[_dot(paper, answer, each, x, y) for each, (x, y) in zip(items, places.tolist(), strict=True)],
        total=answer.total,
        axes=Axes(axis(say("radar.placed", axis=say("radar.near")), across, _across(_MIDDLE)),
                  axis(say("radar.placed", axis=say(up.key)), upward, _down(_MIDDLE)),
                  (say("radar.quadrant.0"), say("radar.quadrant.1"), say("radar.quadrant.2"), say("radar.quadrant.3"))),
        lenses=(_industries(paper, answer),), words={f"role.{Role.CANDIDATE}": say("radar.front")},
        sources=_sources(answer),
    ))


@dataclass(frozen=True, slots=True)
class _Upward:
    """What stands upwards: worth, or option value where nobody's worth is known."""

    key: str
    worth: bool

    def of(self, item: Opportunity) -> Told:
        return item.worth if self.worth else item.option


def _upward(answer: Answer) -> _Upward:
    if answer.items and all(each.worth.rank is None for each in answer.items):
        return _Upward(f"radar.option.{answer.option_from}", False)
    return _Upward(f"radar.worth.{answer.worth_from}", True)


def _across(told: Told) -> float:
    return _EDGE + (1 - 2 * _EDGE) * (told.rank or 0.0)


def _down(told: Told) -> float:
    return _FOOT if told.rank is None else (1 - _EDGE - (1 - 2 * _EDGE) * told.rank) * _PLANE


def _dot(paper: Paper, answer: Answer, item: Opportunity, x: float, y: float) -> Dot:
    nodes = paper.view.snapshot.nodes["Capability"]
    row = paper.view.node_row("Capability", item.capability.id)
    front = item.layer == 1
    return Dot(item.capability.id, name_in(paper.language, nodes, row), x, y, Kind.CAPABILITY,
               Role.CANDIDATE if front else Role.OTHER, float(item.holders_total), item.rank if front else 0,
               found_by(nodes, [row])[0], tuple(_evidence(paper, answer, item)))


def _evidence(paper: Paper, answer: Answer, item: Opportunity) -> Iterator[str]:
    """Each axis with its error bar, who has it, and why it is near."""
    say = paper.say
    for key, told in (("radar.near", item.feasibility), (f"radar.worth.{answer.worth_from}", item.worth),
                      (f"radar.option.{answer.option_from}", item.option)):
        yield say("axis.said", axis=say(key), value=_known(paper, told))
    if item.holders:
        named = [short(each.partner.name) for each in item.holders[:_HOLDERS]]
        more = item.holders_total - len(named)
        names = say("list.between").join(named) + (say("list.more", count=more) if more > 0 else "")
        yield say("radar.holders", names=names)
    yield from (part.sentence for part in item.evidence[:_REASONS])
    yield from (say(f"radar.flag.{flag}") for flag in item.flags)


def _known(paper: Paper, told: Told) -> str:
    if told.value is None:
        return paper.say("unknown.because", reason=(told.reason or "").replace("_", " "))
    if told.low is None or told.high is None:
        return written(told.value)
    return paper.say("between", value=written(told.value), low=written(told.low), high=written(told.high))


def _finding(paper: Paper, answer: Answer) -> str:
    name = short(answer.partner.name)
    if not answer.items:
        reason = (answer.reason or "").replace("_", " ")
        return paper.say("radar.none", name=name) + (f" ({reason})" if reason else "")
    first = answer.items[0]
    row = paper.view.node_row("Capability", first.capability.id)
    called = short(name_in(paper.language, paper.view.snapshot.nodes["Capability"], row))
    return paper.say(f"radar.title.{answer.border}", name=name, total=answer.total, front=answer.front, first=called)


def _reading(paper: Paper, up: _Upward, unknown: int) -> str:
    say = paper.say
    told = [say("radar.reading"), *([] if up.worth else [say("radar.no_worth")])]
    return " ".join([*told, *([say("radar.unknown", count=unknown)] if unknown else [])])


def _industries(paper: Paper, answer: Answer) -> Lens:
    """In which industry most of the holders are: the commonest as kinds of their own."""
    of = [each.industries[0] if each.industries else None for each in answer.items]
    names = {each.id: each.name or each.id for each in of if each is not None}
    counted = sorted(names, key=lambda each: (-sum(one is not None and one.id == each for one in of), each))
    kept = counted if len(counted) <= _MOST_COLOURS else counted[: _MOST_COLOURS - 1]
    labels = [names[each] for each in kept]
    if len(kept) < len(counted):
        labels.append(paper.say("lens.others", count=len(counted) - len(kept)))
    place = {each: min(position, _MOST_COLOURS - 1) for position, each in enumerate(counted)}
    codes = np.array([-1 if each is None else place[each.id] for each in of], np.int16)
    return Lens("industry", tuple(labels), codes)


def _sources(answer: Answer) -> tuple[str, ...]:
    facts = [fact for item in answer.items for holder in item.holders for fact in holder.facts]
    facts += [fact for item in answer.items for part in item.evidence for fact in part.facts]
    return tuple(sorted({fact.source for fact in facts if fact.source}))
