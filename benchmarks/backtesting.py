"""The open data sets that backtests run on, with the windows for choosing weights and for judging them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ecosystem import Ecosystem

ROOT: Final = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Case:
    """One data set: how it is asked, the window that weights are chosen on, and the later one."""

    mapping: str
    title: str
    chosen_on: str
    judged_on: str
    horizon: str
    attribution: str
    options: dict[str, Any] = field(default_factory=dict)


CASES: Final = (
    Case("cordis-h2020", "H2020: companies in research consortia of 2 to 40", "2015", "2017", "2y",
         "CORDIS, © European Union",
         {"kind": ("company",), "most_members": 40, "remember": True}),
    Case("epoch-ai-models", "Epoch AI: who builds AI models together", "2018", "2021", "3y",
         "Epoch AI, 'Data on AI Models', CC BY 4.0"),
)

AS_ASKED_OF_THE_PRODUCT: Final = Case(
    "cordis-h2020", "H2020: companies, as the product sees it (consortia of any size, partnerships of the day)",
    "2015", "2017", "2y", "CORDIS, © European Union", {"kind": ("company",)})


def data_folder(given: Path | None) -> Path:
    """The folder of the data sets: given, from the environment, or beside the checkout."""
    return (given or Path(os.environ.get("ALLYGRAPH_DATA", ROOT / "../shared/data"))).resolve()


@contextmanager
def loaded(case: Case, data: Path, folder: Path) -> Iterator[Ecosystem]:
    """The data set in an embedded store; imported once per folder."""
    store = folder / f"{case.mapping}.duckdb"
    fresh = not store.exists()
    with Ecosystem(f"duckdb:{store}") as eco:
        if fresh:
            print(f"  … importing {case.mapping}", file=sys.stderr, flush=True)
            eco.import_path(data / case.mapping, mapping=case.mapping)
        yield eco


def command(case: Case) -> str:
    """How the same is asked on the command line."""
    words = [f"backtest --cutoff {case.judged_on} --horizon {case.horizon}"]
    words += [f"--kind {kind}" for kind in case.options.get("kind", ())]
    if case.options.get("most_members"):
        words.append(f"--most-members {case.options['most_members']}")
    return " ".join([*words, *(["--remember"] if case.options.get("remember") else [])])


def say(done: int, total: int, what: str) -> None:
    """Progress on one line of stderr."""
    print(f"\r  … {done:,} of {total:,} {what}", end="\n" if done == total else "", file=sys.stderr, flush=True)
