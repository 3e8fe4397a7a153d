"""How is a chart kept? As SVG, PNG, PDF, a page of its own, or its specification: the suffix says so."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ecosystem.charts.library import vl_convert
from ecosystem.errors import InvalidParameter

if TYPE_CHECKING:
    import altair as alt

SUFFIXES: Final = (".svg", ".png", ".pdf", ".html", ".json")
_SCALE: Final = 2.0  # pixels of a PNG for each of the chart


def save(chart: alt.TopLevelMixin, path: str | Path) -> Path:
    """Write a chart; nothing is asked of the network, and nothing in the file does.

    Raises
    ------
    InvalidParameter
        for a suffix that is not known, a library that is not installed, or a place that cannot be written to.
    """
    path = Path(path)
    content = render(chart, path.suffix.lower(), path.name)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InvalidParameter(f"{path} cannot be written: {error.strerror or error}.") from error
    return path


def render(chart: alt.TopLevelMixin, suffix: str, name: str = "the file") -> bytes:
    """A chart as the bytes of a file with this suffix.

    Raises
    ------
    InvalidParameter
    """
    if suffix not in SUFFIXES:
        raise InvalidParameter(f"{name} is no file of a chart; it can end in {', '.join(SUFFIXES)}.")
    if suffix == ".json":
        return _specification(chart).encode()
    if suffix == ".html":
        return html(chart).encode()
    if suffix == ".svg":
        return svg(chart).encode()
    library, written = vl_convert(), _specification(chart)
    if suffix == ".png":
        png: bytes = library.vegalite_to_png(written, scale=_SCALE)
        return png
    pdf: bytes = library.vegalite_to_pdf(written)
    return pdf


def svg(chart: alt.TopLevelMixin) -> str:
    """A chart as SVG with its title and description; the same chart gives the same text.

    Raises
    ------
    InvalidParameter
    """
    written = _specification(chart)
    drawn: str = vl_convert().vegalite_to_svg(written)
    about = json.loads(written)
    named = f"<title>{escape(_joined(about))}</title><desc>{escape(str(about.get('description', '')))}</desc>"
    start = drawn.index(">", drawn.index("<svg")) + 1
    return drawn[:start] + named + drawn[start:]


def html(chart: alt.TopLevelMixin) -> str:
    """A page with the picture and the rows behind it: no script, and no request to anywhere.

    Raises
    ------
    InvalidParameter
    """
    about = json.loads(_specification(chart))
    title, ground = escape(_joined(about)), about["config"].get("background", "#ffffff")
    text = about["config"].get("title", {}).get("color", "#000000")
    return (
        '<!doctype html>\n<html><head><meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f'<title>{title}</title>\n<meta name="viewport" content="width=device-width">\n'
        f"<style>body{{margin:1rem;background:{escape(ground)};color:{escape(text)};font:14px system-ui,sans-serif}}"
        "svg{max-width:100%;height:auto}table{border-collapse:collapse}th,td{text-align:left;padding:.2rem .8rem "
        ".2rem 0;border-bottom:1px solid}</style></head>\n"
        f"<body>{svg(chart)}\n{_table(about)}</body></html>\n"
    )


def _specification(chart: alt.TopLevelMixin) -> str:
    """The specification with sorted keys, and nothing in it that the order of a dictionary decides."""
    return json.dumps(chart.to_dict(), ensure_ascii=False, sort_keys=True, allow_nan=False)


def _joined(about: dict[str, Any]) -> str:
    title = about.get("title", "")
    said = title.get("text", "") if isinstance(title, dict) else title
    return " ".join(said) if isinstance(said, list) else str(said)


def _table(about: dict[str, Any]) -> str:
    rows = about["data"]["values"] if "values" in about["data"] else about["datasets"][about["data"]["name"]]
    names: dict[str, str] = about.get("usermeta", {}).get("columns") or {name: name for name in rows[0]}
    head = "".join(f"<th>{escape(heading)}</th>" for heading in names.values())
    cells = ("".join(f"<td>{escape('' if row.get(name) is None else str(row[name]))}</td>" for name in names)
             for row in rows)
    return f"<table><tr>{head}</tr>" + "".join(f"<tr>{each}</tr>" for each in cells) + "</table>"
