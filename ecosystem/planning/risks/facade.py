"""What may go wrong with a candidate, who says so, how old is that, and what is not known?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from ecosystem.answers.risks import Checklist, MatrixRow, Panorama, Risk, RiskComparison, RiskGroup, RiskRow
from ecosystem.dates import AsOf
from ecosystem.errors import InvalidParameter
from ecosystem.once import Once
from ecosystem.planning.risks.borders import compliance_risks
from ecosystem.planning.risks.checklist import checklist
from ecosystem.planning.risks.culture import culture_drafts
from ecosystem.planning.risks.dependence import leaving, sole_cover
from ecosystem.planning.risks.draft import computed, stated
from ecosystem.planning.risks.ground import Ground
from ecosystem.planning.risks.kinds import GROUPS, PANORAMA, plain
from ecosystem.planning.risks.summary import summary
from ecosystem.planning.risks.supply import supply_drafts
from ecosystem.view import View, Viewer
from scoring.risk.matrix import BANDS, LEVELS, level_of_bands, matrix

MOST_COMPARED: Final = 50
_KEPT: Final = 3
_WORST_FIRST: Final = ("critical", "high", "medium", "unknown", "low", "none")
_KNOWN: Final = ("critical", "high", "medium", "low", "none")


class Risks:
    """``eco.risks``: what may go wrong with a candidate, who says so, how old is that, and what is not known?"""

    def __init__(self, view: Viewer) -> None:
        self._view = view
        self._grounds: Once[str, Ground] = Once(_KEPT)

    def panorama(self, partner: str, asker: str | None = None, *, as_of: AsOf = None) -> Panorama:
        """The risk panorama (合作风险全景图) of one candidate, for an asker or for anybody.

        What is not known is in it as unknown, with the reason: a candidate of which nothing is on
        record has a panorama of unknowns. With an asker, its needs, habits, suppliers and country are
        compared with the candidate's.

        Raises
        ------
        UnknownPartner, AmbiguousName, InvalidDate
        InvalidParameter
            if the two are the same organisation.
        """
        ground, row, other = self._ask(partner, asker, as_of)
        groups = _groups(ground, row, other)
        risks = [risk for group in groups for risk in group.risks]
        counts = Counter(risk.level for risk in risks)
        view = ground.view
        return Panorama(
            view.reference(row), None if other is None else view.reference(other), ground.as_of,
            view.snapshot.version, summary(ground.name_of(row), groups), groups, _matrix(risks),
            {str(level): counts[str(level)] for level in LEVELS},
            sum(risk.owner is None for risk in risks if risk.level != "none"),
        )

    def checklist(self, partner: str, asker: str | None = None, *, as_of: AsOf = None) -> Checklist:
        """The due-diligence checklist (尽职调查清单): what is known, has run out, or has to be asked for.

        Raises
        ------
        UnknownPartner, AmbiguousName, InvalidDate, InvalidParameter
        """
        return checklist(*self._ask(partner, asker, as_of))

    def compare(self, asker: str | None, candidates: Sequence[str], *, as_of: AsOf = None) -> RiskComparison:
        """Several candidates side by side, a row each, in the order in which they are named.

        Raises
        ------
        UnknownPartner, AmbiguousName, InvalidDate
        InvalidParameter
            if no candidate or more than 50 are named, or the asker is among them.
        """
        if not 1 <= len(candidates) <= MOST_COMPARED:
            raise InvalidParameter(f"{len(candidates)} candidates are named; it can be 1 to {MOST_COMPARED}.")
        rows = tuple(self._row(each, asker, as_of) for each in dict.fromkeys(candidates))
        view = self._view(as_of)
        me = None if asker is None else view.reference(view.row_of(asker))
        return RiskComparison(me, view.snapshot.as_of, view.snapshot.version, rows)

    def _row(self, candidate: str, asker: str | None, as_of: AsOf) -> RiskRow:
        found, due = self.panorama(candidate, asker, as_of=as_of), self.checklist(candidate, asker, as_of=as_of)
        risks = [risk for group in found.groups for risk in group.risks]
        worst = next((risk for level in _KNOWN[:4] for risk in risks if risk.level == level), None)
        return RiskRow(
            found.partner, found.levels,
            None if worst is None else worst.level,
            None if worst is None else worst.title,
            None if worst is None else worst.sentence,
            1 - found.levels["unknown"] / len(risks),
            due.counts["known"] + due.counts["expiring"], len(due.items),
        )

    def _ask(self, partner: str, asker: str | None, as_of: AsOf) -> tuple[Ground, int, int | None]:
        ground = self._at(as_of)
        row = ground.view.row_of(partner)
        other = None if asker is None else ground.view.row_of(asker)
        if row == other:
            raise InvalidParameter(f"{ground.name_of(row)} is asked about for itself; name another organisation.")
        return ground, row, other

    def _at(self, as_of: AsOf) -> Ground:
        view: View = self._view(as_of)
        return self._grounds.get(view.snapshot.version, lambda: Ground(view))


def _groups(ground: Ground, row: int, asker: int | None) -> tuple[RiskGroup, ...]:
    risks = [*_stated(ground, row)]
    drafts = [*supply_drafts(ground, row, asker), *culture_drafts(ground, row, asker),
              sole_cover(ground, row, asker), leaving(ground, row, asker)]
    risks += [*(computed(ground, draft) for draft in drafts), *compliance_risks(ground, row, asker)]
    by_group: dict[str, list[Risk]] = {group: [] for group in GROUPS}
    for risk in risks:
        by_group[risk.group].append(risk)
    return tuple(_group(group, found) for group, found in by_group.items() if found or group in PANORAMA)


def _group(group: str, risks: Sequence[Risk]) -> RiskGroup:
    # Stable: what somebody stated comes before what was computed.
    ordered = tuple(sorted(risks, key=lambda risk: _WORST_FIRST.index(risk.level)))
    worst = next((level for level in _KNOWN for risk in ordered if risk.level == level), None)
    return RiskGroup(group, *GROUPS[group], worst, sum(risk.level == "unknown" for risk in ordered), ordered)


def _stated(ground: Ground, row: int) -> list[Risk]:
    """What stands, and of each kind that nothing stands for, what was said last."""
    standing = ground.risks_of(row)
    kinds = {plain(each.kind) for each in standing}
    past: dict[str, Risk] = {}
    for each in ground.ended_of(row):
        if plain(each.kind) not in kinds:
            past.setdefault(plain(each.kind), stated(ground, each, expired=True))
    return [*(stated(ground, each) for each in standing), *past.values()]


def _matrix(risks: Sequence[Risk]) -> tuple[MatrixRow, ...]:
    """Every risk but those that are not there, by likelihood (the likeliest first) and impact."""
    counts = matrix((risk.likelihood, risk.impact) for risk in risks if risk.level != "none")
    rows = [
        MatrixRow(each, f"{20 * (each - 1)}–{20 * each} %", tuple(counts[each - 1][:BANDS]), counts[each - 1][BANDS],
                  tuple(str(level_of_bands(each, impact)) for impact in range(1, BANDS + 1)))
        for each in range(BANDS, 0, -1)
    ]
    unknown = MatrixRow(None, "unknown", tuple(counts[BANDS][:BANDS]), counts[BANDS][BANDS], ("unknown",) * BANDS)
    return (*rows, unknown)
