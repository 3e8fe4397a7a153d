"""What would have been recommended at a day in the past, and what came?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ecosystem.answers.backtest import (
    BacktestAnswer,
    Measured,
    PairsBegun,
    Population,
    Settings,
    SliceResult,
)
from ecosystem.dates import parse_as_of
from ecosystem.errors import InvalidParameter
from ecosystem.planning.backtest.history import memberships, present, snapshot_with
from ecosystem.planning.backtest.window import window_end
from ecosystem.stores.base import Store
from ecosystem.view import View, Viewer
from scoring.backtest import RANDOM, Judged, Progress, Trial, evaluate
from scoring.base import PartnerScorer
from scoring.evaluation.resampling import RESAMPLES, Estimate
from scoring.evaluation.temporal import ALWAYS, Memberships, pairs_begun, pairs_of
from scoring.evaluation.verdict import verdict_of
from scoring.snapshot import PROFILE, Categories, Snapshot

BASELINES: Final = (
    RANDOM, "popularity", "recent_popularity", "country_popularity", "common_neighbours", "adamic_adar",
    "resource_allocation", "katz", "personalised_pagerank", "jaffe", "tfidf_cosine",
)
"""What a scorer has to beat: the best single one of them per slice is the bar."""

DEFAULT: Final = (*BASELINES, "blend")


@dataclass(frozen=True, slots=True)
class Options:
    """How a backtest is asked for, beside its days."""

    scorers: tuple[str, ...] = DEFAULT
    kind: tuple[str, ...] = ()
    most_members: int | None = None
    remember: bool = False
    queries: int | None = None
    seed: int = 0
    resamples: int = RESAMPLES

    def __post_init__(self) -> None:
        if self.most_members is not None and self.most_members < 2:
            raise InvalidParameter(f"most_members is {self.most_members}; a partnership has 2 members or more.")
        if self.queries is not None and self.queries < 1:
            raise InvalidParameter(f"queries is {self.queries}; it can be 1 or more.")
        if not 1 <= self.resamples <= 100_000:
            raise InvalidParameter(f"resamples is {self.resamples}; it can be 1 to 100000.")


class Backtests:
    """``eco.backtest``: what would have been recommended at a day in the past, and what came?"""

    def __init__(self, view: Viewer, store: Store, last_day: Callable[[], date]) -> None:
        self._view, self._store, self._last_day = view, store, last_day

    def run(self, cutoff: date | str, horizon: str = "3y", *, scorers: Sequence[str] = (),
            kind: Sequence[str] = (), most_members: int | None = None, remember: bool = False,
            queries: int | None = None, seed: int = 0, resamples: int = RESAMPLES,
            progress: Progress | None = None) -> BacktestAnswer:
        """Rank everybody for everybody at ``cutoff`` and judge by the partnerships that began since.

        Parameters
        ----------
        cutoff
            nothing that was true or known only later is seen; a year means its last day.
        horizon
            how long what comes is looked at: ``3y``, ``18m``, ``90d``.
        scorers
            names of ``scorers()``, beside ``random``; all baselines and ``blend`` if none is given.
        kind
            only organisations of these kinds ask and are recommended; partnerships with others still
            make the network.
        most_members
            partnerships with more members are left out, as if they were not on record.
        remember
            whether a partnership that has ended still ties its members, for the scorers. What is asked
            of the product, which looks at the partnerships of the day, is False.
        queries
            ask for so many organisations only, drawn by a hash of their ids.
        progress
            called with (done, total, what).

        Raises
        ------
        InvalidDate, InvalidParameter
            for a day, a horizon or a scorer that there is not, for a cutoff before everything on record,
            and for a window in which nothing began.
        """
        options = Options(tuple(dict.fromkeys(scorers)) or DEFAULT, tuple(kind), most_members, remember, queries,
                          seed, resamples)
        day = parse_as_of(cutoff)
        until = window_end(day, horizon)
        ground = ground_of(self._store, self._view(day), options, until)
        fitted = _fitted(ground.view, options.scorers)
        asked = ground.trial.asked()
        if not asked:
            raise InvalidParameter(
                f"Of the {ground.pairs_begun:,} pairs that began between {day} and {until} none could have been "
                "recommended: they were partners already, of one group, of another kind, or not there yet."
            )
        chosen = sampled(ground.view.snapshot, asked, options)
        judged = evaluate(ground.trial, fitted, rows=chosen, progress=progress)
        return BacktestAnswer(
            cutoff=day, horizon=horizon, until=until, as_of=day, snapshot=ground.view.snapshot.version,
            queries=len(chosen), slices={name: _slice(each, options) for name, each in judged.items()},
            population=ground.population(len(asked), len(chosen)), pairs=ground.pairs,
            settings=Settings(options.scorers, options.kind, most_members, remember, queries, seed, resamples),
            flags=("past_record",) if until > self._last_day() else (),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """A trial, the view that its scorers see, and what was counted on the way."""

    view: View
    trial: Trial
    there: NDArray[np.bool_]
    pairs: PairsBegun
    pairs_begun: int

    def population(self, with_answer: int, chosen: int) -> Population:
        trial, there = self.trial, self.there
        asking = int(trial.asking.sum())
        return Population(
            organisations=int(trial.candidates.sum()),
            newcomers=int((trial.candidates & (trial.degrees == 0)).sum()),
            absent=int((~there).sum()), other_kind=int((there & ~trial.candidates).sum()), asking=asking,
            without_answer=asking - with_answer, not_sampled=with_answer - chosen,
        )


def ground_of(store: Store, view: View, options: Options, until: date) -> Ground:
    """Who is asked about what, for the day of a view.

    Raises
    ------
    InvalidParameter
        where nothing was on record by that day, or nothing began until ``until``.
    """
    day = view.snapshot.as_of
    edges, members = memberships(store, view)
    count = view.snapshot.partner_count
    known = {remembering: members.within(members.standing(day.toordinal(), remembering=remembering),
                                         options.most_members) for remembering in (False, True)}
    if not known[True].any() and PROFILE not in view.snapshot.layers:
        raise InvalidParameter(f"Nothing is on record by {day}{_first_begun(members)}.")
    came = pairs_begun(members, after=day.toordinal(), until=until.toordinal(), most_members=options.most_members)
    if not came.nnz:
        raise InvalidParameter(f"No partnership on record began after {day} and by {until}{_last_begun(members)}.")
    if options.remember or options.most_members is not None:
        view = View(snapshot_with(store, view, known[options.remember], edges, remembering=options.remember))
    there = present(view.snapshot)
    eligible = there & _of_kind(view.snapshot, options.kind)
    whole = came.shape[0]
    now, former = (pairs_of(members, known[remembering]) for remembering in (False, True))
    profile = view.layer(PROFILE)
    trial = Trial(
        asking=eligible, candidates=eligible, partners=_inner(now, count), former=_inner(former, count),
        came=_inner(came, count), groups=_groups(view),
        profile=sparse.csr_matrix((count, 0)) if profile is None else profile.matrix(),
    )
    return Ground(view, trial, there, _counted(trial, there, came, whole), came.nnz // 2)


def _inner(pairs: sparse.csr_matrix, count: int) -> sparse.csr_matrix:
    """Among the partners of the snapshot; those that are not in it have the last rows."""
    return sparse.csr_matrix(pairs[:count, :count])


def _groups(view: View) -> NDArray[np.int64]:
    groups = np.arange(view.snapshot.partner_count)
    parents = view.layer("partners.parent_id")
    if parents is not None:
        for row in np.flatnonzero(np.diff(parents.indptr)).tolist():
            groups[row] = view.ultimate_parent(row)
    return groups


def _of_kind(snapshot: Snapshot, kind: Sequence[str]) -> NDArray[np.bool_]:
    if not kind:
        return np.ones(snapshot.partner_count, dtype=bool)
    column = snapshot.partners.columns.get("kind")
    if not isinstance(column, Categories):
        raise InvalidParameter("No organisation has a kind on record, so none can be chosen by it.")
    unknown = [each for each in kind if column.labels.find(each) < 0]
    if unknown:
        raise InvalidParameter(f"No organisation is of the kind {unknown[0]!r}; there are: {', '.join(column.labels)}.")
    mask: NDArray[np.bool_] = np.logical_or.reduce([column.mask(each) for each in kind])
    return mask


def _counted(trial: Trial, there: NDArray[np.bool_], came: sparse.csr_matrix, whole: int) -> PairsBegun:
    """Each pair that began once, by the first reason that applies."""
    one, other = sparse.triu(came, 1).nonzero()
    one, other = one.astype(np.int64), other.astype(np.int64)

    def taken(mask: NDArray[np.bool_]) -> int:
        nonlocal one, other
        count = int(mask.sum())
        one, other = one[~mask], other[~mask]
        return count

    def both(rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
        inside = np.append(rows, np.zeros(max(whole - len(rows), 0), dtype=bool))
        result: NDArray[np.bool_] = inside[one] & inside[other]
        return result

    absent = taken(~both(there))
    other_kind = taken(~both(trial.candidates))
    already = taken(_holds(trial.partners, one, other))
    own_group = taken(trial.groups[one] == trial.groups[other])
    repeat = taken(_holds(trial.former, one, other))
    sides = (trial.degrees[one] > 0).astype(int) + (trial.degrees[other] > 0)
    new, mixed, known = np.bincount(sides, minlength=3).tolist()
    return PairsBegun(known, mixed, new, repeat, already, own_group, other_kind, absent)


def _holds(pairs: sparse.csr_matrix, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.bool_]:
    if not len(one):
        return np.zeros(0, dtype=bool)
    found: NDArray[np.bool_] = np.asarray(pairs[one, other]).ravel() > 0
    return found


def _fitted(view: View, names: Sequence[str]) -> dict[str, PartnerScorer | None]:
    """Scorers by name; ``random`` is none."""
    return {name: None if name == RANDOM else view.scorer(name) for name in names}


def sampled(snapshot: Snapshot, rows: list[int], options: Options) -> list[int]:
    """So many of the rows as are wanted, by a hash of their ids: others come and go without moving them."""
    if options.queries is None or len(rows) <= options.queries:
        return rows
    ids = snapshot.partners.ids

    def drawn(row: int) -> bytes:
        return hashlib.sha256(f"{options.seed}|{ids[row]}".encode("utf-8", "surrogatepass")).digest()

    return sorted(sorted(rows, key=drawn)[: options.queries])


def _slice(judged: Judged, options: Options) -> SliceResult:
    found = verdict_of(judged, BASELINES, resamples=options.resamples, seed=options.seed)
    return SliceResult(
        queries=len(judged.rows), pairs=judged.pairs, bar=found.bar,
        scorers={name: _measured(each) for name, each in found.means.items()},
        against_bar={name: _measured(each) for name, each in found.against_bar.items()},
        unanswered={name: count for name, count in judged.unanswered.items() if count},
    )


def _measured(estimates: Mapping[str, Estimate]) -> dict[str, Measured]:
    return {name: Measured(*(None if np.isnan(each) else float(each) for each in estimate))
            for name, estimate in estimates.items()}


def _first_begun(members: Memberships) -> str:
    begun = members.begun[members.begun != ALWAYS]
    return f"; the first partnership on record began on {date.fromordinal(int(begun.min()))}" if len(begun) else ""


def _last_begun(members: Memberships) -> str:
    begun = members.begun[members.begun != ALWAYS]
    if not len(begun):
        return "; no partnership has a date"
    return f"; the last one on record began on {date.fromordinal(int(begun.max()))}"


