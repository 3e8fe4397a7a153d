"""What does it take to open a map and to move on it, without a graphics card? Ours beside sigma.js, ipysigma and pyvis.

Chromium paints without a GPU. The peers that need WebGL get its software renderer; ours gets none.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from benchmarks.chromium import FLAGS, PLAIN, browser, why_no_browser
from benchmarks.map_peers import pages
from benchmarks.report import Line
from benchmarks.workplace import Workplace
from ecosystem.maps.files import html
from ecosystem.maps.scene import Scene
from tests.scenes import planted_scene

if TYPE_CHECKING:
    from playwright.sync_api import Page

TITLE = "Maps in a browser"

_SOFTWARE: Final = (*FLAGS, "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
_PATIENCE: Final = 60  # seconds for a page to paint
_MOVES: Final = 40
_KILOBYTES: Final = {5_000: 200.0, 100_000: 3_500.0}
_PAINT, _FRAME = 4_000.0, 33.0  # milliseconds

_MOVE: Final = """async ([moves, seconds]) => {
  const found = [], start = performance.now();
  let last = start;
  for (let step = 1; step <= moves && (last - start < 1000 * seconds || step < 4); step += 1) {
    window.move(step);
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    found.push(now - last);
    last = now;
  }
  return found.slice(1);
}"""
_OURS: Final = """() => {
  const { camera } = ecomap.store.get();
  window.move = (step) => ecomap.store.set({ camera: { ...camera, k: 1.02 ** step, x: camera.x + 60 * step } });
}"""
_HOVER: Final = """async () => {
  const found = [], { store, scene } = ecomap;
  for (const row of scene.order.slice(0, 30)) {
    const start = performance.now();
    store.set({ hovered: row });
    await new Promise(requestAnimationFrame);
    found.push(Math.max(ecomap.counts.frame, 0), performance.now() - start);
  }
  store.set({ hovered: -1 });
  return found.filter((_, at) => at % 2 === 0);
}"""
_REPAINT: Final = """() => Array.from({ length: 5 }, () => {
  ecomap.app.painter.repaint();
  return ecomap.counts.repaint;
})"""


@dataclass(frozen=True, slots=True)
class Seen:
    """Milliseconds until a page is painted and of its frames; None where nothing was painted in time."""

    painted: float | None
    median: float | None = None
    p90: float | None = None
    hover: float | None = None
    repaint: float | None = None


def run(place: Workplace) -> Iterator[Line | str]:
    """Every size of ours, and the peers as far as they are there and come to an end."""
    peers = pages(place.libraries)
    why_not = why_no_browser()
    for count in place.sizes.marks:
        place.say(f"a map of {count:,} marks")
        scene = planted_scene(count)
        page = html.document(scene)
        ours = None if why_not else look(page, place.folder, ours=True)
        yield from _ours(scene, page, ours)
        for name, make in peers.items():
            if count <= place.sizes.peers_until:
                place.say(f"the same by {name}")
                yield from beside(scene, page, ours, (name, make), place.folder, f"{count:,} marks")
    yield ("Planted communities, four ties for each mark. A page is opened from a file without network and without a "
           f"graphics card; it is painted when two frames have passed after its first picture, within {_PATIENCE} s or "
           "not at all. A frame is the time from one animation frame to the next while the camera moves in each. Ours "
           "draws a bitmap while it moves and paints anew when it rests; the others draw everything in each frame. "
           "The peers get all ties and no reduction by hand; ipysigma's page asks two foreign servers for its script "
           "and stays empty without them.")
    absent = [name for name in ("sigma.js", "pyvis", "ipysigma") if name not in peers]
    if absent:
        yield f"{', '.join(absent)} not found (`--libraries FOLDER`, see `benchmarks/map_peers.py`), so left out."
    if why_not:
        yield f"Only sizes were measured: {why_not}."


def _ours(scene: Scene, page: str, seen: Seen | None) -> Iterator[Line]:
    count = len(scene.marks)
    named = f"{count:,} marks"
    yield Line(what=f"file, {named}", ours=_kilobytes(page), unit="kB", target=_KILOBYTES.get(count),
               note=f"{len(scene.ties):,} ties, program and table included")
    if seen is None or seen.painted is None:
        return
    yield Line(what=f"first paint, {named}", ours=seen.painted, unit="ms", target=_PAINT)
    yield Line(what=f"frame, {named}", ours=seen.median or 0.0, unit="ms", target=_FRAME, note=f"p90 {seen.p90:.0f} ms")
    yield Line(what=f"hover, {named}", ours=seen.hover or 0.0, unit="ms", note="script; median of 30 marks")
    yield Line(what=f"repaint at rest, {named}", ours=seen.repaint or 0.0, unit="ms", note="script; median of 5")


def beside(scene: Scene, page: str, ours: Seen | None, peer: tuple[str, Callable[[Scene], str]], folder: Path,
           named: str) -> Iterator[Line]:
    """The same scene as a page of another library: size, first paint and frame of both."""
    name, make = peer
    theirs = make(scene)
    yield Line(what=f"file, {named}", ours=_kilobytes(page), unit="kB", peer=name, theirs=_kilobytes(theirs))
    if ours is None or ours.painted is None or ours.median is None:
        return
    seen = look(theirs, folder, ours=False, seconds=10 if name == "ipysigma" else _PATIENCE)
    note = "stays empty without network" if name == "ipysigma" else f"peer: nothing within {_PATIENCE} s"
    yield Line(what=f"first paint, {named}", ours=ours.painted, unit="ms", peer=name, theirs=seen.painted,
               note="" if seen.painted else note)
    if seen.median is not None:
        yield Line(what=f"frame, {named}", ours=ours.median, unit="ms", peer=name, theirs=seen.median,
                   note=f"peer: p90 {seen.p90:.0f} ms")


def look(page: str, folder: Path, *, ours: bool, seconds: float = _PATIENCE) -> Seen:
    """Open a page from a file, wait until it is painted, move on it."""
    path = folder / "map-page.html"
    path.write_text(page, "utf-8", "xmlcharrefreplace")
    with browser(PLAIN if ours else _SOFTWARE) as chromium:
        opened = chromium.new_context(viewport={"width": 1440, "height": 900}, offline=True).new_page()
        painted = _painted(opened, path, seconds)
        if painted is None:
            return Seen(None)
        if ours:
            opened.evaluate(_OURS)
        frames = opened.evaluate(_MOVE, [_MOVES, 15])
        median, p90 = (float(each) for each in np.percentile(frames, [50, 90]))
        if not ours:
            return Seen(painted, median, p90)
        hover, repaint = (float(np.median(opened.evaluate(each))) for each in (_HOVER, _REPAINT))
        return Seen(painted, median, p90, hover, repaint)


def _painted(page: Page, path: Path, seconds: float) -> float | None:
    from playwright.sync_api import Error

    ends = time.monotonic() + seconds
    try:
        page.goto(path.as_uri(), wait_until="commit", timeout=seconds * 1e3)
        page.wait_for_selector("body[data-ready='1']", state="attached", timeout=(ends - time.monotonic()) * 1e3)
    except Error:
        return None
    found: Any = page.evaluate("""async () => {
      if (window.painted) return window.painted;
      for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
      return performance.now();
    }""")
    return float(found)


def _kilobytes(page: str) -> float:
    return len(page.encode("utf-8", "xmlcharrefreplace")) / 1e3
