"""What does a map of real data cost, from the store to the screen? Open data sets, and 100,000 generated organisations.

Real data lie in the folder that ``ALLYGRAPH_DATA`` names, one folder for each mapping; those that are not there are
left out and named.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.chromium import why_no_browser
from benchmarks.map_peers import pages
from benchmarks.maps_browser import beside, look
from benchmarks.measuring import spent
from benchmarks.report import Line
from benchmarks.workplace import Workplace
from ecosystem.ingest.pipeline import import_paths
from ecosystem.maps.files import html
from ecosystem.service import Ecosystem
from ecosystem.stores import open_store

TITLE = "Maps of real data"

REAL: Final = ("cncf-landscape", "epoch-ai-models")
DATA: Final = "ALLYGRAPH_DATA"
_LARGE: Final = 100_000  # organisations for which the targets are meant
_MOST: Final = {"made": 15.0, "file": 3_500.0, "paint": 4_000.0, "frame": 33.0}


def run(place: Workplace) -> Iterator[Line | str]:
    """Each data set that is there, then the generated one."""
    folder = os.environ.get(DATA)
    there = [each for each in REAL if folder and (Path(folder) / each).is_dir()]
    for name in there:
        place.say(f"importing {name}")
        address = f"duckdb:{place.folder / name}.duckdb"
        with open_store(address) as store:
            import_paths(store, [Path(folder or "") / name], mapping=name)
        yield from _measured(place, name, address)
    yield from _measured(place, "generated", place.store(place.sizes.middle))
    yield ("The map of all organisations. Made cold: regions, layout and scene, from a store that is open and its "
           "snapshot that is loaded; warm: the scene on the ground that is there. What is made first also loads "
           "libraries. File: the scene as a page. Opened without network and without a graphics card, as in “Maps in "
           "a browser”.")
    if absent := [each for each in REAL if each not in there]:
        yield f"{', '.join(absent)} left out: name their folder in `{DATA}`."
    if why := why_no_browser():
        yield f"Not opened: {why}."


def _measured(place: Workplace, name: str, address: str) -> Iterator[Line]:
    with tempfile.TemporaryDirectory(dir=place.folder) as cache, Ecosystem(address, cache=Path(cache)) as eco:
        eco.view()
        place.say(f"map of {name}")
        with spent() as cold:
            eco.maps.ecosystem()
        with spent() as warm:
            scene = eco.maps.ecosystem().scene
        with spent() as written:
            page = html.document(scene)
    count = len(scene.marks)
    targets = _MOST if count >= _LARGE else {}
    named = f"{name}, {count:,} organisations"
    yield Line(what=f"made cold, {named}", ours=cold.wall, cpu=cold.cpu, unit="s", target=targets.get("made"),
               note=f"{len(scene.ties):,} ties, {len(scene.regions)} regions, {len(scene.communities)} communities")
    yield Line(what=f"made warm, {named}", ours=warm.wall, cpu=warm.cpu, unit="s")
    yield Line(what=f"file written, {named}", ours=written.wall, cpu=written.cpu, unit="s")
    yield Line(what=f"file, {named}", ours=len(page.encode("utf-8", "xmlcharrefreplace")) / 1e3, unit="kB",
               target=targets.get("file"))
    seen = None if why_no_browser() else look(page, place.folder, ours=True)
    if seen is not None and seen.painted is not None:
        yield Line(what=f"first paint, {named}", ours=seen.painted, unit="ms", target=targets.get("paint"))
        yield Line(what=f"frame, {named}", ours=seen.median or 0.0, unit="ms", target=targets.get("frame"),
                   note=f"p90 {seen.p90:.0f} ms")
    if count <= place.sizes.peers_until:
        for peer in pages(place.libraries).items():
            place.say(f"the same by {peer[0]}")
            yield from beside(scene, page, seen, peer, place.folder, named)
