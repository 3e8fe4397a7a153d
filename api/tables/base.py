"""What every table is made of. Names are untrusted: control characters never reach the terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_LONGEST = 300


def clean(text: object) -> str:
    """Text that can stand in a terminal: no control or direction characters, not endless, no markup.

    Examples
    --------
    >>> clean("a\\x1b[31mb\\u202ec")
    'a�[31mb�c'
    """
    if text is None:
        return "–"
    shown = "".join("�" if unicodedata.category(each) in _HIDDEN else each for each in str(text))
    return escape(shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…")


def number(value: float | None, digits: int = 3) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def span(low: float, high: float, digits: int = 2) -> str:
    """Two bounds; one number where they are the same to the digits shown.

    Examples
    --------
    >>> span(0.36, 1), span(0.112, 0.112)
    ('0.36–1.00', '0.11')
    """
    first, last = (f"{each:.{digits}f}" for each in (low, high))
    return first if first == last else f"{first}–{last}"


def counted(count: int, one: str, many: str | None = None) -> str:
    """A number with its noun.

    Examples
    --------
    >>> counted(1, "time"), counted(2_000, "time"), counted(0, "third party", "third parties")
    ('1 time', '2,000 times', '0 third parties')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def left_out(excluded: Iterable[Mapping[str, Any]]) -> str:
    """How many may not be proposed, by reason, to put behind a count; empty where there are none.

    Examples
    --------
    >>> left_out([{"count": 3, "reason": "own_group"}, {"count": 1, "reason": "veto"}]), left_out([])
    ('; left out: 3 own group, 1 veto', '')
    """
    told = ", ".join(f"{each['count']:,} {clean(each['reason'].replace('_', ' '))}" for each in excluded)
    return f"; left out: {told}" if told else ""


def console() -> Console:
    return Console(highlight=False, soft_wrap=False)


def table(*columns: str, title: str | None = None) -> Table:
    made = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for column in columns:
        right = column.startswith(">")
        made.add_column(column.lstrip(">"), justify="right" if right else "left", overflow="fold")
    return made
