"""Did it happen so many times in a row? Rules over periods, of which some are unknown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Run(NamedTuple):
    """Attributes
    ----------
    met : bool or None
        whether the rule holds at the last period; None where unknown periods leave it open.
    length : int
        known periods of the run that ends last.
    rows : tuple of int
        the periods of that run, the latest first.
    """

    met: bool | None
    length: int
    rows: tuple[int, ...]


def in_a_row(states: Sequence[bool | None], wanted: int) -> Run:
    """Whether the last ``wanted`` known periods all say yes. An unknown one neither counts nor breaks the run.

    Examples
    --------
    >>> in_a_row([False, True, None, True], 2)
    Run(met=True, length=2, rows=(3, 1))
    >>> in_a_row([True, None], 2).met is None, in_a_row([False, True, None], 2).met is None
    (True, True)
    >>> in_a_row([True, False], 2).met
    False
    """
    rows: list[int] = []
    open_end = False
    for row in range(len(states) - 1, -1, -1):
        state = states[row]
        if state is None:
            open_end = True
        elif not state:
            break
        else:
            rows.append(row)
    length = len(rows)
    if length >= wanted:
        return Run(True, length, tuple(rows))
    reachable = length + sum(state is None for state in states[_start(states):])
    return Run(None if open_end and reachable >= wanted else False, length, tuple(rows))


def _start(states: Sequence[bool | None]) -> int:
    """The first period after the last one that said no."""
    return max((row + 1 for row, state in enumerate(states) if state is False), default=0)


def falling(values: Sequence[float | None], wanted: int) -> Run:
    """Whether the last ``wanted`` steps between known readings all went down; a missing reading is passed over.

    Examples
    --------
    >>> falling([4.2, 4.4, 4.1, None, 3.8], 2)
    Run(met=True, length=2, rows=(4, 2))
    >>> falling([4.0, 3.9], 2).met is None
    True
    """
    known = [(row, value) for row, value in enumerate(values) if value is not None]
    rows: list[int] = []
    for (_, earlier), (row, later) in zip(reversed(known[:-1]), reversed(known[1:]), strict=True):
        if later >= earlier:
            return Run(len(rows) >= wanted, len(rows), tuple(rows))
        rows.append(row)
    # Every known step went down: with too few of them it is open, for more would have to be known.
    return Run(True if len(rows) >= wanted else None, len(rows), tuple(rows))
