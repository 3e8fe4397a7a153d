"""What would two organisations give each other, and who would gain nothing?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np

from ecosystem.answers import DirectedMeasure, PartnerRef
from ecosystem.answers.exchange import Gain, Mutual, OneSide, TwoSided
from ecosystem.comparison import directed_measure, measure_pair
from ecosystem.errors import InvalidParameter
from ecosystem.exclusions import stated_exclusions
from ecosystem.view import View
from scoring.wording import listed, number, percent

BESIDE: Final = ("overlap", "rhythm")


class Kind(NamedTuple):
    """A kind of gain: how it is measured, how it is said, and what is missing where it is unknown."""

    kind: str
    title: str
    title_zh: str
    scorer: str
    says: Callable[[float], str]
    lacks: dict[str, str]


KINDS: Final = (
    Kind("needs", "Needs covered", "需求覆盖", "need_coverage",
         lambda value: f"{percent(value)} of its needs covered for certain",
         {"no_needs": "it has no needs on record", "no_data": "no capabilities are on record",
          "other_no_data": "nothing is on record of what the other side can do"}),
    Kind("capabilities", "Capabilities that go with its own", "能力互补", "complement_tau",
         lambda value: f"capabilities that it lacks and that go with its own (degree {number(value)})",
         {"no_data": "nothing is on record of what goes with its own capabilities",
          "other_no_data": "nothing is on record of what the other side can do"}),
    Kind("channels", "Channels opened", "渠道增益", "channel_gain",
         lambda value: f"channels that it lacks ({percent(value)} of all)",
         {"no_data": "it has no channels on record", "other_no_data": "the other side has no channels on record"}),
    Kind("supply", "Supply along the value chain", "价值链互补", "value_chain",
         lambda value: f"supplies from the other side's industries (degree {number(value)})",
         {"no_data": "its industries, or what goes into them, are not on record",
          "other_no_data": "the other side's industries are not on record"}),
)
"""In the order in which they are shown."""


def between(view: View, a: str, b: str) -> TwoSided:
    """Both directions of an exchange, kind by kind.

    Raises
    ------
    UnknownPartner, AmbiguousName
    InvalidParameter
        where both are the same organisation.
    """
    first, second = view.row_of(a), view.row_of(b)
    if first == second:
        raise InvalidParameter(f"{view.reference(first).name} cannot be its own partner; name two organisations.")
    sides = _one_side(view, first, second), _one_side(view, second, first)
    mutual = tuple(_mutual(kind, *gains) for kind, *gains in zip(KINDS, sides[0].gains, sides[1].gains, strict=True))
    return TwoSided(
        a=view.reference(first), b=view.reference(second), as_of=view.snapshot.as_of,
        snapshot=view.snapshot.version, partners_at_as_of=bool(np.isin(second, view.partners_of(first))),
        a_gains=sides[0], b_gains=sides[1], mutual=mutual,
        mutuality=_smaller(sides[0].largest, sides[1].largest), sentence=_verdict(*sides),
        beside=tuple(measure_pair(view, name, first, second) for name in BESIDE),
        excluded=tuple(note for row, other in ((first, second), (second, first))
                       if (note := stated_exclusions(view, row).get(other)) is not None),
    )


def _one_side(view: View, row: int, giver: int) -> OneSide:
    me, them = view.reference(row), view.reference(giver)
    gains = tuple(_gain(view, kind, row, giver) for kind in KINDS)
    known = [gain.measure.value for gain in gains if gain.measure.value is not None]
    return OneSide(me, them, gains, max(known, default=None), _told(me, them, gains))


def _gain(view: View, kind: Kind, row: int, giver: int) -> Gain:
    measure = directed_measure(view, view.scorer(kind.scorer), row, giver)
    return Gain(kind.kind, kind.title, kind.title_zh, kind.scorer, measure, _said(kind, measure))


def _said(kind: Kind, measure: DirectedMeasure) -> str:
    if measure.value is None:
        return f"Not known: {kind.lacks.get(measure.reason or '', 'something that it asks for is not on record')}."
    if measure.value == 0:
        unknown = kind.kind == "needs" and (measure.high or 0.0) > 0
        could = f"; it could be up to {percent(measure.high or 0.0)}" if unknown else ""
        return f"Nothing on record{could}."
    said = kind.says(measure.value)
    return f"{said[0].upper()}{said[1:]}."


def _told(me: PartnerRef, them: PartnerRef, gains: tuple[Gain, ...]) -> str:
    """What one side gains, or that it gains nothing, in one or two sentences."""
    said = [kind.says(gain.measure.value) for kind, gain in zip(KINDS, gains, strict=True) if gain.measure.value]
    open_ones = [gain.title.lower() for gain in gains if gain.measure.value is None]
    unknown = f" Not known: {listed(open_ones)}." if open_ones else ""
    if said:
        return f"{me.name} would gain from {them.name}: {'; '.join(said)}.{unknown}"
    return f"Nothing on record says that {me.name} would gain anything from {them.name}.{unknown}"


def _mutual(kind: Kind, a: Gain, b: Gain) -> Mutual:
    values = a.measure.value, b.measure.value
    return Mutual(kind.kind, kind.title, kind.title_zh, *values, _smaller(*values))


def _smaller(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else min(one, other)


def _verdict(a: OneSide, b: OneSide) -> str:
    """Who gains: both, one, or nobody; an exchange in which one side gains nothing does not last."""
    if a.largest is None or b.largest is None:
        unknown = [side.partner.name for side in (a, b) if side.largest is None]
        return f"What {listed(unknown)} would gain is not known, so nothing can be said about both sides."
    gaining = [side for side in (a, b) if side.largest]
    if len(gaining) == 2:
        return "Both sides would gain something."
    if not gaining:
        return "On record neither side would gain anything."
    (side,) = gaining
    return (f"Only {side.partner.name} would gain: on record {side.giver.name} gains nothing, "
            "and an alliance in which one side gains nothing is unstable.")
