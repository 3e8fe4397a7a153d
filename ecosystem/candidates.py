"""Who is not yet a partner and would be a good one: ranked, explained, with who was left out and why."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ecosystem.answers import Candidate, Candidates, Exclusion
from ecosystem.errors import InvalidCursor, InvalidParameter
from ecosystem.evidence import evidence_parts
from ecosystem.exclusions import RIVAL, VETO, stated_exclusions
from ecosystem.sides import MINE, SIDES, explain_side, sides_of
from ecosystem.view import View
from scoring.base import PartnerScorer
from scoring.consolidation import ENTITY
from scoring.snapshot import Categories
from scoring.topk import top_rows

MOST = 1_000
"""The longest page of candidates."""

_NAMED = 5  # how many of those left out are named
_FEW = 1_000  # left out by name: so many more can be ranked for less than a mask of everybody costs
_BY_ROW = ("already_partner", "own_group", "rival", "veto", "listed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked about candidates; two equal questions to one snapshot have one answer."""

    partner: str
    scorer: str = "blend"
    side: str = MINE
    level: str = ENTITY
    limit: int = 10
    need: str | None = None
    exclude: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    industry: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    capability: tuple[str, ...] = ()
    min_support: float = 0.0
    cursor: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MOST:
            raise InvalidParameter(f"limit is {self.limit}; it can be 1 to {MOST}.")
        if not 0 <= self.min_support < float("inf"):
            raise InvalidParameter(f"min_support is {self.min_support}; it can be 0 or more.")
        if self.side not in SIDES:
            raise InvalidParameter(f"side is {self.side[:40]!r}; it can be mine, theirs or smaller.")
        if self.need is not None and self.side != MINE:
            raise InvalidParameter("One need is asked for from one side: with need, side can only be mine.")


class Ranking(NamedTuple):
    """Everybody's score for one asking partner; ``allowed`` are those that may be proposed."""

    row: int
    scorer: PartnerScorer
    scores: NDArray[np.float64]
    allowed: NDArray[np.bool_]
    excluded: tuple[Exclusion, ...]
    asked: int | None = None  # of how many their side was asked; None: of everybody, or of nobody


def candidates(view: View, question: Question) -> Candidates:
    """The best organisations that are not partners of ``question.partner`` at the snapshot's day.

    Raises
    ------
    UnknownPartner, AmbiguousName, UnknownNode, InvalidParameter, InvalidCursor
    """
    view = view.consolidated(question.level)
    row, scorer, scores, allowed, excluded, asked = ranked(view, question)
    start = _offset(view, question, row)
    stop = start + question.limit
    best = _best(question, scores, allowed, excluded, stop)
    total = _count(allowed)
    return Candidates(
        partner=view.reference(row),
        as_of=view.snapshot.as_of,
        snapshot=view.version,
        scorer=question.scorer if question.need is None else scorer.name,
        need=question.need,
        items=tuple(
            _candidate(view, scorer, (row, int(other)), question.side, rank)
            for rank, other in enumerate(best[start:stop], start=start + 1)
        ),
        total=total,
        excluded=excluded,
        next=f"{stop}.{_seal(view, question, row)}" if stop < total else None,
        side=question.side,
        asked=asked,
        level=question.level,
    )


def ranked(view: View, question: Question) -> Ranking:
    """Everybody's score, and who may be proposed: what the list of candidates is cut from.

    Rows are those of ``view``; whoever asks at a level gives the view of that level.
    """
    row = view.row_of(question.partner)
    scorer = _scorer(view, question, row)
    left_out, allowed = left_out_of(view, question, row)
    sides = sides_of(view, scorer, row, question.side, allowed)
    scores = sides.ranked
    excluded, allowed = _with_scores(left_out, allowed, scores, sides.outside(len(scores)))
    return Ranking(row, scorer, scores, allowed, excluded, None if sides.asked is None else len(sides.asked))


def _scorer(view: View, question: Question, row: int) -> PartnerScorer:
    if question.need is None:
        return view.scorer(question.scorer)
    need = view.node_row("Need", question.need)
    strategies, owners = view.layer("needs.strategy_id"), view.layer("strategies.partner_id")
    whose = (
        [] if strategies is None or owners is None
        else [int(owner) for each in strategies.neighbours(need) for owner in owners.neighbours(int(each))]
    )
    if row not in whose:
        named = ", ".join(view.reference(owner).name for owner in whose) or "nobody"
        raise InvalidParameter(
            f"The need {question.need!r} belongs to {named}, not to {view.reference(row).name}."
        )
    return view.scorer("need_coverage", need=question.need)


def _candidate(view: View, scorer: PartnerScorer, pair: tuple[int, int], side: str, rank: int) -> Candidate:
    row, other = pair
    told = explain_side(scorer, row, other, side)
    why = told.why
    return Candidate(
        rank=rank, partner=view.reference(other), score=why.score, low=why.low, high=why.high,
        coverage=why.coverage, support=why.support, flags=told.flags,
        evidence=evidence_parts(view, why.parts), mine=told.mine, theirs=told.theirs,
    )


