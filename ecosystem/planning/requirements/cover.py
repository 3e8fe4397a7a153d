"""Which is the smallest set of partners that covers every must of an organisation?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ecosystem.answers import Exclusion, PartnerRef
from ecosystem.answers.requirements import CoverNeed, CoverPick, NearMiss, RequirementCover
from ecosystem.errors import InvalidParameter
from ecosystem.exclusions import proposable, stated_exclusions
from ecosystem.planning.requirements.coverage import Judge, asked_needs, check_enough
from ecosystem.planning.requirements.search import Rows, Search, Standing
from ecosystem.view import View
from scoring.covering.exact import Cover
from scoring.covering.greedy import joint_levels
from scoring.wording import count_of, listed, number, percent

GOALS: Final = ("musts", "all")
_MOST: Final = 100
_NEAR: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked for; partners are rows."""

    strategy: str | None = None
    goal: str = "musts"
    enough: float
    hopeful: bool = False
    new_only: bool = False
    most: int | None = None
    costs: Mapping[int, float]
    budget: float | None = None
    exclude: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        check_enough(self.enough)
        if self.goal not in GOALS:
            raise InvalidParameter(f"goal is {self.goal[:40]!r}; it can be {' or '.join(GOALS)}.")
        if self.most is not None and not 1 <= self.most <= _MOST:
            raise InvalidParameter(f"most is {self.most}; it can be 1 to {_MOST}.")
        if self.budget is not None and not 0 <= self.budget < float("inf"):
            raise InvalidParameter(f"budget is {self.budget}; it can be 0 or more.")
        for cost in self.costs.values():
            if not 0 <= cost < float("inf"):
                raise InvalidParameter(f"A cost is {cost}; it can be 0 or more.")


def cover(view: View, row: int, question: Question) -> RequirementCover:
    """The answer.

    Raises
    ------
    UnknownNode, InvalidParameter
    """
    judge = Judge(view, asked_needs(view, row, question.strategy), question.enough)
    standing = Standing.of(judge)
    today = {*view.partners_of(row).tolist(), *view.group_of(row)}
    already = [np.intersect1d(sure, sorted(today)) for sure in standing.sure]
    candidates, left_out = _candidates(view, row, question)
    usable = [np.union1d(sure, perhaps) if question.hopeful else sure
              for sure, perhaps in zip(standing.sure, standing.perhaps, strict=True)]
    open_ = [place for place in range(len(judge.needs)) if not (question.new_only and len(already[place]))]
    search = Search(judge, candidates, standing, usable, open_)
    found = search.run(everything=question.goal == "all", costs=question.costs, most=question.most,
                       budget=question.budget)
    return _answer(judge, row, question, standing, already, left_out, search, found)


def _candidates(view: View, row: int, question: Question) -> tuple[Rows, tuple[Exclusion, ...]]:
    """Everybody who may be picked, and who was left out and why."""
    return proposable(view, (
        ("own_group", view.group_of(row)), ("excluded_on_record", stated_exclusions(view, row)),
        ("listed", question.exclude),
        ("already_partner", view.partners_of(row).tolist() if question.new_only else ()),
    ))


# --- the answer ------------------------------------------------------------------------------------
def _answer(judge: Judge, row: int, question: Question, standing: Standing, already: Sequence[Rows],
            left_out: tuple[Exclusion, ...], search: Search, found: Cover) -> RequirementCover:
    view = judge.view
    picks = _picks(judge, search, found)
    by = {place: [pick for pick in picks if judge.needs[place].id in (*pick.covers, *pick.also)]
          for place in range(len(judge.needs))}
    needs = tuple(_need(judge, standing, place, [pick.partner for pick in by[place]], already[place])
                  for place in range(len(judge.needs)))
    nobody = tuple(need.need for need in needs if not need.candidates)
    covered = sum(need.share for need in needs if need.by or (question.new_only and need.already))
    low, high = _joint(picks, judge)
    gap = 0.0 if found.exact else _gap(found)
    return RequirementCover(
        view.reference(row), view.snapshot.as_of, view.snapshot.version, question.goal, question.enough,
        question.hopeful, question.new_only, question.most, question.budget, picks, needs, nobody,
        found.complete, found.exact, found.value, found.bound, gap, min(covered, 1.0), low, high,
        len(search.rows), left_out, _summary(view.reference(row).name, picks, needs, found, question),
    )


