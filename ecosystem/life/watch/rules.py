"""When is somebody told? A rule is data: a measure, a test, a bar, and whom it reaches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

import numpy as np

from ecosystem.life.events import Record
from ecosystem.life.state import LifeState
from ecosystem.life.watch.measures import Point, Series, series_of, silent_since
from scoring.health.control import course, cusum, ewma
from scoring.health.runs import falling, in_a_row
from scoring.health.trend import FALLING, RISING, mann_kendall

_CHART: Final = 20  # readings that say what is usual


@dataclass(frozen=True, slots=True)
class AlertRule:
    """Attributes
    ----------
    test
        ``threshold`` (beyond the bar now), ``run`` (so many times in a row), ``falling`` (so many steps in a
        row), ``trend`` (Mann–Kendall), ``cusum`` and ``ewma`` (off its usual course), ``missing`` (no reading
        when one was due).
    above
        whether it is bad to be above the bar.
    level
        who is told first; unanswered it climbs.
    """

    id: str
    name: str
    measure: str
    test: str
    bar: float | None = None
    above: bool = True
    times: int = 2
    level: str = "middle"
    hours_to_answer: int = 72


@dataclass(frozen=True, slots=True)
class Firing:
    """A rule that fires: why, by which facts. The same facts have the same ``fingerprint``."""

    rule: AlertRule
    partnership: str
    title: str
    records: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        return sha256("\n".join((self.rule.id, self.partnership, *sorted(self.records))).encode()).hexdigest()[:16]


DEFAULT: Final[tuple[AlertRule, ...]] = (
    AlertRule("default/delay-rate", "Delivery-delay rate above 30 %", "delay_rate", "threshold", 0.3,
              level="executive"),
    AlertRule("default/overdue", "A milestone is overdue by more than 30 days", "overdue_days", "threshold", 30.0),
    AlertRule("default/conflict", "A conflict is open for more than 60 days", "conflict_days", "threshold", 60.0),
    AlertRule("default/health", "Less than 70 % of what was agreed is reached", "health", "threshold", 0.7, above=False,
              level="executive"),
    AlertRule("default/missing", "A reading is missing", "kpi", "missing", level="team"),
)
"""Rules for every partnership, unless it has one of the same name."""


def rules_of(partnership: Record, state: LifeState) -> list[AlertRule]:
    """The rules that watch a partnership: its own, and the usual ones that none of its own replaces."""
    own = [_rule(each) for each in state.records(partnership.id, "alert_rule") if each.state == "in_force"]
    named = {each.name for each in own}
    return [*own, *(each for each in DEFAULT if each.name not in named)]


def _rule(record: Record) -> AlertRule:
    above = record.fields.get("above")
    return AlertRule(
        record.id, record.text("name") or record.id, record.text("measure") or "", record.text("test") or "threshold",
        record.number("bar"), above is not False, int(record.number("times") or 2), record.text("level") or "middle",
        int(record.number("hours_to_answer") or 72),
    )


def fired(rule: AlertRule, partnership: Record, state: LifeState, as_of: date) -> list[Firing]:
    """What a rule says of a partnership on a day: nothing, or why it fires."""
    if rule.test == "missing":
        return _missing(rule, partnership, state, as_of)
    series = series_of(rule.measure, partnership, state, as_of)
    found = None if not series else _TESTS[rule.test](rule, series)
    if found is None:
        return []
    why, points = found
    records = tuple(dict.fromkeys(record for point in points for record in point.records))
    return [Firing(rule, partnership.id, f"{rule.name}: {why}", records)]


def _missing(rule: AlertRule, partnership: Record, state: LifeState, as_of: date) -> list[Firing]:
    _, _, wanted = rule.measure.partition(":")
    found = []
    for kpi in state.records(partnership.id, "kpi"):
        if kpi.state == "in_force" and wanted in ("", kpi.id) and (due := silent_since(kpi, state, as_of)) is not None:
            title = f"{rule.name}: one of {kpi.text('name')} was due on {due}"
            found.append(Firing(rule, partnership.id, title, (kpi.id, due.isoformat())))
    return found


Why = tuple[str, list[Point]]


def _beyond(rule: AlertRule, point: Point) -> bool | None:
    if point.value is None or rule.bar is None:
        return None
    return point.value > rule.bar if rule.above else point.value < rule.bar


def _threshold(rule: AlertRule, series: Series) -> Why | None:
    last = series[-1]
    return (f"it is {last.value:g}, the bar is {rule.bar:g}", [last]) if _beyond(rule, last) else None


def _run(rule: AlertRule, series: Series) -> Why | None:
    run = in_a_row([_beyond(rule, each) for each in series], rule.times)
    points = [series[row] for row in run.rows]
    return (f"{run.length} times in a row beyond {rule.bar:g}", points) if run.met else None


def _falls(rule: AlertRule, series: Series) -> Why | None:
    run = falling([each.value for each in series], rule.times)
    return (f"it fell {run.length} times in a row", [series[row] for row in run.rows]) if run.met else None


def _trend(rule: AlertRule, series: Series) -> Why | None:
    found = mann_kendall(_values(series))
    if found.verdict != (RISING if rule.above else FALLING):
        return None
    return f"it is {found.verdict} by {found.slope:g} a step (p = {found.p:.3f}, n = {found.n})", series


def _chart(rule: AlertRule, series: Series) -> Why | None:
    values = _values(series)
    usual = course(values[:_CHART])
    if usual is None or usual.spread <= 0 or len(values) <= _CHART:
        return None
    later = values[_CHART:]
    chart = cusum if rule.test == "cusum" else ewma
    alarms = chart(later, usual.level, usual.spread).alarms
    if not len(alarms) or int(alarms[-1]) != len(later) - 1:
        return None
    return f"it has left its usual course (level {usual.level:g}, spread {usual.spread:.3g})", [series[-1]]


def _values(series: Series) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([np.nan if each.value is None else each.value for each in series], dtype=np.float64)


_TESTS: Final[dict[str, Callable[[AlertRule, Series], Why | None]]] = {
    "threshold": _threshold, "run": _run, "falling": _falls, "trend": _trend, "cusum": _chart, "ewma": _chart,
}
