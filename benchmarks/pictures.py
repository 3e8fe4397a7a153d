"""Which pictures do the documents show? All of them, taken anew of the demo: its map, every view, every page.

    python -m benchmarks.pictures [--out docs/images] [--only NAME]…

The map of ``cncf-landscape`` is taken where ``ALLYGRAPH_DATA`` names the folder of open data
sets. Needs Chromium and the extras ``web``, ``export`` and ``test``. The same code and fonts give the
same pictures.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import numpy as np
from numpy.typing import NDArray

from benchmarks.chromium import browser, why_no_browser
from benchmarks.maps_of_data import DATA
from ecosystem import demo
from ecosystem.demo import CASE
from ecosystem.service import Ecosystem
from tests.browser.serving import Site, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

HERO: Final = "ecosystem-map.svg"
DATA_SET: Final = "cncf-landscape"
NOW: Final = "2024-01-01T00:00:00Z"  # of the import, which the page of data tells
READY: Final = "body[data-ready='1']"

_WIDE, _NARROW = (1280, 800), (320, 800)
_COLOURS, _GROUNDS, _NEAR = 256, 100, 2.5  # of a picture; steps of 255
_ON: Final = f"as_of={CASE.asked_on}"
_OF_A: Final = f"/partners/{CASE.a}"


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: which address, and how it is looked at."""

    name: str
    path: str
    size: tuple[int, int] = _WIDE
    options: dict[str, Any] = field(default_factory=dict)  # of the browser's context
    printed: bool = False


def view(name: str, **parameters: str) -> str:
    """The address of a map as a file of its own."""
    return f"/v1/maps/{name}?" + urlencode({"format": "html", "as_of": CASE.asked_on} | parameters)


VIEWS: Final = {
    "ecosystem": view("ecosystem"),
    "lanes": view("lanes", partner=CASE.a),
    "footprint": view("footprint", partner=CASE.a),
    "candidates": view("candidates", partner=CASE.a, need=CASE.need, limit="5"),
    "requirement": view("requirement", partner=CASE.a),
    "radar": view("radar", partner=CASE.a),
    "quadrants": view("quadrants", partner=CASE.a),
    "path": view("path", a=CASE.a, b=CASE.b),
    "portfolio": view("portfolio", partner=CASE.a),
    "difference": view("difference", since="2023-06-30"),
}
PAGES: Final = {
    "home": f"/?{_ON}",
    "find": f"/find?country=CN&{_ON}",
    "profile": f"{_OF_A}?{_ON}",
    "candidates": f"{_OF_A}/candidates?need={CASE.need}&{_ON}",
    "compare": f"/compare?a={CASE.a}&b={CASE.b}&{_ON}",
    "shortlist": f"{_OF_A}/shortlist?{_ON}",
    "requirements": f"{_OF_A}/requirements?{_ON}",
    "brief": f"{_OF_A}/brief/{CASE.b}?{_ON}",
    "radar": f"{_OF_A}/radar?{_ON}",
    "fit": f"{_OF_A}/fit?{_ON}",
    "risks": f"{_OF_A}/risks/{CASE.b}?{_ON}",
    "data": "/data",
    "map": f"/map?view=candidates&partner={CASE.a}&need={CASE.need}&limit=5&{_ON}",
}
_DARK: Final = {"color_scheme": "dark"}
_CHINESE: Final = {"locale": "zh-CN"}


