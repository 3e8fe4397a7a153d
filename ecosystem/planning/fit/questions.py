"""Which one fact should be asked for next, of whom, and in which words?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ecosystem.answers.fit import FitQuestions, NextQuestion
from ecosystem.errors import InvalidParameter
from ecosystem.planning.fit.questionnaire import question_about
from ecosystem.planning.fit.ranking import MOST, Ranking
from scoring.complements.tempo import horizon_matches, rhythm_matches
from scoring.fit.facts import PartValues
from scoring.fit.nextquestion import POINTS, Worth, midpoints, worth_of_fact
from scoring.fit.parts import ALIKE, PARTS, FitPart
from scoring.fit.words import SAID
from scoring.wording import listed, number

Floats = NDArray[np.float64]

PRIORS: Final = ("uniform", "population")
_BY_RANK: Final = 100
_BY_PROMISE: Final = 200
_KINDS: Final = sorted({kind for pair in ALIKE for kind in pair})
_USUAL: Final = {"strategy_horizon_years": (1.0, 3.0, 5.0, 10.0), "rd_cycle_months": (3.0, 6.0, 12.0, 24.0)}
"""What a number may be where nobody's is on record."""


class _Open(NamedTuple):
    """One unknown fact: whose (row), which part, of which candidate (place among those looked at)."""

    about: int
    part: int
    place: int | None
    worth: Worth


def next_questions(ranking: Ranking, *, top: int, limit: int, prior: str) -> FitQuestions:
    """Unknown facts by the expected change of the first ``top`` places, best first.

    Raises
    ------
    InvalidParameter
    """
    if not 1 <= top <= _BY_RANK:
        raise InvalidParameter(f"top is {top}; it can be 1 to {_BY_RANK}.")
    if not 1 <= limit <= MOST:
        raise InvalidParameter(f"limit is {limit}; it can be 1 to {MOST:,}.")
    if prior not in PRIORS:
        raise InvalidParameter(f"prior is {prior[:40]!r}; it can be {' or '.join(PRIORS)}.")
    asking = _Asking(ranking, top, prior)
    found = sorted(asking.own() + asking.theirs(), key=lambda each: (
        -round(each.worth.places, 12), -round(each.worth.members, 12),
        -1 if each.place is None else each.place, each.part,
    ))
    return FitQuestions(
        partner=ranking.view.reference(ranking.row), as_of=ranking.view.snapshot.as_of,
        snapshot=ranking.view.snapshot.version, settings=ranking.asked.settings(), top=top, prior=prior,
        considered=len(asking.rows),
        items=tuple(asking.told(each, rank) for rank, each in enumerate(found[:limit], start=1)),
        total=len(found), notes=asking.notes(),
    )


