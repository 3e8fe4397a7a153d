"""The life of the case's partnership as events: from candidate to an agreement with its first milestones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from ecosystem.demo.case import CASE
from ecosystem.demo.facts import Facts, Source
from ecosystem.life.events import Act, Event, Values, as_row

_ANN, _BO = "Lin Yao", "Shen Rui"  # invented, like everybody else

# day | record | kind | what it says when it is made
_MADE: Final[tuple[tuple[str, str, str, Values], ...]] = (
    ("2023-12-01", CASE.alliance, "partnership", {
        "name": "Cockpit–driving fusion", "type": "technology_alliance", "partners": [CASE.a, CASE.b],
        "owners": [{"partner": CASE.a, "person": _ANN}, {"partner": CASE.b, "person": _BO}],
        "needs": [CASE.need], "capabilities": [CASE.multimodal]}),
    ("2023-12-01", "case/pilot", "project", {
        "name": "Virtual pilot: cockpit prototype", "purpose": "pilot", "starts": CASE.pilot_from,
        "ends": CASE.pilot_to}),
    ("2024-02-20", "case/agreement", "agreement", {
        "name": "Main agreement", "cost_split": {CASE.a: 60.0, CASE.b: 40.0},
        "ip_ownership": {CASE.a: 50.0, CASE.b: 50.0}, "starts": CASE.alliance_from, "notice_months": 6,
        "goals": [{"measure": "interfaces opened", "target": 80.0, "unit": "%", "date": "2025-02-28"}]}),
    ("2024-02-22", "case/annex", "annex", {
        "name": "Technical annex", "agreement": "case/agreement", "needs": [CASE.need],
        "capabilities": [CASE.multimodal], "starts": CASE.alliance_from}),
    ("2024-02-22", "case/milestone-1", "milestone", {
        "name": "Fusion stack 1.0", "annex": "case/annex", "due": "2024-06-30", "partner": CASE.b,
        "assessment": "interfaces tested in ten scenes"}),
    ("2024-02-22", "case/milestone-2", "milestone", {
        "name": "Fusion stack 2.0", "annex": "case/annex", "due": "2024-09-30", "partner": CASE.b,
        "after": ["case/milestone-1"], "assessment": "user experience +30 %"}),
)

# day | record | step | fields that change with it
_STEPS: Final[tuple[tuple[str, str, str, Values], ...]] = (
    ("2023-12-01", CASE.alliance, "contact", {}), ("2023-12-01", CASE.alliance, "examine", {}),
    ("2023-12-01", CASE.alliance, "pilot", {}), ("2023-12-04", "case/pilot", "start", {}),
    ("2024-02-10", CASE.alliance, "negotiate", {}),
    ("2024-02-29", "case/pilot", "succeed", {"verdict": "the prototype runs in the car"}),
    ("2024-02-27", "case/agreement", "propose", {}), ("2024-02-29", "case/agreement", "sign", {}),
    ("2024-02-29", CASE.alliance, "agree", {}), ("2024-03-01", CASE.alliance, "activate", {}),
    ("2024-03-01", "case/annex", "activate", {}), ("2024-03-04", "case/milestone-1", "start", {}),
    ("2024-07-12", "case/milestone-1", "deliver", {"delivered_on": "2024-07-12"}),
    ("2024-07-19", "case/milestone-1", "accept", {}), ("2024-07-22", "case/milestone-2", "start", {}),
)


@dataclass(slots=True)
class _Book:
    """Versions and values of the records so far."""

    kinds: dict[str, str]
    fields: dict[str, dict[str, object]]
    versions: dict[str, int]

    def event(self, day: str, record: str, act: Act, after: Values, step: str | None = None) -> Event:
        held = self.fields.setdefault(record, {})
        before = {name: held.get(name) for name in after} if act is not Act.CREATE else {}
        held.update(after)
        self.versions[record] = self.versions.get(record, 0) + 1
        on = date.fromisoformat(day)
        return Event(record, self.kinds[record], CASE.alliance, self.versions[record], act, on, on, _ANN,
                     before=before, after=after, step=step)


def write_life(facts: Facts) -> None:
    """Every event as a row of ``life_events``."""
    book = _Book({record: kind for _, record, kind, _ in _MADE}, {}, {})
    events = [book.event(day, record, Act.CREATE, after) for day, record, _, after in _MADE]
    events += [book.event(day, record, Act.STEP, after, step) for day, record, step, after in _STEPS]
    for each in events:
        row = {name: value for name, value in as_row(each).items() if isinstance(value, (str, int, float))}
        facts.add("life_events", **row, source=Source.REPORTS)
