"""The illustrative ecosystem: some 400 invented organisations, and the case of A and B among them.

>>> from ecosystem.demo import CASE, generate
>>> tables = generate()
>>> tables["partners"].set_index("id").loc[CASE.b, "name"]
'Lingxu Technologies'

Everything in it is made up. ``generate`` gives the tables of the exchange format, ``write`` the
files; the same seed gives the same bytes. ``generate_scale`` writes a far larger and plainer
ecosystem for benchmarks.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ecosystem.demo.case import CASE, Case

if TYPE_CHECKING:
    import pandas as pd

    from ecosystem.demo.scale import generate_scale

__all__ = ["CASE", "ILLUSTRATIVE", "Case", "generate", "generate_scale", "write"]

ILLUSTRATIVE: Final = (
    "Illustrative demo: every organisation, patent and partnership in it is invented and generated; "
    "any likeness to a real one is chance."
)
"""Belongs beside whatever is shown of the demo."""


def generate(seed: int = 7) -> dict[str, pd.DataFrame]:
    """Every table of the exchange format, rows sorted by key; missing cells are None or NaN."""
    from ecosystem.demo import (
        exclusions,
        intentions,
        life,
        organisations,
        partnerships,
        patents,
        risks,
        shortlists,
        standards,
        trade,
    )
    from ecosystem.demo.facts import Facts

    facts = Facts()
    everybody = organisations.organisations(seed)
    plans = intentions.strategies(everybody, seed)
    ties = partnerships.partnerships(everybody, plans, seed)
    inventions = patents.families(everybody, ties, seed)
    trade.write_vocabulary(facts)
    trade.write_organisations(facts, everybody, seed)
    trade.write_channels(facts, everybody, seed)
    trade.write_supplies(facts, everybody, ties, seed)
    patents.write_patents(facts, inventions, everybody, seed)
    patents.write_citations(facts, inventions, seed)
    partnerships.write_partnerships(facts, ties, everybody, seed)
    intentions.write_strategies(facts, plans, seed)
    intentions.write_traits(facts, everybody, seed)
    intentions.write_programmes(facts, everybody, seed)
    intentions.write_risks(facts, everybody, seed)
    risks.write_panorama(facts, everybody, seed)
    standards.write_standards(facts, everybody, seed)
    exclusions.write_exclusions(facts)
    shortlists.write_shortlists(facts)
    life.write_life(facts)
    return facts.frames()


def write(folder: str | Path, seed: int = 7) -> dict[str, int]:
    """Write the tables as CSV files into ``folder`` (made if need be); rows by table.

    Tables without rows and columns without any cell are left out. Files that are there already are replaced.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    counts: dict[str, int] = {}
    for name, frame in generate(seed).items():
        if frame.empty:
            continue
        kept = frame.loc[:, frame.notna().any()]
        with (target / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(kept.columns)
            writer.writerows([_cell(value) for value in row] for row in kept.itertuples(index=False))
        counts[name] = len(frame)
    return counts


def _cell(value: object) -> str:
    """A cell as text: whole numbers without a point, truth in lower case, nothing as nothing."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return "" if value != value else str(int(value)) if value.is_integer() else repr(value)
    return "" if value is None else str(value)


def __getattr__(name: str) -> object:
    """Load the large generator, which needs numpy, when somebody asks for it."""
    if name == "generate_scale":
        from ecosystem.demo.scale import generate_scale

        return generate_scale
    raise AttributeError(f"module 'ecosystem.demo' has no attribute {name!r}")
