"""What would a scorer have recommended, and what came? Full rankings, judged slice by slice.

Every organisation that could be recommended is ranked for everybody who asks; nothing is sampled.
Whoever is a partner already is left out. What came is told apart by what was known of the two
(``SLICES``), and each slice is judged by itself: what came true in another slice is neither right nor
wrong there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scoring.base import PartnerScorer
from scoring.evaluation import metrics
from scoring.evaluation.metrics import Ranking

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Progress = Callable[[int, int, str], None]

BOTH_KNOWN, ONE_NEW, BOTH_NEW = "both_known", "one_new", "both_new"
ZERO_OVERLAP, REPEAT = "zero_overlap", "repeat"
SLICES: Final = (BOTH_KNOWN, ONE_NEW, BOTH_NEW, ZERO_OVERLAP, REPEAT)
"""New ties by whether each side ever had a partner; new ties of two that share no capability on record
(each having some; these are in one of the first three as well); ties of two that were partners before
and are not now."""

RANDOM: Final = "random"
"""The name under which nothing is known: everybody ties, the expectation is exact."""

METRICS: Final[tuple[tuple[str, Callable[[Ranking], float]], ...]] = (
    ("mrr", metrics.reciprocal_rank),
    ("hit_rate@10", lambda ranking: metrics.hit_rate(ranking, 10)),
    ("recall@20", lambda ranking: metrics.recall(ranking, 20)),
    ("recall@100", lambda ranking: metrics.recall(ranking, 100)),
    ("ndcg@10", lambda ranking: metrics.ndcg(ranking, 10)),
    ("average_precision", metrics.average_precision),
    ("pr_auc", metrics.pr_auc),
)
MATCHED: Final = "auc_degree_matched"
NAMES: Final = (*(name for name, _ in METRICS), MATCHED)

_BLOCK: Final = 32
_PER_DOUBLING: Final = 2


@runtime_checkable
class InBlocks(Protocol):
    """A scorer that answers several askers for less than one after the other."""

    def scores_for_rows(self, rows: Sequence[int]) -> Floats: ...


@dataclass(frozen=True, eq=False)
class Trial:
    """Who asks on the day of the cutoff, who could be recommended, and what came after.

    Rows are those of the snapshot at the cutoff.

    Attributes
    ----------
    asking, candidates : boolean array
        who asks, and who may be recommended.
    partners : sparse matrix
        pairs that are partners at the cutoff: never recommended.
    former : sparse matrix
        pairs that were partners at any time up to the cutoff, those who still are included.
    came : sparse matrix
        pairs that began to work together within the window.
    groups : array of int
        the same number for all of one group of companies: they are not recommended to each other.
    profile : sparse matrix
        partner × capability at the cutoff.
    """

    asking: Mask
    candidates: Mask
    partners: sparse.csr_matrix
    former: sparse.csr_matrix
    came: sparse.csr_matrix
    groups: Ints
    profile: sparse.csr_matrix

    @cached_property
    def degrees(self) -> Ints:
        """How many partners each had up to the cutoff."""
        degrees: Ints = np.diff(self.former.indptr).astype(np.int64)
        return degrees

    @cached_property
    def strata(self) -> Ints:
        """Organisations with about as many partners: two strata for each doubling."""
        strata: Ints = np.floor(_PER_DOUBLING * np.log2(1.0 + self.degrees)).astype(np.int64)
        return strata

    @cached_property
    def places(self) -> Ints:
        """Rows of the candidates, by stratum."""
        rows = np.flatnonzero(self.candidates)
        return rows[np.argsort(self.strata[rows], kind="stable")]

    @cached_property
    def with_profile(self) -> Mask:
        return np.diff(self.profile.indptr) > 0

    def asked(self) -> list[int]:
        """Rows of those who ask and for whom something came that could have been said."""
        return [row for row in np.flatnonzero(self.asking).tolist() if self.question(row) is not None]

    def question(self, row: int) -> Question | None:
        """What is asked for one organisation; None where nothing came that could have been said."""
        came = _row(self.came, row)
        now = _row(self.partners, row)
        right = came[self.candidates[came] & (self.groups[came] != self.groups[row])]
        right = np.setdiff1d(right, np.append(now, row), assume_unique=True)
        if not len(right):
            return None
        former = np.setdiff1d(_row(self.former, row), now, assume_unique=True)
        former = former[self.candidates[former] & (self.groups[former] != self.groups[row])]
        return Question(row, self._open_to(row, now), right, self._slices(row, right, former), former)

    def _open_to(self, row: int, now: Ints) -> Mask:
        """Which of ``places`` may be recommended to one organisation."""
        closed = np.zeros(len(self.candidates), dtype=bool)
        closed[now] = closed[row] = True
        if self._in_groups:
            closed |= self.groups == self.groups[row]
        opened: Mask = ~closed[self.places]
        return opened

    @cached_property
    def _in_groups(self) -> bool:
        return len(np.unique(self.groups)) < len(self.groups)

    def _slices(self, row: int, right: Ints, former: Ints) -> dict[str, Ints]:
        again = np.isin(right, former, assume_unique=True)
        new, known = right[~again], self.degrees > 0
        sides = known[new].astype(int) + int(known[row])
        apart = ~self._shares_with(row)[new] & self.with_profile[new] & self.with_profile[row]
        found = {BOTH_KNOWN: new[sides == 2], ONE_NEW: new[sides == 1], BOTH_NEW: new[sides == 0],
                 ZERO_OVERLAP: new[apart], REPEAT: right[again]}
        return {name: rows for name, rows in found.items() if len(rows)}

    def _shares_with(self, row: int) -> Mask:
        """Who holds any of the capabilities of one organisation."""
        found = np.zeros(len(self.candidates), dtype=bool)
        for capability in _row(self.profile, row).tolist():
            found[_row(self._holders, capability)] = True
        return found

    @cached_property
    def _holders(self) -> sparse.csr_matrix:
        return sparse.csr_matrix(self.profile.T)


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One organisation's ranking: who may be in it, and what came, by slice."""

    row: int
    opened: Mask  # of Trial.places
    right: Ints
    slices: Mapping[str, Ints]
    former: Ints

    def left_out(self, name: str) -> Ints:
        """Rows that are in the ranking and not in this slice's: they are another slice's matter."""
        others = np.setdiff1d(self.right, self.slices[name], assume_unique=True)
        return others if name == REPEAT else np.union1d(others, self.former)


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """One slice: who asked, how many pairs came, and each scorer's metrics per asker.

    ``values[scorer]`` has a row per asker and a column per ``NAMES``; ``unanswered[scorer]`` counts
    the askers to whom a scorer had nothing to say: all that came is then missed.
    """

    rows: Ints
    pairs: int
    values: Mapping[str, Floats]
    unanswered: Mapping[str, int]


