"""``eco.life.evaluate``: the health of partnerships, what made it change, and who joined because of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np

from ecosystem.answers.life_evaluate import Branch, Factor, FactorChange, HealthAnswer, KpiAnswer, Portfolio
from ecosystem.errors import InvalidParameter, UnknownNode
from ecosystem.life.calendar import months_later
from ecosystem.life.evaluate.measured import Measured, measured
from ecosystem.life.events import Record
from ecosystem.life.kinds import PARTNERSHIP
from ecosystem.life.state import LifeState
from scoring.health.attainment import change, health
from scoring.health.factors import lmdi

HALF_YEAR = 6


class Evaluate:
    """``eco.life.evaluate``: how partnerships fare.

    Parameters
    ----------
    state
        everything as it is on a day.
    """

    def __init__(self, state: Callable[[date], LifeState]) -> None:
        self._state = state

    def health(self, partnership: str, *, as_of: date, months: int = HALF_YEAR) -> HealthAnswer:
        """The index of a partnership, its interval and coverage, and what made it change (健康诊断、鱼骨图).

        Parameters
        ----------
        months
            how far back the change looks.

        Raises
        ------
        UnknownNode, InvalidParameter
        """
        if not 1 <= months <= 120:
            raise InvalidParameter(f"months is {months}; it can be 1 to 120.")
        state = self._state(as_of)
        record = _partnership(state, partnership)
        return _health(record, state, as_of, self._state(months_later(as_of, -months)), months_later(as_of, -months))

    def portfolio(self, *, as_of: date) -> Portfolio:
        """The health of every running partnership, the worst that is known first; unknown ones last."""
        state, then = self._state(as_of), months_later(as_of, -HALF_YEAR)
        before = self._state(then)
        found = [_health(each, state, as_of, before, then) for each in state.partnerships()
                 if each.state in ("active", "buffer", "exiting")]
        found.sort(key=lambda each: (each.index is None, each.index or 0.0, each.partnership))
        return Portfolio(as_of, tuple(found))

    def factors(self, partnership: str, kpi: str, *, since: date, as_of: date) -> FactorChange:
        """Which factor of a product made it change: the measures that say ``factor_of`` it, by LMDI.

        Raises
        ------
        UnknownNode
        InvalidParameter
            where the measure has no factors, or one of them no reading at both days.
        """
        state = self._state(as_of)
        _partnership(state, partnership)
        parts = [each for each in measured(state, partnership, as_of) if each.kpi.text("factor_of") == kpi]
        if not parts:
            raise InvalidParameter(f"No measure of {partnership} says that it is a factor of {kpi[:80]!r}.")
        before, now = ({each.kpi.id: _value_at(each, day) for each in parts} for day in (since, as_of))
        shares = lmdi(before, now)
        return FactorChange(
            partnership, kpi, since, as_of, float(np.prod(list(before.values()))), float(np.prod(list(now.values()))),
            tuple(Factor(each.kpi.id, each.kpi.text("name") or each.kpi.id, before[each.kpi.id], now[each.kpi.id],
                         shares[each.kpi.id]) for each in parts),
        )


def _partnership(state: LifeState, partnership: str) -> Record:
    found = state.record(partnership)
    if found is None or found.kind != PARTNERSHIP:
        raise UnknownNode(PARTNERSHIP, partnership)
    return found


def _health(partnership: Record, state: LifeState, as_of: date, before: LifeState, then: date) -> HealthAnswer:
    now = measured(state, partnership.id, as_of)
    earlier = {each.kpi.id: each.attainment for each in measured(before, partnership.id, then)}
    weights = [each.weight for each in now]
    found = health(_numbers([each.attainment for each in now]), weights)
    moved = change(_numbers([earlier.get(each.kpi.id) for each in now]), _numbers([each.attainment for each in now]),
                   weights)
    kpis = tuple(_kpi(each, part, moved_by) for each, part, moved_by in
                 zip(now, found.contributions.tolist(), moved.parts.tolist(), strict=True))
    return HealthAnswer(
        partnership.id, partnership.text("name") or "", partnership.state, as_of, found.index, found.low, found.high,
        found.coverage, moved.total, then, kpis, _branches(now, moved.parts.tolist()), _sentence(found.index, kpis),
    )


def _kpi(each: Measured, part: float, moved_by: float) -> KpiAnswer:
    reading = each.reading
    return KpiAnswer(
        each.kpi.id, each.kpi.text("name") or each.kpi.id, each.kpi.number("target"), each.kpi.text("unit"),
        each.weight,
        reading.number("value") if reading else None, reading.day("day") if reading else None, each.attainment,
        each.reason, _known(part), _known(moved_by), each.trend.n, each.trend.verdict, _known(each.trend.slope),
        _known(each.trend.p) if each.trend.n else None, each.alarm, each.branch,
    )


def _branches(now: list[Measured], parts: list[float]) -> tuple[Branch, ...]:
    """The change by branch of the fishbone, the one that pulled down most first."""
    total: dict[str, list[float]] = {}
    for each, part in zip(now, parts, strict=True):
        if part == part:
            total.setdefault(each.branch, []).append(part)
    found = [Branch(name, sum(values), len(values)) for name, values in total.items()]
    return tuple(sorted(found, key=lambda each: (round(each.change, 12), each.name)))


def _sentence(index: float | None, kpis: tuple[KpiAnswer, ...]) -> str:
    if index is None:
        return "Nothing is known: " + ("no measure has a reading that counts." if kpis else "it has no measures.")
    known = [each for each in kpis if each.attainment is not None]
    worst = min(known, key=lambda each: (each.attainment or 0.0, each.id))
    return (f"{index:.0%} of what was agreed is reached, from {len(known)} of {len(kpis)} measures; "
            f"{worst.name} is furthest behind at {worst.attainment:.0%}.")


def _value_at(each: Measured, day: date) -> float:
    values = [reading.number("value") for reading in each.readings if (reading.day("day") or day) <= day]
    if not values or values[-1] is None:
        raise InvalidParameter(f"{each.kpi.id} has no reading up to {day}.")
    return values[-1]


def _numbers(values: list[float | None]) -> list[float]:
    return [float("nan") if value is None else value for value in values]


def _known(value: float) -> float | None:
    return value if value == value else None
