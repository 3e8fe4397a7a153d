"""A scene as one HTML or SVG file: no script, no request, light, dark and print."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Final

from ecosystem.answers import Candidate, Candidates
from ecosystem.errors import InvalidParameter
from ecosystem.maps.first_scene import Dot, Scene

# Okabe and Ito's colours, darkened where they would miss 3:1 on a light ground.
_FILLS: Final = ("0072b2", "b36b00", "00795a", "a8527f", "2a7ab0", "b84600", "6f6200", "6a51a3", "7a5230", "5f6b7a")

_STYLE: Final = """
:root { color-scheme: light dark; --ground: #fcfcfa; --ink: #1c2430; --soft: #5b6675; --line: #c9d0d8;
  --lit: #c2410c; --tie: #1d4ed8 }
@media (prefers-color-scheme: dark) { :root { --ground: #12161c; --ink: #eef2f6; --soft: #a9b4c0;
  --line: #38424e; --lit: #fdba74; --tie: #93c5fd } .other { filter: brightness(1.7) } }
@media print { :root { --ground: #fff; --ink: #000; --soft: #333 } }
body { margin: 0 auto; padding: 1.2rem; max-width: 1240px; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif }
h1 { font-size: 1.45rem; margin: 0 } p { margin: .3rem 0; color: var(--soft); max-width: 75ch }
svg { width: 100%; height: auto; margin: .6rem 0 }
svg text { fill: var(--ink); font: 11px system-ui, "Noto Sans", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif }
.region { fill: none; stroke: var(--line) } .name { font-size: 14px; font-weight: 600 }
.bridge { stroke: var(--line); fill: none } .other { opacity: .6 }
.partner { fill: var(--tie); stroke: var(--ground) } .ray { stroke: var(--tie); stroke-opacity: .5 }
.self, .candidate { stroke: var(--lit); stroke-width: 2.5 }
.self { fill: var(--lit) } .candidate { fill: var(--ground) }
.label { paint-order: stroke; stroke: var(--ground); stroke-width: 4px; stroke-linejoin: round }
.lit { font-size: 13px; font-weight: 600 }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; vertical-align: top; padding: .35rem .6rem;
  border-top: 1px solid var(--line) } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
caption { text-align: left; font-weight: 600; padding: .4rem 0 } ul { margin: 0; padding-left: 1.1rem }
.scroll { overflow-x: auto } a { color: inherit }
"""


def write_map(scene: Scene, path: Path) -> Path:
    """Write the scene in the format of the file's suffix; both open from a mail without a network.

    Raises
    ------
    InvalidParameter
        for another suffix, or if the folder cannot be written.
    """
    draw = {".html": page, ".svg": picture}.get(path.suffix.lower())
    if draw is None:
        raise InvalidParameter(f"A map cannot be written as {path.suffix or path.name!r}; it can be .html or .svg.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(draw(scene), "utf-8", "xmlcharrefreplace")
    except OSError as error:
        raise InvalidParameter(f"The map cannot be written to {str(path)!r}: {error.strerror}.") from error
    return path


def page(scene: Scene) -> str:
    """The whole document. Names are escaped; the policy forbids scripts and requests altogether."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">'
        f"<title>{_text(scene.title)}</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{_text(scene.title)}</h1><p>{_text(scene.subtitle)} {_text(_how_to_read(scene))}</p>"
        f"{svg(scene)}{_table(scene.candidates) if scene.candidates else ''}"
        f"<p>Sources: {_text(scene.source)}.</p></main></body></html>\n"
    )


def picture(scene: Scene) -> str:
    """The drawing as a file of its own, with its style inside."""
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" width="{scene.width:g}" height="{scene.height:g}" '
    ground = '<rect width="100%" height="100%" style="fill:var(--ground)"/>'
    head, rest = svg(scene).split(">", 1)
    return f"{head.replace('<svg ', opening, 1)}><style>{_STYLE}</style>{ground}{rest}\n"


def svg(scene: Scene) -> str:
    """The drawing alone, with a title and a description for who cannot see it."""
    parts = [
        f'<svg viewBox="0 0 {scene.width:g} {scene.height:g}" role="img" aria-labelledby="t d">'
        f'<title id="t">{_text(scene.title)}</title><desc id="d">{_text(_description(scene))}</desc>'
    ]
    for bridge in scene.bridges:
        a, b = scene.regions[bridge.first], scene.regions[bridge.second]
        parts.append(
            f'<line class="bridge" x1="{a.x:g}" y1="{a.y:g}" x2="{b.x:g}" y2="{b.y:g}" '
            f'stroke-width="{min(14.0, 0.8 * bridge.count ** 0.5):.1f}"><title>{_text(a.name)} – {_text(b.name)}: '
            f"{bridge.count} partnerships</title></line>"
        )
    for region in scene.regions:
        parts.append(
            f'<circle class="region" cx="{region.x:g}" cy="{region.y:g}" r="{region.radius:.1f}" '
            f'style="fill:var(--ground)"/>'
            f'<text class="name" text-anchor="middle" x="{region.x:g}" y="{region.y - region.radius - 8:.1f}">'
            f"{_text(region.name)} · {region.count}</text>"
        )
    for start, stop in scene.rays:
        a_dot, b_dot = scene.dots[start], scene.dots[stop]
        parts.append(f'<line class="ray" x1="{a_dot.x:g}" y1="{a_dot.y:g}" x2="{b_dot.x:g}" y2="{b_dot.y:g}"/>')
    parts += [_dot(dot) for dot in sorted(scene.dots, key=lambda dot: _ORDER[dot.role])]
    for label in scene.labels:
        anchor = ' text-anchor="end"' if label.ends_here else ""
        parts.append(f'<text class="label lit" x="{label.x:g}" y="{label.y:g}"{anchor}>{_text(label.text)}</text>')
    return "".join([*parts, "</svg>"])


_ORDER: Final = {"other": 0, "partner": 1, "candidate": 2, "self": 3}


def _dot(dot: Dot) -> str:
    fill = f' fill="#{_FILLS[dot.region % len(_FILLS)]}"' if dot.role == "other" else ""
    rank = f", candidate {dot.rank}" if dot.rank else ""
    return (
        f'<circle class="{dot.role}" cx="{dot.x:g}" cy="{dot.y:g}" r="{dot.radius:g}"{fill}>'
        f"<title>{_text(dot.name)}{rank}</title></circle>"
    )


def _table(answer: Candidates) -> str:
    rows = "".join(_row(item) for item in answer.items)
    need = f" for {answer.need}" if answer.need else ""
    return (
        f'<div class="scroll"><table><caption>Candidates of {_text(answer.partner.name)}{_text(need)}, '
        f"as of {answer.as_of} (by {_text(answer.scorer)})</caption>"
        '<thead><tr><th class="n">#</th><th>Organisation</th><th class="n">Score</th><th class="n">Between</th>'
        f"<th>Why</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(item: Candidate) -> str:
    parts = sorted(item.evidence, key=lambda part: (-abs(part.contribution), part.part))
    why = "".join(f"<li>{part.contribution:+.3f} {_text(part.sentence)}</li>" for part in parts[:4])
    return (
        f'<tr><td class="n">{item.rank}</td><td>{_text(item.partner.name)}</td>'
        f'<td class="n">{item.score:.3f}</td><td class="n">{item.low:.2f}–{item.high:.2f}</td>'
        f"<td><ul>{why}</ul></td></tr>"
    )


def _how_to_read(scene: Scene) -> str:
    lit = (
        " The filled orange mark is the organisation asked about, blue ones are its partners, "
        "ringed ones its numbered candidates." if scene.candidates else ""
    )
    return (
        "Each mark is an organisation, in the circle of its industry, the best connected in the middle; "
        f"grey lines join industries with partnerships between them.{lit}"
    )


def _description(scene: Scene) -> str:
    regions = ", ".join(f"{region.name} ({region.count})" for region in scene.regions)
    return f"{len(scene.dots)} organisations in {len(scene.regions)} industries: {regions}."


def _text(text: str) -> str:
    """Untrusted text for HTML and SVG: escaped, control characters shown, direction marks isolated."""
    shown = "".join("�" if ord(each) < 32 or 0xD800 <= ord(each) < 0xE000 else each for each in text)
    return escape(shown if len(shown) <= 500 else shown[:499] + "…")