def evaluate(trial: Trial, scorers: Mapping[str, PartnerScorer | None], *, rows: Sequence[int] | None = None,
             progress: Progress | None = None) -> dict[str, Judged]:
    """Ask every scorer for every organisation that asks, and judge by what came.

    Parameters
    ----------
    scorers : dict
        fitted to the snapshot of the cutoff, by name; None = everybody ties (``RANDOM``).
    rows : sequence of int, optional
        only these of the organisations that ask.
    progress : callable, optional
        called with (askers done, askers, what).

    Returns
    -------
    dict
        by slice, in the order of ``SLICES``; slices in which nothing came are left out.

    Notes
    -----
    The time goes into scoring and sorting: O(askers × scorers × n log n). Memory is that of 32 rankings.
    """
    asking = np.flatnonzero(trial.asking).tolist() if rows is None else sorted(rows)
    questions = [found for row in asking if (found := trial.question(row)) is not None]
    collected: dict[str, list[tuple[int, int, list[list[float]], list[bool]]]] = {name: [] for name in SLICES}
    for start in range(0, len(questions), _BLOCK):
        block = questions[start : start + _BLOCK]
        if progress is not None:
            progress(start, len(questions), "organisations asked for")
        answers = [list(_judge(trial, block, scorer)) for scorer in scorers.values()]
        for place, question in enumerate(block):
            for name, right in question.slices.items():
                told = [answer[place] for answer in answers]
                collected[name].append((question.row, len(right), [each[0][name] for each in told],
                                        [each[1] for each in told]))
    if progress is not None and questions:
        progress(len(questions), len(questions), "organisations asked for")
    return {name: _gathered(found, list(scorers)) for name, found in collected.items() if found}


def _gathered(found: list[tuple[int, int, list[list[float]], list[bool]]], names: list[str]) -> Judged:
    table = np.array([values for _, _, values, _ in found])  # asker × scorer × metric
    silent = np.array([each for *_, each in found])
    return Judged(
        np.array([row for row, *_ in found]), sum(count for _, count, *_ in found),
        {name: table[:, place] for place, name in enumerate(names)},
        {name: int(silent[:, place].sum()) for place, name in enumerate(names)},
    )


def _judge(trial: Trial, block: Sequence[Question],
           scorer: PartnerScorer | None) -> Iterator[tuple[dict[str, list[float]], bool]]:
    """Each asker's metrics by slice, and whether the scorer had nothing to say."""
    for question, scores in zip(block, _scores(trial, block, scorer), strict=True):
        shown = scores[trial.places][question.opened]
        ascending = np.sort(shown[~np.isnan(shown)])
        rivals = _rivals(trial, question, scores)
        found = {}
        for name, right in question.slices.items():
            ranking = metrics.ranked(ascending, scores[right], left_out=scores[question.left_out(name)])
            matched = metrics.matched_auc(scores[right], trial.strata[right], rivals)
            found[name] = [*(metric(ranking) for _, metric in METRICS), np.nan if matched is None else matched]
        yield found, not len(ascending)


def _scores(trial: Trial, block: Sequence[Question], scorer: PartnerScorer | None) -> Iterator[Floats]:
    rows = [question.row for question in block]
    if scorer is None:
        return (np.zeros(len(trial.candidates)) for _ in rows)
    if isinstance(scorer, InBlocks):
        return iter(scorer.scores_for_rows(rows))
    return (scorer.scores_for(row) for row in rows)


def _rivals(trial: Trial, question: Question, scores: Floats) -> dict[int, Floats]:
    """The sorted scores of those who did not come, by stratum, for the strata of those who did."""
    wrong = np.zeros(len(trial.candidates), dtype=bool)
    wrong[trial.places[question.opened]] = True
    wrong[question.right] = wrong[question.former] = False
    found = {}
    order = trial.strata[trial.places]
    for stratum in np.unique(trial.strata[question.right]).tolist():
        rows = trial.places[order.searchsorted(stratum, "left") : order.searchsorted(stratum, "right")]
        found[stratum] = np.sort(np.nan_to_num(scores[rows[wrong[rows]]], nan=-np.inf))
    return found


def _row(matrix: sparse.csr_matrix, row: int) -> Ints:
    found: Ints = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]].astype(np.int64)
    return found
