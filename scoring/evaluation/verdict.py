"""Which scorer is better, and is that more than chance? Means over askers, and paired differences.

The bar of a slice is its best single baseline by MRR. None of them wins everywhere, so it is named per
slice; that it is the best of several in hindsight speaks for the bar and not for what is held to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.backtest import NAMES, Judged
from scoring.evaluation.resampling import RESAMPLES, Estimate, Method, mean_interval

_BY = NAMES.index("mrr")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The means of each scorer by metric, the bar, and each scorer's mean difference to it."""

    means: Mapping[str, Mapping[str, Estimate]]
    bar: str | None
    against_bar: Mapping[str, Mapping[str, Estimate]]


def verdict_of(judged: Judged, baselines: Sequence[str], *, resamples: int = RESAMPLES, seed: int = 0,
               method: Method = "percentile") -> Verdict:
    """Means and differences with 95 % intervals by bootstrap over askers.

    Parameters
    ----------
    judged : Judged
        one slice.
    baselines : sequence of str
        those of which the best is the bar; names that were not judged are passed over.

    Returns
    -------
    Verdict
        ``bar`` is None where no baseline was judged; differences are then left out.
    """
    names = list(judged.values)
    bar = best_of(judged, baselines)
    tables = [judged.values[name] for name in names]
    others = [name for name in names if name != bar] if bar is not None else []
    tables += [judged.values[name] - judged.values[bar] for name in others if bar is not None]
    found = mean_interval(np.hstack(tables), resamples=resamples, seed=seed, method=method)
    rows = [dict(zip(NAMES, found[start : start + len(NAMES)], strict=True))
            for start in range(0, len(found), len(NAMES))]
    return Verdict(dict(zip(names, rows, strict=False)), bar,
                   dict(zip(others, rows[len(names) :], strict=True)))


def best_of(judged: Judged, names: Sequence[str]) -> str | None:
    """The scorer with the highest MRR among some; the first of equal ones."""
    known = [name for name in names if name in judged.values]
    return max(known, key=lambda name: float(judged.values[name][:, _BY].mean()), default=None)
