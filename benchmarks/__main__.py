"""Every benchmark in one run, beside its peers: a table here, and the same in ``docs/performance.md``.

    python -m benchmarks [--small] [--section NAME]… [--no-neo4j] [--libraries FOLDER] [--out FILE]

Data are generated; nothing is read from elsewhere. Each section runs in a process of its own, so
that what one holds in memory does not stand in another's figures.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.report import as_page, as_text
from benchmarks.sections import SECTIONS, apart
from benchmarks.workplace import FULL, SMALL, Sizes, Workplace


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--small", action="store_true", help="small sizes: a minute, to see that it works")
    parser.add_argument("--section", action="append", choices=list(SECTIONS), help="only this one (repeat it)")
    parser.add_argument("--no-neo4j", action="store_true", help="start no Neo4j server")
    parser.add_argument("--libraries", type=Path, help="where libraries that draw maps lie (see map_peers.py)")
    parser.add_argument("--folder", type=Path, help="where data are made, and found again (default: temporary)")
    parser.add_argument("--out", type=Path, help="the page to write (default: docs/performance.md for a full run)")
    asked = parser.parse_args(arguments)
    sizes = SMALL if asked.small else FULL
    names = [name for name in SECTIONS if not asked.section or name in asked.section]
    whole = not asked.small and len(names) == len(SECTIONS)
    out = asked.out or (Path("docs/performance.md") if whole else None)
    load, started = os.getloadavg()[0], time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="allygraph-bench-") as temporary:
        folder = asked.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        place = Workplace(folder.resolve(), sizes, neo4j=not asked.no_neo4j,
                          libraries=asked.libraries and asked.libraries.resolve())
        sections = []
        for name in names:
            print(f"{name}:", file=sys.stderr, flush=True)
            sections.append(apart(name, place))
            print(as_text(sections[-1]), flush=True)
    if out is not None:
        options = ["--small"] * asked.small + [f"--section {name}" for name in asked.section or ()]
        options += ["--no-neo4j"] * asked.no_neo4j + ["--libraries FOLDER"] * bool(asked.libraries)
        page = as_page(sections, command=" ".join(["python -m benchmarks", *options]), sizes=_sizes(sizes), load=load,
                       load_after=os.getloadavg()[0], seconds=time.perf_counter() - started)
        out.write_text(page, encoding="utf-8")
        print(f"\nWritten to {out}", file=sys.stderr)
    return 1 if any(section.failed for section in sections) else 0


def _sizes(sizes: Sizes) -> list[tuple[str, str]]:
    small = [("sizes", "small, to see that it works; the targets are meant for the full sizes")] * (sizes is SMALL)
    return [*small, ("large", f"{sizes.large} (import, snapshot, in process)"),
            ("middle", f"{sizes.middle} (HTTP, Neo4j)")]


if __name__ == "__main__":
    sys.exit(main())
