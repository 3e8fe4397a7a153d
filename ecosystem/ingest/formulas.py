r"""How a cell is kept from being a formula in a spreadsheet, and how it comes back unchanged.

A spreadsheet runs a CSV cell that begins with ``= + - @``, tab or a line break. Such a cell gets an
apostrophe in front, and so does one that already begins with apostrophes before such a sign;
reading takes exactly one away. No other cell is touched, so the round trip is lossless.
"""

from __future__ import annotations

import re
from typing import Final

_DANGEROUS: Final = re.compile(r"'*[=+\-@\t\r\n]")
_PROTECTED: Final = re.compile(r"'+[=+\-@\t\r\n]")


def protect(cell: str) -> str:
    """The cell as it is written to a CSV file.

    Examples
    --------
    >>> [protect(cell) for cell in ("=1+1", "'=1", "'tis", "a=b", "")]
    ["'=1+1", "''=1", "'tis", 'a=b', '']
    """
    return "'" + cell if _DANGEROUS.match(cell) else cell


def restore(cell: str) -> str:
    """The cell as it was before ``protect``.

    Examples
    --------
    >>> [restore(cell) for cell in ("'=1+1", "''=1", "'tis", "a=b", "")]
    ['=1+1', "'=1", "'tis", 'a=b', '']
    """
    return cell[1:] if _PROTECTED.match(cell) else cell


def protect_sql(cell: str) -> str:
    """``protect`` as a DuckDB expression over the VARCHAR expression ``cell``."""
    return f"CASE WHEN regexp_matches({cell}, '^''*[=+\\-@\\t\\r\\n]') THEN '''' || {cell} ELSE {cell} END"


def restore_sql(cell: str) -> str:
    """``restore`` as a DuckDB expression; the cheap test comes first, hardly a cell passes it."""
    return (f"CASE WHEN starts_with({cell}, '''') AND regexp_matches({cell}, '^''+[=+\\-@\\t\\r\\n]') "
            f"THEN substr({cell}, 2) ELSE {cell} END")