def pictures() -> list[Picture]:
    """Every picture in the order in which they are taken."""
    case = VIEWS["candidates"]
    return [
        *(Picture(f"view-{name}", path) for name, path in VIEWS.items()),
        Picture("view-candidates-dark", case, options=_DARK),
        Picture("view-candidates-print", case, printed=True),
        *(Picture(f"page-{name}", path) for name, path in PAGES.items()),
        *(Picture(f"page-{name}-dark", PAGES[name], options=_DARK) for name in ("profile", "candidates", "fit")),
        *(Picture(f"page-{name}-zh", PAGES[name], options=_CHINESE) for name in ("candidates", "risks")),
        Picture("page-candidates-narrow", PAGES["candidates"], _NARROW),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pictures", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("docs/images"), help="where they go (default: docs/images)")
    parser.add_argument("--only", action="append", metavar="NAME", help="only this one (repeat it)")
    asked = parser.parse_args(arguments)
    if why := why_no_browser():
        print(f"No pictures: {why}.", file=sys.stderr)
        return 1
    asked.out.mkdir(parents=True, exist_ok=True)
    wanted = [each for each in pictures() if not asked.only or each.name in asked.only]
    with _demo() as site, browser() as chromium:
        if not asked.only:
            _hero(site.eco, asked.out / HERO)
        for each in wanted:
            path = asked.out / f"{each.name}.png"
            path.write_bytes(small(take(chromium, site.at(each.path), each)))
            print(f"{path}  {path.stat().st_size / 1e3:.0f} kB", flush=True)
        if not asked.only or DATA_SET in asked.only:
            _of_data(chromium, asked.out / f"data-{DATA_SET}.png")
    return 0


@contextmanager
def _demo() -> Iterator[Site]:
    """The demo in memory, served."""
    with tempfile.TemporaryDirectory(prefix="allygraph-pictures-") as folder, Ecosystem("memory:") as eco:
        demo.write(Path(folder) / "demo")
        eco.import_path(Path(folder) / "demo", now=NOW)
        with serving(eco, Path(folder) / "home") as site:
            yield site


def _hero(eco: Ecosystem, path: Path) -> None:
    """The case as a drawing: the first thing that a reader sees."""
    eco.maps.candidates(CASE.a, need=CASE.need, as_of=CASE.asked_on, limit=5).save(path)


def _of_data(chromium: Browser, path: Path) -> None:
    """The map of real data, opened as the file that is mailed."""
    folder = Path(os.environ.get(DATA, "")) / DATA_SET
    if not os.environ.get(DATA) or not folder.is_dir():
        print(f"{path} is left as it is: name the folder that has {DATA_SET} in {DATA}", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory(prefix="allygraph-pictures-") as own, Ecosystem("memory:") as eco:
        eco.import_path(folder, mapping=DATA_SET, now=NOW)
        drawn = eco.maps.ecosystem().save(Path(own) / "map.html")
        path.write_bytes(small(take(chromium, drawn.as_uri(), Picture(DATA_SET, ""))))


def take(chromium: Browser, address: str, picture: Picture) -> bytes:
    """One picture as the browser takes it."""
    width, height = picture.size
    context = chromium.new_context(**{
        "viewport": {"width": width, "height": height}, "color_scheme": "light", "locale": "en-GB",
        "reduced_motion": "reduce", "timezone_id": "UTC", **picture.options,
    })
    try:
        page = context.new_page()
        page.goto(address)
        _settle(page)
        if picture.printed:
            page.emulate_media(media="print")
        return page.screenshot(animations="disabled")
    finally:
        context.close()


def _settle(page: Page) -> None:
    """Wait until a page and the map within it, if there is one, are painted."""
    page.wait_for_load_state("networkidle")
    for frame in page.frames:
        if "/v1/maps/" in frame.url or frame.url.startswith("file:"):
            frame.wait_for_selector(READY, state="attached")
            frame.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def small(picture: bytes) -> bytes:
    """The same picture in 256 colours: a third of the size.

    Colours are taken by how often they are seen, none near another, so that a spot in a legend keeps its own.
    """
    from PIL import Image

    with Image.open(io.BytesIO(picture)) as image:
        pixels = np.asarray(image.convert("RGB"))
    packed = (pixels.astype(np.int64) @ [65_536, 256, 1]).ravel()
    seen, inverse, count = np.unique(packed, return_inverse=True, return_counts=True)
    colours = np.stack([seen >> 16, seen >> 8 & 255, seen & 255], axis=1).astype(np.float64)
    palette, nearest = _palette(colours[np.argsort(-count, kind="stable")])
    place = np.empty(len(seen), np.uint8)
    place[np.argsort(-count, kind="stable")] = nearest
    drawn = Image.fromarray(place[inverse].reshape(pixels.shape[:2]))
    drawn.putpalette(palette.astype(np.uint8).tobytes())
    written = io.BytesIO()
    drawn.save(written, "PNG", optimize=True)
    return written.getvalue()


def _palette(colours: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """At most 256 of the colours, given in order of importance, and which of them is nearest to each.

    The first are grounds and texts, which may be near each other; the others leave no colour far from all.
    """
    for apart in (6, 9, 12, 16, 24, 36, 54, 81):
        far = np.full(len(colours), np.inf)
        nearest, picked = np.zeros(len(colours), np.uint8), []
        while len(picked) < _COLOURS and far.max() > (least := _NEAR if len(picked) < _GROUNDS else apart):
            picked.append(int(np.argmax(far > least)))
            distance = np.linalg.norm(colours - colours[picked[-1]], axis=1)
            nearest[distance < far] = len(picked) - 1
            far = np.minimum(far, distance)
        if far.max() <= apart:
            break
    return colours[picked], nearest


if __name__ == "__main__":
    sys.exit(main())
