"""How is a calendar written so that every program reads it? Lines of RFC 5545: escaped, folded, ended by CRLF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Final

FOLD: Final = 75
"""Octets of a line without its end (RFC 5545, 3.1)."""

Line = tuple[str, str]
"""A property with its parameters, and its value as it is written."""


def text(value: str) -> str:
    """A text as a value: backslash, semicolon, comma and line ends escaped; other control characters left out.

    Examples
    --------
    >>> text("a, b; c\\\\d\\ne")
    'a\\\\, b\\\\; c\\\\\\\\d\\\\ne'
    """
    value = value.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\")
    value = value.replace(";", "\\;").replace(",", "\\,")
    return "".join("\\n" if each == "\n" else each for each in value
                   if each in "\n\t" or not (ord(each) < 32 or ord(each) == 127 or 0xD800 <= ord(each) <= 0xDFFF))


def day(value: date) -> str:
    """
    >>> day(date(2024, 2, 29))
    '20240229'
    """
    return f"{value.year:04d}{value.month:02d}{value.day:02d}"


def local(value: datetime) -> str:
    """The hour on the wall, without its zone."""
    return f"{day(value.date())}T{value.hour:02d}{value.minute:02d}{value.second:02d}"


def utc(value: datetime) -> str:
    """The moment."""
    return local(value.astimezone(UTC)) + "Z"


def component(name: str, lines: Sequence[Line], *inner: str) -> str:
    """A component with its properties and the components within it."""
    own = "".join(f"{fold(f'{each}:{value}')}\r\n" for each, value in lines)
    return f"BEGIN:{name}\r\n{own}{''.join(inner)}END:{name}\r\n"


def fold(line: str) -> str:
    """A line in pieces of at most 75 octets; no character is cut in two.

    Examples
    --------
    >>> [len(each.encode()) for each in fold("SUMMARY:" + "会议" * 40).split("\\r\\n")]
    [74, 73, 73, 31]
    """
    return "\r\n ".join(_pieces(line))


def _pieces(line: str) -> Iterator[str]:
    start, room = 0, FOLD
    while start < len(line):
        stop, used = start, 0
        while stop < len(line) and used + (size := len(line[stop].encode())) <= room:
            stop, used = stop + 1, used + size
        yield line[start:stop]
        start, room = stop, FOLD - 1  # a continued line begins with a space
