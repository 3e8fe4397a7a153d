"""What changes if a partner, a capability or a tie comes or goes?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ecosystem.answers.whatif import (
    CoverChange,
    HoldingChange,
    Holds,
    NamedId,
    NeedChange,
    Substitute,
    SubstitutePart,
    SupplyChange,
    WhatIfAnswer,
)
from ecosystem.dates import AsOf
from ecosystem.errors import InvalidParameter
from ecosystem.planning.whatif.changes import Stated, changes_from, resolved, stated
from ecosystem.planning.whatif.ranks import moves
from ecosystem.planning.whatif.structure import structure_change
from ecosystem.planning.whatif.words import sentences
from ecosystem.view import View, Viewer, number_or_none
from scoring.errors import ImpossibleChange
from scoring.whatif.changes import Applied, Change, applied
from scoring.whatif.losses import (
    CapabilityShift,
    Cover,
    NeedLook,
    NeedShift,
    capability_shifts,
    lost_amounts,
    need_shifts,
    substitutes,
    supply_shifts,
    touched_capabilities,
)
from scoring.whatif.losses import Substitute as Found

_PARTS_SHOWN = 5


class WhatIf:
    """``eco.whatif``: what changes if a partner, a capability or a tie comes or goes?"""

    def __init__(self, view: Viewer) -> None:
        self._view = view

    def ask(self, changes: Sequence[Stated] | Mapping[str, Any], partner: str | None = None, *,
            scorer: str = "blend", limit: int = 10, as_of: AsOf = None) -> WhatIfAnswer:
        """What a set of changes would do; nothing is stored, so there is nothing to undo.

        Parameters
        ----------
        changes
            ``Change`` objects or mappings that say them (``{"action": "remove", "kind": "partner",
            "partner": "b-tech"}``), or an object with such a list under ``changes``, e.g. the body of
            an earlier answer. Partners may be named by id or name.
        partner
            who asks: whose needs and candidates are looked at; None = the whole graph.
        scorer
            by which the asker's candidates are ranked.
        limit
            how many of each kind are named.

        Raises
        ------
        InvalidParameter
            where there is nothing to change, or changes are doubled, contradict each other or the graph.
        UnknownPartner, AmbiguousName, UnknownNode
        """
        if not 1 <= limit <= 100:
            raise InvalidParameter(f"limit is {limit}; it can be 1 to 100.")
        view = self._view(as_of)
        wanted = resolved(view, changes_from(changes))
        asker = None if partner is None else view.row_of(partner)
        try:
            done = applied(view.snapshot, wanted)
        except ImpossibleChange as error:
            raise InvalidParameter(str(error)) from error
        if asker is not None and done.row("Partner", asker) < 0:
            raise InvalidParameter(f"{view.reference(asker).name} asks and is removed; ask for somebody who stays.")
        return _Question(view, done, wanted, asker, scorer, limit).answer()

    def removal(self, partner: str, asker: str | None = None, *, scorer: str = "blend", limit: int = 10,
                as_of: AsOf = None) -> WhatIfAnswer:
        """What would be lost without one organisation, for ``asker`` or for the whole graph."""
        return self.ask([Change(action="remove", kind="partner", partner=partner)], asker, scorer=scorer,
                        limit=limit, as_of=as_of)


class _Question:
    """Both graphs, and the parts of the answer."""

    def __init__(self, view: View, done: Applied, changes: tuple[Change, ...], asker: int | None,
                 scorer: str, limit: int) -> None:
        self._before, self._after, self._done = view, View(done.snapshot), done
        self._changes, self._asker, self._scorer, self._limit = changes, asker, scorer, limit
        self._looks = NeedLook(view.snapshot), NeedLook(done.snapshot)

    def answer(self) -> WhatIfAnswer:
        before, after, limit = self._before, self._after, self._limit
        touched = touched_capabilities(before.snapshot, after.snapshot, self._changes)
        held = sorted(capability_shifts(before.snapshot, after.snapshot, touched), key=_scarcest)
        needs = sorted(need_shifts(*self._looks, self._done, touched), key=self._gravest)
        bought = sorted(supply_shifts(before.snapshot, self._changes),
                        key=lambda each: (each.buyer != self._asker, each.suppliers[1], each.buyer, each.capability))
        found = WhatIfAnswer(
            changes=tuple(stated(before, change) for change in self._changes),
            partner=None if self._asker is None else before.reference(self._asker),
            scorer=None if self._asker is None else self._scorer,
            as_of=before.snapshot.as_of, snapshot=before.snapshot.version, changed_snapshot=after.snapshot.version,
            sentences=(),
            capabilities=tuple(self._holding(shift) for shift in held[:limit]), capabilities_total=len(held),
            without_holder=sum(shift.after.holders == 0 < shift.before.holders for shift in held),
            coverage=self._coverage(),
            needs=tuple(self._need(shift) for shift in needs[:limit]), needs_total=len(needs),
            needs_without_holder=sum(shift.holders[1] == 0 < shift.holders[0] for shift in needs),
            supplies=tuple(SupplyChange(before.reference(each.buyer), self._capability(each.capability),
                                        *each.suppliers) for each in bought[:limit]),
            supplies_total=len(bought),
            supplies_without_supplier=sum(each.suppliers[1] == 0 for each in bought),
            substitutes=tuple(self._substitutes()),
            structure=structure_change(before, after, self._done, limit),
            candidates=() if self._asker is None else moves(
                before, after, self._done, before.reference(self._asker).id, self._scorer, limit),
        )
        return sentences(found)

    def _holding(self, shift: CapabilityShift) -> HoldingChange:
        was, will = shift.before, shift.after
        return HoldingChange(self._capability(shift.capability), was.holders, will.holders, was.amount, will.amount,
                             number_or_none(was.hhi), number_or_none(will.hhi))

    def _capability(self, row: int) -> NamedId:
        nodes = self._before.snapshot.nodes["Capability"]
        return NamedId(nodes.ids[row], nodes.names[row] or nodes.ids[row])

    def _coverage(self) -> CoverChange | None:
        if self._asker is None:
            return None
        was = self._looks[0].cover(self._asker)
        will = self._looks[1].cover(self._done.row("Partner", self._asker))
        if was is None or will is None:
            return CoverChange(None, None, None, None, None, None, "no_needs")
        return _cover_change(was, will)

    def _gravest(self, shift: NeedShift) -> tuple[bool, int, bool, float, int, int]:
        return (shift.owner != self._asker, shift.holders[1], not shift.need.must, -shift.need.weight, shift.owner,
                shift.need.row)

    def _need(self, shift: NeedShift) -> NeedChange:
        need = shift.need
        return NeedChange(
            need=self._before.snapshot.nodes["Need"].ids[need.row], owner=self._before.reference(shift.owner),
            capability=self._capability(need.capability), weight=need.weight, must=need.must,
            holders_before=shift.holders[0], holders_after=shift.holders[1],
            level_before=shift.levels[0], level_after=shift.levels[1],
            partners_before=shift.partners[0], partners_after=shift.partners[1],
            instead=tuple(Holds(self._after.reference(row), level) for row, level in shift.instead),
        )

    def _substitutes(self) -> Iterable[Substitute]:
        lost = lost_amounts(self._before.snapshot, self._changes)
        asker = None if self._asker is None else self._done.row("Partner", self._asker)
        partners = set() if asker is None else set(self._after.partners_of(asker).tolist())
        losers = {self._done.snapshot.partners.ids.find(change.partner)
                  for change in self._changes if change.action == "remove" and change.kind == "capability"}
        left_out = (losers | ({asker} if asker is not None else set())) - {-1}
        for rank, found in enumerate(substitutes(self._after.snapshot, lost, self._limit, leave_out=left_out), 1):
            yield self._substitute(rank, found, len(lost), None if asker is None else found.partner in partners)

    def _substitute(self, rank: int, found: Found, lost: int, is_partner: bool | None) -> Substitute:
        parts = tuple(SubstitutePart(self._capability(row), share) for row, share in found.parts[:_PARTS_SHOWN])
        return Substitute(rank, self._after.reference(found.partner), found.coverage, is_partner, parts,
                          lost - len(found.parts))


def _scarcest(shift: CapabilityShift) -> tuple[int, float, int]:
    """What is left without holders first, then by the rise of concentration."""
    rise = shift.after.hhi - shift.before.hhi
    return (min(shift.after.holders, shift.before.holders), -rise if rise == rise else 0.0, shift.capability)


def _cover_change(was: Cover, will: Cover) -> CoverChange:
    return CoverChange(was.by_partners, will.by_partners, was.by_anybody, will.by_anybody,
                       was.musts_open, will.musts_open)
