"""A scene as one HTML file that opens from a mail: no request, no installation, no graphics card.

The file holds the packed scene, the packed program, a script that unpacks the program, a style and a table.
Its policy allows these scripts and styles, by their hashes, and nothing else; without JavaScript, or where
unpacking fails, the table is seen.
"""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

from ecosystem.errors import InvalidParameter
from ecosystem.maps.files.fallback import fallback_html
from ecosystem.maps.files.packing import pack, unpack
from ecosystem.maps.files.text85 import from_text, to_text
from ecosystem.maps.palette import DARK, LIGHT
from ecosystem.maps.scene import Scene
from ecosystem.maps.words import say

_MAIN: Final = "main.js"
_LOADER: Final = "loader.js"
_PLAIN, _PANELS = "page.css", "ecomap.css"
_IMPORT: Final = re.compile(r'^import \{[^}]*\} from "\./(\w+\.js)";$', re.M)
_BLOCK: Final = re.compile(r"^[ \t]*/\*\*.*?\*/[ \t]*$", re.M | re.S)
_DATA: Final = re.compile(r'<script type="text/plain" id="packed" data-sha256="([0-9a-f]{64})">([^<]*)</script>')


def render(scene: Scene, *, theme: str = "auto") -> bytes:
    """The file; ``theme`` is what it opens in: auto (as the reader's system has it), light or dark."""
    return document(scene, theme=theme).encode("utf-8", "xmlcharrefreplace")


def write(scene: Scene, path: Path) -> None:
    """Write ``render`` to a file."""
    path.write_bytes(render(scene))


def read(path: Path) -> Scene:
    """The scene of a file that was written, equal to it.

    Raises
    ------
    InvalidParameter
        for another file, or one that was altered.
    """
    found = _DATA.search(path.read_text("utf-8", "replace"))
    if found is None:
        raise InvalidParameter(f"{path.name} holds no map.")
    try:
        packed = from_text(found[2])
    except ValueError:
        packed = b""
    if sha256(packed).hexdigest() != found[1]:
        raise InvalidParameter(f"The map in {path.name} was altered: its data are not those that were written.")
    return unpack(packed)


def document(scene: Scene, *, theme: str = "auto") -> str:
    """The whole document; names get into it as text and as data, never as markup."""
    packed = pack(scene)
    return "".join((
        f'<!doctype html>\n<html lang="{escape(scene.language)}" data-theme="{theme}">\n<head>\n',
        '<meta charset="utf-8">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        f'<meta http-equiv="Content-Security-Policy" content="{policy()}">\n',
        f"<title>{escape(scene.title)}</title>\n<style>{style()}</style>\n</head>\n<body>\n",
        _head(scene),
        f'<main><canvas id="map" tabindex="0" role="application" aria-label="{escape(scene.title)}"></canvas></main>\n',
        f'<section id="fallback"><p id="failed" hidden>{escape(say(scene.language, "page.failed"))}</p>\n',
        fallback_html(scene), "</section>\n",
        f'<script type="text/plain" id="packed" data-sha256="{sha256(packed).hexdigest()}">',
        f"{to_text(packed)}</script>\n",
        f'<script type="text/plain" id="program">{_program(scene.language)}</script>\n',
        f"<script>{script(_LOADER)}</script>\n</body>\n</html>\n",
    ))


def policy() -> str:
    """What the page may do: run its own two scripts, have its own two styles, make pictures of itself."""
    return (f"default-src 'none'; script-src '{_hash(script(_LOADER))}' '{_hash(script())}'; "
            f"style-src '{_hash(style())}' '{_hash(style(_PANELS))}'; "
            "img-src data: blob:; base-uri 'none'; form-action 'none'")


@cache
def script(main: str = _MAIN) -> str:
    """All modules of the browser as one script, each after those that it imports; ``main`` is the last."""
    joined = "\n".join(_bare(_text(name)) for name in modules(main))
    return f'(() => {{\n"use strict";\n{joined}\n}})();\n'


@cache
def style(name: str = _PLAIN) -> str:
    """A style without its comments and indentation: that of the page, or of the panels that the program adds."""
    bare = re.sub(r"/\*.*?\*/", "", _text(name), flags=re.S)
    return "\n".join(line.strip() for line in bare.splitlines() if line.strip())


@cache
def modules(main: str = _MAIN) -> tuple[str, ...]:
    """Names of the modules that ``main`` needs, imported ones first, and itself as the last."""
    found: list[str] = []

    def follow(name: str, way: tuple[str, ...] = ()) -> None:
        if name in way:
            raise ValueError(f"modules import each other in a circle: {' → '.join((*way, name))}")
        for imported in _IMPORT.findall(_text(name)):
            follow(imported, (*way, name))
        if name not in found:
            found.append(name)

    follow(main)
    return tuple(found)


def _bare(text: str) -> str:
    """A module without imports, exports, comment lines and indentation."""
    text = _BLOCK.sub("", _IMPORT.sub("", text))
    return "\n".join(_lines(text))


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        kept = line.strip()
        if kept and not kept.startswith("//"):
            yield kept.removeprefix("export ")


@cache
def _program(language: str) -> str:
    """The script, with the style, the colours and the words of its panels, as text: a third of its size."""
    words: dict[str, Any] = json.loads(_text("words.json"))
    about = {"palettes": {each.name: asdict(each) for each in (LIGHT, DARK)}, "words": words[language]}
    program = {"script": script(), "style": style(_PANELS), "about": about}
    written = json.dumps(program, ensure_ascii=False, separators=(",", ":"))
    return to_text(gzip.compress(written.encode(), 9, mtime=0))


def _head(scene: Scene) -> str:
    made = scene.provenance
    shown = say(scene.language, "shown", shown=made.shown, total=made.total)
    sources = f" · {', '.join(made.sources)}" if made.sources else ""
    return (f'<header id="head"><h1>{escape(scene.title)}</h1><p class="reading">{escape(scene.reading)}</p>'
            f'<p class="made">{escape(f"{made.as_of.isoformat()} · {shown}{sources}")}</p></header>\n')


def _text(name: str) -> str:
    return _folder().joinpath(name).read_text("utf-8")


@cache
def _folder() -> Traversable:
    return files("ecosystem.maps").joinpath("browser")


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