def _best(question: Question, scores: NDArray[np.float64], allowed: NDArray[np.bool_],
          excluded: tuple[Exclusion, ...], count: int) -> NDArray[np.int64]:
    """The first rows that are allowed."""
    few = 1 + sum(each.count for each in excluded if each.reason in _BY_ROW)
    if few > _FEW or _filters(question):
        return top_rows(scores, allowed, count)
    # All others that are not allowed score 0 or nothing: it is cheaper to rank a few too many.
    best = top_rows(scores, None, count + few)
    return best[allowed[best]][:count]


def left_out_of(view: View, question: Question, row: int) -> tuple[list[Exclusion], NDArray[np.bool_]]:
    """Who is left out whatever the score, by the first reason that applies, and the mask of the others."""
    allowed = np.ones(view.snapshot.partner_count, dtype=bool)
    allowed[row] = False
    stated = stated_exclusions(view, row)
    found = []
    for reason, rows in zip(_BY_ROW, (
        view.partners_of(row).tolist(), view.group_of(row),
        [*map(view.row_of, question.rivals), *(each for each, note in stated.items() if note.kind == RIVAL)],
        [each for each, note in stated.items() if note.kind == VETO], map(view.row_of, question.exclude),
    ), strict=True):
        named = np.unique(np.fromiter(rows, dtype=np.int64))
        named = named[allowed[named]]
        allowed[named] = False
        if len(named):
            first: list[int] = named[:_NAMED].tolist()
            notes = tuple(stated[each] for each in named.tolist() if each in stated and reason == stated[each].kind)
            found.append(Exclusion(reason, len(named), tuple(view.reference(each) for each in first), notes))
    if _filters(question):
        allowed, before = allowed & _filter_mask(view, question), allowed
        if count := _count(before) - _count(allowed):
            found.append(Exclusion("filtered", count, ()))
    return found, allowed


def _with_scores(found: list[Exclusion], allowed: NDArray[np.bool_], scores: NDArray[np.float64],
                 outside: NDArray[np.bool_]) -> tuple[tuple[Exclusion, ...], NDArray[np.bool_]]:
    """The same, with those whose side was not asked, of whom nothing is known, or in whose favour nothing is."""
    allowed, before = allowed & ~outside, allowed
    not_asked = _count(before) - _count(allowed)
    undefined = _count(allowed & np.isnan(scores))
    allowed, before = allowed & (scores > 0.0), allowed
    nothing = _count(before) - _count(allowed) - undefined
    more = [Exclusion(reason, count, ()) for reason, count in
            (("not_asked", not_asked), ("undefined", undefined), ("nothing_in_favour", nothing)) if count]
    return (*found, *more), allowed


def _count(mask: NDArray[np.bool_]) -> int:
    return int(np.count_nonzero(mask))


def _filters(question: Question) -> bool:
    return bool(question.country or question.kind or question.industry or question.capability
                or question.min_support > 0)


def _filter_mask(view: View, question: Question) -> NDArray[np.bool_]:
    mask = np.ones(view.snapshot.partner_count, dtype=bool)
    for name in ("country", "kind"):
        wanted: Sequence[str] = getattr(question, name)
        column = view.snapshot.partners.columns.get(name)
        if wanted:
            mask &= _any_of(column, wanted, len(mask))
    for label, layer, ids in (
        ("Industry", "partner_industries", question.industry),
        ("Capability", "profile", question.capability),
    ):
        if ids:
            mask &= _tied_to(view, label, layer, ids)
    if question.min_support > 0:
        profile = view.layer("profile")
        size = np.zeros(len(mask)) if profile is None else np.asarray(profile.matrix().sum(axis=1)).ravel()
        mask &= size >= question.min_support
    return mask


def _any_of(column: object, wanted: Sequence[str], count: int) -> NDArray[np.bool_]:
    mask = np.zeros(count, dtype=bool)
    if isinstance(column, Categories):
        for value in wanted:
            mask |= column.mask(value)
    return mask


def _tied_to(view: View, label: str, layer_name: str, ids: Sequence[str]) -> NDArray[np.bool_]:
    rows = [view.node_row(label, each) for each in ids]
    mask = np.zeros(view.snapshot.partner_count, dtype=bool)
    layer = view.layer(layer_name)
    if layer is not None:
        hits = np.isin(layer.indices, rows)
        owners = np.repeat(np.arange(len(mask)), np.diff(layer.indptr))
        mask[owners[hits]] = True
    return mask


def _seal(view: View, question: Question, row: int) -> str:
    """Ties a cursor to its question and to the state of the graph it was asked of."""
    asked = [
        (each.name, getattr(question, each.name))
        for each in fields(question)
        if each.name not in {"cursor", "limit", "partner"}
    ]
    text = repr((view.snapshot.version, row, asked))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _offset(view: View, question: Question, row: int) -> int:
    if question.cursor is None:
        return 0
    offset, _, seal = question.cursor.partition(".")
    if not (offset.isascii() and offset.isdigit() and len(offset) < 10) or seal != _seal(view, question, row):
        raise InvalidCursor(
            "This cursor belongs to another question or to an earlier state of the graph; "
            "ask again without a cursor."
        )
    return int(offset)