class _Asking:
    """The candidates that can matter: the first ones, and those that could come to the front."""

    def __init__(self, ranking: Ranking, top: int, prior: str) -> None:
        self.ranking, self.top, self.prior = ranking, top, prior
        self.table, self.facts = ranking.table, ranking.scorer.facts_
        _, high = self.table.bounds
        promise = np.argsort(-high[ranking.rows], kind="stable")[:_BY_PROMISE]
        self.places = np.union1d(np.arange(min(_BY_RANK, len(ranking.rows))), promise).astype(np.int64)
        self.rows = ranking.rows[self.places]
        self.scores = ranking.scores[self.places]
        self.mine_known = [self._knows(part) for part in PARTS]

    def _knows(self, part: FitPart) -> bool:
        """Whether what the part needs of the asker is on record."""
        row, facts = self.ranking.row, self.facts
        if part.trait == "culture":
            return facts.cultures[row] is not None
        if part.trait is not None and part.trait in facts.ordinals:
            return not np.isnan(facts.ordinals[part.trait][row])
        ties = facts.ties
        known: dict[str, Callable[[], bool]] = {
            "horizon": lambda: not np.isnan(facts.horizon[row]),
            "rd_rhythm": lambda: not np.isnan(facts.cycle[row]),
            "industries": lambda: facts.industry is not None
            and bool(facts.industry.indptr[row] < facts.industry.indptr[row + 1]),
            "need_coverage": lambda: bool(facts.needs_of(row, self.ranking.asked.need)),
            "overlap": lambda: not bool(facts.overlap.unknown_[row]),
            "shared_partners": lambda: ties is not None and bool(ties.indptr[row] < ties.indptr[row + 1]),
        }
        return known.get(part.name, lambda: True)()

    def _score(self, low: Floats, high: Floats) -> Floats:
        below = self.table.fit(low)
        if self.ranking.asked.order == "low":
            return below
        result: Floats = (below + self.table.fit(np.maximum(high, low))) / 2
        return result

    # --- facts of candidates -----------------------------------------------------------------------
    def theirs(self) -> list[_Open]:
        found = []
        for place, other in enumerate(self.rows.tolist()):
            for part in range(len(PARTS)):
                if self.table.known[other, part] < 1 - 1e-9 and self.mine_known[part] and self._counts(part):
                    worth = worth_of_fact(self.scores, place, self._scorer(other, part), self._answers(other, part),
                                          self.top)
                    found.append(_Open(other, part, place, worth))
        return found

    def _counts(self, part: int) -> bool:
        return bool(self.table.part_weights[part] @ self.table.weights > 0)

    def _scorer(self, other: int, part: int) -> Callable[[Floats], Floats]:
        def score_of(answers: Floats) -> Floats:
            low, high = (np.repeat(side[other][None, :], len(answers), axis=0)
                         for side in (self.table.low, self.table.high))
            low[:, part] = high[:, part] = answers
            return self._score(low, high)

        return score_of

    def _answers(self, other: int, part: int) -> Floats:
        """Every value as likely; or as they are spread over the others, within what is possible."""
        low, high = float(self.table.low[other, part]), float(self.table.high[other, part])
        if self.prior == "population" and self.table.known[other, part] == 0:
            there = self.table.known[:, part] > 0
            there[self.ranking.row] = False
            if there.any():
                result: Floats = np.quantile(self.table.low[there, part], midpoints(0, 1))
                return result
        return midpoints(low, high)

    # --- facts of the asker ------------------------------------------------------------------------
    def own(self) -> list[_Open]:
        """The asker's own traits: each would make a part known of everybody who has said his."""
        found = []
        for part, named in enumerate(PARTS):
            if not len(self.rows) or named.trait is None or self.mine_known[part] or not self._counts(part):
                continue
            changed = [self._changed(part, values) for values in self._own_values(named)]
            if changed:
                places, members = np.mean([each[0] for each in changed]), np.mean([each[1] for each in changed])
                found.append(_Open(self.ranking.row, part, None, Worth(float(places), float(members))))
        return found

    def _own_values(self, part: FitPart) -> list[Floats]:
        """For each possible answer of the asker the values of a part for everybody."""
        if part.trait == "culture":
            return [self.facts.culture(kind) for kind in _KINDS]
        if part.trait is not None and part.trait in self.facts.ordinals:
            places = self.facts.ordinals[part.trait]
            return [1.0 - np.abs(places - place) for place in (0.0, 0.5, 1.0)]
        assert part.trait is not None
        numbers = self.facts.horizon if part.trait == "strategy_horizon_years" else self.facts.cycle
        match = horizon_matches if part.trait == "strategy_horizon_years" else rhythm_matches
        known = numbers[~np.isnan(numbers)]
        answers = np.quantile(known, midpoints(0, 1, POINTS)) if len(known) else np.array(_USUAL[part.trait])
        return [match(float(answer), numbers) for answer in answers]

    def _changed(self, part: int, values: Floats) -> tuple[int, bool]:
        found = PartValues.of(values)
        low, high = (side[self.rows].copy() for side in (self.table.low, self.table.high))
        low[:, part], high[:, part] = found.low[self.rows], found.high[self.rows]
        after = np.argsort(-self._score(low, high), kind="stable")[: self.top]
        before = np.arange(len(after))
        return int(np.count_nonzero(after != before)), bool(set(after.tolist()) != set(before.tolist()))

    # --- in words ----------------------------------------------------------------------------------
    def told(self, each: _Open, rank: int) -> NextQuestion:
        part, about = PARTS[each.part], self.ranking.view.reference(each.about)
        question, text = question_about(part.name, part.trait)
        what = f"the {SAID[part.trait]}" if part.trait else f"“{part.title.lower()}”"
        known = "is not on record" if each.place is None or self.table.known[each.about, each.part] == 0 else (
            "is known in part")
        return NextQuestion(
            rank=rank, about=about, part=part.name, dimension=part.dimension, measure=part.trait, question=question,
            en=text["en"], zh=text["zh"], expected_places=each.worth.places, probability=each.worth.members,
            rank_now=None if each.place is None else int(self.places[each.place]) + 1,
            sentence=f"Of {about.name} {what} {known}. To know it is expected to change who holds "
                     f"{number(each.worth.places)} of the first {self.top} places; with a probability of "
                     f"{number(each.worth.members)} somebody enters or leaves them.",
        )

    def notes(self) -> tuple[str, ...]:
        """What of the asker itself is missing beside its traits."""
        me = self.ranking.view.reference(self.ranking.row).name
        missing = [PARTS[at] for at, known in enumerate(self.mine_known) if not known and PARTS[at].trait is None]
        return tuple(
            f"“{part.title}” is unknown of everybody, because nothing of {me} stands in {listed(part.needs)}."
            for part in missing
        )


