"""What does an answer about changes come down to, in a few sentences?

Names are somebody else's text and stand in the sentences as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ecosystem.answers.whatif import CoverChange, Move, WhatIfAnswer
from scoring.wording import count_of, listed, number, percent

_NAMED = 3


def sentences(answer: WhatIfAnswer) -> WhatIfAnswer:
    """The same answer, told."""
    told = (*_capabilities(answer), *_needs(answer), *_coverage(answer), *_supplies(answer), *_substitutes(answer),
            *_structure(answer), *_ranks(answer))
    return replace(answer, sentences=told)


def _names(names: Sequence[str], total: int) -> str:
    """
    >>> _names(["a", "b", "c"], 5), _names(["a"], 1)
    ('a, b, c and 2 others', 'a')
    """
    shown = list(names[:_NAMED])
    rest = total - len(shown)
    return listed([*shown, count_of(rest, "other", "others")] if rest else shown)


def _capabilities(answer: WhatIfAnswer) -> Iterator[str]:
    if not answer.capabilities_total:
        yield "No capability gains or loses a holder."
        return
    yield f"{count_of(answer.capabilities_total, 'capability has', 'capabilities have')} other holders than before."
    bare = [each.capability.name for each in answer.capabilities if each.holders_after == 0 < each.holders_before]
    if answer.without_holder:
        yield f"Nobody is left who has {_names(bare, answer.without_holder)}."
    rising = [each for each in answer.capabilities
              if each.hhi_before is not None and each.hhi_after is not None and each.hhi_after > each.hhi_before]
    if rising:
        most = max(rising, key=lambda each: (each.hhi_after or 0) - (each.hhi_before or 0))
        yield (f"{most.capability.name} becomes most concentrated: {count_of(most.holders_after, 'holder', 'holders')} "
               f"instead of {most.holders_before:,}, HHI {number(most.hhi_after or 0)} "
               f"instead of {number(most.hhi_before or 0)}.")


def _needs(answer: WhatIfAnswer) -> Iterator[str]:
    if answer.needs_without_holder:
        bare = [f"{need.capability.name} ({need.owner.name})" for need in answer.needs
                if need.holders_after == 0 < need.holders_before]
        count = count_of(answer.needs_without_holder, "need loses its only holder", "needs lose their only holder")
        yield f"{count}: {_names(bare, answer.needs_without_holder)}."
    elif answer.needs_total:
        yield (f"{count_of(answer.needs_total, 'need has', 'needs have')} other possible suppliers than before; "
               "none is left without any.")
    else:
        yield "No need on record is affected."


def _coverage(answer: WhatIfAnswer) -> Iterator[str]:
    cover, asker = answer.coverage, answer.partner
    if cover is None or asker is None:
        return
    if cover.reason is not None or cover.by_partners_before is None:
        yield f"No needs of {asker.name} are on record."
        return
    yield f"The partners of {asker.name} {_changed(cover)}."
    opened = (cover.open_musts_after or 0) - (cover.open_musts_before or 0)
    if opened > 0:
        yield f"{count_of(opened, 'must is', 'musts are')} no longer met by any partner."


def _changed(cover: CoverChange) -> str:
    was, will = cover.by_partners_before or 0.0, cover.by_partners_after or 0.0
    best = f"the best of all would meet {percent(cover.by_anybody_after or 0.0)}"
    if was == will:
        return f"meet {percent(was)} of its needs, as before; {best}"
    return f"would meet {percent(will)} of its needs instead of {percent(was)}; {best}"


def _supplies(answer: WhatIfAnswer) -> Iterator[str]:
    if not answer.supplies_total:
        return
    bare = answer.supplies_without_supplier
    if bare:
        lost = [f"{each.capability.name} ({each.buyer.name})" for each in answer.supplies if not each.suppliers_after]
        count = count_of(bare, "thing that is bought has", "things that are bought have")
        yield f"{count} no other supplier on record: {_names(lost, bare)}."
    else:
        yield (f"{count_of(answer.supplies_total, 'thing that is bought loses', 'things that are bought lose')} "
               "a supplier; others on record deliver each of them.")


def _substitutes(answer: WhatIfAnswer) -> Iterator[str]:
    if answer.substitutes:
        best = answer.substitutes[0]
        tied = {True: ", already a partner,", False: "", None: ""}[best.is_partner]
        yield (f"{best.partner.name}{tied} has most of what is lost: {percent(best.coverage)} of it"
               + (f", without {count_of(best.lacks, 'capability', 'capabilities')}." if best.lacks else "."))


def _structure(answer: WhatIfAnswer) -> Iterator[str]:
    found = answer.structure
    if found.cut_off_total:
        yield (f"{count_of(found.cut_off_total, 'organisation is', 'organisations are')} cut off from the largest "
               f"part of the network: {_names([each.name for each in found.cut_off], found.cut_off_total)}.")
    elif found.before.ties == found.after.ties:
        yield "The network of partnerships stays as it is."
    elif found.after.ties < found.before.ties:
        yield "Nobody is cut off from the largest part of the network."
    if found.new_articulation_points:
        gravest = found.new_articulation_points[0]
        more = found.new_articulation_points_total - 1
        also = f"; {count_of(more, 'more such point is', 'more such points are')} new" if more else ""
        yield (f"{gravest.partner.name} becomes a point on which the network hangs: without it "
               f"{count_of(gravest.cuts_off, 'organisation', 'organisations')} would be cut off{also}.")


def _ranks(answer: WhatIfAnswer) -> Iterator[str]:
    if answer.partner is None:
        return
    if not answer.candidates:
        yield f"{answer.partner.name} has no candidates by {answer.scorer}, before or after."
        return
    entering = [move for move in answer.candidates if move.state in _COMING]
    leaving = [move for move in answer.candidates if move.state in _GOING]
    if not entering and not leaving:
        moved = sum(move.state in ("up", "down") for move in answer.candidates)
        yield (f"The first candidates of {answer.partner.name} stay the same"
               + (f"; {moved} of them change places." if moved else ", in the same order."))
        return
    parts = [f"{_names([_placed(move) for move in moved], len(moved))} {verb[len(moved) > 1]}"
             for moved, verb in ((entering, ("enters", "enter")), (leaving, ("leaves", "leave"))) if moved]
    yield f"Among the first candidates of {answer.partner.name}, {' and '.join(parts)}."


_COMING = ("enters", "added", "new_candidate", "no_partner_any_more")
_GOING = ("leaves", "removed", "now_partner", "no_candidate_any_more")


def _placed(move: Move) -> str:
    rank = move.rank_after if move.state in _COMING else move.rank_before
    return f"{move.partner.name} ({'now' if move.state in _COMING else 'was'} {rank})"
