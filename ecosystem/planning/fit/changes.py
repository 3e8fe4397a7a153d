"""What would have to be otherwise for an organisation to fit well enough, as facts and not as numbers?

Only what two organisations can agree on or invest in is changed, and what is not on record may turn
out to be so; an industry, an age, a history stay as they are. All of it is "in this model": nobody
has shown that a partnership gets better by it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ecosystem.answers.fit import FitChange, FitChanges
from ecosystem.errors import InvalidParameter
from ecosystem.planning.fit.ranking import Ranking
from scoring.complements.tempo import horizon_matches, rhythm_matches
from scoring.fit.counterfactual import cheapest_rises
from scoring.fit.facts import wished_overlap
from scoring.fit.parts import ALIKE, NAMES, PARTS, culture_match
from scoring.fit.words import SAID, UNITS
from scoring.wording import listed, name_of, number, possessive

Floats = NDArray[np.float64]

TOP: Final = 10
ABOUT: Final = (
    "In this model: the least that would have to be otherwise for the number to be reached. "
    "It is not a forecast, and no cause is claimed."
)
_MARGIN: Final = 1e-9
_ROUNDS: Final = 6
_WORDS: Final = {
    "decision_style": (("centralised", 0.0), ("consultative", 0.5), ("democratic", 1.0)),
    "risk_appetite": (("cautious", 0.0), ("balanced", 0.5), ("aggressive", 1.0)),
}


@dataclass(frozen=True, slots=True)
class Goal:
    """A fit to be reached, or a place: the first ``top``. Neither: the next better one of 10 and 1."""

    target: float | None = None
    top: int | None = None

    def __post_init__(self) -> None:
        if self.target is not None and self.top is not None:
            raise InvalidParameter("Give target or top, not both.")
        if self.target is not None and not 0 <= self.target <= 1:
            raise InvalidParameter(f"target is {self.target}; a fit can be 0 to 1.")
        if self.top is not None and self.top < 1:
            raise InvalidParameter(f"top is {self.top}; it can be 1 or more.")

    def at(self, ranking: Ranking, other: int) -> tuple[str, float | None]:
        """What it is called, and the score that it takes (None: there is nothing to be reached)."""
        if self.target is not None:
            return f"a fit of {number(self.target)}", self.target
        rank = ranking.rank_of(other)
        top = self.top or (TOP if rank is None or rank > TOP else 1)
        if rank is not None and rank <= top:
            return f"a place among the first {top}" if top > 1 else "the first place", None
        rivals = np.delete(ranking.scores, [] if rank is None else [rank - 1])
        goal = f"a place among the first {top}" if top > 1 else "the first place"
        return goal, min(float(rivals[top - 1]) + _MARGIN, 1.0) if top <= len(rivals) else None


class _Made(NamedTuple):
    """One part that is otherwise: to what, in words and in rows; the overlap that follows, if it moves."""

    part: int
    after: float
    sentence: str
    rows: tuple[dict[str, object], ...]
    most: float | None = None  # the upper bound that is left, where that is not ``after``
    overlap: float | None = None


def changes_of(ranking: Ranking, other: int, goal: Goal) -> FitChanges:
    """The least changes with which ``other`` reaches the goal; says so where nothing does.

    Raises
    ------
    InvalidParameter
    """
    named, target = goal.at(ranking, other)
    changing = _Changing(ranking, other)
    score = changing.score((changing.base, ranking.table.high[other]))
    if target is None or score >= target:
        return FitChanges(named, target, score, True, score, (), (), ABOUT)
    alone = [found for part in changing.allowed if (found := changing.reach([part], target)).reached]
    together = changing.reach(changing.allowed, target)
    if alone:
        best = max(alone, key=lambda found: found.score)
        return FitChanges(named, target, score, True, best.score, tuple(each.changes[0] for each in alone), (), ABOUT)
    return FitChanges(named, target, score, together.reached, together.score, (), together.changes, ABOUT)


class _Reached(NamedTuple):
    changes: tuple[FitChange, ...]
    score: float
    reached: bool


class _Changing:
    """The parts of one pair, and what can be done about each."""

    def __init__(self, ranking: Ranking, other: int) -> None:
        self.ranking, self.other = ranking, other
        self.table, self.facts = ranking.table, ranking.scorer.facts_
        self.base = self.table.low[other].copy()
        self.most = np.ones(len(PARTS))
        coverage = NAMES.index("need_coverage")
        self.most[coverage] = self.table.high[other, coverage]
        self.allowed = [at for at in range(len(PARTS)) if self._is_allowed(at) and self.most[at] > self.base[at]]

    def _is_allowed(self, at: int) -> bool:
        part = PARTS[at]
        if part.name == "need_coverage":
            return bool(self.facts.needs_of(self.ranking.row, self.ranking.asked.need))
        unknown = self.table.known[self.other, at] == 0
        return (part.actionable or unknown) and part.trait is not None and self._mine(part.trait) is not None

    def _mine(self, trait: str) -> float | str | None:
        return self._of(trait, self.ranking.row)

    def _of(self, trait: str, who: int) -> float | str | None:
        if trait == "culture":
            return self.facts.cultures[who]
        column = {"strategy_horizon_years": self.facts.horizon, "rd_cycle_months": self.facts.cycle}.get(trait)
        value = float((self.facts.ordinals[trait] if column is None else column)[who])
        return None if math.isnan(value) else value

    def score(self, bounds: tuple[Floats, Floats]) -> float:
        return float(self._scores(*(each[None, :] for each in bounds))[0])

    def scores(self, rows: Floats) -> Floats:
        """Of parts as they would be: what is changed or found out is then no more than it is."""
        return self._scores(rows, np.where(rows != self.base, rows, self.table.high[self.other]))

    def _scores(self, low: Floats, high: Floats) -> Floats:
        below: Floats = self.table.fit(low)
        if self.ranking.asked.order == "low":
            return below
        return (below + self.table.fit(np.maximum(high, low))) / 2

    def reach(self, allowed: Sequence[int], target: float) -> _Reached:
        """Changes that reach the target, or the best that can be done."""
        start = self.base.copy()
        overlap = NAMES.index("overlap")
        made: list[_Made] = []
        after = start, self.table.high[self.other]
        for _ in range(_ROUNDS):
            found = cheapest_rises(self.scores, start, allowed, min(target + _MARGIN, 1.0), most=self.most)
            made = [self._make(each.feature, each.after) for each in found.rises]
            after = self._with(made)
            if self.score(after) >= target or after[0][overlap] == start[overlap]:
                break
            # A capability that is added changes what the portfolios have in common, too.
            start = self.base.copy()
            start[overlap] = after[0][overlap]
        return _Reached(self._told(made), self.score(after), self.score(after) >= target)

    def _with(self, made: Sequence[_Made]) -> tuple[Floats, Floats]:
        """Both bounds of every part after some changes."""
        low, high = self.base.copy(), self.table.high[self.other].copy()
        for each in made:
            low[each.part] = each.after
            high[each.part] = each.after if each.most is None else each.most
            if each.overlap is not None:
                low[NAMES.index("overlap")] = high[NAMES.index("overlap")] = each.overlap
        return low, high

    def _told(self, made: Sequence[_Made]) -> tuple[FitChange, ...]:
        found = []
        for at, each in enumerate(made):
            part = PARTS[each.part]
            gain = self.score(self._with(made[: at + 1])) - self.score(self._with(made[:at]))
            found.append(FitChange(
                part.name, part.title, part.title_zh, self._kind(each.part), float(self.base[each.part]), each.after,
                gain, each.sentence, each.rows,
            ))
        return tuple(found)

    def _kind(self, part: int) -> str:
        return "change" if self.table.known[self.other, part] >= 1 - _MARGIN else "find_out"

    # --- from a number to a fact -------------------------------------------------------------------
    def _make(self, part: int, value: float) -> _Made:
        trait = PARTS[part].trait
        if trait is None:
            return self._make_capable(part, value)
        if trait in _WORDS:
            return self._make_word(part, trait, value)
        if trait == "culture":
            return self._make_culture(part, value)
        return self._make_number(part, trait, value)

    def _make_number(self, part: int, trait: str, value: float) -> _Made:
        mine, theirs = self._mine(trait), self._of(trait, self.other)
        assert isinstance(mine, float) and not isinstance(theirs, str)
        apart = 1.0 / max(value, 1e-6) if trait == "strategy_horizon_years" else 2.0 ** (3.0 * (1.0 - value))
        if theirs is not None and theirs > mine:
            new = max(math.floor(mine * apart * 100) / 100, mine)
        else:
            new = min(math.ceil(mine / apart * 100) / 100, mine)
        match = horizon_matches if trait == "strategy_horizon_years" else rhythm_matches
        after = float(match(mine, np.array([new]))[0])
        return self._made(part, trait, f"{new:g}", after)

    def _make_word(self, part: int, trait: str, value: float) -> _Made:
        mine, theirs = self._mine(trait), self._of(trait, self.other)
        assert isinstance(mine, float) and not isinstance(theirs, str)
        fitting = [(word, place) for word, place in _WORDS[trait] if 1.0 - abs(place - mine) >= value - _MARGIN]
        # The nearest to what it is; where that is unknown, the one that asks least.
        word, place = min(fitting, key=lambda each: (
            abs(each[1] - theirs) if theirs is not None else -abs(each[1] - mine)))
        return self._made(part, trait, word, 1.0 - abs(place - mine))

    def _make_culture(self, part: int, value: float) -> _Made:
        mine = self._mine("culture")
        assert isinstance(mine, str)
        kinds = sorted({kind for pair in ALIKE for kind in pair} | {mine})
        fitting = [(culture_match(mine, kind), kind) for kind in kinds if culture_match(mine, kind) >= value - _MARGIN]
        after, kind = min(fitting)
        return self._made(part, "culture", kind, after)

    def _made(self, part: int, trait: str, value: str, after: float) -> _Made:
        them = self.ranking.view.reference(self.other)
        unit = UNITS.get(trait)
        shown = f"{value} {unit}" if unit else value
        if self._kind(part) == "find_out":
            sentence = f"The {SAID[trait]} of {them.name}, which is not on record, would turn out to be {shown}."
        else:
            rows = self.facts.traits.stated(trait)
            said = self.facts.traits.text(int(rows[self.other]))
            sentence = f"{possessive(them.name)} {SAID[trait]} would be {shown} instead of {said}."
        row: dict[str, object] = {"partner_id": them.id, "measure": trait, "value": value}
        if unit:
            row["unit"] = unit
        return _Made(part, after, sentence, ({"table": "traits", **row},))

    def _make_capable(self, part: int, value: float) -> _Made:
        """Needed capabilities of which nothing is on record, the weightiest first, until that much is covered."""
        view, facts = self.ranking.view, self.facts
        needs = facts.needs_of(self.ranking.row, self.ranking.asked.need)
        levels = facts.needs.levels_
        assert levels is not None
        total = sum(need.weight for need in needs)
        told = list(zip(needs, levels.of_one(self.other, [need.capability for need in needs]), strict=True))
        covered = sum(need.weight / total * level.low for need, level in told)
        capabilities, them = view.snapshot.nodes["Capability"], view.reference(self.other)
        added: dict[int, float] = {}
        words = []
        open_needs = [(need, level) for need, level in told if not level.direct]
        for need, level in sorted(open_needs, key=lambda pair: (-pair[0].weight, pair[0].row)):
            missing, share = value - covered, need.weight / total
            if missing <= _MARGIN:
                break
            # float32 is what weights are kept in; rounded up, so that it is enough.
            reach = min(math.ceil((level.low + missing / share) * 1e4) / 1e4, 1.0)
            added[need.capability] = reach
            covered += share * (reach - level.low)
            words.append(f"{name_of(capabilities, need.capability)} to {number(reach)}")
        rows = tuple({"table": "partner_capabilities", "partner_id": them.id, "capability_id": capabilities.ids[each],
                      "weight": weight} for each, weight in added.items())
        sentence = f"{them.name} would have, or turn out to have: {listed(words)}." if words else "Nothing is missing."
        most = sum(need.weight / total * (added.get(need.capability, 1.0) if not level.direct else level.low)
                   for need, level in told)
        return _Made(part, min(covered, 1.0), sentence, rows, min(most, 1.0), self._overlap_with(added))

    def _overlap_with(self, added: dict[int, float]) -> float:
        """What the common ground would be worth if the other one had these capabilities as well."""
        index = self.facts.overlap.postings_
        assert index is not None
        mine, theirs = (dict(zip(*(each.tolist() for each in index.of(row)), strict=True))
                        for row in (self.ranking.row, self.other))
        theirs |= added
        if not mine or not theirs:
            return float(self.base[NAMES.index("overlap")])
        my_total, their_total = sum(mine.values()), sum(theirs.values())
        both = sorted(mine.keys() & theirs.keys())
        same = sum(min(mine[each] / my_total, theirs[each] / their_total) for each in both)
        return float(wished_overlap(np.array([same]), self.ranking.asked.wish)[0])
