from __future__ import annotations

import numpy as np
import pytest

from scoring.evaluation.temporal import ALWAYS, NEVER, Memberships, pairs_begun, pairs_of


def members(*rows: tuple[int, int, int, int, int]) -> Memberships:
    """(partnership, partner, begun, ended, known) per membership."""
    table = np.array(sorted(rows), dtype=np.int64).reshape(-1, 5)
    return Memberships(*table.T, partners=6)  # type: ignore[call-arg, misc]


def pairs(matrix: object) -> list[tuple[int, int]]:
    one, other = matrix.nonzero()  # type: ignore[attr-defined]
    return [(a, b) for a, b in zip(one.tolist(), other.tolist(), strict=True) if a < b]


EXAMPLE = members(
    (0, 0, 10, 20, ALWAYS), (0, 1, 10, 20, ALWAYS),          # over on day 21
    (1, 0, 15, NEVER, 40), (1, 2, 15, NEVER, 40),             # on record from day 40 on
    (2, 3, 10, NEVER, ALWAYS), (2, 4, 30, NEVER, ALWAYS),     # the second joins later
    (3, 4, ALWAYS, NEVER, ALWAYS), (3, 5, ALWAYS, NEVER, ALWAYS),
)


@pytest.mark.parametrize(("day", "remembering", "expected"), [
    (9, False, [(4, 5)]), (12, False, [(0, 1), (4, 5)]), (25, False, [(4, 5)]),
    (25, True, [(0, 1), (4, 5)]), (35, False, [(3, 4), (4, 5)]), (45, False, [(0, 2), (3, 4), (4, 5)]),
])
def test_pairs_on_a_day_are_those_begun_known_and_not_ended(day: int, remembering: bool,
                                                            expected: list[tuple[int, int]]) -> None:
    assert pairs(pairs_of(EXAMPLE, EXAMPLE.standing(day, remembering=remembering))) == expected


@pytest.mark.parametrize(("after", "until", "expected"), [
    (9, 12, [(0, 1)]), (12, 25, [(0, 2)]), (10, 30, [(0, 2), (3, 4)]), (30, 99, []), (0, 9, []),
])
def test_what_a_window_brings_counts_from_the_day_it_began_and_not_from_when_it_was_known(
        after: int, until: int, expected: list[tuple[int, int]]) -> None:
    assert pairs(pairs_begun(EXAMPLE, after=after, until=until)) == expected


def test_two_who_were_never_there_together_are_no_pair() -> None:
    relay = members((0, 0, 5, 9, ALWAYS), (0, 1, 10, NEVER, ALWAYS))
    assert pairs(pairs_of(relay, relay.standing(20, remembering=True))) == []
    assert pairs(pairs_begun(relay, after=1, until=20)) == []


def test_partnerships_with_more_members_than_wanted_are_left_out_whole() -> None:
    crowd = members(*((0, each, 5, NEVER, ALWAYS) for each in range(4)), (1, 4, 5, NEVER, ALWAYS),
                    (1, 5, 5, NEVER, ALWAYS))
    assert pairs(pairs_begun(crowd, after=1, until=9, most_members=3)) == [(4, 5)]
    chosen = crowd.within(crowd.standing(9, remembering=False), 3)
    assert pairs(pairs_of(crowd, chosen)) == [(4, 5)]


def test_a_member_who_joins_after_the_day_does_not_make_a_partnership_too_large() -> None:
    growing = members((0, 0, 5, NEVER, ALWAYS), (0, 1, 5, NEVER, ALWAYS), (0, 2, 50, NEVER, ALWAYS))
    chosen = growing.within(growing.standing(9, remembering=False), 2)
    assert pairs(pairs_of(growing, chosen)) == [(0, 1)]


def test_two_records_of_one_partner_are_not_a_pair() -> None:
    same = members((0, 3, 5, NEVER, ALWAYS), (0, 3, 5, NEVER, ALWAYS))
    assert pairs(pairs_begun(same, after=1, until=9)) == []


def test_nothing_on_record_gives_no_pairs() -> None:
    assert pairs_begun(members(), after=0, until=9).nnz == 0
