"""``eco.life.watch``: what has to be told on a day, the alerts that are written, and how those climb."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from ecosystem.answers.life_watch import AlertAnswer, Alerts, FiringAnswer, Firings
from ecosystem.life.events import Record
from ecosystem.life.kinds import LEVELS
from ecosystem.life.state import LifeState
from ecosystem.life.watch.rules import DEFAULT, Firing, fired, rules_of

if TYPE_CHECKING:
    from ecosystem.life.facade import Hand

_RUNNING: Final = frozenset({"active", "buffer", "exiting"})
_UNSOLVED: Final = frozenset({"open", "acknowledged"})


class Writer(Protocol):
    """What of ``eco.life`` writes."""

    def create(self, kind: str, fields: Mapping[str, object], hand: Hand, *, partnership: str | None = None) -> Record:
        """A new record."""

    def step(self, record_id: str, step: str, hand: Hand, *, fields: Mapping[str, object] | None = None) -> Record:
        """A step of a record."""


class Watch:
    """``eco.life.watch``: rules over all running partnerships (预警).

    Parameters
    ----------
    state
        everything as it is on a day.
    writer
        ``eco.life``.
    """

    def __init__(self, state: Callable[[date], LifeState], writer: Writer) -> None:
        self._state, self._writer = state, writer

    def firing(self, *, as_of: date, partnership: str | None = None) -> Firings:
        """Every rule that fires on a day, with the facts that make it so; nothing is written."""
        return Firings(as_of, tuple(map(_answer, self._fired(self._state(as_of), as_of, partnership))))

    def run(self, hand: Hand, *, partnership: str | None = None) -> Alerts:
        """Write an alert for each rule that fires and has none for the same facts; let the unanswered climb.

        Run again it writes nothing new. ``hand.at``, a moment in ISO form, says since when an alert waits.
        """
        state = self._state(hand.on)
        known = {each.text("fingerprint") for each in state.all("alert") if each.state in _UNSOLVED}
        written = []
        for each in self._fired(state, hand.on, partnership):
            if each.fingerprint not in known:
                known.add(each.fingerprint)
                written.append(self._writer.create("alert", {
                    "rule": each.rule.id, "title": each.title, "level": each.rule.level,
                    "records": list(each.records), "fingerprint": each.fingerprint,
                }, replace(hand, key=None), partnership=each.partnership))
        climbed = [self._climb(alert, hand) for alert in self._waiting(state, hand, partnership)]
        return Alerts(hand.on, tuple(map(_alert, written)), tuple(map(_alert, climbed)))

    def _fired(self, state: LifeState, as_of: date, partnership: str | None) -> Iterator[Firing]:
        for each in state.partnerships():
            if each.state in _RUNNING and partnership in (None, each.id):
                for rule in rules_of(each, state):
                    yield from fired(rule, each, state, as_of)

    def _waiting(self, state: LifeState, hand: Hand, partnership: str | None) -> Iterator[Record]:
        """Open alerts that nobody has answered in the time that their rule gives, and that can still climb."""
        hours = {each.id: each.hours_to_answer for each in DEFAULT}
        for alert in state.all("alert"):
            is_asked = partnership in (None, alert.partnership)
            if alert.state != "open" or not is_asked or alert.text("level") == LEVELS[0]:
                continue
            rule = state.record(alert.text("rule") or "")
            allowed = rule.number("hours_to_answer") if rule is not None else hours.get(alert.text("rule") or "")
            if _moment(hand) - _written(alert, state) > timedelta(hours=allowed or 72):
                yield alert

    def _climb(self, alert: Record, hand: Hand) -> Record:
        above = LEVELS[max(LEVELS.index(alert.text("level") or LEVELS[-1]) - 1, 0)]
        return self._writer.step(alert.id, "escalate", replace(hand, key=None), fields={"level": above})


def _moment(hand: Hand) -> datetime:
    return _read(hand.at, hand.on)


def _written(alert: Record, state: LifeState) -> datetime:
    """When an alert was raised, or last climbed."""
    last = [each for each in state.events(alert.id) if each.step in (None, "escalate")][-1]
    return _read(last.at, last.on)


def _read(at: str, on: date) -> datetime:
    """A moment of the day of which it is said; its beginning where no moment was noted."""
    noted = datetime.fromisoformat(at) if at else None
    start = datetime(on.year, on.month, on.day)
    return noted.replace(tzinfo=None) if noted is not None and noted.date() == on else start


def _answer(each: Firing) -> FiringAnswer:
    return FiringAnswer(each.partnership, each.rule.id, each.rule.name, each.rule.measure, each.rule.test,
                        each.rule.level, each.title, each.records, each.fingerprint)


def _alert(each: Record) -> AlertAnswer:
    return AlertAnswer(each.id, each.partnership, each.state, each.text("level") or "", each.text("title") or "",
                       each.texts("records"), each.since)
