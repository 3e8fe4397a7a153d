"""How long until the first line: imports, the command line, the demo."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import Disagreement, quickest
from benchmarks.report import Line
from benchmarks.workplace import Workplace

TITLE = "Start"


def run(place: Workplace) -> Iterator[Line | str]:
    """The quickest of a few runs of each, in processes of their own."""
    python, times = [sys.executable], place.sizes.starts
    bare = quickest(lambda: _call([*python, "-c", "pass"]), times).wall
    frames = quickest(lambda: _call([*python, "-c", "import pandas"]), times).wall
    for what, arguments, target, peer in (
        ("`import ecosystem`", ["-c", "import ecosystem"], 0.5, ("`import pandas`", frames)),
        ("`from ecosystem import Ecosystem`", ["-c", "from ecosystem import Ecosystem"], None,
         ("`import pandas`", frames)),
        ("`allygraph --help`", ["-m", "api.cli", "--help"], 0.3, ("`python -c pass`", bare)),
    ):
        used = quickest(lambda arguments=arguments: _call([*python, *arguments]), times)  # type: ignore[misc]
        yield Line(what=what, ours=used.wall, unit="s", cpu=used.cpu, peer=peer[0], theirs=peer[1], target=target)
    used = quickest(lambda: _demo(python), max(1, times // 2))
    yield Line(what="`allygraph demo` into an empty folder (what `make demo` runs)", ours=used.wall, unit="s",
               cpu=used.cpu, target=30, note="without setting up the virtual environment")


def _demo(python: list[str]) -> None:
    with tempfile.TemporaryDirectory(prefix="allygraph-bench-") as folder:
        store, out = Path(folder) / "demo.duckdb", Path(folder) / "out"
        said = _call([*python, "-m", "api.cli", "--store", f"duckdb:{store}", "demo", "--out", str(out)])
        if not any(out.iterdir()) or not said:
            raise Disagreement("the demo drew no map or said nothing")


def _call(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        raise Disagreement(f"{' '.join(command[1:4])} ended with {done.returncode}: {done.stderr.strip()[-300:]}")
    return done.stdout