def _picks(judge: Judge, search: Search, found: Cover) -> tuple[CoverPick, ...]:
    before: set[int] = set()
    picks = []
    for rank, at in enumerate(found.rows, start=1):
        held, partner = search.held(at), int(search.rows[at])
        others = set().union(*(search.held(each) for each in found.rows if each != at))
        fresh, also = sorted(held - before), sorted(held & before)
        gain = sum(judge.shares[place] for place in fresh)
        told = [judge.one(place, partner) for place in fresh]
        name = judge.view.reference(partner).name
        picks.append(CoverPick(
            rank, judge.view.reference(partner), float(search.costs[at]), gain,
            tuple(judge.needs[place].id for place in fresh), tuple(judge.needs[place].id for place in also),
            tuple(judge.view.reference(each) for each in search.instead(at, others, found.rows)),
            f"{name} adds {listed([each.capability_name or each.capability for each in told])}: {percent(gain)} of "
            f"the weight" + (f", and covers {count_of(len(also), 'need', 'needs')} that others cover as well" if also
                             else "") + ".",
            tuple(told),
        ))
        before |= held
    return tuple(picks)


def _joint(picks: Sequence[CoverPick], judge: Judge) -> tuple[float, float]:
    """Lower and upper bound of what the set covers, as shares."""
    rows = [judge.view.row_of(pick.partner.id) for pick in picks]
    each = [judge.partner(row) for row in rows]
    ends = []
    for end in ("low", "high"):
        levels = np.array([[getattr(need, end) for need in one.needs] for one in each]).reshape(
            len(each), len(judge.needs))
        ends.append(min(1.0, float(joint_levels(levels) @ np.array(judge.shares))))
    return ends[0], ends[1]


def _need(judge: Judge, standing: Standing, place: int, by: Sequence[PartnerRef], already: Rows) -> CoverNeed:
    need, view = judge.needs[place], judge.view
    _, name = view.named_node("Capability", need.capability)
    sure, perhaps = standing.sure[place], standing.perhaps[place]
    near = () if len(sure) else tuple(_near(judge, standing, place))
    named = name or need.capability
    if len(sure):
        sentence = f"{count_of(len(sure), 'organisation covers', 'organisations cover')} {named} for certain."
    elif len(perhaps):
        holders = count_of(len(perhaps), "organisation has", "organisations have")
        sentence = f"Nobody covers {named} for certain; {holders} the capability, with standards that are unknown."
    elif near:
        sentence = f"Nobody covers {named}: whoever has something of it has too little, or fails a standard."
    else:
        sentence = f"Nobody covers {named}: nobody has it on record."
    return CoverNeed(
        need.id, need.capability, name, need.weight, judge.shares[place], need.must, tuple(by),
        tuple(view.reference(each) for each in already.tolist()), len(sure), len(perhaps), near, sentence,
    )


def _near(judge: Judge, standing: Standing, place: int) -> Iterable[NearMiss]:
    """Who may cover it and has the highest level; else who has the highest level of all."""
    rows, lows = standing.levels[place]
    keep = np.isin(rows, standing.perhaps[place]) if len(standing.perhaps[place]) else lows > 0
    order = np.lexsort((rows[keep], -lows[keep]))[:_NEAR]
    for partner in rows[keep][order].tolist():
        found = judge.one(place, partner)
        yield NearMiss(judge.view.reference(partner), found.low, found.high, found.sentence)


def _gap(found: Cover) -> float:
    larger = max(found.value, found.bound)
    return abs(found.value - found.bound) / larger if larger else 0.0


def _summary(asker: str, picks: Sequence[CoverPick], needs: Sequence[CoverNeed], found: Cover,
             question: Question) -> str:
    wanted = [need for need in needs if need.must or question.goal == "all"] or list(needs)
    what = "needs" if len(wanted) == len(needs) and not all(need.must for need in needs) else "musts"
    done = sum(bool(need.by) or bool(question.new_only and need.already) for need in wanted)
    if picks:
        names = listed([pick.partner.name for pick in picks])
        who = f"{names} {'covers' if len(picks) == 1 else 'cover'}"
    else:
        who = "Today's partners cover" if done else "Nobody covers"
    hope = ", if every standard of which nothing is known turns out to be met" if question.hopeful else ""
    best = ("no smaller or cheaper set does" if found.complete else "no set within the limits covers more") if (
        found.exact) else f"how much better a set could be is bounded by {number(found.bound)}"
    proof = f"; {best}" if picks else ""
    missing = [need.capability_name or need.capability for need in wanted
               if not need.by and not (question.new_only and need.already)]
    open_ = f" Not covered: {listed(missing)}." if missing else ""
    return f"{who} {done} of {len(wanted)} {what} of {asker}{hope}{proof}.{open_}"


def costs_in(given: Iterable[str]) -> dict[str, float]:
    """Costs written as ``PARTNER=NUMBER``; an id or a name may hold ``=`` itself.

    Raises
    ------
    InvalidParameter

    Examples
    --------
    >>> costs_in(["b-tech=2.5", "a=b=1"])
    {'b-tech': 2.5, 'a=b': 1.0}
    """
    found = {}
    for text in given:
        partner, _, cost = text.rpartition("=")
        try:
            found[partner] = float(cost)
        except ValueError:
            partner = ""
        if not partner.strip():
            raise InvalidParameter(f"cost is {text[:60]!r}; write PARTNER=NUMBER, as in b-tech=2.5.")
    return found
