"""The measurement of intervals runs, for every world and size. How often they hold is for the page to say."""

from __future__ import annotations

from benchmarks.bench_intervals import MEASURES, SIZES, measured, worlds


def test_every_world_and_size_has_a_row_and_the_same_seed_the_same_rows() -> None:
    rows = list(measured(pairs=3, draws=20, seed=1))
    assert [(row.world, row.patents, row.measure) for row in rows] == [
        (world, size, measure) for world in worlds() for size in SIZES for measure in MEASURES]
    assert all(0 <= share <= 1 for row in rows for share in (row.percentile, row.basic, row.posterior))
    assert rows == list(measured(pairs=3, draws=20, seed=1))
