"""Which weights would have served the blend best on an earlier window? A grid, on two open data sets.

    python -m benchmarks.blend_weights [--data FOLDER] [--queries N] [--folder FOLDER]

The value of a grid point is its MRR among known organisations over that of the best single baseline,
averaged over the data sets. Nothing of the later windows, on which the blend is judged, is looked at.
The small weights of likeness and complementarity are kept above 0, so that newcomers, who have no
partnerships, are not all alike.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from benchmarks.backtesting import CASES, Case, data_folder, loaded, say
from ecosystem import Ecosystem
from ecosystem.dates import parse_as_of
from ecosystem.planning.backtest.facade import BASELINES, Options, ground_of, sampled
from ecosystem.planning.backtest.window import window_end
from scoring.backtest import BOTH_KNOWN, NAMES, RANDOM, Judged, evaluate
from scoring.base import PartnerScorer
from scoring.blend import Blend
from scoring.registry import get_scorer

TOPOLOGY: Final = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
SMALL: Final = ((0.03, 0.02), (0.05, 0.05), (0.1, 0.1), (0.0, 0.0))
"""(overlap, complementarity)"""
_MRR = NAMES.index("mrr")

Weights = tuple[float, float, float, float]


def grid() -> Iterator[Weights]:
    """(topology, standing, overlap, complementarity), summing to 1."""
    for overlap, complementarity in SMALL:
        for topology in TOPOLOGY:
            yield topology, abs(round(1 - topology - overlap - complementarity, 2)), overlap, complementarity


def judged(eco: Ecosystem, case: Case, queries: int | None) -> tuple[Judged, list[Weights]]:
    """Every grid point and every baseline on the earlier window."""
    day = parse_as_of(case.chosen_on)
    options = Options(queries=queries, **case.options)
    ground = ground_of(eco.store, eco.view(day), options, window_end(day, case.horizon))
    snapshot, points = ground.view.snapshot, list(grid())
    scorers: dict[str, PartnerScorer | None] = {
        name: None if name == RANDOM else get_scorer(name).fit(snapshot) for name in BASELINES}
    for point in points:
        topology, standing, overlap, complementarity = point
        scorers[str(point)] = Blend(topology=topology, standing=standing, overlap=overlap,
                                    complementarity=complementarity).fit(snapshot)
    rows = sampled(snapshot, ground.trial.asked(), options)
    return evaluate(ground.trial, scorers, rows=rows, progress=say)[BOTH_KNOWN], points


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.blend_weights",
                                     description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="the folder of the data sets")
    parser.add_argument("--folder", type=Path, help="where stores are kept (default: temporary)")
    parser.add_argument("--queries", type=int, default=1_000, help="organisations per data set (default: 1,000)")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="allygraph-weights-") as temporary:
        folder = asked.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        found = []
        for case in CASES:
            with loaded(case, data_folder(asked.data), folder) as eco:
                found.append(judged(eco, case, asked.queries))
    print(table([each for each, _ in found], found[0][1]))
    return 0


def table(sets: Sequence[Judged], points: Sequence[Weights]) -> str:
    """The grid, best first, with the MRR on each data set and the bar of each."""
    bars = [max((_mrr(each, name), name) for name in BASELINES) for each in sets]
    lines = ["| topology | standing | overlap | complementarity | "
             + " | ".join(f"MRR, {case.mapping} until {case.chosen_on}" for case in CASES) + " | mean over the bar |",
             "|" + "---:|" * (5 + len(CASES))]
    rows = []
    for point in points:
        values = [_mrr(each, str(point)) for each in sets]
        rows.append((sum(value / bar for value, (bar, _) in zip(values, bars, strict=True)) / len(sets), point, values))
    for ratio, point, values in sorted(rows, key=lambda row: (-row[0], row[1])):
        cells = [*(f"{weight:.2f}" for weight in point), *(f"{value:.4f}" for value in values), f"{ratio:.3f}"]
        lines.append(f"| {' | '.join(cells)} |")
    said = "; ".join(f"{case.mapping}: {name} {bar:.4f}, {len(each.rows):,} organisations"
                     for case, each, (bar, name) in zip(CASES, sets, bars, strict=True))
    return "\n".join([*lines, "", f"The best single baseline: {said}."])


def _mrr(found: Judged, name: str) -> float:
    return float(found.values[name][:, _MRR].mean())


if __name__ == "__main__":
    raise SystemExit(main())
