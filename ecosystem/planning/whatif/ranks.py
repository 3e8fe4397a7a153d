"""Who becomes a better or a worse candidate through a change?"""

from __future__ import annotations

import numpy as np

from ecosystem.answers.whatif import Move
from ecosystem.candidates import Question, Ranking, ranked
from ecosystem.evidence import evidence_parts
from ecosystem.view import View
from scoring.topk import top_rows
from scoring.whatif.changes import Applied


def moves(before: View, after: View, done: Applied, partner: str, scorer: str, limit: int) -> tuple[Move, ...]:
    """The first ``limit`` candidates before and after, each once, in the later order; then who is gone."""
    asked = Question(partner=partner, scorer=scorer, limit=limit)
    was, will = ranked(before, asked), ranked(after, asked)
    old, new = _first(was, limit), _first(will, limit)
    place = done.rows("Partner", before.snapshot.partner_count)
    back = np.full(after.snapshot.partner_count, -1)
    back[place[place >= 0]] = np.flatnonzero(place >= 0)
    found = [_move(before, after, was, will, limit, old=int(back[row]), new=row) for row in new]
    gone = [row for row in old if done.row("Partner", row) not in new]
    return (*found, *(_move(before, after, was, will, limit, old=row, new=done.row("Partner", row)) for row in gone))


def _first(ranking: Ranking, limit: int) -> list[int]:
    rows: list[int] = top_rows(ranking.scores, ranking.allowed, limit).tolist()
    return rows


def _move(before: View, after: View, was: Ranking, will: Ranking, limit: int, *, old: int, new: int) -> Move:
    ranks = _rank(was, old), _rank(will, new)
    return Move(
        partner=after.reference(new) if new >= 0 else before.reference(old),
        state=_state(before, after, (was, old, ranks[0]), (will, new, ranks[1]), limit),
        rank_before=ranks[0], rank_after=ranks[1], score_before=_score(was, old), score_after=_score(will, new),
        evidence=(evidence_parts(after, will.scorer.explain(will.row, new).parts) if new >= 0
                  else evidence_parts(before, was.scorer.explain(was.row, old).parts)),
    )


def _rank(ranking: Ranking, row: int) -> int | None:
    """The place among all candidates, from 1; ties by row. None for who is none."""
    if row < 0 or not ranking.allowed[row]:
        return None
    scores, score = ranking.scores, ranking.scores[row]
    with np.errstate(invalid="ignore"):
        better = ranking.allowed & (scores > score)
        level = ranking.allowed[:row] & (scores[:row] == score)
    return int(np.count_nonzero(better) + np.count_nonzero(level)) + 1


def _score(ranking: Ranking, row: int) -> float | None:
    score = float(ranking.scores[row]) if row >= 0 else np.nan
    return None if np.isnan(score) else score


def _state(before: View, after: View, was: tuple[Ranking, int, int | None], will: tuple[Ranking, int, int | None],
           limit: int) -> str:
    (first, old, old_rank), (second, new, new_rank) = was, will
    if new < 0 or old < 0:
        return "removed" if new < 0 else "added"
    if new_rank is None:
        return "now_partner" if np.isin(new, after.partners_of(second.row)) else "no_candidate_any_more"
    if old_rank is None:
        return "no_partner_any_more" if np.isin(old, before.partners_of(first.row)) else "new_candidate"
    if (old_rank <= limit) != (new_rank <= limit):
        return "enters" if new_rank <= limit else "leaves"
    return "same" if old_rank == new_rank else "up" if new_rank < old_rank else "down"
