"""What is different between two days: who is no longer there, who is new, and which lines are new, gone or other?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from ecosystem.maps.views.lines import SUPPLIES, Lines, lines_among
from ecosystem.view import View

Ints = NDArray[np.int64]


class State(IntEnum):
    """Of a line; the codes of ``Ties.state``."""

    SAME = 0
    NEW = 1
    GONE = 2
    OTHER = 3  # of another kind than before


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """Two days on one list of people: those of now by row, then those who left.

    Attributes
    ----------
    left
        rows on the earlier day.
    entered
        rows now.
    person_of
        the place in the list of each row of the earlier day.
    then, now
        the lines of either day, between rows of that day.
    state
        of each line of now: ``SAME``, ``NEW`` or ``OTHER``.
    was
        position in ``then`` of what a line of another kind was; -1 for the others.
    gone
        positions in ``then`` of lines that are no longer there.
    """

    left: Ints
    entered: Ints
    person_of: Ints
    then: Lines
    now: Lines
    state: Ints
    was: Ints
    gone: Ints

    @property
    def altered(self) -> Ints:
        """Positions in ``now`` of lines that are new or of another kind."""
        return np.flatnonzero(self.state != State.SAME)


def changes_between(then: View, now: View) -> Changes:
    """What is different on the later of two days."""
    there = _rows_now(then, now)
    left, people = np.flatnonzero(there < 0), now.snapshot.partner_count
    person_of = there.copy()
    person_of[left] = people + np.arange(len(left))
    entered = np.setdiff1d(np.arange(people), there)
    before, after = (lines_among(view, np.ones(view.snapshot.partner_count, dtype=bool)) for view in (then, now))
    key_before = _keys(before, person_of, people + len(left))
    key_after = _keys(after, np.arange(people), people + len(left))
    at = _found(key_before, key_after)
    other = (at >= 0) & (_kinds(before)[at] != _kinds(after)) if len(before) else np.zeros(len(after), dtype=bool)
    state = np.where(other, State.OTHER, np.where(at >= 0, State.SAME, State.NEW))
    return Changes(left, entered, person_of, before, after, state, np.where(other, at, -1),
                   np.flatnonzero(_found(key_after, key_before) < 0))


def _rows_now(then: View, now: View) -> Ints:
    """The row now of each partner of the earlier day, -1 for who is no longer on record."""
    rows = {each: row for row, each in enumerate(now.snapshot.partners.ids)}
    return np.array([rows.get(each, -1) for each in then.snapshot.partners.ids], np.int64)


def _keys(lines: Lines, person_of: Ints, people: int) -> Ints:
    """One number per line: whom it ties, and whether by supplies, which have a direction."""
    first, second = person_of[lines.first], person_of[lines.second]
    supplies = np.array([code == SUPPLIES for code in lines.codes], dtype=bool)[lines.kind]
    low = np.where(supplies, first, np.minimum(first, second))
    high = np.where(supplies, second, np.maximum(first, second))
    keys: Ints = 2 * (low * people + high) + supplies
    return keys


def _found(keys: Ints, wanted: Ints) -> Ints:
    """Where each of the wanted keys stands, -1 where it does not."""
    if not len(keys):
        return np.full(len(wanted), -1, np.int64)
    order = np.argsort(keys, kind="stable")
    at = order[np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)]
    return np.where(keys[at] == wanted, at, -1)


def _kinds(lines: Lines) -> NDArray[np.object_]:
    return np.array([*lines.codes], dtype=object)[lines.kind]
