"""Which traits of an organisation follow from what a pilot showed? Rows of the graph, from the observation's events.

An observation that was undone, revoked or moved to another day leaves a trait that ends before it began: it
stands on no day, and whoever reads the table sees that it was once said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from ecosystem.life.events import Event, Record, state_of

OBSERVATION: Final = "observation"


class _Said(NamedTuple):
    """What tells two traits apart."""

    partner: str
    measure: str
    source: str
    start: str
    known: str


def trait_rows(before: Sequence[Event], after: Sequence[Event]) -> dict[str, list[Mapping[str, object]]]:
    """The rows of ``traits`` that change when the events of an observation do."""
    was, now = (_trait(events) for events in (before, after))
    rows: list[Mapping[str, object]] = []
    if was is not None and (now is None or now[0] != was[0]):
        rows.append(_row(*was, stands=False))
    if now is not None and now != was:
        rows.append(_row(*now, stands=True))
    return {"traits": rows} if rows else {}


def _trait(events: Sequence[Event]) -> tuple[_Said, str] | None:
    """What an observation says of whom, and the value; None where it says nothing (any more)."""
    record = state_of(events) if events else None
    if record is None or record.state == "revoked":
        return None
    said = _Said(record.text("partner") or "", record.text("measure") or "", _source(record),
                 record.created_on.isoformat(), events[0].recorded_on.isoformat())
    return said, record.text("value") or ""


def _source(record: Record) -> str:
    return f"pilot {record.text('project') or record.partnership}"


def _row(said: _Said, value: str, *, stands: bool) -> Mapping[str, object]:
    stop = None if stands else (date.fromisoformat(said.start) - timedelta(days=1)).isoformat()
    return {"partner_id": said.partner, "measure": said.measure, "value": value, "source": said.source,
            "valid_from": said.start, "valid_to": stop, "recorded_at": said.known}
