"""Which steps lead out of an agreement, in which order, by whom? A plan made from what is on record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from ecosystem.life.calendar import months_later
from ecosystem.life.ending.invariants import RIGHT_NOTICE_MONTHS, customer_notice, obligations
from ecosystem.life.events import Record
from ecosystem.life.state import LifeState

RIGHT_STEP: Final = 10.0
"""Percent of a right withdrawn each month, where the agreement does not say."""

_AFTERCARE_MONTHS: Final = 6
STATEMENTS: Final = {
    "en": "From strategic partner to ecosystem member: {name} ends on {ends}; service for customers goes on.",
    "zh": "从战略伙伴转为生态成员：{name} 于 {ends} 结束，客户服务不中断。",
}


def exit_plan(agreement: Record, state: LifeState, *, notice_on: date, leaving: str | None = None,
              language: str = "en") -> dict[str, object]:
    """The fields of a plan of exit that keeps its invariants.

    Parameters
    ----------
    agreement
        the one that is left: its notice, its monthly step of rights, its notice to customers.
    leaving
        the partner who goes; the others take over service. The last of the partners where it is None.
    language
        of the statement, ``en`` or ``zh``.

    The end lies at the latest of what the agreement, the customers and the rights need.
    """
    partnership = state.record(agreement.partnership)
    assert partnership is not None, "an agreement belongs to a partnership"
    planned = _Planned(agreement, partnership, state, notice_on, leaving or partnership.texts("partners")[-1])
    ends = planned.ends
    statement = STATEMENTS[language].format(name=partnership.text("name"), ends=ends)
    steps = sorted(planned.steps(statement), key=lambda row: (str(row["day"]), str(row["what"]), str(row.get("thing"))))
    return {"agreement": agreement.id, "notice_on": notice_on.isoformat(), "ends_on": ends.isoformat(),
            "statement": statement, "steps": steps}


class _Planned:
    """What a plan is made of."""

    def __init__(self, agreement: Record, partnership: Record, state: LifeState, notice: date, leaving: str) -> None:
        self.agreement, self.partnership, self.state, self.notice = agreement, partnership, state, notice
        self.leaving = leaving
        self.staying = next((each for each in partnership.texts("partners") if each != leaving), leaving)
        self.customers = [each for each in state.records(partnership.id, "customer") if each.state == "served"]
        self.percent = agreement.number("right_step_percent") or RIGHT_STEP

    @property
    def ends(self) -> date:
        months = [int(self.agreement.number("notice_months") or 0), RIGHT_NOTICE_MONTHS + self._right_steps - 1]
        if self.customers:
            months.append(customer_notice(self.agreement))
        return months_later(self.notice, max(months))

    @property
    def _right_steps(self) -> int:
        return int(-(-100 // self.percent))

    def owner(self, partner: str) -> str:
        """The person who answers for a side; the side itself where nobody is named."""
        owners = {str(row["partner"]): str(row["person"]) for row in self.partnership.items("owners")}
        return owners.get(partner, partner)

    def steps(self, statement: str) -> Iterator[dict[str, object]]:
        yield from self._rights()
        yield from self._staff()
        yield from self._customers()
        for each in obligations(self.state, self.partnership.id):
            partner = each.text("partner") or self.staying
            yield self._row("obligation", self.ends, each.id, partner,
                            until=months_later(self.ends, _AFTERCARE_MONTHS).isoformat())
        if self.agreement.text("buy_back"):
            yield self._row("buy_back", self.ends, None, self.staying, note=self.agreement.text("buy_back"))
        yield self._row("statement", self.ends, None, self.staying, note=statement)

    def _rights(self) -> Iterator[dict[str, object]]:
        """A tenth a month, or what the agreement says, of what each running annex gives access to."""
        things = [each.id for each in self.state.records(self.partnership.id, "annex")
                  if each.state in ("active", "suspended") and each.text("agreement") == self.agreement.id]
        for thing in things or [self.agreement.id]:
            left, month = 100.0, RIGHT_NOTICE_MONTHS
            while left > 1e-9:
                part = min(self.percent, left)
                yield self._row("right", months_later(self.notice, month), thing, self.leaving, percent=part)
                left, month = left - part, month + 1

    def _staff(self) -> Iterator[dict[str, object]]:
        for each in self.state.records(self.partnership.id, "rotation"):
            if each.state == "away":
                day = min(max(each.day("ends") or self.ends, self.notice), self.ends)
                yield self._row("staff", day, each.id, each.text("from_partner") or self.leaving)

    def _customers(self) -> Iterator[dict[str, object]]:
        told = months_later(self.ends, -customer_notice(self.agreement))
        for each in self.customers:
            yield self._row("customer_notice", max(told, self.notice), each.id, self.staying)
            served_now = each.text("service_owner") is not None
            serves = each.text("service_owner") if each.text("service_owner") not in (None, self.leaving) else None
            yield self._row("service", self.ends if served_now else self.notice, each.id, serves or self.staying)

    def _row(self, what: str, day: date, thing: str | None, partner: str, **more: object) -> dict[str, object]:
        row = {"day": day.isoformat(), "what": what, "thing": thing, "owner": self.owner(partner), "partner": partner,
               **more}
        return {name: value for name, value in row.items() if value is not None}
