"""The backtests on the open data sets, as a page of tables.

    python -m benchmarks.backtests [--data FOLDER] [--folder FOLDER] [--out docs/backtest_results.md]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.backtesting import AS_ASKED_OF_THE_PRODUCT, CASES, Case, command, data_folder, loaded, say
from ecosystem.answers.backtest import BacktestAnswer, Measured, SliceResult

SHOWN = ("mrr", "hit_rate@10", "recall@20", "recall@100", "ndcg@10", "auc_degree_matched")
_TITLES = {"both_known": "both known", "one_new": "one new", "both_new": "both new", "zero_overlap": "zero overlap",
           "repeat": "repeat ties"}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.backtests",
                                     description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="the folder of the data sets")
    parser.add_argument("--folder", type=Path, help="where stores are kept (default: temporary)")
    parser.add_argument("--out", type=Path, help="the page to write (default: only printed)")
    parser.add_argument("--queries", type=int, help="organisations per data set (default: all)")
    asked = parser.parse_args(arguments)
    parts = []
    with tempfile.TemporaryDirectory(prefix="allygraph-backtests-") as temporary:
        folder = asked.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for case in (*CASES, AS_ASKED_OF_THE_PRODUCT):
            with loaded(case, data_folder(asked.data), folder) as eco:
                started, used = time.perf_counter(), time.process_time()
                answer = eco.backtest.run(case.judged_on, case.horizon, queries=asked.queries, progress=say,
                                          **case.options)
                parts.append(section(case, answer, time.perf_counter() - started, time.process_time() - used))
    page = "\n".join([
        "# Backtests on open data", "",
        "Made by `python -m benchmarks.backtests --out docs/backtest_results.md`; how to read them stands in "
        "[backtest.md](backtest.md).", "", *parts]) + "\n"
    print(page)
    if asked.out:
        asked.out.write_text(page, encoding="utf-8")
    return 0


def section(case: Case, answer: BacktestAnswer, seconds: float, processor: float) -> str:
    """One data set: who was there, what came, and a table per slice."""
    there, pairs = answer.population, answer.pairs
    lines = [
        f"## {case.title}", "",
        f"`allygraph {command(case)}`", "",
        f"Cutoff {answer.cutoff}, until {answer.until}. {there.organisations:,} organisations could be recommended "
        f"({there.newcomers:,} had never had a partner); {there.absent:,} were not there yet. Pairs that began: "
        f"{pairs.both_known:,} new between known ones, {pairs.one_new:,} with one newcomer, {pairs.both_new:,} between "
        f"newcomers, {pairs.repeat:,} repeats; not judged: {pairs.partners_already:,} partners already, "
        f"{pairs.other_kind:,} of another kind, {pairs.absent:,} with somebody who was not there, "
        f"{pairs.own_group:,} within a group. {answer.queries:,} organisations asked for in {seconds:.0f} s "
        f"({processor:.0f} s of processor time). "
        f"Data: {case.attribution}.", "",
    ]
    for name, found in answer.slices.items():
        lines += [*slice_table(_TITLES[name], found), ""]
    return "\n".join(lines)


def slice_table(title: str, found: SliceResult) -> list[str]:
    """Scorers by MRR, with the interval of MRR and of its difference to the bar."""
    lines = [f"### {title}: {found.queries:,} organisations, {found.pairs:,} pairs; the bar is {found.bar}", "",
             "| scorer | " + " | ".join(SHOWN) + " | MRR, 95 % | MRR against the bar, 95 % |",
             "|---|" + "---:|" * (len(SHOWN) + 2)]
    order = sorted(found.scorers, key=lambda name: (-(found.scorers[name]["mrr"].value or 0.0), name))
    for name in order:
        measured = found.scorers[name]
        cells = [_number(measured[metric].value) for metric in SHOWN]
        against = "the bar" if name == found.bar else _interval(found.against_bar[name]["mrr"], sign="+")
        silent = f" ({found.unanswered[name]:,} unanswered)" if name in found.unanswered else ""
        said = f"**{name}**" if name == "blend" else name
        lines.append(f"| {said}{silent} | {' | '.join(cells)} | {_interval(measured['mrr'])} | {against} |")
    return lines


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _interval(measured: Measured, sign: str = "") -> str:
    if measured.low is None or measured.high is None:
        return "–"
    return f"{measured.low:{sign}.3f} to {measured.high:{sign}.3f}"


if __name__ == "__main__":
    raise SystemExit(main())
