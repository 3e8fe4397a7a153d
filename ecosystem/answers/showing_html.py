"""An answer as an HTML table with its evidence, which needs no script and no style from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from ecosystem.answers.showing import Shown, named, number, plain, unknown

MOST_ROWS: Final = 50
_LONGEST: Final = 240  # characters of a cell
_SENTENCES: Final = 4  # of evidence that are seen at once
_TOLD_BY_EVIDENCE: Final = frozenset(("why",))
_LEFT: Final = ' style="text-align:left;vertical-align:top"'
_WIDE: Final = ' style="text-align:left;vertical-align:top;min-width:24em"'
_RIGHT: Final = ' style="text-align:right;vertical-align:top"'


def table(answer: Shown, *, most: int = MOST_ROWS) -> str:
    """The first rows as a table; a line below says how many there are."""
    frame = answer.to_frame()
    evidence = sentences(answer, len(frame))
    shown = frame.head(most)
    names = [str(name) for name in frame.columns if evidence is None or name not in _TOLD_BY_EVIDENCE]
    columns = [shown[name].tolist() for name in names]
    headings = [*(name.replace("_", " ") for name in names), *(["evidence"] if evidence is not None else [])]
    head = "".join(f'<th scope="col"{_LEFT}>{escape(each)}</th>' for each in headings)
    rows = []
    for row in range(len(shown)):
        cells = "".join(_cell(column[row]) for column in columns)
        rows.append(f"<tr>{cells}{_evidence(evidence[row]) if evidence is not None else ''}</tr>")
    below = (f"<p>{most} of {len(frame):,} rows; <code>.to_frame()</code> has all of them.</p>"
             if len(frame) > most else "")
    caption = f"{named(answer)}: {len(frame):,} row{'' if len(frame) == 1 else 's'}"
    return (f'<div style="overflow-x:auto"><table>'
            f'<caption style="caption-side:top;text-align:left;font-weight:bold">{escape(caption)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>{below}</div>")


def page(answer: Shown) -> str:
    """All rows, as a document of its own."""
    title = escape(named(answer))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f'<title>{title}</title><meta name="viewport" content="width=device-width">'
        "<style>body{margin:1rem;font:14px system-ui,sans-serif;color:#14202b;background:#fcfcfa}table{border-collapse:"
        "collapse}th,td{padding:.3rem .8rem .3rem 0;border-bottom:1px solid #7a8692}</style></head>\n"
        f"<body><main>{table(answer, most=1_000_000)}</main></body></html>\n"
    )


def sentences(answer: Shown, count: int) -> list[list[str]] | None:
    """The evidence behind each row, where the answer has one thing with evidence for each of them."""
    for name in getattr(answer, "__dataclass_fields__", ()):
        parts = getattr(answer, name)
        if isinstance(parts, tuple) and parts and len(parts) == count and hasattr(parts[0], "evidence"):
            return [list(_said(each.evidence)) for each in parts]
    return None


def _said(evidence: object) -> Iterator[str]:
    for part in evidence if isinstance(evidence, (tuple, list)) else ():
        sentence = part if isinstance(part, str) else getattr(part, "sentence", None)
        if sentence:
            yield str(sentence)


def _evidence(said: list[str]) -> str:
    items = [f"<li>{escape(plain(each, _LONGEST))}</li>" for each in said]
    first, rest = items[:_SENTENCES], items[_SENTENCES:]
    more = f"<details><summary>{len(rest)} more</summary><ul>{''.join(rest)}</ul></details>" if rest else ""
    return f"<td{_WIDE}><ul style=\"margin:0;padding-left:1.2em\">{''.join(first)}</ul>{more}</td>"


def _cell(value: object) -> str:
    if unknown(value):
        return f'<td{_LEFT}><span title="not known">–</span></td>'
    if isinstance(value, bool):
        return f"<td{_LEFT}>{'yes' if value else 'no'}</td>"
    if isinstance(value, (int, float)):
        return f"<td{_RIGHT}>{number(float(value))}</td>"
    return f"<td{_LEFT}>{escape(plain(str(value), _LONGEST))}</td>"
