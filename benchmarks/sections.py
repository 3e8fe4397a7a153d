"""Which parts a run of the benchmarks has, and how one of them is run."""

from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from typing import Final

from benchmarks.report import Line, Section
from benchmarks.workplace import Workplace

SECTIONS: Final = {
    "import": "importing", "snapshot": "snapshots", "query": "querying", "http": "serving", "search": "searching",
    "complexity": "complexity", "network": "network", "whatif": "whatif", "allpairs": "allpairs", "cover": "covering",
    "start": "starting", "ground": "grounds", "maps": "maps_browser", "maps-of-data": "maps_of_data",
}
"""Names of sections and the modules that hold them, in the order in which they run."""


def measure(name: str, place: Workplace) -> Section:
    """One section; what was found before a failure is kept, and the failure is part of it."""
    module = import_module(f"benchmarks.{SECTIONS[name]}")
    lines: list[Line] = []
    notes: list[str] = []
    started, failed = time.perf_counter(), ""
    try:
        for found in module.run(place):
            if isinstance(found, Line):
                lines.append(found)
            else:
                notes.append(found)
    except Exception as error:  # the other sections are still worth having
        failed = f"{type(error).__name__}: {error}".replace(str(place.folder), "the folder")
    return Section(name, module.TITLE, tuple(lines), tuple(notes), time.perf_counter() - started, failed)


def apart(name: str, place: Workplace) -> Section:
    """The same in a fresh process."""
    # Not a pool of multiprocessing: its children may not have children, and the sections start some.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(measure, name, place).result()
