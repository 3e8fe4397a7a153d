"""``eco.life.establish``: due diligence, milestones, the table of an annex, differences, templates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final, Protocol

from ecosystem.answers.life import RecordList
from ecosystem.answers.life_establish import AnnexTable, Differences, Diligence, Milestones, Templates
from ecosystem.answers.risks import Checklist, Panorama
from ecosystem.dates import AsOf
from ecosystem.errors import InvalidParameter, UnknownNode
from ecosystem.life.establish import printing
from ecosystem.life.establish.difference import differences
from ecosystem.life.establish.diligence import checks_to_make, diligence
from ecosystem.life.establish.milestones import STATUSES, WITHIN, milestone_rows, put_in
from ecosystem.life.establish.starting import listed, planned
from ecosystem.life.events import Record
from ecosystem.life.kinds import PARTNERSHIP
from ecosystem.life.shown import record_list
from ecosystem.life.state import LifeState
from ecosystem.life.writing import Hand, New
from ecosystem.view import Viewer

Writer = Callable[..., list[Record]]
"""``eco.life.create_all``."""

_PRINTED: Final = {"markdown": printing.markdown, "html": printing.html}


class Asked(Protocol):
    """``eco.risks``: what may go wrong with a candidate."""

    def checklist(self, partner: str, asker: str | None = None, *, as_of: AsOf = None) -> Checklist: ...

    def panorama(self, partner: str, asker: str | None = None, *, as_of: AsOf = None) -> Panorama: ...


class Establish:
    """``eco.life.establish``: how a candidate becomes a partner with an agreement.

    Parameters
    ----------
    state
        everything as it is on a day.
    write
        makes several records, all or none.
    view, risks
        the graph on a day, and what may go wrong with whom.
    """

    def __init__(self, state: Callable[..., LifeState], write: Writer, view: Viewer, risks: Asked) -> None:
        self._state, self._write, self._view, self._risks = state, write, view, risks

    # --- due diligence -----------------------------------------------------------------------------
    def examine(self, partnership: str, hand: Hand, *, asker: str | None = None, owner: str | None = None,
                due: date | None = None, language: str = "en", as_of: AsOf = None) -> Diligence:
        """Write the checks that follow from the risks of the partners (尽职调查), what is not known first.

        What is on record is written as answered; what was asked before is not asked again.

        Parameters
        ----------
        asker
            the partner who asks, the first if not given; all others are asked about.
        owner, due
            of the checks that are open.
        as_of
            the day of the graph; that of the hand if not given.

        Raises
        ------
        UnknownNode, UnknownPartner, InvalidRecord
        InvalidParameter
            for an asker who is no partner, or another language.
        """
        _one_of("language", language, printing.LANGUAGES)
        partners = _partnership(self._state(), partnership).texts("partners")
        asker = partners[0] if asker is None else asker
        _one_of("asker", asker, partners)
        day = hand.on if as_of is None else as_of
        found = [(self._risks.checklist(each, asker, as_of=day), self._risks.panorama(each, asker, as_of=day))
                 for each in partners if each != asker]

        def made() -> Sequence[New]:
            return [_check(fields, answered, owner, due) for checklist, panorama in found
                    for fields, answered in checks_to_make(
                        checklist, panorama, self._asked(partnership, checklist.partner.id), language == "zh")]

        self._write(made, hand, partnership=partnership)
        return self.diligence(partnership, as_of=hand.on)

    def diligence(self, partnership: str, *, as_of: date) -> Diligence:
        """The due diligence of a partnership on a day: which checks are open, and whose they are.

        Raises
        ------
        UnknownNode
        """
        state = self._state(as_of)
        _partnership(state, partnership)
        return diligence(partnership, state.records(partnership, "check"), as_of)

    def _asked(self, partnership: str, partner: str) -> set[str]:
        checks = self._state().records(partnership, "check", partner=partner)
        return {each.text("risk_kind") or "" for each in checks}

    # --- milestones --------------------------------------------------------------------------------
    def milestones(self, *, as_of: date, partnership: str | None = None, status: str | None = None,
                   blocked: bool | None = None, within: int = WITHIN) -> Milestones:
        """Milestones of one or all partnerships: overdue, due soon, blocked and by whom.

        Parameters
        ----------
        status
            only ``overdue``, ``due_soon``, ``open``, ``delivered``, ``accepted`` or ``cancelled``.
        blocked
            only those that wait for something, or only those that do not.
        within
            how many days before it is due a milestone is due soon.

        Raises
        ------
        UnknownNode, InvalidParameter
        """
        state = self._state(as_of)
        if status is not None:
            _one_of("status", status, STATUSES)
        if partnership is None:
            found = list(state.all("milestone"))
        else:
            _partnership(state, partnership)
            found = state.records(partnership, "milestone")
        rows = [each for each in milestone_rows(state, found, as_of, within)
                if status in (None, each.status) and blocked in (None, bool(each.blockers))]
        return Milestones(as_of, within, tuple(sorted(rows, key=lambda each: (
            -(each.overdue_days or 0), each.due, each.id))))

    def annex_table(self, annex: str, *, as_of: date) -> AnnexTable:
        """An annex as milestone – resource – assessment table (里程碑-资源-考核), by quarter.

        Raises
        ------
        UnknownNode
        """
        state = self._state(as_of)
        found = state.record(annex)
        if found is None or found.kind != "annex":
            raise UnknownNode("annex", annex)
        home = _partnership(state, found.partnership)
        milestones = sorted(state.records(home.id, "milestone", annex=annex),
                            key=lambda each: (each.text("due") or "", each.created_on))
        common = [each for each in state.records(home.id, "resource", annex=annex) if each.text("milestone") is None]
        return AnnexTable(home.id, annex, found.text("name") or "", found.state, as_of,
                          self._names(home.texts("partners"), as_of),
                          tuple(milestone_rows(state, milestones, as_of, WITHIN)), put_in(common))

    def annex_page(self, annex: str, *, as_of: date, form: str = "markdown", language: str = "en") -> str:
        """The same table as a page to print: ``markdown`` or ``html``, in English or Chinese.

        Raises
        ------
        UnknownNode, InvalidParameter
        """
        _one_of("form", form, tuple(_PRINTED))
        _one_of("language", language, printing.LANGUAGES)
        return _PRINTED[form](self.annex_table(annex, as_of=as_of), language)

    def difference(self, record: str, *, since: date, until: date) -> Differences:
        """What is different in a record and in all that hangs under it: added, removed, from → to, by whom, why.

        Raises
        ------
        UnknownNode
            if it is there on neither day.
        InvalidParameter
            if ``since`` is after ``until``.
        """
        if since > until:
            raise InvalidParameter(f"since is {since}, after until, {until}; turn them round.")
        before, after = self._state(since), self._state(until)
        if before.record(record) is None and after.record(record) is None:
            raise UnknownNode("record", record)
        return Differences(record, since, until, tuple(differences(record, before, after)))

    # --- templates ---------------------------------------------------------------------------------
    def templates(self) -> Templates:
        """Ways to start: what each template is for, and what it writes."""
        return listed()

    def from_template(self, partnership: str, template: str, *, starts: date, hand: Hand,
                      language: str = "en") -> RecordList:
        """Write the records of a template (模板): agreement, annex, milestones, measures, cadences, triggers.

        All are checked before the first is written; if one does not fit, none is.

        Raises
        ------
        UnknownNode, InvalidParameter, InvalidRecord
        Conflict
            if the template was used for this partnership before.
        """
        _one_of("language", language, printing.LANGUAGES)
        partners = _partnership(self._state(), partnership).texts("partners")
        records = planned(template, partnership, partners, starts, language)
        return record_list(self._write(lambda: [New(each.kind, each.fields, each.id) for each in records], hand,
                                       partnership=partnership), hand.on)

    def _names(self, partners: Sequence[str], as_of: date) -> dict[str, str]:
        """Names by id; the id where the graph of the day does not know it."""
        view = self._view(as_of)
        rows = {each: view.snapshot.partners.ids.find(each) for each in partners}
        return {each: view.reference(row).name if row >= 0 else each for each, row in rows.items()}


def _check(fields: Any, answered: bool, owner: str | None, due: date | None) -> New:
    if answered:
        return New("check", fields, None, ("answer",))
    wanted = {"owner": owner, "due": None if due is None else due.isoformat()}
    return New("check", {**wanted, **{name: value for name, value in fields.items() if value is not None}})


def _one_of(name: str, value: str, possible: Sequence[str]) -> None:
    if value not in possible:
        raise InvalidParameter(f"{name} is {value[:40]!r}; it can be {', '.join(possible)}.")


def _partnership(state: LifeState, partnership: str) -> Record:
    found = state.record(partnership)
    if found is None or found.kind != PARTNERSHIP:
        raise UnknownNode(PARTNERSHIP, partnership)
    return found
