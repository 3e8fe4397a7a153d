"""Names are untrusted text: what of them goes into XML, on how many lines, and in which letters?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil
from typing import Final

from ecosystem.maps.labels import shown_text, text_width

FONTS: Final = ("'Noto Sans','Noto Sans SC','Noto Sans CJK SC','Source Han Sans SC','Segoe UI','Helvetica Neue',Arial,"
                "'PingFang SC','Microsoft YaHei','DejaVu Sans',sans-serif")
_LETTERS_FIRST: Final = "'Noto Sans','Segoe UI','Helvetica Neue','Liberation Sans',Arial,'DejaVu Sans',sans-serif"
_OTHER_LETTERS: Final = re.compile(r"[\u0100-\u1dff]")
"""Letters that fonts for Chinese often lack: converters then take any font, be it an oblique one."""

_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST: Final = 2_000  # characters of a title or description that are kept
_BREAKS: Final = re.compile(
    # a line can end after a Chinese character unless punctuation follows, and after blanks
    r"[\u2e80-\u2fff\u3003-\ud7ff\uf900-\ufaff\uff10-\uffef][\u3001\u3002\uff00-\uff0f\uff1a\uff1b\uff1f]*\s*"
    r"|[^\s\u2e80-\u2fff\u3003-\ud7ff\uf900-\ufaff\uff10-\uffef]+(?:\s%)?\s*"
)


def xml_text(text: str) -> str:
    """A text as content or attribute of XML 1.0: escaped, without the characters that XML forbids.

    >>> xml_text('R&D <b>\\x00"x"')
    'R&amp;D &lt;b&gt;&quot;x&quot;'
    """
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def clean(text: str) -> str:
    """A text without the characters that XML 1.0 forbids."""
    return _FORBIDDEN.sub("", text)


def shortened(text: str) -> str:
    """A text that nobody needs to read to its end, e.g. a name of 5,000 characters."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def number(value: float) -> str:
    """A coordinate: a tenth of a pixel is enough.

    >>> number(3.0), number(3.14), number(-0.01)
    ('3', '3.1', '0')
    """
    text = f"{value:.1f}"
    return "0" if text == "-0.0" else text.removesuffix(".0")


def wrapped(text: str, *, ems: float, lines: int, bold: bool = False) -> list[str]:
    """A text on at most so many lines of ``ems`` each; what does not fit is cut with ….

    >>> wrapped("Who works together stands together", ems=9, lines=2)
    ['Who works', 'together stand…']
    >>> wrapped("彼此合作或能力相近的机构位于一处", ems=6, lines=2)
    ['彼此合作或能', '力相近的机…']
    """
    line = shown_text(shortened(text), float("inf"))
    whole = text_width(line, 1, bold=bold)
    if ems < whole <= ems * lines * 0.95:
        balanced = min(ems, whole / ceil(whole / ems) * 1.1)  # lines of about one length; no lone word on the last
    else:
        balanced = ems
    pieces: list[str] = _BREAKS.findall(line)
    found: list[str] = []
    while pieces and len(found) < lines:
        if len(found) == lines - 1:
            return [*found, shown_text("".join(pieces), ems, bold=bold)]
        taken = max(1, _fitting(pieces, balanced, bold))
        found.append(shown_text("".join(pieces[:taken]).rstrip(), ems, bold=bold))
        del pieces[:taken]
    return found


def _fitting(pieces: Sequence[str], ems: float, bold: bool) -> int:
    total = 0.0
    for count, piece in enumerate(pieces):
        if total + text_width(piece.rstrip(), 1, bold=bold) > ems:
            return count
        total += text_width(piece, 1, bold=bold)
    return len(pieces)


def text(x: float, y: float, content: str, size: float, *, fill: str, align: str = "left", bold: bool = False,
         halo: str | None = None, rotate: int = 0) -> str:
    """A line of text whose middle is at y; ``halo``: the colour of the ground around it."""
    family = f' font-family="{_LETTERS_FIRST}"' if _OTHER_LETTERS.search(content) else ""
    anchor = {"left": "", "center": ' text-anchor="middle"', "right": ' text-anchor="end"'}[align]
    weight = ' font-weight="600"' if bold else ""
    around = f' paint-order="stroke" stroke="{halo}" stroke-width="{number(size / 3.4)}"' if halo else ""
    turned = f' transform="rotate({rotate} {number(x)} {number(y)})"' if rotate else ""
    # Baselines by attribute are ignored by too many readers of SVG: the middle of capitals is 0.35 em up.
    return (f'<text x="{number(x)}" y="{number(y + 0.35 * size)}" font-size="{number(size)}" fill="{fill}"'
            f'{family}{anchor}{weight}{around}{turned}>{xml_text(content)}</text>')
